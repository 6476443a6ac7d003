"""The picture with its found boxes and its probability map; a click picks a box."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsPolygonItem,
    QStyleOptionGraphicsItem,
    QWidget,
)

from desktop.picture_view import PictureView
from desktop.theme import QUAD_FILL_ALPHA, QUAD_LINE, QUAD_PREDICTION, QUAD_SELECTED, SMALL

LABEL_MINIMUM_HEIGHT = 20.0
"""Screen pixels: lower boxes show no score unless picked, or figures would hide a dense page."""


class ScoreLabel(QGraphicsItem):
    """A box's score at its first corner, the same size at any zoom."""

    def __init__(self, parent: QGraphicsItem, text: str, at: QPointF) -> None:
        super().__init__(parent)
        self.text = text
        self.picked = False
        self._font = QFont(QGuiApplication.font())
        self._font.setPixelSize(SMALL - 1)
        width = QFontMetricsF(self._font).horizontalAdvance(text) + 6
        self._box = QRectF(-1, -SMALL - 3, width, SMALL + 3)
        self.setPos(at)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)

    def boundingRect(self) -> QRectF:
        return self._box

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        del option, widget
        painter.fillRect(self._box, QUAD_SELECTED if self.picked else QUAD_PREDICTION)
        painter.setFont(self._font)
        painter.setPen(Qt.GlobalColor.black)
        painter.drawText(self._box, Qt.AlignmentFlag.AlignCenter, self.text)


class BoxItem(QGraphicsPolygonItem):
    """One found box, purple and dashed; orange and solid when picked."""

    def __init__(self, quad: NDArray[np.float32], score: float) -> None:
        super().__init__(QPolygonF([QPointF(float(x), float(y)) for x, y in quad]))
        sides = [float(np.linalg.norm(quad[i] - quad[i + 1])) for i in (0, 1)]
        self.height, self.area = min(sides), sides[0] * sides[1]
        self.label = ScoreLabel(self, f"{score:.2f}", QPointF(float(quad[0][0]), float(quad[0][1])))
        self.setToolTip(f"{score:.2f}")
        self.set_picked(False)

    def set_picked(self, picked: bool) -> None:
        color = QUAD_SELECTED if picked else QUAD_PREDICTION
        pen = QPen(color, QUAD_LINE, Qt.PenStyle.SolidLine if picked else Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        fill = QColor(color)
        fill.setAlpha(QUAD_FILL_ALPHA)
        self.setPen(pen)
        self.setBrush(QBrush(fill))
        self.setZValue(1 if picked else 0)
        self.label.picked = picked
        self.label.update()


class DetectionView(PictureView):
    """Shows one picture, its boxes and, if asked, its probability map. The left button pans and picks."""

    box_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("detect_view")
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setAcceptDrops(False)  # files are dropped on the page
        self.viewport().setAcceptDrops(False)
        self.boxes: list[BoxItem] = []
        self.picked = -1
        self._pressed_at: QPoint | None = None
        self.zoom_changed.connect(lambda _zoom: self._show_labels())

    def set_boxes(self, quads: NDArray[np.float32], scores: NDArray[np.float32]) -> None:
        """Replace all boxes: quads (N, 4, 2) in picture pixels, scores (N,)."""
        for item in self.boxes:
            self.scene().removeItem(item)
        self.boxes = [BoxItem(quad, float(score)) for quad, score in zip(quads, scores, strict=True)]
        self.picked = -1
        for item in self.boxes:
            self.scene().addItem(item)
        self._show_labels()

    def pick(self, index: int) -> None:
        """Mark box ``index`` (-1: none) and bring it into sight."""
        for number in (self.picked, index):
            if 0 <= number < len(self.boxes):
                self.boxes[number].set_picked(number == index)
        self.picked = index if 0 <= index < len(self.boxes) else -1
        self._show_labels()
        if self.picked >= 0:
            self.ensureVisible(self.boxes[self.picked], 8, 8)

    def box_at(self, point: QPointF) -> int:
        """The box under a point of the viewport, the smallest of several; -1 when there is none."""
        position = self.viewport_to_picture(point)
        under = [
            (item.area, index)
            for index, item in enumerate(self.boxes)
            if item.polygon().containsPoint(position, Qt.FillRule.OddEvenFill)
        ]
        return min(under)[1] if under else -1

    def _show_labels(self) -> None:
        lowest = LABEL_MINIMUM_HEIGHT / self.zoom
        for index, item in enumerate(self.boxes):
            item.label.setVisible(item.height >= lowest or index == self.picked)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.has_picture:
            self._pressed_at = event.position().toPoint()
            self.start_panning(self._pressed_at)
            event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed_at, self._pressed_at = self._pressed_at, None
        if pressed_at is None or event.button() != Qt.MouseButton.LeftButton:
            return
        # A drag is a pan; only a click picks.
        moved = (event.position().toPoint() - pressed_at).manhattanLength()
        if moved < QGuiApplication.styleHints().startDragDistance():
            self.box_clicked.emit(self.box_at(event.position()))
