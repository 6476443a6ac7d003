"""Small marks on labels whose size is the same at any zoom: vertex numbers, the reading arrow, a text."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen

from desktop.ui.theme import PICTURE_CHIP, PICTURE_INK, PICTURE_LIGHT, QUAD_LINE, QUAD_VERTEX, SMALL, UNIT
from engine.geometry import reading_arrow

_NUMBER_AWAY = 1.6 * QUAD_VERTEX
"""Screen pixels from a vertex to the middle of its number."""
_ARROW_FROM = 4 * QUAD_VERTEX
"""Quads narrower than this on the screen have no arrow."""
_HEAD = 1.1 * UNIT
_RIM = 0.75 * QUAD_LINE
"""Screen pixels around a vertex."""


def screen_pen(color: QColor, width: float, pixel: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen for picture coordinates, ``width`` screen pixels wide; ``pixel``: picture pixels a screen pixel.

    A cosmetic one would be thinner on a screen of more than 100 %.
    """
    return QPen(color, width * pixel, style, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def paint_squares(painter: QPainter, points: np.ndarray, side: float, color: QColor, pixel: float) -> None:
    """Filled squares of ``side`` screen pixels around ``points`` (N, 2) of the picture."""
    half = side * pixel / 2
    painter.setPen(screen_pen(color, _RIM, pixel))
    painter.setBrush(color)
    # All in one call, as the discs: for each the interpreter may have to be waited for.
    painter.drawRects([QRectF(x - half, y - half, 2 * half, 2 * half) for x, y in points.tolist()])


def paint_dots(painter: QPainter, points: np.ndarray, across: float, color: QColor, pixel: float) -> None:
    """Light discs with a rim, ``across`` screen pixels wide, at ``points`` (N, 2) of the picture."""
    middles = [QPointF(x, y) for x, y in points.tolist()]
    for ink, width in ((color, across + _RIM), (PICTURE_LIGHT, across - _RIM)):
        painter.setPen(screen_pen(ink, width, pixel))
        painter.drawPoints(middles)


def paint_arrow(painter: QPainter, quad: np.ndarray, color: QColor, pixel: float) -> None:
    """An arrow in the direction of reading, in picture coordinates; ``pixel`` as everywhere.

    Quads with no room for it have none.
    """
    begin, end = reading_arrow(quad)
    length = float(np.linalg.norm(end - begin))
    if length < _ARROW_FROM * pixel:
        return
    unit = (end - begin) / length
    middle, half = (begin + end) / 2, unit * min(length * 0.3, 2 * UNIT * pixel)
    across = np.array([-unit[1], unit[0]]) * _HEAD * 0.5 * pixel
    tip = middle + half
    back = tip - unit * _HEAD * pixel
    path = QPainterPath(_point(middle - half))
    path.lineTo(_point(tip))
    path.moveTo(_point(back + across))
    path.lineTo(_point(tip))
    path.lineTo(_point(back - across))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ink, width in ((PICTURE_CHIP, 2.2 * QUAD_LINE), (color, QUAD_LINE)):
        painter.setPen(screen_pen(ink, width, pixel))
        painter.drawPath(path)


def paint_numbers(painter: QPainter, quad: np.ndarray, pixel: float) -> None:
    """1 to 4 beside the vertices, outside the quad, in picture coordinates."""
    away = quad - quad.mean(axis=0)
    lengths = np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
    for number, at in enumerate(quad + away / lengths * _NUMBER_AWAY * pixel, 1):
        paint_text(painter, _point(at), str(number))


def paint_text(painter: QPainter, at: QPointF, text: str) -> None:
    """``text`` on a small light ground, its middle at ``at`` in picture coordinates."""
    _paint_chip(painter, at, text, QRectF.moveCenter)


def paint_caption(painter: QPainter, at: QPointF, text: str, room: float) -> None:
    """``text`` on the same ground, its lower left corner at ``at``; at most ``room`` screen pixels wide."""
    _paint_chip(painter, at, text, QRectF.moveBottomLeft, room)


def _paint_chip(
    painter: QPainter, at: QPointF, text: str, put: Callable[[QRectF, QPointF], None], room: float = math.inf
) -> None:
    painter.save()
    on_screen = painter.worldTransform().map(at)
    painter.resetTransform()
    font = QFont(painter.font())
    font.setPixelSize(SMALL)
    painter.setFont(font)
    metrics = painter.fontMetrics()
    if metrics.horizontalAdvance(text) > room - 6:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room) - 6)
    box = QRectF(metrics.boundingRect(text)).adjusted(-3, 0, 3, 0)
    box.setWidth(max(box.width(), box.height()))
    put(box, on_screen)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PICTURE_CHIP)
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(PICTURE_INK)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def _point(at: np.ndarray) -> QPointF:
    return QPointF(float(at[0]), float(at[1]))
