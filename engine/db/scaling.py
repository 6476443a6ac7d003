"""How large a picture is when the network sees it. Detection, training and export all scale it this way."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIDE_MULTIPLE = 32
"""Sides of the network's input are multiples of this: its coarsest features are at 1/32."""


def detection_scale(width: int, height: int, long_side: int) -> float:
    """The factor by which a picture is scaled before detection; pictures are never enlarged.

    Enlarging the small handwriting pictures cost 0.04 of Hmean (docs/benchmarks.md).
    """
    return min(long_side / max(width, height), 1.0)


def network_size(width: int, height: int, long_side: int) -> tuple[int, int]:
    """Width and height a picture is scaled to for the network: multiples of 32 near ``long_side``."""
    scale = detection_scale(width, height, long_side)
    w, h = (max(round(side * scale / SIDE_MULTIPLE), 1) * SIDE_MULTIPLE for side in (width, height))
    return w, h


def resize(image: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Scale a picture: by area when it shrinks (no moiré in small type), linearly when it grows."""
    import cv2  # the command line's parser imports this module for its constant

    way = cv2.INTER_AREA if width < image.shape[1] else cv2.INTER_LINEAR
    return cast("NDArray[np.uint8]", cv2.resize(image, (width, height), interpolation=way))
