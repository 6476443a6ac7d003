"""The learning rate, and a button that finds one."""

from __future__ import annotations

import enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.train.form.fields import RateBox
from desktop.ui.layout import row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Translated, named


class Findable(enum.Enum):
    """Whether a rate can be searched for now, and why not."""

    YES = "yes"
    NO_DATA = "no data"
    TRAINING = "training"


class RateField(Translated, QWidget):
    """``box`` holds the rate; ``find_clicked`` when one is to be found."""

    find_clicked = Signal()

    def __init__(self, limits: tuple[float, float]) -> None:
        super().__init__()
        self.box = RateBox("train_lr", limits)
        self.box.setMinimumWidth(UNIT * 11)  # the column has to hold a scroll bar too
        self._find = named(QPushButton(), "train_find_rate")
        self._find.clicked.connect(self.find_clicked)
        self.setLayout(row((self.box, 1), self._find, spacing=UNIT // 2))
        self.setFocusProxy(self.box)
        self.set_findable(Findable.NO_DATA)

    def set_findable(self, findable: Findable) -> None:
        """Whether the button can be pressed; its tooltip says why not."""
        self._findable = findable
        self._find.setEnabled(findable is Findable.YES)
        self.retranslate()

    def retranslate(self) -> None:
        self._find.setText(self.tr("Find…"))
        tips = {
            Findable.YES: self.tr("Find a suitable learning rate on a copy of the weights"),
            Findable.NO_DATA: self.tr("There are no labelled pictures yet to try a learning rate on"),
            Findable.TRAINING: self.tr("Not while a training runs"),
        }
        self._find.setToolTip(tips[self._findable])
