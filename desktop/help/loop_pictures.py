"""Three small drawings of the loop: label, train, try. In the colours of the theme, sharp at any scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Literal, get_args

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import BODY, PICTURE_INK, PICTURE_LIGHT, QUAD_LABEL, QUAD_SELECTED, UNIT, colors

LoopStep = Literal["label", "train", "try"]
LOOP: tuple[LoopStep, ...] = get_args(LoopStep)

WIDTH, HEIGHT = 240.0, 120.0
"""The drawings' own coordinates; they are scaled to the widget."""
SHEET = QRectF(62, 10, 116, 100)
LINE_HEIGHT = 10.0
LINES = ((76, 24, 62), (76, 44, 88), (76, 64, 46), (76, 84, 74))
"""Left, top and width of the lines of text on the sheet."""
SLOPE = 5.0
"""How much lower a line of text ends than it begins: quads follow it, rectangles could not."""
LOSS = (22, 52, 68, 77, 83, 87, 90, 92, 93)
SCORE = (84, 66, 52, 42, 35, 30, 27, 26, 25)
"""Heights of the curves from the top, at equal steps."""
BEST = 7


class LoopPicture(QWidget):
    def __init__(self, step: LoopStep, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"loop_{step}")
        self._step = step
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(UNIT * 15)

    def minimumSizeHint(self) -> QSize:
        return QSize(UNIT * 20, UNIT * 15)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors().canvas))
        painter.drawRoundedRect(QRectF(self.rect()), UNIT / 2, UNIT / 2)
        scale = min(self.width() / WIDTH, self.height() / HEIGHT)
        painter.translate((self.width() - WIDTH * scale) / 2, (self.height() - HEIGHT * scale) / 2)
        painter.scale(scale, scale)
        _PAINT[self._step](painter)
        painter.end()


def _paint_label(painter: QPainter) -> None:
    """A sheet of text; two lines have their quads, the third is being drawn."""
    _paint_sheet(painter)
    _paint_quad(painter, _around(LINES[0]), QUAD_LABEL)
    _paint_quad(painter, _around(LINES[1]), QUAD_LABEL)
    corners = _around(LINES[2])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(QUAD_SELECTED, 2))
    painter.drawPolyline(QPolygonF(corners[:3]))
    _paint_vertices(painter, corners[:3], QUAD_SELECTED)
    _paint_pointer(painter, corners[2])


def _paint_train(painter: QPainter) -> None:
    """The loss falls, the score rises, a star marks the best epoch."""
    c = colors()
    frame = QRectF(34, 10, 172, 100)
    painter.setPen(QPen(QColor(c.border), 1))
    painter.setBrush(QColor(c.surface))
    painter.drawRoundedRect(frame, 3, 3)
    for height in (35, 60, 85):
        painter.drawLine(QPointF(frame.left() + 6, height), QPointF(frame.right() - 6, height))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for heights, color in ((LOSS, QColor(c.muted)), (SCORE, QColor(c.accent))):
        painter.setPen(_pen(color, 2.5))
        painter.drawPath(_smooth([QPointF(46 + 18 * at, height) for at, height in enumerate(heights)]))
    painter.setPen(QPen(QColor(c.surface), 1))
    painter.setBrush(QUAD_SELECTED)
    painter.drawPolygon(_star(QPointF(46 + 18 * BEST, SCORE[BEST]), 8))


def _paint_try(painter: QPainter) -> None:
    """A new picture with the boxes that were found, and the file that goes out of it."""
    c = colors()
    painter.save()
    painter.translate(-46, 0)
    _paint_sheet(painter)
    for line in LINES:
        _paint_quad(painter, _around(line), QUAD_LABEL)
    painter.restore()
    painter.setPen(_pen(QColor(c.muted), 2.5))
    painter.drawLine(QPointF(142, 60), QPointF(160, 60))
    painter.drawPolyline(QPolygonF([QPointF(154, 54), QPointF(161, 60), QPointF(154, 66)]))
    tile = QRectF(172, 36, 48, 48)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(c.accent))
    painter.drawRoundedRect(tile, 6, 6)
    painter.setPen(QColor(c.on_accent))
    font = painter.font()
    font.setPixelSize(BODY)
    font.setBold(True)
    painter.setFont(font)
    painter.drawText(tile, Qt.AlignmentFlag.AlignCenter, "ONNX")


def _paint_sheet(painter: QPainter) -> None:
    c = colors()
    painter.setPen(QPen(QColor(c.border), 1))
    painter.setBrush(QColor(c.surface))
    painter.drawRoundedRect(SHEET, 3, 3)
    painter.setPen(QPen(QColor(c.muted), 6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for left, top, width in LINES:
        middle = top + LINE_HEIGHT / 2
        painter.drawLine(QPointF(left + 3, middle), QPointF(left + width - 3, middle + SLOPE))


def _around(line: tuple[int, int, int]) -> list[QPointF]:
    """The quad of a line of text, clockwise from its top left corner."""
    left, top, width = line
    low, right = top + LINE_HEIGHT + 2, left + width + 2
    corners = ((left - 2, top - 2), (right, top - 2 + SLOPE), (right, low + SLOPE), (left - 2, low))
    return [QPointF(x, y) for x, y in corners]


def _paint_quad(painter: QPainter, corners: Sequence[QPointF], color: QColor) -> None:
    fill = QColor(color)
    fill.setAlphaF(0.15)
    painter.setPen(_pen(color, 2))
    painter.setBrush(fill)
    painter.drawPolygon(QPolygonF(corners))
    _paint_vertices(painter, corners[:1], color)


def _paint_vertices(painter: QPainter, corners: Sequence[QPointF], color: QColor) -> None:
    painter.setPen(QPen(PICTURE_LIGHT, 1))
    painter.setBrush(color)
    for corner in corners:
        painter.drawEllipse(corner, 3.2, 3.2)


def _paint_pointer(painter: QPainter, tip: QPointF) -> None:
    arrow = ((0, 0), (0, 17), (4, 13.4), (6.6, 19.4), (9.4, 18.2), (6.8, 12.4), (12, 12))
    painter.setPen(QPen(PICTURE_LIGHT, 1.2))
    painter.setBrush(PICTURE_INK)
    painter.drawPolygon(QPolygonF([tip + QPointF(x, y) for x, y in arrow]))


def _smooth(points: Sequence[QPointF]) -> QPainterPath:
    """A curve through ``points``, which lie at equal steps from left to right."""
    path = QPainterPath(points[0])
    for start, end in pairwise(points):
        middle = (start.x() + end.x()) / 2
        path.cubicTo(QPointF(middle, start.y()), QPointF(middle, end.y()), end)
    return path


def _star(centre: QPointF, radius: float) -> QPolygonF:
    lengths = [radius, radius * 0.42] * 5
    tips = (QLineF.fromPolar(length, 90 + 36 * corner).p2() for corner, length in enumerate(lengths))
    return QPolygonF([centre + tip for tip in tips])


def _pen(color: QColor, width: float) -> QPen:
    return QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


_PAINT: dict[LoopStep, Callable[[QPainter], None]] = {
    "label": _paint_label,
    "train": _paint_train,
    "try": _paint_try,
}
