"""What a network will see in training: random crops as a preset varies them, with their labels drawn in."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.crops import View, random_crop
from engine.dataset import Sample
from engine.presets import PRESETS
from engine.targets import make_targets
from engine.training.cache import PictureCache

TEXT_TINT, MASKED_TINT, OUTLINE = (80, 200, 60), (60, 60, 220), (0, 200, 255)
"""BGR: what counts as text, what nothing is learned from, the outlines of quads."""

TINT_SHARE = 0.4


def preview(
    samples: Sequence[Sample], preset: str, *, size: int, long_side: int, count: int, seed: int
) -> list[View]:
    """``count`` crops of ``size`` pixels of different samples; another seed shows others.

    Samples that cannot be read are passed over; `InputError` when none can.
    """
    cache = PictureCache(samples, long_side)
    order = np.random.default_rng(seed).permutation(len(samples))
    crops = []
    for number in range(count):
        rng = np.random.default_rng((seed, number))
        view, _ = cache.filling(int(order[number % len(order)]), size, rng)
        crops.append(random_crop(view, size, rng, PRESETS[preset]))
    return crops


def draw_targets(view: View) -> NDArray[np.uint8]:
    """The picture of ``view`` with its quads outlined, the shrink map and what is masked out tinted."""
    height, width = view.image.shape[:2]
    targets = make_targets(view.quads, view.ignored, height, width)
    image = view.image.copy()
    for where, tint in ((targets.shrink_map == 1, TEXT_TINT), (targets.shrink_mask == 0, MASKED_TINT)):
        image[where] = (image[where] * (1 - TINT_SHARE) + np.array(tint) * TINT_SHARE).astype(np.uint8)
    bits = 4
    outlines = np.round((view.quads - 0.5) * (1 << bits)).astype(np.int32)
    cv2.polylines(image, list(outlines), True, OUTLINE, 1, cv2.LINE_AA, shift=bits)
    return image
