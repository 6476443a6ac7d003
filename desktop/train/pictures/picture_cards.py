"""The validation pictures as small cards with their boxes and counts."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem

from desktop.picture.marked_boxes import paint_box
from desktop.train.pictures.checked_pictures import BoxCounts, CheckedPictures
from desktop.train.pictures.checked_view import boxes_of
from desktop.ui.theme import QUAD_LINE, UNIT, colors
from desktop.ui.widgets import Translated
from engine.training.events import PictureChecked

CARD = QSize(UNIT * 17, UNIT * 11)


class PictureCards(Translated, QListWidget):
    """One card a picture of ``store``; ``chosen(index)`` when another one is chosen, by hand or by key."""

    chosen = Signal(int)

    def __init__(self, store: CheckedPictures) -> None:
        super().__init__()
        self.setObjectName("train_pictures")
        self._store = store
        self._images: dict[Path, QImage] = {}
        self._epoch = 0
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setFlow(QListView.Flow.TopToBottom)
        self.setWrapping(False)
        self.setIconSize(CARD)
        self.setSpacing(UNIT // 2)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFixedWidth(CARD.width() + UNIT * 5)
        self.currentRowChanged.connect(self.chosen)
        self.retranslate()

    def sizeHint(self) -> QSize:
        return QSize(self.width(), CARD.height())

    def set_image(self, path: Path, image: QImage) -> None:
        """``image`` is the picture at ``path``, at any scale."""
        small = image.scaled(
            CARD, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        self._images[path] = small
        if path in self._store.pictures:
            self._draw(self._store.pictures.index(path))

    def forget(self) -> None:
        """Drop the pictures of a run that is over."""
        self._images.clear()
        self.clear()

    def show_epoch(self, epoch: int) -> None:
        """Show all cards as they were after ``epoch``."""
        self._epoch = epoch
        pictures = self._store.pictures
        while self.count() < len(pictures):
            item = QListWidgetItem()
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            item.setSizeHint(QSize(CARD.width() + UNIT * 2, CARD.height() + UNIT * 6))
            self.addItem(item)
        for row in range(len(pictures)):
            self._draw(row)

    def step(self, by: int) -> None:
        if self.count():
            self.setCurrentRow((self.currentRow() + by) % self.count())

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Validation pictures"))
        self.show_epoch(self._epoch)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.show_epoch(self._epoch)
        super().changeEvent(event)

    def _draw(self, row: int) -> None:
        item = self.item(row)
        if item is None:
            return
        picture = self._store.pictures[row]
        checked = self._store.at(picture, self._epoch)
        card = _card(self._images.get(picture), checked)
        icon = QIcon(card)
        icon.addPixmap(card, QIcon.Mode.Selected)  # or Qt tints the picture
        item.setIcon(icon)
        if checked is None:
            item.setText(picture.name)
            return
        counts = BoxCounts.of(checked)
        labels = counts.found + counts.missed
        name = self.fontMetrics().elidedText(picture.name, Qt.TextElideMode.ElideMiddle, CARD.width())
        figures = asdict(counts)
        item.setText(
            f"{name}\n" + self.tr("{found} of {labels}, false {false}").format(labels=labels, **figures)
        )
        tip = self.tr("{name}: found {found}, missed {missed}, false {false}")
        item.setToolTip(tip.format(name=picture.name, **figures))


def _card(image: QImage | None, checked: PictureChecked | None) -> QPixmap:
    """The picture with its boxes in the middle of a card; the card alone as long as it is not read."""
    card = QPixmap(CARD)
    card.fill(QColor(colors().canvas))
    if image is None:
        return card
    painter = QPainter(card)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    left, top = (CARD.width() - image.width()) // 2, (CARD.height() - image.height()) // 2
    painter.drawImage(left, top, image)
    if checked is not None:
        scale = image.width() / max(checked.width, 1)
        into = QTransform.fromTranslate(left, top).scale(scale, scale)
        for meaning, polygon in boxes_of(checked):
            paint_box(painter, (meaning, into.map(polygon)), QUAD_LINE / 2)
    painter.end()
    return card
