"""One export at a time, as a job, with what it came to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.session import Session
from desktop.work.jobs import JobControl, JobSlot, Progress
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
    """``info`` as the file itself holds it; ``replaced``: there was a file before."""

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
    """State of the Export page: the job in ``slot``, its stage, the last result.

    Stopped between two stages, it leaves the file that was there as it is.
    """

    changed = Signal()
    exported = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.slot = JobSlot(session.jobs, self, events=self._on_events, result=self._on_result)
        self.slot.failed.connect(self.failed)
        self.slot.done.connect(self._forget_stage)
        self.slot.changed.connect(self.changed)
        self.stage: Stage | None = None
        self.result: Exported | None = None

    def start(self, request: Request) -> None:
        """Export in a job; nothing happens while one is under way."""
        if not self.slot.busy:
            self.result = None
            self.slot.start(self.tr("Export"), lambda control: export_work(request, control))

    def _on_events(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, StageReached):
                self.stage = event.stage
        self.changed.emit()

    def _on_result(self, result: object) -> None:
        if isinstance(result, Exported):
            self.result = result
            self.exported.emit(result)
            self._session.models_changed.emit()

    def _forget_stage(self) -> None:
        self.stage = None
