"""What the dialogs for importing and exporting labels share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLayout, QPlainTextEdit, QProgressBar, QPushButton, QWidget

from desktop.session import Session
from desktop.ui.errors import ErrorBanner, describe
from desktop.ui.layout import STRETCH, column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import PrimaryButton, Translated, named, text_label
from desktop.work.jobs import Jobs, JobSlot, Progress, Work
from desktop.work.work_window import WorkWindow
from engine.errors import QuadTuneError


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


def error_lines(errors: Iterable[QuadTuneError]) -> list[str]:
    """One line for each: where, what, what to do."""
    texts = [describe(error) for error in errors]
    parts = [(text.where and f"{text.where}:", text.message, text.remedy) for text in texts]
    return [" ".join(filter(None, one)) for one in parts]


class ExchangeDialog(WorkWindow):
    """Beside the work. It belongs to the project it was opened in and closes with it.

    Its controls are named ``<name>_…``.
    """

    def __init__(self, session: Session, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        assert session.project is not None
        self._project = session.project
        self._format = named(QComboBox(), f"{name}_format")
        self._summary = text_label("", name=f"{name}_summary")
        self._list = named(QPlainTextEdit(), f"{name}_report")
        self._list.setReadOnly(True)
        self._list.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.banner = ErrorBanner(name)
        self.work = WorkRow(name, session.jobs)
        self.run_button = PrimaryButton(name=f"{name}_run")
        self._close = named(QPushButton(), f"{name}_close")
        self.work.slot.failed.connect(self.banner.show_error)
        self.work.slot.changed.connect(self._show)
        self.run_button.clicked.connect(lambda: self.run())
        self._close.clicked.connect(self.close)
        session.project_changed.connect(self.close)

    def run(self) -> None:
        raise NotImplementedError

    def stop_work(self) -> None:
        self.work.slot.stop()

    def _show(self) -> None:
        """Show what depends on how far things are."""
        raise NotImplementedError

    def _stack(self, *parts: QWidget | QLayout) -> None:
        """Lay out ``parts`` from the top; below them the list, the work under way and the buttons."""
        layout = column(*parts, (self._list, 1), margins=UNIT * 2)
        layout.addStretch(0)
        layout.addWidget(self.work)
        layout.addLayout(row(STRETCH, self._close, self.run_button))
        self.setLayout(layout)
