"""The whole picture, small, in the corner of a canvas that shows a part of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from desktop.picture.picture_view import PictureView
from desktop.ui.theme import PICTURE_SHADE, QUAD_SELECTED, UNIT, colors

_LARGEST = QSize(22 * UNIT, 18 * UNIT)


class MiniMap(QWidget):
    """Marks what the view shows; a click or a drag brings that place into the middle.

    Shown while a part of the picture is out of sight. A child of the view and not of its viewport:
    scrolling must not take it along.
    """

    entered = Signal()

    def __init__(self, view: PictureView) -> None:
        super().__init__(view)
        self.setObjectName("label_minimap")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._view = view
        self._small = QPixmap()
        self.switched_on = True  # appears when useful
        self.hide()
        view.installEventFilter(self)
        view.zoom_changed.connect(self._follow)
        view.image_changed.connect(self._forget)
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.valueChanged.connect(self._follow)

    def switch(self, on: bool) -> None:
        self.switched_on = on
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._follow()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.entered.emit()
        super().enterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        if self._small.isNull():
            self._small = self._view.thumbnail(self.size() * self.devicePixelRatioF())
        painter.drawPixmap(self.rect(), self._small)
        seen = self._seen()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(PICTURE_SHADE)
        for hidden in _around(QRectF(self.rect()), seen):
            painter.drawRect(hidden)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QUAD_SELECTED, 2))
        painter.drawRect(seen.adjusted(1, 1, -1, -1))
        painter.setPen(QPen(QColor(colors().border), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            self._go_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _go_to(self, at: QPointF) -> None:
        picture = self._view.picture_rect
        self._view.look_at(
            QPointF(at.x() / self.width() * picture.width(), at.y() / self.height() * picture.height())
        )

    def _seen(self) -> QRectF:
        """What the view shows of the picture, in pixels of this widget."""
        picture = self._view.picture_rect
        seen = self._view.mapToScene(self._view.viewport().rect()).boundingRect() & picture
        across, down = self.width() / picture.width(), self.height() / picture.height()
        return QRectF(seen.x() * across, seen.y() * down, seen.width() * across, seen.height() * down)

    def _forget(self) -> None:
        self._small = QPixmap()
        self._follow()
        self.update()

    def _follow(self) -> None:
        """Take the place and size that fit, or hide."""
        view, picture = self._view, self._view.picture_rect
        shown = view.viewport().geometry()
        whole = (
            picture.width() * view.zoom <= shown.width() and picture.height() * view.zoom <= shown.height()
        )
        small = shown.width() < 2 * _LARGEST.width() or shown.height() < 2 * _LARGEST.height()
        if not view.has_picture or not self.switched_on or whole or small:
            self.hide()
            return
        size = picture.size().scaled(_LARGEST, Qt.AspectRatioMode.KeepAspectRatio).toSize()
        size = size.expandedTo(QSize(UNIT, UNIT))
        if size != self.size():
            self._small = QPixmap()
        self.setGeometry(
            shown.right() - UNIT - size.width(), shown.bottom() - UNIT - size.height(), *size.toTuple()
        )
        self.show()
        self.update()


def _around(whole: QRectF, hole: QRectF) -> list[QRectF]:
    """``whole`` without ``hole``, as rectangles."""
    return [
        QRectF(whole.left(), whole.top(), whole.width(), hole.top() - whole.top()),
        QRectF(whole.left(), hole.bottom(), whole.width(), whole.bottom() - hole.bottom()),
        QRectF(whole.left(), hole.top(), hole.left() - whole.left(), hole.height()),
        QRectF(hole.right(), hole.top(), whole.right() - hole.right(), hole.height()),
    ]
