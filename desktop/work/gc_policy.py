"""Python's cycle collector, run by the window's thread alone.

Left to itself the collector runs in whatever thread happens to allocate, and then

- may delete a Qt object in a thread that is not its own, which Qt does not allow, and
- stops every thread for as long as it takes: 0.3 s once torch is loaded, in the middle of a drag.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

PERIOD_MS = 1000
FULL_EVERY = 30
"""Periods between collections of all objects."""
MOST_YOUNG = 20_000
"""More new objects than this in a period are a library being loaded; visiting so many takes 10 ms."""


class GarbageCollector(QObject):
    """Collects young garbage every second and all of it twice a minute, in the thread it was made in.

    Objects that exist when it starts, and those of libraries loaded later, are never visited: most are
    modules, classes and functions, which stay until the end. Without references they are freed as usual.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._periods = 0
        self._timer = QTimer(self, interval=PERIOD_MS)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        """Replace the automatic collector."""
        gc.disable()
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Restore the automatic collector."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def collect(self) -> None:
        """Called once per period."""
        self._periods += 1
        if gc.get_count()[0] > MOST_YOUNG:
            gc.freeze()
        else:
            gc.collect(2 if self._periods % FULL_EVERY == 0 else 1)
