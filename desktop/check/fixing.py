"""Mending findings through the undo stacks of their documents, few at a time: the window stays alive."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand

from desktop.document.picture_document import PictureDocument
from desktop.session import Session
from engine.data.gt import Entry
from engine.doctor.finding import Finding
from engine.doctor.fixes import Mend

TURN_S = 0.03
"""How long pictures are mended before the window gets its turn."""


class MendLabels(QUndoCommand):
    """Put mended entries in the place of those there are."""

    def __init__(self, document: PictureDocument, entries: Iterable[Entry]) -> None:
        super().__init__(QCoreApplication.translate("commands", "mend"))
        self._document = document
        self._old = document.entries
        self._new = list(entries)

    def redo(self) -> None:
        self._document.replace_all(self._new)

    def undo(self) -> None:
        self._document.replace_all(self._old)


class Mending(QObject):
    """Mends findings of the session's project and knows how to undo the last go.

    ``progressed(done, total)`` counts pictures, ``finished`` comes after the last one or when stopped.
    """

    progressed = Signal(int, int)
    finished = Signal()
    undone = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._waiting: deque[tuple[Path, list[Mend]]] = deque()
        self._total = 0
        self._done: list[tuple[PictureDocument, MendLabels]] = []
        self.labels = 0
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._work)
        session.project_changed.connect(self._forget)

    @property
    def running(self) -> bool:
        """Whether pictures wait to be mended."""
        return bool(self._waiting)

    @property
    def pictures(self) -> int:
        """How many pictures the last go changed."""
        return len(self._done)

    def start(self, findings: Sequence[Finding]) -> None:
        """Mend those of ``findings`` that can be, in place of what an earlier go still had to do."""
        by_picture: dict[Path, list[Mend]] = {}
        for finding in findings:
            if finding.mend is not None and finding.picture is not None:
                by_picture.setdefault(finding.picture, []).append(finding.mend)
        self._waiting = deque(by_picture.items())
        self._total, self._done, self.labels = len(by_picture), [], 0
        self._work()

    def stop(self) -> None:
        """Leave the other pictures as they are."""
        self._waiting.clear()

    def undo(self) -> bool:
        """Take the last go back, except where labels were changed since. False: there was nothing to."""
        undone = False
        for document, command in self._done:
            stack = document.undo_stack
            if stack.index() > 0 and stack.command(stack.index() - 1) is command:
                stack.undo()
                document.flush()
                undone = True
        self._done = []
        self.undone.emit()
        return undone

    def _work(self) -> None:
        until = time.monotonic() + TURN_S
        while self._waiting and time.monotonic() < until:
            self._mend(*self._waiting.popleft())
        self.progressed.emit(self._total - len(self._waiting), self._total)
        if self._waiting:
            self._timer.start()
        else:
            self._timer.stop()
            self.finished.emit()

    def _mend(self, picture: Path, mends: list[Mend]) -> None:
        project = self._session.project
        if project is None:
            return
        document = project.document(picture)
        if not document.editable:
            return
        entries = document.entries
        for mend in mends:
            mended = mend(entries)
            self.labels += mended != entries
            entries = mended
        if entries != document.entries:
            command = MendLabels(document, entries)
            document.undo_stack.push(command)
            document.flush()
            self._done.append((document, command))

    def _forget(self) -> None:
        self._waiting.clear()
        self._done = []
