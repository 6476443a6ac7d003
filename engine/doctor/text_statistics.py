"""Statistics of the text in a dataset: how high it is, which way it runs, how its quads begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.doctor.inspection import SampleInspection

Direction = Literal["horizontal", "tilted", "vertical"]
DIRECTIONS: tuple[Direction, ...] = ("horizontal", "tilted", "vertical")
LEVEL = 15.0
"""Degrees from level up to which text counts as horizontal, from upright up to which as vertical."""
SQUARE = 1.2
"""Below this ratio of its sides a quad has no long side; text is then taken to run along its first side."""

HEIGHT_EDGES = (6, 10, 16, 24, 40, 64)
"""Pixels between the bars of the histogram of heights: below 6, 6 to 10, …, 64 and more."""
SIDES = (640, 800)
"""Longer sides of pictures at which heights are reported, besides that of training."""

LARGE_SIDE = 800
"""Pictures with a longer side than this are large."""
CROP_SIZES = (640, 800, 1024)
"""Sides of crops to advise for large pictures."""
WHOLE_SHARE = 90
"""Per cent of the texts that a crop of the advised size is to hold whole."""


@dataclass(frozen=True)
class TextStatistics:
    """Arrays (M,) over all texts to learn, in the order of the pictures and their labels.

    ``heights`` and ``lengths`` in picture pixels, ``sides``: the longer side of their picture. ``angles``:
    degrees of the text from level, 0 to 90. ``clockwise``: which way the points run. ``level``: long texts
    that lie; ``forward``: those whose first side runs along the text to the right.
    """

    heights: NDArray[np.float64]
    lengths: NDArray[np.float64]
    sides: NDArray[np.float64]
    angles: NDArray[np.float64]
    clockwise: NDArray[np.bool_]
    level: NDArray[np.bool_]
    forward: NDArray[np.bool_]

    @classmethod
    def of(cls, inspections: Sequence[SampleInspection]) -> TextStatistics:
        """Over all ``inspections``; texts of pictures whose size is unknown are not scaled."""
        quads = np.concatenate([np.zeros((0, 4, 2)), *(one.texts.quads for one in inspections)])
        heights = np.concatenate([np.zeros(0), *(one.texts.heights for one in inspections)])
        sizes = [max(one.size) if one.size is not None else 1 for one in inspections]
        sides = np.repeat(np.array(sizes, np.float64), [len(one.texts.rows) for one in inspections])
        steps = np.roll(quads, -1, axis=1) - quads
        first, second = (steps[:, 0] - steps[:, 2]) / 2, (steps[:, 1] - steps[:, 3]) / 2
        along, across = np.hypot(*first.T), np.hypot(*second.T)
        longer = np.where((across > SQUARE * along)[:, None], second, first)
        angles = np.degrees(np.arctan2(np.abs(longer[:, 1]), np.abs(longer[:, 0])))
        x, y = quads[..., 0], quads[..., 1]
        twice = (x * np.roll(y, -1, axis=1) - y * np.roll(x, -1, axis=1)).sum(axis=1)
        level = (np.maximum(along, across) > 2 * np.minimum(along, across)) & (angles < 2 * LEVEL)
        forward = level & (along > across) & (first[:, 0] > 0)
        return cls(heights, np.maximum(along, across), sides, angles, twice > 0, level, forward)

    def directions(self) -> dict[Direction, int]:
        """How many texts run how."""
        lying, upright = self.angles <= LEVEL, self.angles >= 90 - LEVEL
        counts = (lying.sum(), (~lying & ~upright).sum(), upright.sum())
        return dict(zip(DIRECTIONS, map(int, counts), strict=True))

    def height_counts(self, long_side: int) -> list[int]:
        """How many texts there are between the `HEIGHT_EDGES`, in pictures scaled down to ``long_side``."""
        scaled = self.heights * np.minimum(long_side / np.maximum(self.sides, 1), 1.0)
        bins = np.searchsorted(HEIGHT_EDGES, scaled, side="right")
        counts: list[int] = np.bincount(bins, minlength=len(HEIGHT_EDGES) + 1).tolist()
        return counts

    def crop_size(self, long_side: int) -> int:
        """The side of crops that holds most texts whole, of pictures scaled down to ``long_side``."""
        if not len(self.lengths):
            return CROP_SIZES[0]
        scaled = self.lengths * np.minimum(long_side / np.maximum(self.sides, 1), 1.0)
        needed = float(np.percentile(scaled, WHOLE_SHARE))
        return next((size for size in CROP_SIZES if size >= needed), CROP_SIZES[-1])


def is_large(size: tuple[int, int] | None) -> bool:
    """Whether a picture of that width and height is too large to train on whole."""
    return size is not None and max(size) > LARGE_SIDE
