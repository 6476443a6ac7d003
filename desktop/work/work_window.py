"""Windows beside the main one that do some work of their own."""

from __future__ import annotations

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QDialog

from desktop.ui.widgets import Translated


class WorkWindow(Translated, QDialog):
    """Not modal; its work ends when it is closed, and goes on while it is minimised."""

    def stop_work(self) -> None:
        raise NotImplementedError

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.stop_work()
