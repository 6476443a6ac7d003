"""Deciding on the boxes that a model proposes: one by one or all at once, each decision an undo command."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QUndoCommand

from desktop.document.commands import InsertLabels
from desktop.document.picture_document import PictureDocument
from desktop.document.project import Project
from desktop.document.proposals import Proposals
from desktop.label.panel.selection import Selection
from engine.data.proposals import Proposal
from engine.geometry import uncovered


class RejectProposals(QUndoCommand):
    """Let no longer wait what is proposed at ``indices``."""

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
    """Make labels of what is proposed at ``indices``."""

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


class Review(QObject):
    """What is proposed in the picture on show, and which of it is picked (-1: none).

    Picking one deselects the labels and the other way round, so that Enter and Del are about one thing.
    """

    changed = Signal()

    def __init__(self, selection: Selection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.proposals: Proposals | None = None
        self.waiting: list[Proposal] = []
        self.picked = -1
        self._document: PictureDocument | None = None
        self._selection = selection
        selection.changed.connect(self._on_selection)

    def set_project(self, project: Project | None) -> None:
        """Decide on the proposals of ``project``."""
        if self.proposals is not None:
            self.proposals.changed.disconnect(self._on_changed)
        self.proposals = project.proposals if project is not None else None
        if self.proposals is not None:
            self.proposals.changed.connect(self._on_changed)
        self.show(None)

    def show(self, document: PictureDocument | None) -> None:
        """Show what waits in the picture of ``document``, the first of it picked."""
        self._document = document
        if document is not None and self.proposals is not None:
            self._drop_labelled(document, self.proposals)
        self._refresh(-1 if self._selection.rows() else 0)

    def quads(self) -> NDArray[np.float32]:
        """What waits, (N, 4, 2)."""
        return np.array([one.label.quad for one in self.waiting], np.float32).reshape(-1, 4, 2)

    def scores(self) -> NDArray[np.float32]:
        """Its scores, (N,)."""
        return np.array([one.score for one in self.waiting], np.float32)

    def pick(self, index: int) -> None:
        """Pick one; -1 picks none."""
        self.picked = index if 0 <= index < len(self.waiting) else -1
        if self.picked >= 0:
            self._selection.clear()
        self.changed.emit()

    def accept(self) -> None:
        """Make a label of the picked one and pick the next; with none picked, pick the first."""
        if self.picked < 0:
            self.pick(0)
        else:
            self._decide(AcceptProposals, [self.picked])

    def reject(self) -> None:
        """Drop the picked one and pick the next."""
        if self.picked >= 0:
            self._decide(RejectProposals, [self.picked])

    def take(self, index: int) -> None:
        """Make a label of this one and select that, to work on it."""
        self._decide(AcceptProposals, [index])
        if self._document is not None and self._document.labels:
            self._selection.select([len(self._document.labels) - 1])

    def accept_all(self) -> None:
        """Make labels of all."""
        self._decide(AcceptProposals, range(len(self.waiting)))

    def reject_all(self) -> None:
        """Drop all."""
        self._decide(RejectProposals, range(len(self.waiting)))

    def _decide(self, command: type[RejectProposals], indices: Collection[int]) -> None:
        document = self._document
        if document is not None and document.editable and self.proposals is not None and indices:
            document.undo_stack.push(command(document, self.proposals, indices))

    def _drop_labelled(self, document: PictureDocument, proposals: Proposals) -> None:
        """What a label covers was decided upon, be it just before a crash."""
        waiting = proposals.of(document.picture)
        quads = np.array([one.label.quad for one in waiting]).reshape(-1, 4, 2)
        labelled = np.array([label.quad for label in document.labels]).reshape(-1, 4, 2)
        free = uncovered(quads, labelled)
        proposals.replace(
            document.picture, [one for one, wanted in zip(waiting, free, strict=True) if wanted]
        )

    def _on_changed(self, picture: object) -> None:
        if self._document is not None and picture == self._document.picture:
            self._refresh(max(self.picked, 0))

    def _refresh(self, wanted: int) -> None:
        self.waiting = []
        if self._document is not None and self.proposals is not None:
            self.waiting = self.proposals.of(self._document.picture)
        self.pick(min(wanted, len(self.waiting) - 1))

    def _on_selection(self) -> None:
        if self.picked >= 0 and self._selection.rows():
            self.pick(-1)
