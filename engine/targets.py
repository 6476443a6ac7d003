"""Training targets of DB: shrink map and threshold map with their masks (Liao et al. 2020, section 3.4)."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.geometry import Points, clip_to_box, is_crossed, offset, short_side, shrink_distance

SHRINK_RATIO = 0.4
THRESHOLD_LOW, THRESHOLD_HIGH = 0.3, 0.7
MINIMUM_SIDE = 6.0
"""Text whose short side is below this many pixels is masked out: too small to learn from."""

_FIXED_POINT_BITS = 4
_FIXED_POINT = 1 << _FIXED_POINT_BITS
"""`cv2.fillPoly` is given coordinates in 1/16 pixel."""


class Targets(NamedTuple):
    """Four maps (height, width), float32.

    ``shrink_map``: 1 inside shrunk quads; ``shrink_mask``: 0 where nothing may be learned;
    ``threshold_map``: 0.3 to 0.7 around the outlines; ``threshold_mask``: 1 where that counts.
    """

    shrink_map: NDArray[np.float32]
    shrink_mask: NDArray[np.float32]
    threshold_map: NDArray[np.float32]
    threshold_mask: NDArray[np.float32]


def make_targets(quads: NDArray[np.floating], ignored: NDArray[np.bool_], height: int, width: int) -> Targets:
    """Draw the targets of quads (N, 4, 2) in pixels, N flags, onto maps of ``height`` × ``width``.

    Ignored, crossed and tiny quads are masked out of the shrink map. Quads reaching beyond the picture are
    clipped by polygon intersection.
    """
    shrink_map, threshold_map, threshold_mask = (np.zeros((height, width), np.float32) for _ in range(3))
    shrink_mask = np.ones((height, width), np.float32)
    for quad, skip in zip(quads, ignored, strict=True):
        if is_crossed(quad):
            _fill(shrink_mask, cv2.convexHull(quad.astype(np.float32))[:, 0], 0.0)
            continue
        for polygon in clip_to_box(quad, width, height):
            if skip or short_side(polygon) < MINIMUM_SIDE:
                _fill(shrink_mask, polygon, 0.0)
                continue
            distance = shrink_distance(polygon, SHRINK_RATIO)
            kernels = offset(polygon, -distance)
            if not kernels:
                _fill(shrink_mask, polygon, 0.0)
                continue
            for kernel in kernels:
                _fill(shrink_map, kernel, 1.0)
            _draw_border(polygon, distance, threshold_map, threshold_mask)
    threshold_map *= THRESHOLD_HIGH - THRESHOLD_LOW
    threshold_map += THRESHOLD_LOW
    # Text beside an ignored region stays text: the mask never hides a positive.
    np.maximum(shrink_mask, shrink_map, out=shrink_mask)
    return Targets(shrink_map, shrink_mask, threshold_map, threshold_mask)


def _fill(canvas: NDArray[np.float32], polygon: Points, value: float) -> None:
    # Every pixel that the outline touches is painted: half a pixel more all around, so that small text keeps
    # a positive; `engine.postprocess` counts on it. A pixel's value stands for its centre, which OpenCV puts
    # at whole coordinates and we at one half.
    points = np.round((np.asarray(polygon) - 0.5) * _FIXED_POINT).astype(np.int32)
    cv2.fillPoly(canvas, [points], value, shift=_FIXED_POINT_BITS)


def _draw_border(
    polygon: Points, distance: float, value: NDArray[np.float32], mask: NDArray[np.float32]
) -> None:
    """Raise ``value`` to 1 − dist/D within the polygon grown by ``distance`` D and set ``mask`` there."""
    height, width = value.shape
    low = np.maximum(np.floor(polygon.min(axis=0) - distance).astype(int), 0)
    high = np.minimum(np.ceil(polygon.max(axis=0) + distance).astype(int) + 1, (width, height))
    if (low >= high).any():
        return
    box = np.s_[low[1] : high[1], low[0] : high[0]]
    size = (high - low)[::-1]
    grown = np.zeros(size, np.float32)
    for outline in offset(polygon, distance):
        _fill(grown, outline - low, 1.0)
    closeness = 1.0 - _edge_distance(polygon - low, int(size[0]), int(size[1])) / np.float32(distance)
    np.clip(closeness, 0.0, 1.0, out=closeness)
    closeness *= grown
    np.maximum(value[box], closeness, out=value[box])
    np.maximum(mask[box], grown, out=mask[box])


def _edge_distance(polygon: Points, height: int, width: int) -> NDArray[np.float32]:
    """Distance in pixels from every pixel centre to the nearest edge segment of the outline."""
    x = (np.arange(width, dtype=np.float32) + 0.5)[None, :]
    y = (np.arange(height, dtype=np.float32) + 0.5)[:, None]
    nearest = np.full((height, width), np.inf, np.float32)
    starts = np.asarray(polygon, np.float32)
    for (x0, y0), (x1, y1) in zip(starts, np.roll(starts, -1, axis=0), strict=True):
        dx, dy = x1 - x0, y1 - y0
        length2 = dx * dx + dy * dy
        if length2 == 0:
            continue
        along = np.clip(((x - x0) * dx + (y - y0) * dy) / length2, 0.0, 1.0)
        across_x, across_y = x - (x0 + along * dx), y - (y0 + along * dy)
        np.minimum(nearest, across_x * across_x + across_y * across_y, out=nearest)
    return np.sqrt(nearest, out=nearest)
