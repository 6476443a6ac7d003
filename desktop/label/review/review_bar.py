"""How many boxes are proposed in the picture, and buttons to accept or reject them."""

from __future__ import annotations

from desktop.label.review.review import Review
from desktop.ui.banner import Banner


class ReviewBar(Banner):
    """Follows a `Review`; hidden while no box waits anywhere in the project."""

    def __init__(self, review: Review) -> None:
        super().__init__("label_review", self._text)
        self._review = review
        self._deciding = [
            self.add_button(
                "review_accept",
                review.accept,
                lambda: self.tr("Accept"),
                lambda: self.tr("Make a label of the orange box ({keys})").format(keys="Enter"),
            ),
            self.add_button(
                "review_reject",
                review.reject,
                lambda: self.tr("Reject"),
                lambda: self.tr("Drop the orange box ({keys})").format(keys="Del"),
            ),
            self.add_button("review_accept_all", review.accept_all, lambda: self.tr("Accept all")),
            self.add_button("review_reject_all", review.reject_all, lambda: self.tr("Reject all")),
        ]
        self._next = self.add_button(
            "review_next",
            review.next_picture,
            lambda: self.tr("Next picture"),
            lambda: self.tr("Go to the next picture with proposed boxes"),
        )
        review.changed.connect(self.refresh)
        self.retranslate()

    def refresh(self) -> None:
        for button in self._deciding:
            button.setEnabled(bool(self._review.waiting))
        self._next.setEnabled(self._pictures() > bool(self._review.waiting))
        super().refresh()

    def _pictures(self) -> int:
        proposals = self._review.proposals
        return len(proposals.waiting) if proposals is not None else 0

    def _text(self) -> str:
        waiting, pictures = len(self._review.waiting), self._pictures()
        if waiting:
            return self.tr("Proposed boxes in this picture: {count}").format(count=waiting)
        return self.tr("Pictures with proposed boxes: {count}").format(count=pictures) if pictures else ""
