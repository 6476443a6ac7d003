"""The button that saves results, the choice of formats, and where the results are."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QMenu, QToolButton, QWidget, QWidgetAction

from desktop.detect.jobs import Saved
from desktop.detect.model import DetectModel
from desktop.settings.keys import with_keys
from desktop.ui.layout import column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import IconButton, PathLabel, Translated, named, push_button, set_texts, text_label
from engine.detect.results import DEFAULT_FORMATS, FORMATS


class SaveBar(Translated, QWidget):
    """Saves the results of all pictures in the ticked formats, which are remembered."""

    def __init__(self, model: DetectModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.save = push_button("detect_save", "content-save-outline")
        self.choose = IconButton("chevron-down", name="detect_save_formats")
        self.boxes = {name: named(QCheckBox(), f"detect_save_{name}") for name in FORMATS}
        self.saved_text = text_label("", "small", name="detect_saved_text")
        self.saved_path = PathLabel("detect_saved")
        self._saved: Saved | None = None
        self._lay_out()
        remembered = model.session.settings.remembered("detect", "formats")
        ticked = remembered if isinstance(remembered, list) else list(DEFAULT_FORMATS)
        for name, box in self.boxes.items():
            box.setChecked(name in ticked)
            box.toggled.connect(self._on_ticked)
        self.save.clicked.connect(lambda: model.save(self.formats()))
        for signal in (model.picture_changed, model.pictures_changed, model.work.changed):
            signal.connect(self._enable)
        model.saved.connect(self._show_saved)
        self.retranslate()

    def formats(self) -> list[str]:
        return [name for name, box in self.boxes.items() if box.isChecked()]

    def _lay_out(self) -> None:
        menu = QMenu(self)
        sheet = QWidget()
        sheet.setLayout(column(*self.boxes.values(), margins=(UNIT, UNIT // 2, UNIT, UNIT // 2)))
        action = QWidgetAction(menu)  # unlike a plain action, it stays open when it is ticked
        action.setDefaultWidget(sheet)
        menu.addAction(action)
        self.choose.setMenu(menu)
        self.choose.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.choose.setProperty("menu", "arrow")
        buttons = row((self.save, 1), self.choose, spacing=UNIT // 2)
        self.setLayout(column(buttons, self.saved_text, self.saved_path))

    def _on_ticked(self) -> None:
        self._model.session.settings.remember("detect", "formats", self.formats())
        self._enable()

    def retranslate(self) -> None:
        self.save.setText(self.tr("Save results"))
        self.choose.set_tip(self.tr("What to save"))
        texts = {
            "picture": (self.tr("Drawn pictures"), "<stem>_result.png"),
            "json": (self.tr("JSON records"), "<stem>_result.json"),
            "gt": (self.tr("Label files (ICDAR2015)"), "gts/gt_<stem>.txt"),
            "csv": (self.tr("One table (CSV, opens in Excel)"), "results.csv"),
            "crops": (self.tr("Crops of the boxes"), "crops/<stem>_<n>.png"),
        }
        for name, (text, tip) in texts.items():
            set_texts(self.boxes[name], text, tip.replace("<", "‹").replace(">", "›"))
        self._enable()
        self._show_saved(self._saved)

    def _enable(self) -> None:
        formats = self.formats()
        self.save.setEnabled(not self._model.work.busy and self._model.has_results() and bool(formats))
        names = ", ".join(self.boxes[name].text() for name in formats)
        tip = self.tr("Save everything detected: {formats}").format(formats=names)
        nothing = self.tr("Choose what to save in the menu beside this button")
        self.save.setToolTip(with_keys(tip, "save") if formats else nothing)

    def _show_saved(self, saved: Saved | None) -> None:
        self._saved = saved
        self.saved_text.setVisible(saved is not None)
        self.saved_path.setVisible(saved is not None)
        if saved is None:
            return
        text = self.tr("%n picture(s) saved", "", saved.pictures)
        if saved.failed:
            text += " · " + self.tr("%n could not be read", "", saved.failed)
        self.saved_text.setText(text)
        self.saved_path.set_path(saved.folder)
