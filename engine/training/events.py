"""What a training tells its caller: frozen dataclasses, matched in one place by whoever listens."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engine.evaluation import Score
from engine.training.config import TrainConfig


@dataclass(frozen=True, slots=True)
class Started:
    """The dataset is read, the model loaded, the experiment folder made."""

    config: TrainConfig
    workdir: Path
    train_pictures: int
    validation_pictures: int
    test_pictures: int
    steps_per_epoch: int
    total_steps: int
    device: str
    learning_rate: float


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of ``log.txt``, without its line end."""

    text: str


@dataclass(frozen=True, slots=True)
class StepDone:
    """One optimiser step; losses are those of its batch, unweighted but for ``loss``, the total."""

    step: int
    total_steps: int
    epoch: int
    loss: float
    bce: float
    dice: float
    l1: float
    learning_rate: float
    pictures_per_second: float
    seconds_left: float


@dataclass(frozen=True, slots=True)
class EvaluationProgress:
    """``done`` of ``total`` pictures of the ``what`` split ("validation" or "test") are evaluated."""

    done: int
    total: int
    what: str


@dataclass(frozen=True, slots=True)
class EpochDone:
    """Figures after an epoch; epoch 0 is the model before any training."""

    epoch: int
    epochs: int
    train_loss: float | None
    validation: Score
    test: Score | None
    best: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """The end of a training, also written as ``result.json``.

    The Hmean figures are those of the test split; ``best_epoch`` 0 means that no epoch beat the start and
    ``weights`` are the initial ones. ``stopped`` tells that the person ended it early.
    """

    workdir: Path
    weights: Path
    initial_hmean: float | None
    best_hmean: float | None
    best_epoch: int
    epochs_done: int
    seconds: float
    stopped: bool

    def to_json(self) -> dict[str, Any]:
        """Plain values for ``result.json`` and for the command line."""
        return {key: str(value) if isinstance(value, Path) else value for key, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event."""

    result: TrainingResult


Event = Started | LogLine | StepDone | EvaluationProgress | EpochDone | Finished
