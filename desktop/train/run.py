"""One training at a time: starting it, stopping it, throwing it away."""

from __future__ import annotations

import enum
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.document.trash import move_to_trash
from desktop.session import Session
from desktop.work.jobs import JobControl, JobSlot, Work
from desktop.work.torch_libraries import begin_training
from engine.errors import StorageError
from engine.training.config import TrainConfig
from engine.training.events import Event, Started, TrainingResult


class RunState(enum.Enum):
    """What the training is doing. STOPPING keeps its result, DISCARDING throws it away."""

    IDLE = "idle"
    RUNNING = "running"
    STOPPING = "stopping"
    DISCARDING = "discarding"


def training_work(config: TrainConfig) -> Work:
    def work(control: JobControl) -> TrainingResult:
        begin_training()
        from engine.training.loop import train

        return train(config, emit=control.emit, should_stop=control.should_stop)

    return work


def resume_work(folder: Path) -> Work:
    def work(control: JobControl) -> TrainingResult:
        begin_training()
        from engine.training.loop import resume
        from engine.training.record.record import read_history

        def emit(event: Event) -> None:
            control.emit(event)
            if isinstance(event, Started) and event.resumed_epoch:
                control.emit(read_history(folder, event.config.epochs))

        return resume(folder, emit=emit, should_stop=control.should_stop)

    return work


class TrainingRun(QObject):
    """The training of a page.

    ``finished(result)`` for a training that is kept, ``discarded(place)`` with the folder's place in the
    trash (None where the system does not say), ``failed(error)`` for everything that went wrong.
    """

    state_changed = Signal()
    events = Signal(list)
    finished = Signal(object)
    discarded = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._slot = JobSlot(
            session.jobs, self, events=self._on_events, result=self._on_finished, failed=self._on_failed
        )
        self.state = RunState.IDLE
        self._workdir: Path | None = None

    def start(self, name: str, work: Work) -> None:
        """Run ``work`` (see `training_work`) in a job that the person knows as ``name``."""
        if self.state is not RunState.IDLE:
            raise RuntimeError("a training is under way")
        self._workdir = None
        self._set_state(RunState.RUNNING)
        self._slot.start(name, work)

    def stop(self) -> None:
        """End the training soon and keep what it has reached."""
        if self.state is RunState.RUNNING:
            self._set_state(RunState.STOPPING)
            self._slot.stop()

    def discard(self) -> None:
        """End the training soon and move its folder to the trash."""
        if self.state in (RunState.RUNNING, RunState.STOPPING):
            self._set_state(RunState.DISCARDING)
            self._slot.stop()

    def _on_events(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, Started):
                self._workdir = event.workdir
        if self.state is RunState.RUNNING and self._slot.stopping:
            self._set_state(RunState.STOPPING)  # by the status bar's button, or because the window closes
        self.events.emit(events)

    def _on_finished(self, result: TrainingResult) -> None:
        if self.state is RunState.DISCARDING:
            self._throw_away(result.workdir)
            return
        self._set_state(RunState.IDLE)
        self.finished.emit(result)

    def _on_failed(self, error: BaseException) -> None:
        if self.state is RunState.DISCARDING and self._workdir is not None:
            self._throw_away(self._workdir)
        else:
            self._set_state(RunState.IDLE)
        self.failed.emit(error)

    def _throw_away(self, workdir: Path) -> None:
        self._set_state(RunState.IDLE)
        try:
            place = move_to_trash(workdir)
        except StorageError as error:
            self.failed.emit(error)
        else:
            self.discarded.emit(place)

    def _set_state(self, state: RunState) -> None:
        self.state = state
        self.state_changed.emit()
