"""One validation picture: its labels, what the model found, and its probability map."""

from __future__ import annotations

from enum import Enum

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from desktop.picture.picture_view import PictureView
from desktop.ui.theme import (
    PICTURE_HALO,
    QUAD_ERROR,
    QUAD_IGNORED,
    QUAD_LABEL,
    QUAD_LINE,
    QUAD_PREDICTION,
    UNIT,
)
from engine.training.events import PictureChecked


class Kind(Enum):
    """What a box on a checked picture means, in the order in which they are drawn."""

    IGNORED = "ignored"
    LABEL = "label"
    RIGHT = "right"
    WRONG = "wrong"
    MISSED = "missed"


COLORS = {
    Kind.IGNORED: QUAD_IGNORED,
    Kind.LABEL: QUAD_LABEL,
    Kind.RIGHT: QUAD_PREDICTION,
    Kind.WRONG: QUAD_ERROR,
    Kind.MISSED: QUAD_LABEL,
}
DASHED = {Kind.IGNORED, Kind.RIGHT, Kind.WRONG}
FILLS = {Kind.WRONG: 50, Kind.MISSED: 110}
"""Alpha of the mistakes' inside: what went right stays out of the way."""


def paint_quad(painter: QPainter, polygon: QPolygonF, kind: Kind, *, small: bool = False) -> None:
    """Draw ``polygon`` in the manner of ``kind``; line widths are screen pixels, thin if ``small``."""
    color = COLORS[kind]
    fill = QColor(color)
    fill.setAlpha(FILLS.get(kind, 0))
    width = (QUAD_LINE / 2 if small else QUAD_LINE) * (1.5 if kind is Kind.MISSED else 1)
    if kind in FILLS and not small:  # light around it, so that mistakes show on dark pictures too
        painter.setPen(_pen(PICTURE_HALO, width + 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(polygon)
    pen = _pen(color, width)
    if kind in DASHED:
        pen.setDashPattern([4, 2])
    painter.setPen(pen)
    painter.setBrush(fill)
    painter.drawPolygon(polygon)


def _pen(color: QColor, width: float) -> QPen:
    pen = QPen(color, width)
    pen.setCosmetic(True)
    return pen


def polygons_of(checked: PictureChecked) -> list[tuple[Kind, QPolygonF]]:
    """Every box of ``checked`` with what it means, in picture pixels, in drawing order."""
    found: list[tuple[Kind, QPolygonF]] = []
    for quad, ignored, missed in zip(checked.truth, checked.ignored, checked.missed, strict=True):
        kind = Kind.IGNORED if ignored else Kind.MISSED if missed else Kind.LABEL
        found.append((kind, _polygon(quad)))
    for quad, right in zip(checked.quads, checked.right, strict=True):
        found.append((Kind.RIGHT if right else Kind.WRONG, _polygon(quad)))
    order = list(Kind)
    return sorted(found, key=lambda one: order.index(one[0]))


def _polygon(quad: np.ndarray) -> QPolygonF:
    return QPolygonF([QPointF(float(x), float(y)) for x, y in quad])


class Boxes(QGraphicsItem):
    """All boxes of one checked picture in one item, the same line at any zoom."""

    def __init__(self) -> None:
        super().__init__()
        self._polygons: list[tuple[Kind, QPolygonF]] = []
        self._bounds = QRectF()

    def set_polygons(self, polygons: list[tuple[Kind, QPolygonF]]) -> None:
        """Draw these from now on."""
        self.prepareGeometryChange()
        self._polygons = polygons
        bounds = QRectF()
        for _, polygon in polygons:
            bounds = bounds.united(polygon.boundingRect())
        self._bounds = bounds

    def boundingRect(self) -> QRectF:
        margin = max(self._bounds.width(), self._bounds.height(), 1) * 0.05  # lines are wide when far away
        return self._bounds.adjusted(-margin, -margin, margin, margin)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        del option, widget
        for kind, polygon in self._polygons:
            paint_quad(painter, polygon, kind)


class CheckedView(PictureView):
    """Shows one checked picture; the left button pans. The picture may be a scaled copy of the real one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train_picture")
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._boxes = Boxes()
        self.scene().addItem(self._boxes)
        self.checked: PictureChecked | None = None

    def sizeHint(self) -> QSize:
        return QSize(UNIT * 40, UNIT * 24)  # and not that of the picture: it takes what room there is

    def set_image(self, image: QImage | None) -> None:
        super().set_image(image)
        self._place_boxes()

    def set_checked(self, checked: PictureChecked | None) -> None:
        """Show the boxes of ``checked``; the zoom stays."""
        self.checked = checked
        self._boxes.set_polygons([] if checked is None else polygons_of(checked))
        self._place_boxes()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.has_picture:
            self.start_panning(event.position().toPoint())
            event.accept()

    def _place_boxes(self) -> None:
        self._boxes.setVisible(self.has_picture)
        if self.checked is not None and self.has_picture:
            self._boxes.setScale(self.picture_rect.width() / max(self.checked.width, 1))
