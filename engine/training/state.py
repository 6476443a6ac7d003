"""How far a training has come: `TrainingProgress`, and all that `resume` needs in ``resume.safetensors``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import load

from engine.db.models import METADATA_KEY, ModelInfo, tensor_name
from engine.db.weights import write_tensors
from engine.detect.evaluation import Score
from engine.errors import InputError, Message
from engine.training.optimiser import Snapshot

NOT_EVALUATED = -1


@dataclass(slots=True)
class TrainingProgress:
    """What a training remembers from one epoch to the next.

    ``epoch`` is the last one that is trained and evaluated: 0 is the model before any training,
    `NOT_EVALUATED` not even that. ``best_epoch`` is the one whose weights are kept (see `is_best`),
    ``highest_epoch`` the first with the highest Hmean on the validation pictures. ``initial_hmean`` and
    ``best_hmean`` are those of the test pictures that every epoch reports, in the end of all of them;
    ``whole_initial_hmean`` is that of all before the training. ``unreadable`` are training pictures that
    could not be read on the way.
    """

    epoch: int = NOT_EVALUATED
    best_epoch: int = 0
    highest_epoch: int = 0
    start_validation: float = -1.0
    highest_validation: float = -1.0
    highest_error: float = 0.0
    initial_hmean: float | None = None
    best_hmean: float | None = None
    whole_initial_hmean: float | None = None
    evaluation_seconds: float = 0.0
    seconds: float = 0.0
    rollbacks: int = 0
    unreadable: list[str] = field(default_factory=list)

    @property
    def epochs_done(self) -> int:
        return max(self.epoch, 0)

    @property
    def epochs_since_highest(self) -> int:
        return self.epochs_done - self.highest_epoch

    def is_best(self, validation: Score) -> bool:
        """Whether the model of these figures is the best so far, after that of the start.

        A few dozen labels cannot tell models apart that differ by a box or two, and the later one has learned
        more. So a model is the best when its validation Hmean is above the start's and within one standard
        error of the highest (Breiman et al. 1984, who then take the simplest model instead of the latest).
        """
        highest_enough = self.highest_validation - self.highest_error
        return validation.hmean > self.start_validation and validation.hmean >= highest_enough

    def take(self, epoch: int, validation: Score, test: Score | None) -> bool:
        """Note the figures of ``epoch``; whether its weights are the best so far."""
        best = self.is_best(validation)
        hmean = None if test is None else test.hmean
        self.epoch = epoch
        if epoch == 0:
            self.start_validation, self.initial_hmean = validation.hmean, hmean
        if best:
            self.best_epoch, self.best_hmean = epoch, hmean
        if validation.hmean > self.highest_validation:
            self.highest_epoch, self.highest_validation = epoch, validation.hmean
            self.highest_error = validation.standard_error
        return best

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> TrainingProgress:
        """Inverse of `asdict`; unknown keys are ignored."""
        known = {item.name for item in fields(cls)}
        return cls(**{key: value for key, value in values.items() if key in known})


@dataclass(frozen=True, slots=True)
class TrainingState:
    """A training between two epochs.

    ``info`` describes the model it started from, ``lengths`` are those of `Experiment.lengths`, ``pictures``
    the file names of the training pictures.
    """

    snapshot: Snapshot
    progress: TrainingProgress
    info: ModelInfo
    lengths: Mapping[str, int]
    pictures: list[str]

    def write(self, path: Path) -> None:
        """Put the state at ``path`` in one step. StorageError when writing fails."""
        rest = {
            "numbers": self.snapshot.numbers,
            "progress": asdict(self.progress),
            "info": self.info.to_metadata(),
            "lengths": dict(self.lengths),
            "pictures": self.pictures,
        }
        write_tensors(path, self.snapshot.tensors, rest)

    @classmethod
    def read(cls, path: Path) -> TrainingState:
        """Inverse of `write`. InputError when there is no state or it is damaged."""
        if not path.is_file():
            raise InputError(
                Message("This training cannot go on: it has ended or never began."),
                remedy=Message("Start a new training; it may start from these weights."),
                path=path.parent,
            )
        try:
            with safe_open(path, framework="pt") as file:
                rest = json.loads((file.metadata() or {})[METADATA_KEY])
            # Not mapped into memory: Windows could not replace the file by the next state.
            tensors = {tensor_name(name): tensor for name, tensor in load(path.read_bytes()).items()}
            return cls(
                snapshot=Snapshot(tensors, rest["numbers"]),
                progress=TrainingProgress.from_json(rest["progress"]),
                info=ModelInfo.from_metadata(rest["info"], path),
                lengths=rest["lengths"],
                pictures=rest["pictures"],
            )
        except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
            raise InputError(
                Message("The state of this training is damaged: {detail}.", detail=str(error).rstrip(".")),
                remedy=Message("Start a new training with its best weights."),
                path=path,
            ) from error
