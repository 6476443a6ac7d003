"""The choices of a training."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from engine.db.models import SCRATCH
from engine.errors import InputError, Message
from engine.training.presets import find_preset

DEFAULT_LEARNING_RATE = 1e-3
"""The peak rate. Why not the original's 0.007: docs/decisions/0005-training-recipe.md."""

MINIMUM_CROPS_PER_EPOCH = 240
"""An epoch is one crop of every picture, and of some pictures more until there are this many."""

DEFAULT_PRESET = "document"
"""The augmentation preset, one of `engine.training.presets.presets`."""

FREEZABLE = ("nothing", "early", "backbone")
"""What may keep its pretrained weights: nothing, the stem and the first stage, or the whole backbone."""

DEFAULT_PATIENCE = 10
"""Epochs without a better validation Hmean after which a training ends by itself; 0 never."""


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """Everything a training depends on; written to ``config.json`` of its experiment.

    ``learning_rate`` None means `DEFAULT_LEARNING_RATE`; ``size`` is the side of the square crops in
    pixels; ``crops_per_epoch`` None means the rule of `MINIMUM_CROPS_PER_EPOCH`; ``workers`` None
    means as many loader processes as the machine can spare, 0 none. ``weights`` is
    `engine.db.models.SCRATCH` or what `engine.db.models.resolve_model` takes. ``freeze`` is one of
    `FREEZABLE`; None means the early layers of pretrained weights, nothing from scratch.
    """

    dataset: Path
    epochs: int = 5
    batch_size: int = 2
    learning_rate: float | None = None
    size: int = 320
    weights: str = "general"
    out: Path = Path("workdirs")
    device: str = "auto"
    seed: int = 0
    crops_per_epoch: int | None = None
    workers: int | None = None
    preset: str = DEFAULT_PRESET
    patience: int = DEFAULT_PATIENCE
    freeze: str | None = None

    def peak_rate(self) -> float:
        """The highest learning rate of the schedule."""
        return DEFAULT_LEARNING_RATE if self.learning_rate is None else self.learning_rate

    def frozen(self) -> str:
        """The part of the network that keeps its weights, one of `FREEZABLE`."""
        if self.freeze is not None:
            return self.freeze
        return "nothing" if self.weights == SCRATCH else "early"

    def epoch_length(self, pictures: int) -> int:
        """Crops in an epoch of a training on so many pictures."""
        return self.crops_per_epoch or max(pictures, MINIMUM_CROPS_PER_EPOCH)

    def steps_per_epoch(self, crops: int) -> int:
        """Steps in an epoch of so many crops."""
        return max(crops // self.batch_size, 1)

    def validate(self) -> None:
        """Raise `InputError` for the first value outside its limits."""
        for name, value, lowest, highest in (
            ("epochs", self.epochs, 1, 10_000),
            ("batch size", self.batch_size, 1, 256),
            ("learning rate", self.peak_rate(), 1e-7, 1.0),
            ("size", self.size, 64, 2048),
            ("patience", self.patience, 0, 10_000),
        ):
            if not lowest <= value <= highest:
                raise InputError(
                    Message("The {name} {value} is out of range.", name=name, value=value),
                    remedy=Message(
                        "Choose a value from {lowest} to {highest}.", lowest=lowest, highest=highest
                    ),
                )
        if self.size % 32:
            raise InputError(
                Message("The size {size} is not a multiple of 32.", size=self.size),
                remedy=Message(
                    "Choose {below} or {above}.", below=self.size // 32 * 32, above=(self.size // 32 + 1) * 32
                ),
            )
        find_preset(self.preset)
        if self.frozen() not in FREEZABLE:
            raise InputError(
                Message("There is no part '{name}' to freeze.", name=self.frozen()),
                remedy=Message("Choose one of: {choices}.", choices=", ".join(FREEZABLE)),
            )

    def to_json(self) -> dict[str, Any]:
        """Plain values for ``config.json``; paths are absolute, so that it can be read from anywhere."""
        return asdict(self) | {"dataset": str(self.dataset.absolute()), "out": str(self.out.absolute())}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> TrainConfig:
        """Inverse of `to_json`; unknown keys are ignored. KeyError without a dataset."""
        known = {item.name for item in fields(cls)}
        given = {key: value for key, value in values.items() if key in known}
        given["dataset"] = Path(given["dataset"])
        if "out" in given:
            given["out"] = Path(given["out"])
        return cls(**given)
