"""Proposed boxes on the canvas: shown, picked, and decided upon by mouse and keys."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.document.project import Project
from desktop.label.canvas.canvas import Canvas
from desktop.label.canvas.edits import LabelEdits
from desktop.label.panel.text_field import TextField
from desktop.label.pictures.picture_list import PictureList
from desktop.label.review.review import Review
from desktop.label.review.review_bar import ReviewBar


class Reviewing(QObject):
    """Connects a `Review` with the canvas that shows it and the bar over it."""

    def __init__(self, canvas: Canvas, edits: LabelEdits, pictures: PictureList, text: TextField) -> None:
        super().__init__(canvas)
        self.review = Review(canvas.selection, self)
        self.bar = ReviewBar(self.review)
        self._project: Project | None = None
        self._canvas, self._edits, self._pictures, self._text = canvas, edits, pictures, text
        canvas.confirm_requested.connect(self.review.accept)
        canvas.proposal_pressed.connect(self.review.pick)
        canvas.proposal_taken.connect(self._take)
        self.review.changed.connect(self._show)
        self.bar.next_requested.connect(self.next_picture)

    def set_project(self, project: Project | None) -> None:
        """Decide on the proposals of ``project``."""
        self._project = project
        self.review.set_project(project)

    def delete(self) -> None:
        """Reject the picked proposal, else delete the selected labels, or the last point being drawn."""
        if self.review.picked >= 0 and self._canvas.gesture is None:
            self.review.reject()
        else:
            self._edits.delete()

    def next_picture(self) -> None:
        """Go to the next picture, in the order of the project, in which boxes wait."""
        project, current = self._project, self._pictures.current
        if project is None or current is None:
            return
        here, count = project.index(current) or 0, len(project.pictures)
        waiting = (project.index(picture) for picture in project.proposals.waiting())
        places = [place for place in waiting if place is not None and place != here]
        if places:
            self._pictures.choose(min(places, key=lambda place: (place - here) % count))
        self._canvas.setFocus()

    def _show(self) -> None:
        boxes, review = self._canvas.proposals, self.review
        boxes.set_boxes(review.quads(), review.scores())
        boxes.pick(review.picked)
        if boxes.picked >= 0:
            self._canvas.ensureVisible(boxes.polygons[boxes.picked].boundingRect())

    def _take(self, index: int) -> None:
        self.review.take(index)
        self._text.edit()
