"""The pictures of the Detect page as a table: a mark for the state, the name, the number of boxes."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from desktop.detect.model import DetectModel
from desktop.detect.picture import Picture
from desktop.ui import icons
from desktop.ui.errors import describe
from desktop.ui.icons import IconRole
from desktop.ui.theme import colors, theme

MARKS: dict[str, tuple[str, IconRole]] = {
    "waiting": ("circle-outline", "muted"),
    "running": ("progress-clock", "accent"),
    "done": ("check-circle", "success"),
    "failed": ("alert-circle", "error"),
}

AnyIndex = QModelIndex | QPersistentModelIndex


class PictureTable(QAbstractTableModel):
    """`DetectModel.pictures` as two columns: mark and name, number of boxes."""

    def __init__(self, model: DetectModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        model.pictures_changed.connect(self._reset)
        model.picture_changed.connect(self._row_changed)
        model.settings_changed.connect(self._repaint)
        theme().changed.connect(self._repaint)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._model.pictures)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else 2

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        picture = self._model.pictures[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tip(picture)
        if index.column() == 0:
            if role == Qt.ItemDataRole.DisplayRole:
                return picture.path.name
            if role == Qt.ItemDataRole.DecorationRole:
                return icons.icon(*MARKS[picture.state])
        elif role == Qt.ItemDataRole.DisplayRole:
            return "" if picture.detection is None else str(len(picture.detection.scores))
        elif role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        elif role == Qt.ItemDataRole.ForegroundRole and not self._model.is_up_to_date(picture):
            return QColor(colors().muted)
        return None

    def tip(self, picture: Picture) -> str:
        """The path, and what went wrong or should be known."""
        if picture.detection is not None and not self._model.is_up_to_date(picture):
            return f"{picture.path}\n" + self.tr("Detected with earlier settings; updated when shown")
        if picture.error is None:
            return str(picture.path)
        return f"{picture.path}\n{describe(picture.error).summary()}"

    def _reset(self) -> None:
        self.beginResetModel()
        self.endResetModel()

    def _repaint(self) -> None:
        if self._model.pictures:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 1))

    def _row_changed(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, 1))
