"""Probability maps, what is found in them, and the maps kept for finding more."""

from __future__ import annotations

import functools
import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.db.models import DetectSettings, out_of_range
from engine.db.postprocess import Regions, boxes_of_regions, find_regions

LEAST_TILE_SCALE, LARGEST_TILE_SCALE = 0.05, 4.0

KEPT_THRESHOLDS = 8
"""Regions are kept for so many thresholds of a map; they take less memory than the map itself."""

KEPT_MAPS_BYTES = 128 * 2**20
"""Memory for kept maps: about a hundred, in half precision, at a long side of 960."""


class InputScale(NamedTuple):
    """How large the network sees a picture: scaled down to ``long_side``; or, with a ``tile_scale``, at that
    factor of its size, in tiles of ``long_side`` where it is larger."""

    long_side: int
    tile_scale: float | None = None

    def check(self) -> InputScale:
        """Return self; InputError when ``tile_scale`` is out of its range."""
        if self.tile_scale is None or LEAST_TILE_SCALE <= self.tile_scale <= LARGEST_TILE_SCALE:
            return self
        raise out_of_range("tile_scale", self.tile_scale, f"{LEAST_TILE_SCALE}–{LARGEST_TILE_SCALE}")


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """What was found in a picture with ``settings``: quads (N, 4, 2) in picture pixels and scores (N,).

    ``scale``: how large the network saw the picture. ``seconds``: how long that took.
    """

    quads: NDArray[np.float32]
    scores: NDArray[np.float32]
    settings: DetectSettings
    scale: InputScale
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class ProbabilityMap:
    """The probability map (h, w), float32 or float16, of a picture of ``width`` × ``height`` pixels.

    The regions above a threshold are kept: making boxes of them again takes a fraction of a millisecond.
    """

    probability: NDArray[np.floating]
    width: int
    height: int
    _regions: dict[float, Regions] = field(default_factory=dict, init=False, repr=False)

    def boxes(self, settings: DetectSettings) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Quads (N, 4, 2) in picture pixels and scores (N,), as `boxes_from_map` finds them."""
        regions = self._regions.get(settings.thresh)
        if regions is None:
            regions = find_regions(_single_precision(self), settings.thresh)
            if len(self._regions) >= KEPT_THRESHOLDS:
                self._regions.clear()
            self._regions[settings.thresh] = regions
        return boxes_of_regions(regions, settings, self.width, self.height)


@dataclass(frozen=True, slots=True, eq=False)
class DetectedMap(ProbabilityMap):
    """A map that the network made at ``scale`` in so many ``seconds``."""

    scale: InputScale
    seconds: float

    def detect(self, settings: DetectSettings) -> Detection:
        """What there is in this map at ``settings``: only the post-processing, which takes milliseconds."""
        started = time.perf_counter()
        quads, scores = self.boxes(settings)
        seconds = self.seconds + time.perf_counter() - started
        return Detection(quads, scores, settings, self.scale, seconds)

    def astype(self, dtype: DTypeLike) -> Self:
        """The map in another precision."""
        return replace(self, probability=self.probability.astype(dtype, copy=False))


class MapCache:
    """The most recently used maps, one a picture, within ``limit`` bytes. To be used from one thread."""

    def __init__(self, limit: int = KEPT_MAPS_BYTES) -> None:
        self.limit = limit
        self._maps: OrderedDict[Path, DetectedMap] = OrderedDict()

    def put(self, picture: Path, made: DetectedMap) -> None:
        self._maps[picture] = made
        self._maps.move_to_end(picture)
        while self.size() > self.limit and len(self._maps) > 1:
            self._maps.popitem(last=False)

    def get(self, picture: Path, scale: InputScale) -> DetectedMap | None:
        """The map of ``picture`` at ``scale``, if it is still there."""
        kept = self._maps.get(picture)
        if kept is None or kept.scale != scale:
            return None
        self._maps.move_to_end(picture)
        return kept

    def size(self) -> int:
        """Bytes in use."""
        return sum(kept.probability.nbytes for kept in self._maps.values())

    def clear(self) -> None:
        self._maps.clear()
        _single_precision.cache_clear()


@functools.lru_cache(maxsize=1)
def _single_precision(kept: ProbabilityMap) -> NDArray[np.float32]:
    """Kept for the last map: converting it is as slow as finding regions, and a slider does that often."""
    return np.asarray(kept.probability, np.float32)
