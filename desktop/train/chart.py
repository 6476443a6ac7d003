"""One chart: a title, a legend beside it and lines over the epochs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.theme import SMALL, UNIT, Colors, colors
from desktop.widgets import Card, text_label

# Colour-blind safe (Okabe and Ito 2008), in a shade with at least 3 : 1 against each background.
LINE_COLORS = {
    "blue": ("#0072B2", "#56B4E9"),
    "vermilion": ("#D55E00", "#FF8A4C"),
    "green": ("#00805C", "#2FC29A"),
    "purple": ("#A8558A", "#E0A0C4"),
}


MOST_POINTS = 400


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How one line looks; ``color`` is a key of ``LINE_COLORS``, ``marked`` gives each point a dot."""

    color: str
    width: float = 1.0
    dashed: bool = False
    marked: bool = False

    def pen(self, theme: Colors) -> Any:
        style = Qt.PenStyle.DashLine if self.dashed else Qt.PenStyle.SolidLine
        return pg.mkPen(self.hue(theme), width=self.width, style=style)

    def hue(self, theme: Colors) -> str:
        return LINE_COLORS[self.color][theme.dark]


class Chart(Card):
    """A card with a plot; ``styles`` names its lines. Its plot has the object name ``name``.

    The view always shows everything: it is a gauge to read while work runs, not a map to get lost in.
    """

    def __init__(
        self,
        name: str,
        styles: dict[str, LineStyle],
        *,
        y_range: tuple[float, float] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self.styles = styles
        self._y_range = y_range
        self._heading = text_label("", "heading")
        self._keys = {line: Key(f"{name}_key_{line}") for line in styles}
        self._points = dict.fromkeys(styles, 0)
        self._names: dict[str, str] = {}
        self._unused: set[str] = set()
        self.plot = pg.PlotWidget()
        self.plot.setObjectName(name)
        self._setup_plot()
        self._lines = {line: self._make_line(style) for line, style in styles.items()}
        row = QHBoxLayout()
        row.setSpacing(UNIT * 3 // 2)
        row.addWidget(self._heading)
        row.addStretch(1)
        for key in self._keys.values():
            row.addWidget(key)
        self.body.addLayout(row)
        self.body.addWidget(self.plot, 1)
        self.restyle()

    def set_texts(self, title: str, x: str, names: dict[str, str]) -> None:
        """Title (it names the upright axis too), label of the level axis, a legend for lines with a name."""
        self._heading.setText(title)
        self._names = names
        self.plot.getAxis("bottom").setLabel(x)
        self.plot.setAccessibleName(title)
        self._draw_keys()

    def set_line(self, line: str, x: np.ndarray, y: np.ndarray) -> None:
        """Show the points of ``line``; what is not finite (a diverged loss) leaves a gap."""
        self._points[line] = len(x)
        self._lines[line].setData(*thinned(x, y))

    def set_key_visible(self, line: str, visible: bool) -> None:
        """Whether the legend names ``line``."""
        if visible == (line in self._unused):
            self._unused ^= {line}
            self._draw_keys()

    def set_x_range(self, last: float) -> None:
        """Show the epochs from 0 to ``last``."""
        self.plot.setXRange(0, last, padding=0.02)

    def fit_height(self) -> None:
        """Show values from 0 to the highest, unless the chart was made for a certain range."""
        if self._y_range is not None:
            return
        values = [self._lines[line].getOriginalDataset()[1] for line in self.styles]
        highest = max((_highest(y) for y in values if y is not None), default=0.0)
        self.plot.setYRange(0, highest or 1.0, padding=0.05)

    def points_shown(self, line: str) -> int:
        """How many points ``line`` was given, before thinning."""
        return self._points[line]

    def restyle(self) -> None:
        """Take the colours of the theme now in use."""
        now = colors()
        self.plot.setBackground(now.raised)
        for side in ("bottom", "left"):
            axis = self.plot.getAxis(side)
            axis.setPen(pg.mkPen(now.border))
            axis.setTextPen(pg.mkPen(now.muted))
        bottom = self.plot.getAxis("bottom")
        # The label takes its colour when it is set, not from the text pen.
        bottom.setLabel(bottom.labelText, **{"color": now.muted, "font-size": f"{SMALL}px"})
        for line, style in self.styles.items():
            self._lines[line].setPen(style.pen(now))
            if style.marked:
                self._lines[line].setSymbolBrush(style.hue(now))
        self._draw_keys()

    def minimumSizeHint(self) -> QSize:
        return QSize(UNIT * 30, UNIT * 20)

    def sizeHint(self) -> QSize:
        # Charts take what room there is; the page scrolls only when there is less than this.
        return self.minimumSizeHint()

    def _setup_plot(self) -> None:
        item = self.plot.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(False, False)
        item.showGrid(x=True, y=True, alpha=0.15)
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        # Wheel and tooltip belong to the card.
        self.plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        font = self.font()
        font.setPixelSize(SMALL - 1)
        for side in ("bottom", "left"):
            axis = self.plot.getAxis(side)
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickFont=font, tickTextOffset=4)
        self.plot.getAxis("left").setWidth(UNIT * 6)
        self.plot.getAxis("bottom").setHeight(UNIT * 9 // 2)
        item.setYRange(*(self._y_range or (0, 1)), padding=0.05)
        self.set_x_range(1)

    def _make_line(self, style: LineStyle) -> Any:
        line = pg.PlotDataItem(
            antialias=True,
            connect="finite",
            symbol="o" if style.marked else None,
            symbolSize=5 if style.dashed else 6,
            symbolPen=None,
        )
        self.plot.addItem(line)
        return line

    def _draw_keys(self) -> None:
        for line, key in self._keys.items():
            key.show_style(self.styles[line], self._names.get(line, ""))
            key.setVisible(line in self._names and line not in self._unused)


def thinned(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """``x`` and ``y`` as at most ``MOST_POINTS`` means of neighbours, when they are more than that.

    Painting a jagged line of thousands of points takes a third of a second, and shows less.
    """
    if len(x) <= MOST_POINTS:
        return x, y
    starts = np.linspace(0, len(x), MOST_POINTS, endpoint=False).astype(np.intp)
    counts = np.diff(starts, append=len(x))
    return np.add.reduceat(x, starts) / counts, np.add.reduceat(y, starts) / counts


def _highest(values: np.ndarray) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.max()) if len(finite) else 0.0


class Key(QWidget):
    """A piece of a line and its name, for the legend."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._swatch, self._name = QLabel(), text_label("", "small", muted=True)
        self._name.setWordWrap(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(UNIT // 2)
        row.addWidget(self._swatch)
        row.addWidget(self._name)

    def show_style(self, style: LineStyle, name: str) -> None:
        """Draw a line in ``style`` before ``name``."""
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(round(UNIT * 2.5 * ratio), round(UNIT * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        pen = style.pen(colors())
        pen.setWidthF(max(2.0, style.width))
        painter = QPainter(pixmap)
        painter.setPen(pen)
        painter.drawLine(0, UNIT // 2, round(UNIT * 2.5), UNIT // 2)
        painter.end()
        self._swatch.setPixmap(pixmap)
        self._name.setText(name)
