"""How far a training has come: what it has to remember from one epoch to the next. No torch."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from engine.detect.evaluation import Score

NOT_EVALUATED = -1


@dataclass(slots=True)
class Progress:
    """Changed after every epoch and kept in ``resume.safetensors``.

    ``epoch`` is the last one that is trained and evaluated: 0 is the model before any training,
    `NOT_EVALUATED` not even that. ``best_epoch`` is the one whose weights are kept (see `is_best`),
    ``highest_epoch`` the first with the highest Hmean on the validation pictures. ``initial_hmean`` and
    ``best_hmean`` are about the test pictures looked at after every epoch, in the end about all;
    ``whole_initial_hmean`` is about all before the training. ``unreadable`` are pictures that could not be
    read on the way.
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

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Progress:
        """Inverse of `to_json`; unknown keys are ignored."""
        known = {item.name for item in fields(cls)}
        return cls(**{key: value for key, value in values.items() if key in known})
