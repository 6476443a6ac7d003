"""Short work off the GUI thread, such as reading a picture: no name, no progress, nothing to stop.

Longer work is a :class:`desktop.work.jobs.Job`.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, partial
from threading import Event
from weakref import ref

from PySide6.QtCore import QObject, Qt, Signal


class _Mailbox(QObject):
    """Carries results from the workers into the GUI thread.

    There is one, and it is never deleted: a worker cannot know whether the pool it works for still exists,
    and a signal of a deleted object crashes. So workers touch no other Qt object.
    """

    posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.posted.connect(self._open, Qt.ConnectionType.QueuedConnection)

    def _open(self, deliver: Callable[[], None]) -> None:
        deliver()


@cache
def _mailbox() -> _Mailbox:
    return _Mailbox()


class WorkerPool(QObject):
    """Runs functions in a few threads; ``ended`` carries each one's future, in the GUI thread.

    Nothing is delivered of work that was cancelled, or when the pool is gone.
    """

    ended = Signal(object)

    def __init__(self, threads: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="background")
        gone = Event()
        self._post = _poster(ref(self), gone)
        self.destroyed.connect(_closer(self._executor, gone))

    def submit(self, work: Callable[[], object]) -> Future[object]:
        """Run ``work`` as soon as a thread is free; until then the future can be cancelled."""
        future = self._executor.submit(work)
        future.add_done_callback(self._post)
        return future


# These two are made outside the pool, so that neither threads nor Qt hold a reference to it.
def _poster(recipient: ref[WorkerPool], gone: Event) -> Callable[[Future[object]], None]:
    post = _mailbox().posted.emit

    def deliver(future: Future[object]) -> None:
        pool = recipient()
        if pool is not None and not gone.is_set() and not future.cancelled():
            pool.ended.emit(future)

    return lambda future: post(partial(deliver, future))


def _closer(executor: ThreadPoolExecutor, gone: Event) -> Callable[[], None]:
    def close() -> None:
        gone.set()
        executor.shutdown(wait=False, cancel_futures=True)

    return close


class LatestTask(QObject):
    """Runs one function at a time in one thread; of those submitted meanwhile only the last.

    ``done`` carries the result, ``failed`` the exception, both in the GUI thread.
    """

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: Future[object] | None = None
        self._wanted = False
        self._next: Callable[[], object] | None = None
        self._pool = WorkerPool(1, self)
        self._pool.ended.connect(self._on_ended)

    def submit(self, work: Callable[[], object]) -> None:
        """Run ``work`` as soon as the present one ends; what was waiting before is forgotten."""
        self._next = work
        self._wanted = False
        if self._running is None:
            self._start(work)

    def cancel(self) -> None:
        """Forget what waits, and the result of what runs."""
        self._next = None
        self._wanted = False

    def busy(self) -> bool:
        """Whether a result is still to come."""
        return self._wanted or self._next is not None

    def _start(self, work: Callable[[], object]) -> None:
        self._next = None
        self._wanted = True
        self._running = self._pool.submit(work)

    def _on_ended(self, future: Future[object]) -> None:
        wanted, self._wanted = self._wanted, False
        self._running = None
        if self._next is not None:
            self._start(self._next)
        if not wanted:
            return
        error = future.exception()
        if error is None:
            self.done.emit(future.result())
        else:
            self.failed.emit(error)
