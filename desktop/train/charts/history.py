"""The events of a training so far, as figures and curves; knows no widget."""

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
    PictureChecked,
    Started,
    StepDone,
)
from engine.training.record.hints import CONFIDENT, RunFigures
from engine.training.record.record import SCORES, STEP_CURVES, ResumedHistory

RECENT_STEPS = 20
TEST_SCORES = tuple(f"test_{name}" for name in SCORES)
CURVES = (*STEP_CURVES, "epoch_loss", "validation_loss", *SCORES, *TEST_SCORES)
PAST_PEAK = 0.9
"""The learning rate has left its peak behind once it is below this share of it."""


@dataclass(slots=True)
class Curve:
    """One line of a chart: ``x`` in epochs (1.5 is half way through the second), ``y`` its values."""

    x: array[float] = field(default_factory=lambda: array("d"))
    y: array[float] = field(default_factory=lambda: array("d"))

    def add(self, x: float, y: float) -> None:
        self.x.append(x)
        self.y.append(y)


@dataclass(frozen=True, slots=True)
class CheckedQuads:
    """How sure the model was of the quads it found in the checked pictures after ``epoch``."""

    epoch: int = -1
    confident: int = 0
    confident_false: int = 0

    def with_picture(self, picture: PictureChecked) -> CheckedQuads:
        """These counts and those of ``picture``; a later epoch begins anew."""
        sure = picture.scores >= CONFIDENT
        before = self if picture.epoch == self.epoch else CheckedQuads()
        return CheckedQuads(
            picture.epoch,
            before.confident + int(sure.sum()),
            before.confident_false + int((sure & ~picture.right).sum()),
        )


class TrainingHistory(QObject):
    """The figures of one run. ``changed`` is emitted once per batch of events.

    ``begun``: the experiment's folder is there and `started` says which it is.
    """

    changed = Signal()
    begun = Signal()
    log_added = Signal(list)
    cleared = Signal()

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self.clear()

    def clear(self) -> None:
        self._curves = {name: Curve() for name in CURVES}
        self.log: list[str] = []
        self.started: Started | None = None
        self.finished: Finished | None = None
        self.last_step: StepDone | None = None
        self.last_epoch: EpochDone | None = None
        self.best: EpochDone | None = None
        self.first: EpochDone | None = None
        self.evaluating: EvaluationProgress | None = None
        self.epochs: list[EpochDone] = []
        self._checked = CheckedQuads()
        self._began: float | None = None
        self.cleared.emit()
        self.changed.emit()

    def add(self, events: Sequence[object]) -> None:
        """Take a batch of training events, in order; other events are ignored."""
        lines: list[str] = []
        begun = self.started
        for event in events:
            self._take(event, lines)
        if lines:
            self.log.extend(lines)
            self.log_added.emit(lines)
        if self.started is not begun:
            self.begun.emit()
        self.changed.emit()

    def points(self, name: str) -> int:
        """How many points the curve ``name`` (one of ``CURVES``) has."""
        return len(self._curves[name].x)

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

    def figures(self) -> RunFigures:
        """What hints are based on."""
        rates = self._curves["lr"].y
        return RunFigures(
            losses=self.curve("loss")[1],
            epochs=tuple(self.epochs),
            past_peak=bool(rates) and rates[-1] < PAST_PEAK * max(rates),
            finished=self.finished is not None and not self.finished.result.stopped,
            rollbacks=0 if self.finished is None else self.finished.result.rollbacks,
            waiting_share=self.last_step.waiting_share if self.last_step else 0.0,
            confident=self._checked.confident,
            confident_false=self._checked.confident_false,
            pictures=None if self.started is None else _labelled(self.started),
        )

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
            case ResumedHistory():
                for name in STEP_CURVES:
                    for x, y in zip(*event.curves.get(name, ((), ())), strict=True):
                        self._curves[name].add(x, y)
                for done in event.epochs:
                    self._take_epoch(done)
            case PictureChecked():
                self._checked = self._checked.with_picture(event)
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
        for name, field_name in STEP_CURVES.items():
            self._curves[name].add(x, getattr(step, field_name))

    def _take_epoch(self, done: EpochDone) -> None:
        self.last_epoch = done
        self.epochs.append(done)
        self.evaluating = None
        if self.first is None:
            self.first = done
        if done.best:
            self.best = done
        for name, loss in (("epoch_loss", done.train_loss), ("validation_loss", done.validation_loss)):
            if loss is not None:
                self._curves[name].add(done.epoch, loss)
        for prefix, score in (("", done.validation), ("test_", done.test)):
            for name in SCORES if score is not None else ():
                self._curves[prefix + name].add(done.epoch, getattr(score, name))


def _labelled(started: Started) -> int:
    """How many labelled pictures there are besides the test pictures."""
    if started.validation_pictures == started.train_pictures:  # few pictures do both
        return started.train_pictures
    return started.train_pictures + started.validation_pictures
