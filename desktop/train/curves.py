"""The four charts of a run, drawn from its history at most four times a second."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.theme import UNIT, colors, theme
from desktop.train.chart import Chart, LineStyle
from desktop.train.history import TrainingHistory

REPLOT_MS = 250
NARROW = UNIT * 75

LOSS_STYLES = {
    "loss": LineStyle("blue", 2.0),
    "bce": LineStyle("vermilion"),
    "dice": LineStyle("green"),
    "l1": LineStyle("purple"),
}
SCORE_STYLES = {
    "hmean": LineStyle("blue", 2.0, marked=True),
    "precision": LineStyle("vermilion", 1.5, marked=True),
    "recall": LineStyle("green", 1.5, marked=True),
    "test_hmean": LineStyle("blue", 2.0, dashed=True, marked=True),
    "test_precision": LineStyle("vermilion", 1.0, dashed=True),
    "test_recall": LineStyle("green", 1.0, dashed=True),
}


class Curves(QWidget):
    """Loss, scores, learning rate and speed of ``history``, two by two, or in one column where narrow."""

    def __init__(self, history: TrainingHistory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self.loss = Chart("train_curve_loss", LOSS_STYLES)
        self.score = Chart("train_curve_score", SCORE_STYLES, y_range=(0, 1))
        self.rate = Chart("train_curve_lr", {"lr": LineStyle("blue", 2.0)})
        self.speed = Chart("train_curve_speed", {"speed": LineStyle("blue", 1.5)})
        self.charts = (self.loss, self.score, self.rate, self.speed)
        self._best_line, self._best_star = self._add_best_mark()
        self._timer = QTimer(self, singleShot=True, interval=REPLOT_MS)
        self._timer.timeout.connect(self.replot)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, UNIT)
        self._grid.setSpacing(UNIT)
        self._columns = 0
        self._place(2)
        history.changed.connect(self._replot_soon)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.retranslate()
        self.replot()

    def replot(self) -> None:
        """Draw all the history now."""
        for chart in self.charts:
            chart.set_x_range(self._last_epoch())
            for line in chart.styles:
                chart.set_line(line, *self._history.curve(line))
            chart.fit_height()
        has_test = self._history.points("test_hmean") > 0
        self.score.set_key_visible("test_hmean", has_test)
        self._mark_best()

    def retranslate(self) -> None:
        epoch = self.tr("Epoch")
        self.loss.set_texts(
            self.tr("Training loss"),
            epoch,
            {
                "loss": self.tr("total"),
                "bce": self.tr("BCE"),
                "dice": self.tr("dice"),
                "l1": self.tr("L1"),
            },
        )
        self.score.set_texts(
            self.tr("Scores"),
            epoch,
            {
                "hmean": self.tr("Hmean"),
                "precision": self.tr("precision"),
                "recall": self.tr("recall"),
                "test_hmean": self.tr("test"),
            },
        )
        self.score.setToolTip(
            self.tr(
                "Solid: validation pictures, which choose the best epoch (★). "
                "Dashed: test pictures, which training never looks at."
            )
        )
        self.rate.set_texts(self.tr("Learning rate"), epoch, {})
        self.speed.set_texts(self.tr("Pictures per second"), epoch, {})

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.replot()  # nothing is drawn while hidden

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(2 if self.width() >= NARROW else 1)

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for number, chart in enumerate(self.charts):
            self._grid.addWidget(chart, number // columns, number % columns)

    def _replot_soon(self) -> None:
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _last_epoch(self) -> float:
        started = self._history.started
        return max(1, started.config.epochs) if started else 1

    def _add_best_mark(self) -> tuple[Any, Any]:
        line = pg.InfiniteLine(angle=90)
        star = pg.ScatterPlotItem(symbol="star", size=UNIT * 2)
        for mark in (line, star):
            mark.setZValue(10)
            self.score.plot.addItem(mark)
        return line, star

    def _mark_best(self) -> None:
        best = self._history.best
        self._best_line.setVisible(best is not None)
        if best is None:
            self._best_star.clear()
            return
        self._best_line.setPos(best.epoch)
        self._best_star.setData([best.epoch], [best.validation.hmean])

    def _restyle(self) -> None:
        for chart in self.charts:
            chart.restyle()
        now = colors()
        self._best_line.setPen(pg.mkPen(now.muted, width=1, style=Qt.PenStyle.DotLine))
        self._best_star.setBrush(pg.mkBrush(now.warning))
        self._best_star.setPen(pg.mkPen(now.raised, width=1))
