"""The table of labels."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.label.context import LabelContext
from desktop.label.label_model import LabelModel
from desktop.label.panel.label_view import LabelView, ShownSelection
from desktop.label.panel.text_field import ComposingField
from desktop.ui.tables import set_up_rows
from desktop.ui.theme import colors
from desktop.ui.widgets import Translated

Index = QModelIndex | QPersistentModelIndex

_BOX = 14


class _TextDelegate(QStyledItemDelegate):
    """Edits in place; what is typed is in the document, and soon on disk, with every key."""

    def __init__(self, model: LabelModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        del option, index
        self._model.typing_session = object()
        editor = ComposingField(parent)
        editor.setFrame(False)
        editor.setObjectName("label_table_editor")
        editor.textEdited.connect(lambda: self.commitData.emit(editor))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        # Setting the same text again would move the cursor to the end while somebody types.
        assert isinstance(editor, ComposingField)
        if not editor.composing and editor.text() != index.data(Qt.ItemDataRole.EditRole):
            super().setEditorData(editor, index)


class _IgnoreDelegate(QStyledItemDelegate):
    """A check box in the middle of its cell, seen in both themes; a click anywhere in the cell counts."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.features &= ~QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        box = QRectF(0, 0, _BOX, _BOX)
        box.moveCenter(QRectF(option.rect).center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colors().text if selected else colors().muted), 1.5))
        painter.drawRoundedRect(box, 3, 3)
        if self._checked(index):
            x, y = box.left(), box.top()
            ticks = ((0.22, 0.52), (0.43, 0.74), (0.8, 0.28))
            painter.drawPolyline([QPointF(x + _BOX * right, y + _BOX * down) for right, down in ticks])
        painter.restore()

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        del option
        clicked = isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease
        if isinstance(event, QMouseEvent) and not (clicked and event.button() == Qt.MouseButton.LeftButton):
            return False
        if isinstance(event, QKeyEvent) and event.key() != Qt.Key.Key_Space:
            return False
        if not index.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            return False
        new = Qt.CheckState.Unchecked if self._checked(index) else Qt.CheckState.Checked
        return model.setData(index, new, Qt.ItemDataRole.CheckStateRole)

    @staticmethod
    def _checked(index: Index) -> bool:
        return bool(index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked)


class LabelTable(Translated, QTableView):
    """Number, text and ignore mark of the labels of a view; selected together with the canvas."""

    def __init__(self, context: LabelContext, view: LabelView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("label_table")
        self._labels = context.model
        self.setModel(view)
        self.setSelectionModel(ShownSelection(view, context.selection))
        set_up_rows(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setItemDelegateForColumn(LabelModel.TEXT, _TextDelegate(context.model, self))
        self.setItemDelegateForColumn(LabelModel.IGNORE, _IgnoreDelegate(self))
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setResizeContentsPrecision(0)  # only what is visible: a dense page has a thousand labels
        header.setSectionResizeMode(LabelModel.NUMBER, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(LabelModel.TEXT, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(LabelModel.IGNORE, QHeaderView.ResizeMode.ResizeToContents)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._refuse_input_methods()
        if current.isValid():
            self.scrollTo(current)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._refuse_input_methods()

    def _refuse_input_methods(self) -> None:
        # Letters are commands while no cell is being edited; an input method must not take them.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def keyboardSearch(self, search: str) -> None:
        """No jumping by letters: they are commands of the page."""

    def retranslate(self) -> None:
        self._labels.retranslate()
