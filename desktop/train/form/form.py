"""What a person chooses before a training: the left column of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QToolButton,
    QWidget,
)

from desktop.session import Session
from desktop.settings.settings import from_remembered
from desktop.train.form.fields import (
    PresetField,
    RateField,
    ScratchWarning,
    SizeBox,
    StartSelector,
    WheelGuard,
    whole_number,
)
from desktop.ui import icons
from desktop.ui.layout import LEFT, column
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Card, Translated, named, text_label
from engine.data.project_file import Suggestion, read_suggestion
from engine.db.models import GENERAL, SCRATCH
from engine.training.config import FREEZABLE, TrainConfig

DEFAULTS = TrainConfig(dataset=Path())
EPOCHS = (1, 500)
BATCH = (1, 64)
RATE = (1e-6, 0.1)
SIZE = (320, 1280)
SIZE_STEP = 32
PATIENCE = (0, 500)
DEVICES = ("auto", "cpu", "cuda")
AUTOMATIC = "auto"
"""In the form and the settings file: what `TrainConfig.freeze` calls None."""
FREEZES = (AUTOMATIC, *FREEZABLE)


@dataclass(frozen=True, slots=True)
class Choices:
    """The form's values; remembered between runs of the application."""

    epochs: int = DEFAULTS.epochs
    batch_size: int = DEFAULTS.batch_size
    learning_rate: float = DEFAULTS.peak_rate()
    size: int = DEFAULTS.size
    device: str = DEFAULTS.device
    seed: int = DEFAULTS.seed
    preset: str = DEFAULTS.preset
    patience: int = DEFAULTS.patience
    freeze: str = AUTOMATIC


class TrainForm(Translated, QWidget):
    """Start weights and hyper-parameters. ``changed`` when any of them was changed."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._suggestion = Suggestion()
        self.weights = StartSelector(session)
        self.weights.combo.setMinimumWidth(UNIT * 12)
        self.epochs = whole_number("train_epochs", EPOCHS)
        self.batch_size = whole_number("train_batch_size", BATCH)
        self.rate_field = RateField(RATE)
        self.learning_rate = self.rate_field.box
        self.crop_size = SizeBox("train_size", SIZE, SIZE_STEP)
        self.device = named(QComboBox(), "train_device")
        for name in DEVICES:
            self.device.addItem("", name)
        self.seed = whole_number("train_seed", (0, 2**31 - 1))
        self.preset = PresetField()
        self.patience = whole_number("train_patience", PATIENCE)
        self.freeze = named(QComboBox(), "train_freeze")
        for name in FREEZES:
            self.freeze.addItem("", name)
        self.advanced = named(QToolButton(), "train_advanced")
        self.advanced.setCheckable(True)
        self.advanced.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.advanced.toggled.connect(self._fold)
        self._captions: dict[str, QLabel] = {}
        self._short = text_label("", "small", muted=True, name="train_short_epochs")
        self._short.setWordWrap(False)  # a second line would take its room from other rows' texts
        self._wheel_guard = WheelGuard(self)
        self._assemble()
        self.set_choices(from_remembered(Choices, session.settings.remembered("train", "form")))
        self.retranslate()
        self._fold(False)
        numbers = (self.epochs, self.batch_size, self.crop_size, self.seed, self.patience)
        for number in (*numbers, self.learning_rate):
            number.valueChanged.connect(self.changed)
        for choice in (self.device, self.freeze, self.weights.combo):
            choice.currentIndexChanged.connect(self.changed)
        self.preset.changed.connect(self.changed)
        session.project_changed.connect(self._follow_project)
        self._follow_project()
        session.settings.changed.connect(self._follow_setting)

    def settle(self) -> None:
        """Take what is still being typed."""
        for box in self.findChildren(QAbstractSpinBox):
            box.interpretText()
        self.crop_size.settle()

    def config(self, dataset: Path, out: Path) -> TrainConfig:
        """What is chosen, for training on ``dataset`` with the experiment made in ``out``."""
        values = asdict(self.choices())
        if values["device"] == AUTOMATIC:
            values["device"] = self._session.settings.values.device
        if values["freeze"] == AUTOMATIC:
            values["freeze"] = None
        crops = self._suggestion.crops_per_epoch
        weights = self.weights.model()
        return TrainConfig(dataset=dataset, out=out, weights=weights, crops_per_epoch=crops, **values)

    def choices(self) -> Choices:
        return Choices(
            self.epochs.value(),
            self.batch_size.value(),
            self.learning_rate.value(),
            self.crop_size.value(),
            self.device.currentData(),
            self.seed.value(),
            self.preset.preset(),
            self.patience.value(),
            self.freeze.currentData(),
        )

    def set_choices(self, choices: Choices) -> None:
        """Show ``choices``; what is out of range goes to the nearest limit."""
        self.epochs.setValue(choices.epochs)
        self.batch_size.setValue(choices.batch_size)
        self.learning_rate.setValue(choices.learning_rate)
        self.crop_size.setValue(choices.size)
        self.device.setCurrentIndex(max(0, self.device.findData(choices.device)))
        self.seed.setValue(choices.seed)
        self.preset.set_preset(choices.preset)
        self.patience.setValue(choices.patience)
        self.freeze.setCurrentIndex(max(0, self.freeze.findData(choices.freeze)))

    def reuse(self, values: Mapping[str, object]) -> None:
        """Choose what an earlier training used (its ``config.json``); weights that are gone are skipped."""
        self.set_choices(from_remembered(Choices, values))
        weights = values.get("weights")
        if isinstance(weights, str) and (weights in (GENERAL, SCRATCH) or Path(weights).exists()):
            self.weights.choose(weights)

    def remember(self) -> None:
        """Keep what the person changed for the next run; the rest follows the program's defaults."""
        defaults = asdict(Choices()) | {"epochs": self._default_epochs()}
        changed = {name: value for name, value in asdict(self.choices()).items() if value != defaults[name]}
        self._session.settings.remember("train", "form", changed)

    def retranslate(self) -> None:
        for name, (caption, tip) in self._texts().items():
            self._captions[name].setText(caption)
            if name != "weights":  # its list and button have names of their own
                field: QWidget = getattr(self, name)
                field.setAccessibleName(caption)
                field.setToolTip(tip)
        self._card.set_title(self.tr("Training"))
        self.crop_size.setSuffix(" px")
        self.patience.setSpecialValueText(self.tr("never ends early"))
        self.advanced.setText(self.tr("Advanced"))
        devices = {
            "auto": self.tr("As in the settings"),
            "cpu": self.tr("CPU"),
            "cuda": self.tr("NVIDIA card (CUDA)"),
        }
        freezes = {
            AUTOMATIC: self.tr("Automatic"),
            "nothing": self.tr("Nothing"),
            "early": self.tr("Early layers"),
            "backbone": self.tr("Whole backbone"),
        }
        for choice, texts in ((self.device, devices), (self.freeze, freezes)):
            for index in range(choice.count()):
                choice.setItemText(index, texts[choice.itemData(index)])
        self._show_suggestion()

    def _texts(self) -> dict[str, tuple[str, str]]:
        return {
            "weights": (self.tr("Start from"), ""),
            "preset": (self.tr("Picture type"), ""),
            "epochs": (
                self.tr("Epochs"),
                self.tr("How often training goes through the pictures. 5 to 10 suit most data sets."),
            ),
            "batch_size": (
                self.tr("Batch size"),
                self.tr("Crops per step. Small batches learn more in the same time."),
            ),
            "learning_rate": (
                self.tr("Learning rate"),
                self.tr(
                    "How big the steps are. Lower it when the loss jumps, raise it when the loss hardly"
                    " falls."
                ),
            ),
            "crop_size": (
                self.tr("Crop size"),
                self.tr("Side of the square crops that the network is trained on, a multiple of 32."),
            ),
            "device": (self.tr("Device"), ""),
            "patience": (
                self.tr("Patience"),
                self.tr("Training ends by itself after this many epochs without a better Hmean."),
            ),
            "freeze": (
                self.tr("Frozen"),
                self.tr(
                    "Layers that keep their weights. Frozen layers make training faster and forget nothing,"
                    " but learn nothing new. Automatic: the early layers; none when training from scratch."
                ),
            ),
            "seed": (
                self.tr("Seed"),
                self.tr("The same seed gives the same split and the same order of pictures."),
            ),
        }

    def _default_epochs(self) -> int:
        return self._suggestion.epochs or DEFAULTS.epochs

    def _follow_project(self) -> None:
        """Adopt what the project suggests unless the person chose something else."""
        project = self._session.project
        untouched = self.epochs.value() == self._default_epochs()
        self._suggestion = Suggestion() if project is None else read_suggestion(project.root)
        if untouched:
            self.epochs.setValue(self._default_epochs())
        self._show_suggestion()

    def _show_suggestion(self) -> None:
        crops = self._suggestion.crops_per_epoch
        self._short.setVisible(crops is not None)
        self._short.setText(self.tr("{crops} crops per epoch, to be quick").format(crops=crops))

    def _follow_setting(self, name: str) -> None:
        if name == "device" and self.choices().device == AUTOMATIC:
            self.changed.emit()

    def _assemble(self) -> None:
        self._card = Card()
        # A grid: a form layout keeps the heights that wrapped texts had before the language changed.
        rows = QGridLayout()
        rows.setHorizontalSpacing(UNIT * 2)
        rows.setVerticalSpacing(UNIT)
        rows.setColumnStretch(1, 1)
        self._card.add(rows)
        for wide in (self._caption("weights"), self.weights, ScratchWarning(self.weights)):
            rows.addWidget(wide, rows.rowCount(), 0, 1, 2)
        for name in ("preset", "epochs", "batch_size", "learning_rate", "crop_size", "device"):
            field = self.rate_field if name == "learning_rate" else getattr(self, name)
            top = Qt.AlignmentFlag.AlignTop if name == "preset" else Qt.AlignmentFlag.AlignVCenter
            rows.addWidget(self._caption(name), rows.rowCount(), 0, top)
            rows.addWidget(field, rows.rowCount() - 1, 1)
            if name == "epochs":
                rows.addWidget(self._short, rows.rowCount(), 0, 1, 2)
        self._card.add((self.advanced, 0, LEFT))
        self._folded = QWidget()
        folded = QFormLayout(self._folded)
        folded.setContentsMargins(0, 0, 0, 0)
        folded.setHorizontalSpacing(UNIT * 2)
        folded.setVerticalSpacing(UNIT)
        for name in ("patience", "freeze", "seed"):
            folded.addRow(self._caption(name), getattr(self, name))
        self._card.add(self._folded)
        self.setLayout(column(self._card))
        lists = (self.weights.combo, self.preset.combo, self.device, self.freeze)
        for control in (*lists, *self.findChildren(QAbstractSpinBox)):
            self._wheel_guard.watch(control)

    def _caption(self, name: str) -> QLabel:
        return self._captions.setdefault(name, QLabel())

    def _fold(self, unfolded: bool) -> None:
        self._folded.setVisible(unfolded)
        icons.assign(self.advanced, "chevron-down" if unfolded else "chevron-right", "muted")
