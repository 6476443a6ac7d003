"""What the mouse does on the canvas: each gesture is an object, so cancelling one needs no flags.

A gesture gets ``press``, ``move`` and ``release`` in picture coordinates until ``done``, or ``cancel``.
Nothing reaches the document before a gesture is finished; then it is one undo command.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from desktop.document import PictureDocument
from desktop.label.commands import InsertLabels, MoveQuads
from desktop.label.quad_item import to_polygon
from desktop.label.selection import Selection
from desktop.theme import QUAD_FILL_ALPHA, QUAD_LINE, QUAD_SELECTED, QUAD_VERTEX
from engine.gt import Label

DRAG_THRESHOLD = 3
"""Screen pixels the pointer must travel before a press becomes a drag."""


class GestureHost(Protocol):
    """What gestures need of the canvas."""

    document: PictureDocument | None
    selection: Selection

    @property
    def picture_rect(self) -> QRectF: ...

    @property
    def pixel(self) -> float:
        """Picture pixels a screen pixel."""

    def quads(self) -> np.ndarray:
        """The quads as shown now, (N, 4, 2)."""

    def preview(self, row: int, quad: np.ndarray) -> None:
        """Show label ``row`` at ``quad``, without changing the document."""

    def redraw(self) -> None:
        """Paint again what a gesture shows."""


def whole_pixels(host: GestureHost, points: np.ndarray) -> np.ndarray:
    """``points`` (…, 2) rounded to whole pixels inside the picture."""
    limits = (host.picture_rect.width(), host.picture_rect.height())
    return np.clip(np.rint(points), 0, limits)


def shift_inside(quads: np.ndarray, shift: np.ndarray, width: float, height: float) -> np.ndarray:
    """``shift`` (2,) in whole pixels, cut so that ``quads`` (N, 4, 2) do not leave the picture.

    Quads that are outside already may come nearer but not go further out.
    """
    low, high = quads.min(axis=(0, 1)), quads.max(axis=(0, 1))
    least = np.minimum(np.ceil(-low), 0)
    most = np.maximum(np.floor(np.array([width, height]) - high), 0)
    return np.clip(np.rint(shift), least, most)


class Gesture:
    """The base of all: does nothing."""

    def __init__(self, host: GestureHost) -> None:
        self.host = host
        self.done = False

    def press(self, at: QPointF) -> None:
        """A further press of the left button."""

    def move(self, at: QPointF) -> None:
        """The pointer moved, with or without the button."""

    def release(self, at: QPointF) -> None:
        """The button was let go."""

    def cancel(self) -> None:
        """Leave everything as it was before."""
        self.done = True
        self.host.redraw()

    def paint(self, painter: QPainter) -> None:
        """Draw what is in the making, in picture coordinates."""


def _pen(width: float = QUAD_LINE) -> QPen:
    pen = QPen(QUAD_SELECTED, width)
    pen.setCosmetic(True)
    return pen


def _fill() -> QColor:
    color = QColor(QUAD_SELECTED)
    color.setAlpha(QUAD_FILL_ALPHA)
    return color


def _insert(host: GestureHost, quad: np.ndarray) -> None:
    document = host.document
    if document is not None:
        document.undo_stack.push(InsertLabels(document, [Label.from_quad(quad, "")]))
        host.selection.select([len(document.labels) - 1])


class DrawQuad(Gesture):
    """Four clicks; the fourth closes the quad. The order of the points is the person's."""

    def __init__(self, host: GestureHost, at: QPointF) -> None:
        super().__init__(host)
        self.points: list[np.ndarray] = []
        self._pointer = at
        self.press(at)

    def press(self, at: QPointF) -> None:
        point = whole_pixels(self.host, np.array([at.x(), at.y()]))
        if self.points and np.array_equal(point, self.points[-1]):
            return  # the second click of a double-click on the spot
        self.points.append(point)
        self._pointer = at
        if len(self.points) == 4:
            self.done = True
            _insert(self.host, np.array(self.points))
        self.host.redraw()

    def move(self, at: QPointF) -> None:
        self._pointer = at
        self.host.redraw()

    def remove_last_point(self) -> None:
        """Take back the last click; with none left the gesture is over."""
        self.points.pop()
        if not self.points:
            self.cancel()
        self.host.redraw()

    def paint(self, painter: QPainter) -> None:
        pointer = whole_pixels(self.host, np.array([self._pointer.x(), self._pointer.y()]))
        painter.setPen(_pen())
        painter.setBrush(_fill())
        painter.drawPolygon(to_polygon(np.array([*self.points, pointer])))
        size = QUAD_VERTEX * self.host.pixel
        painter.setBrush(QUAD_SELECTED)
        for x, y in self.points:
            painter.drawRect(QRectF(x - size / 2, y - size / 2, size, size))


class DrawRectangle(Gesture):
    """A drag from corner to corner; the points run clockwise from the top left."""

    def __init__(self, host: GestureHost, at: QPointF) -> None:
        super().__init__(host)
        self._from = self._to = at

    def move(self, at: QPointF) -> None:
        self._to = at
        self.host.redraw()

    def release(self, at: QPointF) -> None:
        self._to = at
        self.done = True
        travelled = max(abs(self._to.x() - self._from.x()), abs(self._to.y() - self._from.y()))
        quad = self._quad()
        has_area = (np.ptp(quad, axis=0) > 0).all()
        if has_area and travelled >= DRAG_THRESHOLD * self.host.pixel:
            _insert(self.host, quad)
        self.host.redraw()

    def paint(self, painter: QPainter) -> None:
        painter.setPen(_pen())
        painter.setBrush(_fill())
        painter.drawPolygon(to_polygon(self._quad()))

    def _quad(self) -> np.ndarray:
        corners = np.array([[self._from.x(), self._from.y()], [self._to.x(), self._to.y()]])
        (left, top), (right, bottom) = np.sort(whole_pixels(self.host, corners), axis=0)
        return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


class _Drag(Gesture):
    """A press that becomes a drag once the pointer has travelled."""

    def __init__(self, host: GestureHost, at: QPointF) -> None:
        super().__init__(host)
        self._from = at
        self._dragging = False
        self._before = host.quads()

    def move(self, at: QPointF) -> None:
        travelled = at - self._from
        if not self._dragging:
            reach = max(abs(travelled.x()), abs(travelled.y())) / self.host.pixel
            self._dragging = reach >= DRAG_THRESHOLD
        if self._dragging:
            for row, quad in self._moved(np.array([travelled.x(), travelled.y()])).items():
                self.host.preview(row, quad)

    def release(self, at: QPointF) -> None:
        self.move(at)
        self.done = True
        document = self.host.document
        if not self._dragging or document is None:
            return
        travelled = at - self._from
        moved = self._moved(np.array([travelled.x(), travelled.y()]))
        if any(not np.array_equal(quad, self._before[row]) for row, quad in moved.items()):
            document.undo_stack.push(MoveQuads(document, moved))

    def cancel(self) -> None:
        for row in self._moved(np.zeros(2)):
            self.host.preview(row, self._before[row])
        super().cancel()

    def _moved(self, shift: np.ndarray) -> dict[int, np.ndarray]:
        """The quads, by row, after the pointer has travelled ``shift`` picture pixels."""
        raise NotImplementedError


class MoveSelected(_Drag):
    """All selected quads follow the pointer, by whole pixels and inside the picture.

    A mere click on one of several selected quads, ``row``, selects that one alone.
    """

    def __init__(self, host: GestureHost, at: QPointF, row: int) -> None:
        super().__init__(host, at)
        self._rows = host.selection.rows()
        self._row = row

    def release(self, at: QPointF) -> None:
        super().release(at)
        if not self._dragging:
            self.host.selection.select([self._row])

    def _moved(self, shift: np.ndarray) -> dict[int, np.ndarray]:
        rect = self.host.picture_rect
        quads = self._before[self._rows]
        shift = shift_inside(quads, shift, rect.width(), rect.height())
        return {row: quad + shift for row, quad in zip(self._rows, quads, strict=True)}


class MoveVertex(_Drag):
    """One vertex follows the pointer."""

    def __init__(self, host: GestureHost, at: QPointF, row: int, vertex: int) -> None:
        super().__init__(host, at)
        self._row, self._vertex = row, vertex

    def _moved(self, shift: np.ndarray) -> dict[int, np.ndarray]:
        quad = self._before[self._row].copy()
        if shift.any():
            quad[self._vertex] = whole_pixels(self.host, quad[self._vertex] + shift)
        return {self._row: quad}


class RubberBand(Gesture):
    """A drag over empty ground selects every quad it touches; ``keep`` stay selected besides."""

    def __init__(self, host: GestureHost, at: QPointF, keep: list[int]) -> None:
        super().__init__(host)
        self._keep = keep
        self._before = host.selection.rows()
        self._from = at
        self._rect = QRectF(at, at)
        host.selection.select(keep)

    def move(self, at: QPointF) -> None:
        self._rect = QRectF(self._from, at).normalized()
        band = QPolygonF(self._rect)
        touched = {row for row, quad in enumerate(self.host.quads()) if to_polygon(quad).intersects(band)}
        self.host.selection.select(sorted(touched | set(self._keep)))
        self.host.redraw()

    def release(self, at: QPointF) -> None:
        del at
        self.done = True
        self.host.redraw()

    def cancel(self) -> None:
        self.host.selection.select(self._before)
        super().cancel()

    def paint(self, painter: QPainter) -> None:
        painter.setPen(_pen(1))
        painter.setBrush(_fill())
        painter.drawRect(self._rect)
