"""Input fields of the training form: numbers, learning rate, preset, start weights."""

from __future__ import annotations

import enum

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QDoubleSpinBox, QSpinBox, QWidget

from desktop.model_selector import ModelSelector
from desktop.session import ModelChoice, Session
from desktop.ui.layout import column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import IconButton, Translated, named, push_button, text_label
from engine.db.models import SCRATCH
from engine.training.config import DEFAULT_PRESET
from engine.training.presets import presets

RATE_DECIMALS = 6


def whole_number(name: str, limits: tuple[int, int], step: int = 1) -> QSpinBox:
    box = named(QSpinBox(), name)
    box.setRange(*limits)
    box.setSingleStep(step)
    return box


def rate_text(rate: float) -> str:
    """A learning rate without idle zeros: 0.0004, not 0.000400."""
    text = QLocale().toString(rate, "f", RATE_DECIMALS)
    point = QLocale().decimalPoint()
    return text.rstrip("0").removesuffix(point) if point in text else text


class RateBox(QDoubleSpinBox):
    def __init__(self, name: str, limits: tuple[float, float]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setDecimals(RATE_DECIMALS)
        self.setRange(*limits)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)

    def textFromValue(self, value: float) -> str:
        return rate_text(value)


class SizeBox(QSpinBox):
    """A length in pixels that is a multiple of ``step``; what is typed goes to the nearest one."""

    def __init__(self, name: str, limits: tuple[int, int], step: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setRange(*limits)
        self.setSingleStep(step)
        self.setKeyboardTracking(False)
        self._step = step
        self.editingFinished.connect(self.settle)

    def settle(self) -> None:
        """Take what is typed, though the field may still have the focus."""
        self.interpretText()
        self.setValue(round(self.value() / self._step) * self._step)


class WheelGuard(QObject):
    """Lets the wheel scroll the form instead of changing fields it happens to pass over."""

    def watch(self, field: QWidget) -> None:
        """``field`` takes the wheel only after a click or Tab has given it the focus."""
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


class Findable(enum.Enum):
    """Whether a rate can be searched for now, and why not."""

    YES = "yes"
    NO_DATA = "no data"
    TRAINING = "training"


class RateField(Translated, QWidget):
    """``box`` holds the rate; ``search`` is the button that finds one."""

    def __init__(self, limits: tuple[float, float]) -> None:
        super().__init__()
        self.box = RateBox("train_lr", limits)
        self.box.setMinimumWidth(UNIT * 11)  # the column has to hold a scroll bar too
        self.search = push_button("train_find_rate")
        self.setLayout(row((self.box, 1), self.search, spacing=UNIT // 2))
        self.setFocusProxy(self.box)
        self.set_findable(Findable.NO_DATA)

    def set_findable(self, findable: Findable) -> None:
        """Whether the button can be pressed; its tooltip says why not."""
        self._findable = findable
        self.search.setEnabled(findable is Findable.YES)
        self.retranslate()

    def retranslate(self) -> None:
        self.search.setText(self.tr("Find…"))
        tips = {
            Findable.YES: self.tr("Find a suitable learning rate on a copy of the weights"),
            Findable.NO_DATA: self.tr("There are no labelled pictures yet to try a learning rate on"),
            Findable.TRAINING: self.tr("Not while a training runs"),
        }
        self.search.setToolTip(tips[self._findable])


class PresetField(Translated, QWidget):
    """The list of presets, a button that shows what the network will see, and a description."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.combo = named(QComboBox(), "train_preset")
        for name in presets():
            self.combo.addItem("", name)
        self.preview = IconButton("eye-outline", name="train_preview")
        self._description = text_label("", "small", muted=True, name="train_preset_text")
        chosen = row((self.combo, 1), self.preview, spacing=UNIT // 2)
        self.setLayout(column(chosen, self._description, spacing=UNIT // 2))
        self.setFocusProxy(self.combo)
        self.set_preset(DEFAULT_PRESET)
        self.combo.currentIndexChanged.connect(self._on_index)
        self.retranslate()

    def preset(self) -> str:
        return str(self.combo.currentData())

    def set_preset(self, name: str) -> None:
        """Choose the preset ``name``; the default where there is none of that name."""
        index = self.combo.findData(name)
        self.combo.setCurrentIndex(index if index >= 0 else self.combo.findData(DEFAULT_PRESET))

    def setAccessibleName(self, name: str) -> None:
        self.combo.setAccessibleName(name)

    def retranslate(self) -> None:
        for index in range(self.combo.count()):
            title, description = self._texts_of(self.combo.itemData(index))
            self.combo.setItemText(index, title)
            self.combo.setItemData(index, description, Qt.ItemDataRole.ToolTipRole)
        self.preview.set_tip(self.tr("Show what the network will see"))
        self._describe()

    def _on_index(self) -> None:
        self._describe()
        self.changed.emit()

    def _describe(self) -> None:
        self._description.setText(self._texts_of(self.preset())[1])

    def _texts_of(self, preset: str) -> tuple[str, str]:
        """Title and description; the presets of plug-ins have only their name."""
        texts = {
            "document": (
                self.tr("Document"),
                self.tr("Receipts, forms, handwriting: slightly turned and scaled, uneven light."),
            ),
            "scene": (
                self.tr("Scene"),
                self.tr("Signs, packages, streets: strong scale, perspective, blur and colour."),
            ),
            "dial": (
                self.tr("Dial"),
                self.tr("Gauges, labels, nameplates: any direction, reflections, dim light."),
            ),
            "light": (
                self.tr("Light"),
                self.tr("Pictures that all look alike, as from a fixed camera: small changes only."),
            ),
            "none": (self.tr("None"), self.tr("Pictures as they are, only cropped.")),
        }
        return texts.get(preset, (preset, ""))


class StartSelector(ModelSelector):
    """The models that can be trained further, and nothing at all."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "train_weights", onnx=False)

    def offered(self) -> list[ModelChoice]:
        tip = self.tr("A network that has learned nothing yet")
        return [*super().offered(), ModelChoice(self.tr("From scratch"), SCRATCH, tip)]


class ScratchWarning(Translated, QWidget):
    """What it takes to train from scratch; shown when that is chosen in ``selector``."""

    def __init__(self, selector: StartSelector) -> None:
        super().__init__()
        self._selector = selector
        self._text = text_label("", "small", name="train_scratch_warning")
        self._text.setProperty("tone", "warning")
        self.setLayout(column(self._text, margins=(0, 0, 0, UNIT // 2)))
        selector.combo.currentIndexChanged.connect(self.refresh)
        self.retranslate()
        self.refresh()

    def refresh(self) -> None:
        self.setVisible(self._selector.model() == SCRATCH)

    def retranslate(self) -> None:
        self._text.setText(
            self.tr(
                "This needs thousands of labelled pictures and a long training. With fewer, the general model"
                " is a far better start."
            )
        )
