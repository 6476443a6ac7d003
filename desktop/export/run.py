"""One export at a time, as a job, with what it came to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.session import Session
from desktop.work.jobs import Job, JobControl, Progress
from desktop.work.torch_libraries import load_torch
from engine.db.models import ModelInfo, read_info
from engine.export.options import STAGES, ExportOptions, ExportReport, Stage


@dataclass(frozen=True, slots=True)
class Request:
    """What to export, where to, and what to make of it."""

    model: str
    path: Path
    options: ExportOptions


@dataclass(frozen=True, slots=True)
class StageReached:
    stage: Stage


@dataclass(frozen=True, slots=True)
class Exported:
    """``info`` is what the file itself holds; ``replaced`` tells that there was a file before."""

    report: ExportReport
    info: ModelInfo
    replaced: bool


def export_work(request: Request, control: JobControl) -> Exported | None:
    """Export; None when it was stopped. Raises as ``engine.export.run.export_model``."""

    def tell(stage: Stage) -> None:
        control.emit(StageReached(stage))
        control.emit(Progress(STAGES.index(stage), len(STAGES)))

    tell("loading")
    load_torch()
    from engine.export.run import export_model

    replaced = request.path.exists()
    report = export_model(
        request.model, request.path, request.options, stage=tell, should_stop=control.should_stop
    )
    return None if report is None else Exported(report, read_info(report.path), replaced)


class ExportRun(QObject):
    """State of the Export page: the job under way, its stage, the last result."""

    changed = Signal()
    exported = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.job: Job | None = None
        self.stage: Stage | None = None
        self.result: Exported | None = None

    def start(self, request: Request) -> None:
        """Export in a job; nothing happens while one is under way."""
        if self.job is not None:
            return
        self.result = None
        self.stage = None
        self.job = Job(self.tr("Export"), lambda control: export_work(request, control))
        self.job.events.connect(self._on_events)
        self.job.finished_ok.connect(self._on_finished)
        self.job.failed.connect(self.failed)
        self.job.done.connect(self._on_done)
        self.changed.emit()
        self._session.jobs.start(self.job)

    def stop(self) -> None:
        """Stop between two stages; the file that was there stays."""
        if self.job is not None:
            self.job.request_stop()
            self.changed.emit()

    def _on_events(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, StageReached):
                self.stage = event.stage
        self.changed.emit()

    def _on_finished(self, result: object) -> None:
        if isinstance(result, Exported):
            self.result = result
            self.exported.emit(result)
            self._session.models_changed.emit()

    def _on_done(self) -> None:
        self.job = None
        self.stage = None
        self.changed.emit()
