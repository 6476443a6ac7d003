"""The steps of an epoch, and the way back to good weights when a loss is no number."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from engine.db.models import ModelInfo
from engine.errors import InputError, Message, QuadTuneError
from engine.training.batches import Batch, Crops, EpochOrder, default_workers, make_loader
from engine.training.config import TrainConfig
from engine.training.distributed import World
from engine.training.events import StepDone
from engine.training.optimiser import Optimiser, Snapshot
from engine.training.report import Report
from engine.training.splits import Splits

SNAPSHOT_STEPS = 50
"""At least this often good weights are put aside; also at the end of every epoch."""

MOST_ROLLBACKS = 3
"""Returns to good weights, each with half the rate; the next loss that is no number ends the training."""


ShouldStop = Callable[[], bool]


class Stopped(Exception):  # noqa: N818 - not an error: the person asked for it
    """Raised inside the loop when ``should_stop`` answered yes."""


class EpochLosses(NamedTuple):
    """The mean loss of an epoch's good steps, None without any, the rate of the last step, and the share of
    the epoch's time spent waiting for data.
    """

    loss: float | None
    rate: float
    waiting_share: float


class Steps:
    """Runs the steps of a training epoch by epoch; ``snapshot`` holds the last weights known to be good.

    In a ``world`` of several processes all of them run the same steps and stop at the same one.
    """

    def __init__(
        self,
        config: TrainConfig,
        optimiser: Optimiser,
        loader: Iterable[Any],
        order: EpochOrder,
        report: Report,
        should_stop: ShouldStop,
        world: World,
    ) -> None:
        self.snapshot: Snapshot = optimiser.snapshot()
        self._config = config
        self._optimiser = optimiser
        self._loader = loader
        self._order = order
        self._steps_per_epoch = config.steps_per_epoch(len(order))
        self._report = report
        self._should_stop = should_stop
        self._world = world
        self._skipped: list[InputError] = []

    @classmethod
    def of(
        cls,
        config: TrainConfig,
        splits: Splits,
        info: ModelInfo,
        optimiser: Optimiser,
        report: Report,
        should_stop: ShouldStop,
        world: World,
    ) -> Steps:
        """The steps of a training on the training pictures of ``splits``."""
        device, per_epoch = optimiser.device, config.epoch_length(len(splits.train))
        order = EpochOrder(per_epoch, config.seed)
        crops = Crops(
            splits.train,
            size=config.size,
            long_side=info.settings.long_side,
            length=per_epoch * config.epochs,
            seed=config.seed,
            preset=config.preset,
        )
        workers = default_workers(device, world) if config.workers is None else config.workers
        loader = make_loader(crops, order, config.batch_size, workers, device, world)
        return cls(config, optimiser, loader, order, report, should_stop, world)

    def run_epoch(self, epoch: int) -> EpochLosses:
        """Train one epoch (from 1). QuadTuneError when losses are no numbers again and again."""
        self._order.epoch = epoch
        clock, rate = Clock(), self._optimiser.rate
        losses: list[float] = []
        pending: _Taken | None = None
        first = (epoch - 1) * self._steps_per_epoch
        for step, batch in enumerate(clock.waiting_for(self._loader), start=first + 1):
            if self._world.any(self._should_stop()):
                raise Stopped
            rate = self._optimiser.rate
            taken = self._take(step, rate, batch)
            # Losses are read one step late, so that the device never waits for us.
            good = pending is None or self._tell(pending, epoch, clock, losses)
            # After a bad one, this step was computed with weights that were thrown away.
            pending = taken if good else None
            if step % SNAPSHOT_STEPS == 0:
                self._settle(pending, epoch, clock, losses)
                pending = None
        self._settle(pending, epoch, clock, losses)
        for error in self._world.all_of(self._skipped):
            self._report.skip(error)  # those of other processes; our own are told already
        self._skipped.clear()
        return EpochLosses(float(np.mean(losses)) if losses else None, rate, clock.waiting_share)

    def _take(self, step: int, rate: float, batch: Batch) -> _Taken:
        for error in batch.skipped:
            self._report.skip(error)
        self._skipped += batch.skipped
        seed_torch(self._config.seed, step)
        return _Taken(step, rate, self._optimiser.step(batch.images, batch.targets))

    def _settle(self, pending: _Taken | None, epoch: int, clock: Clock, losses: list[float]) -> None:
        """Read the last loss and put good weights aside."""
        if pending is not None:
            self._tell(pending, epoch, clock, losses)
        snapshot = self._optimiser.snapshot()
        if not snapshot.is_finite():  # a finite loss may have had gradients that were not
            self._roll_back(snapshot.numbers["step"])
            snapshot = self._optimiser.snapshot()
        self.snapshot = snapshot

    def _tell(self, taken: _Taken, epoch: int, clock: Clock, losses: list[float]) -> bool:
        """Tell the figures of a step; False when they are no numbers and the weights were rolled back."""
        loss, bce, dice, l1 = taken.losses.tolist()
        if not math.isfinite(loss):
            self._roll_back(taken.step)
            return False
        losses.append(loss)
        total = self._steps_per_epoch * self._config.epochs
        seconds = clock.seconds / (taken.step - (epoch - 1) * self._steps_per_epoch)
        evaluations = (self._config.epochs - epoch + 1) * self._report.progress.evaluation_seconds
        self._report.step(
            StepDone(
                step=taken.step,
                total_steps=total,
                epoch=epoch,
                loss=loss,
                bce=bce,
                dice=dice,
                l1=l1,
                learning_rate=taken.rate,
                pictures_per_second=self._config.batch_size / seconds,
                seconds_left=(total - taken.step) * seconds + evaluations,
                waiting_share=clock.waiting_share,
                memory_bytes=self._optimiser.memory_bytes(),
            )
        )
        return True

    def _roll_back(self, step: int) -> None:
        progress = self._report.progress
        if progress.rollbacks == MOST_ROLLBACKS:
            raise QuadTuneError(
                Message(
                    "The loss is no longer a finite number, {rollbacks} smaller learning rates on.",
                    rollbacks=MOST_ROLLBACKS,
                ),
                remedy=Message(
                    "Check the pictures and labels, or train again with a smaller learning rate;"
                    " the best weights so far are kept."
                ),
                path=self._report.experiment.folder,
            )
        progress.rollbacks += 1
        self._optimiser.restore_weights(self.snapshot)
        self._optimiser.slow_down(0.5)
        self._report.log(
            f"[WARNING] The loss of step {step} is not a finite number: back to the weights of step"
            f" {self.snapshot.numbers['step']} with half the learning rate"
            f" ({progress.rollbacks} of {MOST_ROLLBACKS})"
        )


class _Taken(NamedTuple):
    """A step whose losses (4,) may still be under way on the device."""

    step: int
    rate: float
    losses: Tensor


class Clock:
    """The time of an epoch so far and how much of it went into waiting for the loader."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._waited = 0.0

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._started

    @property
    def waiting_share(self) -> float:
        """0 to 1."""
        return self._waited / self.seconds

    def waiting_for(self, loader: Iterable[Any]) -> Iterator[Any]:
        """The batches of ``loader``; the time until each is there counts as waiting."""
        before = time.perf_counter()
        for batch in loader:
            self._waited += time.perf_counter() - before
            yield batch
            before = time.perf_counter()


def seed_torch(seed: int, step: int) -> None:
    """Let what is random in a step (dropout) depend on ``seed`` and ``step`` alone."""
    torch.manual_seed(int(np.random.SeedSequence((seed, step)).generate_state(1, np.uint64)[0] >> 1))
