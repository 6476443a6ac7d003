"""The earlier experiments whose curves are drawn in the charts; they are read off the GUI thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.session import Session
from desktop.ui.theme import CHART_COMPARED
from desktop.work.jobs import Job
from engine.training.record.record import Curves, TrainingRecord, read_curves

MOST_COMPARED = len(CHART_COMPARED)


@dataclass(frozen=True, slots=True)
class Compared:
    """A chosen experiment. It keeps its slot, and so its colour, until it is removed."""

    slot: int
    record: TrainingRecord
    curves: Curves


class ComparedExperiments(QObject):
    """At most `MOST_COMPARED` experiments. ``changed``: the choice, a name or the curves changed."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._chosen: list[TrainingRecord] = []
        self._slots: dict[Path, int] = {}
        self._curves: dict[Path, Curves] = {}

    def choose(self, record: TrainingRecord) -> bool:
        """Compare ``record`` too; False when there are `MOST_COMPARED` already."""
        if record.folder in self._slots:
            return True
        free = [slot for slot in range(MOST_COMPARED) if slot not in self._slots.values()]
        if not free:
            return False
        self._slots[record.folder] = free[0]
        self._chosen.append(record)
        self._read(record.folder)
        self.changed.emit()
        return True

    def remove(self, folder: Path) -> None:
        if folder in self._slots:
            del self._slots[folder]
            self._curves.pop(folder, None)
            self._chosen = [record for record in self._chosen if record.folder != folder]
            self.changed.emit()

    def update(self, records: Sequence[TrainingRecord]) -> None:
        """Take new figures and names; experiments that are gone are removed, changed ones are read again."""
        known = {record.folder: record for record in records}
        now = [known[record.folder] for record in self._chosen if record.folder in known]
        if now == self._chosen:
            return
        before = {record.folder: record for record in self._chosen}
        self._chosen = now
        self._slots = {record.folder: self._slots[record.folder] for record in now}
        for record in now:
            if record.changed_at != before[record.folder].changed_at:
                self._read(record.folder)
        self.changed.emit()

    def slot(self, folder: Path) -> int | None:
        """The slot of the experiment in ``folder``; None when it is not compared."""
        return self._slots.get(folder)

    def records(self) -> list[TrainingRecord]:
        """The chosen experiments, in the order of choosing."""
        return list(self._chosen)

    def all(self, without: Path | None = None) -> list[Compared]:
        """The chosen experiments with the curves read so far, except the one in ``without``."""
        return [
            Compared(self._slots[record.folder], record, self._curves.get(record.folder, {}))
            for record in self._chosen
            if record.folder != without
        ]

    def _read(self, folder: Path) -> None:
        job = Job(self.tr("Reading an experiment"), lambda _control: (folder, read_curves(folder)))
        job.finished_ok.connect(self._take)
        self._session.jobs.start(job)

    def _take(self, result: tuple[Path, Curves]) -> None:
        folder, curves = result
        if folder in self._slots:
            self._curves[folder] = curves
            self.changed.emit()
