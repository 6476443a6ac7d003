"""Fields for the text of a label, which know when an input method composes in them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.label.context import LabelContext


class ComposingField(QLineEdit):
    """A line of text; ``composing`` while an input method shows syllables that are no text yet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composing = False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.composing = False


class TextField(ComposingField):
    """The text of the one selected label. Every key goes into the document, and soon to disk.

    Enter and Esc go back to the canvas, Up and Down to the label before and after.
    """

    left = Signal()
    step = Signal(int)

    def __init__(self, context: LabelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("label_text")
        self._context = context
        self.textEdited.connect(self._on_edited)
        context.selection.changed.connect(self._show_selected)
        context.edited.connect(self._on_document_edited)
        self._show_selected()

    def edit(self) -> None:
        """Take the focus with the whole text selected."""
        if self.isEnabled():
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.composing:  # the keys are the input method's, even those that it lets through
            super().keyPressEvent(event)
            return
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
        self._context.model.typing_session = object()
        super().focusInEvent(event)

    def _on_edited(self, text: str) -> None:
        row = self._context.selection.single()
        if row is not None:
            self._context.model.set_text(row, text)

    def _on_document_edited(self) -> None:
        if not self.composing:  # setting a text would throw the syllables away
            self._show_selected()

    def _show_selected(self) -> None:
        label, document = self._context.selected_label(), self._context.document
        self.setEnabled(label is not None and document is not None and document.editable)
        text = label.transcription if label is not None else ""
        if text != self.text():
            self.setText(text)
            if not self.hasFocus():
                self.home(False)  # of a long text the beginning is shown
