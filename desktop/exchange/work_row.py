"""What the dialogs of this folder share: one job at a time with its progress, and lists of errors as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from desktop.ui.errors import describe
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Translated, named
from desktop.work.jobs import Job, JobControl, Jobs, Progress, Work
from engine.errors import QuadTuneError


def lines_of(errors: Iterable[QuadTuneError]) -> list[str]:
    """One line for each: where, what, what to do."""
    lines = []
    for error in errors:
        text = describe(error)
        lines.append(
            " ".join(part for part in (text.where and f"{text.where}:", text.message, text.remedy) if part)
        )
    return lines


def teller(control: JobControl) -> Callable[[int, int], None]:
    """A ``progress`` for the engine that tells the job's window and ends the work when asked to."""

    def tell(done: int, total: int) -> None:
        control.raise_if_stopped()
        control.emit(Progress(done, total))

    return tell


class WorkRow(Translated, QWidget):
    """Progress and a stop button, named ``<name>_progress`` and ``<name>_stop``; hidden while idle.

    ``busy_changed`` comes when a job starts and when it is over.
    """

    busy_changed = Signal(bool)

    def __init__(self, name: str, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: Job | None = None
        self._progress = named(QProgressBar(), f"{name}_progress")
        self._progress.setTextVisible(False)
        self._progress.setMaximumHeight(UNIT * 2)
        self._stop = named(QPushButton(), f"{name}_stop")
        self._stop.clicked.connect(self.stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(UNIT)
        row.addWidget(self._progress, 1)
        row.addWidget(self._stop)
        self.retranslate()
        self.hide()

    @property
    def busy(self) -> bool:
        """Whether a job is under way."""
        return self._job is not None

    def start(
        self,
        name: str,
        work: Work,
        done: Callable[[object], None],
        failed: Callable[[BaseException], None],
        events: Callable[[list[object]], None] | None = None,
    ) -> None:
        """Run ``work`` in a job called ``name``; ``done`` gets its result. One that was stopped has none."""
        job = Job(name, work)
        if events is not None:
            job.events.connect(events)
        job.events.connect(self._show_progress)
        job.finished_ok.connect(done)
        job.failed.connect(failed)
        job.done.connect(self._end)
        self._job = job
        self._progress.setRange(0, 0)
        self.show()
        self._jobs.start(job)
        self.busy_changed.emit(True)

    def stop(self) -> None:
        """Ask the job to stop, if there is one."""
        if self._job is not None:
            self._job.request_stop()

    def retranslate(self) -> None:
        self._stop.setText(self.tr("Stop"))

    def _show_progress(self, events: list[object]) -> None:
        for event in reversed(events):
            if isinstance(event, Progress):
                self._progress.setRange(0, event.total)
                self._progress.setValue(event.done)
                return

    def _end(self) -> None:
        self._job = None
        self.hide()
        self.busy_changed.emit(False)
