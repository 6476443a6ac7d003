"""The right side of the Detect page: settings, the table of found boxes, saving."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop import icons
from desktop.detect.model import DetectModel
from desktop.detect.work import Boxes, Saved
from desktop.theme import UNIT
from desktop.widgets import NumberSlider, PathLabel, named, text_label

FOLLOW_MS = 40
"""The table is filled this long after the picture: it takes longer to paint, and sliders move the picture."""

AnyIndex = QModelIndex | QPersistentModelIndex


class BoxTable(QAbstractTableModel):
    """Number, score and points of each box."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._boxes: Boxes | None = None

    def set_boxes(self, boxes: Boxes | None) -> None:
        self.beginResetModel()
        self._boxes = boxes
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() or self._boxes is None else len(self._boxes.scores)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return ("#", self.tr("Score"), self.tr("Points"))[section]
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        assert self._boxes is not None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole and column < 2:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if column == 0:
            return str(row + 1)
        if column == 1:
            return f"{self._boxes.scores[row]:.2f}"
        return "  ".join(f"{x:.0f},{y:.0f}" for x, y in self._boxes.quads[row])


class ResultPanel(QWidget):
    """Sliders of the present settings, the boxes of the present picture, the button that saves."""

    box_picked = Signal(int)

    def __init__(self, model: DetectModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        now = model.settings
        self.sliders = {
            "thresh": NumberSlider("detect_thresh", 0.01, 0.99, 0.01, now.thresh),
            "box_thresh": NumberSlider("detect_box_thresh", 0.0, 1.0, 0.01, now.box_thresh),
            "unclip_ratio": NumberSlider("detect_unclip", 0.5, 4.0, 0.05, now.unclip_ratio),
            "long_side": NumberSlider("detect_long_side", 320, 1920, 32, now.long_side, decimals=0),
        }
        self.labels = {field: QLabel() for field in self.sliders}
        self.title = text_label("", "heading")
        self.reset = named(QPushButton(), "detect_reset")
        self.summary = text_label("", "heading", name="detect_summary")
        self.seconds = text_label("", "small", muted=True, name="detect_seconds")
        self.boxes = BoxTable(self)
        self.table = named(QTableView(), "detect_results")
        self._fill_soon = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._fill_soon.timeout.connect(self._fill_table)
        self.save = named(QPushButton(), "detect_save")
        self.saved_text = text_label("", "small", name="detect_saved_text")
        self.saved_path = PathLabel("detect_saved")
        icons.assign(self.reset, "restore")
        icons.assign(self.save, "content-save-outline")
        self._saved: Saved | None = None
        self._lay_out()
        self._connect()
        self.retranslate()
        self._show_saved(None)

    def _lay_out(self) -> None:
        table = self.table
        table.setModel(self.boxes)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setFrameShape(QTableView.Shape.NoFrame)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(UNIT * 3)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(0, UNIT * 5)
        table.setColumnWidth(1, UNIT * 7)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(UNIT, UNIT, UNIT * 2, UNIT)
        column.setSpacing(UNIT)
        column.addLayout(head)
        for field, slider in self.sliders.items():
            block = QVBoxLayout()
            block.setSpacing(0)
            block.addWidget(self.labels[field])
            block.addWidget(slider)
            self.labels[field].setBuddy(slider)
            column.addLayout(block)
        column.addSpacing(UNIT)
        result = QHBoxLayout()
        result.addWidget(self.summary, 1)
        result.addWidget(self.seconds)
        column.addLayout(result)
        column.addWidget(table, 1)
        column.addWidget(self.save)
        column.addWidget(self.saved_text)
        column.addWidget(self.saved_path)

    def _connect(self) -> None:
        model = self._model
        for field in ("thresh", "box_thresh", "unclip_ratio"):
            self.sliders[field].value_changed.connect(
                lambda value, field=field: model.change_settings(**{field: value})
            )
        self.sliders["long_side"].value_changed.connect(
            lambda value: model.change_settings(long_side=round(value))
        )
        self.reset.clicked.connect(model.reset_settings)
        self.save.clicked.connect(model.save)
        self.table.selectionModel().currentRowChanged.connect(lambda now: self.box_picked.emit(now.row()))
        model.settings_changed.connect(self._show_settings)
        model.model_changed.connect(self._show_settings)
        model.result_changed.connect(self._show_result)
        model.picture_changed.connect(lambda _row: self._enable())
        model.pictures_changed.connect(self._enable)
        model.running_changed.connect(self._enable)
        model.saved.connect(self._show_saved)

    def pick(self, row: int) -> None:
        """Mark box ``row`` in the table; -1 marks none."""
        if row < 0:
            self.table.clearSelection()
            self.table.setCurrentIndex(QModelIndex())
        elif self.table.currentIndex().row() != row:
            self.table.selectRow(row)

    def retranslate(self) -> None:
        self.title.setText(self.tr("Settings"))
        self.reset.setText(self.tr("Model's defaults"))
        self.reset.setToolTip(self.tr("Go back to the settings stored in the model"))
        texts = {
            "thresh": (
                self.tr("Threshold"),
                self.tr("Pixels above this probability are text. Lower finds fainter text."),
            ),
            "box_thresh": (
                self.tr("Box score"),
                self.tr("Boxes below this score are dropped. Higher means fewer false alarms."),
            ),
            "unclip_ratio": (self.tr("Unclip"), self.tr("How far boxes are grown around the text.")),
            "long_side": (
                self.tr("Input size"),
                self.tr("Larger pictures are scaled down to this longer side. More finds smaller text."),
            ),
        }
        for field, (text, tip) in texts.items():
            self.labels[field].setText(text)
            self.labels[field].setToolTip(tip)
            self.sliders[field].setToolTip(tip)
            self.sliders[field].set_accessible_name(text)
        self.save.setText(self.tr("Save results"))
        self.save.setToolTip(self.tr("Save drawn pictures and JSON files of everything detected"))
        self.table.setAccessibleName(self.tr("Boxes"))
        self._show_result()
        self._show_saved(self._saved)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _show_settings(self) -> None:
        for field, slider in self.sliders.items():
            value = getattr(self._model.settings, field)
            if slider.value() != value:
                was_blocked = slider.blockSignals(True)
                slider.set_value(value)
                slider.blockSignals(was_blocked)
        info = self._model.info
        self.reset.setEnabled(info is not None and info.settings != self._model.settings)

    def _show_result(self) -> None:
        picture = self._model.current_picture()
        boxes = picture.boxes if picture is not None else None
        if boxes is None or self.boxes.rowCount() == 0:
            self._fill_table()
        elif not self._fill_soon.isActive():
            self._fill_soon.start()
        count = "" if boxes is None else f": {len(boxes.scores)}"
        self.summary.setText(self.tr("Boxes") + count)
        self.seconds.setText("" if boxes is None else f"{boxes.seconds:.2f} s")
        self._enable()

    def _fill_table(self) -> None:
        self._fill_soon.stop()
        picture = self._model.current_picture()
        self.boxes.set_boxes(picture.boxes if picture is not None else None)

    def _show_saved(self, saved: Saved | None) -> None:
        self._saved = saved
        self.saved_text.setVisible(saved is not None)
        self.saved_path.setVisible(saved is not None)
        if saved is None:
            return
        text = self.tr("Saved pictures: {count}").format(count=saved.pictures)
        if saved.failed:
            text += " · " + self.tr("not readable: {count}").format(count=saved.failed)
        self.saved_text.setText(text)
        self.saved_path.set_path(saved.folder)

    def _enable(self) -> None:
        self.save.setEnabled(self._model.job is None and self._model.detected() > 0)
