"""Proposed boxes on the canvas: shown, picked, and accepted or rejected one by one or all at once."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from desktop.document.commands import AcceptProposals, RejectProposals
from desktop.document.picture_document import PictureDocument
from desktop.document.proposals import Proposals
from desktop.label.canvas.canvas import Canvas
from desktop.label.canvas.edits import LabelEdits
from desktop.label.context import LabelContext
from desktop.label.pictures.picture_list import PictureList
from engine.data.proposals import Proposal
from engine.geometry import uncovered


class Review(QObject):
    """What is proposed in the picture on show, and which of it is picked (-1: none).

    Every decision is an undo command. Picking a box deselects the labels and the other way round, so that
    Enter and Del are about one thing.
    """

    changed = Signal()

    def __init__(
        self, context: LabelContext, canvas: Canvas, edits: LabelEdits, pictures: PictureList
    ) -> None:
        super().__init__(context)
        self.waiting: list[Proposal] = []
        self.picked = -1
        self._context, self._canvas, self._edits, self._pictures = context, canvas, edits, pictures
        context.project_changed.connect(self._on_project_changed)
        context.selection.changed.connect(self._on_selection_changed)
        canvas.picture_shown.connect(self._on_picture_shown)
        canvas.confirm_requested.connect(self.accept)
        canvas.proposal_pressed.connect(self.pick)
        canvas.proposal_taken.connect(self.take)

    @property
    def proposals(self) -> Proposals | None:
        """Those of the project."""
        return self._context.project.proposals if self._context.project is not None else None

    def pick(self, index: int) -> None:
        """Pick one; -1 picks none."""
        self.picked = index if 0 <= index < len(self.waiting) else -1
        if self.picked >= 0:
            self._context.selection.clear()
        self._show()
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
        """Make a label of this one, select it and edit its text."""
        self._decide(AcceptProposals, [index])
        if labels := self._context.model.labels:
            self._context.selection.select([len(labels) - 1])
        self._canvas.edit_requested.emit()

    def accept_all(self) -> None:
        self._decide(AcceptProposals, range(len(self.waiting)))

    def reject_all(self) -> None:
        self._decide(RejectProposals, range(len(self.waiting)))

    def reject_or_delete(self) -> None:
        """Reject the picked box, else delete the selected labels, or the last point being drawn."""
        if self.picked >= 0 and self._canvas.gesture is None:
            self.reject()
        else:
            self._edits.delete()

    def next_picture(self) -> None:
        """Go to the next picture, in the order of the project, with boxes that wait."""
        project, current = self._context.project, self._pictures.current
        if project is None or current is None:
            return
        here, count = project.index(current) or 0, len(project.pictures)
        waiting = (project.index(picture) for picture in project.proposals.waiting)
        places = [place for place in waiting if place is not None and place != here]
        if places:
            self._pictures.choose(min(places, key=lambda place: (place - here) % count))
        self._canvas.setFocus()

    def _document(self) -> PictureDocument | None:
        """The document on show, once its picture is there."""
        return self._context.document if self._canvas.has_picture else None

    def _decide(self, command: type[RejectProposals], indices: Collection[int]) -> None:
        document = self._document()
        if document is not None and document.editable and self.proposals is not None and indices:
            document.undo_stack.push(command(document, self.proposals, indices))

    def _on_project_changed(self) -> None:
        if self.proposals is not None:
            self.proposals.changed.connect(self._on_proposals_changed)
        self._refresh(0)

    def _on_proposals_changed(self, picture: Path) -> None:
        document = self._document()
        if document is not None and picture == document.picture:
            self._refresh(max(self.picked, 0))

    def _on_picture_shown(self) -> None:
        document = self._document()
        if document is not None and self.proposals is not None:
            # The boxes that labels cover were accepted, perhaps just before a crash: drop them.
            waiting = self.proposals.of(document.picture)
            quads = np.array([one.label.quad for one in waiting]).reshape(-1, 4, 2)
            labelled = np.array([label.quad for label in document.labels]).reshape(-1, 4, 2)
            free = zip(waiting, uncovered(quads, labelled), strict=True)
            self.proposals.replace(document.picture, [one for one, kept in free if kept])
        self._refresh(-1 if self._context.selection.rows() else 0)

    def _refresh(self, picked: int) -> None:
        document = self._document()
        self.waiting = []
        if document is not None and self.proposals is not None:
            self.waiting = self.proposals.of(document.picture)
        self.pick(min(picked, len(self.waiting) - 1))

    def _on_selection_changed(self) -> None:
        if self.picked >= 0 and self._context.selection.rows():
            self.pick(-1)

    def _show(self) -> None:
        boxes = self._canvas.proposals
        quads = np.array([one.label.quad for one in self.waiting], np.float32).reshape(-1, 4, 2)
        boxes.set_boxes(quads, np.array([one.score for one in self.waiting], np.float32))
        boxes.pick(self.picked)
        if boxes.picked >= 0:
            self._canvas.ensureVisible(boxes.polygons[boxes.picked].boundingRect())
