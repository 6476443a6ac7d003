"""One chart: a title, a legend and lines over the epochs, or over another quantity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QMouseEvent

from desktop.train.charts.legend import ComparedStyle, Key, LineStyle
from desktop.train.charts.readout import Reading, Readout
from desktop.ui.i18n import format_number
from desktop.ui.layout import STRETCH, row
from desktop.ui.theme import SMALL, UNIT, colors
from desktop.ui.widgets import Card, text_label
from engine.training.record.curve_math import Values, nearest_index, sampled, shown_range, thinned

DOT_SIZE, MARK_SIZE = 3, 6


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A line of an earlier experiment: its slot, its experiment's name, x in epochs and values."""

    slot: int
    name: str
    x: Values
    y: Values


class ValueAxis(pg.AxisItem):  # type: ignore[misc]
    """A vertical axis whose logarithmic scale is labelled at 1, 2 and 5 only, over long ranges at 1 only."""

    LONG_DECADES = 2.2

    def logTickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        del scale, spacing
        low, high = self.range
        named = (1,) if high - low > self.LONG_DECADES else (1, 2, 5)
        numbers = [10.0**value for value in values]
        return [f"{number:g}" if _mantissa(number) in named else "" for number in numbers]


class Chart(Card):
    """A card with a plot; ``styles`` names its lines. Its plot has the object name ``name``.

    It always shows everything and cannot be zoomed. A label shows the values under the mouse, with
    ``decimals`` places. ``bottom`` replaces the usual horizontal axis.
    """

    def __init__(
        self,
        name: str,
        styles: Mapping[str, LineStyle],
        *,
        y_range: tuple[float, float] | None = None,
        decimals: int = 3,
        bottom: pg.AxisItem | None = None,
    ) -> None:
        super().__init__()
        self.styles = dict(styles)
        self._y_range = y_range
        self._decimals = decimals
        self._logarithmic = False
        self._heading = text_label("", "heading")
        self._keys = {line: Key(f"{name}_key_{line}") for line in styles}
        self._data: dict[str, tuple[Values, Values]] = {}
        self._compared: list[ComparedLine] = []
        self._names: dict[str, str] = {}
        self._unused: set[str] = set()
        self._labelled = True
        self._mouse_x: float | None = None
        self.plot = pg.PlotWidget(
            axisItems={"left": ValueAxis("left"), **({} if bottom is None else {"bottom": bottom})}
        )
        self.plot.setObjectName(name)
        self._setup_plot()
        self._compared_lines: list[Any] = []
        self._lines = {line: self._make_line(line, style) for line, style in styles.items()}
        self._best_line = pg.InfiniteLine(angle=90)
        self._best_star = pg.PlotDataItem(name="best", symbol="star", symbolSize=UNIT * 2, pen=None)
        for mark in (self._best_line, self._best_star):
            mark.setZValue(10)
            mark.hide()
            self.plot.addItem(mark)
        self.readout = Readout(self.plot, self)
        self.add(row(self._heading, STRETCH, *self._keys.values()), (self.plot, 1))
        self.setMouseTracking(True)
        self.restyle()

    def set_texts(self, title: str, x: str, names: dict[str, str], tip: str = "") -> None:
        """Title, label of the horizontal axis, and the names of the lines that the legend shows.

        ``tip`` is shown over title and legend; over the plot it would cover the values.
        """
        self._heading.setText(title)
        self._names = names
        self.plot.getAxis("bottom").setLabel(x)
        self.show_axis_label(self._labelled)
        self.plot.setAccessibleName(title)
        for widget in (self._heading, *self._keys.values()):
            widget.setToolTip(tip)
        self._draw_keys()

    def show_axis_label(self, shown: bool) -> None:
        """Whether the horizontal axis is named: not in a chart above another one with the same axis."""
        self._labelled = shown
        bottom = self.plot.getAxis("bottom")
        bottom.showLabel(shown)
        bottom.setHeight(UNIT * 9 // 2 if shown else UNIT * 5 // 2)
        bottom.resizeEvent(None)  # pyqtgraph puts a label into the middle only then

    def set_line(self, line: str, x: Values, y: Values) -> None:
        """Show the points of ``line``; what is not finite (a diverged loss) leaves a gap."""
        self._data[line] = (sampled if self.styles[line].dots else thinned)(x, y)
        self._lines[line].setData(*self._data[line])

    def set_compared(self, lines: Sequence[ComparedLine]) -> None:
        """Lay these lines of earlier experiments behind the chart's own."""
        for item in self._compared_lines:
            self.plot.removeItem(item)
        self._compared = list(lines)
        self._compared_lines = []
        for line in self._compared:
            item = pg.PlotDataItem(*thinned(line.x, line.y), antialias=True, connect="finite")
            item.setPen(ComparedStyle(line.slot).pen(colors()))
            item.setZValue(-5)
            item.setLogMode(False, self._logarithmic)
            self.plot.addItem(item)
            self._compared_lines.append(item)

    def set_key_visible(self, line: str, visible: bool) -> None:
        if visible == (line in self._unused):
            self._unused ^= {line}
            self._draw_keys()

    def set_best(self, epoch: float | None, value: float | None) -> None:
        """Mark the best epoch, with a star where it has a ``value``."""
        self._best_line.setVisible(epoch is not None)
        self._best_star.setVisible(epoch is not None and value is not None)
        if epoch is not None:
            self._best_line.setPos(epoch)
            if value is not None:
                self._best_star.setData([epoch], [value])

    def set_logarithmic(self, logarithmic: bool) -> None:
        if logarithmic != self._logarithmic:
            self._logarithmic = logarithmic
            self.plot.setLogMode(x=False, y=logarithmic)
            self._set_tick_levels()

    def set_x_range(self, last: float) -> None:
        self.plot.setXRange(0, last, padding=0.02)

    def fit_height(self, *, ignore_outliers: bool = False) -> None:
        """Show all values, or all but outliers, unless the chart was made for a certain range."""
        if self._y_range is not None:
            return
        values = [y for _, y in self._data.values()] + [line.y for line in self._compared]
        low, high = shown_range(values, ignore_outliers=ignore_outliers, logarithmic=self._logarithmic)
        if self._logarithmic:
            low, high = float(np.log10(low)), float(np.log10(high))
        self.plot.setYRange(low, high, padding=0.05)

    def restyle(self) -> None:
        now = colors()
        self.plot.setBackground(now.raised)
        for side in ("bottom", "left"):
            axis = self.plot.getAxis(side)
            axis.setPen(pg.mkPen(now.border))
            axis.setTextPen(pg.mkPen(now.muted))
        bottom = self.plot.getAxis("bottom")
        # The label takes its colour when it is set, not from the text pen.
        bottom.setLabel(bottom.labelText, **{"color": now.muted, "font-size": f"{SMALL}px"})
        self.show_axis_label(self._labelled)
        for line, style in self.styles.items():
            self._lines[line].setPen(style.pen(now))
            if style.marked or style.dots:
                self._lines[line].setSymbolBrush(style.brush(now))
        for item, compared in zip(self._compared_lines, self._compared, strict=True):
            item.setPen(ComparedStyle(compared.slot).pen(now))
        self._best_line.setPen(pg.mkPen(now.muted, width=1, style=Qt.PenStyle.DotLine))
        self._best_star.setSymbolBrush(pg.mkBrush(now.warning))
        self._best_star.setSymbolPen(pg.mkPen(now.raised, width=1))
        self.readout.restyle()
        self._draw_keys()

    def minimumSizeHint(self) -> QSize:
        return QSize(UNIT * 30, UNIT * 18)

    def sizeHint(self) -> QSize:
        # Charts take what room there is; the page scrolls only when there is less than this.
        return self.minimumSizeHint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse_x = self.readout.x_at(event.position().toPoint())
        self.read_at_mouse()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._mouse_x = None
        self.read_at_mouse()
        super().leaveEvent(event)

    def read_at_mouse(self) -> None:
        """Show the values under the mouse; call after new points came."""
        x = self._mouse_x
        readings = [] if x is None else self._readings(x)
        if x is None or not readings:
            self.readout.clear_readings()
            return
        self.readout.show_readings(x, self.reading_title(x), readings)

    def reading_title(self, x: float) -> str:
        """What ``x`` is called in the label under the mouse."""
        return self.tr("Epoch {epoch}").format(epoch=format_number(x, 1))

    def _readings(self, x: float) -> list[Reading]:
        now = colors()
        found = []
        for line, style in self.styles.items():
            if line in self._data and line not in self._unused and not style.dots:
                value = self._value_at(*self._data[line], x)
                name = self._names.get(line) or self._heading.text()
                found.append((style.hue(now), name, value))
        for compared in self._compared:
            hue = ComparedStyle(compared.slot).hue(now)
            found.append((hue, compared.name, self._value_at(compared.x, compared.y, x)))
        return [Reading(hue, name, value) for hue, name, value in found if value is not None]

    def _value_at(self, x: Values, y: Values, at: float) -> str | None:
        index = nearest_index(x, at)
        # Beyond the end of a line there is no value: only half a point's distance is allowed.
        if index is None or at > x[-1] + 0.5 or not np.isfinite(y[index]):
            return None
        return format_number(float(y[index]), self._decimals)

    def _setup_plot(self) -> None:
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        item = self.plot.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(False, False)
        item.showGrid(x=True, y=True, alpha=0.15)
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        # Wheel and mouse belong to the card.
        self.plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        font = self.font()
        font.setPixelSize(SMALL)
        for side in ("bottom", "left"):
            axis = self.plot.getAxis(side)
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickFont=font, tickTextOffset=4)
        self._set_tick_levels()
        self.plot.getAxis("left").setWidth(UNIT * 6)
        self.show_axis_label(True)
        item.setYRange(*(self._y_range or (0, 1)), padding=0.05)
        self.set_x_range(1)

    def _set_tick_levels(self) -> None:
        # Each line of the grid costs; the second level takes longer to paint than all curves.
        self.plot.getAxis("bottom").setStyle(maxTickLevel=0)
        self.plot.getAxis("left").setStyle(maxTickLevel=1 if self._logarithmic else 0)

    def _make_line(self, name: str, style: LineStyle) -> Any:
        line = pg.PlotDataItem(
            name=name,
            antialias=True,
            connect="finite",
            pen=None,
            symbol="o" if style.marked or style.dots else None,
            symbolSize=DOT_SIZE if style.dots else MARK_SIZE - style.dashed,
            symbolPen=None,
        )
        if style.dots:
            line.setZValue(-10)
        self.plot.addItem(line)
        return line

    def _draw_keys(self) -> None:
        for line, key in self._keys.items():
            key.show_style(self.styles[line], self._names.get(line, ""))
            key.setVisible(line in self._names and line not in self._unused)


def _mantissa(number: float) -> int | None:
    """The one digit of ``number`` if that is all it has (2 for 0.02), else None."""
    digits = number / 10.0 ** np.floor(np.log10(number) + 1e-9)
    return round(digits) if abs(digits - round(digits)) < 1e-6 else None
