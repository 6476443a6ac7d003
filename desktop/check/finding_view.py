"""The part of a picture that a finding is about, with its box drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from desktop.picture.box_layer import polygon_of
from desktop.picture.marked_boxes import MarkedPicture, Meaning
from desktop.ui.theme import UNIT
from engine.data.gt import Label


class FindingView(MarkedPicture):
    """Labels blue, ignored ones grey, the one in question vermilion. The left button pans."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("check_picture")
        self.row: int | None = None

    def sizeHint(self) -> QSize:
        return QSize(UNIT * 50, UNIT * 30)

    def show_finding(self, image: QImage | None, labels: Sequence[Label], row: int | None) -> None:
        """Show ``image`` with ``labels``, near label ``row``; all of it when that is None."""
        self.set_image(image)
        self.row = row if row is not None and row < len(labels) else None
        meanings = [Meaning.IGNORED if label.ignore else Meaning.LABEL for label in labels]
        if self.row is not None:
            meanings[self.row] = Meaning.WRONG
        quads = [np.array(label.points).reshape(4, 2) for label in labels]
        self.boxes.set_boxes(zip(meanings, map(polygon_of, quads), strict=True))
        self.boxes.setVisible(image is not None)
        if self.row is not None and image is not None:
            around = polygon_of(quads[self.row]).boundingRect()
            room = max(around.width(), around.height(), self.picture_rect.width() / 20)
            self.show_rect(around.adjusted(-room / 2, -room / 2, room / 2, room / 2))
