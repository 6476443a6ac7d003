"""Finding a learning rate: a window that tries growing rates, draws the loss and suggests one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from desktop.session import Session
from desktop.train.form.fields import rate_text
from desktop.train.form.rate_chart import RateChart
from desktop.ui.errors import describe
from desktop.ui.i18n import format_duration
from desktop.ui.layout import column, row
from desktop.ui.theme import UNIT, theme
from desktop.ui.widgets import PrimaryButton, named, push_button, text_label
from desktop.work.jobs import JobControl, JobSlot, Work
from desktop.work.torch_libraries import begin_training
from desktop.work.work_window import WorkWindow
from engine.training.config import TrainConfig
from engine.training.plan.rate_finder import RateFound, RateTried


def rate_work(config: TrainConfig) -> Work:
    def work(control: JobControl) -> RateFound | None:
        begin_training()
        from engine.training.plan.rate_finder import find_rate

        return find_rate(config, control.emit, control.should_stop)

    return work


class RateWindow(WorkWindow):
    """Beside the work, not in its way; closing it ends the search. ``rate_chosen(rate)``: "Use" was pressed.

    ``make_config`` gives the present choices, None when there is nothing to try on.
    """

    rate_chosen = Signal(float)

    def __init__(
        self,
        session: Session,
        make_config: Callable[[], TrainConfig | None],
        make_work: Callable[[TrainConfig], Work] = rate_work,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("train_rate_window")
        self._make_config = make_config
        self._make_work = make_work
        self._slot = JobSlot(
            session.jobs,
            self,
            events=self._on_events,
            result=self._on_found,
            failed=self._on_failed,
            done=self._on_done,
        )
        self._tried: list[RateTried] = []
        self._again = False
        self.found: RateFound | None = None
        self.error: BaseException | None = None
        self._text = text_label("", "small", muted=True)
        self.chart = RateChart()
        self._state = text_label("", name="train_rate_state")
        self._progress = named(QProgressBar(), "train_rate_progress")
        self._progress.setTextVisible(False)
        self._progress.setMaximumHeight(UNIT * 2)
        self.use = PrimaryButton(name="train_rate_use", clicked=self._use)
        self.close_button = push_button("train_rate_close", clicked=self.close)
        theme().changed.connect(self.chart.restyle)
        buttons = row((self._state, 1), self.use, self.close_button)
        self.setLayout(column(self._text, (self.chart, 1), self._progress, buttons, margins=UNIT * 2))
        self.resize(UNIT * 88, UNIT * 64)
        self.retranslate()

    def open_and_search(self) -> None:
        """Show the window and search with the present choices; a search under way continues."""
        self.show()
        self.raise_()
        if not self._slot.busy:
            self._search()
        elif self._slot.stopping:
            self._again = True  # once the cancelled one has ended

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Find a learning rate"))
        self._text.setText(
            self.tr(
                "A copy of the start weights is trained while the learning rate grows; nothing is kept."
                " Too low a rate learns little, too high a rate makes the loss rise. A good one lies in the"
                " middle of the valley between the two."
            )
        )
        names = {"loss": self.tr("Each step"), "mean": self.tr("Mean")}
        self.chart.set_texts(self.tr("Loss"), self.tr("Learning rate"), names)
        self._slot.rename(self.tr("Finding a learning rate"))
        self._show()

    def stop_work(self) -> None:
        self._again = False
        self._slot.stop()

    def _search(self) -> None:
        self._again = False
        self._tried, self.found, self.error = [], None, None
        self.chart.show_curve([], [])
        config = self._make_config()
        if config is not None:
            self._slot.start(self.tr("Finding a learning rate"), self._make_work(config))
        self._show()

    def _on_events(self, events: list[object]) -> None:
        self._tried += [event for event in events if isinstance(event, RateTried)]
        self.chart.show_curve([one.rate for one in self._tried], [one.loss for one in self._tried])
        self._show()

    def _on_found(self, found: RateFound | None) -> None:
        self.found = found
        if found is not None:
            self.chart.show_curve(found.rates, found.losses)
            if found.suggestion is not None:
                self.chart.mark(found.suggestion)

    def _on_failed(self, error: BaseException) -> None:
        self.error = error

    def _on_done(self) -> None:
        self._show()
        if self._again:
            self._search()

    def _use(self) -> None:
        if self.found is not None and self.found.suggestion is not None:
            self.rate_chosen.emit(self.found.suggestion)
            self.close()

    def _show(self) -> None:
        searching = self._slot.busy
        self._state.setText(self._state_text())
        self._progress.setVisible(searching)
        if self._tried:
            self._progress.setRange(0, self._tried[-1].total_steps)
            self._progress.setValue(self._tried[-1].step)
        else:
            self._progress.setRange(0, 0)
        rate = None if self.found is None else self.found.suggestion
        self.use.setVisible(rate is not None)
        self.use.setText("" if rate is None else self.tr("Use {rate}").format(rate=rate_text(rate)))
        self.close_button.setText(self.tr("Cancel") if searching else self.tr("Close"))

    def _state_text(self) -> str:
        error = self.error
        if self.found is not None:
            error = self.found.obstacle
            if self.found.suggestion is not None:
                return self.tr("Suggested: {rate}").format(rate=rate_text(self.found.suggestion))
        if error is not None:
            return describe(error).body()
        if not self._slot.busy:
            return self.tr("Cancelled.") if self._tried else ""
        if not self._tried:
            return self.tr("Reading the pictures and loading the model…")
        last = self._tried[-1]
        return self.tr("Step {step} of {total}, {time} left").format(
            step=last.step, total=last.total_steps, time=format_duration(last.seconds_left)
        )
