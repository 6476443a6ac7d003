"""One picture at several sizes: shown small, its pixels are averaged and not merely skipped."""

from __future__ import annotations

import math

import cv2
import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from engine.data.tones import apply_tones

_SMALLEST = 64
"""Pixels: no level has shorter sides."""


def _pixels(image: QImage) -> np.ndarray:
    """The pixels of an RGB32 ``image``, (H, W, 4), to read."""
    # Not ``bits``, which copies all of them when the image is held at another place, too.
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)


def _room(image: QImage) -> np.ndarray:
    """The pixels of a new RGB32 ``image``, (H, W, 4), to write into."""
    return np.frombuffer(image.bits(), np.uint8).reshape(image.height(), image.width(), 4)


class PictureLevels:
    """Level n has 2ⁿ times fewer pixels a side. Levels are made when first asked for.

    A tone table (256,) changes what is shown, never the picture.
    """

    def __init__(self, image: QImage) -> None:
        self._images = {0: image.convertToFormat(QImage.Format.Format_RGB32)}
        self._pixmaps: dict[int, QPixmap] = {}
        self._tones: np.ndarray | None = None

    @property
    def size(self) -> QSize:
        """Of the picture itself."""
        return self._images[0].size()

    def set_tones(self, table: np.ndarray | None) -> None:
        """Show the picture through ``table`` (256,) uint8; None shows it as it is."""
        self._tones = table
        self._pixmaps.clear()

    def level_for(self, zoom: float) -> int:
        """The smallest level that still has a pixel for each one of the screen at ``zoom``."""
        most = max(int(math.log2(max(min(self.size.toTuple()) / _SMALLEST, 1))), 0)
        return min(max(math.floor(-math.log2(zoom)), 0), most)

    def pixmap(self, level: int) -> QPixmap:
        """The picture at ``level``, through the tone table."""
        if level not in self._pixmaps:
            self._pixmaps[level] = QPixmap.fromImage(self._toned(self._image(level)))
        return self._pixmaps[level]

    def thumbnail(self, size: QSize) -> QPixmap:
        level = self.level_for(size.width() / self.size.width())
        return self.pixmap(level).scaled(
            size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )

    def draw(self, painter: QPainter, part: QRectF, zoom: float) -> None:
        """Draw ``part`` of the picture in its place, in picture coordinates, to be seen at ``zoom``."""
        pixmap = self.pixmap(self.level_for(zoom))
        across = pixmap.width() / self.size.width()
        down = pixmap.height() / self.size.height()
        part = part & QRectF(0, 0, *self.size.toTuple())
        source = QRectF(part.x() * across, part.y() * down, part.width() * across, part.height() * down)
        painter.drawPixmap(part, pixmap, source)

    def _image(self, level: int) -> QImage:
        if level not in self._images:
            width, height = (max(round(side / 2**level), 1) for side in self.size.toTuple())
            small = QImage(width, height, QImage.Format.Format_RGB32)
            cv2.resize(_pixels(self._images[0]), (width, height), _room(small), 0, 0, cv2.INTER_AREA)
            self._images[level] = small
        return self._images[level]

    def _toned(self, image: QImage) -> QImage:
        if self._tones is None:
            return image
        toned = QImage(image.size(), QImage.Format.Format_RGB32)
        apply_tones(_pixels(image), self._tones, _room(toned))
        return toned
