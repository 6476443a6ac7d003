"""The table of labels, and the field for the text of the selected one."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.label.label_model import LabelModel
from desktop.label.selection import Selection
from desktop.theme import colors

Index = QModelIndex | QPersistentModelIndex

_BOX = 14


class _TextDelegate(QStyledItemDelegate):
    """Edits in place; what is typed is in the document, and soon on disk, with every key."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = super().createEditor(parent, option, index)
        model = index.model()
        if isinstance(editor, QLineEdit) and isinstance(model, LabelModel):
            model.typing_session = object()
            editor.setObjectName("label_table_editor")
            editor.textEdited.connect(lambda: self.commitData.emit(editor))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        # Setting the same text again would move the cursor to the end while somebody types.
        if not isinstance(editor, QLineEdit) or editor.text() != index.data(Qt.ItemDataRole.EditRole):
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
        return index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked


class LabelTable(QTableView):
    """Number, text and ignore mark of every label; selected together with the canvas."""

    def __init__(self, model: LabelModel, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("label_table")
        self.setModel(model)
        self.setSelectionModel(selection.selection_model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setItemDelegateForColumn(LabelModel.TEXT, _TextDelegate(self))
        self.setItemDelegateForColumn(LabelModel.IGNORE, _IgnoreDelegate(self))
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
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

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            model = self.model()
            if isinstance(model, LabelModel):
                model.retranslate()
        super().changeEvent(event)


class TextField(QLineEdit):
    """The text of the one selected label. Every key goes into the document, and soon to disk.

    Enter and Esc go back to the canvas, Up and Down to the label before and after.
    """

    left = Signal()
    step = Signal(int)

    def __init__(self, model: LabelModel, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("label_text")
        self._model = model
        self._selection = selection
        self.textEdited.connect(self._on_edited)
        selection.changed.connect(self._show_selected)
        model.edited.connect(self._show_selected)
        self._show_selected()

    def edit(self) -> None:
        """Take the focus with the whole text selected."""
        if self.isEnabled():
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_Up:
                self.step.emit(-1)
            case Qt.Key.Key_Down:
                self.step.emit(1)
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._model.typing_session = object()
        super().focusInEvent(event)

    def _on_edited(self, text: str) -> None:
        row = self._selection.single()
        if row is not None:
            self._model.set_text(row, text)

    def _show_selected(self) -> None:
        row, document = self._selection.single(), self._model.document
        chosen = document is not None and row is not None and row < len(document.labels)
        self.setEnabled(chosen and document is not None and document.editable)
        text = document.labels[row].transcription if chosen and document and row is not None else ""
        if text != self.text():
            self.setText(text)
