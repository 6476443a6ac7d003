"""One validation picture: its labels, what the model found, and its probability map."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from desktop.picture.box_layer import polygon_of
from desktop.picture.marked_boxes import MarkedBox, MarkedPicture, Meaning, in_order
from desktop.ui.theme import UNIT
from engine.training.events import PictureChecked


def boxes_of(checked: PictureChecked) -> list[MarkedBox]:
    """Labels and found boxes of ``checked``, in picture pixels, in drawing order."""
    labels = [
        (Meaning.IGNORED if ignored else Meaning.MISSED if missed else Meaning.LABEL, polygon_of(quad))
        for quad, ignored, missed in zip(checked.truth, checked.ignored, checked.missed, strict=True)
    ]
    found = [
        (Meaning.RIGHT if right else Meaning.WRONG, polygon_of(quad))
        for quad, right in zip(checked.quads, checked.right, strict=True)
    ]
    return in_order(labels + found)


class CheckedView(MarkedPicture):
    """Shows one checked picture, which may be a smaller copy of the real one."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("train_picture")
        self.checked: PictureChecked | None = None

    def sizeHint(self) -> QSize:
        return QSize(UNIT * 40, UNIT * 24)  # and not that of the picture: it takes what room there is

    def set_image(self, image: QImage | None) -> None:
        super().set_image(image)
        self._place_boxes()

    def set_checked(self, checked: PictureChecked | None) -> None:
        self.checked = checked
        self.boxes.set_boxes([] if checked is None else boxes_of(checked))
        self._place_boxes()

    def _place_boxes(self) -> None:
        self.boxes.setVisible(self.has_picture)
        if self.checked is not None and self.has_picture:
            self.boxes.setScale(self.picture_rect.width() / max(self.checked.width, 1))
