"""Find and replace in the texts of a project: searched off the GUI thread, shown, then done."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication, QObject, Signal

from desktop.document.project_texts import Labels, ProjectTexts, put_texts
from desktop.label.context import LabelContext
from desktop.label.texts.match_model import MatchModel, TextMatch
from desktop.label.texts.text_search import Query, Replacer
from desktop.work.delay import Delay
from desktop.work.jobs import JobControl, JobSlot, Progress
from desktop.work.slices import Slices
from engine.errors import InputError, QuadTuneError

ReplaceState = Literal["idle", "searching", "found", "replacing", "done"]
TYPING_MS = 250
"""How long nobody types before the search begins."""
REPORT_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class MatchesFound:
    """Matches in the pictures searched since the last event of this kind."""

    matches: tuple[TextMatch, ...]


@dataclass(slots=True)
class ReplaceCounts:
    """What was found or replaced: ``texts`` in ``pictures``.

    ``unreadable``: gt files that could not be read. ``left_out``: matches whose labels have changed since
    the search, or cannot be changed.
    """

    texts: int = 0
    pictures: int = 0
    unreadable: int = 0
    left_out: int = 0


def search(texts: ProjectTexts, replacer: Replacer, control: JobControl) -> int:
    """Search ``texts``, emitting :class:`MatchesFound` and Progress; returns how many files are unreadable.

    Ignored labels and lines that are no labels are left alone. InputError: the expression takes too long.
    """
    found, unreadable = list[TextMatch](), 0
    started = reported = time.monotonic()
    for done, (picture, labels) in enumerate(texts.read(), start=1):
        control.raise_if_stopped()
        if isinstance(labels, QuadTuneError):
            unreadable += 1
        else:
            found += _matches(picture, labels, replacer)
        now = time.monotonic()
        if now - reported > REPORT_EVERY_S or done == len(texts):
            reported = now
            left = (now - started) / done * (len(texts) - done)
            control.emit(MatchesFound(tuple(found)))
            control.emit(Progress(done, len(texts), seconds_left=left))
            found = []
    return unreadable


def _matches(picture: Path, labels: Labels, replacer: Replacer) -> Iterator[TextMatch]:
    for row, label in enumerate(labels):
        after = None if label.ignore else replacer(label.transcription)
        if after is None:
            continue
        exactly = label.with_transcription(after).transcription
        if exactly != label.transcription:
            yield TextMatch(picture, row, label, exactly)


class Replacement(QObject):
    """Searches for a query and replaces its matches.

    ``changed`` comes with a new ``state``, ``counts``, ``progress`` or ``error``.
    """

    changed = Signal()

    def __init__(self, context: LabelContext) -> None:
        super().__init__(context)
        self.query = Query()
        self.everywhere = True
        self.state: ReplaceState = "idle"
        self.counts = ReplaceCounts()
        self.progress = Progress(0, 0)
        self.error: BaseException | None = None
        self.matches = MatchModel(self)
        self._context = context
        self._slot = JobSlot(
            context.session.jobs,
            self,
            events=self._on_events,
            result=self._on_searched,
            failed=self._on_failed,
        )
        # Documents belong to this thread.
        self._slices = Slices(self)
        self._slices.progressed.connect(self.changed)
        self._slices.finished.connect(self._finish)
        self._soon = Delay(self, TYPING_MS, self.search)
        self.matches.dataChanged.connect(self.changed)
        context.project_changed.connect(self._forget)

    @property
    def busy(self) -> bool:
        return self.state in ("searching", "replacing")

    def set_query(self, query: Query, everywhere: bool) -> None:
        """Search for ``query`` once nobody types any more, in all pictures or in the one shown."""
        if (query, everywhere) != (self.query, self.everywhere):
            self.query, self.everywhere = query, everywhere
            self._forget()
            self._soon.start()

    def search(self) -> None:
        """Search now; one under way begins again."""
        self._forget()
        if self._slot.busy:
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
        self._enter("searching")
        self._slot.start(self.tr("Searching texts"), lambda control: search(texts, replacer, control))

    def replace(self) -> None:
        """Replace the ticked matches, each picture one step of its history."""
        if self.state == "found":
            self.counts = ReplaceCounts()
            self._slices.start(self._replace(list(self.matches.ticked())))
            self._enter("replacing")

    def stop(self) -> None:
        """Stop searching or replacing; what has been replaced stays so, and can be undone."""
        self._soon.stop()
        if self.state == "replacing":
            self._finish()
        elif self.state == "searching":
            self._forget()

    def _texts(self) -> ProjectTexts | None:
        project, document = self._context.project, self._context.document
        if self.everywhere:
            return ProjectTexts.of_project(project) if project is not None else None
        return ProjectTexts.of_document(document) if document is not None else None

    def _forget(self) -> None:
        self._soon.stop()
        self._slices.stop()
        self._slot.stop()
        self.matches.clear()
        self.counts, self.error, self.progress = ReplaceCounts(), None, Progress(0, 0)
        self._enter("idle")

    def _on_events(self, events: list[object]) -> None:
        if self._slot.stopping:
            return
        for event in events:
            match event:
                case MatchesFound(matches):
                    self.matches.add(matches)
                    self.counts.texts += len(matches)
                    self.counts.pictures += len({match.picture for match in matches})
                case Progress():
                    self.progress = event
        self.changed.emit()

    def _on_searched(self, unreadable: int) -> None:
        if self.state == "searching" and not self._slot.stopping:
            self.counts.unreadable = unreadable
            self._enter("found")

    def _on_failed(self, error: BaseException) -> None:
        if not self._slot.stopping:
            self.matches.clear()
            self.error = error
            self._enter("idle")

    def _replace(self, matches: list[TextMatch]) -> Iterator[None]:
        project = self._context.project
        name = QCoreApplication.translate("commands", "replace texts")
        started, done = time.monotonic(), 0
        for picture, of_picture in groupby(matches, key=lambda match: match.picture):
            new = [(match.label, match.after) for match in of_picture]
            if project is None or project.index(picture) is None:
                return
            changed = put_texts(project.document(picture), new, name)
            self.counts.texts += changed
            self.counts.pictures += bool(changed)
            self.counts.left_out += len(new) - changed
            done += len(new)
            left = (time.monotonic() - started) / done * (len(matches) - done)
            self.progress = Progress(done, len(matches), seconds_left=left)
            yield

    def _finish(self) -> None:
        self._slices.stop()
        self.matches.clear()
        self._enter("done")

    def _enter(self, state: ReplaceState) -> None:
        self.state = state
        self.changed.emit()
