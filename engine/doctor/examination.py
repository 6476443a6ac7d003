"""The whole check of a dataset folder. It can be stopped; a second one only reads what has changed."""

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
from engine.doctor.finding import Finding, FindingKind, Severity
from engine.doctor.inspection import SampleInspection, inspect
from engine.doctor.text_statistics import HEIGHT_EDGES, SIDES, TextStatistics, is_large

LONG_SIDE = DetectSettings().long_side
"""Pixels of the longer side at which pictures are trained on and detected in, if no model says otherwise."""
_ORDER = list(FindingKind)

Signature = tuple[tuple[int, int] | None, ...]
Progress = Callable[[int, int], object]
"""Called with how many of how many pictures are done; what it raises ends the check."""


@dataclass(frozen=True)
class DatasetReport:
    """What a check found: the findings, the worst kinds first, and the figures of the data.

    ``inspections`` are in the order of the pictures; ``crop_size`` is the side of the crops to train on when
    there are large pictures, else None.
    """

    dataset: Dataset
    long_side: int
    inspections: Mapping[Sample, SampleInspection]
    texts: TextStatistics
    findings: tuple[Finding, ...]
    crop_size: int | None

    @property
    def blocked(self) -> bool:
        return any(finding.blocks for finding in self.findings)

    @property
    def labels(self) -> int:
        """All readable labels."""
        return sum(one.labels for one in self.inspections.values())

    @property
    def ignored(self) -> int:
        """Those of them that are ``###``."""
        return sum(one.ignored for one in self.inspections.values())

    def counts(self) -> dict[FindingKind, int]:
        """How many findings there are of each kind that there is, the worst first."""
        counted = Counter(finding.kind for finding in self.findings)
        return {kind: counted[kind] for kind in in_order(counted)}

    def sides(self) -> tuple[int, ...]:
        """Longer sides at which `TextStatistics.height_counts` is worth reporting."""
        return (*SIDES, self.long_side)

    def to_json(self) -> dict[str, Any]:
        """Plain values for the command line."""
        data = self.dataset
        return {
            "dataset": str(data.root),
            "pictures": len(self.inspections) + data.unlabelled,
            "labelled": len(self.inspections),
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


def in_order(kinds: Iterable[FindingKind]) -> list[FindingKind]:
    """``kinds``, the worst first."""
    return sorted(kinds, key=_ORDER.index)


class Doctor:
    """Examines datasets and remembers what it found in files that have not changed since."""

    def __init__(self, long_side: int = LONG_SIDE) -> None:
        self.long_side = long_side
        self._inspections: dict[tuple[Path, Path | None], tuple[Signature, SampleInspection]] = {}
        self._digests: dict[Path, tuple[Signature, bytes | None]] = {}

    def examine(self, dataset: Dataset, on_progress: Progress = lambda *_: None) -> DatasetReport:
        """Everything there is to say about ``dataset``, without decoding a pixel.

        Never raises for what is in the files; those that cannot be read are findings.
        """
        inspections = self.inspect_all(dataset, on_progress)
        texts = TextStatistics.of(list(inspections.values()))
        large = any(is_large(one.size) for one in inspections.values())
        crop_size = texts.crop_size(self.long_side) if large else None
        findings = [
            *_of_files(dataset, inspections),
            *whole_set.same_content(dataset, self._digest),
            *whole_set.unlabelled_unreadable(dataset),
            *whole_set.odd_orders(inspections, texts),
            *whole_set.few(dataset),
        ]
        if crop_size is not None:
            findings += whole_set.large(inspections, crop_size)
        if not any(finding.blocks for finding in findings):
            findings += whole_set.nothing_to_learn(dataset)
        findings.sort(key=lambda one: _ORDER.index(one.kind))
        return DatasetReport(dataset, self.long_side, inspections, texts, tuple(findings), crop_size)

    def inspect_all(
        self, dataset: Dataset, on_progress: Progress = lambda *_: None
    ) -> dict[Sample, SampleInspection]:
        """Inspect each picture of ``dataset`` once, in its order."""
        samples = {one.picture: one for one in [*dataset.train, *dataset.test]}.values()
        inspections = {}
        for done, sample in enumerate(samples):
            on_progress(done, len(samples))
            inspections[sample] = self._inspect(sample)
        on_progress(len(samples), len(samples))
        return inspections

    def _inspect(self, sample: Sample) -> SampleInspection:
        key, now = (sample.picture, sample.gt), (_signature(sample.picture), _signature(sample.gt))
        before = self._inspections.get(key)
        if before is None or before[0] != now:
            before = self._inspections[key] = now, inspect(sample, self.long_side)
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
    findings = _of_files(dataset, Doctor().inspect_all(dataset))
    return [finding for finding in findings if finding.severity is not Severity.NOTE]


def _of_files(dataset: Dataset, inspections: Mapping[Sample, SampleInspection]) -> list[Finding]:
    of_pictures = chain.from_iterable(one.findings for one in inspections.values())
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
