"""Ctrl+C as a question to stop, for work that has something to keep."""

from __future__ import annotations

import math
import signal
import time
from collections.abc import Callable

SAME_PRESS_SECONDS = 1.0


class StopOnInterrupt:
    """The first Ctrl+C asks the work in this block to stop and keep what is done; a second one breaks off.

    Under ``torchrun`` one press comes twice: from the terminal and from the launcher.
    """

    def __enter__(self) -> Callable[[], bool]:
        self._asked = False
        self._pressed = -math.inf
        self._before = signal.signal(signal.SIGINT, self._ask)
        return lambda: self._asked

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _ask(self, *_: object) -> None:
        again = self._asked and time.monotonic() - self._pressed > SAME_PRESS_SECONDS
        self._asked, self._pressed = True, time.monotonic()
        if again:
            raise KeyboardInterrupt
