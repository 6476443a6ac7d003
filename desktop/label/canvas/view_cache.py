"""The visible pixels of an item: panning scrolls them, and only what comes into view is painted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap, QRegion, QTransform

Draw = Callable[[QPainter, QRectF], None]


class ViewCache:
    """Caches an item that ``draw`` paints in its own coordinates.

    Qt's own cache repaints everything while panning.
    """

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._pixmap = QPixmap()
        self._transform = QTransform()
        self._stale: list[QRectF] = []

    def forget(self, part: QRectF | None = None) -> None:
        """Drop the cached pixels of ``part`` of the item, or of all of it."""
        if part is None:
            self._pixmap = QPixmap()
            self._stale.clear()
        elif not self._pixmap.isNull():
            self._stale.append(part)

    def paint(self, painter: QPainter, size: QSize) -> None:
        """Paint the visible part on a viewport of ``size``."""
        transform, ratio = painter.worldTransform(), painter.device().devicePixelRatioF()
        self._paint_region(transform, self._follow(transform, size, ratio))
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(QPoint(0, 0), self._pixmap)
        painter.restore()

    def _follow(self, transform: QTransform, size: QSize, ratio: float) -> QRegion:
        """Scroll the pixels to where ``transform`` puts them; returns what to paint, in view pixels."""
        whole = QRect(QPoint(0, 0), size)
        before, self._transform = self._transform, transform
        right, down = transform.dx() - before.dx(), transform.dy() - before.dy()
        fits = self._pixmap.size() == (size * ratio) and self._pixmap.devicePixelRatioF() == ratio
        same = fits and (transform.m11(), transform.m22()) == (before.m11(), before.m22())
        steps = (right * ratio, down * ratio)
        if not same or any(step != round(step) for step in steps):
            self._pixmap = QPixmap(size * ratio)
            self._pixmap.setDevicePixelRatio(ratio)
            self._pixmap.fill(Qt.GlobalColor.transparent)  # which also gives it an alpha channel
            self._stale.clear()
            return QRegion(whole)
        new = QRegion()
        if any(steps):
            self._pixmap.scroll(round(steps[0]), round(steps[1]), self._pixmap.rect())
            new = QRegion(whole) - QRegion(whole.translated(round(right), round(down)))
        for part in self._stale:
            new += transform.mapRect(part).toAlignedRect().adjusted(-1, -1, 1, 1) & whole
        self._stale.clear()
        return new

    def _paint_region(self, transform: QTransform, region: QRegion) -> None:
        if region.isEmpty():
            return
        inverse, _ = transform.inverted()
        painter = QPainter(self._pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRegion(region)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.fillRect(region.boundingRect(), Qt.GlobalColor.transparent)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        rects = list(region) if region.rectCount() <= 8 else [region.boundingRect()]  # type: ignore[call-overload]
        for rect in rects:
            painter.resetTransform()
            painter.setClipRegion(QRegion(rect) & region)
            painter.setWorldTransform(transform)
            self._draw(painter, inverse.mapRect(QRectF(rect)))
        painter.end()
