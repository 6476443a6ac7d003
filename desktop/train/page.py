"""The Train page: choices on the left; figures, curves, log and experiments on the right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget

from desktop.document.project import Project
from desktop.payloads import CropSize
from desktop.session import Session
from desktop.settings.keys import keys
from desktop.train.charts.curves import CurvesView
from desktop.train.charts.history import TrainingHistory
from desktop.train.experiments.experiments import ExperimentsPanel
from desktop.train.experiments.unfinished_bar import UnfinishedBar
from desktop.train.figures import FigureStrip
from desktop.train.form.data_card import DataCard
from desktop.train.form.fields import Findable
from desktop.train.form.form import TrainForm
from desktop.train.form.preflight_card import PreflightCard, preflight_work
from desktop.train.form.rate_window import RateWindow, rate_work
from desktop.train.hint_strip import HintStrip
from desktop.train.log_view import LogView
from desktop.train.pictures.checked_pictures import CheckedPictures
from desktop.train.pictures.preview_window import PreviewWindow
from desktop.train.pictures.validation_view import ValidationView
from desktop.train.result_card import TrainResultCard
from desktop.train.run import RunState, TrainingRun, resume_work, training_work
from desktop.train.run_buttons import RunButtons
from desktop.ui.errors import ErrorBanner, describe
from desktop.ui.layout import STRETCH, column, row, scroll_area, stack
from desktop.ui.theme import UNIT
from desktop.ui.widgets import EmptyState, Translated, named
from desktop.work.jobs import Work
from desktop.work.notice import Notice
from engine.errors import Message, QuadTuneError, StorageError
from engine.training.config import TrainConfig
from engine.training.events import TrainingResult

LEFT_WIDTH = UNIT * 40


class TrainPage(Translated, QWidget):
    """Fine-tunes a model on the session's project.

    ``make_work``, ``make_preflight`` and ``make_rate`` make the jobs' functions of a config, ``make_resume``
    that of an unfinished experiment's folder.
    """

    def __init__(
        self,
        session: Session,
        *,
        make_work: Callable[[TrainConfig], Work] = training_work,
        make_resume: Callable[[Path], Work] = resume_work,
        make_preflight: Callable[[TrainConfig], Work] = preflight_work,
        make_rate: Callable[[TrainConfig], Work] = rate_work,
    ) -> None:
        super().__init__()
        self.setObjectName("train_page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._session = session
        self._make_work = make_work
        self._make_resume = make_resume
        self._notice = Notice(self)
        self.history = TrainingHistory(self)
        self.checked = CheckedPictures(self)
        self.run = TrainingRun(session, self)
        self.banner = ErrorBanner("train")
        self.data_card = DataCard(session)
        self.form = TrainForm(session)
        self.preflight = PreflightCard(session, self._config, make_preflight)
        self.preview = PreviewWindow(session, self._config, self)
        self.rate = RateWindow(session, self._config, make_rate, self)
        self.buttons = RunButtons()
        self.figures = FigureStrip(self.history)
        self.result_card = TrainResultCard()
        self.hint = HintStrip(self.history)
        self.experiments = ExperimentsPanel(session)
        self.curves = CurvesView(self.history, session.settings, self.experiments.compared)
        self.validation = ValidationView(self.checked)
        self.unfinished = UnfinishedBar(session.settings)
        self.empty = EmptyState("chart-line", button_name="train_to_label")
        self.log_view = LogView(self.history)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._follow_project()

    def start(self) -> None:
        """Save the labels and train with what the form says; what is in the way goes to the banner."""
        project = self._session.project
        if project is None or self.run.state is not RunState.IDLE:
            return
        self.form.settle()
        config = self.form.config(project.root, self._session.workdirs())
        if self._ready(project, config):
            self.form.remember()
            self._run(self._make_work(config))

    def resume(self, folder: Path) -> None:
        """Go on with the unfinished training in ``folder``, with the labels as they are now."""
        project = self._session.project
        if project is not None and self.run.state is RunState.IDLE and self._ready(project):
            self._run(self._make_resume(folder))

    def _ready(self, project: Project, config: TrainConfig | None = None) -> bool:
        """Whether the choices are valid and all labels saved; if not, the banner says why."""
        self.banner.clear()
        self.result_card.clear()
        try:
            if config is not None:
                config.validate()
            if not project.flush():
                raise StorageError(
                    Message("Some labels could not be saved, so the training was not started."),
                    remedy=Message("See the Label page for the reason, then start again."),
                    path=project.root,
                )
        except QuadTuneError as error:
            self.banner.show_error(error)
            return False
        return True

    def _run(self, work: Work) -> None:
        self._forget_run()
        self.tabs.setCurrentWidget(self.log_view)
        self.run.start(self.tr("Training"), work)

    def open_payload(self, payload: object) -> None:
        """Start from the model ``payload``, a path or a name, or train on crops of a `CropSize`."""
        match payload:
            case str() | Path():
                self.form.weights.choose(payload)
            case CropSize():
                self.form.crop_size.setValue(payload.pixels)

    def retranslate(self) -> None:
        self.views.setTabText(self.views.indexOf(self.curves), self.tr("Curves"))
        self.views.setTabText(self.views.indexOf(self.validation), self.tr("Pictures"))
        self.tabs.setTabText(self.tabs.indexOf(self.log_view), self.tr("Log"))
        self.tabs.setTabText(self.tabs.indexOf(self.experiments), self.tr("Experiments"))
        self.views.tabBar().setAccessibleName(self.tr("Curves or pictures"))
        self.tabs.tabBar().setAccessibleName(self.tr("Experiments or log"))
        self._set_empty_texts()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.setFocus()  # so that the page's key works at once

    def event(self, event: QEvent) -> bool:
        # The window has the same key for coming here; on this page it starts the training.
        if event.type() == QEvent.Type.ShortcutOverride and _is_start_key(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_start_key(event):
            if self.buttons.start.isEnabled():
                self.start()
            return
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self.views = named(QTabWidget(), "train_views")
        self.views.setDocumentMode(True)
        self.views.addTab(self.curves, "")
        self.views.addTab(self.validation, "")
        self.right_stack = stack(self.empty, self.views)
        self.tabs = named(QTabWidget(), "train_tabs")
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.experiments, "")
        self.tabs.addTab(self.log_view, "")
        splitter = named(QSplitter(Qt.Orientation.Vertical), "train_splitter")
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.right_stack)
        splitter.addWidget(self.tabs)
        splitter.setStretchFactor(0, 5)
        splitter.setStretchFactor(1, 2)
        choices = scroll_area(column(self.data_card, self.form, STRETCH), "train_form_scroll")
        left = QWidget()
        left.setFixedWidth(LEFT_WIDTH)
        left.setLayout(column((choices, 1), self.preflight, self.buttons))
        right = column(self.figures, self.hint, self.result_card, (splitter, 1))
        columns = row(left, (scroll_area(right, "train_scroll"), 1), spacing=UNIT * 2)
        margins = (UNIT * 2, UNIT * 2, UNIT * 2, UNIT)
        self.setLayout(column(self.banner, self.unfinished, (columns, 1), margins=margins))

    def _connect(self) -> None:
        session, run = self._session, self.run
        session.project_changed.connect(self._follow_project)
        session.models_changed.connect(self._list_experiments)
        self.data_card.summarised.connect(self._refresh_state)
        self.data_card.summarised.connect(self.preflight.ask)
        self.form.changed.connect(self.preflight.ask)
        self.form.changed.connect(self.preview.refresh)
        self.form.preset.preview.clicked.connect(self.preview.open_beside)
        self.form.rate_field.search.clicked.connect(self._find_rate)
        self.rate.rate_chosen.connect(self.form.learning_rate.setValue)
        self.preflight.batch_chosen.connect(self.form.batch_size.setValue)
        self.empty.clicked.connect(lambda: session.request_page("label"))
        self.buttons.start.clicked.connect(self.start)
        self.buttons.stop.clicked.connect(run.stop)
        self.buttons.cancel.clicked.connect(run.discard)
        run.state_changed.connect(self._refresh_state)
        run.events.connect(self._take_events)
        run.finished.connect(self._on_finished)
        run.discarded.connect(self._on_discarded)
        run.failed.connect(self._on_failed)
        for source in (self.result_card, self.experiments):
            source.detect_requested.connect(lambda model: session.request_page("detect", model))
            source.export_requested.connect(lambda model: session.request_page("export", model))
        self.history.begun.connect(self._list_experiments)
        self.experiments.compared.changed.connect(self._show_right)
        self.experiments.reuse_requested.connect(self._reuse_settings)
        self.experiments.resume_requested.connect(self.resume)
        self.unfinished.resume_requested.connect(self.resume)
        session.closing.connect(self._note_cut_off)
        self.experiments.trashed.connect(self._forget_result)
        self.experiments.failed.connect(self.banner.show_error)

    def _config(self) -> TrainConfig | None:
        """What would be trained now; None without anything to train on."""
        project, summary = self._session.project, self.data_card.summary
        if project is None or summary is None or not summary.labelled:
            return None
        return self.form.config(project.root, self._session.workdirs())

    def _find_rate(self) -> None:
        self.form.settle()
        if self._session.project is not None:
            self._session.project.flush()  # the labels are read from their files
        self.rate.open_and_search()

    def _take_events(self, events: list[object]) -> None:
        self.history.add(events)
        self.checked.add(events)
        self._show_right()

    def _forget_run(self) -> None:
        self.history.clear()
        self.checked.clear()

    def _on_finished(self, result: TrainingResult) -> None:
        self.result_card.show_result(result, self.history)
        self._session.models_changed.emit()
        self.experiments.select(result.workdir)
        self.tabs.setCurrentWidget(self.experiments)
        self._notice.tell(self.tr("Training finished"), self.result_card.text())

    def _on_discarded(self, place: Path | None) -> None:
        self.result_card.show_discarded(place)
        self._session.models_changed.emit()

    def _on_failed(self, error: BaseException) -> None:
        self.banner.show_error(error)
        self._session.models_changed.emit()
        self._notice.tell(self.tr("Training ended with an error"), describe(error).message)

    def _follow_project(self) -> None:
        if self.run.state is RunState.IDLE:
            self.banner.clear()
            self.result_card.clear()
            self._forget_run()
        self.rate.close()
        self._list_experiments()
        self._refresh_state()

    def _list_experiments(self) -> None:
        started, idle = self.history.started, self.run.state is RunState.IDLE
        self.experiments.set_running(None if idle or started is None else started.workdir)
        self.experiments.refresh()
        self.unfinished.offer_from(self.experiments.model.records if idle else [])

    def _note_cut_off(self) -> None:
        if self.run.state is RunState.RUNNING and self.history.started is not None:
            self.unfinished.note_cut_off(self.history.started.workdir)

    def _reuse_settings(self, config: dict[str, object]) -> None:
        """Put the settings of an earlier training into the form."""
        if self.run.state is RunState.IDLE:
            self.form.reuse(config)

    def _forget_result(self, folder: Path) -> None:
        """The experiment in ``folder`` is gone: no button may lead to it."""
        if self.history.finished is not None and self.history.finished.result.workdir == folder:
            self.result_card.clear()

    def _refresh_state(self) -> None:
        state, summary = self.run.state, self.data_card.summary
        idle = state is RunState.IDLE
        # An unusable dataset may be started too: the banner then shows file and line.
        self.buttons.show_state(state, startable=self._session.project is not None)
        self.form.setEnabled(idle)
        findable = Findable.NO_DATA if self._config() is None else Findable.YES
        self.form.rate_field.set_findable(findable if idle else Findable.TRAINING)
        if not idle:
            self.rate.close()
            self.unfinished.offer_from([])
        self.preflight.pause(not idle)
        self.figures.set_ticking(not idle)
        self.empty.button.setVisible(summary is not None and not summary.usable)
        self._set_empty_texts()
        self._show_right()

    def _show_right(self) -> None:
        something = self.history.started is not None or bool(self.experiments.compared.records())
        self.right_stack.setCurrentWidget(self.views if something else self.empty)

    def _set_empty_texts(self) -> None:
        summary = self.data_card.summary
        if summary is not None and not summary.usable:
            self.empty.set_texts(
                self.tr("No labelled pictures to train on"),
                self.tr("Draw boxes around the text of some pictures first; 50 pictures are a good start."),
                self.tr("Label pictures"),
            )
        elif self.run.state is not RunState.IDLE:
            self.empty.set_texts(
                self.tr("Getting ready"), self.tr("Reading the pictures and loading the model…")
            )
        else:
            self.empty.set_texts(
                self.tr("Ready to train"),
                self.tr("Press “Start training”. Curves of the loss and of the scores appear here."),
            )


def _is_start_key(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and keys().is_pressed("train.start", event)
