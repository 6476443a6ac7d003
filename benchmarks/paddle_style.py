"""From a probability map to quads in the manner of PaddleOCR, restated from its description and options.

Liao et al. 2020 (section 3.5) with the usual options: every contour, at most ``max_candidates`` of them,
gets its minimum-area rectangle; the rectangle is scored by the mean probability inside it
(``box_score_fast``), grown by Clipper by area · ratio / perimeter, and boxed again; rectangles with a side
under 3 pixels, or 5 after growing, are dropped. Ours is `engine.db.postprocess`.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from statistics import median

import cv2
import numpy as np
import pyclipper
import shapely
from numpy.typing import NDArray

from engine.data.pictures import read_picture
from engine.db.models import GENERAL, DetectSettings
from engine.db.postprocess import boxes_from_map
from engine.detect.open import open_detector

MAX_CANDIDATES, MIN_SIZE = 1000, 3
TURNS = 15


def paddle_boxes(
    probability: NDArray[np.float32], settings: DetectSettings, width: int, height: int
) -> tuple[list[NDArray[np.int32]], list[float]]:
    """Quads in pixels of a picture of ``width`` × ``height``, and their scores."""
    bitmap = (probability > settings.thresh).astype(np.uint8)
    contours, _ = cv2.findContours(bitmap, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    quads, scores = [], []
    to_picture = np.array([width / bitmap.shape[1], height / bitmap.shape[0]])
    for contour in contours[:MAX_CANDIDATES]:
        corners, side = _rectangle(contour)
        if side < MIN_SIZE:
            continue
        score = _mean_inside(probability, corners)
        if score < settings.box_thresh:
            continue
        corners, side = _rectangle(_grown(corners, settings.unclip_ratio))
        if side < MIN_SIZE + 2:
            continue
        quads.append(np.clip(np.round(corners * to_picture), 0, (width, height)).astype(np.int32))
        scores.append(score)
    return quads, scores


def _rectangle(points: cv2.typing.MatLike) -> tuple[NDArray[np.float32], float]:
    """Corners clockwise from the top left, and the shorter side."""
    rectangle = cv2.minAreaRect(points)
    by_x = sorted(cv2.boxPoints(rectangle), key=lambda corner: corner[0])
    left, right = (sorted(pair, key=lambda corner: corner[1]) for pair in (by_x[:2], by_x[2:]))
    return np.array([left[0], right[0], right[1], left[1]]), min(rectangle[1])


def _mean_inside(probability: NDArray[np.float32], corners: NDArray[np.float32]) -> float:
    limit = np.array([probability.shape[1] - 1, probability.shape[0] - 1])
    low = np.clip(np.floor(corners.min(axis=0)), 0, limit).astype(np.int32)
    high = np.clip(np.ceil(corners.max(axis=0)), 0, limit).astype(np.int32)
    mask = np.zeros((high[1] - low[1] + 1, high[0] - low[0] + 1), np.uint8)
    cv2.fillPoly(mask, [(corners - low).astype(np.int32)], 1)
    return float(cv2.mean(probability[low[1] : high[1] + 1, low[0] : high[0] + 1], mask)[0])


def _grown(corners: NDArray[np.float32], ratio: float) -> NDArray[np.int32]:
    polygon = shapely.Polygon(corners)
    clipper = pyclipper.PyclipperOffset()
    clipper.AddPath(corners.tolist(), pyclipper.JT_ROUND, pyclipper.ET_CLOSEDPOLYGON)
    return np.array(clipper.Execute(polygon.area * ratio / polygon.length)[0], np.int32)


def compare_post_processing(pictures: list[Path], long_side: int) -> None:
    """Both on the maps of ``pictures``, turn by turn on one thread."""
    detector = open_detector(GENERAL, "cpu")
    settings = replace(detector.info.settings, long_side=long_side)
    cv2.setNumThreads(1)
    taken: dict[str, list[float]] = {"ours": [], "PaddleOCR's way": []}
    found = dict.fromkeys(taken, 0)
    for picture in pictures:
        image = read_picture(picture)
        height, width = image.shape[:2]
        probability = detector.probability_map(image, long_side)
        turns: dict[str, list[float]] = {name: [] for name in taken}
        for _ in range(TURNS):
            for name, way in (("ours", boxes_from_map), ("PaddleOCR's way", paddle_boxes)):
                start = time.thread_time()
                quads, _ = way(probability, settings, width, height)
                turns[name].append(time.thread_time() - start)
                found[name] += len(quads)
        for name, seconds in turns.items():
            taken[name].append(min(seconds))
    print(f"post-processing of the {len(pictures)} maps, best of {TURNS} turns, processor time")
    print("                      ms (mean)   ms (median)   quads")
    for name, seconds in taken.items():
        print(
            f"  {name:16s} {np.mean(seconds) * 1000:12.2f} {median(seconds) * 1000:13.2f}"
            f" {found[name] // TURNS:7d}"
        )
    ours, theirs = (sum(seconds) for seconds in taken.values())
    print(f"  ours takes {ours / theirs:.2f} of the time")
