"""The strip of figures above the curves."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout

from desktop.train.charts.history import TrainingHistory
from desktop.ui.i18n import format_bytes, format_duration, format_number
from desktop.ui.theme import UNIT
from desktop.ui.widgets import NONE_YET, Figure, Translated
from desktop.work.delay import Delay

NARROW = UNIT * 96
COLUMNS_NARROW = 5
NAMES = ("epoch", "loss", "best", "patience", "speed", "waiting", "memory", "elapsed", "left")


class FigureStrip(Translated, QFrame):
    """The present figures of ``history``, one for each of `NAMES`; labels are named ``train_figure_<name>``.

    The memory of the graphics card is shown only where there is one.
    """

    def __init__(self, history: TrainingHistory) -> None:
        super().__init__()
        self._history = history
        self.setProperty("card", True)
        self.figures = {name: Figure(f"train_figure_{name}") for name in NAMES}
        self._absent = {"memory"}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(UNIT * 2, UNIT, UNIT * 2, UNIT)
        self._grid.setHorizontalSpacing(UNIT * 2)
        self._grid.setVerticalSpacing(UNIT // 2)
        self._shown: tuple[int, list[str]] = (0, [])
        self._place()
        self._soon = Delay(self, 100, self.refresh)
        history.changed.connect(self._soon.start_once)
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self.refresh)
        self.retranslate()

    def set_ticking(self, ticking: bool) -> None:
        """Whether the elapsed time moves on by itself."""
        self._clock.start() if ticking else self._clock.stop()

    def refresh(self) -> None:
        history = self._history
        elapsed, left = history.elapsed(), history.seconds_left()
        loss = history.recent_loss()
        self._set("epoch", self._epoch_text())
        self._set("loss", None if loss is None else format_number(loss, 3))
        self._set("best", self._best_text())
        self._set("patience", self._patience_text())
        self._show_speed()
        step = history.last_step
        self._set("waiting", None if step is None else f"{format_number(100 * step.waiting_share)} %")
        memory = None if step is None else step.memory_bytes
        self._set("memory", None if memory is None else format_bytes(memory))
        self._absent = {"memory"} if memory is None else set()
        self._place()
        self._set("elapsed", None if elapsed is None else format_duration(elapsed))
        self._set("left", None if left is None else format_duration(left))

    def retranslate(self) -> None:
        captions = {
            "epoch": self.tr("Epoch"),
            "loss": self.tr("Loss"),
            "best": self.tr("Best Hmean ★"),
            "patience": self.tr("Since the best"),
            "waiting": self.tr("Waiting"),
            "memory": self.tr("GPU memory"),
            "elapsed": self.tr("Elapsed"),
            "left": self.tr("Left"),
        }
        for name, caption in captions.items():
            self.figures[name].set_caption(caption)
        self.figures["loss"].setToolTip(self.tr("Mean of the last 20 steps"))
        self.figures["best"].setToolTip(self.tr("On the validation pictures, with its epoch"))
        self.figures["patience"].setToolTip(
            self.tr("Epochs without a better Hmean; training ends by itself when they reach the patience")
        )
        self.figures["waiting"].setToolTip(
            self.tr("Share of the time that training waits for pictures; less is better")
        )
        self.figures["memory"].setToolTip(self.tr("Peak memory in use on the graphics card"))
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def minimumSizeHint(self) -> QSize:
        # The figures can always stand in two rows, however wide they would like to be.
        return QSize(NARROW // 2, super().minimumSizeHint().height())

    def _place(self) -> None:
        """Figures in one row, or in two where that would be too narrow."""
        names = [name for name in NAMES if name not in self._absent]
        columns = len(names) if self.width() >= NARROW else COLUMNS_NARROW
        if (columns, names) == self._shown:
            return
        self._shown = (columns, names)
        for number, name in enumerate(names):
            self._grid.addWidget(self.figures[name], number // columns, number % columns)
        for name, figure in self.figures.items():
            figure.setVisible(name in names)
        for column in range(len(NAMES)):
            self._grid.setColumnStretch(column, int(column < columns))

    def _show_speed(self) -> None:
        """Pictures per second; while the model is measured, how far that is."""
        step, measuring, figure = self._history.last_step, self._history.evaluating, self.figures["speed"]
        if measuring is not None:
            on_test = measuring.what == "test"
            figure.set_caption(self.tr("Test pictures") if on_test else self.tr("Validation pictures"))
            self._set("speed", f"{measuring.done} / {measuring.total}")
        else:
            figure.set_caption(self.tr("Pictures per second"))
            self._set("speed", None if step is None else format_number(step.pictures_per_second, 1))

    def _epoch_text(self) -> str | None:
        started, step, done = self._history.started, self._history.last_step, self._history.last_epoch
        if started is None:
            return None
        epoch = max(step.epoch if step else 0, done.epoch if done else 0)
        return f"{epoch} / {started.config.epochs}"

    def _best_text(self) -> str | None:
        best = self._history.best
        if best is None:
            return None
        hmean = format_number(best.validation.hmean, 3)
        if best.epoch == 0:
            return self.tr("{hmean} (start)").format(hmean=hmean)
        return self.tr("{hmean} (epoch {epoch})").format(hmean=hmean, epoch=best.epoch)

    def _patience_text(self) -> str | None:
        done = self._history.last_epoch
        if done is None or done.epoch == 0:
            return None
        since = done.epochs_since_highest
        if done.patience == 0:
            return str(since)
        return self.tr("{since} of {patience}").format(since=since, patience=done.patience)

    def _set(self, name: str, text: str | None) -> None:
        self.figures[name].value.setText(text or NONE_YET)
