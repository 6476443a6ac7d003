"""The middle of the Detect page: the picture, and below it how to show it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.detect.compare_panel import ComparePanel, TitledView
from desktop.detect.comparison import Comparison
from desktop.detect.model import DetectModel
from desktop.detect.view import link
from desktop.picture.picture_view import to_qimage
from desktop.settings.keys import key_text
from desktop.settings.shortcuts import PageShortcuts
from desktop.ui.errors import describe
from desktop.ui.layout import column, row, stack
from desktop.ui.theme import UNIT
from desktop.ui.widgets import EmptyState, IconButton, Translated, named, push_button, text_label
from desktop.work.background import LatestTask
from engine.data.pictures import read_picture
from engine.detect.maps import DetectedMap


class Viewer(Translated, QWidget):
    """Shows the current picture of the model; reads it off the GUI thread."""

    def __init__(self, model: DetectModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._shown: Path | None = None
        self._unreadable: Exception | None = None
        self._image: QImage | None = None
        self._laid_over: DetectedMap | None = None
        self._reader = LatestTask(self)
        self._reader.done.connect(self._on_read)
        self.comparison = Comparison(model)
        self.main_title = text_label("", "heading", name="detect_main_model")
        self.main = TitledView("detect", self.main_title)
        self.view = view = self.main.view
        self.other = ComparePanel(self.comparison)
        self.pair = QWidget()
        self.pair.setLayout(row((self.main, 1), (self.other, 1), spacing=UNIT // 2))
        self.empty = EmptyState("image-search-outline", button_name="detect_start")
        self.broken = EmptyState("image-broken-variant")
        self.stack = stack(self.empty, self.broken, self.pair)
        self.hint = named(QLabel(), "detect_hint")
        self.compare = push_button("detect_compare", "compare")
        self.compare.setCheckable(True)
        self.overlay = IconButton("blur", name="detect_overlay", checkable=True)
        self.zoom_out = IconButton(
            "magnify-minus-outline", name="detect_zoom_out", clicked=self.view.zoom_out
        )
        self.zoom_in = IconButton("magnify-plus-outline", name="detect_zoom_in", clicked=view.zoom_in)
        self.fit = IconButton("fit-to-screen-outline", name="detect_fit", clicked=view.fit)
        self.zoom = named(QLabel(), "detect_zoom")
        self._lay_out()
        self._connect()
        self.retranslate()
        self._show_picture()

    def _lay_out(self) -> None:
        for half in (self.main, self.other):
            half.setMinimumWidth(UNIT * 15)
            half.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # the same width
        self.main.head.setFixedHeight(UNIT * 6)
        self.main.head.hide()
        self.zoom.setMinimumWidth(UNIT * 6)
        self.zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setProperty("muted", True)
        tools = (self.compare, self.overlay, self.zoom_out, self.zoom, self.zoom_in, self.fit)
        margins = (UNIT, UNIT // 2, UNIT, UNIT // 2)
        bar = row((self.hint, 1), *tools, spacing=UNIT // 2, margins=margins)
        self.setLayout(column((self.stack, 1), bar, spacing=0))

    def _connect(self) -> None:
        model, view = self._model, self.view
        view.zoom_changed.connect(lambda zoom: self.zoom.setText(f"{zoom * 100:.0f} %"))
        self.overlay.toggled.connect(self._show_overlay)
        self.compare.toggled.connect(self._show_comparison)
        link(view, self.other.view)
        model.current_changed.connect(self._show_picture)
        model.result_changed.connect(self._show_result)
        model.reader.changed.connect(self._show_texts)
        for signal in (model.picture_changed, model.settings_changed, model.work.changed, model.work.events):
            signal.connect(self._show_hint)
        keys = PageShortcuts(self.parentWidget() or self)
        keys.add("view.zoom_in", view.zoom_in)
        keys.add("view.zoom_out", view.zoom_out)
        keys.add("view.actual", lambda: view.set_zoom(1.0))
        keys.add("view.fit", view.fit)
        keys.add("view.map", self.overlay.toggle)

    def retranslate(self) -> None:
        self.compare.setText(self.tr("Compare with…"))
        self.compare.setToolTip(self.tr("Show what another model finds in the same picture"))
        for half in (self.main, self.other):
            half.view.setAccessibleName(self.tr("Picture with the boxes found"))
        self.overlay.set_tip(self.tr("Show the probability map"), key_text("view.map"))
        self.zoom_out.set_tip(self.tr("Zoom out"), key_text("view.zoom_out"))
        self.zoom_in.set_tip(self.tr("Zoom in"), key_text("view.zoom_in"))
        self.fit.set_tip(self.tr("Show the whole picture"), key_text("view.fit"))
        self.zoom.setToolTip(
            self.tr("Zoom; {keys} shows the picture at 100 %").format(keys=key_text("view.actual"))
        )
        self.empty.set_texts(
            self.tr("Try the model on new pictures"),
            self.tr("Add pictures or a folder, or drop them here. Then press Detect."),
            self.tr("Add pictures…"),
        )
        self._show_broken()
        self._show_hint()
        self._show_count()

    def _show_picture(self) -> None:
        picture = self._model.current_picture()
        self._unreadable = None
        if picture is None:
            self._reader.cancel()
            self._shown = None
            self._image = None
            self.view.set_image(None)
            self.other.show_image(None)
            self.stack.setCurrentWidget(self.empty)
        elif picture.path != self._shown:
            path = picture.path
            self._reader.submit(lambda: (path, _read(path)))
        self._enable()

    def _on_read(self, result: tuple[Path, QImage | Exception]) -> None:
        path, image = result
        picture = self._model.current_picture()
        if picture is None or picture.path != path:
            return
        self._shown = path
        if isinstance(image, QImage):
            self.view.set_image(image)
            self._image = image
            if self.compare.isChecked():
                self.other.show_image(image)
            self.stack.setCurrentWidget(self.pair)
        else:
            self._unreadable = image
            self._show_broken()
            self.stack.setCurrentWidget(self.broken)
        self._show_result()

    def _show_broken(self) -> None:
        if self._unreadable is not None:
            text = describe(self._unreadable)
            self.broken.set_texts(text.message, "\n".join(t for t in (text.where, text.remedy) if t))

    def _show_result(self) -> None:
        picture = self._model.current_picture()
        shown = picture is not None and picture.path == self._shown and self._unreadable is None
        detection = picture.detection if picture is not None and shown else None
        self.view.set_detection(detection, self._model.reader.texts(picture) if shown else ())
        self._show_count()
        self._show_overlay()
        self._show_hint()
        self._enable()

    def _show_texts(self) -> None:
        picture = self._model.current_picture()
        if picture is not None and picture.path == self._shown:
            self.view.set_texts(self._model.reader.texts(picture))
        self._show_hint()

    def _show_count(self) -> None:
        count = len(self.view.boxes)
        picture = self._model.current_picture()
        known = picture is not None and picture.detection is not None and picture.path == self._shown
        self.main.count.setText(self.tr("Boxes") + f": {count}" if known else "")

    def _show_comparison(self, wanted: bool) -> None:
        self.main.head.setVisible(wanted)
        if wanted:
            self.other.start()
            self.other.show_image(self._image if self._unreadable is None else None)
            QTimer.singleShot(0, self.other.view, self._align)
        else:
            self.other.stop()
            self.other.view.set_image(None)

    def _align(self) -> None:
        """The second view starts at the place of the first, once both have their sizes."""
        if self.other.view.has_picture:
            self.other.view.show_same_part_as(self.view)

    def _show_overlay(self) -> None:
        wanted = self.overlay.isChecked() and self._unreadable is None
        kept = self._model.current_map() if wanted else None
        if kept is not self._laid_over or (kept is not None and not self.view.overlay_shown()):
            self.view.set_overlay(kept.probability if kept is not None else None)
            self._laid_over = kept

    def _show_hint(self) -> None:
        picture = self._model.current_picture()
        text = ""
        if picture is None or self._unreadable is not None:
            pass
        elif self._model.loading:
            text = self.tr("Loading the model…")
        elif picture.state == "running":
            text = self.tr("Detecting…")
        elif picture.detection is None and picture.error is None:
            text = self.tr("Not detected yet: press Detect")
        elif picture.detection is not None and not len(picture.detection.scores):
            text = self.tr("No text found. Lower the threshold or the box score.")
        elif self._model.reader.busy():
            text = self.tr("Reading the texts…")
        self.hint.setText(text)

    def _enable(self) -> None:
        for button in (self.compare, self.overlay, self.zoom_in, self.zoom_out, self.fit):
            button.setEnabled(self._model.current_picture() is not None)


def _read(path: Path) -> QImage | Exception:
    try:
        return to_qimage(read_picture(path))
    except Exception as error:  # shown in place of the picture
        return error
