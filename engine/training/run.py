"""What a training is given, and which pictures it learns from, chooses by and only reports on. No torch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.data.dataset import Sample, held_back, load_dataset, require_text
from engine.data.pictures import read_picture
from engine.doctor.examination import find_problems
from engine.errors import InputError
from engine.training.config import TrainConfig

if TYPE_CHECKING:
    import torch

    from engine.db.models import ModelInfo
    from engine.training.distributed import ProcessGroup
    from engine.training.experiment import Emit, Experiment

ShouldStop = Callable[[], bool]

REPORTED_PICTURES = 16
"""Test pictures evaluated after every epoch on the CPU, where each takes seconds. Before the training and
after it all of them are: the result is about the whole test set."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a training is given: none of it changes on the way. ``info`` describes the starting weights."""

    config: TrainConfig
    group: ProcessGroup
    device: torch.device
    splits: Splits
    info: ModelInfo
    experiment: Experiment
    emit: Emit
    should_stop: ShouldStop

    @property
    def crops_per_epoch(self) -> int:
        return self.config.epoch_length(len(self.splits.train))

    @property
    def steps_per_epoch(self) -> int:
        return self.config.steps_per_epoch(self.crops_per_epoch)

    @property
    def total_steps(self) -> int:
        return self.steps_per_epoch * self.config.epochs


@dataclass(frozen=True)
class Splits:
    """Samples to learn from, to choose settings and the best epoch by, and to report on.

    The validation samples are held back from the training list; for small sets they are the training samples.
    ``notes`` are lines for the log: what was found wrong and what was done about it.
    """

    train: tuple[Sample, ...]
    validation: tuple[Sample, ...]
    test: tuple[Sample, ...]
    notes: tuple[str, ...]

    @classmethod
    def read(cls, config: TrainConfig) -> Splits:
        """Those of the dataset of ``config``: without unreadable pictures, every label checked.

        Raises `InputError` for a gt line that cannot be read and when there is no text to learn from.
        """
        dataset = load_dataset(config.dataset, seed=config.seed)
        notes = [f"[INFO] {dataset.split_note}"] if dataset.split_note else []
        broken = _unreadable([*dataset.train, *dataset.test])
        train = [sample for sample in dataset.train if sample not in broken]
        test = tuple(sample for sample in dataset.test if sample not in broken)
        pictures = {sample.picture for sample in broken}
        findings = find_problems(dataset)
        for finding in findings:
            if finding.blocks and finding.path not in pictures:
                raise finding.error
        if not train:
            raise next(iter(broken.values()))
        require_text(train, dataset.root)
        notes += [f"[WARNING] {error}" for error in broken.values()]
        notes += [f"[WARNING] {finding.error}" for finding in findings if not finding.blocks]
        if broken:
            notes.append(f"[WARNING] Unreadable pictures left out: {len(broken)}")
        learning, validation = held_back(train, config.seed)
        return cls(tuple(learning), tuple(validation), test, tuple(notes))


def _unreadable(samples: Iterable[Sample]) -> dict[Sample, InputError]:
    """The samples whose picture cannot be decoded, each with the reason."""

    def check(sample: Sample) -> tuple[Sample, InputError] | None:
        try:
            read_picture(sample.picture)
        except InputError as error:
            return sample, error
        return None

    with ThreadPoolExecutor() as pool:
        return dict(found for found in pool.map(check, samples) if found is not None)
