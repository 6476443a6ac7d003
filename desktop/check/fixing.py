"""Fixing findings through the undo stacks of their documents, few at a time: the window stays alive."""

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
from engine.doctor.fixes import Fix

TURN_S = 0.03
"""How long pictures are fixed before the window gets its turn."""


class FixLabels(QUndoCommand):
    """Put fixed entries in the place of those there are."""

    def __init__(self, document: PictureDocument, entries: Iterable[Entry]) -> None:
        super().__init__(QCoreApplication.translate("commands", "fix"))
        self._document = document
        self._old = document.entries
        self._new = list(entries)

    def redo(self) -> None:
        self._document.replace_all(self._new)

    def undo(self) -> None:
        self._document.replace_all(self._old)


class Fixing(QObject):
    """Fixes findings of the session's project and knows how to undo the last go.

    ``progressed(done, total)`` counts pictures, ``finished`` comes after the last one or when stopped.
    """

    progressed = Signal(int, int)
    finished = Signal()
    undone = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._waiting: deque[tuple[Path, list[Fix]]] = deque()
        self._total = 0
        self._done: list[tuple[PictureDocument, FixLabels]] = []
        self.labels = 0
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._work)
        session.project_changed.connect(self._forget)

    @property
    def running(self) -> bool:
        """Whether pictures wait to be fixed."""
        return bool(self._waiting)

    @property
    def pictures(self) -> int:
        """How many pictures the last go changed."""
        return len(self._done)

    def start(self, findings: Sequence[Finding]) -> None:
        """Fix those of ``findings`` that can be, in place of what an earlier go still had to do."""
        by_picture: dict[Path, list[Fix]] = {}
        for finding in findings:
            if finding.fix is not None and finding.picture is not None:
                by_picture.setdefault(finding.picture, []).append(finding.fix)
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
            self._fix(*self._waiting.popleft())
        self.progressed.emit(self._total - len(self._waiting), self._total)
        if self._waiting:
            self._timer.start()
        else:
            self._timer.stop()
            self.finished.emit()

    def _fix(self, picture: Path, fixes: list[Fix]) -> None:
        project = self._session.project
        if project is None:
            return
        document = project.document(picture)
        if not document.editable:
            return
        entries = document.entries
        for fix in fixes:
            fixed = fix(entries)
            self.labels += fixed != entries
            entries = fixed
        if entries != document.entries:
            command = FixLabels(document, entries)
            document.undo_stack.push(command)
            document.flush()
            self._done.append((document, command))

    def _forget(self) -> None:
        self._waiting.clear()
        self._done = []
