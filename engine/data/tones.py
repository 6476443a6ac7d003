"""Brighter, darker, more contrast: tables that map the 256 levels of a picture for looking at it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def tone_table(brightness: float = 0.0, contrast: float = 0.0, gamma: float = 1.0) -> NDArray[np.uint8]:
    """What each of 256 levels becomes.

    ``brightness`` and ``contrast`` run from −1 to 1, 0 changes nothing; the contrast turns about middle grey.
    ``gamma`` above 1 lightens the shadows, below 1 darkens them.
    """
    levels = np.linspace(0.0, 1.0, 256) ** (1.0 / gamma)
    slope = np.tan((contrast + 1.0) * np.pi / 4.0) if contrast < 1.0 else 1e3
    levels = (levels - 0.5) * slope + 0.5 + brightness
    return np.rint(np.clip(levels, 0.0, 1.0) * 255.0).astype(np.uint8)


def apply_tones(
    picture: NDArray[np.uint8], table: NDArray[np.uint8], out: NDArray[np.uint8] | None = None
) -> NDArray[np.uint8]:
    """A picture (H, W, C) whose levels went through ``table`` (256,): ``out``, or a new one."""
    return np.asarray(cv2.LUT(picture, table, out), np.uint8)
