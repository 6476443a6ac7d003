"""How the charts are drawn: logarithmic, smoothed, without outliers; and the experiments compared in them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QWidget

from desktop.settings.settings import Settings, from_remembered
from desktop.train.charts.compared import MOST_COMPARED, Compared
from desktop.train.charts.legend import ComparedStyle, Key
from desktop.ui.layout import STRETCH, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Translated, named, text_label

SMOOTHING = {"none": 0.0, "light": 0.7, "medium": 0.9, "strong": 0.97}
"""Weights on the past, for `engine.training.record.curve_math.smoothed`."""


@dataclass(frozen=True, slots=True)
class ChartOptions:
    """What a person chose; remembered between runs of the application."""

    logarithmic: bool = False
    ignore_outliers: bool = False
    smoothing: str = "medium"

    @classmethod
    def from_remembered(cls, values: object) -> ChartOptions:
        """Values out of the settings file; what cannot be used falls back to its default."""
        options = from_remembered(cls, values)
        return options if options.smoothing in SMOOTHING else replace(options, smoothing=cls().smoothing)

    @property
    def strength(self) -> float:
        return SMOOTHING[self.smoothing]


class ChartTools(Translated, QWidget):
    """The controls above the charts; ``changed`` when a person used one."""

    changed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._log = named(QCheckBox(), "train_log_scale")
        self._outliers = named(QCheckBox(), "train_ignore_outliers")
        self._smoothing = named(QComboBox(), "train_smoothing")
        self._caption = QLabel()
        self._caption.setBuddy(self._smoothing)
        for strength in SMOOTHING:
            self._smoothing.addItem("", strength)
        smoothing = row(self._caption, self._smoothing)
        margins = (UNIT // 2, 0, UNIT // 2, 0)
        self.setLayout(row(self._log, self._outliers, smoothing, STRETCH, spacing=UNIT * 2, margins=margins))
        options = ChartOptions.from_remembered(settings.remembered("train", "charts"))
        self._log.setChecked(options.logarithmic)
        self._outliers.setChecked(options.ignore_outliers)
        self._smoothing.setCurrentIndex(self._smoothing.findData(options.smoothing))
        self._log.toggled.connect(self._on_change)
        self._outliers.toggled.connect(self._on_change)
        self._smoothing.activated.connect(self._on_change)
        self.retranslate()

    def options(self) -> ChartOptions:
        return ChartOptions(
            self._log.isChecked(), self._outliers.isChecked(), str(self._smoothing.currentData())
        )

    def retranslate(self) -> None:
        self._log.setText(self.tr("Log scale"))
        self._log.setToolTip(self.tr("Draw the losses on a logarithmic scale, which shows small changes"))
        self._outliers.setText(self.tr("Ignore outliers"))
        self._outliers.setToolTip(self.tr("Let extreme losses leave the chart, so that the rest has room"))
        self._caption.setText(self.tr("Smoothing"))
        tip = self.tr("How strongly the noise between batches is smoothed in the loss lines")
        for widget in (self._caption, self._smoothing):
            widget.setToolTip(tip)
        self._smoothing.setAccessibleName(self.tr("Smoothing"))
        texts = {
            "none": self.tr("none"),
            "light": self.tr("light"),
            "medium": self.tr("medium"),
            "strong": self.tr("strong"),
        }
        for index, strength in enumerate(SMOOTHING):
            self._smoothing.setItemText(index, texts[strength])

    def _on_change(self) -> None:
        self._settings.remember("train", "charts", asdict(self.options()))
        self.changed.emit()


class ComparedKeys(Translated, QWidget):
    """The names of the compared experiments, each with its line; hidden when there are none.

    The keys are named ``train_compared_0`` and so on, by slot.
    """

    LONGEST_NAME = UNIT * 16

    def __init__(self) -> None:
        super().__init__()
        self._caption = text_label("", "small", muted=True, one_line=True)
        self.keys = [
            Key(f"train_compared_{slot}", longest=self.LONGEST_NAME) for slot in range(MOST_COMPARED)
        ]
        margins = (UNIT // 2, 0, UNIT // 2, 0)
        self.setLayout(row(self._caption, *self.keys, STRETCH, spacing=UNIT * 3 // 2, margins=margins))
        self.retranslate()
        self.show_compared([])

    def show_compared(self, compared: list[Compared]) -> None:
        names = {each.slot: each.record.name for each in compared}
        for slot, key in enumerate(self.keys):
            key.setVisible(slot in names)
            if slot in names:
                key.show_style(ComparedStyle(slot), names[slot])
        self.setVisible(bool(names))

    def retranslate(self) -> None:
        self._caption.setText(self.tr("Compared:"))
