"""The looks of the lines in charts, and the legend's keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from desktop.ui.layout import row
from desktop.ui.theme import CHART_COMPARED, CHART_LINES, UNIT, Colors, colors
from desktop.ui.widgets import set_texts, text_label

COMPARED_DASHES = ((6.0, 2.0), (2.0, 2.0), (8.0, 2.0, 2.0, 2.0), (4.0, 4.0), (12.0, 3.0))
"""Dash patterns of the slots, in widths of the line: colour is not the only thing that tells them apart."""
DOT_ALPHA = 110


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How one line looks; ``color`` is a key of `CHART_LINES`.

    ``marked`` gives each point a dot; ``dots`` leaves only faint dots, for what scatters.
    """

    color: str
    width: float = 1.0
    dashed: bool = False
    marked: bool = False
    dots: bool = False

    def pen(self, theme: Colors) -> Any:
        """The pen for a pyqtgraph item; None for dots."""
        if self.dots:
            return None
        style = Qt.PenStyle.DashLine if self.dashed else Qt.PenStyle.SolidLine
        return pg.mkPen(self.hue(theme), width=self.width, style=style)

    def brush(self, theme: Colors) -> QColor:
        color = QColor(self.hue(theme))
        if self.dots:
            color.setAlpha(DOT_ALPHA)
        return color

    def hue(self, theme: Colors) -> str:
        return CHART_LINES[self.color][theme.dark]


@dataclass(frozen=True, slots=True)
class ComparedStyle:
    """The looks of the compared experiment in ``slot``."""

    slot: int
    dots = False

    def pen(self, theme: Colors) -> Any:
        return pg.mkPen(self.hue(theme), width=1.5, dash=COMPARED_DASHES[self.slot])

    def brush(self, theme: Colors) -> QColor:
        return QColor(self.hue(theme))

    def hue(self, theme: Colors) -> str:
        return CHART_COMPARED[self.slot][theme.dark]


def swatch(style: LineStyle | ComparedStyle, ratio: float = 1.0) -> QPixmap:
    """A piece of line in ``style``, `UNIT` high, in the colours of the theme now in use."""
    # Long enough for a dash pattern to show.
    width = UNIT * 3 if isinstance(style, ComparedStyle) else UNIT * 2
    pixmap = QPixmap(round(width * ratio), round(UNIT * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    if style.dots:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.brush(colors()))
        for place in (0.15, 0.5, 0.85):
            painter.drawEllipse(round(place * width) - 2, UNIT // 2 - 2, 4, 4)
    else:
        pen = style.pen(colors())
        pen.setWidthF(max(2.0, pen.widthF()))
        painter.setPen(pen)
        painter.drawLine(0, UNIT // 2, round(width), UNIT // 2)
    painter.end()
    return pixmap


class Key(QWidget):
    """A piece of a line and its name; a name longer than ``longest`` pixels is cut, with a tooltip."""

    def __init__(self, name: str, *, longest: int | None = None) -> None:
        super().__init__()
        self.setObjectName(name)
        self._longest = longest
        self._swatch, self._name = QLabel(), text_label("", "small", muted=True, one_line=True)
        self.setLayout(row(self._swatch, self._name, spacing=UNIT // 2))

    def show_style(self, style: LineStyle | ComparedStyle, name: str) -> None:
        self._swatch.setPixmap(swatch(style, self.devicePixelRatioF()))
        shown = name
        if self._longest is not None:
            metrics = self._name.fontMetrics()
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, self._longest)
        set_texts(self._name, shown, name if shown != name else "")

    def text(self) -> str:
        return self._name.text()
