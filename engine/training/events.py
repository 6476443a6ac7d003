"""What a training reports to its caller: frozen dataclasses, handled in one ``match``."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.db.models import DetectSettings
from engine.training.config import TrainConfig

if TYPE_CHECKING:  # the window and the command line start without these libraries
    import numpy as np
    from numpy.typing import NDArray

    from engine.detect.evaluation import Score


@dataclass(frozen=True, slots=True)
class Started:
    """The dataset is read, the model loaded, the experiment folder made.

    ``resumed_epoch`` is the last epoch of the interrupted run that continues here; its figures are in the
    folder.
    """

    config: TrainConfig
    workdir: Path
    train_pictures: int
    validation_pictures: int
    test_pictures: int
    steps_per_epoch: int
    total_steps: int
    device: str
    learning_rate: float
    resumed_epoch: int = 0


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of ``log.txt``, without its line end."""

    text: str


@dataclass(frozen=True, slots=True)
class StepDone:
    """One optimiser step; losses are those of its batch, unweighted but for ``loss``, the total.

    ``waiting_share`` is the part of the epoch's time spent waiting for data; ``memory_bytes`` the most the
    graphics card had in use, None on the CPU.
    """

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
    waiting_share: float = 0.0
    memory_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class EvaluationProgress:
    """``done`` of ``total`` pictures of the ``what`` split ("validation" or "test") are evaluated."""

    done: int
    total: int
    what: str


@dataclass(frozen=True, slots=True, eq=False)
class PictureChecked:
    """What the model found on one validation picture (the first few, the same ones after every epoch).

    ``quads`` (N, 4, 2) with ``scores`` (N,) against the labels ``truth`` (M, 4, 2), ``ignored`` (M,), in
    pixels of the picture ``width`` × ``height``; ``right`` (N,): which quads match a label, ``missed`` (M,):
    which labels were not found. Quads that the protocol does not count, above all those on ignored regions,
    are left out. ``probability`` (h, w) uint8, 255 for 1, is the map they came from.
    """

    epoch: int
    picture: Path
    width: int
    height: int
    quads: NDArray[np.float32]
    scores: NDArray[np.float32]
    right: NDArray[np.bool_]
    truth: NDArray[np.float32]
    ignored: NDArray[np.bool_]
    missed: NDArray[np.bool_]
    probability: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class EpochDone:
    """Figures after an epoch; epoch 0 is the model before any training.

    ``validation_loss`` is the loss on the whole validation pictures; ``settings`` are the thresholds of this
    epoch's figures. The training ends when ``epochs_since_highest``, those since the highest validation
    Hmean, reaches ``patience`` (0: never).
    """

    epoch: int
    epochs: int
    train_loss: float | None
    validation: Score
    test: Score | None
    best: bool
    seconds: float
    validation_loss: float | None = None
    settings: DetectSettings = field(default_factory=DetectSettings)
    epochs_since_highest: int = 0
    patience: int = 0


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """The end of a training, also written as ``result.json``.

    The Hmean figures are those of the test split; ``best_epoch`` 0 means that no epoch beat the start and
    ``weights`` are the initial ones. ``stopped``: the person ended it, or ``error`` did; ``stopped_early``:
    it ended by itself because it got no better. ``rollbacks`` counts returns to good weights after a loss
    that was not finite, ``unreadable_pictures`` the training pictures that could not be read on the way.
    """

    workdir: Path
    weights: Path
    initial_hmean: float | None
    best_hmean: float | None
    best_epoch: int
    epochs_done: int
    seconds: float
    stopped: bool
    stopped_early: bool = False
    rollbacks: int = 0
    unreadable_pictures: int = 0
    train_pictures: int | None = None
    error: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values for ``result.json`` and for the command line."""
        return {key: str(value) if isinstance(value, Path) else value for key, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event."""

    result: TrainingResult


Event = Started | LogLine | StepDone | EvaluationProgress | PictureChecked | EpochDone | Finished
