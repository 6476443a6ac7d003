"""The recogniser that the pages of a window share."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.detect.recogniser import Recogniser


class RecogniserKeeper:
    """The recogniser, loaded when it is first needed. For any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._recogniser: Recogniser | None = None

    def get(self) -> Recogniser:
        """Raises InputError when the package is not installed."""
        from engine.detect.recogniser import Recogniser

        with self._lock:
            if self._recogniser is None:
                self._recogniser = Recogniser.open()
            return self._recogniser
