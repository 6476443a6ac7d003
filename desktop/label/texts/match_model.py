"""What a search found, as a table with boxes to tick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from engine.data.gt import Label

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


@dataclass(frozen=True, slots=True)
class TextMatch:
    """Label ``row`` of a picture (from 0) and the text it would get."""

    picture: Path
    row: int
    label: Label
    after: str


class MatchModel(QAbstractTableModel):
    """Matches in the order they were found; all are ticked at first."""

    PICTURE, NUMBER, BEFORE, AFTER = range(4)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.matches: list[TextMatch] = []
        self._unticked: set[int] = set()

    def clear(self) -> None:
        self.beginResetModel()
        self.matches = []
        self._unticked = set()
        self.endResetModel()

    def add(self, matches: Sequence[TextMatch]) -> None:
        """Show ``matches`` below those there are."""
        if matches:
            self.beginInsertRows(QModelIndex(), len(self.matches), len(self.matches) + len(matches) - 1)
            self.matches += matches
            self.endInsertRows()

    def tick_all(self, ticked: bool) -> None:
        self._unticked = set() if ticked else set(range(len(self.matches)))
        self._tell_ticks(0, len(self.matches) - 1)

    def ticked(self) -> Iterator[TextMatch]:
        """The matches to replace."""
        return (match for row, match in enumerate(self.matches) if row not in self._unticked)

    def ticked_count(self) -> int:
        return len(self.matches) - len(self._unticked)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.matches)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 4

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _PLAIN | Qt.ItemFlag.ItemIsUserCheckable if index.column() == self.PICTURE else _PLAIN

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        found = self.matches[index.row()]
        match index.column(), role:
            case self.PICTURE, _Role.DisplayRole:
                return found.picture.name
            case self.PICTURE, _Role.CheckStateRole:
                ticked = index.row() not in self._unticked
                return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            case self.PICTURE, _Role.ToolTipRole:
                return str(found.picture)
            case self.NUMBER, _Role.DisplayRole:
                return str(found.row + 1)
            case self.NUMBER, _Role.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case self.BEFORE, (_Role.DisplayRole | _Role.ToolTipRole):
                return found.label.transcription
            case self.AFTER, (_Role.DisplayRole | _Role.ToolTipRole):
                return found.after
        return None

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        if role != _Role.CheckStateRole or index.column() != self.PICTURE:
            return False
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._unticked.discard(index.row())
        else:
            self._unticked.add(index.row())
        self._tell_ticks(index.row(), index.row())
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return (self.tr("Picture"), self.tr("#"), self.tr("Before"), self.tr("After"))[section]
        return None

    def retranslate(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 3)

    def _tell_ticks(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, self.PICTURE), self.index(last, self.PICTURE))
