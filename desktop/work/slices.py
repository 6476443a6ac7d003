"""Long work that belongs to the GUI thread, such as changing ten thousand documents, in short slices."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

SLICE_S = 0.012
"""The window handles its events between two slices; a picture shown at 60 Hz has 0.016 s."""


class Slices(QObject):
    """Exhausts one iterator at a time; its steps should be short.

    ``progressed`` comes after each slice but the last, ``finished`` after the last step.
    """

    progressed = Signal()
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: Iterator[object] = iter(())
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._run_slice)

    @property
    def busy(self) -> bool:
        return self._timer.isActive()

    def start(self, steps: Iterator[object]) -> None:
        """Take ``steps`` from now on, in place of those under way."""
        self._steps = steps
        self._timer.start()

    def stop(self) -> None:
        """Take no more steps; no signal comes."""
        self._timer.stop()
        self._steps = iter(())

    def _run_slice(self) -> None:
        end = time.monotonic() + SLICE_S
        for _ in self._steps:
            if time.monotonic() > end:
                self.progressed.emit()
                return
        self.stop()
        self.finished.emit()
