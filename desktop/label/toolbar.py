"""The bar under the canvas: tools, undo and redo, zoom."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QUndoGroup
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QWidget

from desktop.label.canvas import TOOLS, Canvas, Tool
from desktop.theme import UNIT
from desktop.widgets import IconButton, text_label

_TOOL_ICONS: dict[Tool, str] = {
    "select": "cursor-default-outline",
    "quad": "vector-polygon",
    "rect": "vector-rectangle",
    "pan": "hand-back-right-outline",
}


class CanvasToolbar(QFrame):
    """Buttons never take the focus: the keys stay with the canvas."""

    hide_labels_toggled = Signal(bool)
    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(self, canvas: Canvas, history: QUndoGroup, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._history = history
        self.tools: dict[Tool, IconButton] = {
            tool: IconButton(_TOOL_ICONS[tool], name=f"tool_{tool}", checkable=True) for tool in TOOLS
        }
        self.undo = IconButton("undo", name="edit_undo")
        self.redo = IconButton("redo", name="edit_redo")
        self.hide_labels = IconButton("eye-off-outline", name="label_hide", checkable=True)
        self.zoom_out = IconButton("minus", name="zoom_out")
        self.zoom_in = IconButton("plus", name="zoom_in")
        self.zoom_fit = IconButton("fit-to-page-outline", name="zoom_fit")
        self.zoom_text = text_label("", "small", name="zoom_text")
        self._lay_out()
        self._connect()
        self.retranslate()

    def retranslate(self) -> None:
        tips: dict[Tool, tuple[str, str]] = {
            "select": (self.tr("Select and move"), "Ctrl+J"),
            "quad": (self.tr("Draw a quad with four clicks"), "Q"),
            "rect": (self.tr("Draw a rectangle by dragging"), "W, R"),
            "pan": (self.tr("Move the picture"), self.tr("Space-drag")),
        }
        for tool, (text, keys) in tips.items():
            self.tools[tool].set_tip(text, keys)
        self._retranslate_history()
        self.hide_labels.set_tip(self.tr("Hide the labels"), "Ctrl+H")
        self.zoom_out.set_tip(self.tr("Zoom out"), "Ctrl+−")
        self.zoom_in.set_tip(self.tr("Zoom in"), "Ctrl++")
        self.zoom_fit.set_tip(self.tr("Show the whole picture"), "Ctrl+F")
        self.zoom_text.setToolTip(self.tr("Zoom; Ctrl+0 shows the picture at 100 %"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        group = QButtonGroup(self)
        for button in self.tools.values():
            group.addButton(button)
        self.tools["select"].setChecked(True)
        self.zoom_text.setMinimumWidth(UNIT * 6)
        self.zoom_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(UNIT, UNIT // 2, UNIT, UNIT // 2)
        row.setSpacing(UNIT // 2)
        for button in self.tools.values():
            row.addWidget(button)
        row.addSpacing(UNIT * 2)
        row.addWidget(self.undo)
        row.addWidget(self.redo)
        row.addStretch(1)
        for widget in (self.hide_labels, self.zoom_out, self.zoom_text, self.zoom_in, self.zoom_fit):
            row.addWidget(widget)
        for button in self.findChildren(IconButton):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _connect(self) -> None:
        canvas, history = self._canvas, self._history
        for tool, button in self.tools.items():
            button.clicked.connect(lambda _checked=False, tool=tool: canvas.set_tool(tool))
        canvas.tool_changed.connect(lambda tool: self.tools[tool].setChecked(True))
        canvas.zoom_changed.connect(lambda zoom: self.zoom_text.setText(f"{zoom * 100:.0f} %"))
        self.zoom_in.clicked.connect(canvas.zoom_in)
        self.zoom_out.clicked.connect(canvas.zoom_out)
        self.zoom_fit.clicked.connect(canvas.fit)
        self.hide_labels.toggled.connect(canvas.hide_labels)
        self.undo.clicked.connect(self.undo_requested)
        self.redo.clicked.connect(self.redo_requested)
        history.canUndoChanged.connect(self.undo.setEnabled)
        history.canRedoChanged.connect(self.redo.setEnabled)
        history.undoTextChanged.connect(self._retranslate_history)
        history.redoTextChanged.connect(self._retranslate_history)
        self.undo.setEnabled(history.canUndo())
        self.redo.setEnabled(history.canRedo())

    def _retranslate_history(self) -> None:
        undo = self.tr("Undo: {what}") if self._history.undoText() else self.tr("Undo")
        redo = self.tr("Redo: {what}") if self._history.redoText() else self.tr("Redo")
        self.undo.set_tip(undo.format(what=self._history.undoText()), "Ctrl+Z")
        self.redo.set_tip(redo.format(what=self._history.redoText()), "Ctrl+Shift+Z, Ctrl+Y")
