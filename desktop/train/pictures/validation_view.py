"""Validation pictures of a run: what the model finds on them, and how that changed from epoch to epoch."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSignalBlocker, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap, QPolygonF, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QSlider, QWidget

from desktop.picture.marked_boxes import Meaning, paint_box
from desktop.picture.picture_loader import PictureLoader
from desktop.settings.keys import key_text
from desktop.settings.shortcuts import IN_WINDOW, PageShortcuts
from desktop.train.pictures.checked_pictures import BoxCounts, CheckedPictures
from desktop.train.pictures.checked_view import CheckedView
from desktop.train.pictures.picture_cards import PictureCards
from desktop.ui.errors import describe
from desktop.ui.layout import STRETCH, Item, column, row, stack
from desktop.ui.theme import UNIT
from desktop.ui.widgets import EmptyState, IconButton, Translated, named, text_label
from desktop.work.delay import Delay

PICTURE_SIDE = 1280
"""Pictures are decoded once and kept at this size."""
REFRESH_MS = 100
_SWATCH = (UNIT * 3, UNIT * 3 // 2)


class Legend(Translated, QWidget):
    """The meanings of the boxes, with how many there are of each."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: BoxCounts | None = None
        self._labels = {each: text_label("", "small", name=f"train_legend_{each.value}") for each in Meaning}
        items: list[Item] = []
        for meaning in (Meaning.LABEL, Meaning.RIGHT, Meaning.MISSED, Meaning.WRONG, Meaning.IGNORED):
            swatch = QLabel()
            swatch.setPixmap(_swatch(meaning, self.devicePixelRatioF()))
            self._labels[meaning].setWordWrap(False)
            items += [swatch, self._labels[meaning], UNIT]
        self.setLayout(row(*items, STRETCH, spacing=UNIT // 2))
        self.retranslate()

    def show_counts(self, counts: BoxCounts | None) -> None:
        self._counts = counts
        self.retranslate()

    def retranslate(self) -> None:
        texts = {
            Meaning.LABEL: self.tr("Label"),
            Meaning.RIGHT: self.tr("Found"),
            Meaning.MISSED: self.tr("Missed"),
            Meaning.WRONG: self.tr("False"),
            Meaning.IGNORED: self.tr("Ignored"),
        }
        counts: dict[Meaning, int] = {}
        if self._counts is not None:
            counts = {
                Meaning.RIGHT: self._counts.found,
                Meaning.MISSED: self._counts.missed,
                Meaning.WRONG: self._counts.false,
            }
        for meaning, text in texts.items():
            self._labels[meaning].setText(f"{text} {counts[meaning]}" if meaning in counts else text)


class ValidationView(Translated, QWidget):
    """Cards on the left, one picture with its boxes on the right, an epoch slider above it.

    The slider follows the newest epoch as long as it stands at its end.
    """

    def __init__(self, store: CheckedPictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._epochs: list[int] = []
        self._requested: list[Path] = []
        self._unreadable: dict[Path, Exception] = {}
        self.loader = PictureLoader(self, largest_side=PICTURE_SIDE)
        self.cards = PictureCards(store)
        self.view = CheckedView()
        self.broken = EmptyState("image-broken-variant")
        self.empty = EmptyState("image-search-outline")
        self.legend = Legend()
        self.previous = IconButton("chevron-left", name="train_picture_previous")
        self.next = IconButton("chevron-right", name="train_picture_next", clicked=lambda: self.cards.step(1))
        self.slider = named(QSlider(Qt.Orientation.Horizontal), "train_picture_epoch")
        self.show_map = IconButton("blur", name="train_show_map", checkable=True)
        self.fit = IconButton("fit-to-screen-outline", name="train_picture_fit", clicked=self.view.fit)
        self._name = text_label("", name="train_picture_name", one_line=True)
        self._epoch_text = text_label("", name="train_picture_epoch_text", one_line=True)
        self._timer = Delay(self, REFRESH_MS, self.refresh)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.refresh()

    @property
    def epoch(self) -> int:
        return self._epochs[self.slider.value()] if self._epochs else 0

    @property
    def picture(self) -> Path | None:
        number = self.cards.currentRow()
        return self._store.pictures[number] if 0 <= number < len(self._store.pictures) else None

    def refresh(self) -> None:
        """Show what the store holds now."""
        follows = self.slider.value() == self.slider.maximum()
        if not self._store.pictures:
            self._forget()
        self._epochs = self._store.epochs()
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, max(0, len(self._epochs) - 1))
            if follows:
                self.slider.setValue(self.slider.maximum())
        self.slider.setEnabled(len(self._epochs) > 1)
        self._pages.setCurrentWidget(self._content if self._store.pictures else self.empty)
        self.cards.show_epoch(self.epoch)
        if self.cards.currentRow() < 0 and self.cards.count():
            self.cards.setCurrentRow(0)
        elif self._requested != self._store.pictures:
            self._request()
        self._show_check()

    def retranslate(self) -> None:
        self.previous.set_tip(self.tr("Previous picture"), key_text("picture.previous"))
        self.next.set_tip(self.tr("Next picture"), key_text("picture.next"))
        self.show_map.set_tip(self.tr("Show the probability map"), key_text("view.map"))
        self.fit.set_tip(self.tr("Show the whole picture"), key_text("view.fit"))
        self.slider.setToolTip(self.tr("Go back to earlier epochs"))
        self.slider.setAccessibleName(self.tr("Epoch"))
        self.view.setAccessibleName(self.tr("Picture with its labels and what was found"))
        self.empty.set_texts(
            self.tr("No picture checked yet"),
            self.tr("After every epoch the model is tried on a few validation pictures. They appear here."),
        )
        self._show_broken()
        self._show_check()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()  # nothing is drawn while hidden

    def _lay_out(self) -> None:
        self._epoch_text.setMinimumWidth(UNIT * 15)
        self._epoch_text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.slider.setFixedWidth(UNIT * 18)
        self.slider.setPageStep(1)
        half = UNIT // 2
        left = (self.previous, self.next, self._name)
        right = (self._epoch_text, self.slider, self.show_map, self.fit)
        bar = row(*left, STRETCH, *right, spacing=half)
        self._place = stack(self.view, self.broken)
        shown = column(bar, (self._place, 1), self.legend, spacing=half)
        self._content = QFrame()
        self._content.setLayout(row(self.cards, (shown, 1), margins=(0, UNIT, 0, half)))
        self._pages = stack(self.empty, self._content)
        self.setLayout(column(self._pages))

    def _connect(self) -> None:
        self._store.changed.connect(self._refresh_soon)
        self.cards.chosen.connect(lambda _row: self._show_picture())
        self.slider.valueChanged.connect(lambda _value: self._show_epoch())
        self.show_map.toggled.connect(lambda _on: self._show_map())
        self.previous.clicked.connect(lambda: self.cards.step(-1))
        self.loader.loaded.connect(self._on_loaded)
        self.loader.failed.connect(self._on_failed)
        self.loader.decoded.connect(self.cards.set_image)
        keys = PageShortcuts(self, IN_WINDOW)  # wherever the focus is, as long as the pictures are seen
        keys.add("picture.previous", self.previous.click)
        keys.add("picture.next", self.next.click)
        keys.add("view.map", self.show_map.click)
        keys.add("view.fit", self.fit.click)

    def _refresh_soon(self) -> None:
        if not self._store.pictures:
            self.refresh()  # another run: nothing of the old one may be seen
        elif self.isVisible():
            self._timer.start_once()

    def _forget(self) -> None:
        self._requested = []
        self._unreadable.clear()
        self.loader.forget()
        self.cards.forget()
        self.view.set_image(None)

    def _show_picture(self) -> None:
        """Another picture: read it; the others come after it, for their cards."""
        self.view.set_image(None)
        self._show_check()
        self._place.setCurrentWidget(self.view)
        self._request()

    def _request(self) -> None:
        self._requested = self._store.pictures
        others = [other for other in self._requested if other != self.picture]
        self.loader.request(self.picture, others)

    def _show_epoch(self) -> None:
        self.cards.show_epoch(self.epoch)
        self._show_check()

    def _show_check(self) -> None:
        picture = self.picture
        checked = None if picture is None else self._store.at(picture, self.epoch)
        self.view.set_checked(checked)
        self.legend.show_counts(None if checked is None else BoxCounts.of(checked))
        if picture is None:
            self._name.setText("")
        else:
            name = self.fontMetrics().elidedText(picture.name, Qt.TextElideMode.ElideMiddle, UNIT * 24)
            self._name.setText(f"{name}  ({self.cards.currentRow() + 1}/{len(self._store.pictures)})")
        self._epoch_text.setText(self._epoch_title())
        self._show_map()

    def _epoch_title(self) -> str:
        if not self._epochs:
            return ""
        text = self.tr("Epoch {epoch}").format(epoch=self.epoch) if self.epoch else self.tr("Before training")
        return f"{text} ★" if self.epoch == self._store.best_epoch else text

    def _show_map(self) -> None:
        checked = self.view.checked
        wanted = self.show_map.isChecked() and checked is not None and checked.probability.size
        self.view.set_overlay(checked.probability if wanted and checked is not None else None)

    def _on_loaded(self, path: Path, image: QImage) -> None:
        if path == self.picture:
            self._place.setCurrentWidget(self.view)
            self.view.set_image(image)
            self._show_map()

    def _on_failed(self, path: Path, error: Exception) -> None:
        self._unreadable[path] = error
        self._show_broken()
        self._place.setCurrentWidget(self.broken)

    def _show_broken(self) -> None:
        error = None if self.picture is None else self._unreadable.get(self.picture)
        if error is not None:
            text = describe(error)
            self.broken.set_texts(text.message, "\n".join(t for t in (text.where, text.remedy) if t))


def _swatch(meaning: Meaning, ratio: float) -> QPixmap:
    """A small box in the manner of ``meaning``."""
    width, height = _SWATCH
    pixmap = QPixmap(round(width * ratio), round(height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_box(painter, (meaning, QPolygonF(QRectF(2, 2, width - 4, height - 4))))
    painter.end()
    return pixmap
