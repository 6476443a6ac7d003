"""The bar on top of the Check page: progress of the check, what was fixed, what is offered."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from desktop.settings.keys import with_keys
from desktop.ui import icons
from desktop.ui.layout import STRETCH, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Translated, named, set_texts, text_label


class CheckBar(Translated, QWidget):
    """Every button is a signal."""

    check_requested = Signal()
    stop_requested = Signal()
    undo_requested = Signal()
    train_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fixed: tuple[int, int] | None = None
        self._crop_size: int | None = None
        self._notice = text_label("", name="check_notice", one_line=True)
        self._undo = named(QPushButton(), "check_undo")
        self._train = named(QPushButton(), "check_train_size")
        self._progress = named(QProgressBar(), "check_progress")
        self._progress.setFixedWidth(UNIT * 24)
        self._stop = named(QPushButton(), "check_stop")
        self._check = named(QPushButton(), "check_run")
        for button, icon, signal in (
            (self._undo, "undo", self.undo_requested),
            (self._train, "chart-line", self.train_requested),
            (self._stop, "stop", self.stop_requested),
            (self._check, "refresh", self.check_requested),
        ):
            icons.assign(button, icon)
            button.clicked.connect(signal)
        self.setLayout(
            row(self._notice, self._undo, STRETCH, self._train, self._progress, self._stop, self._check)
        )
        self.setFixedHeight(UNIT * 4)
        self.show_running(False)
        self.retranslate()

    def show_running(self, running: bool) -> None:
        self._progress.setVisible(running)
        self._stop.setVisible(running)
        self._check.setVisible(not running)
        if running:
            self._progress.setRange(0, 0)
            self._progress.setFormat("%v / %m")

    def show_progress(self, done: int, total: int) -> None:
        """So many pictures are checked or fixed."""
        self._progress.setRange(0, total)
        self._progress.setValue(done)

    def show_notice(self, labels: int, pictures: int) -> None:
        """What was fixed in one run; it can be undone."""
        self._fixed = (labels, pictures)
        self.retranslate()

    def clear_notice(self) -> None:
        self._fixed = None
        self.retranslate()

    def show_crop_size(self, size: int | None) -> None:
        """Offer to train on crops of ``size`` pixels, for large pictures."""
        self._crop_size = size
        self.retranslate()

    def retranslate(self) -> None:
        tip = with_keys(self.tr("Check the whole folder again"), "check.again")
        set_texts(self._check, self.tr("Check again"), tip)
        self._stop.setText(self.tr("Stop"))
        set_texts(self._undo, self.tr("Undo"), with_keys(self.tr("Undo the last fix"), "edit.undo"))
        if self._fixed is None:
            self._notice.setText("")
        elif not self._fixed[1]:
            self._notice.setText(self.tr("Nothing was changed: the labels have changed in the meantime."))
        else:
            labels = self.tr("%n label(s)", "", self._fixed[0])
            pictures = self.tr("%n picture(s)", "", self._fixed[1])
            text = self.tr("Fixed: {labels} in {pictures}")
            self._notice.setText(text.format(labels=labels, pictures=pictures))
        self._undo.setVisible(self._fixed is not None and self._fixed[1] > 0)
        self._train.setVisible(self._crop_size is not None)
        if self._crop_size is not None:
            self._train.setText(self.tr("Train at {size}").format(size=self._crop_size))
            self._train.setToolTip(
                self.tr("The pictures are large: put this crop size into the training form. It takes longer.")
            )
