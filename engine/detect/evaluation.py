"""The ICDAR2015 Challenge 4 protocol: intersection over union, micro-averaged over a set.

Karatzas et al., "ICDAR 2015 Competition on Robust Reading", and the organisers' published rules: points are
cast to integers; a detection does not count when more than half of its area lies on an ignored region; a
detection and a label match when their IoU is above one half, first come, first served.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from engine.data.dataset import Sample, load_labels
from engine.data.gt import Label
from engine.data.pictures import read_picture
from engine.db.models import DetectSettings

if TYPE_CHECKING:
    from engine.detect.detector import Detector

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
        return Counts(*map(operator.add, astuple(self), astuple(other)))


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and Hmean (their harmonic mean), each 0 to 1, with the counts behind them."""

    precision: float
    recall: float
    hmean: float
    counts: Counts

    @property
    def standard_error(self) -> float:
        """How far Hmean may be off by chance, were every label found or missed on its own (binomial)."""
        labelled = self.counts.labelled
        return math.sqrt(self.hmean * (1 - self.hmean) / labelled) if labelled else 0.0

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
    """The verdict of the protocol on each of N detections and M labels of one picture.

    ``counted`` (N,): the detection takes part, being neither crossed nor empty nor on an ignored region.
    ``label_of`` (N,): the index of the label it matches, -1 for none; ``iou`` (N,): how well. ``wanted``
    (M,): the label should be found.
    """

    counted: NDArray[np.bool_]
    label_of: NDArray[np.intp]
    iou: NDArray[np.float64]
    wanted: NDArray[np.bool_]

    @property
    def right(self) -> NDArray[np.bool_]:
        """(N,): the detection matches a label."""
        return self.label_of >= 0

    @property
    def missed(self) -> NDArray[np.bool_]:
        """(M,): the label should have been found and was not."""
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
    """Match detected quads (N, 4, 2) with the untouched labels of their picture, as the protocol says.

    Each label takes the first fitting detection that is still free. Crossed and empty quads are skipped on
    both sides.
    """
    truth, truth_areas = _polygons(np.array([label.quad for label in labels]))
    found, areas = _polygons(detected)
    ignored = np.array([label.ignore for label in labels], bool)
    touching = shapely.STRtree(found).query(truth, predicate="intersects")
    label, detection = touching[:, np.lexsort((touching[1], touching[0]))]
    common = shapely.area(shapely.intersection(truth[label], found[detection]))
    counted, wanted = areas > 0, (truth_areas > 0) & ~ignored
    counted[detection[ignored[label] & (common > IGNORED_SHARE_LIMIT * areas[detection])]] = False
    ious = common / (truth_areas[label] + areas[detection] - common)
    fits = wanted[label] & counted[detection] & (ious > IOU_LIMIT)
    label_of, iou = np.full(len(found), -1, np.intp), np.zeros(len(found))
    for index in np.flatnonzero(fits):
        if label_of[detection[index]] < 0 and label[index] not in label_of:
            label_of[detection[index]], iou[detection[index]] = label[index], ious[index]
    return Matching(counted, label_of, iou, wanted)


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

    ``on_picture`` gets the number of samples done. Raises `InputError` for a picture or gt that cannot be
    read.
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


def _polygons(quads: NDArray[np.floating]) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Polygons (N,) of quads (N, 4, 2) with whole coordinates, and areas; None and 0 for crossed or empty."""
    polygons = shapely.polygons(np.asarray(quads).reshape(-1, 4, 2).astype(np.int64))
    areas = np.where(shapely.is_valid(polygons), shapely.area(polygons), 0.0)
    return np.array(np.where(areas > 0, polygons, None), object), areas
