"""Work off the GUI thread: one :class:`Job` is one thread that runs one function.

The function gets a :class:`JobControl`: it reports with ``control.emit(event)`` (any frozen
dataclass, from any thread) and checks ``control.should_stop()`` between steps. The window gets
them in batches: :attr:`Job.events` carries a list of *all* events since the last batch, in order, at
most 20 times a second. Nothing is lost and the window is never flooded (a signal for each event
freezes it: the event loop drowns in repaints), so a page does::

    def _on_events(self, events: list[object]) -> None:
        for event in events:
            match event:
                case StepDone(): ...
        self._redraw_once()

Order of the signals: every ``events`` batch, then ``finished_ok(result)`` or ``failed(exception)``
(neither when the work ended by :class:`JobStopped`), then ``done()``; all in the GUI thread.
"""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal, SignalInstance

from desktop.work.delay import Delay

BATCH_MS = 50  # 20 Hz

log = logging.getLogger(__name__)


class JobStopped(Exception):  # noqa: N818 - not an error: the work ended because it was asked to
    """Raised by ``JobControl.raise_if_stopped``: ends the work without a result and without an error."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: ``done`` of ``total`` (0 = not known), in its own ``text`` if it has one.

    ``part``: that is how far a part of the job is, such as an evaluation between two epochs.
    """

    done: int
    total: int
    text: str = ""
    seconds_left: float | None = None
    part: bool = False


class JobControl:
    """The job as seen by its function. Thread-safe."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._lock = threading.Lock()
        self._events: list[object] = []
        self._stop = threading.Event()

    def emit(self, event: object) -> None:
        """Tell the window what happened; ``event`` must not be changed afterwards."""
        with self._lock:
            self._events.append(event)
            first = len(self._events) == 1
        if first:
            self._wake()

    def should_stop(self) -> bool:
        """Whether the person asked to stop; check often, return soon after."""
        return self._stop.is_set()

    def raise_if_stopped(self) -> None:
        """Raise JobStopped when the person asked to stop: for callbacks deep in other code."""
        if self._stop.is_set():
            raise JobStopped

    def tell_progress(self, done: int, total: int) -> None:
        """A callback for the engine: reports progress, and raises JobStopped when asked to stop."""
        self.raise_if_stopped()
        self.emit(Progress(done, total))

    def request_stop(self) -> None:
        self._stop.set()

    def take(self) -> list[object]:
        """All events since the last call, in order."""
        with self._lock:
            events, self._events = self._events, []
        return events


Work = Callable[[JobControl], object]


class Job(QThread):
    """Runs ``work`` in a thread of its own; ``name`` is shown to the person.

    Start it with ``session.jobs.start(job)``, which keeps it alive until it is done and deletes it
    then: drop your own reference in the slot of ``done``.
    """

    events = Signal(list)
    finished_ok = Signal(object)
    failed = Signal(object)
    done = Signal()
    _woken = Signal()

    def __init__(self, name: str, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.progress: Progress | None = None
        self.share: float | None = None  # of the whole job that is done, 0 to 1; None as long as unknown
        self.started_at = 0.0
        self._work: Work | None = work
        self._control = JobControl(self._woken.emit)
        self._outcome: tuple[SignalInstance | None, object] | None = None
        self._concluded = False
        self._timer = Delay(self, BATCH_MS, self._deliver)
        self._woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)
        self.finished.connect(self.conclude, Qt.ConnectionType.QueuedConnection)

    def request_stop(self) -> None:
        self._control.request_stop()
        self.requestInterruption()

    @property
    def stop_requested(self) -> bool:
        return self._control.should_stop()

    def run(self) -> None:
        """The thread. Called by Qt."""
        assert self._work is not None
        self.started_at = time.monotonic()
        try:
            self._outcome = (self.finished_ok, self._work(self._control))
        except JobStopped:
            self._outcome = (None, None)
        except BaseException as error:  # the person learns of everything by ``failed``
            log.exception("Job %r failed", self.name)
            _release_frames(error)
            self._outcome = (self.failed, error)
        finally:
            self._work = None  # and with it whatever the closure holds

    def conclude(self) -> None:
        """Deliver what is left and the result, once; the thread has ended (or ends within this call)."""
        if self._concluded or self._outcome is None:
            return
        self._concluded = True
        self.wait()
        self._timer.stop()
        self._deliver()
        outcome, value = self._outcome
        self._outcome = None
        try:
            if outcome is not None:
                outcome.emit(value)
        finally:
            self.done.emit()

    def _on_woken(self) -> None:
        # The first event of a pause waits one batch length, so bursts travel together.
        if not self._concluded:
            self._timer.start_once()

    def _deliver(self) -> None:
        events = self._control.take()
        if not events:
            return
        for event in events:
            progress = progress_of(event)
            if progress is None:
                continue
            self.progress = progress
            if progress.total > 0 and not progress.part:
                self.share = min(progress.done / progress.total, 1.0)
        self.events.emit(events)


def progress_of(event: object) -> Progress | None:
    """The progress in ``event``, if any: a `Progress`, or that of a training event."""
    from engine.training.events import EvaluationProgress, StepDone
    from engine.training.plan.rate_finder import RateTried

    match event:
        case Progress():
            return event
        case StepDone() | RateTried():
            return Progress(event.step, event.total_steps, seconds_left=event.seconds_left)
        case EvaluationProgress():
            return Progress(event.done, event.total, part=True)
        case _:
            return None


def _release_frames(error: BaseException) -> None:
    """Drop the local variables of all frames of ``error``: they may hold gigabytes of tensors."""
    seen: BaseException | None = error
    while seen is not None:
        traceback.clear_frames(seen.__traceback__)
        seen = seen.__cause__ or seen.__context__


class Jobs(QObject):
    """The jobs under way. Holds each until its thread has ended.

    ``changed``: a job started or is done. ``progressed``: a job delivered events.
    """

    changed = Signal()
    progressed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: list[Job] = []

    def start(self, job: Job) -> Job:
        """Start ``job`` and keep it alive until it is done."""
        # A parent keeps Python's cycle collector, which runs in any thread, from deleting the thread object.
        job.setParent(self)
        self._jobs.append(job)
        job.done.connect(self._forget_done)
        job.events.connect(self.progressed)
        job.start()
        self.changed.emit()
        return job

    def running(self) -> list[Job]:
        """Jobs under way, oldest first."""
        return list(self._jobs)

    def stop_all(self, timeout_ms: int = 10_000) -> bool:
        """Ask every job to stop and wait at most ``timeout_ms`` in all; whether none is left.

        For closing: the GUI thread waits here, with the window already hidden. A Python thread
        cannot be ended from outside (``QThread.terminate`` may leave the interpreter's lock held),
        so a job that ignores the request stays in :meth:`running` and ``desktop.app`` then leaves
        by ``os._exit``, after everything has been saved.
        """
        for job in self._jobs:
            job.request_stop()
        deadline = time.monotonic() + timeout_ms / 1000
        for job in list(self._jobs):
            left = max(0, int((deadline - time.monotonic()) * 1000))
            if job.wait(left):
                job.conclude()
        return not self._jobs

    def _forget_done(self) -> None:
        job = self.sender()
        assert isinstance(job, Job)
        self._jobs.remove(job)
        job.deleteLater()
        self.changed.emit()


class JobSlot(QObject):
    """Room for one job at a time. It forwards the job's signals; ``result`` is Job's ``finished_ok``.

    ``changed``: a job started, was asked to stop, or is done (then after ``done``, and no longer `busy`).
    """

    events = Signal(list)
    result = Signal(object)
    failed = Signal(object)
    done = Signal()
    changed = Signal()

    def __init__(
        self,
        jobs: Jobs,
        parent: QObject,
        *,
        events: Callable[[list[object]], object] | None = None,
        result: Callable[[Any], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        done: Callable[[], object] | None = None,
    ) -> None:
        """What is given as ``events``, ``result``, ``failed`` and ``done`` is connected to these signals."""
        super().__init__(parent)
        self.job: Job | None = None
        self._jobs = jobs
        pairs = ((self.events, events), (self.result, result), (self.failed, failed), (self.done, done))
        for signal, slot in pairs:
            if slot is not None:
                signal.connect(slot)

    @property
    def busy(self) -> bool:
        return self.job is not None

    @property
    def stopping(self) -> bool:
        return self.job is not None and self.job.stop_requested

    def start(self, name: str, work: Work) -> Job:
        """Run ``work`` in a job that the person knows as ``name``. RuntimeError while one is under way."""
        if self.job is not None:
            raise RuntimeError(f"{self.job.name!r} is under way")
        self.job = job = Job(name, work)
        job.events.connect(self.events)
        job.finished_ok.connect(self.result)
        job.failed.connect(self.failed)
        job.done.connect(self._on_done)
        self._jobs.start(job)
        self.changed.emit()
        return job

    def stop(self) -> None:
        """Ask the job to stop, if there is one; what its work makes of that comes as its result."""
        if self.job is not None:
            self.job.request_stop()
            self.changed.emit()

    def rename(self, name: str) -> None:
        """Call the job under way ``name``, as in another language."""
        if self.job is not None:
            self.job.name = name

    def _on_done(self) -> None:
        self.job = None
        self.done.emit()
        self.changed.emit()
