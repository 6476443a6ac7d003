"""From a probability map to quads (Liao et al. 2020, section 3.5)."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.db.models import DetectSettings
from engine.geometry import clockwise_from_top_left

MAXIMUM_BOXES, PIXELS_A_BOX = 1000, 2048
"""At most 1000 regions are examined, more in a large map; a map with more is noise."""

MINIMUM_SHORT_SIDE, MINIMUM_UNCLIPPED_SIDE = 3.0, 5.0
"""In pixels of the map: regions thinner than this, before and after unclip, are dropped."""


class Regions(NamedTuple):
    """Minimum-area rectangles of the N connected regions of a map above ``thresh``, without those too thin.

    ``centres`` and ``sizes`` (N, 2), float32, in pixels of the map, measured between the centres of the
    outermost pixels; ``angles`` (N,) in degrees from the x axis to the first side. ``scores`` (N,) float32:
    the mean probability of a region's pixels. ``map_size``: (width, height) of the map.
    """

    centres: NDArray[np.float32]
    sizes: NDArray[np.float32]
    angles: NDArray[np.float32]
    scores: NDArray[np.float32]
    map_size: tuple[int, int]


def boxes_from_map(
    probability: NDArray[np.float32], settings: DetectSettings, width: int, height: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Quads and scores in a probability map (h, w) of a picture of ``width`` × ``height`` pixels.

    Returns quads (N, 4, 2) float32 in picture pixels, clockwise from the top left, inside the picture and
    sorted from top to bottom, and scores (N,) float32: the mean probability of each region.
    """
    return boxes_of_regions(find_regions(probability, settings.thresh), settings, width, height)


def find_regions(probability: NDArray[np.float32], thresh: float) -> Regions:
    """The regions of a probability map (h, w) above ``thresh``; pixels that share a corner are connected."""
    binary = (probability > thresh).view(np.uint8)
    contours, hierarchy = cv2.findContours(binary, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    found: list[tuple[float, ...]] = []
    links = np.zeros((1, 0, 4), np.int32) if hierarchy is None else np.asarray(hierarchy)
    outer = np.flatnonzero(links[0, :, 3] < 0)  # outlines of regions, not of holes in them
    for index in outer[: max(MAXIMUM_BOXES, probability.size // PIXELS_A_BOX)]:
        # OpenCV's box spans the centres of a region's pixels, half a pixel less than the region on each side.
        # `cv2.fillPoly`, which paints every pixel it touches, added just that when the target was drawn.
        (x, y), (w, h), angle = cv2.minAreaRect(contours[index])
        if min(w, h) >= MINIMUM_SHORT_SIDE:
            found.append((x, y, w, h, angle, _mean_of_region(probability, binary, contours[index])))
    table = np.array(found, np.float32).reshape(-1, 6)
    map_size = (probability.shape[1], probability.shape[0])
    return Regions(table[:, 0:2], table[:, 2:4], table[:, 4], table[:, 5], map_size)


def boxes_of_regions(
    regions: Regions, settings: DetectSettings, width: int, height: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What `boxes_from_map` returns, from regions found at ``settings.thresh``."""
    # Growing a rectangle by D with round joins and boxing it again adds 2D to both sides.
    w, h = regions.sizes.T
    grow = w * h * settings.unclip_ratio / (w + h)
    kept = (regions.scores >= settings.box_thresh) & (np.minimum(w, h) + grow >= MINIMUM_UNCLIPPED_SIDE)
    angles = np.radians(regions.angles[kept])
    half = (regions.sizes + grow[:, None])[kept] / 2
    along = np.stack([np.cos(angles), np.sin(angles)], axis=1) * half[:, :1]
    across = np.stack([-np.sin(angles), np.cos(angles)], axis=1) * half[:, 1:]
    corners = [-along - across, along - across, along + across, across - along]
    quads = regions.centres[kept, None] + 0.5 + np.stack(corners, axis=1)

    boxes = clockwise_from_top_left(quads * (np.array([width, height]) / regions.map_size))
    np.clip(boxes, 0, (width, height), out=boxes)
    order = np.lexsort((boxes[:, 0, 0], boxes[:, 0, 1]))
    return boxes[order].astype(np.float32), regions.scores[kept][order]


def _mean_of_region(
    probability: NDArray[np.float32], binary: NDArray[np.uint8], contour: NDArray[np.int32]
) -> float:
    left, top, width, height = cv2.boundingRect(contour)
    box = np.s_[top : top + height, left : left + width]
    inside = np.zeros((height, width), np.uint8)
    cv2.drawContours(inside, [contour], 0, 1, cv2.FILLED, offset=(-left, -top))
    return float(cv2.mean(probability[box], inside & binary[box])[0])
