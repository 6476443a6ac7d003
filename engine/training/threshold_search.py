"""Where on its curve a model works best: thresholds and unclip ratio, chosen on validation pictures.

After few steps the scores are still low and the regions still thin, so fixed thresholds undo what training
gained. The maps of the validation pictures are kept and only the post-processing is run again.

A dozen pictures hold a few dozen labels: their Hmean at the protocol's IoU of 0.5 is the same over a wide
range of unclip ratios, and the edge of that range is no place to be on new pictures. Settings are therefore
compared by panoptic quality (Kirillov et al., CVPR 2019), Hmean times the mean IoU of what was found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.data.gt import Label
from engine.db.models import DetectSettings
from engine.detect.evaluation import Score, compare, match, score
from engine.detect.maps import ProbabilityMap

THRESH = (0.15, 0.2, 0.3, 0.4, 0.5)
BOX_THRESH = (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85)
UNCLIP = (1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.3, 2.6, 3.0)


@dataclass(frozen=True, slots=True, eq=False)
class MappedPicture(ProbabilityMap):
    """The probability map of a picture with its labels."""

    labels: Sequence[Label]


def score_at(pictures: Sequence[MappedPicture], settings: DetectSettings) -> Score:
    """The figures of these maps when they are read with ``settings``."""
    return score(compare(each.boxes(settings)[0], each.labels) for each in pictures)


def choose_settings(pictures: Sequence[MappedPicture], start: DetectSettings) -> tuple[DetectSettings, Score]:
    """The settings of best `quality` and their figures by the protocol.

    Searched by turns over (thresh, box_thresh) and unclip from ``start``. On a tie the earlier stays, so that
    nothing moves without a reason.
    """
    best, best_quality = start, quality(pictures, start)

    def consider(candidates: list[DetectSettings]) -> None:
        nonlocal best, best_quality
        for candidate in candidates:
            if (found := quality(pictures, candidate)) > best_quality:
                best, best_quality = candidate, found

    for _ in range(2):
        before = best
        consider([replace(best, unclip_ratio=ratio) for ratio in UNCLIP])
        consider([replace(best, thresh=thresh, box_thresh=box) for thresh in THRESH for box in BOX_THRESH])
        if best == before:
            break
    return best, score_at(pictures, best)


def quality(pictures: Sequence[MappedPicture], settings: DetectSettings) -> float:
    """Panoptic quality of these maps when they are read with ``settings``."""
    matchings = [match(each.boxes(settings)[0], each.labels) for each in pictures]
    counts = score(matching.counts() for matching in matchings).counts
    total = counts.detected + counts.labelled
    return 2 * sum(float(matching.iou.sum()) for matching in matchings) / total if total else 0.0
