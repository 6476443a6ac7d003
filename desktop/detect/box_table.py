"""The found boxes of a picture as a table."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from desktop.ui.tables import set_up_rows
from desktop.ui.theme import UNIT
from desktop.ui.widgets import named
from engine.detect.maps import Detection

AnyIndex = QModelIndex | QPersistentModelIndex


class BoxTable(QAbstractTableModel):
    """Number, score, text and points of each box."""

    NUMBER, SCORE, TEXT, POINTS = range(4)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._detection: Detection | None = None
        self._texts: list[str] = []

    def set_detection(self, detection: Detection | None, texts: list[str]) -> None:
        """Show its boxes; ``texts`` has one for each or none at all."""
        self.beginResetModel()
        self._detection, self._texts = detection, texts
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() or self._detection is None else len(self._detection.scores)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else 4

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return ("#", self.tr("Score"), self.tr("Text"), self.tr("Points"))[section]
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        assert self._detection is not None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole and column <= self.SCORE:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if column == self.NUMBER:
            return str(row + 1)
        if column == self.SCORE:
            return f"{self._detection.scores[row]:.2f}"
        if column == self.TEXT:
            return self._texts[row] if self._texts else ""
        return "  ".join(f"{x:.0f},{y:.0f}" for x, y in self._detection.quads[row])


def make_table_view(name: str, table: BoxTable) -> QTableView:
    """A view of ``table`` in which one row can be picked."""
    view = named(QTableView(), name)
    view.setModel(table)
    set_up_rows(view)
    view.setWordWrap(False)
    view.setAlternatingRowColors(True)
    view.setFrameShape(QTableView.Shape.NoFrame)
    view.verticalHeader().setDefaultSectionSize(UNIT * 3)
    header = view.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    for column in (BoxTable.TEXT, BoxTable.POINTS):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    view.setColumnWidth(BoxTable.NUMBER, UNIT * 5)
    view.setColumnWidth(BoxTable.SCORE, UNIT * 7)
    return view
