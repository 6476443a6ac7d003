"""A loupe beside the pointer while a vertex is placed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QWidget

from desktop.label.canvas.labelled_picture import LabelledPicture
from desktop.ui.theme import PICTURE_CHIP, PICTURE_INK, UNIT, colors

SIDE = 16 * UNIT
MAGNIFIED = 4
_AWAY = 5 * UNIT
"""Screen pixels from the pointer to the loupe."""
_NEAR_ENOUGH = 16.0
"""From this zoom on, pixels are large enough without a loupe."""


class Loupe(QWidget):
    """Shows the surroundings of the pointer four times as large, where it does not hide them.

    A child of the view and not of its viewport: scrolling must not take it along.
    """

    def __init__(self, view: LabelledPicture) -> None:
        super().__init__(view)
        self.setObjectName("label_loupe_glass")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedSize(SIDE, SIDE)
        self._view = view
        self._at = QPointF()
        self.switched_on = True  # appears when useful
        self.hide()

    def switch(self, on: bool) -> None:
        self.switched_on = on
        if not on:
            self.hide()

    def follow(self, at: QPointF, useful: bool) -> None:
        """The pointer is at ``at`` of the viewport; is a loupe ``useful`` there?"""
        inside = self._view.viewport().rect().contains(at.toPoint())
        if not (self.switched_on and useful and inside and self._view.zoom < _NEAR_ENOUGH):
            self.hide()
            return
        self._at = at
        self.move(self._place(at.toPoint()))
        self.show()
        self.raise_()
        self.update()

    def _place(self, at: QPoint) -> QPoint:
        """Right above the pointer, or left, or below, where there is room."""
        view = self._view.viewport().geometry()
        at = at + view.topLeft()
        right = at.x() + _AWAY + SIDE <= view.right()
        above = at.y() - _AWAY - SIDE >= view.top()
        return QPoint(
            at.x() + _AWAY if right else at.x() - _AWAY - SIDE,
            at.y() - _AWAY - SIDE if above else at.y() + _AWAY,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        view = self._view
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        glass = QPainterPath()
        glass.addEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.setClipPath(glass)
        painter.fillPath(glass, QColor(colors().canvas))
        centre, scale = view.viewport_to_picture(self._at), view.zoom * MAGNIFIED
        middle = SIDE / 2
        painter.setWorldTransform(
            QTransform.fromTranslate(middle, middle).scale(scale, scale).translate(-centre.x(), -centre.y())
        )
        half = middle / scale
        part = QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half)
        view.paint_part(painter, part, 1 / scale)
        painter.resetTransform()
        painter.setClipping(False)
        self._paint_frame(painter, glass)

    def _paint_frame(self, painter: QPainter, glass: QPainterPath) -> None:
        middle, arm = SIDE // 2, UNIT
        for ink, width in ((PICTURE_CHIP, 3), (PICTURE_INK, 1)):
            painter.setPen(QPen(ink, width))
            painter.drawLine(middle - 2 * arm, middle, middle - arm // 2, middle)
            painter.drawLine(middle + arm // 2, middle, middle + 2 * arm, middle)
            painter.drawLine(middle, middle - 2 * arm, middle, middle - arm // 2)
            painter.drawLine(middle, middle + arm // 2, middle, middle + 2 * arm)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colors().border), 2))
        painter.drawPath(glass)
