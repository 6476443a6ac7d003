"""The canvas: the tools to draw labels on a picture and to move them."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from desktop.document.commands import NudgeQuads
from desktop.label.canvas.gestures import (
    DrawQuad,
    DrawRectangle,
    Gesture,
    MoveSelected,
    MoveSide,
    MoveVertex,
    RotateSelected,
    RubberBand,
)
from desktop.label.canvas.handles import Handles, handles_of, paint_handles
from desktop.label.canvas.labelled_picture import LabelledPicture
from desktop.label.canvas.loupe import Loupe
from desktop.label.canvas.minimap import MiniMap
from desktop.label.canvas.picking import Hit, hit_test
from desktop.label.canvas.snapping import shift_inside, whole_pixels
from desktop.label.context import LabelContext
from desktop.picture.picture_view import ARROWS, KEYPAD
from engine.geometry import direction, outward_normals

Tool = Literal["select", "quad", "rect", "pan"]

_REACH = 8
"""Screen pixels around a vertex that take hold of it."""

_CURSORS = {"vertex": Qt.CursorShape.PointingHandCursor, "rotation": Qt.CursorShape.OpenHandCursor}


class Canvas(LabelledPicture):
    """Turns mouse and keys into gestures. Changes go through the document's undo stack."""

    tool_changed = Signal(str)
    edit_requested = Signal()
    confirm_requested = Signal()
    proposal_pressed = Signal(int)
    proposal_taken = Signal(int)
    menu_requested = Signal(QPoint)

    def __init__(self, context: LabelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setObjectName("canvas")
        self.tool: Tool = "select"
        self.gesture: Gesture | None = None
        self.loupe = Loupe(self)
        self.minimap = MiniMap(self)
        self.minimap.entered.connect(self.loupe.hide)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(self._on_scrolled)

    def cancel_gesture(self) -> None:
        """Cancel the gesture under way, if any, without a trace. One that is done may change the document."""
        if self.gesture is not None and not self.gesture.done:
            gesture, self.gesture = self.gesture, None
            gesture.cancel()
            self.loupe.hide()

    def zoom_to_selection(self) -> None:
        """Show the selected labels as large as fits."""
        quads = self.shown.quads[self.selection.rows()]
        if len(quads):
            (left, top), (right, bottom) = quads.min(axis=(0, 1)), quads.max(axis=(0, 1))
            self.show_rect(QRectF(left, top, right - left, bottom - top))

    def let_go(self) -> None:
        """The mouse has left and its release will not arrive. A half-drawn quad waits."""
        if self.gesture is not None and self.gesture.holds_button:
            self.cancel_gesture()
        if self.panning:
            self.stop_panning()
        self.loupe.hide()

    # ---- tools and keys

    def set_tool(self, tool: Tool) -> None:
        """Choose what the left button does."""
        if tool != self.tool:
            self.cancel_gesture()
            self.tool = tool
            self.loupe.hide()
            self._hover(None)
            self.update_cursor()
            self.redraw()
            self.tool_changed.emit(tool)

    def escape(self) -> None:
        """Cancel one thing: the gesture, else the vertex, else the drawing tool, else the selection."""
        if self.gesture is not None:
            self.cancel_gesture()
        elif self.active_vertex >= 0:
            self.pick_vertex(-1)
        elif self.tool != "select":
            self.set_tool("select")
        else:
            self.selection.clear()

    def remove_last_point(self) -> bool:
        """While a quad is being drawn, take back its last point. False when none is."""
        if not isinstance(self.gesture, DrawQuad):
            return False
        self.gesture.remove_last_point()
        self._drop_done()
        return True

    def pick_vertex(self, vertex: int) -> None:
        """Let the arrow keys move this vertex (from 0) of the selected quad; -1 the whole quad."""
        self.active_vertex = vertex if self.selection.single() is not None else -1
        self.refresh_highlights()

    def nudge(self, right: int, down: int) -> None:
        """Move the selected quads, or the picked vertex, by picture pixels."""
        rows, document = self.selection.rows(), self.document
        if not rows or document is None or not self.can_edit() or self.gesture is not None:
            return
        quads, shift = self.shown.quads, np.array([right, down], dtype=float)
        if self.active_vertex >= 0:
            moved = {rows[0]: quads[rows[0]].copy()}
            vertex = moved[rows[0]][self.active_vertex]
            moved[rows[0]][self.active_vertex] = whole_pixels(self, vertex + shift)
        else:
            shift = shift_inside(self, quads[rows], shift)
            moved = {row: quads[row] + shift for row in rows}
        if any(not np.array_equal(quad, quads[row]) for row, quad in moved.items()):
            document.undo_stack.push(NudgeQuads(document, moved))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = ARROWS.get(Qt.Key(event.key())) if self.selection.rows() else None
        held = event.modifiers() & ~KEYPAD
        if step and held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            factor = 10 if held else 1
            self.nudge(step[0] * factor, step[1] * factor)
            event.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.escape()
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.gesture is None:
            asked = self.confirm_requested if self.selection.single() is None else self.edit_requested
            asked.emit()
            event.accept()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # Bare letters are commands here: an input method must not start composing with them.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.let_go()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.let_go()
        super().hideEvent(event)

    # ---- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        if self.gesture is not None and self.gesture.holds_button:
            event.accept()  # one thing at a time
            return
        if not left or self.space_down or self.tool == "pan":
            if left and self.tool == "pan":
                self.start_panning(event.position().toPoint())
            super().mousePressEvent(event)
            return
        event.accept()
        if not self.can_edit() and self.tool != "select":
            return
        at = self.viewport_to_picture(event.position())
        if self.gesture is not None:
            self.gesture.press(at, event.modifiers())
        elif self.has_picture:
            self.gesture = self._begin(at, event.modifiers())
        self._drop_done()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.panning:
            super().mouseMoveEvent(event)
            return
        at = self.viewport_to_picture(event.position())
        if self.gesture is not None:
            self.gesture.move(at, event.modifiers())
        elif self.tool == "select" and self.has_picture:
            self._hover(self._hit(at))
        self.loupe.follow(event.position(), self._places_points())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.panning:
            super().mouseReleaseEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton and self.gesture is not None:
            self.gesture.release(self.viewport_to_picture(event.position()), event.modifiers())
            self._drop_done()
            self.loupe.follow(event.position(), self._places_points())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # While drawing, a fast second click is a click; on a box it asks for its text.
        at = self.viewport_to_picture(event.position())
        selecting = self.tool == "select" and event.button() == Qt.MouseButton.LeftButton
        if selecting and self._hit(at) is not None:
            self.edit_requested.emit()
        elif selecting and (proposal := self._proposal_at(at)) >= 0:
            self.proposal_taken.emit(proposal)
        else:
            self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        self.loupe.hide()
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()
        if self.gesture is not None or not self.has_picture:
            return
        hit = self._hit(self.viewport_to_picture(QPointF(self.viewport().mapFromGlobal(event.globalPos()))))
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        if by_mouse and hit is not None and hit.row not in self.selection.rows():
            self.selection.select([hit.row])
        self.menu_requested.emit(event.globalPos())

    def _begin(self, at: QPointF, keys: Qt.KeyboardModifier) -> Gesture | None:
        """The gesture that a press at ``at`` begins with the present tool."""
        if self.tool == "quad":
            return DrawQuad(self, at, keys)
        if self.tool == "rect":
            return DrawRectangle(self, at, keys)
        hit = self._hit(at)
        proposal = self._proposal_at(at) if hit is None else -1
        if proposal >= 0:
            self.proposal_pressed.emit(proposal)
            return None
        if hit is not None and hit.part == "side":
            return MoveSide(self, at, hit.row, hit.vertex)
        if hit is not None and hit.part == "rotation":
            return RotateSelected(self, at, self.selection.rows())
        adding = bool(keys & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier))
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

    def _places_points(self) -> bool:
        """Whether the pointer sets, or would set, a vertex."""
        if self.gesture is not None:
            return self.gesture.places_points
        return self.tool in ("quad", "rect") and self.can_edit()

    def _drop_done(self) -> None:
        if self.gesture is not None and self.gesture.done:
            self.gesture = None
            self.redraw()

    def handles(self) -> Handles | None:
        """The handles of the selection, where they can be used now."""
        rows = [row for row in self.selection.rows() if row < len(self.shown)]
        if not rows or self.tool != "select" or self.labels_hidden or not self.can_edit():
            return None
        return handles_of(self.shown.quads[rows], self.pixel, self.view_rect)

    def _hit(self, at: QPointF) -> Hit | None:
        if self.labels_hidden:
            return None
        reach = _REACH * self.pixel
        return hit_test(self.shown, self.selection.rows(), (at.x(), at.y()), reach, self.handles())

    def _proposal_at(self, at: QPointF) -> int:
        return self.proposals.box_at(at) if self.proposals.isVisible() else -1

    def _hover(self, hit: Hit | None) -> None:
        if hit != self.hovered:
            self.hovered = hit
            self.refresh_highlights()
            self.update_cursor()

    def update_cursor(self) -> None:
        shape = Qt.CursorShape.ArrowCursor
        if self.space_down or self.tool == "pan":
            shape = Qt.CursorShape.OpenHandCursor
        elif self.tool in ("quad", "rect"):
            shape = Qt.CursorShape.CrossCursor if self.can_edit() else Qt.CursorShape.ForbiddenCursor
        elif self.hovered is not None:
            shape = _CURSORS.get(self.hovered.part, Qt.CursorShape.SizeAllCursor)
            if self.hovered.part == "side":
                normal = outward_normals(self.shown.quads[self.hovered.row])[self.hovered.vertex]
                shape = _resize_cursor(normal)
        self.viewport().setCursor(shape)

    # ---- painting

    def paint_part(self, painter: QPainter, part: QRectF, pixel: float) -> None:
        super().paint_part(painter, part, pixel)
        if self.gesture is not None:
            self.gesture.paint(painter)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        del rect
        if self.gesture is not None:
            self.gesture.paint(painter)
        elif (handles := self.handles()) is not None:
            paint_handles(painter, handles, self.pixel)

    def _on_scrolled(self) -> None:
        if self.selection.rows():
            self.redraw()  # a handle that is out of sight stands elsewhere


def _resize_cursor(normal: np.ndarray) -> Qt.CursorShape:
    """The two-headed arrow that is nearest to the direction ``normal`` (2,)."""
    shapes = (
        Qt.CursorShape.SizeHorCursor,
        Qt.CursorShape.SizeFDiagCursor,
        Qt.CursorShape.SizeVerCursor,
        Qt.CursorShape.SizeBDiagCursor,
    )
    return shapes[round(direction(np.zeros(2), normal) / 45) % 4]
