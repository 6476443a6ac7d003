"""Shown while boxes that a model proposes wait in the picture: how many, and what to do with them."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from desktop.label.review.review import Review
from desktop.ui.widgets import Translated, lay_out_banner, named, text_label


class ReviewBar(Translated, QFrame):
    """Follows a `Review`; hidden while nothing waits anywhere in the project."""

    def __init__(self, review: Review, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("label_review")
        self._review = review
        self.text = text_label("", name="label_review_text")
        self.accept = named(QPushButton(), "review_accept")
        self.reject = named(QPushButton(), "review_reject")
        self.accept_all = named(QPushButton(), "review_accept_all")
        self.reject_all = named(QPushButton(), "review_reject_all")
        self.next = named(QPushButton(), "review_next")
        lay_out_banner(
            self, "notice", self.text, self.accept, self.reject, self.accept_all, self.reject_all, self.next
        )
        self.accept.clicked.connect(review.accept)
        self.reject.clicked.connect(review.reject)
        self.accept_all.clicked.connect(review.accept_all)
        self.reject_all.clicked.connect(review.reject_all)
        self.next.clicked.connect(review.next_picture)
        review.changed.connect(self._show)
        self.retranslate()

    def retranslate(self) -> None:
        self.accept.setText(self.tr("Accept"))
        self.accept.setToolTip(self.tr("Make a label of the orange box ({keys})").format(keys="Enter"))
        self.reject.setText(self.tr("Reject"))
        self.reject.setToolTip(self.tr("Drop the orange box ({keys})").format(keys="Del"))
        self.accept_all.setText(self.tr("Accept all"))
        self.reject_all.setText(self.tr("Reject all"))
        self.next.setText(self.tr("Next picture"))
        self.next.setToolTip(self.tr("Go to the next picture with proposed boxes"))
        self._show()

    def _show(self) -> None:
        waiting, proposals = len(self._review.waiting), self._review.proposals
        pictures = len(proposals.waiting()) if proposals is not None else 0
        self.setVisible(pictures > 0)
        self.text.setText(
            self.tr("Proposed boxes in this picture: {count}").format(count=waiting)
            if waiting
            else self.tr("Pictures with proposed boxes: {count}").format(count=pictures)
        )
        for button in (self.accept, self.reject, self.accept_all, self.reject_all):
            button.setEnabled(waiting > 0)
        self.next.setEnabled(pictures > (1 if waiting else 0))
