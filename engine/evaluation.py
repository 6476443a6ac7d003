"""The ICDAR2015 Challenge 4 protocol: intersection over union, micro-averaged over a set.

Karatzas et al., "ICDAR 2015 Competition on Robust Reading", and the organisers' published rules: points are
cast to integers; a detection is left out when more than half of its area lies on an ignored region; a
detection and a label match when their IoU is above one half, first come, first served.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from engine.dataset import Sample, load_labels
from engine.gt import Label
from engine.models import DetectSettings
from engine.pictures import read_picture

if TYPE_CHECKING:
    from engine.detector import Detector

IOU_LIMIT = 0.5
IGNORED_SHARE_LIMIT = 0.5


@dataclass(frozen=True, slots=True)
class Counts:
    """Matches, counted detections and counted labels; counts of pictures add up."""

    matched: int = 0
    detected: int = 0
    labelled: int = 0
    images: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.matched + other.matched,
            self.detected + other.detected,
            self.labelled + other.labelled,
            self.images + other.images,
        )


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and Hmean (their harmonic mean), each 0 to 1, with the counts behind them."""

    precision: float
    recall: float
    hmean: float
    counts: Counts

    @property
    def images(self) -> int:
        return self.counts.images

    @classmethod
    def of(cls, counts: Counts) -> Score:
        """The figures of ``counts``; a rate of nothing is 0."""
        precision = counts.matched / counts.detected if counts.detected else 0.0
        recall = counts.matched / counts.labelled if counts.labelled else 0.0
        total = precision + recall
        return cls(precision, recall, 2 * precision * recall / total if total else 0.0, counts)

    def to_json(self) -> dict[str, float | int]:
        return {
            "precision": self.precision,
            "recall": self.recall,
            "hmean": self.hmean,
            "images": self.counts.images,
            "matched": self.counts.matched,
            "detected": self.counts.detected,
            "labelled": self.counts.labelled,
        }


def compare(detected: NDArray[np.floating], labels: Sequence[Label]) -> Counts:
    """Counts of one picture: detected quads (N, 4, 2) against its untouched labels.

    Crossed and empty quads are skipped on both sides, as the protocol says.
    """
    truth, ignored = _valid_polygons([label.quad for label in labels], [label.ignore for label in labels])
    found, _ = _valid_polygons(list(detected), [False] * len(detected))
    found = [polygon for polygon in found if not _lies_on_ignored(polygon, truth, ignored)]
    counted = [polygon for polygon, skip in zip(truth, ignored, strict=True) if not skip]
    return Counts(_count_matches(counted, found), len(found), len(counted), 1)


def score(counts: Iterable[Counts]) -> Score:
    """Micro-averaged figures over many pictures."""
    return Score.of(sum(counts, Counts()))


def evaluate_samples(
    detector: Detector,
    samples: Sequence[Sample],
    settings: DetectSettings | None = None,
    on_picture: Callable[[int], None] = lambda _done: None,
) -> Score:
    """Detect on every sample at ``settings`` (default: the model's) and compare with its untouched gt.

    ``on_picture`` hears how many are done. Raises `InputError` for a picture or gt that cannot be read.
    """
    total = Counts()
    for done, sample in enumerate(samples, start=1):
        total += evaluate_sample(detector, sample, settings)
        on_picture(done)
    return Score.of(total)


def evaluate_sample(detector: Detector, sample: Sample, settings: DetectSettings | None = None) -> Counts:
    """The counts of one sample; see `evaluate_samples`."""
    labels = load_labels(sample)
    return compare(detector.detect(read_picture(sample.picture), settings).quads, labels)


def _valid_polygons(
    quads: Sequence[NDArray[np.floating]], flags: Sequence[bool]
) -> tuple[list[shapely.Polygon], list[bool]]:
    polygons = [shapely.Polygon(quad.astype(np.int64)) for quad in quads]
    keep = [polygon.is_valid and polygon.area > 0 for polygon in polygons]
    return (
        [polygon for polygon, good in zip(polygons, keep, strict=True) if good],
        [flag for flag, good in zip(flags, keep, strict=True) if good],
    )


def _lies_on_ignored(
    detection: shapely.Polygon, truth: Sequence[shapely.Polygon], ignored: Sequence[bool]
) -> bool:
    return any(
        skip and polygon.intersection(detection).area / detection.area > IGNORED_SHARE_LIMIT
        for polygon, skip in zip(truth, ignored, strict=True)
    )


def _count_matches(truth: Sequence[shapely.Polygon], found: Sequence[shapely.Polygon]) -> int:
    taken: set[int] = set()
    for polygon in truth:
        for index, detection in enumerate(found):
            if index in taken or not polygon.intersects(detection):
                continue
            overlap = polygon.intersection(detection).area
            if overlap / (polygon.area + detection.area - overlap) > IOU_LIMIT:
                taken.add(index)
                break
    return len(taken)
