"""Our training targets against the way of MhLiao/DB: milliseconds and difference from the exact maps.

``python -m benchmarks.targets`` measures both in one run, turn by turn on one thread, on seeded pages of
words: rectangles of 20–140 × 12–40 pixels, turned by up to 45°, on 640 × 640 pixels.

The other way is restated here from its description (`MakeBorderMap` and `MakeShrinkMap` of MhLiao/DB): for
every quad the outline is offset by Clipper, then each edge gets a float64 map of distances over the box of
the grown quad, by the law of cosines, which takes the distance to the nearer *end* of the edge wherever the
edge is seen under an acute angle; the least over the edges is merged into the canvas by `np.fmax`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from statistics import median

import cv2
import numpy as np
import pyclipper
import shapely
from numpy.typing import NDArray

from engine.db.targets import Targets, make_targets

SIDE = 640
COUNTS = (10, 40, 100)
PAGES, TURNS = 4, 20
RATIO, LOW, HIGH = 0.4, 0.3, 0.7

Maps = tuple[NDArray[np.floating], ...]


def words(count: int, seed: int) -> NDArray[np.float64]:
    """Quads (count, 4, 2) of random words; some reach beyond the page."""
    rng = np.random.default_rng(seed)
    quads = []
    for _ in range(count):
        centre, size = rng.uniform(0, SIDE, 2), rng.uniform((20, 12), (140, 40))
        quads.append(cv2.boxPoints((centre.tolist(), size.tolist(), rng.uniform(-45, 45))))
    return np.array(quads, np.float64)


# -- the other way -----------------------------------------------------------------------------------


def reference_targets(quads: NDArray[np.float64], side: int = SIDE) -> Maps:
    """Shrink map, shrink mask, threshold map and threshold mask as MhLiao/DB draws them."""
    shrink_map, threshold_map, threshold_mask = (np.zeros((side, side), np.float32) for _ in range(3))
    shrink_mask = np.ones((side, side), np.float32)
    for quad in quads:
        _reference_shrink(np.clip(quad, 0, side - 1), shrink_map, shrink_mask)
        _reference_border(quad, threshold_map, threshold_mask)
    return shrink_map, shrink_mask, threshold_map * (HIGH - LOW) + LOW, threshold_mask


def _reference_offset(quad: NDArray[np.float64], grow: bool) -> tuple[list[list[list[int]]], float]:
    polygon = shapely.Polygon(quad)
    distance = polygon.area * (1 - RATIO**2) / polygon.length
    clipper = pyclipper.PyclipperOffset()
    clipper.AddPath([tuple(point) for point in quad], pyclipper.JT_ROUND, pyclipper.ET_CLOSEDPOLYGON)
    return clipper.Execute(distance if grow else -distance), distance


def _reference_shrink(
    quad: NDArray[np.float64], shrink_map: NDArray[np.float32], mask: NDArray[np.float32]
) -> None:
    width, height = np.ptp(quad, axis=0)
    shrunk = [] if min(width, height) < 8 else _reference_offset(quad, grow=False)[0]
    if shrunk:
        cv2.fillPoly(shrink_map, [np.array(shrunk[0], np.int32)], 1.0)
    else:
        cv2.fillPoly(mask, [quad.astype(np.int32)], 0.0)


def _reference_border(
    quad: NDArray[np.float64], canvas: NDArray[np.float32], mask: NDArray[np.float32]
) -> None:
    grown, distance = _reference_offset(quad, grow=True)
    if not grown:  # a label turned to a line: the original stops here with an error
        return
    outline = np.array(grown[0])
    cv2.fillPoly(mask, [outline.astype(np.int32)], 1.0)
    left, top = outline.min(axis=0)
    right, bottom = outline.max(axis=0)
    width, height = right - left + 1, bottom - top + 1
    local = quad - (left, top)
    xs = np.broadcast_to(np.linspace(0, width - 1, num=width).reshape(1, width), (height, width))
    ys = np.broadcast_to(np.linspace(0, height - 1, num=height).reshape(height, 1), (height, width))
    maps = np.zeros((len(local), height, width), np.float32)
    for index, start in enumerate(local):
        away = _reference_distance(xs, ys, start, local[(index + 1) % len(local)])
        maps[index] = np.clip(away / distance, 0, 1)
    nearest = maps.min(axis=0)
    x0, x1 = min(max(0, left), canvas.shape[1] - 1), min(max(0, right), canvas.shape[1] - 1)
    y0, y1 = min(max(0, top), canvas.shape[0] - 1), min(max(0, bottom), canvas.shape[0] - 1)
    part = canvas[y0 : y1 + 1, x0 : x1 + 1]
    part[:] = np.fmax(1 - nearest[y0 - top : y1 - top + 1, x0 - left : x1 - left + 1], part)


def _reference_distance(
    xs: NDArray[np.float64], ys: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    to_start = np.square(xs - start[0]) + np.square(ys - start[1])
    to_end = np.square(xs - end[0]) + np.square(ys - end[1])
    length = np.square(start[0] - end[0]) + np.square(start[1] - end[1])
    with np.errstate(divide="ignore", invalid="ignore"):  # on the corners themselves, as there
        cosine = (length - to_start - to_end) / (2 * np.sqrt(to_start * to_end))
        sine = np.nan_to_num(1 - np.square(cosine))
        result: NDArray[np.float64] = np.sqrt(to_start * to_end * sine / length)
    result[cosine < 0] = np.sqrt(np.fmin(to_start, to_end))[cosine < 0]
    return result


# -- the definition ----------------------------------------------------------------------------------


def exact_threshold(quads: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The threshold map by its definition, and where it counts: every pixel centre against every edge.

    Float64; quads are clipped by polygon intersection; a quad counts up to its shrink distance around it.
    """
    closest = np.zeros((SIDE, SIDE))
    within = np.zeros((SIDE, SIDE), bool)
    page = shapely.box(0, 0, SIDE, SIDE)
    xs, ys = np.meshgrid(np.arange(SIDE) + 0.5, np.arange(SIDE) + 0.5)
    centres = shapely.points(xs, ys)
    for quad in quads:
        polygon = shapely.Polygon(quad).intersection(page)
        distance = polygon.area * (1 - RATIO**2) / polygon.length
        if min(cv2.minAreaRect(np.array(polygon.exterior.coords[:-1], np.float32))[1]) < 6:
            continue
        x0, y0, x1, y1 = np.array(polygon.buffer(distance + 2).bounds)
        box = np.s_[max(int(y0), 0) : int(y1) + 1, max(int(x0), 0) : int(x1) + 1]
        near = shapely.distance(polygon, centres[box]) <= distance
        close = 1 - shapely.distance(polygon.exterior, centres[box]) / distance
        closest[box] = np.maximum(closest[box], np.where(near, np.clip(close, 0, 1), 0))
        within[box] |= near
    return closest * (HIGH - LOW) + LOW, within


# -- the comparison ----------------------------------------------------------------------------------


def _milliseconds(pages: list[NDArray[np.float64]]) -> tuple[float, float]:
    """Theirs and ours, turn by turn: medians over the pages of the best turn, in processor time."""
    best: list[tuple[float, float]] = []
    for page in pages:
        turns = [(_once(reference_targets, page), _once(_ours, page)) for _ in range(TURNS)]
        best.append((min(theirs for theirs, _ in turns), min(ours for _, ours in turns)))
    theirs, ours = zip(*best, strict=True)
    return median(theirs), median(ours)


def _once(draw: Callable[[NDArray[np.float64]], object], page: NDArray[np.float64]) -> float:
    start = time.thread_time()
    draw(page)
    return (time.thread_time() - start) * 1000


def _ours(quads: NDArray[np.float64]) -> Targets:
    return make_targets(quads, np.zeros(len(quads), bool), SIDE, SIDE)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.targets", description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, default=0)
    seed = parser.parse_args().seed
    cv2.setNumThreads(1)
    print(f"{SIDE} × {SIDE}, one thread, {PAGES} pages, seed {seed}; differences are of the threshold map")
    print("quads  MhLiao/DB      ours   faster   MhLiao/DB differs   ours differs")
    for count in COUNTS:
        pages = [words(count, seed * 1000 + page) for page in range(PAGES)]
        theirs, ours = _milliseconds(pages)
        worst = [0.0, 0.0]
        for page in pages:
            exact, within = exact_threshold(page)
            for index, drawn in enumerate((reference_targets(page), _ours(page))):
                worst[index] = max(worst[index], float(np.abs(drawn[2] - exact)[within].max()))
        print(
            f"{count:5d} {theirs:7.2f} ms {ours:6.2f} ms {theirs / ours:6.1f} ×"
            f" {worst[0]:19.3f} {worst[1]:14.3f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
