"""A picture with its boxes and its probability map; a click picks a box."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHelpEvent, QMouseEvent, QPainter, QPixmapCache, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QToolTip, QWidget

from desktop.picture.box_layer import BoxLayer
from desktop.picture.picture_view import PictureView
from engine.detect.maps import Detection

NO_QUADS, NO_SCORES = np.zeros((0, 4, 2), np.float32), np.zeros(0, np.float32)
SCALED_KILOBYTES = 128 * 1024
"""Memory for pictures scaled to the screen: enough for two views with maps on a 4K screen."""


def link(first: DetectionView, second: DetectionView) -> None:
    """Make two views of the same picture zoom and move together."""
    following = False

    def follow(leader: DetectionView, follower: DetectionView) -> None:
        nonlocal following
        if following or not (leader.isVisible() and follower.isVisible() and follower.has_picture):
            return
        following = True
        follower.show_same_part_as(leader)
        following = False

    for leader, follower in ((first, second), (second, first)):
        update = partial(follow, leader, follower)
        leader.zoom_changed.connect(lambda _zoom, update=update: update())
        for bar in (leader.horizontalScrollBar(), leader.verticalScrollBar()):
            bar.valueChanged.connect(lambda _value, update=update: update())


class DetectionView(PictureView):
    """Shows one picture, its boxes and, if asked, its probability map. The left button pans and picks."""

    box_clicked = Signal(int)

    def __init__(self, name: str = "detect_view", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setAcceptDrops(False)  # files are dropped on the page
        self.viewport().setAcceptDrops(False)
        # A large picture takes a tenth of a second to scale to the screen: not for every move of a slider.
        QPixmapCache.setCacheLimit(max(QPixmapCache.cacheLimit(), SCALED_KILOBYTES))
        for scaled in (self._pixmap, self._overlay):
            scaled.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._layer = BoxLayer()
        self.scene().addItem(self._layer)
        self._tips: list[str] = []
        self._pressed_at: QPoint | None = None

    @property
    def boxes(self) -> list[QPolygonF]:
        """The boxes shown, in picture pixels."""
        return self._layer.polygons

    @property
    def picked(self) -> int:
        """The box that is marked; -1 when none is."""
        return self._layer.picked

    def set_detection(self, detection: Detection | None, texts: Sequence[str] = ()) -> None:
        """Show the boxes of ``detection``, with their texts if known."""
        quads, scores = (NO_QUADS, NO_SCORES) if detection is None else (detection.quads, detection.scores)
        self._layer.set_boxes(quads, scores)
        self._tips = [f"{score:.2f}" for score in scores]
        self.set_texts(texts)

    def set_texts(self, texts: Sequence[str]) -> None:
        """Add to the tooltips what is written in the boxes shown: one text each, or none at all."""
        for index, text in enumerate(texts[: len(self._tips)]):
            self._tips[index] = f"{self._tips[index].partition('  ')[0]}  {text}".rstrip()

    def pick(self, index: int) -> None:
        """Mark box ``index`` (-1: none) and scroll to it."""
        self._layer.pick(index)
        if self.picked >= 0:
            self.ensureVisible(self.boxes[self.picked].boundingRect(), 8, 8)

    def box_at(self, point: QPointF) -> int:
        """The box under a point of the viewport, the smallest of several; -1 when there is none."""
        return self._layer.box_at(self.viewport_to_picture(point))

    def show_same_part_as(self, other: DetectionView) -> None:
        """Show the same part of the picture at the same zoom as ``other``."""
        if other.mode == "fit":
            self.fit()
            return
        self.set_zoom(other.zoom)
        self.centerOn(other.viewport_to_picture(QRectF(other.viewport().rect()).center()))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            box = self.box_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._tips[box] if box >= 0 else "", self.viewport())
            return True
        return super().viewportEvent(event)

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
