"""Where points may lie: on whole pixels, inside the picture, and close to its edge right on it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt

from desktop.label.canvas.labelled_picture import LabelledPicture

Keys = Qt.KeyboardModifier

SNAP = 6
"""Screen pixels from the edge of the picture within which points snap to it."""


def limits(host: LabelledPicture) -> np.ndarray:
    """Width and height of the picture, (2,)."""
    return np.array([host.picture_rect.width(), host.picture_rect.height()])


def whole_pixels(host: LabelledPicture, points: np.ndarray) -> np.ndarray:
    """``points`` (…, 2) rounded to whole pixels inside the picture."""
    inside: np.ndarray = np.clip(np.rint(points), 0, limits(host))
    return inside


def snapped(host: LabelledPicture, points: np.ndarray, keys: Keys) -> np.ndarray:
    """The same, but on the edge of the picture when close to it, unless Alt is among ``keys``."""
    points, most = whole_pixels(host, points), limits(host)
    if keys & Keys.AltModifier:
        return points
    reach = SNAP * host.pixel
    points = np.where(points <= reach, 0.0, points)
    return np.where(most - points <= reach, most, points)


def shift_inside(host: LabelledPicture, quads: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """``shift`` (2,) in whole pixels, cut so that ``quads`` (N, 4, 2) do not leave the picture.

    Quads that are outside already may come nearer but not go further out.
    """
    least, most = _room(quads.reshape(-1, 2), limits(host))
    cut: np.ndarray = np.clip(np.rint(shift), least, most)
    return cut


def shift_of_side(
    host: LabelledPicture, ends: np.ndarray, normal: np.ndarray, way: float, keys: Keys
) -> np.ndarray:
    """How a side with ``ends`` (2, 2) moves when it is drawn ``way`` pixels along ``normal`` (2,).

    In whole pixels and not out of the picture. An upright or level side snaps to the picture's edge.
    """
    shift: np.ndarray = normal * way
    least, most = _room(ends, limits(host))
    with np.errstate(divide="ignore", invalid="ignore"):
        fits = np.where(shift > most, most / shift, np.where(shift < least, least / shift, 1.0))
    shift = np.rint(shift * np.nanmin(fits))
    axis = int(np.abs(normal).argmax())
    if np.abs(normal[1 - axis]) < 0.02:
        end = ends[0] + shift
        shift[axis] += snapped(host, end, keys)[axis] - end[axis]
    return shift


def _room(points: np.ndarray, most: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The least and the greatest shift (2,) of ``points`` (N, 2) that does not take them further outside."""
    low, high = points.min(axis=0), points.max(axis=0)
    return np.minimum(np.ceil(-low), 0), np.maximum(np.floor(most - high), 0)
