"""One job at a time with its progress and a stop button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from desktop.ui.layout import row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Translated, named
from desktop.work.jobs import Jobs, JobSlot, Progress, Work


class WorkRow(Translated, QWidget):
    """Progress and a stop button, named ``<name>_progress`` and ``<name>_stop``; hidden while idle."""

    def __init__(self, name: str, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slot = JobSlot(jobs, self, events=self._show_progress)
        self.slot.changed.connect(lambda: self.setVisible(self.slot.busy))
        self._progress = named(QProgressBar(), f"{name}_progress")
        self._progress.setTextVisible(False)
        self._progress.setMaximumHeight(UNIT * 2)
        self._stop = named(QPushButton(), f"{name}_stop")
        self._stop.clicked.connect(self.slot.stop)
        self.setLayout(row((self._progress, 1), self._stop))
        self.retranslate()
        self.hide()

    def start(self, name: str, work: Work, done: Callable[[Any], object]) -> None:
        """Run ``work`` in a job called ``name``; ``done`` gets its result. One that was stopped has none."""
        self._progress.setRange(0, 0)
        self.slot.start(name, work).finished_ok.connect(done)

    def retranslate(self) -> None:
        self._stop.setText(self.tr("Stop"))

    def _show_progress(self, events: list[object]) -> None:
        for event in reversed(events):
            if isinstance(event, Progress):
                self._progress.setRange(0, event.total)
                self._progress.setValue(event.done)
                return
