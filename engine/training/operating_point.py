"""Where on its curve a model works best: thresholds and unclip ratio, chosen on validation pictures.

After few steps the scores are still low and the regions still thin, so fixed thresholds undo what training
gained. The maps of the validation pictures are kept and only the post-processing is run again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.evaluation import Score, compare, score
from engine.gt import Label
from engine.models import DetectSettings
from engine.postprocess import boxes_from_map

THRESH = (0.15, 0.2, 0.3, 0.4, 0.5)
BOX_THRESH = (0.3, 0.4, 0.5, 0.6, 0.7)
UNCLIP = (1.2, 1.4, 1.6, 1.8, 2.0, 2.3, 2.6, 3.0)


class MappedPicture(NamedTuple):
    """A probability map (h, w) with the size and the labels of its picture."""

    probability: NDArray[np.float32]
    width: int
    height: int
    labels: Sequence[Label]


def score_at(pictures: Sequence[MappedPicture], settings: DetectSettings) -> Score:
    """The figures of these maps when they are read with ``settings``."""
    return score(
        compare(boxes_from_map(each.probability, settings, each.width, each.height)[0], each.labels)
        for each in pictures
    )


def choose_settings(pictures: Sequence[MappedPicture], start: DetectSettings) -> tuple[DetectSettings, Score]:
    """The settings of best Hmean, by turns over (thresh, box_thresh) and unclip from ``start``.

    On a tie the earlier stays, so that nothing moves without a reason.
    """
    best, best_score = start, score_at(pictures, start)

    def consider(candidates: list[DetectSettings]) -> None:
        nonlocal best, best_score
        for candidate in candidates:
            figures = score_at(pictures, candidate)
            if figures.hmean > best_score.hmean:
                best, best_score = candidate, figures

    for _ in range(2):
        before = best
        consider([replace(best, unclip_ratio=ratio) for ratio in UNCLIP])
        consider([replace(best, thresh=thresh, box_thresh=box) for thresh in THRESH for box in BOX_THRESH])
        if best == before:
            break
    return best, best_score
