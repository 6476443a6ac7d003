"""What the mouse does on the canvas: each gesture is an object, so cancelling one needs no flags.

A gesture gets ``press``, ``move`` and ``release`` in picture coordinates, and the modifier keys held, until
``done``, or ``cancel``.
Nothing reaches the document before a gesture is finished; then it is one undo command.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from desktop.document.commands import InsertLabels, MoveQuads
from desktop.label.canvas.labelled_picture import LabelledPicture
from desktop.label.canvas.marks import paint_text, screen_pen
from desktop.label.canvas.snapping import Keys, shift_inside, shift_of_side, snapped
from desktop.picture.box_layer import polygon_of
from desktop.ui.theme import QUAD_FILL_ALPHA, QUAD_LINE, QUAD_SELECTED, QUAD_VERTEX, UNIT
from engine.data.gt import Label
from engine.geometry import direction, outward_normals, rotated

DRAG_THRESHOLD = 3
"""Screen pixels the pointer must travel before a press becomes a drag."""
STEP_DEGREES = 15
"""While Shift is held, side 1–2 turns to multiples of this only."""


class Gesture:
    """The base class, which does nothing.

    ``places_points``: the pointer sets a vertex, so that a loupe helps. ``holds_button``: the gesture ends
    when the left button is released, and cannot continue without the mouse.
    """

    places_points: ClassVar[bool] = False
    holds_button: ClassVar[bool] = True

    def __init__(self, host: LabelledPicture) -> None:
        self.host = host
        self.done = False

    def press(self, at: QPointF, keys: Keys) -> None:
        """A further press of the left button."""

    def move(self, at: QPointF, keys: Keys) -> None:
        """The pointer moved, with or without the button."""

    def release(self, at: QPointF, keys: Keys) -> None:
        """The button was released."""

    def cancel(self) -> None:
        """Put everything back."""
        self.done = True
        self.host.redraw()

    def paint(self, painter: QPainter) -> None:
        """Draw the unfinished result, in picture coordinates."""


def _set_colors(painter: QPainter, host: LabelledPicture, width: float = QUAD_LINE) -> None:
    """``width`` of the line in screen pixels."""
    fill = QColor(QUAD_SELECTED)
    fill.setAlpha(QUAD_FILL_ALPHA)
    painter.setPen(screen_pen(QUAD_SELECTED, width, host.pixel))
    painter.setBrush(fill)


def _insert(host: LabelledPicture, quad: np.ndarray) -> None:
    document = host.document
    if document is not None:
        document.undo_stack.push(InsertLabels(document, [Label.from_quad(quad, "")]))
        host.selection.select([len(document.labels) - 1])


class DrawQuad(Gesture):
    """Four clicks; the fourth closes the quad. The order of the points is the person's."""

    places_points = True
    holds_button = False

    def __init__(self, host: LabelledPicture, at: QPointF, keys: Keys) -> None:
        super().__init__(host)
        self.points: list[np.ndarray] = []
        self._pointer = _array(at)
        self.press(at, keys)

    def press(self, at: QPointF, keys: Keys) -> None:
        self._pointer = point = snapped(self.host, _array(at), keys)
        if self.points and np.array_equal(point, self.points[-1]):
            return  # the second click of a double-click on the spot
        self.points.append(point)
        if len(self.points) == 4:
            self.done = True
            _insert(self.host, np.array(self.points))
        self.host.redraw()

    def move(self, at: QPointF, keys: Keys) -> None:
        self._pointer = snapped(self.host, _array(at), keys)
        self.host.redraw()

    def remove_last_point(self) -> None:
        """Take back the last click; with none left the gesture ends."""
        self.points.pop()
        if not self.points:
            self.cancel()
        self.host.redraw()

    def paint(self, painter: QPainter) -> None:
        _set_colors(painter, self.host)
        painter.drawPolygon(polygon_of(np.array([*self.points, self._pointer])))
        size = QUAD_VERTEX * self.host.pixel
        painter.setBrush(QUAD_SELECTED)
        for x, y in self.points:
            painter.drawRect(QRectF(x - size / 2, y - size / 2, size, size))


class DrawRectangle(Gesture):
    """A drag from corner to corner; the points run clockwise from the top left."""

    places_points = True

    def __init__(self, host: LabelledPicture, at: QPointF, keys: Keys) -> None:
        super().__init__(host)
        self._from = _array(at)
        self._corner = self._opposite = snapped(host, _array(at), keys)

    def move(self, at: QPointF, keys: Keys) -> None:
        self._opposite = snapped(self.host, _array(at), keys)
        self.host.redraw()

    def release(self, at: QPointF, keys: Keys) -> None:
        self.move(at, keys)
        self.done = True
        travelled = np.abs(_array(at) - self._from).max()
        quad = self._quad()
        has_area = (np.ptp(quad, axis=0) > 0).all()
        if has_area and travelled >= DRAG_THRESHOLD * self.host.pixel:
            _insert(self.host, quad)
        self.host.redraw()

    def paint(self, painter: QPainter) -> None:
        _set_colors(painter, self.host)
        painter.drawPolygon(polygon_of(self._quad()))

    def _quad(self) -> np.ndarray:
        (left, top), (right, bottom) = np.sort([self._corner, self._opposite], axis=0)
        return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


class Drag(Gesture):
    """A press that becomes a drag of the quads ``rows`` once the pointer has travelled.

    ``what`` is what undo calls it, None a move.
    """

    def __init__(
        self, host: LabelledPicture, at: QPointF, rows: Sequence[int], what: str | None = None
    ) -> None:
        super().__init__(host)
        self.rows = list(rows)
        self._what = what
        self.dragging = False
        self.start = _array(at)
        self.before = host.shown.quads[self.rows]
        """The quads before the drag, (K, 4, 2), in the order of ``rows``."""

    def move(self, at: QPointF, keys: Keys) -> None:
        pointer = _array(at)
        if not self.dragging:
            reach = np.abs(pointer - self.start).max() / self.host.pixel
            self.dragging = bool(reach >= DRAG_THRESHOLD)
        if self.dragging:
            self._preview(self.dragged(pointer, keys))
            self.host.redraw()

    def release(self, at: QPointF, keys: Keys) -> None:
        self.move(at, keys)
        self.done = True
        document = self.host.document
        if not self.dragging or document is None:
            return
        quads = self.dragged(_array(at), keys)
        if np.array_equal(quads, self.before):
            self._preview(self.before)
        else:
            moved = dict(zip(self.rows, quads, strict=True))
            document.undo_stack.push(MoveQuads(document, moved, self._what))

    def cancel(self) -> None:
        self._preview(self.before)
        super().cancel()

    def dragged(self, pointer: np.ndarray, keys: Keys) -> np.ndarray:
        """The quads (K, 4, 2) with the pointer (2,) there."""
        raise NotImplementedError

    def _preview(self, quads: np.ndarray) -> None:
        for row, quad in zip(self.rows, quads, strict=True):
            self.host.layer.set_quad(row, quad)


class MoveSelected(Drag):
    """All selected quads follow the pointer, by whole pixels and inside the picture.

    A mere click on one of several selected quads, ``row``, selects that one alone.
    """

    def __init__(self, host: LabelledPicture, at: QPointF, row: int) -> None:
        super().__init__(host, at, host.selection.rows())
        self._row = row

    def release(self, at: QPointF, keys: Keys) -> None:
        super().release(at, keys)
        if not self.dragging:
            self.host.selection.select([self._row])

    def dragged(self, pointer: np.ndarray, keys: Keys) -> np.ndarray:
        del keys
        moved: np.ndarray = self.before + shift_inside(self.host, self.before, pointer - self.start)
        return moved


class MoveVertex(Drag):
    """One vertex follows the pointer."""

    places_points = True

    def __init__(self, host: LabelledPicture, at: QPointF, row: int, vertex: int) -> None:
        super().__init__(host, at, [row])
        self._vertex = vertex

    def dragged(self, pointer: np.ndarray, keys: Keys) -> np.ndarray:
        quads = self.before.copy()
        vertex = quads[0, self._vertex]
        quads[0, self._vertex] = snapped(self.host, vertex + pointer - self.start, keys)
        return quads


class MoveSide(Drag):
    """A side, from point ``side`` to the next one, follows the pointer along its normal."""

    def __init__(self, host: LabelledPicture, at: QPointF, row: int, side: int) -> None:
        super().__init__(host, at, [row], QCoreApplication.translate("commands", "resize label"))
        self._ends = [side, (side + 1) % 4]
        self._normal = outward_normals(self.before[0])[side]

    def dragged(self, pointer: np.ndarray, keys: Keys) -> np.ndarray:
        quads = self.before.copy()
        way = float((pointer - self.start) @ self._normal)
        quads[0, self._ends] += shift_of_side(self.host, quads[0, self._ends], self._normal, way, keys)
        return quads


class RotateSelected(Drag):
    """Quads turn about their common middle, to whole pixels. They may leave the picture."""

    def __init__(self, host: LabelledPicture, at: QPointF, rows: Sequence[int]) -> None:
        super().__init__(host, at, rows, QCoreApplication.translate("commands", "rotate label"))
        points = self.before.reshape(-1, 2)
        self._centre = (points.min(axis=0) + points.max(axis=0)) / 2
        self._pointer = self.start
        self._degrees = 0.0

    def dragged(self, pointer: np.ndarray, keys: Keys) -> np.ndarray:
        self._pointer = pointer
        first, second = self.before[0, :2]
        reading = direction(first, second)
        turned = direction(self._centre, pointer) - direction(self._centre, self.start)
        if keys & Keys.ShiftModifier:
            turned = round((reading + turned) / STEP_DEGREES) * STEP_DEGREES - reading
        self._degrees = (reading + turned + 180) % 360 - 180
        return np.rint(rotated(self.before, self._centre, turned)) if turned else self.before

    def paint(self, painter: QPainter) -> None:
        if not self.dragging:
            return
        centre, pointer = QPointF(*self._centre.tolist()), QPointF(*self._pointer.tolist())
        dashes = Qt.PenStyle.DashLine
        painter.setPen(screen_pen(QUAD_SELECTED, QUAD_LINE * 0.5, self.host.pixel, dashes))
        painter.drawLine(centre, pointer)
        beside = pointer + QPointF(4 * UNIT, -2 * UNIT) * self.host.pixel
        paint_text(painter, beside, f"{self._degrees:.0f}°")


class RubberBand(Gesture):
    """A drag over empty ground selects every quad it touches; ``keep`` stay selected besides."""

    def __init__(self, host: LabelledPicture, at: QPointF, keep: list[int]) -> None:
        super().__init__(host)
        self._keep = keep
        self._before = host.selection.rows()
        self._from = at
        self._rect = QRectF(at, at)
        host.selection.select(keep)

    def move(self, at: QPointF, keys: Keys) -> None:
        del keys
        self._rect = QRectF(self._from, at).normalized()
        band, shown = QPolygonF(self._rect), self.host.shown
        near = shown.meeting(_array(self._rect.topLeft()), _array(self._rect.bottomRight()))
        touched = {row for row in near.tolist() if shown.polygons[row].intersects(band)}
        chosen = sorted(touched | set(self._keep))
        if chosen != self.host.selection.rows():
            self.host.selection.select(chosen)
        self.host.redraw()

    def release(self, at: QPointF, keys: Keys) -> None:
        del at, keys
        self.done = True
        self.host.redraw()

    def cancel(self) -> None:
        self.host.selection.select(self._before)
        super().cancel()

    def paint(self, painter: QPainter) -> None:
        _set_colors(painter, self.host, 1)
        painter.drawRect(self._rect)


def _array(point: QPointF) -> np.ndarray:
    return np.array([point.x(), point.y()])
