"""A small histogram: a bar with its count for each of a few classes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.i18n import format_number
from desktop.ui.theme import SMALL, UNIT, colors

WIDEST_BAR = UNIT * 7


class Bars(QWidget):
    """Shows counts as bars, the largest as high as there is room."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.bars: Sequence[tuple[str, int]] = ()

    def set_bars(self, bars: Sequence[tuple[str, int]]) -> None:
        """Name and count of each bar, from left to right."""
        self.bars = bars
        self.setAccessibleDescription(", ".join(f"{name}: {count}" for name, count in bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(max(len(self.bars), 3) * UNIT * 6, UNIT * 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(max(len(self.bars), 3) * UNIT * 5, UNIT * 8)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if not self.bars:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(SMALL)
        painter.setFont(font)
        line = painter.fontMetrics().height()
        most = max(1, *(count for _, count in self.bars))
        across = self.width() / len(self.bars)
        room = self.height() - 2 * line - 2
        for place, (name, count) in enumerate(self.bars):
            column = QRectF(place * across, 0, across, self.height())
            high = room * count / most if count else 0
            width = min(across * 0.7, WIDEST_BAR)
            bar = QRectF(column.center().x() - width / 2, line + room - high, width, high)
            painter.fillRect(bar, QColor(colors().accent))
            painter.setPen(QColor(colors().text if count else colors().muted))
            above = QRectF(column.left(), bar.top() - line, across, line)
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, format_number(count))
            painter.setPen(QColor(colors().muted))
            below = QRectF(column.left(), self.height() - line, across, line)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, name)
        painter.end()
