"""Binary maps that are hard on connected components."""

from __future__ import annotations

import numpy as np


def checkerboard(side: int) -> np.ndarray:
    """Joined at corners only: one component of as many runs as there can be."""
    y, x = np.indices((side, side))
    mask: np.ndarray = (x + y) % 2 == 0
    return mask


def spiral(side: int) -> np.ndarray:
    """One path from the rim to the middle, one pixel wide, with one pixel of ground between its turns."""
    mask = np.zeros((side, side), bool)
    place = np.array([0, 0])
    mask[0, 0] = True
    lengths = [side - 1, *(length for length in range(side - 1, 0, -2) for _ in range(2))]
    for leg, length in enumerate(lengths):
        step = np.array([(0, 1), (1, 0), (0, -1), (-1, 0)][leg % 4])
        for _ in range(length):
            place += step
            mask[tuple(place)] = True
    return mask


def comb(side: int) -> np.ndarray:
    """Teeth that only meet in the last row: every run but one is a root until then."""
    mask = np.zeros((side, side), bool)
    mask[:, ::2] = True
    mask[-1] = True
    return mask


def stairs(side: int) -> np.ndarray:
    """Diagonal lines falling to the left: each row's partner starts before, never after."""
    y, x = np.indices((side, side))
    mask: np.ndarray = (x + y) % 5 == 0
    return mask


def noise(side: int, share: float, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random((side, side)) < share


def adversarial(side: int) -> dict[str, np.ndarray]:
    return {
        "black": np.zeros((side, side), bool),
        "white": np.ones((side, side), bool),
        "checkerboard": checkerboard(side),
        "spiral": spiral(side),
        "comb": comb(side),
        "comb upside down": comb(side)[::-1],
        "comb on its side": comb(side).T,
        "stairs": stairs(side),
        "stairs the other way": stairs(side)[:, ::-1],
        **{f"noise {share}": noise(side, share) for share in (0.1, 0.41, 0.5, 0.6)},
    }
