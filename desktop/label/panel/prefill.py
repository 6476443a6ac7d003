"""Texts proposed by the recogniser: for selected labels, or for those without text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication, QObject, Signal

from desktop.document.picture_document import PictureDocument
from desktop.document.project_texts import Labels, ProjectTexts, put_texts
from desktop.label.context import LabelContext
from desktop.label.panel.prefill_work import (
    PictureNotRead,
    PictureRead,
    Task,
    read_labels,
    tasks_of_project,
    without_text,
)
from desktop.work.jobs import JobControl, JobSlot, Progress
from engine.detect.recogniser import is_installed, not_installed
from engine.errors import QuadTuneError

PrefillState = Literal["idle", "reading", "done"]


@dataclass(slots=True)
class PrefillCounts:
    """``texts`` were put into labels of ``pictures``.

    ``empty``: labels in which nothing could be read. ``kept``: labels that got another text meanwhile.
    ``failed``: pictures that could not be read, ``error`` why the last of them could not.
    """

    texts: int = 0
    pictures: int = 0
    empty: int = 0
    kept: int = 0
    failed: int = 0
    error: QuadTuneError | None = None


class Prefill(QObject):
    """Reads in a job, one at a time, and puts texts into labels: each picture one step of its history.

    Ignored labels are left alone, and so is every label that is no longer as it was when the reading
    began. ``changed`` comes with a new ``state``, ``counts``, ``progress`` or ``error``.
    """

    changed = Signal()

    def __init__(self, context: LabelContext) -> None:
        super().__init__(context)
        self.state: PrefillState = "idle"
        self.counts = PrefillCounts()
        self.progress = Progress(0, 0)
        self.error: BaseException | None = None
        self._context = context
        self._slot = JobSlot(
            context.session.jobs,
            self,
            events=self._on_events,
            failed=self._on_failed,
            done=lambda: self._enter("done"),
        )
        context.project_changed.connect(self.stop)
        context.project_changed.connect(self.dismiss)

    @property
    def available(self) -> bool:
        return is_installed()

    def read_selected(self) -> None:
        """Read the selected labels, whether they have a text or not; not those that are ignored."""
        document = self._document()
        if document is not None:
            rows = self._context.selection.rows()
            chosen = tuple(document.labels[row] for row in rows if not document.labels[row].ignore)
            self._read_of(document, chosen)

    def read_picture(self) -> None:
        """Read the labels without text of the picture shown."""
        document = self._document()
        if document is not None:
            self._read_of(document, without_text(tuple(document.labels)))

    def read_project(self) -> None:
        """Read the labels without text of all pictures."""
        project = self._context.project
        if project is not None:
            texts = ProjectTexts.of_project(project)
            self._start(lambda control: tasks_of_project(texts, control))

    def stop(self) -> None:
        """End the reading soon; the texts read until then stay."""
        self._slot.stop()

    def dismiss(self) -> None:
        """Forget how the last reading ended; while one is under way nothing happens."""
        if not self._slot.busy:
            self._enter("idle")

    def _document(self) -> PictureDocument | None:
        document = self._context.document
        return document if document is not None and document.editable else None

    def _read_of(self, document: PictureDocument, labels: Labels) -> None:
        self._start(lambda _: [(document.picture, labels)] if labels else [])

    def _start(self, find_tasks: Callable[[JobControl], list[Task]]) -> None:
        if self._slot.busy:
            return
        self.counts, self.progress, self.error = PrefillCounts(), Progress(0, 0), None
        if not self.available:
            self.error = not_installed()
            self._enter("done")
            return
        keeper = self._context.session.recogniser
        self._enter("reading")
        self._slot.start(self.tr("Reading texts"), lambda control: read_labels(keeper, find_tasks, control))

    def _on_events(self, events: list[object]) -> None:
        for event in events:
            match event:
                case PictureRead():
                    self._take(event)
                case PictureNotRead(_, error):
                    self.counts.failed += 1
                    self.counts.error = error
                case Progress():
                    self.progress = event
        self.changed.emit()

    def _take(self, read: PictureRead) -> None:
        project = self._context.project
        if project is None or project.index(read.picture) is None:
            return  # another folder was opened meanwhile
        found = [(label, text) for label, text in read.texts if text]
        new = [(label, text) for label, text in found if text != label.transcription]
        name = QCoreApplication.translate("commands", "read texts")
        changed = put_texts(project.document(read.picture), new, name) if new else 0
        self.counts.empty += len(read.texts) - len(found)
        self.counts.kept += len(new) - changed
        self.counts.texts += changed
        self.counts.pictures += bool(changed)

    def _on_failed(self, error: BaseException) -> None:
        self.error = error

    def _enter(self, state: PrefillState) -> None:
        self.state = state
        self.changed.emit()
