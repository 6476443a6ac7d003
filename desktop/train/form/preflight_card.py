"""Above the start button: how long training will take, whether it fits, what is wrong with the data."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QToolButton

from desktop.session import Session
from desktop.train.form.findings_sheet import FindingsSheet
from desktop.ui import icons
from desktop.ui.errors import describe
from desktop.ui.i18n import format_bytes
from desktop.ui.layout import LEFT, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Card, Translated, named, push_button, text_label
from desktop.work.delay import Delay
from desktop.work.jobs import JobControl, JobSlot, Work
from desktop.work.torch_libraries import begin_training
from engine.device.graphics import is_card_memory_error
from engine.errors import QuadTuneError
from engine.training.config import TrainConfig
from engine.training.plan.preflight import Preflight

WAIT_MS = 700
"""A choice has to rest this long before it is checked."""


def preflight_work(config: TrainConfig) -> Work:
    def work(control: JobControl) -> Preflight | None:
        begin_training()
        from engine.training.plan.preflight import check

        return check(config, control.should_stop)

    return work


class PreflightCard(Translated, Card):
    """Checks again after `ask`, once choices rest, and only while it is visible.

    ``make_config`` gives what would be trained, None when there is nothing. ``batch_chosen(size)`` when the
    person takes the batch size that fits.
    """

    batch_chosen = Signal(int)

    def __init__(
        self,
        session: Session,
        make_config: Callable[[], TrainConfig | None],
        make_work: Callable[[TrainConfig], Work] = preflight_work,
    ) -> None:
        super().__init__()
        self._session = session
        self._make_config = make_config
        self._make_work = make_work
        self.preflight: Preflight | None = None
        self.error: BaseException | None = None
        self._slot = JobSlot(
            session.jobs, self, result=self._on_found, failed=self._on_failed, done=self._wait
        )
        self._slot.changed.connect(self._show)
        self._outdated = True
        self._paused = False
        self._sheet: FindingsSheet | None = None
        self._time = text_label("", name="train_estimate")
        self._memory = text_label("", "small", muted=True, name="train_estimate_memory")
        self._device = text_label("", "small", name="train_device_trouble")
        self._device.setProperty("tone", "warning")
        self._use = push_button("train_use_batch", clicked=self._choose_batch)
        self._findings = named(QToolButton(), "train_findings")
        self._findings.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._findings.clicked.connect(self.show_findings)
        self.body.setSpacing(UNIT // 2)
        self.add(self._time, row((self._memory, 1), self._use), self._device, (self._findings, 0, LEFT))
        self._timer = Delay(self, WAIT_MS, self._check)
        self.retranslate()

    def ask(self) -> None:
        """A choice or the data changed: check again soon."""
        self._outdated = True
        self._slot.stop()
        self._wait()

    def pause(self, paused: bool) -> None:
        """While a training runs its own figures are better, and the machine is busy."""
        self._paused = paused
        self.setVisible(not paused)
        if paused:
            self._timer.stop()
            self._outdated = self._outdated or self._slot.busy
            self._slot.stop()
        else:
            self._wait()

    def show_findings(self) -> None:
        """Show what was found in the data, in a window that can stay open."""
        if self.preflight is None:
            return
        if self._sheet is None:
            self._sheet = FindingsSheet(self)
        self._sheet.show_findings(self.preflight.survey.findings)
        self._sheet.show()
        self._sheet.raise_()

    def retranslate(self) -> None:
        self._findings.setToolTip(self.tr("Show what was found in the data"))
        self._slot.rename(self.tr("Testing this machine"))
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._wait()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _wait(self) -> None:
        if self._outdated and self.isVisible() and not self._paused:
            self._timer.start()

    def _check(self) -> None:
        if self._slot.busy:
            return  # it was asked to stop; its end starts the next one
        self._outdated = False
        config = self._make_config()
        if config is None:
            self._take(None, None)
            return
        self._slot.start(self.tr("Testing this machine"), self._make_work(config))

    def _on_found(self, preflight: Preflight | None) -> None:
        if preflight is not None and not self._outdated:
            self._take(preflight, None)

    def _on_failed(self, error: BaseException) -> None:
        if not self._outdated:
            self._take(None, error)

    def _take(self, preflight: Preflight | None, error: BaseException | None) -> None:
        self.preflight, self.error = preflight, error
        if self._sheet is not None and preflight is not None:
            self._sheet.show_findings(preflight.survey.findings)
        self._show()

    def _choose_batch(self) -> None:
        if self.preflight is not None:
            self.batch_chosen.emit(self.preflight.fitting_batch)

    def _show(self) -> None:
        found = self.preflight
        self._time.setText(self._time_text())
        self._memory.setText("" if found is None else self._memory_text(found))
        short = found is not None and not found.fits
        self._memory.setProperty("tone", "warning" if short else "")
        self._memory.style().polish(self._memory)
        self._use.setVisible(short and found is not None and found.fitting_batch > 0)
        if found is not None:
            self._use.setText(self.tr("Use {batch}").format(batch=found.fitting_batch))
        findings = () if found is None else found.survey.findings
        self._findings.setVisible(bool(findings))
        self._findings.setText(self.tr("%n finding(s) in the data", "", len(findings)))
        blocked = found is not None and found.survey.blocked
        icons.assign(self._findings, "alert-outline", "error" if blocked else "warning")
        self._memory.setVisible(bool(self._memory.text()))
        troubles = () if found is None else found.troubles
        self._device.setText("\n".join(describe(one.error).summary() for one in troubles))
        self._device.setVisible(bool(troubles))

    def _time_text(self) -> str:
        found = self.preflight
        if found is not None:
            return self.tr("About {time} on {device}").format(
                time=self._duration(found.seconds), device=found.device
            )
        if self.error is not None and is_card_memory_error(self.error):
            return describe(self.error).summary()
        if isinstance(self.error, QuadTuneError):
            return describe(self.error).message
        if self.error is not None:
            return self.tr("This machine could not be tested. Training may work all the same.")
        if self._slot.busy:
            return self.tr("Testing this machine…")
        return self.tr("An estimate of the time appears here once there are labelled pictures.")

    def _duration(self, seconds: float) -> str:
        if seconds < 90:
            return self.tr("{count} s").format(count=max(1, round(seconds)))
        if seconds < 5400:
            return self.tr("{count} min").format(count=round(seconds / 60))
        hours, minutes = divmod(round(seconds / 60), 60)
        return self.tr("{hours} h {minutes} min").format(hours=hours, minutes=minutes)

    def _memory_text(self, found: Preflight) -> str:
        needed, batch = format_bytes(found.needed_bytes), found.batch_size
        if found.free_bytes is None:
            return self.tr("Memory {needed}").format(needed=needed)
        free = format_bytes(found.free_bytes)
        if found.fits:
            text = self.tr("Memory {needed} of {free} free: batch {batch} fits")
        elif found.fitting_batch:
            text = self.tr("Memory {needed}, but {free} free: batch {batch} does not fit")
        else:
            text = self.tr("Memory {needed}, but {free} free: choose smaller crops")
        return text.format(needed=needed, free=free, batch=batch)
