"""The check of the open project as a model object: it runs off the GUI thread and keeps the last report."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.session import Session
from desktop.work.jobs import Job, JobControl, Progress, Work
from engine.data.dataset import load_dataset
from engine.doctor.examination import DatasetReport, Doctor

PICTURES_A_TIME = 50
"""Pictures between two tellings of how far the check is."""


def check_work(doctor: Doctor, root: Path) -> Work:
    """The function of a job that examines the dataset in ``root``."""

    def work(control: JobControl) -> DatasetReport:
        def tell(done: int, total: int) -> None:
            control.raise_if_stopped()
            if done % PICTURES_A_TIME == 0:
                control.emit(Progress(done, total))

        return doctor.examine(load_dataset(root), tell)

    return work


class Examination(QObject):
    """``report`` is the last one of the session's project, ``error`` why there can be none.

    ``reported``: there is another report, or none any more. ``running_changed``: a check began or ended.
    ``progressed(done, total)``: pictures looked at.
    """

    reported = Signal()
    running_changed = Signal()
    progressed = Signal(int, int)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._doctor = Doctor()
        self._root: Path | None = None
        self._job: Job | None = None
        self._job_root: Path | None = None
        self._again = False
        self.report: DatasetReport | None = None
        self.error: BaseException | None = None
        session.project_changed.connect(self._follow_project)
        self._follow_project()

    @property
    def running(self) -> bool:
        """Whether a check is under way."""
        return self._job is not None

    def run(self) -> None:
        """Check the project as it is now; while a check runs, once more after it."""
        project = self._session.project
        if project is None:
            return
        if self._job is not None:
            self._again = True
            return
        project.flush()
        self._again = False
        self._job_root = project.root
        self._job = Job(self.tr("Checking the data"), check_work(self._doctor, project.root))
        self._job.events.connect(self._on_events)
        self._job.finished_ok.connect(self._on_report)
        self._job.failed.connect(self._on_failed)
        self._job.done.connect(self._on_done)
        self._session.jobs.start(self._job)
        self.running_changed.emit()

    def stop(self) -> None:
        """End the check soon; the last report stays."""
        self._again = False
        if self._job is not None:
            self._job.request_stop()

    def _follow_project(self) -> None:
        project = self._session.project
        root = None if project is None else project.root
        if self._job is not None:
            self._job.request_stop()
        if root != self._root:
            self._root, self._doctor = root, Doctor()
        self.report = self.error = None
        self.reported.emit()

    def _on_events(self, events: list[object]) -> None:
        for event in events:
            match event:
                case Progress():
                    self.progressed.emit(event.done, event.total)

    def _on_report(self, report: DatasetReport) -> None:
        if self._job_root == self._root:
            self.report, self.error = report, None
            self.reported.emit()

    def _on_failed(self, error: BaseException) -> None:
        if self._job_root == self._root:
            self.report, self.error = None, error
            self.reported.emit()

    def _on_done(self) -> None:
        self._job = None
        self.running_changed.emit()
        if self._again:
            self.run()
