"""Find and replace in the texts of a project: searched off the GUI thread, shown, then done."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from desktop.document.project_texts import Labels, ProjectTexts, put_texts
from desktop.label.context import LabelContext
from desktop.label.texts.match_model import Hit, HitModel
from desktop.label.texts.text_search import Query, Replacer
from desktop.work.jobs import Job, JobControl, Progress
from engine.errors import InputError, QuadTuneError

State = Literal["idle", "searching", "found", "replacing", "done"]
TYPING_MS = 250
"""How long nobody types before the search begins."""
TOLD_EVERY_S = 0.1
SLICE_S = 0.012
"""The window stays quick: documents belong to its thread, so ten thousand are gone through in slices."""


@dataclass(frozen=True, slots=True)
class HitsFound:
    """Hits of the pictures searched since the last event of this kind."""

    hits: tuple[Hit, ...]


@dataclass(slots=True)
class Tally:
    """What a search came to, or a replacement.

    ``texts`` in ``pictures``; ``unreadable``: gt files that could not be read; ``left_out``: hits whose
    labels are no longer what the search saw, or cannot be changed.
    """

    texts: int = 0
    pictures: int = 0
    unreadable: int = 0
    left_out: int = 0


def search(texts: ProjectTexts, replacer: Replacer, control: JobControl) -> int:
    """Look through ``texts``, telling :class:`HitsFound` and Progress; counts unreadable gt files.

    Ignored labels and lines that are no labels are left alone. InputError: the expression takes too long.
    """
    found, unreadable = list[Hit](), 0
    started = told = time.monotonic()
    for done, (picture, labels) in enumerate(texts.read(), start=1):
        control.raise_if_stopped()
        if isinstance(labels, QuadTuneError):
            unreadable += 1
        else:
            found += _hits(picture, labels, replacer)
        now = time.monotonic()
        if now - told > TOLD_EVERY_S or done == len(texts):
            told = now
            left = (now - started) / done * (len(texts) - done)
            control.emit(HitsFound(tuple(found)))
            control.emit(Progress(done, len(texts), seconds_left=left))
            found = []
    return unreadable


def _hits(picture: Path, labels: Labels, replacer: Replacer) -> Iterator[Hit]:
    for row, label in enumerate(labels):
        after = None if label.ignore else replacer(label.transcription)
        if after is None:
            continue
        exactly = label.with_transcription(after).transcription
        if exactly != label.transcription:
            yield Hit(picture, row, label, exactly)


class Replacement(QObject):
    """A query, its hits, and doing it.

    ``changed`` tells of a new ``state``, ``tally``, ``progress`` or ``error``.
    """

    changed = Signal()

    def __init__(self, context: LabelContext) -> None:
        super().__init__(context)
        self.query = Query()
        self.everywhere = True
        self.state: State = "idle"
        self.tally = Tally()
        self.progress = Progress(0, 0)
        self.error: BaseException | None = None
        self.hits = HitModel(self)
        self._context = context
        self._job: Job | None = None
        self._steps: Iterator[None] = iter(())
        self._soon = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._soon.timeout.connect(self.search)
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)
        self.hits.dataChanged.connect(self.changed)
        context.project_changed.connect(self._forget)

    @property
    def busy(self) -> bool:
        return self.state in ("searching", "replacing")

    def set_query(self, query: Query, everywhere: bool) -> None:
        """Search for ``query`` as soon as nobody types any more, in all pictures or in the one shown."""
        if (query, everywhere) != (self.query, self.everywhere):
            self.query, self.everywhere = query, everywhere
            self._forget()
            self._soon.start()

    def search(self) -> None:
        """Search now; one under way begins again."""
        self._forget()
        if self._job is not None:
            self._soon.start()  # it has been asked to stop and needs a moment
            return
        texts = self._texts() if self.query.find else None
        if texts is None:
            return
        try:
            replacer = Replacer(self.query)
        except InputError as error:  # perhaps only half typed
            self.error = error
            self._enter("idle")
            return
        job = Job(self.tr("Searching texts"), lambda control: search(texts, replacer, control))
        job.events.connect(self._on_events)
        job.finished_ok.connect(self._on_searched)
        job.failed.connect(self._on_failed)
        job.done.connect(self._on_done)
        self._job = job
        self._enter("searching")
        self._context.session.jobs.start(job)

    def replace(self) -> None:
        """Replace the hits that are ticked, each picture one step of its history."""
        if self.state == "found":
            self.tally = Tally()
            self._steps = self._replace(list(self.hits.ticked()))
            self._enter("replacing")
            self._timer.start()

    def stop(self) -> None:
        """End what is under way; what has been replaced stays replaced, and can be undone."""
        self._soon.stop()
        if self.state == "replacing":
            self._finish()
        elif self.state == "searching":
            self._forget()

    # ---- inside

    def _texts(self) -> ProjectTexts | None:
        project, document = self._context.project, self._context.document
        if self.everywhere:
            return ProjectTexts.of_project(project) if project is not None else None
        return ProjectTexts.of_document(document) if document is not None else None

    def _forget(self) -> None:
        self._soon.stop()
        self._timer.stop()
        if self._job is not None:
            self._job.request_stop()
        self.hits.clear()
        self.tally, self.error, self.progress = Tally(), None, Progress(0, 0)
        self._enter("idle")

    def _on_events(self, events: list[object]) -> None:
        if self._job is None or self._job.stop_requested:
            return
        for event in events:
            match event:
                case HitsFound(hits):
                    self.hits.add(hits)
                    self.tally.texts += len(hits)
                    self.tally.pictures += len({hit.picture for hit in hits})
                case Progress():
                    self.progress = event
        self.changed.emit()

    def _on_searched(self, unreadable: int) -> None:
        if self.state == "searching" and self._job is not None and not self._job.stop_requested:
            self.tally.unreadable = unreadable
            self._enter("found")

    def _on_failed(self, error: BaseException) -> None:
        if self._job is not None and not self._job.stop_requested:
            self.hits.clear()
            self.error = error
            self._enter("idle")

    def _on_done(self) -> None:
        self._job = None

    def _replace(self, hits: list[Hit]) -> Iterator[None]:
        project = self._context.project
        name = QCoreApplication.translate("commands", "replace texts")
        started, done = time.monotonic(), 0
        for picture, of_picture in groupby(hits, key=lambda hit: hit.picture):
            wanted = [(hit.label, hit.after) for hit in of_picture]
            if project is None or project.index(picture) is None:
                return
            changed = put_texts(project.document(picture), wanted, name)
            self.tally.texts += changed
            self.tally.pictures += bool(changed)
            self.tally.left_out += len(wanted) - changed
            done += len(wanted)
            left = (time.monotonic() - started) / done * (len(hits) - done)
            self.progress = Progress(done, len(hits), seconds_left=left)
            yield

    def _go_on(self) -> None:
        end = time.monotonic() + SLICE_S
        for _ in self._steps:
            if time.monotonic() > end:
                self.changed.emit()
                return
        self._finish()

    def _finish(self) -> None:
        self._timer.stop()
        self._steps = iter(())
        self.hits.clear()
        self._enter("done")

    def _enter(self, state: State) -> None:
        self.state = state
        self.changed.emit()
