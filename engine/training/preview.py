"""What the network will see in training: random crops as a preset varies them, with their labels."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import Sample
from engine.db.targets import THRESHOLD_HIGH, THRESHOLD_LOW, Targets, make_targets
from engine.training.cache import PictureCache
from engine.training.crops import View, random_crop
from engine.training.presets import find_preset

TEXT_TINT, MASKED_TINT, OUTLINE = (190, 70, 0), (0, 150, 255), (0, 220, 255)
"""BGR: what counts as text, what nothing is learned from, the outlines of quads. The first two differ in
lightness, and only one is striped, for colour-blind people."""

TINT_SHARE = 0.55
STRIPES = 40
"""Stripes across a picture, half of each tinted."""


def preview(
    samples: Sequence[Sample], preset: str, *, size: int, long_side: int, count: int, seed: int
) -> list[View]:
    """``count`` crops of ``size`` pixels of different samples; another seed shows others.

    Samples that cannot be read are skipped; `InputError` when none can.
    """
    cache = PictureCache(samples, long_side)
    order = np.random.default_rng(seed).permutation(len(samples))
    crops = []
    for number in range(count):
        rng = np.random.default_rng((seed, number))
        view, _ = cache.filling(int(order[number % len(order)]), size, rng)
        crops.append(random_crop(view, size, rng, find_preset(preset)))
    return crops


def draw_targets(view: View) -> NDArray[np.uint8]:
    """The picture of ``view``: quads outlined, the shrink map tinted, what is masked out striped."""
    targets = _targets_of(view)
    return _outlined(_tinted(view.image, targets), view.quads)


def draw_both_maps(view: View) -> NDArray[np.uint8]:
    """`draw_targets`, and the threshold map glowing in the colour of the outlines."""
    targets = _targets_of(view)
    share = (targets.threshold_map - THRESHOLD_LOW) / (THRESHOLD_HIGH - THRESHOLD_LOW)
    share = (TINT_SHARE * share * targets.threshold_mask)[..., None]
    image = (view.image * (1 - share) + np.array(OUTLINE) * share).astype(np.uint8)
    return _outlined(_tinted(image, targets), view.quads)


def _targets_of(view: View) -> Targets:
    return make_targets(view.quads, view.ignored, *view.image.shape[:2])


def _tinted(image: NDArray[np.uint8], targets: Targets) -> NDArray[np.uint8]:
    """A copy of ``image`` with text tinted and what is masked out striped."""
    image = image.copy()
    height, width = image.shape[:2]
    period = max(max(height, width) // STRIPES, 4)
    rows, columns = np.ogrid[:height, :width]
    masked = (targets.shrink_mask == 0) & ((rows + columns) % period < period / 2)
    for where, tint in ((targets.shrink_map == 1, TEXT_TINT), (masked, MASKED_TINT)):
        image[where] = (image[where] * (1 - TINT_SHARE) + np.array(tint) * TINT_SHARE).astype(np.uint8)
    return image


def _outlined(image: NDArray[np.uint8], quads: NDArray[np.float64]) -> NDArray[np.uint8]:
    """``image``, with ``quads`` drawn into it."""
    bits = 4
    outlines = np.round((quads - 0.5) * (1 << bits)).astype(np.int32)
    cv2.polylines(image, list(outlines), True, OUTLINE, 1, cv2.LINE_AA, shift=bits)
    return image
