"""The canvas: the picture with its labels, and the tools to draw and move them."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from desktop.document import PictureDocument
from desktop.label.commands import NudgeQuads
from desktop.label.gestures import (
    DrawQuad,
    DrawRectangle,
    Gesture,
    MoveSelected,
    MoveVertex,
    RubberBand,
    shift_inside,
    whole_pixels,
)
from desktop.label.hit_test import Hit, hit_test
from desktop.label.quad_item import QuadItem
from desktop.label.selection import Selection
from desktop.picture_view import PictureView
from engine.gt import Label

Tool = Literal["select", "quad", "rect", "pan"]
TOOLS: tuple[Tool, ...] = ("select", "quad", "rect", "pan")

_REACH = 8
"""Screen pixels around a vertex that take hold of it."""

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Canvas(PictureView):
    """Shows a document on its picture. Changes go through the document's undo stack."""

    tool_changed = Signal(str)
    edit_requested = Signal()

    def __init__(self, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.document: PictureDocument | None = None
        self.selection = selection
        self.tool: Tool = "select"
        self.active_vertex = -1
        self._items: list[QuadItem] = []
        self._gesture: Gesture | None = None
        self._hovered: Hit | None = None
        self._labels_hidden = False
        self._refresh_soon = QTimer(self, singleShot=True, interval=0)
        self._refresh_soon.timeout.connect(self._refresh_states)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        selection.changed.connect(self._on_selection_changed)
        self.zoom_changed.connect(self._on_zoom_changed)

    # ---- what is shown

    def show_document(self, document: PictureDocument | None, image: QImage | None) -> None:
        """Show ``document`` on its picture ``image``, or nothing. A gesture under way is cancelled."""
        self.cancel_gesture()
        if self.document is not None:
            self.document.disconnect(self)
        self.document = document
        if document is not None:
            document.label_inserted.connect(self._on_inserted)
            document.label_removed.connect(self._on_removed)
            document.label_changed.connect(self._on_changed)
            document.reset.connect(self._rebuild)
        self.set_image(image)
        self._rebuild()
        self.update_cursor()

    @property
    def labels_hidden(self) -> bool:
        """Whether only the picture is shown."""
        return self._labels_hidden

    def hide_labels(self, hidden: bool) -> None:
        """Show only the picture, or the labels again."""
        self._labels_hidden = hidden
        for item in self._items:
            item.setVisible(not hidden)

    def can_edit(self) -> bool:
        """Whether there is a picture whose labels may be changed."""
        return self.has_picture and self.document is not None and self.document.editable

    # ---- for gestures

    @property
    def pixel(self) -> float:
        """Picture pixels a screen pixel."""
        return 1 / self.zoom

    def quads(self) -> np.ndarray:
        """The quads as shown now, (N, 4, 2)."""
        return np.array([item.quad for item in self._items]).reshape(-1, 4, 2)

    def preview(self, row: int, quad: np.ndarray) -> None:
        """Show label ``row`` at ``quad``, without changing the document."""
        self._items[row].set_quad(quad)

    def redraw(self) -> None:
        """Paint again what a gesture shows."""
        self.viewport().update()

    @property
    def gesture(self) -> Gesture | None:
        """The gesture under way."""
        return self._gesture

    def cancel_gesture(self) -> None:
        """Leave the gesture under way, if any, without a trace."""
        if self._gesture is not None:
            gesture, self._gesture = self._gesture, None
            gesture.cancel()

    # ---- tools and keys

    def set_tool(self, tool: Tool) -> None:
        """Choose what the left button does."""
        if tool != self.tool:
            self.cancel_gesture()
            self.tool = tool
            self._hover(None)
            self.update_cursor()
            self.tool_changed.emit(tool)

    def escape(self) -> None:
        """Cancel one thing: the gesture, else the vertex, else the drawing tool, else the selection."""
        if self._gesture is not None:
            self.cancel_gesture()
        elif self.active_vertex >= 0:
            self.pick_vertex(-1)
        elif self.tool != "select":
            self.set_tool("select")
        else:
            self.selection.clear()

    def remove_last_point(self) -> bool:
        """While a quad is being drawn, take back its last point. False when none is."""
        if not isinstance(self._gesture, DrawQuad):
            return False
        self._gesture.remove_last_point()
        self._drop_done()
        return True

    def pick_vertex(self, vertex: int) -> None:
        """Let the arrow keys move this vertex (from 0) of the selected quad; -1 the whole quad."""
        self.active_vertex = vertex if self.selection.single() is not None else -1
        self._refresh_states()

    def nudge(self, right: int, down: int) -> None:
        """Move the selected quads, or the picked vertex, by so many picture pixels."""
        rows, document = self.selection.rows(), self.document
        if not rows or document is None or not self.can_edit() or self._gesture is not None:
            return
        quads, shift = self.quads(), np.array([right, down], dtype=float)
        if self.active_vertex >= 0:
            moved = {rows[0]: quads[rows[0]].copy()}
            vertex = moved[rows[0]][self.active_vertex]
            moved[rows[0]][self.active_vertex] = whole_pixels(self, vertex + shift)
        else:
            rect = self.picture_rect
            shift = shift_inside(quads[rows], shift, rect.width(), rect.height())
            moved = {row: quads[row] + shift for row in rows}
        if any(not np.array_equal(quad, quads[row]) for row, quad in moved.items()):
            document.undo_stack.push(NudgeQuads(document, moved))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _ARROWS.get(Qt.Key(event.key()))
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if step and held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            factor = 10 if held else 1
            self.nudge(step[0] * factor, step[1] * factor)
            event.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.escape()
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selection.single() is not None:
            self.edit_requested.emit()
            event.accept()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # Bare letters are commands here: an input method must not start composing with them.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    # ---- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        if not left or self.space_down or self.tool == "pan":
            if left and self.tool == "pan":
                self.start_panning(event.position().toPoint())
            super().mousePressEvent(event)
            return
        event.accept()
        if not self.can_edit() and self.tool != "select":
            return
        at = self.viewport_to_picture(event.position())
        if self._gesture is not None:
            self._gesture.press(at)
        elif self.has_picture:
            self._gesture = self._begin(at, event.modifiers())
        self._drop_done()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.panning:
            super().mouseMoveEvent(event)
            return
        at = self.viewport_to_picture(event.position())
        if self._gesture is not None:
            self._gesture.move(at)
        elif self.tool == "select" and self.has_picture:
            self._hover(self._hit(at))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.panning:
            super().mouseReleaseEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton and self._gesture is not None:
            self._gesture.release(self.viewport_to_picture(event.position()))
            self._drop_done()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # While drawing, a fast second click is a click; on a box it asks for its text.
        on_box = self.tool == "select" and self._hit(self.viewport_to_picture(event.position())) is not None
        if on_box and event.button() == Qt.MouseButton.LeftButton:
            self.edit_requested.emit()
            event.accept()
        else:
            self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def _begin(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> Gesture | None:
        """The gesture that a press at ``at`` begins with the tool of now."""
        if self.tool == "quad":
            return DrawQuad(self, at)
        if self.tool == "rect":
            return DrawRectangle(self, at)
        adding = bool(modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier))
        hit = self._hit(at)
        if hit is None:
            return RubberBand(self, at, self.selection.rows() if adding else [])
        if adding:
            self.selection.toggle(hit.row)
            return None
        if hit.row not in self.selection.rows():
            self.selection.select([hit.row])
        if not self.can_edit():
            return None
        if hit.part == "vertex":
            return MoveVertex(self, at, hit.row, hit.vertex)
        return MoveSelected(self, at, hit.row)

    def _drop_done(self) -> None:
        if self._gesture is not None and self._gesture.done:
            self._gesture = None
            self.redraw()

    def _hit(self, at: QPointF) -> Hit | None:
        if self._labels_hidden:
            return None
        return hit_test(self.quads(), self.selection.rows(), (at.x(), at.y()), _REACH * self.pixel)

    def _hover(self, hit: Hit | None) -> None:
        if hit != self._hovered:
            self._hovered = hit
            self._refresh_states()
            self.update_cursor()

    def update_cursor(self) -> None:
        if self.space_down or self.tool == "pan":
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        elif self.tool in ("quad", "rect"):
            can = Qt.CursorShape.CrossCursor if self.can_edit() else Qt.CursorShape.ForbiddenCursor
            self.viewport().setCursor(can)
        elif self._hovered is not None:
            vertex = self._hovered.part == "vertex"
            self.viewport().setCursor(
                Qt.CursorShape.PointingHandCursor if vertex else Qt.CursorShape.SizeAllCursor
            )
        else:
            self.viewport().setCursor(Qt.CursorShape.ArrowCursor)

    # ---- painting

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        del rect
        if self._gesture is not None:
            self._gesture.paint(painter)

    # ---- following the document

    def _rebuild(self) -> None:
        self.cancel_gesture()
        for item in self._items:
            self.scene().removeItem(item)
        self._items = []
        self._hovered = None
        shown = self.document.labels if self.document is not None and self.has_picture else []
        for row, label in enumerate(shown):
            self._add_item(row, label)
        self._refresh_states()

    def _add_item(self, row: int, label: Label) -> None:
        item = QuadItem(label)
        item.set_pixel(self.pixel)
        item.setVisible(not self._labels_hidden)
        self._items.insert(row, item)
        self.scene().addItem(item)

    def _on_inserted(self, row: int) -> None:
        if self.document is not None and self.has_picture:
            self._interrupt_gesture()
            self._add_item(row, self.document.labels[row])
            self._refresh_soon.start()

    def _on_removed(self, row: int) -> None:
        if row < len(self._items):
            self._interrupt_gesture()
            self._hovered = None
            self.scene().removeItem(self._items.pop(row))
            self._refresh_soon.start()

    def _on_changed(self, row: int) -> None:
        if self.document is not None and row < len(self._items):
            self._interrupt_gesture()
            self._items[row].set_label(self.document.labels[row])

    def _interrupt_gesture(self) -> None:
        """The document changed by something else than the gesture itself: its rows may be others now."""
        if self._gesture is not None and not self._gesture.done:
            self.cancel_gesture()

    def _on_selection_changed(self) -> None:
        self.active_vertex = -1
        self._refresh_soon.start()

    def _refresh_states(self) -> None:
        selected = set(self.selection.rows())
        hovered = self._hovered.row if self._hovered is not None else -1
        for row, item in enumerate(self._items):
            vertex = self.active_vertex if row in selected else -1
            item.set_state(selected=row in selected, hovered=row == hovered, active_vertex=vertex)

    def _on_zoom_changed(self) -> None:
        for item in self._items:
            item.set_pixel(self.pixel)
