"""How a label looks on the picture."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPolygonItem, QStyleOptionGraphicsItem, QWidget

from desktop.theme import (
    QUAD_ERROR,
    QUAD_FILL_ALPHA,
    QUAD_IGNORED,
    QUAD_LABEL,
    QUAD_LINE,
    QUAD_SELECTED,
    QUAD_VERTEX,
)
from engine.geometry import is_crossed
from engine.gt import Label

_ROOM_FOR_VERTICES = 4 * QUAD_VERTEX
"""Quads of a shorter side than this on the screen show their vertices only when selected or hovered."""
_ROOM_FOR_FIRST = 1.5 * QUAD_VERTEX
"""The same for the dot that marks the first vertex."""


def to_polygon(quad: np.ndarray) -> QPolygonF:
    """A Qt polygon of ``quad`` (4, 2)."""
    return QPolygonF([QPointF(float(x), float(y)) for x, y in quad])


class QuadItem(QGraphicsPolygonItem):
    """One label: outline, fill, vertices; the first vertex is filled. Knows nothing of the mouse.

    Qt keeps what was painted and, for the bounds, a pen as wide as the vertices need: as long as nothing
    changes, a frame calls no Python. Each call would wait for the interpreter's lock while a training runs.
    """

    def __init__(self, label: Label) -> None:
        super().__init__()
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._pixel = 1.0
        self._selected = False
        self._hovered = False
        self._active_vertex = -1
        self.set_label(label)

    def set_label(self, label: Label) -> None:
        """Show ``label``."""
        self._ignore = label.ignore
        self.set_quad(label.quad)

    def set_quad(self, quad: np.ndarray) -> None:
        """Show another quad (4, 2), as while dragging."""
        self.quad = np.asarray(quad, dtype=np.float64)
        self._crossed = is_crossed(self.quad)
        self._shortest_side = float(np.linalg.norm(self.quad - np.roll(self.quad, 1, axis=0), axis=1).min())
        self.setPolygon(to_polygon(self.quad))
        self.update()

    def set_pixel(self, pixel: float) -> None:
        """``pixel``: how many picture pixels one screen pixel covers."""
        self._pixel = pixel
        self.setPen(QPen(Qt.GlobalColor.black, 3 * QUAD_VERTEX * pixel))  # for the bounds only

    def set_state(self, *, selected: bool, hovered: bool, active_vertex: int = -1) -> None:
        """``active_vertex``: the one that arrow keys move, -1 for none."""
        now = (selected, hovered, active_vertex)
        if now != (self._selected, self._hovered, self._active_vertex):
            self._selected, self._hovered, self._active_vertex = now
            self.setZValue(2 if selected else 1)
            self.update()

    def color(self) -> QColor:
        """The colour of the outline."""
        if self._crossed:
            return QUAD_ERROR
        if self._selected:
            return QUAD_SELECTED
        return QUAD_IGNORED if self._ignore else QUAD_LABEL

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        del option, widget
        color = self.color()
        pen = QPen(color, QUAD_LINE)
        pen.setCosmetic(True)
        if self._ignore:
            pen.setDashPattern([4, 3])
        fill = QColor(color)
        fill.setAlpha(QUAD_FILL_ALPHA * (2 if self._hovered else 1))
        painter.setPen(pen)
        painter.setBrush(fill)
        painter.drawPolygon(self.polygon())
        self._paint_vertices(painter, color)

    def _paint_vertices(self, painter: QPainter, color: QColor) -> None:
        room = self._shortest_side / self._pixel
        every = self._selected or self._hovered or room >= _ROOM_FOR_VERTICES
        if not every and room < _ROOM_FOR_FIRST:
            return
        pen = QPen(color, QUAD_LINE * 0.75)
        pen.setCosmetic(True)
        painter.setPen(pen)
        for number, (x, y) in enumerate(self.quad):
            first = number == 0
            if not (every or first):
                continue
            # A dot is enough for the first vertex of a small box; more would hide the text.
            size = (QUAD_VERTEX if every else QUAD_VERTEX / 2) * self._pixel
            if number == self._active_vertex:
                size *= 1.5
            painter.setBrush(QBrush(color if first else Qt.GlobalColor.white))
            square = QRectF(0, 0, size, size)
            square.moveCenter(QPointF(float(x), float(y)))
            if first:
                painter.drawRect(square)
            else:
                painter.drawEllipse(square)
