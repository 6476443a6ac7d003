"""One random view of a labelled picture for training: where it is taken and which labels it keeps.

Quads go through the same matrix as the pixels. A crop never bends a quad: what reaches beyond it is clipped
later, by polygon intersection, when the targets are drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.geometry import visible_shares
from engine.training.augment import change_light, degrade, linear_part, perspective, warp
from engine.training.presets import Preset

TEXT_SHARE = 0.8
"""Share of the crops that hold one label whole; the others fall anywhere in the picture."""

VISIBLE_SHARE = 0.3
"""A quad of which less than this share is left in the crop is ignored: nobody could read it."""


class View(NamedTuple):
    """A BGR picture (H, W, 3) uint8, its quads (N, 4, 2) in its pixels and its ignore flags (N,)."""

    image: NDArray[np.uint8]
    quads: NDArray[np.float64]
    ignored: NDArray[np.bool_]


def random_crop(view: View, size: int, rng: np.random.Generator, preset: Preset) -> View:
    """A square part of ``view``, which is at the size detection sees; ``size`` is its side in pixels.

    The quads that are still visible keep their vertex order and may reach beyond the crop.
    """
    linear, tilt = linear_part(preset, rng), perspective(preset, size, rng)
    # Perspective moves what is near the edge outwards by at most this factor; rounding takes two pixels.
    whole = size / (1.0 + math.sqrt(2.0) * preset.perspective) - 2
    # A whole number: where nothing is scaled or turned, pixels stay pixels.
    centre = np.round(_choose_centre(view, linear, size, whole, rng))
    blue, green, red = rng.integers(0, 256, 3).tolist()
    image, quads = warp(view.image, view.quads, linear, centre, tilt, size, (blue, green, red))
    shares = visible_shares(quads, size, size)
    visible = shares > 0
    ignored = view.ignored | (shares < VISIBLE_SHARE)
    image = degrade(change_light(image, preset, rng), preset, rng)
    return View(image, quads[visible], ignored[visible])


def stack(views: Sequence[View]) -> View:
    """Put views one below the other; what is right of a narrower one is filled with grey."""
    if len(views) == 1:
        return views[0]
    width = max(view.image.shape[1] for view in views)
    image = np.full((sum(len(view.image) for view in views), width, 3), 127, np.uint8)
    tops = np.cumsum([0, *(len(view.image) for view in views)])
    for view, top in zip(views, tops, strict=False):
        image[top : top + len(view.image), : view.image.shape[1]] = view.image
    quads = [view.quads + np.array([0.0, top]) for view, top in zip(views, tops, strict=False)]
    return View(image, np.concatenate(quads), np.concatenate([view.ignored for view in views]))


def _choose_centre(
    view: View, linear: NDArray[np.float64], size: int, whole: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """A point (2,) of the picture around which the crop shows little of the outside.

    Mostly a label with text lies whole within the middle square of side ``whole``, or fills it where it is
    larger.
    """
    extent = np.array(view.image.shape[1::-1], np.float64)
    readable = np.flatnonzero(~view.ignored)
    if not readable.size or rng.random() >= TEXT_SHARE:
        return _into_picture(rng.uniform(0, 1, 2) * extent, extent, linear, size, rng)
    # In the scaled and turned plane the crop is upright: there its middle may lie between two bounds.
    turned = view.quads[rng.choice(readable)] @ linear.T
    bounds = np.sort([turned.max(axis=0) - whole / 2, turned.min(axis=0) + whole / 2], axis=0)
    back = np.linalg.inv(linear)
    wanted = _into_picture(back @ rng.uniform(*bounds), extent, linear, size, rng)
    return np.asarray(back @ np.clip(linear @ wanted, *bounds), np.float64)


def _into_picture(
    point: NDArray[np.float64],
    extent: NDArray[np.float64],
    linear: NDArray[np.float64],
    size: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """``point`` moved so that the crop around it does not reach out of the picture more than it must."""
    side = size / math.sqrt(abs(np.linalg.det(linear)))
    inner = np.minimum(side / 2, extent / 2)
    # A picture smaller than the crop may lie anywhere in it, not always in its middle.
    play = np.maximum(side - extent, 0) / 2
    return np.clip(point, inner, extent - inner) + rng.uniform(-1, 1, 2) * play
