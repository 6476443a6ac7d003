"""The chart of a learning-rate range test: losses over the logarithm of the rate."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg

from desktop.train.charts.chart import Chart
from desktop.train.charts.legend import LineStyle
from desktop.train.form.fields import rate_text
from engine.training.plan.rate_finder import CYCLE, HIGHEST_RATE, LOWEST_RATE, means_of_cycles

ROOM = 1.25
"""The chart is this many times as high as the first losses; those at the end may leave all bounds."""

STYLES = {"loss": LineStyle("blue", dots=True), "mean": LineStyle("blue", width=2.0)}


class RateAxis(pg.AxisItem):  # type: ignore[misc]
    """A level axis of decades: at x the rate is ten to the power of x."""

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        del size
        return [(1.0, [float(decade) for decade in range(int(np.ceil(low)), int(np.floor(high)) + 1)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        del scale, spacing
        return [rate_text(10.0**value) for value in values]


class RateChart(Chart):
    """Dots for the steps, a line for the smoothed loss, a star where the suggestion is."""

    def __init__(self) -> None:
        super().__init__("train_rate_chart", STYLES, bottom=RateAxis("bottom"))
        self.plot.setXRange(np.log10(LOWEST_RATE), np.log10(HIGHEST_RATE), padding=0.02)
        self.suggestion: float | None = None

    def show_curve(self, rates: Sequence[float], losses: Sequence[float]) -> None:
        """Draw these steps (N,); nothing is marked."""
        self.suggestion = None
        self.set_best(None, None)
        mean_rates, means = means_of_cycles(rates, losses)
        self.set_line("loss", np.log10(np.asarray(rates, np.float64)), np.asarray(losses, np.float64))
        self.set_line("mean", np.log10(mean_rates), means)
        self.plot.setYRange(0, ROOM * max(losses[:CYCLE], default=1.0), padding=0)
        self.read_at_mouse()

    def mark(self, rate: float) -> None:
        self.suggestion = rate
        x, means = self._data["mean"]
        self.set_best(float(np.log10(rate)), float(np.interp(np.log10(rate), x, means)))

    def reading_title(self, x: float) -> str:
        return self.tr("Rate {rate}").format(rate=rate_text(float(f"{10.0**x:.1e}")))
