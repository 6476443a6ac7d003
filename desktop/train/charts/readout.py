"""The values under the mouse in a chart: a thin vertical line and a label beside it."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtWidgets import QLabel, QWidget

from desktop.ui.theme import SMALL, UNIT, colors


@dataclass(frozen=True, slots=True)
class Reading:
    color: str
    name: str
    value: str


class Readout(QLabel):
    """Shows readings over ``plot``; named ``<plot>_readout``. Hidden while the mouse is elsewhere."""

    def __init__(self, plot: pg.PlotWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"{plot.objectName()}_readout")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.RichText)
        self._plot = plot
        self._line = pg.InfiniteLine(angle=90)
        self._line.setZValue(5)
        self._line.hide()
        plot.addItem(self._line, ignoreBounds=True)
        self.hide()

    def x_at(self, position: QPoint) -> float | None:
        """The x coordinate under ``position`` of the parent; None outside the axes."""
        box = self._plot.getPlotItem().getViewBox()
        scene = self._plot.mapToScene(self._plot.mapFrom(self.parentWidget(), position))
        if not box.sceneBoundingRect().contains(QPointF(scene)):
            return None
        return float(box.mapSceneToView(QPointF(scene)).x())

    def show_readings(self, x: float, title: str, readings: Sequence[Reading]) -> None:
        """Put the line at ``x`` and the label into the upper corner that is further from it."""
        rows = "".join(
            f'<tr><td><span style="color:{reading.color}">■</span> {html.escape(reading.name)}</td>'
            f'<td align="right">&nbsp;&nbsp;{html.escape(reading.value)}</td></tr>'
            for reading in readings
        )
        self.setText(f'<b>{html.escape(title)}</b><table cellspacing="0" cellpadding="0">{rows}</table>')
        self.adjustSize()
        self._line.setPos(x)
        self._line.show()
        box = self._plot.getPlotItem().getViewBox()
        left, right = box.viewRange()[0]
        scene = box.sceneBoundingRect().toRect()
        axes = QRect(self._plot.mapTo(self.parentWidget(), scene.topLeft()), scene.size())
        on_left = x > (left + right) / 2
        place = axes.left() + UNIT if on_left else axes.right() - UNIT - self.width()
        self.move(place, axes.top() + UNIT // 2)
        self.show()
        self.raise_()

    def clear_readings(self) -> None:
        self._line.hide()
        self.hide()

    def restyle(self) -> None:
        now = colors()
        self._line.setPen(pg.mkPen(now.muted, width=1))
        self.setStyleSheet(
            f"QLabel {{ background: {now.surface}; color: {now.text}; border: 1px solid {now.border};"
            f" border-radius: 4px; padding: {UNIT // 2}px {UNIT}px; font-size: {SMALL}px; }}"
        )
