"""The boxes that a model proposed and that wait for a person's decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.document.trash import move_to_trash
from engine.data import proposals
from engine.data.proposals import Proposal
from engine.errors import QuadTuneError


class Proposals(QObject):
    """Those of the pictures in ``root`` that `scan` was given, each picture's read on first use.

    `replace` changes them in memory and `write` on disk. The caller decides when: an accepted box must be in
    the gt file before it leaves this one. A crash in between leaves it in both, never in neither; the label
    page then drops boxes that labels cover.
    """

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, root: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = root
        self._known: dict[Path, list[Proposal]] = {}
        self._unreadable: set[Path] = set()
        self._unsaved: set[Path] = set()
        self.waiting: set[Path] = set()
        """The pictures with boxes that wait. Not for changing."""

    def scan(self, pictures: Iterable[Path]) -> None:
        """Find out which of ``pictures`` have boxes that wait."""
        self.waiting = proposals.pictures_with_proposals(self._root).intersection(pictures)

    def of(self, picture: Path) -> list[Proposal]:
        """What waits in ``picture``; ``failed`` carries the error when the file cannot be read."""
        if picture not in self.waiting:
            return []
        if picture not in self._known:
            try:
                self._known[picture] = proposals.read_proposals(self._path(picture))
            except QuadTuneError as error:
                self._known[picture] = []
                self._unreadable.add(picture)
                self.failed.emit(error)
        return list(self._known[picture])

    def replace(self, picture: Path, waiting: Sequence[Proposal]) -> None:
        """Make ``waiting`` the boxes of ``picture``."""
        if list(waiting) == self.of(picture):
            return
        self._known[picture] = list(waiting)
        (self.waiting.add if waiting else self.waiting.discard)(picture)
        self._unsaved.add(picture)
        self.changed.emit(picture)

    def write(self, picture: Path) -> bool:
        """Put what waits in ``picture`` on disk; False, and ``failed``, when that is impossible."""
        if picture not in self._unsaved:
            return True
        path = self._path(picture)
        try:
            if picture in self._unreadable:
                move_to_trash(path)
                self._unreadable.discard(picture)
            proposals.write_proposals(path, self._known[picture])
        except QuadTuneError as error:
            self.failed.emit(error)
            return False
        self._unsaved.discard(picture)
        return True

    def flush(self) -> bool:
        """Write everything that is not on disk yet."""
        outcomes = [self.write(picture) for picture in sorted(self._unsaved)]
        return all(outcomes)

    def _path(self, picture: Path) -> Path:
        return proposals.proposals_path(self._root, picture)
