"""One random view of a labelled picture: scale, rotation and place in a single warp, then light and colour.

Quads go through the same matrix as the pixels. A crop never bends a quad: what reaches beyond it is clipped
later, by polygon intersection, when the targets are drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.geometry import area, clip_to_box, is_crossed, transform

SCALE_RANGE = (0.7, 1.4)
"""Around the size at which pictures are detected: training shows letters as detection will."""

MAXIMUM_ANGLE = 10.0
"""Degrees to either side."""

TEXT_SHARE = 0.8
"""Share of the crops that are placed around a label; the others fall anywhere in the picture."""

VISIBLE_SHARE = 0.3
"""A quad of which less than this share is left in the crop is ignored: nobody could read it."""


class View(NamedTuple):
    """A BGR picture (H, W, 3) uint8, its quads (N, 4, 2) in its pixels and its ignore flags (N,)."""

    image: NDArray[np.uint8]
    quads: NDArray[np.float64]
    ignored: NDArray[np.bool_]


def random_crop(view: View, size: int, rng: np.random.Generator) -> View:
    """A square part of ``view``, which is at the size detection sees; ``size`` is its side in pixels.

    The quads that are still visible keep their vertex order and may reach beyond the crop.
    """
    scale = math.exp(rng.uniform(*np.log(SCALE_RANGE)))
    angle = rng.uniform(-MAXIMUM_ANGLE, MAXIMUM_ANGLE)
    matrix = np.asarray(cv2.getRotationMatrix2D((0.0, 0.0), angle, scale), np.float64)
    matrix[:, 2] = size / 2 - matrix[:, :2] @ _choose_centre(view, size / scale, rng)
    fill = tuple(float(value) for value in rng.integers(0, 256, 3))
    crop = cv2.warpAffine(
        view.image, _for_pixel_centres(matrix), (size, size), borderMode=cv2.BORDER_CONSTANT, borderValue=fill
    )
    quads = transform(view.quads, matrix)
    shares = np.array([_visible_share(quad, size) for quad in quads])
    visible = shares > 0
    ignored = view.ignored | (shares < VISIBLE_SHARE)
    return View(change_light(np.asarray(crop, np.uint8), rng), quads[visible], ignored[visible])


def stack(views: Sequence[View]) -> View:
    """Put views one below the other; what is right of a narrower one is filled with grey."""
    if len(views) == 1:
        return views[0]
    width = max(view.image.shape[1] for view in views)
    rows = [
        np.pad(view.image, ((0, 0), (0, width - view.image.shape[1]), (0, 0)), constant_values=127)
        for view in views
    ]
    tops = np.cumsum([0, *(len(row) for row in rows[:-1])])
    quads = [view.quads + np.array([0.0, top]) for view, top in zip(views, tops, strict=True)]
    return View(np.concatenate(rows), np.concatenate(quads), np.concatenate([view.ignored for view in views]))


def change_light(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Random brightness, contrast and colour cast through one look-up table; now and then grey or blurred."""
    contrast = rng.uniform(0.7, 1.3)
    shift = rng.uniform(-30, 30) + rng.uniform(-12, 12, 3)
    ramp = np.arange(256, dtype=np.float32)[:, None]
    table = np.clip((ramp - 128) * contrast + 128 + shift, 0, 255).astype(np.uint8)
    changed = cv2.LUT(image, table[None])
    if rng.random() < 0.1:
        changed = cv2.cvtColor(cv2.cvtColor(changed, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    if rng.random() < 0.1:
        changed = cv2.GaussianBlur(changed, (0, 0), rng.uniform(0.5, 1.5))
    return np.asarray(changed, np.uint8)


def _choose_centre(view: View, side: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """A point (2,) of the picture around which a crop of ``side`` shows little of the outside."""
    extent = np.array(view.image.shape[1::-1], np.float64)
    readable = np.flatnonzero(~view.ignored)
    if readable.size and rng.random() < TEXT_SHARE:
        corners = view.quads[rng.choice(readable)]
        point = corners[rng.integers(4)] + rng.uniform(-0.4, 0.4, 2) * side
    else:
        point = rng.uniform(0, 1, 2) * extent
    inner = np.minimum(side / 2, extent / 2)
    # A picture smaller than the crop may lie anywhere in it, not always in its middle.
    play = np.maximum(side - extent, 0) / 2
    return np.clip(point, inner, extent - inner) + rng.uniform(-1, 1, 2) * play


def _for_pixel_centres(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """The matrix for OpenCV, which puts a pixel's centre at whole coordinates instead of at one half."""
    shifted = matrix.copy()
    shifted[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5
    return shifted


def _visible_share(quad: NDArray[np.float64], size: int) -> float:
    """Share of the quad's area inside the crop; crossed quads count by their bounding box."""
    if is_crossed(quad):
        low, high = quad.min(axis=0), quad.max(axis=0)
        return float((high > 0).all() and (low < size).all())
    return sum(area(part) for part in clip_to_box(quad, size, size)) / area(quad)
