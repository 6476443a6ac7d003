"""The Detect page: a model, pictures, settings, results."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QSplitter, QWidget

from desktop.detect.model import DetectModel
from desktop.detect.picture_list import PictureListPanel
from desktop.detect.result_panel import ResultPanel
from desktop.detect.viewer import Viewer
from desktop.model_selector import ModelSelector
from desktop.session import Session
from desktop.settings.keys import with_keys
from desktop.settings.shortcuts import PageShortcuts
from desktop.ui.errors import ErrorBanner
from desktop.ui.i18n import format_duration
from desktop.ui.layout import STRETCH, column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import PrimaryButton, Translated, named, push_button
from engine.data.dataset import load_dataset
from engine.data.pictures import is_picture
from engine.db.models import ONNX_SUFFIX, WEIGHTS_SUFFIX
from engine.errors import InputError, Message, QuadTuneError


class DetectPage(Translated, QWidget):
    """Tries a model on pictures. Its state is :attr:`model`."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.model = DetectModel(session, self)
        self.setAcceptDrops(True)
        self.model_label = QLabel()
        self.selector = ModelSelector(session, "detect_model", onnx=True)
        self.model_label.setBuddy(self.selector.combo)
        self.progress = named(QProgressBar(), "detect_progress")
        self.progress_text = named(QLabel(), "detect_progress_text")
        self.stop = push_button("detect_stop", "stop", clicked=self.model.work.stop)
        self.run = PrimaryButton(icon="text-search", name="detect_run", clicked=self._detect)
        self.banner = ErrorBanner("detect")
        self.list = PictureListPanel(self.model)
        self.viewer = Viewer(self.model, self)
        self.results = ResultPanel(self.model)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._show_running()

    def open_payload(self, payload: object) -> None:
        """Detect with a model from another page: an experiment folder, weights or an exported file."""
        self.selector.choose(str(payload))
        self.model.choose_model(self.selector.model())

    def _lay_out(self) -> None:
        self.progress.setFixedWidth(UNIT * 20)
        self.stop.setMinimumHeight(UNIT * 4)
        self.progress.setTextVisible(False)
        self.selector.setMaximumWidth(UNIT * 60)
        choice = (self.model_label, (self.selector, 1), STRETCH)
        progress = (self.progress_text, self.progress, self.stop, self.run)
        head = row(*choice, *progress, margins=(UNIT * 2, UNIT, UNIT * 2, UNIT))
        banner = row(self.banner, margins=(UNIT * 2, 0, UNIT * 2, 0))
        splitter = named(QSplitter(Qt.Orientation.Horizontal), "detect_splitter")
        splitter.setChildrenCollapsible(False)
        for part in (self.list, self.viewer, self.results):
            splitter.addWidget(part)
        self.list.setMinimumWidth(UNIT * 26)
        self.viewer.setMinimumWidth(UNIT * 30)
        self.results.setMinimumWidth(UNIT * 34)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([UNIT * 30, UNIT * 80, UNIT * 38])
        self.setLayout(column(head, banner, (splitter, 1), spacing=0))

    def _connect(self) -> None:
        model = self.model
        self.selector.model_chosen.connect(self._choose_model)
        self.selector.combo.currentTextChanged.connect(self.viewer.main_title.setText)
        self.list.add_requested.connect(self.add)
        self.list.project_pictures.clicked.connect(self.add_project_pictures)
        self.viewer.empty.clicked.connect(self.list.add_pictures.click)
        self.viewer.view.box_clicked.connect(self.results.pick)
        self.results.box_picked.connect(self.viewer.view.pick)
        model.failed.connect(self.banner.show_error)
        model.work.changed.connect(self._show_running)
        model.pictures_changed.connect(self._show_running)
        model.work.events.connect(self._show_progress)
        self.session.project_changed.connect(model.follow_project)
        keys = PageShortcuts(self)
        keys.add("work.run", self.run.click)
        keys.add("save", self.results.saving.save.click)
        keys.add("picture.previous", lambda: model.set_current(model.current - 1))
        keys.add("picture.next", lambda: model.set_current(model.current + 1))

    def add(self, paths: list[Path]) -> None:
        """Add pictures and folders; shows an error when there is nothing new in them."""
        self.banner.clear()
        if not self.model.add(paths) and all(self.model.row(path) is None for path in paths):
            self.banner.show_error(
                InputError(
                    Message("There are no new pictures here."),
                    remedy=Message("Choose JPEG, PNG, BMP, TIFF or WebP pictures."),
                    path=paths[0],
                )
            )

    def add_project_pictures(self) -> None:
        """Add the pictures of the project's test set."""
        project = self.session.project
        if project is None:
            return
        try:
            self.add([sample.picture for sample in load_dataset(project.root).test])
        except QuadTuneError as error:
            self.banner.show_error(error)

    def _choose_model(self, model: str) -> None:
        self.banner.clear()
        self.model.choose_model(model)

    def _detect(self) -> None:
        self.banner.clear()
        self.model.detect()

    def _show_running(self) -> None:
        busy = self.model.work.busy
        for widget in (self.progress, self.progress_text, self.stop):
            widget.setVisible(busy)
        self.run.setVisible(not busy)
        self.run.setEnabled(bool(self.model.pictures))
        self._show_progress()

    def _show_progress(self) -> None:
        job = self.model.work.job
        self.stop.setEnabled(job is not None and not job.stop_requested)
        progress = job.progress if job is not None else None
        if progress is None or not progress.total or (progress.done == 0 and progress.total == 1):
            self.progress.setRange(0, 0)
            self.progress_text.setText("")
            return
        self.progress.setRange(0, progress.total)
        self.progress.setValue(progress.done)
        text = f"{progress.done}/{progress.total}"
        if progress.seconds_left is not None:
            text += " · " + format_duration(progress.seconds_left)
        self.progress_text.setText(text)

    def retranslate(self) -> None:
        self.model_label.setText(self.tr("Model"))
        self.run.setText(self.tr("Detect"))
        self.run.setToolTip(with_keys(self.tr("Find text in all pictures in the list"), "work.run"))
        self.stop.setText(self.tr("Stop"))
        self.stop.setToolTip(self.tr("Stop after the current picture; what was found is kept"))
        self.progress.setAccessibleName(self.tr("Progress"))
        self.viewer.main_title.setText(self.selector.combo.currentText())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Chooses a model, adds pictures and folders."""
        paths = _dropped_paths(event.mimeData())
        event.acceptProposedAction()
        models = [path for path in paths if _is_model(path)]
        pictures = [path for path in paths if not _is_model(path)]
        if models:
            self.selector.choose(models[0])
            self._choose_model(self.selector.model())
        if pictures:
            self.add(pictures)


def _is_model(path: Path) -> bool:
    return path.suffix.lower() in (WEIGHTS_SUFFIX, ONNX_SUFFIX) or (path / f"best{WEIGHTS_SUFFIX}").is_file()


def _dropped_paths(data: QMimeData) -> list[Path]:
    """The dropped pictures, folders and models of this computer."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if path.is_dir() or _is_model(path) or is_picture(path)]
