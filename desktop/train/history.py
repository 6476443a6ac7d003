"""Everything a training run has told so far, as figures and curves; knows no widget."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.training.events import (
    EpochDone,
    EvaluationProgress,
    Finished,
    LogLine,
    Started,
    StepDone,
)

RECENT_STEPS = 20
SCORES = ("hmean", "precision", "recall")
CURVES = (
    "loss",
    "bce",
    "dice",
    "l1",
    "lr",
    "speed",
    *SCORES,
    *(f"test_{name}" for name in SCORES),
)


@dataclass(slots=True)
class Curve:
    """One line of a chart: ``x`` in epochs (1.5 is half way through the second), ``y`` its values."""

    x: array[float] = field(default_factory=lambda: array("d"))
    y: array[float] = field(default_factory=lambda: array("d"))

    def add(self, x: float, y: float) -> None:
        self.x.append(x)
        self.y.append(y)

    def __len__(self) -> int:
        return len(self.x)


class TrainingHistory(QObject):
    """The figures of one run. ``add`` takes events; ``changed`` is emitted once a batch of them."""

    changed = Signal()
    log_added = Signal(list)
    cleared = Signal()

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self.clear()

    def clear(self) -> None:
        """Forget everything: a new run begins."""
        self._curves = {name: Curve() for name in CURVES}
        self.log: list[str] = []
        self.started: Started | None = None
        self.finished: Finished | None = None
        self.last_step: StepDone | None = None
        self.last_epoch: EpochDone | None = None
        self.best: EpochDone | None = None
        self.first: EpochDone | None = None
        self.evaluating: EvaluationProgress | None = None
        self._began: float | None = None
        self.cleared.emit()
        self.changed.emit()

    def add(self, events: Sequence[object]) -> None:
        """Take in a batch of training events, in order; what is no training event is left aside."""
        lines: list[str] = []
        for event in events:
            self._take(event, lines)
        if lines:
            self.log.extend(lines)
            self.log_added.emit(lines)
        self.changed.emit()

    def points(self, name: str) -> int:
        """How many points the curve ``name`` (one of ``CURVES``) has."""
        return len(self._curves[name])

    def curve(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """The curve ``name`` as two float64 arrays of one length: epochs and values."""
        curve = self._curves[name]
        return np.array(curve.x, dtype=np.float64), np.array(curve.y, dtype=np.float64)

    def elapsed(self) -> float | None:
        """Seconds since the run began, or its whole length once it has finished; None before."""
        if self.finished is not None:
            return self.finished.result.seconds
        return None if self._began is None else self._clock() - self._began

    def seconds_left(self) -> float | None:
        """Seconds the training steps still take, as the loop estimates; None when unknown."""
        if self.last_step is None or self.finished is not None:
            return None
        return self.last_step.seconds_left

    def recent_loss(self) -> float | None:
        """Mean loss of the last `RECENT_STEPS` steps: a single batch says little. None before the first."""
        losses = self._curves["loss"].y[-RECENT_STEPS:]
        return sum(losses) / len(losses) if losses else None

    def _take(self, event: object, lines: list[str]) -> None:
        match event:
            case Started():
                self.started = event
                self._began = self._clock()
            case LogLine():
                lines.append(event.text)
            case StepDone():
                self._take_step(event)
            case EvaluationProgress():
                self.evaluating = event
            case EpochDone():
                self._take_epoch(event)
            case Finished():
                self.finished = event
                self.evaluating = None

    def _take_step(self, step: StepDone) -> None:
        self.last_step = step
        self.evaluating = None
        per_epoch = self.started.steps_per_epoch if self.started else 0
        x = step.step / per_epoch if per_epoch else float(step.step)
        values = {
            "loss": step.loss,
            "bce": step.bce,
            "dice": step.dice,
            "l1": step.l1,
            "lr": step.learning_rate,
            "speed": step.pictures_per_second,
        }
        for name, value in values.items():
            self._curves[name].add(x, value)

    def _take_epoch(self, done: EpochDone) -> None:
        self.last_epoch = done
        self.evaluating = None
        if self.first is None:
            self.first = done
        if done.best:
            self.best = done
        for prefix, score in (("", done.validation), ("test_", done.test)):
            if score is None:
                continue
            for name in SCORES:
                self._curves[prefix + name].add(done.epoch, getattr(score, name))
