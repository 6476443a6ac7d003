"""The part of every process but the first in a training of several: it computes its share, and is silent."""

from __future__ import annotations

from contextlib import suppress

import torch

from engine.db.models import ModelInfo
from engine.db.network import DBNet
from engine.training.config import TrainConfig
from engine.training.distributed import World
from engine.training.events import StepDone, TrainingResult
from engine.training.experiment import Experiment
from engine.training.optimiser import Optimiser
from engine.training.progress import Progress
from engine.training.report import Report
from engine.training.splits import Splits
from engine.training.state import State
from engine.training.steps import ShouldStop, Steps, Stopped


class _Silence(Report):
    """Counts what goes wrong as the leader does, tells and writes nothing."""

    def log(self, text: str) -> None:
        pass

    def step(self, done: StepDone) -> None:
        pass


def follow(
    config: TrainConfig,
    world: World,
    device: torch.device,
    splits: Splits,
    network: DBNet,
    info: ModelInfo,
    should_stop: ShouldStop,
    state: State | None = None,
) -> TrainingResult:
    """Train the epochs that the leader names, from ``state`` if there is one, until it has a result."""
    progress = Progress() if state is None else state.progress
    report = _Silence(Experiment(config.out), config, progress, lambda _event: None)
    optimiser = Optimiser(
        network,
        info,
        device,
        peak_rate=config.peak_rate(),
        total_steps=config.steps_per_epoch(config.epoch_length(len(splits.train))) * config.epochs,
        frozen=config.frozen(),
        say=report.log,
        world=world,
    )
    if state is not None:
        optimiser.restore(state.snapshot)
    steps = Steps.of(config, splits, info, optimiser, report, should_stop, world)
    word: int | TrainingResult = world.from_leader(0)
    while isinstance(word, int):
        with suppress(Stopped):  # the leader, who stopped at the same step, has a result soon
            steps.run_epoch(word)
        word = world.from_leader(word)
    return word
