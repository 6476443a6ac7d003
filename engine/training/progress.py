"""How far a training has come: what it has to remember from one epoch to the next. No torch."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any

NOT_EVALUATED = -1


@dataclass(slots=True)
class Progress:
    """Changed after every epoch and kept in ``resume.safetensors``.

    ``epoch`` is the last one that is trained and evaluated: 0 is the model before any training,
    `NOT_EVALUATED` not even that. The best epoch is the one with the best Hmean on the validation pictures.
    Hmean figures are those of the test pictures looked at after every epoch, in the end those of all;
    ``whole_initial_hmean`` is that of all before the training. ``unreadable`` are pictures that could not be
    read on the way.
    """

    epoch: int = NOT_EVALUATED
    best_epoch: int = 0
    best_validation: float = -1.0
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
    def epochs_since_best(self) -> int:
        return self.epochs_done - self.best_epoch

    def take(self, epoch: int, validation: float, test: float | None) -> bool:
        """Note the Hmean figures of ``epoch``; whether it is the best so far."""
        best = validation > self.best_validation
        self.epoch = epoch
        if best:
            self.best_epoch, self.best_validation, self.best_hmean = epoch, validation, test
        if epoch == 0:
            self.initial_hmean = test
        return best

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Progress:
        """Inverse of `to_json`; unknown keys are ignored."""
        known = {item.name for item in fields(cls)}
        return cls(**{key: value for key, value in values.items() if key in known})
