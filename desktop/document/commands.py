"""Undo commands: what a person can do to the labels of a picture. They only call the document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QUndoCommand

from desktop.document.picture_document import Content, PictureDocument
from desktop.document.proposals import Proposals
from engine.data.gt import IGNORE, Label
from engine.data.reading_order import in_reading_order

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

    def _absorb(self, later: _ReplaceLabels) -> bool:
        """Become this command and ``later`` in one, when both are about the same labels."""
        if later._document is not self._document or later._new.keys() != self._new.keys():
            return False
        self._new = later._new
        return True


class MoveQuads(_ReplaceLabels):
    """Give labels other quads: ``quads`` maps rows to arrays (4, 2) in picture pixels.

    ``what`` is what undo calls it.
    """

    def __init__(
        self, document: PictureDocument, quads: Mapping[int, np.ndarray], what: str | None = None
    ) -> None:
        new = {row: document.labels[row].with_quad(quad) for row, quad in quads.items()}
        super().__init__(document, new, what or QCoreApplication.translate("commands", "move label"))


class NudgeQuads(MoveQuads):
    """A move by the arrow keys; consecutive ones are undone together."""

    def id(self) -> int:
        return _NUDGE_ID

    def mergeWith(self, other: QUndoCommand) -> bool:
        return isinstance(other, NudgeQuads) and self._absorb(other)


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
        return same and self._absorb(other)  # type: ignore[arg-type]


class SetTexts(_ReplaceLabels):
    """Set the texts of some labels (``texts`` by row) in one step, called ``name`` in the history."""

    def __init__(self, document: PictureDocument, texts: Mapping[int, str], name: str) -> None:
        new = {row: document.labels[row].with_transcription(text) for row, text in texts.items()}
        super().__init__(document, new, name)


class SetIgnore(SetTexts):
    """Set or clear the ignore mark; clearing restores the text from before, if known."""

    def __init__(self, document: PictureDocument, rows: Iterable[int], ignore: bool) -> None:
        changing = [row for row in rows if document.labels[row].ignore != ignore]
        texts = {row: IGNORE if ignore else document.text_before_ignore(row) for row in changing}
        super().__init__(document, texts, QCoreApplication.translate("commands", "ignore"))


class _ReplaceAll(QUndoCommand):
    """Put other content (None: no gt file) in the place of all labels of a picture."""

    def __init__(self, document: PictureDocument, content: Content, text: str) -> None:
        super().__init__(text)
        self._document = document
        self._old = document.content
        self._new = content

    def redo(self) -> None:
        self._document.replace_all(self._new)

    def undo(self) -> None:
        self._document.replace_all(self._old)


class WriteInReadingOrder(_ReplaceAll):
    """Put the lines of the gt file in the order they are read."""

    def __init__(self, document: PictureDocument) -> None:
        text = QCoreApplication.translate("commands", "write in reading order")
        super().__init__(document, in_reading_order(document.entries), text)

    @property
    def changes(self) -> bool:
        """Whether the lines are in another order now."""
        return self._new != self._old


class Reload(_ReplaceAll):
    """Load what the gt file holds now; undo brings the labels from before back."""

    def __init__(self, document: PictureDocument, content: Content) -> None:
        super().__init__(document, content, QCoreApplication.translate("commands", "reload"))


class Restore(_ReplaceAll):
    """Use labels from elsewhere than the gt file: an interrupted session, a comparison."""

    def __init__(self, document: PictureDocument, content: Content) -> None:
        super().__init__(document, content, QCoreApplication.translate("commands", "restore labels"))


class FixLabels(_ReplaceAll):
    """Put fixed entries in the place of those there are."""

    def __init__(self, document: PictureDocument, entries: Content) -> None:
        super().__init__(document, entries, QCoreApplication.translate("commands", "fix"))


class StateNoText(_ReplaceAll):
    """State that there is no text on a picture without a gt file, by an empty gt file."""

    def __init__(self, document: PictureDocument) -> None:
        super().__init__(document, [], QCoreApplication.translate("commands", "no text here"))


class RejectProposals(QUndoCommand):
    """Drop the proposed boxes ``indices``."""

    def __init__(self, document: PictureDocument, proposals: Proposals, indices: Collection[int]) -> None:
        super().__init__(QCoreApplication.translate("commands", "reject proposed box"))
        self._picture = document.picture
        self._proposals = proposals
        waiting = proposals.of(document.picture)
        self._decided = [(index, waiting[index]) for index in sorted(indices)]

    def redo(self) -> None:
        gone = {one for _, one in self._decided}
        waiting = [one for one in self._proposals.of(self._picture) if one not in gone]
        self._proposals.replace(self._picture, waiting)

    def undo(self) -> None:
        # Others may have come meanwhile: they stay.
        waiting = self._proposals.of(self._picture)
        for index, one in self._decided:
            if one not in waiting:
                waiting.insert(index, one)
        self._proposals.replace(self._picture, waiting)


class AcceptProposals(RejectProposals):
    """Make labels of the proposed boxes ``indices``."""

    def __init__(self, document: PictureDocument, proposals: Proposals, indices: Collection[int]) -> None:
        super().__init__(document, proposals, indices)
        self.setText(QCoreApplication.translate("commands", "accept proposed box"))
        self._insert = InsertLabels(document, [one.label for _, one in self._decided])

    def redo(self) -> None:
        self._insert.redo()
        super().redo()

    def undo(self) -> None:
        self._insert.undo()
        super().undo()
