"""The data of a training: how many pictures, how large, and what is wrong with them.

No torch, and no pixel is decoded: fast enough to run whenever a choice changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.data.dataset import Sample, held_back, load_dataset
from engine.db.models import GENERAL, SCRATCH, read_info
from engine.db.scaling import detection_scale, network_size
from engine.doctor.examination import Doctor
from engine.doctor.finding import Finding, FindingKind, Severity
from engine.errors import InputError, Message
from engine.training.config import TrainConfig

LARGE_FACTOR = 4
"""Pictures this many times longer than what detection sees lose their small text."""


@dataclass(frozen=True)
class Survey:
    """Numbers of pictures that learn, choose and report, and of crops that an epoch shows.

    ``validation_pixels`` and ``test_pixels``: pixels of all pictures that choose and report, at the size the
    network sees them (``long_side``). ``learning_bytes``: what those that learn take when kept in memory.
    ``variant`` is the kind of network. ``samples`` are some that learn, to try things on.
    """

    train: int
    validation: int
    test: int
    crops_per_epoch: int
    validation_pixels: int
    test_pixels: int
    learning_bytes: int
    long_side: int
    variant: str
    samples: tuple[Sample, ...]
    findings: tuple[Finding, ...]

    @property
    def blocked(self) -> bool:
        """Whether training would refuse to start."""
        return any(finding.blocks for finding in self.findings)


def survey(config: TrainConfig) -> Survey:
    """Look at the dataset and the starting weights of ``config``.

    Raises `InputError` for a dataset or weights that cannot be used at all.
    """
    # A network without weights has the size of the general ones.
    info = read_info(GENERAL if config.weights == SCRATCH else config.weights)
    dataset = load_dataset(config.dataset, seed=config.seed)
    learning, validation = held_back(dataset.train, config.seed)
    long_side = info.settings.long_side
    report = Doctor(long_side).examine(dataset)
    sizes = {sample: look.size for sample, look in report.inspections.items() if look.size is not None}
    findings = [finding for finding in report.findings if finding.severity is not Severity.NOTE]
    findings += _too_large(config, sizes, long_side)
    return Survey(
        train=len(learning),
        validation=len(validation),
        test=len(dataset.test),
        crops_per_epoch=config.epoch_length(len(learning)),
        validation_pixels=_pixels_at_scale(validation, sizes, long_side),
        test_pixels=_pixels_at_scale(dataset.test, sizes, long_side),
        learning_bytes=sum(
            round(3 * width * height * detection_scale(width, height, long_side) ** 2)
            for width, height in (sizes[one] for one in learning if one in sizes)
        ),
        long_side=long_side,
        variant=info.variant,
        samples=tuple(sample for sample in learning if sample in sizes)[:3],
        findings=tuple(findings),
    )


def _pixels_at_scale(samples: Iterable[Sample], sizes: dict[Sample, tuple[int, int]], long_side: int) -> int:
    seen = (network_size(*sizes[one], long_side) for one in samples if one in sizes)
    return sum(width * height for width, height in seen)


def _too_large(config: TrainConfig, sizes: dict[Sample, tuple[int, int]], long_side: int) -> list[Finding]:
    count = sum(max(size) > LARGE_FACTOR * long_side for size in sizes.values())
    if not count:
        return []
    problem = InputError(
        Message(
            "Pictures more than {factor} times as long as the {side} pixels the network sees: {count}.",
            factor=LARGE_FACTOR,
            side=long_side,
            count=count,
        ),
        remedy=Message("Small text may get lost in them; cut them into parts."),
    )
    return [Finding(FindingKind.LARGE, problem).at(config.dataset)]
