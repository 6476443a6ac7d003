"""The labels of a document as a table: number, text, ignore."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.document.commands import SetIgnore, SetTranscription
from desktop.document.picture_document import PictureDocument
from engine.data.gt import Label

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole

_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_FLAGS = (_PLAIN, _PLAIN | Qt.ItemFlag.ItemIsEditable, _PLAIN | Qt.ItemFlag.ItemIsUserCheckable)


class LabelModel(QAbstractTableModel):
    """A view of a :class:`PictureDocument`; edits become undo commands of the document.

    Changes of the text with the same ``typing_session`` are undone together; editors renew it.
    """

    NUMBER, TEXT, IGNORE = range(3)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document: PictureDocument | None = None
        self.typing_session = object()
        self._rows = 0

    def set_document(self, document: PictureDocument | None) -> None:
        if self.document is not None:
            self.document.disconnect(self)
        self.document = document
        if document is not None:
            document.label_inserted.connect(self._on_inserted)
            document.label_removed.connect(self._on_removed)
            document.label_changed.connect(self._on_changed)
            document.reset.connect(self._on_reset)
        self._on_reset()

    @property
    def labels(self) -> list[Label]:
        """The labels of the document, in the order of its gt file. Not for changing."""
        return self.document.labels if self.document is not None else []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 3

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.document is None or not self.document.editable:
            return _PLAIN
        return _FLAGS[index.column()]

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if index.row() >= len(self.labels):
            return None
        label = self.labels[index.row()]
        match index.column(), role:
            case self.NUMBER, _Role.DisplayRole:
                return str(index.row() + 1)
            case self.NUMBER, _Role.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case self.TEXT, (_Role.DisplayRole | _Role.EditRole | _Role.ToolTipRole):
                return label.transcription
            case self.IGNORE, _Role.CheckStateRole:
                return Qt.CheckState.Checked if label.ignore else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        document, row = self.document, index.row()
        if document is None or not document.editable or row >= len(document.labels):
            return False
        if index.column() == self.TEXT and role == _Role.EditRole:
            self.set_text(row, str(value))
            return True
        if index.column() == self.IGNORE and role == _Role.CheckStateRole:
            ignore = Qt.CheckState(value) == Qt.CheckState.Checked
            if ignore != document.labels[row].ignore:
                document.undo_stack.push(SetIgnore(document, [row], ignore))
            return True
        return False

    def set_text(self, row: int, text: str) -> None:
        """Set the transcription of label ``row``, when it differs."""
        document = self.document
        if document is not None and document.labels[row].transcription != text:
            document.undo_stack.push(SetTranscription(document, row, text, self.typing_session))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return (self.tr("#"), self.tr("Text"), self.tr("Ignore"))[section]
        return None

    def retranslate(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 2)

    def _on_inserted(self, row: int) -> None:
        self.beginInsertRows(QModelIndex(), row, row)
        self._rows += 1
        self.endInsertRows()

    def _on_removed(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)
        self._rows -= 1
        self.endRemoveRows()

    def _on_changed(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, 2))

    def _on_reset(self) -> None:
        self.beginResetModel()
        self._rows = len(self.labels)
        self.endResetModel()
