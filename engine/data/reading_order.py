"""In which order people read the labels of a picture.

Lines from top to bottom, in a line from left to right:

* The picture is turned straight by the median slope of its lying boxes, so that a tilted photo reads well.
* A box belongs to the line above it as long as its middle is no further from the middle of that line than
  half the smaller of both heights; small print beside a large heading is a line of its own.
* A box much higher than wide (``TALL``) begins where its top is: it counts as one line high there.
* When most boxes are tall the text is vertical: columns from right to left, in a column from top to bottom.

Lines run across the whole picture; columns of a newspaper are not told apart. The order says nothing about
the directions of the quads' own points and does not depend on the order of the file, except among labels at
the very same place.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.data.gt import BadLine, Entry, Label
from engine.geometry import clockwise_from_top_left

TALL = 1.5
"""A box this many times as high as wide is text from top to bottom."""


def reading_order(quads: NDArray[np.floating]) -> NDArray[np.intp]:
    """The indices (N,) of ``quads`` (N, 4, 2), in picture pixels, as they are read."""
    boxes = np.asarray(quads, np.float64).reshape(-1, 4, 2)
    if len(boxes) < 2:
        return np.arange(len(boxes))
    upright = clockwise_from_top_left(boxes)
    sides = upright[:, [1, 2, 3, 0]] - upright
    lengths = np.hypot(sides[..., 0], sides[..., 1])
    widths, heights = lengths[:, ::2].mean(axis=1), lengths[:, 1::2].mean(axis=1)
    tall = heights >= TALL * widths
    vertical = bool(tall.sum() * 2 > len(boxes))
    along = sides[:, 1] if vertical else sides[:, 0]
    middles = _straightened(upright.mean(axis=1), along[tall == vertical], vertical)
    if vertical:  # a page on its side: columns from right to left are lines from top to bottom
        middles = np.stack([middles[:, 1], -middles[:, 0]], axis=1)
        widths, heights, tall = heights, widths, ~tall & (widths >= TALL * heights)
    return _by_lines(middles, _line_high(middles, heights, tall), _key(boxes))


def in_reading_order(entries: Sequence[Entry]) -> list[Entry]:
    """The entries of a gt file with its labels as they are read.

    A line that cannot be read goes with the label before it; those before the first label stay on top.
    """
    labels = [entry for entry in entries if isinstance(entry, Label)]
    if not labels:
        return list(entries)
    top: list[Entry] = []
    groups: list[list[Entry]] = []
    for entry in entries:
        if isinstance(entry, BadLine):
            (groups[-1] if groups else top).append(entry)
        else:
            groups.append([entry])
    order = reading_order(np.array([label.quad for label in labels]))
    return top + [entry for index in order.tolist() for entry in groups[index]]


def _straightened(
    points: NDArray[np.float64], along: NDArray[np.float64], vertical: bool
) -> NDArray[np.float64]:
    """``points`` (N, 2) turned so that the median of the directions ``along`` (M, 2) is straight."""
    angles = np.arctan2(along[:, 1], along[:, 0]) - (np.pi / 2 if vertical else 0.0)
    angle = -float(np.median(angles)) if len(angles) else 0.0
    if abs(angle) > np.pi / 4:
        return points
    (x, y), cosine, sine = points.T, np.cos(angle), np.sin(angle)
    return np.stack([x * cosine - y * sine, x * sine + y * cosine], axis=1)


def _line_high(
    middles: NDArray[np.float64], heights: NDArray[np.float64], tall: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Heights (N,), those of ``tall`` boxes cut to a usual line; their ``middles`` move up with them."""
    usual = float(np.median(heights[~tall])) if not tall.all() else float(heights.min())
    cut = np.where(tall, np.minimum(heights, usual), heights)
    middles[:, 1] -= (heights - cut) / 2
    return cut


def _key(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """What decides between boxes with one middle, (8, N): their points, whatever comes first of them."""
    order = np.lexsort((boxes[..., 0], boxes[..., 1]), axis=-1)
    return np.take_along_axis(boxes, order[..., None], axis=1).reshape(len(boxes), 8).T


def _by_lines(
    middles: NDArray[np.float64], heights: NDArray[np.float64], key: NDArray[np.float64]
) -> NDArray[np.intp]:
    # lexsort: the last key counts most, and equals keep their order
    from_top = np.lexsort((*key, middles[:, 0], middles[:, 1]))
    line_of = np.zeros(len(middles), np.intp)
    line, total, count, height = -1, 0.0, 0, 0.0
    for index in from_top.tolist():
        middle, own = float(middles[index, 1]), float(heights[index])
        if count and middle - total / count <= min(own, height / count) / 2:
            total, height, count = total + middle, height + own, count + 1
        else:
            line, total, height, count = line + 1, middle, own, 1
        line_of[index] = line
    return np.lexsort((*key, middles[:, 1], middles[:, 0], line_of))
