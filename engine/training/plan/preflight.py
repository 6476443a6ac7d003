"""Before a training: how long it will take, whether it fits, and what is wrong with the data.

Importing this module does not import torch; `check` does.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from engine.device.graphics import CardProblem, card_problems, probe
from engine.training.config import TrainConfig
from engine.training.plan.speed import Speed, measure
from engine.training.plan.survey import Survey, survey
from engine.training.run import REPORTED_PICTURES

USABLE_SHARE = 0.9
"""Of the free memory: the rest is for whatever else happens on the machine."""


@dataclass(frozen=True)
class Preflight:
    """What a training with steps of ``batch_size`` crops would be like.

    ``seconds`` for all epochs with their evaluations, from the button to the result. ``fitting_batch``
    is ``batch_size`` if that fits into the memory, else the largest power of two that does, 0 if none.
    ``troubles``: why a graphics card that is there is not used, or not fully.
    """

    device: str
    batch_size: int
    fitting_batch: int
    needed_bytes: int
    free_bytes: int | None
    seconds: float
    survey: Survey
    troubles: tuple[CardProblem, ...] = ()

    @property
    def fits(self) -> bool:
        return self.fitting_batch == self.batch_size

    def to_json(self) -> dict[str, Any]:
        data = self.survey
        return {
            "device": self.device,
            "seconds": round(self.seconds, 1),
            "needed_bytes": self.needed_bytes,
            "free_bytes": self.free_bytes,
            "batch_size": self.batch_size,
            "fitting_batch": self.fitting_batch,
            "train_pictures": data.train,
            "validation_pictures": data.validation,
            "test_pictures": data.test,
            "crops_per_epoch": data.crops_per_epoch,
            "blocked": data.blocked,
            "device_troubles": [{"kind": one.kind, "text": str(one.error)} for one in self.troubles],
            "findings": [{"text": str(one.error), "blocks": one.blocks} for one in data.findings],
        }

    def lines(self) -> list[str]:
        """For people at a terminal: the figures, then the findings."""
        memory = f"{self.needed_bytes / 1e9:.1f} GB"
        if self.free_bytes is not None:
            memory += f" of {self.free_bytes / 1e9:.1f} GB free"
        fit = f"batch {self.batch_size} fits" if self.fits else f"batch {self.batch_size} does not fit"
        if not self.fits and self.fitting_batch:
            fit += f", {self.fitting_batch} does"
        data = self.survey
        return [
            f"about {_duration(self.seconds)} on {self.device}; memory: {memory}; {fit}",
            f"pictures: {data.train} train, {data.validation} validation, {data.test} test; "
            f"{data.crops_per_epoch} crops an epoch",
            *(f"[WARNING] {one.error}" for one in self.troubles),
            f"findings: {len(data.findings)}",
            *(f"{'[ERROR]' if one.blocks else '[WARNING]'} {one.error}" for one in data.findings),
        ]


def check(config: TrainConfig, should_stop: Callable[[], bool] = lambda: False) -> Preflight | None:
    """Survey the data, measure the device, and estimate; None when stopped.

    Raises `InputError` when the choices, the dataset, the weights or the device cannot be used.
    """
    config.validate()
    data = survey(config)
    if should_stop():
        return None
    speed = measure(config, data, should_stop)
    if speed is None:
        return None
    found = estimate(config, data, speed)
    if config.device == "cpu":
        return found
    problems = card_problems(probe(), found.needed_bytes)
    # Taken memory is a problem only when the training does not fit.
    return replace(found, troubles=tuple(one for one in problems if one.kind != "taken" or not found.fits))


def estimate(config: TrainConfig, data: Survey, speed: Speed) -> Preflight:
    """What ``config`` takes for ``data`` on a machine of this ``speed``."""
    return Preflight(
        device=speed.device,
        batch_size=config.batch_size,
        fitting_batch=_fitting_batch(config.batch_size, speed),
        needed_bytes=speed.step_bytes(config.batch_size),
        free_bytes=speed.free_bytes,
        seconds=_seconds(config, data, speed),
        survey=data,
    )


def _seconds(config: TrainConfig, data: Survey, speed: Speed) -> float:
    steps = config.epochs * config.steps_per_epoch(data.crops_per_epoch)
    computing = speed.step_seconds + config.batch_size * speed.crop_seconds
    loading = config.batch_size * speed.loading_seconds
    # Loader processes work while the device computes; without any, one waits for the other.
    step = max(computing, loading / speed.workers) if speed.workers else computing + loading
    first_look = (data.train + data.validation + data.test) * speed.reading_seconds
    return first_look + steps * step + _evaluation_seconds(config, data, speed)


def _evaluation_seconds(config: TrainConfig, data: Survey, speed: Speed) -> float:
    """Of the evaluations before the first epoch and after every one. On the CPU an epoch is tested on a part
    of the test pictures, but start and end on all.
    """

    def look(pixels: int, pictures: int) -> float:
        return pixels * speed.detection_seconds_per_pixel + pictures * speed.reading_seconds

    validation, test = look(data.validation_pixels, data.validation), look(data.test_pixels, data.test)
    part = 1.0 if speed.on_card or not data.test else min(REPORTED_PICTURES / data.test, 1.0)
    last_look = test if part < 1 else 0.0
    return (config.epochs + 1) * validation + (1 + config.epochs * part) * test + last_look


def _fitting_batch(batch_size: int, speed: Speed) -> int:
    usable = math.inf if speed.free_bytes is None else USABLE_SHARE * speed.free_bytes
    sizes = (batch_size, *(2**power for power in reversed(range(10)) if 2**power < batch_size))
    return next((one for one in sizes if speed.step_bytes(one) <= usable), 0)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
