"""Doing something a little later, once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, SignalInstance


class Delay(QTimer):
    """Calls ``action`` once, ``milliseconds`` after `start`; to start it again puts that off."""

    def __init__(
        self, parent: QObject, milliseconds: int, action: Callable[[], object] | SignalInstance
    ) -> None:
        super().__init__(parent, singleShot=True, interval=milliseconds)
        self.timeout.connect(action)

    def start_once(self) -> None:
        """Start, unless it is started already: what comes meanwhile puts nothing off."""
        if not self.isActive():
            self.start()
