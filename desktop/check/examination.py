"""The check of the open project as a model object: it runs off the GUI thread and keeps the last report."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.session import Session
from desktop.work.jobs import JobControl, JobSlot, Progress
from engine.data.dataset import load_dataset
from engine.doctor.examination import DatasetReport, Doctor

PICTURES_PER_EVENT = 50


class Examination(QObject):
    """``report`` is the last one of the session's project, ``error`` why there is none.

    ``reported``: there is another report, or none any more. ``running_changed``: a check began or ended.
    ``progressed(done, total)`` counts pictures.
    """

    reported = Signal()
    running_changed = Signal()
    progressed = Signal(int, int)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._doctor = Doctor()
        self._root: Path | None = None
        self._again = False
        self.report: DatasetReport | None = None
        self.error: BaseException | None = None
        self._slot = JobSlot(session.jobs, self, events=self._on_events, done=self._on_done)
        self._slot.changed.connect(self.running_changed)
        session.project_changed.connect(self._follow_project)
        self._follow_project()

    @property
    def running(self) -> bool:
        return self._slot.busy

    def run(self) -> None:
        """Check the project as it is now; while a check runs, once more after it."""
        project = self._session.project
        if project is None:
            return
        self._again = self._slot.busy
        if self._again:
            return
        project.flush()
        doctor, root = self._doctor, project.root

        def work(control: JobControl) -> DatasetReport:
            def tell(done: int, total: int) -> None:
                control.raise_if_stopped()
                if done % PICTURES_PER_EVENT == 0:
                    control.emit(Progress(done, total))

            return doctor.examine(load_dataset(root), tell)

        job = self._slot.start(self.tr("Checking the data"), work)
        job.finished_ok.connect(lambda report: self._take(root, report, None))
        job.failed.connect(lambda error: self._take(root, None, error))

    def stop(self) -> None:
        """End the check soon; the last report stays."""
        self._again = False
        self._slot.stop()

    def _follow_project(self) -> None:
        project = self._session.project
        root = None if project is None else project.root
        self._slot.stop()
        if root != self._root:
            self._root, self._doctor = root, Doctor()
        self.report = self.error = None
        self.reported.emit()

    def _on_events(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, Progress):
                self.progressed.emit(event.done, event.total)

    def _take(self, root: Path, report: DatasetReport | None, error: BaseException | None) -> None:
        if root == self._root:
            self.report, self.error = report, error
            self.reported.emit()

    def _on_done(self) -> None:
        if self._again:
            self.run()
