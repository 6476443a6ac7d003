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


@dataclass(frozen=True, slots=True, eq=False)
class Matching:
    """What the protocol says about each of N detections and M labels of one picture.

    ``counted`` (N,): takes part (neither crossed, empty nor on an ignored region); ``label_of`` (N,): the
    index of the label it matches, -1 for none; ``wanted`` (M,): the label is to be found.
    """

    counted: NDArray[np.bool_]
    label_of: NDArray[np.intp]
    wanted: NDArray[np.bool_]

    @property
    def right(self) -> NDArray[np.bool_]:
        """(N,): the detection matches a label."""
        return self.label_of >= 0

    @property
    def missed(self) -> NDArray[np.bool_]:
        """(M,): the label is to be found and was not."""
        missed = self.wanted.copy()
        missed[self.label_of[self.right]] = False
        return missed

    def counts(self) -> Counts:
        """The counts of this one picture."""
        return Counts(int(self.right.sum()), int(self.counted.sum()), int(self.wanted.sum()), 1)


def compare(detected: NDArray[np.floating], labels: Sequence[Label]) -> Counts:
    """Counts of one picture: detected quads (N, 4, 2) against its untouched labels."""
    return match(detected, labels).counts()


def match(detected: NDArray[np.floating], labels: Sequence[Label]) -> Matching:
    """Match detected quads (N, 4, 2) with the untouched labels of their picture.

    Crossed and empty quads are skipped on both sides, as the protocol says.
    """
    truth = [_polygon(label.quad) for label in labels]
    found = [_polygon(quad) for quad in detected]
    ignored = [
        polygon for polygon, label in zip(truth, labels, strict=True) if polygon is not None and label.ignore
    ]
    counted = [polygon is not None and not _lies_on_any(polygon, ignored) for polygon in found]
    wanted = [polygon is not None and not label.ignore for polygon, label in zip(truth, labels, strict=True)]
    label_of = np.full(len(found), -1, np.intp)
    for index in np.flatnonzero(wanted):
        for other in np.flatnonzero(counted):
            if label_of[other] < 0 and _iou(truth[index], found[other]) > IOU_LIMIT:
                label_of[other] = index
                break
    return Matching(np.array(counted, bool), label_of, np.array(wanted, bool))


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


def _polygon(quad: NDArray[np.floating]) -> shapely.Polygon | None:
    """The quad with whole coordinates, None when it is crossed or empty then."""
    polygon = shapely.Polygon(quad.astype(np.int64))
    return polygon if polygon.is_valid and polygon.area > 0 else None


def _lies_on_any(detection: shapely.Polygon, ignored: Sequence[shapely.Polygon]) -> bool:
    return any(
        polygon.intersection(detection).area / detection.area > IGNORED_SHARE_LIMIT for polygon in ignored
    )


def _iou(one: shapely.Polygon, other: shapely.Polygon) -> float:
    if not one.intersects(other):
        return 0.0
    overlap = one.intersection(other).area
    return float(overlap / (one.area + other.area - overlap))
