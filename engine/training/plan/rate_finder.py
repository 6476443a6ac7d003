"""Which learning rate suits: the learning-rate range test, on a throw-away copy of the start weights.

Smith, "Cyclical Learning Rates for Training Neural Networks" (WACV 2017): train while the rate grows, and see
where the loss falls and where it rises again. Importing this module does not import torch; `find_rate` does.

The suggestion is the middle of the valley's floor: the loss is near its lowest there, and the rate well below
those at which it rises. Rules that take the steepest fall, as fastai's, suit untrained networks; when
fine-tuning the loss falls steepest in the first steps, however small they are. They suggested 1e-4, where
5e-4 already learns too little (docs/benchmarks.md).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError, Message
from engine.training.config import TrainConfig

if TYPE_CHECKING:
    from engine.training.batches import Batch

Values = NDArray[np.float64]

LOWEST_RATE, HIGHEST_RATE = 1e-5, 0.2
STEPS = 70
"""Sixteen a decade."""

CYCLE = 8
"""The same few batches repeat, so the mean loss of the last ``CYCLE`` steps is always about the same pictures
and smooth: single batches of a few crops differ by more than the rates do."""

DIVERGED = 4.0
"""The test ends at a mean loss this many times the best one."""

LEAST_FALL = 0.05
"""The part of the first cycle's loss by which a later one's has to be lower."""

FLOOR = 0.2
"""The part of the whole fall by which a loss on the floor of the valley may be above the lowest one."""


@dataclass(frozen=True, slots=True)
class RateTried:
    """One step; ``mean_loss`` is that of the last cycle, ``mean_rate`` its mean rate, None in the first."""

    step: int
    total_steps: int
    rate: float
    loss: float
    mean_rate: float | None
    mean_loss: float | None
    seconds_left: float


@dataclass(frozen=True, slots=True)
class RateFound:
    """Rates and losses (N,) of all steps, the smoothed curve of both, and a rate to train with.

    ``suggestion`` is None when the curve gives no answer; ``obstacle`` then says why.
    """

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    mean_rates: tuple[float, ...]
    mean_losses: tuple[float, ...]
    suggestion: float | None
    obstacle: InputError | None

    def to_json(self) -> dict[str, Any]:
        obstacle = None if self.obstacle is None else str(self.obstacle)
        return {**asdict(replace(self, obstacle=None)), "obstacle": obstacle}


def find_rate(
    config: TrainConfig,
    emit: Callable[[RateTried], None] = lambda _event: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> RateFound | None:
    """Try rates on pictures, weights and crops as ``config`` says; its own rate does not matter.

    None when stopped. Nothing is written. Raises `InputError` when the dataset, the weights
    or the device cannot be used.
    """
    from engine.db.weights import starting_network
    from engine.device.devices import choose_device
    from engine.device.memory import freed_memory_kept
    from engine.training.optimiser import Optimiser, seed_torch

    config.validate()
    rates: list[float] = []
    losses: list[float] = []
    with freed_memory_kept():
        batches = _batches(config, should_stop)
        if batches is None:
            return None
        network, info = starting_network(config.weights, config.seed)
        config = replace(config, learning_rate=HIGHEST_RATE)
        optimiser = Optimiser(network, info, choose_device(config.device), config, STEPS + 1)
        started = time.perf_counter()
        for step, rate in enumerate(np.geomspace(LOWEST_RATE, HIGHEST_RATE, STEPS).tolist(), start=1):
            if should_stop():
                return None
            batch = batches[step % CYCLE]
            seed_torch(config.seed, step)
            optimiser.set_rate(rate)
            loss = float(optimiser.step(batch.images, batch.targets)[0])
            if not math.isfinite(loss):
                return judge(rates, losses, diverged=True)
            rates.append(rate)
            losses.append(loss)
            mean_rates, means = means_of_cycles(rates, losses)
            emit(
                RateTried(
                    step=step,
                    total_steps=STEPS,
                    rate=rate,
                    loss=loss,
                    mean_rate=float(mean_rates[-1]) if len(means) else None,
                    mean_loss=float(means[-1]) if len(means) else None,
                    seconds_left=(STEPS - step) * (time.perf_counter() - started) / step,
                )
            )
            if len(means) and means[-1] > DIVERGED * means.min():
                return judge(rates, losses, diverged=True)
    return judge(rates, losses, diverged=False)


def means_of_cycles(rates: Sequence[float], losses: Sequence[float]) -> tuple[Values, Values]:
    """The smoothed curve: the (geometric) mean of every ``CYCLE`` neighbouring rates, and of their losses.

    N values of each give N − ``CYCLE`` + 1, or none.
    """
    if len(losses) < CYCLE:
        return np.empty(0), np.empty(0)
    window = np.full(CYCLE, 1 / CYCLE)
    mean_rates = np.exp(np.convolve(np.log(rates), window, "valid"))
    return mean_rates, np.convolve(np.asarray(losses, np.float64), window, "valid")


def judge(rates: Sequence[float], losses: Sequence[float], diverged: bool) -> RateFound:
    """The suggestion of a curve; ``diverged``: it was cut short because the loss exploded."""
    mean_rates, means = means_of_cycles(rates, losses)
    suggestion, obstacle = None, None
    if len(means) < 2 or means.min() > (1 - LEAST_FALL) * means[0]:
        obstacle = InputError(
            Message("The loss did not fall at any learning rate."),
            remedy=Message(
                "Weights that know these pictures have little to learn; otherwise check pictures and labels."
            ),
        )
    else:
        lowest = int(means.argmin())
        above = np.flatnonzero(means > means[lowest] + FLOOR * (means[0] - means[lowest]))
        # The first and the last index of the valley's floor, around the lowest loss.
        first = above[above < lowest].max(initial=-1) + 1
        last = above[above > lowest].min(initial=len(means)) - 1
        if last == len(means) - 1 and not diverged:
            rate = f"{rates[-1]:.2g}"
            obstacle = InputError(
                Message("The loss still fell at the highest learning rate tried, {rate}.", rate=rate),
                remedy=Message("The curve shows no limit; keep the usual learning rate."),
            )
        else:
            suggestion = float(f"{math.sqrt(mean_rates[first] * mean_rates[last]):.1e}")
    return RateFound(
        rates=tuple(rates),
        losses=tuple(losses),
        mean_rates=tuple(mean_rates.tolist()),
        mean_losses=tuple(means.tolist()),
        suggestion=suggestion,
        obstacle=obstacle,
    )


def _batches(config: TrainConfig, should_stop: Callable[[], bool]) -> list[Batch] | None:
    """``CYCLE`` batches of crops, of as many different pictures as there are."""
    from engine.db.models import GENERAL, SCRATCH, read_info
    from engine.device.devices import choose_device
    from engine.training.batches import Crops, EpochOrder, make_loader
    from engine.training.run import Splits

    device = choose_device(config.device)
    info = read_info(GENERAL if config.weights == SCRATCH else config.weights)
    samples = Splits.read(config).train
    count = CYCLE * config.batch_size
    order = np.random.default_rng(config.seed).permutation(len(samples))[:count]
    crops = Crops([samples[index] for index in order], config, info.settings.long_side, count)
    batches = []
    # In this process: others would take longer to start than these few crops take.
    for batch in make_loader(crops, EpochOrder(count, config.seed), config.batch_size, 0, device):
        if should_stop():
            return None
        batches.append(batch)
    return batches
