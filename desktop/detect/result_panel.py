"""The right side of the Detect page: settings, the table of boxes, what to do with them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from desktop.detect.box_table import BoxTable, make_table_view
from desktop.detect.model import DetectModel
from desktop.detect.save_bar import SaveBar
from desktop.detect.send_bar import SendBar
from desktop.detect.settings_panel import SettingsPanel
from desktop.ui.layout import column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Translated, named, text_label
from desktop.work.delay import Delay

FOLLOW_MS = 40
"""The table follows the picture after this time: it takes longer to paint, and a slider changes both."""


class ResultPanel(Translated, QWidget):
    """The settings, the boxes of the current picture, the buttons that save and send."""

    box_picked = Signal(int)

    def __init__(self, model: DetectModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.settings = SettingsPanel(model)
        self.summary = text_label("", "heading", name="detect_summary")
        self.seconds = text_label("", "small", muted=True, name="detect_seconds")
        self.read_texts = named(QCheckBox(), "detect_read_texts")
        self.boxes = BoxTable(self)
        self.table = make_table_view("detect_results", self.boxes)
        self.saving = SaveBar(model)
        self.sending = SendBar(model)
        self._fill_soon = Delay(self, FOLLOW_MS, self._fill_table)
        result = row((self.summary, 1), self.seconds, self.read_texts)
        self.table.setMinimumHeight(UNIT * 6)
        self.settings.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        parts = (self.settings, UNIT, result, (self.table, 1), self.saving, self.sending)
        self.setLayout(column(*parts, margins=(UNIT, UNIT, UNIT * 2, UNIT)))
        self.table.selectionModel().currentRowChanged.connect(lambda now: self.box_picked.emit(now.row()))
        self.read_texts.toggled.connect(model.reader.set_enabled)
        model.reader.changed.connect(self._show_texts)
        model.result_changed.connect(self._show_result)
        self.retranslate()

    def pick(self, row: int) -> None:
        """Mark box ``row`` in the table; -1 marks none."""
        if row < 0:
            self.table.clearSelection()
            self.table.setCurrentIndex(QModelIndex())
        elif self.table.currentIndex().row() != row:
            self.table.selectRow(row)

    def retranslate(self) -> None:
        self.read_texts.setText(self.tr("Read texts"))
        if self._model.reader.available:
            tip = self.tr("Read the text in the boxes; it is saved with them")
        else:
            tip = self.tr("Not installed. To read texts: {command}").format(command="pip install rapidocr")
        self.read_texts.setToolTip(tip)
        self.table.setAccessibleName(self.tr("Boxes"))
        self._show_result()
        self._show_texts()

    def _show_result(self) -> None:
        picture = self._model.current_picture()
        detection = picture.detection if picture is not None else None
        if detection is None or self.boxes.rowCount() == 0:
            self._fill_table()
        else:
            self._fill_soon.start_once()
        count = "" if detection is None else f": {len(detection.scores)}"
        self.summary.setText(self.tr("Boxes") + count)
        self.seconds.setText("" if detection is None else f"{detection.seconds:.2f} s")

    def _show_texts(self) -> None:
        reader = self._model.reader
        self.read_texts.setEnabled(reader.available)
        self.read_texts.setChecked(reader.enabled)
        self.table.setColumnHidden(BoxTable.TEXT, not reader.enabled)
        self.table.setColumnHidden(BoxTable.POINTS, reader.enabled)
        self._fill_soon.start_once()

    def _fill_table(self) -> None:
        """The picked row stays picked if there are as many boxes as before."""
        self._fill_soon.stop()
        picture, picked = self._model.current_picture(), self.table.currentIndex().row()
        before = self.boxes.rowCount()
        detection = picture.detection if picture is not None else None
        self.boxes.set_detection(detection, self._model.reader.texts(picture))
        if picked >= 0 and before == self.boxes.rowCount():
            self.table.selectRow(picked)
