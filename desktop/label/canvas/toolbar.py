"""The bar under the canvas: tools, undo and redo, zoom."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QWidget

from desktop.label.canvas.canvas import Canvas, Tool
from desktop.label.canvas.tone_popup import TonePopup
from desktop.settings.keys import key_text
from desktop.ui.layout import STRETCH, Item, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import IconButton, Translated, text_label

_TOOL_ICONS: dict[Tool, str] = {
    "select": "cursor-default-outline",
    "quad": "vector-polygon",
    "rect": "vector-rectangle",
    "pan": "hand-back-right-outline",
}


class CanvasToolbar(Translated, QFrame):
    """A click on a button leaves the keyboard focus on the canvas; Tab reaches every button."""

    def __init__(self, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._history = canvas.context.history
        self._otherwise = False
        self.tools: dict[Tool, IconButton] = {
            tool: IconButton(icon, name=f"tool_{tool}", checkable=True) for tool, icon in _TOOL_ICONS.items()
        }
        self.undo = IconButton("undo", name="edit_undo")
        self.redo = IconButton("redo", name="edit_redo")
        self.hide_labels = IconButton("eye-off-outline", name="label_hide", checkable=True)
        self.texts = IconButton("format-text", name="label_texts", checkable=True)
        self.minimap = IconButton("map-outline", name="label_minimap_toggle", checkable=True)
        self.loupe = IconButton("magnify-scan", name="label_loupe", checkable=True)
        self.tones = IconButton("contrast-circle", name="label_look", checkable=True)
        self.tone_popup = TonePopup(canvas, self)
        self.zoom_out = IconButton("minus", name="zoom_out")
        self.zoom_in = IconButton("plus", name="zoom_in")
        self.zoom_fit = IconButton("fit-to-page-outline", name="zoom_fit")
        self.zoom_text = text_label("", "small", name="zoom_text")
        group = QButtonGroup(self)
        for button in self.tools.values():
            group.addButton(button)
        self.tools["select"].setChecked(True)
        self.zoom_text.setMinimumWidth(UNIT * 6)
        self.zoom_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        parts: list[Item] = [*self.tools.values(), UNIT * 2, self.undo, self.redo, STRETCH]
        parts += [self.hide_labels, self.texts, self.tones, self.loupe, self.minimap, UNIT * 2]
        parts += [self.zoom_out, self.zoom_text, self.zoom_in, self.zoom_fit]
        self.setLayout(row(*parts, spacing=UNIT // 2, margins=(UNIT, UNIT // 2, UNIT, UNIT // 2)))
        self._connect()
        self.retranslate()

    def retranslate(self) -> None:
        tips: dict[Tool, tuple[str, str]] = {
            "select": (self.tr("Select and move"), key_text("label.select")),
            "quad": (self.tr("Draw a quad with four clicks"), key_text("label.quad")),
            "rect": (self.tr("Draw a rectangle by dragging"), key_text("label.rect")),
            "pan": (self.tr("Move the picture"), self.tr("Space-drag")),
        }
        for tool, (text, keys) in tips.items():
            self.tools[tool].set_tip(text, keys)
        self._retranslate_history()
        self.hide_labels.set_tip(self.tr("Hide the labels"), key_text("label.hide"))
        self.texts.set_tip(self.tr("Show the texts on the picture"), key_text("label.texts"))
        self.minimap.set_tip(
            self.tr("Map of a picture that is larger than the view"), key_text("label.minimap")
        )
        self.loupe.set_tip(self.tr("Loupe while a vertex is placed"), key_text("label.loupe"))
        self.tones.set_tip(self.tr("Brightness and contrast of the view"), key_text("label.look"))
        self.zoom_out.set_tip(self.tr("Zoom out"), key_text("view.zoom_out"))
        self.zoom_in.set_tip(self.tr("Zoom in"), key_text("view.zoom_in"))
        self.zoom_fit.set_tip(
            self.tr("Show the whole picture"),
            self.tr("{key}; its width: {width}").format(
                key=key_text("view.fit"), width=key_text("view.fit_width")
            ),
        )
        self.zoom_text.setToolTip(
            self.tr("Zoom; {keys} shows the picture at 100 %").format(keys=key_text("view.actual"))
        )

    def open_tones(self) -> None:
        self._on_tones_changed(self._otherwise)
        self.tone_popup.open_above(self.tones)

    def _on_tones_changed(self, otherwise: bool) -> None:
        """The button stays pressed while the picture is shown with changed tones."""
        self._otherwise = otherwise
        self.tones.setChecked(otherwise)

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
        self.texts.toggled.connect(canvas.layer.show_texts)
        for button, helper in ((self.minimap, canvas.minimap), (self.loupe, canvas.loupe)):
            button.setChecked(helper.switched_on)
            button.toggled.connect(helper.switch)
        self.tones.clicked.connect(self.open_tones)
        self.tone_popup.changed.connect(self._on_tones_changed)
        history.canUndoChanged.connect(self.undo.setEnabled)
        history.canRedoChanged.connect(self.redo.setEnabled)
        history.undoTextChanged.connect(self._retranslate_history)
        history.redoTextChanged.connect(self._retranslate_history)
        self.undo.setEnabled(history.canUndo())
        self.redo.setEnabled(history.canRedo())

    def _retranslate_history(self) -> None:
        undo = self.tr("Undo: {what}") if self._history.undoText() else self.tr("Undo")
        redo = self.tr("Redo: {what}") if self._history.redoText() else self.tr("Redo")
        self.undo.set_tip(undo.format(what=self._history.undoText()), key_text("edit.undo"))
        self.redo.set_tip(redo.format(what=self._history.redoText()), key_text("edit.redo"))
