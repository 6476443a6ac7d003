"""All found boxes of a picture as one item of the scene: an item a box takes longer to make than to paint."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QGuiApplication, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from desktop.ui.theme import PICTURE_INK, QUAD_FILL_ALPHA, QUAD_LINE, QUAD_PREDICTION, QUAD_SELECTED, SMALL

LABEL_MINIMUM_HEIGHT = 20.0
"""Screen pixels: lower boxes show no score unless picked, or figures would hide a dense page."""
ROOM = 1000.0
"""Picture pixels around the boxes that a score may cover."""


def polygon_of(quad: NDArray[np.floating]) -> QPolygonF:
    """``quad`` (4, 2) as Qt's polygon."""
    return QPolygonF([QPointF(x, y) for x, y in quad.tolist()])


class BoxLayer(QGraphicsItem):
    """Boxes, purple and dashed; the picked one orange and solid. Scores at their first corners."""

    def __init__(self) -> None:
        super().__init__()
        self.polygons: list[QPolygonF] = []
        self.areas: NDArray[np.floating] = np.zeros(0)
        self.picked = -1
        self._heights: NDArray[np.floating] = np.zeros(0)
        self._scores: list[str] = []
        self._bounds = QRectF()
        self._font = QFont(QGuiApplication.font())
        self._font.setPixelSize(SMALL)

    def set_boxes(self, quads: NDArray[np.float32], scores: NDArray[np.float32]) -> None:
        """Replace all boxes: quads (N, 4, 2) in picture pixels, scores (N,). None is picked then."""
        self.prepareGeometryChange()
        self.picked = -1
        self.polygons = [polygon_of(quad) for quad in quads]
        self._scores = [f"{score:.2f}" for score in scores]
        sides = np.linalg.norm(quads[:, :2] - quads[:, 1:3], axis=2)
        self._heights, self.areas = sides.min(axis=1), sides.prod(axis=1)
        self._bounds = QRectF()
        if len(quads):
            left, top = quads.min(axis=(0, 1)).tolist()
            right, bottom = quads.max(axis=(0, 1)).tolist()
            self._bounds = QRectF(left, top, right - left, bottom - top).adjusted(-ROOM, -ROOM, ROOM, ROOM)

    def pick(self, index: int) -> None:
        """Mark box ``index``; -1 marks none."""
        self.picked = index if 0 <= index < len(self.polygons) else -1
        self.update()

    def box_at(self, point: QPointF) -> int:
        """The box that covers ``point`` of the picture, the smallest of several; -1 when there is none."""
        under = [
            (self.areas[index], index)
            for index, polygon in enumerate(self.polygons)
            if polygon.containsPoint(point, Qt.FillRule.OddEvenFill)
        ]
        return min(under)[1] if under else -1

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        del widget
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        self._set_colors(painter, QUAD_PREDICTION, Qt.PenStyle.DashLine)
        for index, polygon in enumerate(self.polygons):
            if index != self.picked:
                painter.drawPolygon(polygon)
        if self.picked >= 0:
            self._set_colors(painter, QUAD_SELECTED, Qt.PenStyle.SolidLine)
            painter.drawPolygon(self.polygons[self.picked])
        self._paint_scores(painter, zoom)

    def _set_colors(self, painter: QPainter, color: QColor, style: Qt.PenStyle) -> None:
        pen = QPen(color, QUAD_LINE, style)
        pen.setCosmetic(True)
        fill = QColor(color)
        fill.setAlpha(QUAD_FILL_ALPHA)
        painter.setPen(pen)
        painter.setBrush(QBrush(fill))

    def _paint_scores(self, painter: QPainter, zoom: float) -> None:
        """In screen pixels, so that they have the same size at any zoom."""
        transform = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        painter.setFont(self._font)
        painter.setPen(PICTURE_INK)
        metrics = QFontMetricsF(self._font)
        high = set(np.flatnonzero(self._heights * zoom >= LABEL_MINIMUM_HEIGHT).tolist())
        for index in sorted(high | ({self.picked} - {-1})):
            at = transform.map(QPointF(self.polygons[index].first()))
            width = metrics.horizontalAdvance(self._scores[index]) + 6
            box = QRectF(at.x() - 1, at.y() - SMALL - 3, width, SMALL + 3)
            painter.fillRect(box, QUAD_SELECTED if index == self.picked else QUAD_PREDICTION)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._scores[index])
        painter.restore()
