"""How labels look on the picture: all of them in one item, so that thousands are painted quickly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from desktop.label.canvas.marks import (
    paint_arrow,
    paint_caption,
    paint_dots,
    paint_numbers,
    paint_squares,
    screen_pen,
)
from desktop.label.canvas.shown_quads import ShownQuads
from desktop.label.canvas.view_cache import ViewCache
from desktop.ui.theme import (
    QUAD_ERROR,
    QUAD_FILL_ALPHA,
    QUAD_IGNORED,
    QUAD_LABEL,
    QUAD_LINE,
    QUAD_SELECTED,
    QUAD_VERTEX,
)

_ROOM_FOR_VERTICES = 4 * QUAD_VERTEX
"""Quads with a side shorter than this on the screen show vertices only when selected or hovered."""
_ROOM_FOR_FIRST = 1.5 * QUAD_VERTEX
"""The same for the dot that marks the first vertex."""
_REACH = 3 * QUAD_VERTEX
"""Screen pixels that marks reach beyond the quad they belong to."""
_ROOM_FOR_TEXT = 30
"""Screen pixels; the text of a narrower label would be cut off after a letter or two."""
_TEXT_AWAY = QUAD_VERTEX / 2
"""Screen pixels from a label to the text above it."""
_MANY = 100
"""When so many labels change, everything is painted again."""


@dataclass(frozen=True, slots=True)
class Highlights:
    """Which labels stand out: the ``selected`` rows, the ``hovered`` row, and of a selected label the vertex
    that arrow keys move; -1 for none."""

    selected: frozenset[int] = frozenset()
    hovered: int = -1
    active_vertex: int = -1

    def differing(self, other: Highlights) -> set[int]:
        """Rows that look different in ``other``."""
        rows = set(self.selected ^ other.selected)
        if self.hovered != other.hovered:
            rows |= {self.hovered, other.hovered}
        if self.active_vertex != other.active_vertex:
            rows |= self.selected | other.selected
        return rows - {-1}


class LabelLayer(QGraphicsRectItem):
    """Paints outlines, fills and vertices; the first vertex is filled. Knows nothing of the mouse.

    What was painted is cached: a frame in which nothing changes costs one call into Python instead of one
    for each label, and each call waits for the interpreter's lock while a training runs.
    """

    def __init__(self) -> None:
        super().__init__()
        self._cache = ViewCache(self._draw_seen)
        self.setPen(QPen(Qt.PenStyle.NoPen))
        self.setZValue(1)
        self._shown = ShownQuads()
        self._highlights = Highlights()
        self._with_texts = False
        self._pixel = 1.0
        self._picture = QRectF()

    # ---- what is shown

    def show_quads(self, shown: ShownQuads, picture: QRectF) -> None:
        """Show these on ``picture``; report every later change by `refresh` or `set_quad`."""
        self._shown, self._picture, self._highlights = shown, picture, Highlights()
        self.refresh()

    def set_pixel(self, pixel: float) -> None:
        """``pixel``: how many picture pixels one screen pixel covers."""
        self._pixel = pixel
        self._cover()

    def set_highlights(self, highlights: Highlights) -> None:
        """Show labels as selected or hovered."""
        rows = self._highlights.differing(highlights)
        self._highlights = highlights
        if len(rows) >= _MANY:
            self.refresh()
            return
        for row in rows:
            if row < len(self._shown):
                self._refresh_row(row)

    def show_texts(self, on: bool) -> None:
        """Paint the transcriptions above the labels, or do not."""
        self._with_texts = on
        self.refresh()

    def refresh(self, where: QRectF | None = None) -> None:
        """Labels came or went: paint ``where`` again, or everything."""
        self._cover()
        self._cache.forget(where)
        self.update(where if where is not None else QRectF())

    def set_quad(self, row: int, quad: np.ndarray) -> None:
        """Show label ``row`` at ``quad`` (4, 2), without changing the document."""
        self._refresh_row(row)
        self._shown.set_quad(row, quad)
        if not self.rect().contains(self.rect_of(row)):
            self._cover()
        self._refresh_row(row)

    def rect_of(self, row: int) -> QRectF:
        """Everything that is painted of label ``row``, in picture pixels."""
        (left, top), (right, bottom) = self._shown.low[row].tolist(), self._shown.high[row].tolist()
        reach = _REACH * self._pixel
        return QRectF(left - reach, top - reach, right - left + 2 * reach, bottom - top + 2 * reach)

    def _refresh_row(self, row: int) -> None:
        rect = self.rect_of(row)
        self._cache.forget(rect)
        self.update(rect)

    def _cover(self) -> None:
        """Make room for all that is painted."""
        reach = 2 * _REACH * self._pixel
        rect = self._picture.adjusted(-reach, -reach, reach, reach)
        if len(self._shown):
            (left, top), (right, bottom) = self._shown.low.min(axis=0), self._shown.high.max(axis=0)
            labels = QRectF(float(left), float(top), float(right - left), float(bottom - top))
            rect = rect.united(labels.adjusted(-reach, -reach, reach, reach))
        if rect != self.rect():
            self.setRect(rect)

    # ---- painting

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if widget is not None:
            self._cache.paint(painter, widget.size())
        else:  # on something else than the screen
            self._draw_seen(painter, option.rect.toRectF())

    def _draw_seen(self, painter: QPainter, rect: QRectF) -> None:
        self.draw(painter, rect, self._pixel)
        if self._with_texts:
            self._draw_texts(painter, self._rows_in(rect, self._pixel), self._pixel)

    def draw(self, painter: QPainter, rect: QRectF, pixel: float) -> None:
        """Draw what meets ``rect``, in picture coordinates, without texts."""
        rows = self._rows_in(rect, pixel)
        for color, dashed, chosen in self._by_color(rows):
            self._draw_outlines(painter, chosen, color, dashed, pixel)
            self._draw_vertices(painter, chosen, color, pixel)
        standing_out = self._highlights.selected | {self._highlights.hovered}
        for row in [row for row in rows.tolist() if row in standing_out]:
            self._draw_marks(painter, row, pixel)

    def draw_lines(self, painter: QPainter, rect: QRectF, pixel: float) -> None:
        """Draw only the outlines of what meets ``rect``: what a loupe needs, which follows every move."""
        for color, dashed, chosen in self._by_color(self._rows_in(rect, pixel)):
            quads = self._shown.quads[chosen]
            sides = np.concatenate((quads, np.roll(quads, -1, axis=1)), axis=2).reshape(-1, 4)
            painter.setPen(_line_pen(color, dashed, pixel))
            painter.drawLines([QLineF(*side) for side in sides.tolist()])

    def _rows_in(self, rect: QRectF, pixel: float) -> np.ndarray:
        reach = _REACH * pixel
        low, high = np.array([rect.left(), rect.top()]), np.array([rect.right(), rect.bottom()])
        return self._shown.meeting(low - reach, high + reach)

    def _by_color(self, rows: np.ndarray) -> list[tuple[QColor, bool, list[int]]]:
        """Colour, dashes, rows; the selected ones last, so that they lie on top."""
        crossed, ignored = self._shown.crossed[rows], self._shown.ignored[rows]
        selected = np.isin(rows, np.fromiter(self._highlights.selected, int))
        kinds = []
        for on_top in (False, True):
            now = selected == on_top
            color = QUAD_SELECTED if on_top else QUAD_LABEL
            for dashed in (False, True):
                plain = now & (ignored == dashed) & ~crossed
                kinds.append((QUAD_IGNORED if dashed and not on_top else color, dashed, plain))
                kinds.append((QUAD_ERROR, dashed, now & (ignored == dashed) & crossed))
        return [(color, dashed, rows[which].tolist()) for color, dashed, which in kinds if which.any()]

    def _draw_outlines(
        self, painter: QPainter, rows: list[int], color: QColor, dashed: bool, pixel: float
    ) -> None:
        fill, polygons = QColor(color), self._shown.polygons
        fill.setAlpha(QUAD_FILL_ALPHA)
        painter.setPen(_line_pen(color, dashed, pixel))
        painter.setBrush(fill)
        for row in rows:  # one path of all would take Qt far longer
            painter.drawPolygon(polygons[row])
        if self._highlights.hovered in rows:  # twice as strong
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPolygon(polygons[self._highlights.hovered])

    def _draw_vertices(self, painter: QPainter, rows: list[int], color: QColor, pixel: float) -> None:
        chosen, marked, quads = np.array(rows), self._highlights, self._shown.quads
        selected = np.isin(chosen, list(marked.selected))
        shortest = self._shown.shortest[chosen]
        every = selected | (chosen == marked.hovered) | (shortest >= _ROOM_FOR_VERTICES * pixel)
        # A dot is enough for the first vertex of a small box; more would hide the text.
        small = ~every & (shortest >= _ROOM_FOR_FIRST * pixel)
        paint_squares(painter, quads[chosen[every], 0], QUAD_VERTEX, color, pixel)
        paint_squares(painter, quads[chosen[small], 0], QUAD_VERTEX / 2, color, pixel)
        paint_dots(painter, quads[chosen[every], 1:].reshape(-1, 2), QUAD_VERTEX, color, pixel)
        if marked.active_vertex >= 0:
            paint_active = paint_squares if marked.active_vertex == 0 else paint_dots
            active = quads[chosen[selected], marked.active_vertex]
            paint_active(painter, active, QUAD_VERTEX * 1.5, color, pixel)

    def _draw_texts(self, painter: QPainter, rows: np.ndarray, pixel: float) -> None:
        shown = self._shown
        rooms = (shown.high[rows, 0] - shown.low[rows, 0]) / pixel + _REACH / 2
        for row, room in zip(rows.tolist(), rooms.tolist(), strict=True):
            if room >= _ROOM_FOR_TEXT and shown.texts[row] and not shown.ignored[row]:
                left, top = shown.low[row].tolist()
                above = QPointF(left, top - _TEXT_AWAY * pixel)
                paint_caption(painter, above, shown.texts[row], room)

    def _draw_marks(self, painter: QPainter, row: int, pixel: float) -> None:
        selected = row in self._highlights.selected
        if selected and len(self._highlights.selected) > _MANY:
            return
        quad = self._shown.quads[row]
        paint_arrow(painter, quad, QUAD_SELECTED if selected else QUAD_LABEL, pixel)
        if selected and self._shown.shortest[row] >= _ROOM_FOR_VERTICES * pixel / 2:
            paint_numbers(painter, quad, pixel)


def _line_pen(color: QColor, dashed: bool, pixel: float) -> QPen:
    pen = screen_pen(color, QUAD_LINE, pixel)
    if dashed:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([4, 3])
    return pen
