"""One training at a time: starting it, stopping it, throwing it away."""

from __future__ import annotations

import enum
import os
import sys
import threading
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from desktop.document.trash import move_to_trash
from desktop.session import Session
from desktop.work.jobs import Job, JobControl, Work
from desktop.work.torch_libraries import load_torch
from engine.errors import StorageError
from engine.training.config import TrainConfig
from engine.training.events import Event, Started, TrainingResult

MORE_NICE = 5


class RunState(enum.Enum):
    """What the training is doing. STOPPING keeps its result, DISCARDING throws it away."""

    IDLE = "idle"
    RUNNING = "running"
    STOPPING = "stopping"
    DISCARDING = "discarding"


def step_back() -> None:
    """Leave the window a processor, called in a job's thread before it computes.

    Torch computes on all processors but one: its threads spin while they wait and would take all. And where
    other programs want the processors as well, this thread waits rather than the window's; the threads and
    processes that it starts inherit that. Not before everything is imported: whoever imports holds Python's
    lock, and should not have to wait for a processor with it.
    """
    import torch

    torch.set_num_threads(max(1, min(torch.get_num_threads(), (os.cpu_count() or 2) - 1)))
    QThread.currentThread().setPriority(QThread.Priority.LowPriority)
    if sys.platform.startswith("linux"):  # where Qt's priorities do nothing
        thread = threading.get_native_id()
        niceness = os.getpriority(os.PRIO_PROCESS, thread) + MORE_NICE
        os.setpriority(os.PRIO_PROCESS, thread, min(niceness, 19))


def training_work(config: TrainConfig) -> Work:
    """The function that a job runs to train as ``config`` says; torch is imported in the job's thread."""

    def work(control: JobControl) -> TrainingResult:
        load_torch()
        from engine.training.loop import train

        step_back()
        return train(config, emit=control.emit, should_stop=control.should_stop)

    return work


def resume_work(folder: Path) -> Work:
    """The function that a job runs to go on with the unfinished training in ``folder``."""

    def work(control: JobControl) -> TrainingResult:
        from engine.training.loop import resume
        from engine.training.record.resumed_history import read_earlier

        def emit(event: Event) -> None:
            control.emit(event)
            if isinstance(event, Started) and event.resumed_epoch:
                control.emit(read_earlier(folder, event.config.epochs))

        step_back()
        return resume(folder, emit=emit, should_stop=control.should_stop)

    return work


class TrainingRun(QObject):
    """The training of a page.

    ``finished(result)`` for a training that is kept, ``discarded(place)`` with the folder's place in the
    trash (None where the system does not tell), ``failed(error)`` for everything that went wrong.
    """

    state_changed = Signal()
    events = Signal(list)
    finished = Signal(object)
    discarded = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._job: Job | None = None
        self._state = RunState.IDLE
        self._workdir: Path | None = None

    @property
    def state(self) -> RunState:
        return self._state

    def start(self, name: str, work: Work) -> None:
        """Run ``work`` (see `training_work`) in a job that the person knows as ``name``."""
        if self._state is not RunState.IDLE:
            raise RuntimeError("a training is under way")
        self._workdir = None
        job = Job(name, work)
        job.events.connect(self._on_events)
        job.finished_ok.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        self._job = job
        self._set_state(RunState.RUNNING)
        self._session.jobs.start(job)

    def stop(self) -> None:
        """End the training soon and keep what it has reached."""
        if self._job is not None and self._state is RunState.RUNNING:
            self._set_state(RunState.STOPPING)
            self._job.request_stop()

    def discard(self) -> None:
        """End the training soon and move its folder to the trash."""
        if self._job is not None and self._state in (RunState.RUNNING, RunState.STOPPING):
            self._set_state(RunState.DISCARDING)
            self._job.request_stop()

    def _on_events(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, Started):
                self._workdir = event.workdir
        if self._state is RunState.RUNNING and self._job is not None and self._job.stop_requested:
            self._set_state(RunState.STOPPING)  # by the status bar's button, or because the window closes
        self.events.emit(events)

    def _on_finished(self, result: TrainingResult) -> None:
        if self._state is RunState.DISCARDING:
            self._throw_away(result.workdir)
            return
        self._end()
        self.finished.emit(result)

    def _on_failed(self, error: BaseException) -> None:
        if self._state is RunState.DISCARDING and self._workdir is not None:
            self._throw_away(self._workdir)
        else:
            self._end()
        self.failed.emit(error)

    def _throw_away(self, workdir: Path) -> None:
        self._end()
        try:
            place = move_to_trash(workdir)
        except StorageError as error:
            self.failed.emit(error)
        else:
            self.discarded.emit(place)

    def _end(self) -> None:
        self._job = None
        self._set_state(RunState.IDLE)

    def _set_state(self, state: RunState) -> None:
        self._state = state
        self.state_changed.emit()
