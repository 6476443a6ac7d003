"""From a probability map to quads (Liao et al. 2020, section 3.5)."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.geometry import clockwise_from_top_left
from engine.models import DetectSettings

MAXIMUM_BOXES = 1000
"""Regions looked at; the rest of a map that noisy is left alone."""

MINIMUM_SHORT_SIDE, MINIMUM_UNCLIPPED_SIDE = 3.0, 5.0
"""Pixels of the map: regions thinner than this, before and after unclip, are dropped."""


def boxes_from_map(
    probability: NDArray[np.float32], settings: DetectSettings, width: int, height: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Quads and scores in a probability map (h, w) of a picture of ``width`` × ``height`` pixels.

    Returns quads (N, 4, 2) float32 in picture pixels, clockwise from the top left, inside the picture and
    sorted from top to bottom, and scores (N,) float32: the mean probability inside each region's minimum-area
    rectangle.
    """
    # OpenCV's box of a region spans the centres of its pixels, half a pixel less than the region all around:
    # just what `cv2.fillPoly` added when the target was drawn, for it paints every pixel it touches.
    binary = (probability > settings.thresh).astype(np.uint8)
    contours, _ = cv2.findContours(binary, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    quads: list[NDArray[np.float32]] = []
    scores: list[float] = []
    for contour in contours[:MAXIMUM_BOXES]:
        (x, y), (w, h), angle = cv2.minAreaRect(contour)
        if min(w, h) < MINIMUM_SHORT_SIDE:
            continue
        rectangle = np.asarray(cv2.boxPoints(((x, y), (w, h), angle)), np.float32)
        score = _mean_inside(probability, rectangle)
        if score < settings.box_thresh:
            continue
        # Growing a rectangle by D with round joins and boxing it again adds 2D to both sides.
        grow = 2.0 * (w * h * settings.unclip_ratio) / (2.0 * (w + h))
        if min(w, h) + grow < MINIMUM_UNCLIPPED_SIDE:
            continue
        grown = cv2.boxPoints(((x + 0.5, y + 0.5), (w + grow, h + grow), angle))
        quads.append(np.asarray(grown, np.float32))
        scores.append(score)
    if not quads:
        return np.zeros((0, 4, 2), np.float32), np.zeros(0, np.float32)
    scale = np.array([width / probability.shape[1], height / probability.shape[0]], np.float32)
    boxes = clockwise_from_top_left(np.stack(quads) * scale)
    np.clip(boxes, 0, (width, height), out=boxes)
    order = np.lexsort((boxes[:, 0, 0], boxes[:, 0, 1]))
    return boxes[order].astype(np.float32), np.asarray(scores, np.float32)[order]


def _mean_inside(probability: NDArray[np.float32], rectangle: NDArray[np.float32]) -> float:
    """Mean of the map inside a rectangle (4, 2) given by pixel centres."""
    height, width = probability.shape
    low = np.clip(np.floor(rectangle.min(axis=0)).astype(int), 0, (width - 1, height - 1))
    high = np.clip(np.ceil(rectangle.max(axis=0)).astype(int), 0, (width - 1, height - 1)) + 1
    mask = np.zeros((high[1] - low[1], high[0] - low[0]), np.uint8)
    cv2.fillPoly(mask, [np.round(rectangle - low).astype(np.int32)], 1)
    return float(cv2.mean(probability[low[1] : high[1], low[0] : high[0]], mask)[0])
