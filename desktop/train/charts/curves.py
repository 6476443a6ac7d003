"""The four charts of a run, each drawn from its history at most four times a second."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.settings.settings import Settings
from desktop.train.charts.chart import Chart, ComparedLine
from desktop.train.charts.chart_tools import ChartTools, ComparedKeys
from desktop.train.charts.compared import Compared, ComparedExperiments
from desktop.train.charts.history import TrainingHistory
from desktop.train.charts.legend import LineStyle
from desktop.ui.layout import column
from desktop.ui.theme import UNIT, theme
from desktop.ui.widgets import Translated
from desktop.work.delay import Delay
from engine.training.record.curve_math import Values, smoothed, thinned

REPLOT_MS = 250
NARROW = UNIT * 75

LOSS_STYLES = {
    "batches": LineStyle("blue", dots=True),
    "loss": LineStyle("blue", 2.0),
    "epoch_loss": LineStyle("green", 1.5, marked=True),
    "validation_loss": LineStyle("vermilion", 1.5, dashed=True, marked=True),
}
SCORE_STYLES = {
    "hmean": LineStyle("blue", 2.0, marked=True),
    "precision": LineStyle("vermilion", 1.5, marked=True),
    "recall": LineStyle("green", 1.5, marked=True),
    "test_hmean": LineStyle("blue", 2.0, dashed=True, marked=True),
    "test_precision": LineStyle("vermilion", 1.0, dashed=True),
    "test_recall": LineStyle("green", 1.0, dashed=True),
}
PARTS = ("bce", "dice", "l1")
PART_COLORS = dict(zip(PARTS, ("vermilion", "green", "purple"), strict=True))
PART_STYLES = {
    **{f"{part}_batches": LineStyle(color, dots=True) for part, color in PART_COLORS.items()},
    **{part: LineStyle(color, 1.5) for part, color in PART_COLORS.items()},
}


class CurvesView(Translated, QWidget):
    """Loss, scores, parts of the loss and learning rate of ``history``, over those of ``compared``.

    Two by two, or in one column where narrow.
    """

    def __init__(self, history: TrainingHistory, settings: Settings, compared: ComparedExperiments) -> None:
        super().__init__()
        self._history = history
        self._compared = compared
        self.tools = ChartTools(settings)
        self.keys = ComparedKeys()
        self.loss = Chart("train_curve_loss", LOSS_STYLES)
        self.score = Chart("train_curve_score", SCORE_STYLES, y_range=(0, 1))
        self.parts = Chart("train_curve_parts", PART_STYLES)
        self.rate = Chart("train_curve_lr", {"lr": LineStyle("blue", 2.0)}, decimals=6)
        self.charts = (self.loss, self.score, self.parts, self.rate)
        # One chart at a time: all at once would keep the window from everything else for too long.
        self._timer = Delay(self, REPLOT_MS // len(self.charts), self._draw_next)
        self._waiting: list[Chart] = []
        self._changed_since = False
        self._grid = QGridLayout()
        self._grid.setSpacing(UNIT)
        self.setLayout(column(self.tools, self.keys, (self._grid, 1), margins=(0, UNIT, 0, UNIT)))
        self._columns = 0
        self._place()
        history.changed.connect(self._replot_soon)
        for source in (history.begun, history.cleared, self.tools.changed, compared.changed):
            source.connect(self._show_compared)
        theme().changed.connect(self._restyle)
        self.retranslate()
        self._show_compared()

    def replot(self) -> None:
        self._waiting.clear()
        for chart in self.charts:
            self._draw(chart)

    def retranslate(self) -> None:
        epoch = self.tr("Epoch")
        self.loss.set_texts(
            self.tr("Loss"),
            epoch,
            {
                "batches": self.tr("batches"),
                "loss": self.tr("smoothed"),
                "epoch_loss": self.tr("epoch"),
                "validation_loss": self.tr("validation"),
            },
            self.tr(
                "Dots: single batches. If validation rises while the epochs fall, the model memorises the "
                "pictures. ★ marks the epoch that is kept."
            ),
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
            self.tr(
                "Solid: validation pictures, which choose the best epoch (★). "
                "Dashed: test pictures, which training never looks at."
            ),
        )
        self.parts.set_texts(
            self.tr("Parts of the loss"),
            epoch,
            {"bce": self.tr("BCE"), "dice": self.tr("dice"), "l1": self.tr("L1")},
            self.tr("Loss = 5 × BCE (text or not) + dice (binary map) + 10 × L1 (threshold map)"),
        )
        self.rate.set_texts(self.tr("Learning rate"), epoch, {})

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()
        self.replot()  # nothing is drawn while hidden

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():  # a hidden one may get any width
            self._place()

    def _draw(self, chart: Chart) -> None:
        options = self.tools.options()
        if chart is self.loss:
            self._draw_batches("loss", chart, "batches")
            self._draw_plain(chart, ("epoch_loss", "validation_loss"))
            chart.set_key_visible("batches", options.strength > 0)
            chart.set_key_visible("validation_loss", self._history.points("validation_loss") > 0)
        elif chart is self.parts:
            for part in PARTS:
                self._draw_batches(part, chart, f"{part}_batches")
        else:
            self._draw_plain(chart, chart.styles)
            if chart is self.score:
                chart.set_key_visible("test_hmean", self._history.points("test_hmean") > 0)
        chart.set_x_range(self._last_epoch())
        chart.set_logarithmic(options.logarithmic and chart in (self.loss, self.parts))
        chart.fit_height(ignore_outliers=options.ignore_outliers)
        self._mark_best(chart)
        chart.read_at_mouse()

    def _draw_plain(self, chart: Chart, lines: Iterable[str]) -> None:
        for line in lines:
            chart.set_line(line, *self._history.curve(line))

    def _draw_batches(self, curve: str, chart: Chart, dots: str) -> None:
        """The batches as dots with a smoothed line through them; without smoothing the line alone."""
        strength = self.tools.options().strength
        x, y = self._history.curve(curve)
        chart.set_line(dots, *((x, y) if strength else (x[:0], y[:0])))
        chart.set_line(curve, *_smooth_line(x, y, strength))

    def _mark_best(self, chart: Chart) -> None:
        best = self._history.best
        if best is None:
            chart.set_best(None, None)
        elif chart is self.score:
            chart.set_best(best.epoch, best.validation.hmean)
        elif chart is self.loss:
            loss = best.train_loss if best.validation_loss is None else best.validation_loss
            chart.set_best(best.epoch, loss)

    def _show_compared(self) -> None:
        compared = self._others()
        self.keys.show_compared(compared)
        strength = self.tools.options().strength
        for chart, curve in ((self.loss, "loss"), (self.score, "hmean"), (self.rate, "lr")):
            lines = []
            for each in compared:
                if curve in each.curves:
                    x, y = each.curves[curve]
                    shown = _smooth_line(x, y, strength) if chart is self.loss else (x, y)
                    lines.append(ComparedLine(each.slot, each.record.name, *shown))
            chart.set_compared(lines)
        if self.isVisible():
            self.replot()

    def _others(self) -> list[Compared]:
        """The chosen experiments but for the one whose history this is."""
        started = self._history.started
        return self._compared.all(without=started.workdir if started else None)

    def _place(self) -> None:
        columns = 2 if self.width() >= NARROW else 1
        if columns == self._columns:
            return
        self._columns = columns
        for number, chart in enumerate(self.charts):
            self._grid.addWidget(chart, number // columns, number % columns)
            chart.show_axis_label(number >= len(self.charts) - columns)

    def _replot_soon(self) -> None:
        if self.isVisible() and not self._timer.isActive():
            self._waiting = list(self.charts)
            self._timer.start()
        else:
            self._changed_since = True

    def _draw_next(self) -> None:
        if self._waiting:
            self._draw(self._waiting.pop(0))
        if self._waiting:
            self._timer.start()
        elif self._changed_since:
            self._changed_since = False
            self._replot_soon()

    def _last_epoch(self) -> float:
        started = self._history.started
        curves = [curve for each in self._others() for curve in each.curves.values()]
        ends = [float(x[-1]) for x, _ in (self._history.curve("lr"), *curves) if len(x)]
        return max([1.0, float(started.config.epochs) if started else 0.0, *ends])

    def _restyle(self) -> None:
        for chart in self.charts:
            chart.restyle()
        self.keys.show_compared(self._others())


def _smooth_line(x: Values, y: Values, strength: float) -> tuple[Values, Values]:
    thin_x, thin_y = thinned(x, y)
    return thin_x, smoothed(thin_y, strength)
