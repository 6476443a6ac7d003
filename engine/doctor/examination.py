"""The whole check of a dataset folder. It can be stopped, and a second one only looks at what has changed."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from engine.data.dataset import Dataset, Sample
from engine.db.models import DetectSettings
from engine.doctor import whole_set
from engine.doctor.figures import HEIGHT_EDGES, SIDES, TextFigures, is_large
from engine.doctor.finding import Finding, Kind, Severity
from engine.doctor.inspection import Look, look_at

LONG_SIDE = DetectSettings().long_side
"""Pixels of the longer side at which pictures are trained on and detected in, if no model says otherwise."""

Signature = tuple[tuple[int, int] | None, ...]
Progress = Callable[[int, int], object]
"""Called with how many of how many pictures are done; what it raises ends the check."""


@dataclass(frozen=True)
class Report:
    """What a check found: the findings, the worst kinds first, and the figures of the data.

    ``looks`` are in the order of the pictures; ``crop_size`` is the side of the crops to train on when there
    are large pictures, else None.
    """

    dataset: Dataset
    long_side: int
    looks: Mapping[Sample, Look]
    texts: TextFigures
    findings: tuple[Finding, ...]
    crop_size: int | None

    @property
    def blocked(self) -> bool:
        """Whether training would refuse the data."""
        return any(finding.blocks for finding in self.findings)

    @property
    def labels(self) -> int:
        """All readable labels."""
        return sum(look.labels for look in self.looks.values())

    @property
    def ignored(self) -> int:
        """Those of them that are ``###``."""
        return sum(look.ignored for look in self.looks.values())

    def counts(self) -> dict[Kind, int]:
        """How many findings there are of each kind that there is, the worst first."""
        counted = Counter(finding.kind for finding in self.findings)
        return {kind: counted[kind] for kind in in_order(counted)}

    def sides(self) -> tuple[int, ...]:
        """Longer sides at which `TextFigures.height_counts` is worth telling."""
        return (*SIDES, self.long_side)

    def to_json(self) -> dict[str, Any]:
        """Plain values for the command line."""
        data = self.dataset
        return {
            "dataset": str(data.root),
            "pictures": len(self.looks) + data.unlabelled,
            "labelled": len(self.looks),
            "train": len(data.train),
            "test": len(data.test),
            "labels": self.labels,
            "ignored": self.ignored,
            "directions": self.texts.directions(),
            "height_edges": list(HEIGHT_EDGES),
            "heights": {str(side): self.texts.height_counts(side) for side in self.sides()},
            "crop_size": self.crop_size,
            "counts": {kind.value: count for kind, count in self.counts().items()},
            "findings": [finding.to_json() for finding in self.findings],
        }


def in_order(kinds: Iterable[Kind]) -> list[Kind]:
    """``kinds`` as they are told, the worst first."""
    order = list(Kind)
    return sorted(kinds, key=order.index)


class Doctor:
    """Examines datasets and remembers what it saw of files that have not changed since."""

    def __init__(self, long_side: int = LONG_SIDE) -> None:
        self.long_side = long_side
        self._looks: dict[tuple[Path, Path | None], tuple[Signature, Look]] = {}
        self._digests: dict[Path, tuple[Signature, bytes | None]] = {}

    def examine(self, dataset: Dataset, on_progress: Progress = lambda *_: None) -> Report:
        """Everything there is to say about ``dataset``, without decoding a pixel.

        Never raises for what is in the files; those that cannot be read are findings.
        """
        looks = self.look_through(dataset, on_progress)
        texts = TextFigures.of(list(looks.values()))
        large = any(is_large(look.size) for look in looks.values())
        crop_size = texts.crop_size(self.long_side) if large else None
        findings = [
            *_of_files(dataset, looks),
            *whole_set.same_content(dataset, self._digest),
            *whole_set.unlabelled_unreadable(dataset),
            *whole_set.odd_orders(looks, texts),
            *whole_set.few(dataset),
        ]
        if crop_size is not None:
            findings += whole_set.large(looks, crop_size)
        if not any(finding.blocks for finding in findings):
            findings += whole_set.nothing_to_learn(dataset)
        order = {kind: place for place, kind in enumerate(Kind)}
        findings.sort(key=lambda one: order[one.kind])
        return Report(dataset, self.long_side, looks, texts, tuple(findings), crop_size)

    def look_through(self, dataset: Dataset, on_progress: Progress = lambda *_: None) -> dict[Sample, Look]:
        """A look at each picture of ``dataset`` once, in its order."""
        samples = {one.picture: one for one in [*dataset.train, *dataset.test]}.values()
        looks = {}
        for done, sample in enumerate(samples):
            on_progress(done, len(samples))
            looks[sample] = self._look(sample)
        on_progress(len(samples), len(samples))
        return looks

    def _look(self, sample: Sample) -> Look:
        key, now = (sample.picture, sample.gt), (_signature(sample.picture), _signature(sample.gt))
        before = self._looks.get(key)
        if before is None or before[0] != now:
            before = self._looks[key] = now, look_at(sample, self.long_side)
        return before[1]

    def _digest(self, path: Path) -> bytes | None:
        now = (_signature(path),)
        before = self._digests.get(path)
        if before is None or before[0] != now:
            before = self._digests[path] = now, whole_set.file_digest(path)
        return before[1]


def find_problems(dataset: Dataset) -> list[Finding]:
    """What is wrong with the files of a dataset, each thing once, in the order of the pictures; no notes.

    Crossed quads and quads without area or outside the picture are left out of training and evaluation;
    a picture in both lists makes the test result too good. Lines that are no labels and pictures whose
    header cannot be read block. The pixels are not decoded.
    """
    findings = _of_files(dataset, Doctor().look_through(dataset))
    return [finding for finding in findings if finding.severity is not Severity.NOTE]


def _of_files(dataset: Dataset, looks: Mapping[Sample, Look]) -> list[Finding]:
    of_pictures = chain.from_iterable(look.findings for look in looks.values())
    return [*of_pictures, *whole_set.in_both(dataset)]


def _signature(path: Path | None) -> tuple[int, int] | None:
    """What changes when a file does: the time of its last change and its size."""
    if path is None:
        return None
    try:
        stat = os.stat(path)  # noqa: PTH116 - half the time of Path.stat, for each of ten thousand files
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size
