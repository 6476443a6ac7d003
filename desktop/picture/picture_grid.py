"""A grid of a few pictures, each scaled to its cell."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.ui.theme import UNIT, colors
from desktop.ui.widgets import named


class PictureGrid(QWidget):
    """``count`` cells of at least ``smallest``, named ``<name>_0`` …; those without a picture stay empty."""

    def __init__(self, name: str, count: int, columns: int, smallest: QSize) -> None:
        super().__init__()
        self.cells = [named(QLabel(), f"{name}_{number}") for number in range(count)]
        self._images: Sequence[QImage] = ()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(UNIT)
        for number, cell in enumerate(self.cells):
            cell.setAlignment(Qt.AlignmentFlag.AlignCenter)
            cell.setMinimumSize(smallest)
            cell.setAutoFillBackground(True)
            grid.addWidget(cell, number // columns, number % columns)
            grid.setRowStretch(number // columns, 1)
            grid.setColumnStretch(number % columns, 1)

    def show_images(self, images: Sequence[QImage]) -> None:
        self._images = images
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        for number, cell in enumerate(self.cells):
            cell.setStyleSheet(f"background: {colors().canvas};")
            if number < len(images):
                cell.setPixmap(QPixmap.fromImage(images[number].scaled(cell.size(), keep, smooth)))
            else:
                cell.setPixmap(QPixmap())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_images(self._images)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.show_images(self._images)
        super().changeEvent(event)
