"""A picture with boxes drawn by what they mean: labels, and what a model made of them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from desktop.picture.picture_view import PictureView
from desktop.ui.theme import PICTURE_HALO, QUAD_ERROR, QUAD_IGNORED, QUAD_LABEL, QUAD_LINE, QUAD_PREDICTION


class Meaning(Enum):
    """What a box stands for; those drawn first come first."""

    IGNORED = "ignored"
    LABEL = "label"
    RIGHT = "right"
    WRONG = "wrong"
    MISSED = "missed"


MarkedBox = tuple[Meaning, QPolygonF]
"""A box and its corners in picture pixels."""

COLORS = {
    Meaning.IGNORED: QUAD_IGNORED,
    Meaning.LABEL: QUAD_LABEL,
    Meaning.RIGHT: QUAD_PREDICTION,
    Meaning.WRONG: QUAD_ERROR,
    Meaning.MISSED: QUAD_LABEL,
}
DASHED = {Meaning.IGNORED, Meaning.RIGHT, Meaning.WRONG}
FILLS = {Meaning.WRONG: 50, Meaning.MISSED: 110}
"""Alpha of the inside; only mistakes are filled."""


def in_order(boxes: Iterable[MarkedBox]) -> list[MarkedBox]:
    """``boxes`` in the order in which they are drawn."""
    order = list(Meaning)
    return sorted(boxes, key=lambda box: order.index(box[0]))


def paint_box(painter: QPainter, box: MarkedBox, width: float = QUAD_LINE) -> None:
    """Draw ``box`` with lines ``width`` screen pixels wide."""
    meaning, polygon = box
    color = COLORS[meaning]
    if meaning is Meaning.MISSED:
        width *= 1.5
    if meaning in FILLS and width >= QUAD_LINE:  # a halo, so that mistakes show on dark pictures too
        painter.setPen(_pen(PICTURE_HALO, width + 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(polygon)
    pen = _pen(color, width)
    if meaning in DASHED:
        pen.setDashPattern([4, 2])
    painter.setPen(pen)
    painter.setBrush(QColor(color.red(), color.green(), color.blue(), FILLS.get(meaning, 0)))
    painter.drawPolygon(polygon)


def _pen(color: QColor, width: float) -> QPen:
    pen = QPen(color, width)
    pen.setCosmetic(True)
    return pen


class MarkedBoxes(QGraphicsItem):
    """Any number of boxes as one item; their lines are equally wide at any zoom."""

    def __init__(self) -> None:
        super().__init__()
        self._boxes: list[MarkedBox] = []
        self._bounds = QRectF()

    def set_boxes(self, boxes: Iterable[MarkedBox]) -> None:
        """Draw these from now on, in the order of their meanings."""
        self.prepareGeometryChange()
        self._boxes = in_order(boxes)
        self._bounds = QRectF()
        for _, polygon in self._boxes:
            self._bounds = self._bounds.united(polygon.boundingRect())

    def boundingRect(self) -> QRectF:
        margin = max(self._bounds.width(), self._bounds.height(), 1) * 0.05  # lines are wide when far away
        return self._bounds.adjusted(-margin, -margin, margin, margin)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        del option, widget
        for box in self._boxes:
            paint_box(painter, box)


class MarkedPicture(PictureView):
    """A picture view with ``boxes`` over its picture; the left button pans."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.boxes = MarkedBoxes()
        self.scene().addItem(self.boxes)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.has_picture:
            self.start_panning(event.position().toPoint())
            event.accept()
