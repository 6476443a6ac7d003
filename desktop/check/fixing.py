"""Fixing findings through the undo stacks of their documents, in slices: the window stays alive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.document.commands import FixLabels
from desktop.document.picture_document import PictureDocument
from desktop.session import Session
from desktop.work.slices import Slices
from engine.doctor.finding import Finding
from engine.doctor.fixes import Fix


class Fixing(QObject):
    """Fixes findings of the session's project and can undo the last run.

    ``progressed(done, total)`` counts pictures, ``finished`` comes after the last one or when stopped.
    ``labels`` is how many the last run changed.
    """

    progressed = Signal(int, int)
    finished = Signal()
    undone = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._fixed: list[tuple[PictureDocument, FixLabels]] = []
        self._seen = self._total = 0
        self.labels = 0
        self._slices = Slices(self)
        self._slices.progressed.connect(lambda: self.progressed.emit(self._seen, self._total))
        self._slices.finished.connect(self.finished)
        session.project_changed.connect(self._forget)

    @property
    def running(self) -> bool:
        """Whether pictures wait to be fixed."""
        return self._slices.busy

    @property
    def pictures(self) -> int:
        """How many pictures the last run changed."""
        return len(self._fixed)

    def start(self, findings: Sequence[Finding]) -> None:
        """Fix those of ``findings`` that can be, instead of what an earlier run still had to do."""
        fixes: dict[Path, list[Fix]] = {}
        for finding in findings:
            if finding.fix is not None and finding.picture is not None:
                fixes.setdefault(finding.picture, []).append(finding.fix)
        self._fixed, self.labels, self._seen, self._total = [], 0, 0, len(fixes)
        self._slices.start(self._fix_all(fixes))

    def stop(self) -> None:
        """Leave the other pictures as they are."""
        if self.running:
            self._slices.stop()
            self.finished.emit()

    def undo(self) -> bool:
        """Take the last run back, except where labels were changed since; whether anything was taken back."""
        undone = False
        for document, command in self._fixed:
            stack = document.undo_stack
            if stack.index() > 0 and stack.command(stack.index() - 1) is command:
                stack.undo()
                document.flush()
                undone = True
        self._fixed = []
        self.undone.emit()
        return undone

    def _fix_all(self, fixes: Mapping[Path, Sequence[Fix]]) -> Iterator[None]:
        project = self._session.project
        assert project is not None
        for picture, of_picture in fixes.items():
            self._fix(project.document(picture), of_picture)
            self._seen += 1
            yield

    def _fix(self, document: PictureDocument, fixes: Sequence[Fix]) -> None:
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
            self._fixed.append((document, command))

    def _forget(self) -> None:
        self._slices.stop()
        self._fixed = []
