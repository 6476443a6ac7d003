"""Large pictures in overlapping tiles: one probability map of the whole, made piece by piece.

Boxes are found in the whole map, so text that crosses the border of tiles is one region.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.db.scaling import SIDE_MULTIPLE, resize
from engine.detect.detector import Detector
from engine.detect.maps import InputScale

TILE_OVERLAP = 256
"""Pixels two neighbouring tiles share at least. With 128, boxes near borders were cut shorter."""

TILE_MARGIN = 64
"""Pixels inside a tile's border that do not count where a neighbour has them too: here the network cannot see
what lies beyond the border."""


def tiled(detector: Detector, tile_scale: float | None) -> Detector:
    """``detector``, which searches in tiles when there is a ``tile_scale``."""
    return detector if tile_scale is None else TiledDetector(detector, tile_scale)


class TiledDetector(Detector):
    """Any detector on pictures at ``scale`` times their size, in tiles of its ``long_side``.

    A picture that fits into one tile goes through the detector as it is. Memory: the map of the picture and
    one tile; a second picture when ``scale`` is not 1.
    """

    def __init__(self, detector: Detector, scale: float = 1.0) -> None:
        """Raises `InputError` when ``scale`` is out of its range."""
        self.info = detector.info
        self.tile_scale = InputScale(self.info.settings.long_side, scale).check().tile_scale
        self._detector = detector
        self._scale = scale

    def probability_maps(
        self, images: Sequence[NDArray[np.uint8]], long_side: int | None = None
    ) -> list[NDArray[np.float32]]:
        return [self._map(image, long_side) for image in images]

    def input_size(self, width: int, height: int, long_side: int | None = None) -> tuple[int, int]:
        """The size of the map: that of the scaled picture, or the detector's own for one that fits."""
        if max(width, height) * self._scale <= (long_side or self.info.settings.long_side):
            return self._detector.input_size(width, height, long_side)
        scaled = [max(round(side * self._scale), 1) for side in (width, height)]
        return scaled[0], scaled[1]

    def _map(self, image: NDArray[np.uint8], long_side: int | None) -> NDArray[np.float32]:
        height, width = image.shape[:2]
        side = long_side or self.info.settings.long_side
        if max(width, height) * self._scale <= side:
            return self._detector.probability_map(image, long_side)
        size = self.input_size(width, height, long_side)
        scaled = image if size == (width, height) else resize(image, *size)
        most = max(side // SIDE_MULTIPLE, 1) * SIDE_MULTIPLE
        needed = [min(most, -(-length // SIDE_MULTIPLE) * SIDE_MULTIPLE) for length in size]
        tile_size = self._detector.input_size(needed[0], needed[1], most)
        probability = np.zeros((size[1], size[0]), np.float32)
        for top, down in _tiles(size[1], tile_size[1]):
            for left, across in _tiles(size[0], tile_size[0]):
                place = np.s_[top : top + len(down), left : left + len(across)]
                tile = self._tile(scaled[place], tile_size, most)
                probability[place] += tile * down[:, None] * across
        return probability

    def _tile(
        self, part: NDArray[np.uint8], tile_size: tuple[int, int], long_side: int
    ) -> NDArray[np.float32]:
        """The map of a part no larger than a tile, padded to one with its own edge."""
        height, width = part.shape[:2]
        below, right = tile_size[1] - height, tile_size[0] - width
        tile = cv2.copyMakeBorder(part, 0, below, 0, right, cv2.BORDER_REPLICATE) if below or right else part
        whole = self._detector.probability_map(np.asarray(tile), long_side)
        return whole[:height, :width]


def _tiles(length: int, side: int) -> list[tuple[int, NDArray[np.float32]]]:
    """Where tiles begin along an axis of ``length`` pixels, and the weights (side,) of each.

    The weights on a pixel add up to 1: they fall to 0 towards the border with a neighbour.
    """
    if length <= side:
        return [(0, np.ones(length, np.float32))]
    overlap = min(TILE_OVERLAP, side // 2)
    count = -(-(length - overlap) // (side - overlap))
    starts = np.linspace(0, length - side, count).round().astype(int)
    margin = min(TILE_MARGIN, overlap // 4)
    inside = np.arange(side) + 0.5
    raw = []
    for start in starts:
        before = inside - margin if start > 0 else np.full(side, np.inf)
        after = side - margin - inside if start + side < length else np.full(side, np.inf)
        raw.append(np.clip(np.minimum(before, after) / (overlap - 2 * margin), 0, 1))
    total = np.zeros(length)
    for start, weights in zip(starts, raw, strict=True):
        total[start : start + side] += weights
    return [
        (int(start), (weights / total[start : start + side]).astype(np.float32))
        for start, weights in zip(starts, raw, strict=True)
    ]
