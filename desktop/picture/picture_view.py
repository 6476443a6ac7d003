"""A view of a picture: zoom at the pointer, fit, pan."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QElapsedTimer, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsPixmapItem, QGraphicsScene, QGraphicsView, QWidget

from desktop.payloads import FitMode, ViewPlace
from desktop.picture.picture_levels import PictureLevels
from desktop.ui.theme import QUAD_PREDICTION, UNIT, colors, theme

ZOOM_STEP = 1.25
SMALLEST_ZOOM, LARGEST_ZOOM = 0.01, 64.0
TAP_MS = 600
"""Space held longer than this was held for panning, even if nothing was panned."""
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
ARROW_STEP = 6 * UNIT
"""Screen pixels that an arrow key moves over the picture."""
KEYPAD = Qt.KeyboardModifier.KeypadModifier
_CRISP_FROM = 3.0
"""From this zoom on, picture pixels are shown as squares."""


def to_qimage(image: np.ndarray) -> QImage:
    """A copy of ``image`` (H, W, 3) uint8 BGR as a QImage that owns its pixels. Any thread."""
    height, width = image.shape[:2]
    data = np.ascontiguousarray(image)
    return QImage(data.data, width, height, 3 * width, QImage.Format.Format_BGR888).convertToFormat(
        QImage.Format.Format_RGB32
    )


def overlay_image(probability: np.ndarray) -> QImage:
    """A probability map (h, w), float or uint8 of 255, as a picture: the surer, the less transparent."""
    if probability.dtype != np.uint8:
        probability = (np.clip(probability, 0, 1) * 255).astype(np.uint8)
    levels = np.ascontiguousarray(probability)
    height, width = levels.shape
    shared = QImage(levels.data, width, height, width, QImage.Format.Format_Indexed8)
    color = QUAD_PREDICTION
    shared.setColorTable(
        [QColor(color.red(), color.green(), color.blue(), level * 3 // 4).rgba() for level in range(256)]
    )
    return shared.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


class PictureView(QGraphicsView):
    """Shows one picture; scene coordinates are picture pixels.

    Ctrl+wheel zooms where the pointer is, the plain wheel scrolls, middle drag and Space-drag pan, arrow
    keys move. Space pressed and released without a drag is ``space_tapped``. ``zoom`` is screen pixels a
    picture pixel. ``mode`` says whether resizing fits the picture again.
    """

    zoom_changed = Signal(float)
    image_changed = Signal()
    space_tapped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setScene(QGraphicsScene(self))
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.mode: FitMode = "fit"
        self._levels: PictureLevels | None = None
        self._level = -1
        self._tones: np.ndarray | None = None
        self._pixmap = QGraphicsPixmapItem()
        self.scene().addItem(self._pixmap)
        self._overlay = QGraphicsPixmapItem()
        self._overlay.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self.scene().addItem(self._overlay)
        self._panning_from: QPoint | None = None
        self.space_down = False  # a drag then pans
        self._space_held = QElapsedTimer()
        self._use_theme()
        theme().changed.connect(self._use_theme)

    # ---- picture

    def set_image(self, image: QImage | None) -> None:
        """Show ``image``, fitted to the window; None shows nothing."""
        self._levels = PictureLevels(image) if image is not None and not image.isNull() else None
        if self._levels is not None:
            self._levels.set_tones(self._tones)
        self._level = -1
        self._pixmap.setPixmap(QPixmap())
        self.fit()
        self.image_changed.emit()

    def set_tones(self, table: np.ndarray | None) -> None:
        """Show this and later pictures through ``table`` (256,) uint8; None shows them as they are."""
        self._tones = table
        if self._levels is not None:
            self._levels.set_tones(table)
            self._level = -1
            self._show_level()
            self.image_changed.emit()

    @property
    def has_picture(self) -> bool:
        return self._levels is not None

    @property
    def picture_rect(self) -> QRectF:
        """The picture in its own pixels: 0, 0, width, height."""
        return QRectF(QPointF(0, 0), QSizeF(self._levels.size)) if self._levels is not None else QRectF()

    def thumbnail(self, size: QSize) -> QPixmap:
        """The picture at ``size``; none gives none."""
        return self._levels.thumbnail(size) if self._levels is not None else QPixmap()

    def draw_picture(self, painter: QPainter, part: QRectF, zoom: float) -> None:
        """Draw ``part`` of the picture in its place, in picture coordinates, to be seen at ``zoom``."""
        if self._levels is not None:
            self._levels.draw(painter, part, zoom)

    def _show_level(self) -> None:
        """Hand Qt the picture in the size that suits the zoom."""
        if self._levels is None:
            return
        level = self._levels.level_for(self.zoom * self.devicePixelRatioF())
        if level != self._level:
            self._level = level
            self._stretch(self._pixmap, self._levels.pixmap(level))

    def _stretch(self, item: QGraphicsPixmapItem, pixmap: QPixmap) -> None:
        """Show ``pixmap`` as ``item``, over the whole picture."""
        size = self.picture_rect.size()
        item.setPixmap(pixmap)
        item.setTransform(
            QTransform.fromScale(size.width() / pixmap.width(), size.height() / pixmap.height())
        )

    def set_overlay(self, probability: np.ndarray | None) -> None:
        """Lay a probability map (h, w), float or uint8, over the picture, or take it away."""
        if probability is None or not self.has_picture:
            self._overlay.setPixmap(QPixmap())
        else:
            self._stretch(self._overlay, QPixmap.fromImage(overlay_image(probability)))

    def overlay_shown(self) -> bool:
        return not self._overlay.pixmap().isNull()

    # ---- coordinates

    def picture_to_viewport(self, point: QPointF) -> QPoint:
        return self.viewportTransform().map(point).toPoint()

    def viewport_to_picture(self, point: QPointF) -> QPointF:
        inverse, _ = self.viewportTransform().inverted()
        return inverse.map(point)

    # ---- zoom

    @property
    def zoom(self) -> float:
        """Screen pixels a picture pixel."""
        return self.transform().m11()

    def set_zoom(self, zoom: float, anchor: QPointF | None = None) -> None:
        """Zoom so that what is at ``anchor`` of the viewport (its centre by default) stays there."""
        self.mode = "free"
        self._scale_to(zoom, anchor or QRectF(self.viewport().rect()).center())

    def zoom_in(self) -> None:
        self.set_zoom(self.zoom * ZOOM_STEP)

    def zoom_out(self) -> None:
        self.set_zoom(self.zoom / ZOOM_STEP)

    def fit(self) -> None:
        """The whole picture, and again whenever the view changes its size."""
        self.mode = "fit"
        self._fit_again()

    def fit_width(self) -> None:
        """The width of the picture, from its top."""
        self.mode = "width"
        self._fit_again()

    def show_rect(self, rect: QRectF) -> None:
        """Zoom to ``rect`` of the picture with some room around it."""
        room = max(rect.width(), rect.height()) * 0.25
        view = self.viewport().size()
        zoom = min(
            view.width() / max(rect.width() + 2 * room, 1), view.height() / max(rect.height() + 2 * room, 1)
        )
        self.set_zoom(min(zoom, 8.0))
        self.centerOn(rect.center())

    def look_at(self, point: QPointF) -> None:
        """Bring ``point`` of the picture into the middle of the view."""
        self.mode = "free"
        self.centerOn(point)

    def place(self) -> ViewPlace:
        """What is seen now."""
        middle = self.viewport_to_picture(QRectF(self.viewport().rect()).center())
        return ViewPlace(self.mode, self.zoom, middle.x(), middle.y())

    def go_to(self, place: ViewPlace) -> None:
        if place.mode == "free":
            self.set_zoom(place.zoom)
            self.look_at(QPointF(place.x, place.y))
        else:
            self.mode = place.mode
            self._fit_again()

    def _fit_again(self) -> None:
        if not self.has_picture or self.mode == "free":
            return
        picture, view = self.picture_rect, self.viewport().size()
        across = max(view.width() - 4 * UNIT, 1) / picture.width()
        down = max(view.height() - 4 * UNIT, 1) / picture.height()
        self._scale_to(across if self.mode == "width" else min(across, down), QPointF(0, 0))
        self.centerOn(picture.center())
        if self.mode == "width" and down < across:
            self._scroll(0, 2 * UNIT - self.picture_to_viewport(QPointF(0, 0)).y())

    def _scale_to(self, zoom: float, anchor: QPointF) -> None:
        zoom = min(max(zoom, SMALLEST_ZOOM), LARGEST_ZOOM)
        kept = self.viewport_to_picture(anchor)
        self.resetTransform()
        self.scale(zoom, zoom)
        self._pad_scene()
        now = self.viewportTransform().map(kept)
        self._scroll(round(anchor.x() - now.x()), round(anchor.y() - now.y()))
        smooth = zoom < _CRISP_FROM
        self._pixmap.setTransformationMode(
            Qt.TransformationMode.SmoothTransformation if smooth else Qt.TransformationMode.FastTransformation
        )
        self._show_level()
        self.zoom_changed.emit(zoom)

    def _pad_scene(self) -> None:
        """Room around the picture, so that every point of it can be brought anywhere in the view."""
        view = self.viewport().size()
        across, down = view.width() / self.zoom, view.height() / self.zoom
        self.setSceneRect(self.picture_rect.adjusted(-across, -down, across, down))

    def _scroll(self, right: int, down: int) -> None:
        horizontal, vertical = self.horizontalScrollBar(), self.verticalScrollBar()
        horizontal.setValue(horizontal.value() - right)
        vertical.setValue(vertical.value() - down)

    # ---- events

    @property
    def panning(self) -> bool:
        return self._panning_from is not None

    def start_panning(self, at: QPoint) -> None:
        """The picture follows the mouse from ``at`` of the viewport until a button is released."""
        self._panning_from = at
        self._space_held.invalidate()
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def stop_panning(self) -> None:
        self._panning_from = None
        self.update_cursor()

    def update_cursor(self) -> None:
        """Set the cursor that fits what a press would do."""
        shape = Qt.CursorShape.OpenHandCursor if self.space_down else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        space_drag = self.space_down and event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or space_drag:
            self.start_panning(event.position().toPoint())
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._panning_from is not None:
            at = event.position().toPoint()
            moved = at - self._panning_from
            self._panning_from = at
            self.mode = "free"
            self._scroll(moved.x(), moved.y())
            event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._panning_from is not None:
            self.stop_panning()
            event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        angle = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            steps = angle.y() / 120
            if steps:
                self.mode = "free"
                self._scale_to(self.zoom * ZOOM_STEP**steps, event.position())
        else:
            moved = event.pixelDelta() if not event.pixelDelta().isNull() else angle / 2
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                moved = QPoint(moved.y() or moved.x(), 0)
            self.mode = "free"
            self._scroll(moved.x(), moved.y())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.space_down = True
                self._space_held.start()
                self.update_cursor()
            event.accept()
        elif (way := ARROWS.get(Qt.Key(event.key()))) and not event.modifiers() & ~KEYPAD:
            self.mode = "free"
            self._scroll(-way[0] * ARROW_STEP, -way[1] * ARROW_STEP)
            event.accept()
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.space_down = False
            self.update_cursor()
            event.accept()
            if self._space_held.isValid() and self._space_held.elapsed() < TAP_MS:
                self.space_tapped.emit()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()  # the frame shows the focus

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        self.space_down = False
        self.update_cursor()
        self._space_held.invalidate()
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.has_picture:
            self._pad_scene()
        self._fit_again()

    def _use_theme(self) -> None:
        self.setBackgroundBrush(QColor(colors().canvas))
