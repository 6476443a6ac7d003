"""Short work off the GUI thread of which only the newest counts: reading a picture, moving a slider."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, QTimer, Signal

POLL_MS = 4


class LatestTask(QObject):
    """Runs one function at a time in one thread; of those asked for meanwhile only the last.

    ``done`` carries the result, ``failed`` the exception, both in the GUI thread. The thread never
    touches a Qt object: a timer, running only while there is work, looks at the future. So the object
    can go away at any time.
    """

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="latest")
        self._running: Future[object] | None = None
        self._wanted = False
        self._next: Callable[[], object] | None = None
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._look)
        self.destroyed.connect(_closer(self._pool))

    def submit(self, work: Callable[[], object]) -> None:
        """Run ``work`` as soon as the present one ends; what was waiting before is forgotten."""
        self._next = work
        self._wanted = False
        if self._running is None:
            self._start()

    def cancel(self) -> None:
        """Forget what waits, and the result of what runs."""
        self._next = None
        self._wanted = False

    def busy(self) -> bool:
        """Whether a result is still to come."""
        return self._wanted or self._next is not None

    def _start(self) -> None:
        assert self._next is not None
        self._running = self._pool.submit(self._next)
        self._next = None
        self._wanted = True
        self._timer.start()

    def _look(self) -> None:
        if self._running is None or not self._running.done():
            return
        future, wanted = self._running, self._wanted
        self._running = None
        self._wanted = False
        if self._next is not None:
            self._start()
        else:
            self._timer.stop()
        if wanted:
            self._tell(future)

    def _tell(self, future: Future[object]) -> None:
        error = future.exception()
        if error is None:
            self.done.emit(future.result())
        else:
            self.failed.emit(error)


def _closer(pool: ThreadPoolExecutor) -> Callable[[], None]:
    return lambda: pool.shutdown(wait=False, cancel_futures=True)
