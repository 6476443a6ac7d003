"""Undo commands: what a person can do to the labels of a picture. They only call the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QUndoCommand

from desktop.document import PictureDocument
from engine.gt import IGNORE, Entry, Label

_NUDGE_ID = 1
_TYPING_ID = 2


class InsertLabels(QUndoCommand):
    """Add labels at the end of the file."""

    def __init__(self, document: PictureDocument, labels: Iterable[Label]) -> None:
        super().__init__(QCoreApplication.translate("commands", "add label"))
        self._document = document
        self._labels = list(labels)
        self._first_row = len(document.labels)

    def redo(self) -> None:
        for label in self._labels:
            self._document.insert(len(self._document.entries), label)

    def undo(self) -> None:
        for row in reversed(range(self._first_row, self._first_row + len(self._labels))):
            self._document.remove(row)


class RemoveLabels(QUndoCommand):
    """Take labels out; undo puts them back on their lines."""

    def __init__(self, document: PictureDocument, rows: Iterable[int]) -> None:
        super().__init__(QCoreApplication.translate("commands", "delete label"))
        self._document = document
        self._rows = sorted(rows)
        self._removed = [(document.position(row), document.labels[row]) for row in self._rows]

    def redo(self) -> None:
        for row in reversed(self._rows):
            self._document.remove(row)

    def undo(self) -> None:
        for position, label in self._removed:
            self._document.insert(position, label)


class _ReplaceLabels(QUndoCommand):
    """Put other labels in the place of some."""

    def __init__(self, document: PictureDocument, new: Mapping[int, Label], text: str) -> None:
        super().__init__(text)
        self._document = document
        self._old = {row: document.labels[row] for row in new}
        self._new = dict(new)

    def redo(self) -> None:
        for row, label in self._new.items():
            self._document.replace(row, label)

    def undo(self) -> None:
        for row, label in self._old.items():
            self._document.replace(row, label)

    def _take_over(self, later: _ReplaceLabels) -> bool:
        """Become this command and ``later`` in one, when both are about the same labels."""
        if later._document is not self._document or later._new.keys() != self._new.keys():
            return False
        self._new = later._new
        return True


class MoveQuads(_ReplaceLabels):
    """Give labels other quads: ``quads`` maps rows to arrays (4, 2) in picture pixels."""

    def __init__(self, document: PictureDocument, quads: Mapping[int, np.ndarray]) -> None:
        new = {row: document.labels[row].with_quad(quad) for row, quad in quads.items()}
        super().__init__(document, new, QCoreApplication.translate("commands", "move label"))


class NudgeQuads(MoveQuads):
    """A move by the arrow keys; consecutive ones are undone together."""

    def id(self) -> int:
        return _NUDGE_ID

    def mergeWith(self, other: QUndoCommand) -> bool:
        return isinstance(other, NudgeQuads) and self._take_over(other)


class SetTranscription(_ReplaceLabels):
    """Set the text of one label. What is typed in one go (``session``) is undone together."""

    def __init__(self, document: PictureDocument, row: int, text: str, session: object) -> None:
        new = {row: document.labels[row].with_transcription(text)}
        super().__init__(document, new, QCoreApplication.translate("commands", "edit text"))
        self._session = session

    def id(self) -> int:
        return _TYPING_ID

    def mergeWith(self, other: QUndoCommand) -> bool:
        same = isinstance(other, SetTranscription) and other._session is self._session
        return same and self._take_over(other)  # type: ignore[arg-type]


class SetIgnore(_ReplaceLabels):
    """Set or clear the ignore mark; clearing brings back the text from before, as far as known."""

    def __init__(self, document: PictureDocument, rows: Iterable[int], ignore: bool) -> None:
        new = {
            row: document.labels[row].with_transcription(
                IGNORE if ignore else document.text_before_ignore(row)
            )
            for row in rows
            if document.labels[row].ignore != ignore
        }
        super().__init__(document, new, QCoreApplication.translate("commands", "ignore"))


class Reload(QUndoCommand):
    """Take over what the gt file holds now; undo brings the labels from before back."""

    def __init__(self, document: PictureDocument, entries: Iterable[Entry]) -> None:
        super().__init__(QCoreApplication.translate("commands", "reload"))
        self._document = document
        self._old = document.entries
        self._new = list(entries)

    def redo(self) -> None:
        self._document.replace_all(self._new)

    def undo(self) -> None:
        self._document.replace_all(self._old)
