"""What charts show, read from their plots."""

from __future__ import annotations

from desktop.train.charts.chart import Chart


def points(chart: Chart, name: str) -> list[tuple[float, float]]:
    """The points of the line ``name``, or of the star ``best``; empty while it is hidden."""
    item = next(item for item in chart.plot.getPlotItem().listDataItems() if item.name() == name)
    x, y = item.getOriginalDataset()
    return [] if x is None or not item.isVisible() else list(zip(x.tolist(), y.tolist(), strict=True))
