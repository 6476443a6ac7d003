"""Text as ink: coverage masks cut tightly to what is drawn, in print, by hand and in seven segments.

OpenCV's own fonts are used (``sans`` and ``italic`` fall back to ``uni`` for Chinese), so the sample
looks the same on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np
from numpy.random import Generator

from engine.data.gt import IGNORE


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """A drawn text: what it says and where its ink lies from the pen's starting point on the baseline.

    ``mask`` is (h, w) uint8 coverage without empty rows or columns at its borders; its first pixel
    lies at (``left``, ``top``) from the pen, ``advance`` is how far the pen moved along the baseline.
    """

    text: str
    mask: np.ndarray
    left: float
    top: float
    advance: float

    @property
    def unreadable(self) -> Ink:
        """The same ink, labelled as what nobody can read."""
        return replace(self, text=IGNORE)


def printed(text: str, size: float, face: str = "sans", weight: int = 400) -> Ink:
    """``text`` in one horizontal line, ``size`` pixels high; ``weight`` 100 (thin) to 900 (black)."""
    room = int(2 * size) + 4
    mask = np.zeros((2 * room, int(size * (len(text) + 2)) + 2 * room), np.uint8)
    end, _ = cv2.putText(mask, text, (room, room), (255,), _face(face), round(size), weight)
    return _cut(text, mask, room, room, end[0] - room)


def column(text: str, size: float, face: str = "uni", weight: int = 400, pitch: float = 1.15) -> Ink:
    """``text`` written downwards, one upright character under the other, ``pitch`` × ``size`` apart.

    The pen starts at the middle of the column's top, ``advance`` goes downwards.
    """
    step = size * pitch
    width = int(2 * size)
    mask = np.zeros((int(step * len(text) + size), 2 * width), np.uint8)
    for place, character in enumerate(text):
        one = printed(character, size, face, weight)
        _paste(mask, one.mask, width - one.mask.shape[1] / 2, step * place + (step - one.mask.shape[0]) / 2)
    return _cut(text, mask, width, 0, step * len(text))


def spaced(text: str, size: float, pitch: float, face: str = "sans", weight: int = 400) -> Ink:
    """``text`` with each character in the middle of its own cell, ``pitch`` pixels apart."""
    room = int(2 * size)
    mask = np.zeros((2 * room, int(pitch * len(text)) + 2 * room), np.uint8)
    for place, character in enumerate(text):
        if character == " ":
            continue
        one = printed(character, size, face, weight)
        _paste(mask, one.mask, room + pitch * (place + 0.5) - one.mask.shape[1] / 2, room + one.top)
    return _cut(text, mask, room, room, pitch * len(text))


def handwritten(text: str, size: float, rng: Generator) -> Ink:
    """``text`` as a hand writes it: no two characters alike, the line bent, the pen of changing width."""
    room = int(2 * size) + 8
    mask: np.ndarray = np.zeros((2 * room, int(size * 1.2 * (len(text) + 2)) + 2 * room), np.uint8)
    weight = int(rng.integers(200, 420))
    lean = rng.uniform(-0.05, 0.2)
    x = float(room)
    for character in text:
        if character == " ":
            x += size * rng.uniform(0.3, 0.7)
            continue
        one = printed(character, size * rng.uniform(0.86, 1.12), "italic", weight)
        drawn, shift = _leaned(one.mask, lean + rng.normal(0, 0.05), rng.normal(0, 3.5))
        _paste(mask, drawn, x + one.left - shift, room + one.top - shift + rng.normal(0, size * 0.035))
        x += one.advance * rng.uniform(0.88, 1.02)
    mask = _bent(mask, size, rng)
    if rng.random() < 0.5 and size > 22:
        mask = cv2.dilate(mask, np.ones((2, 2), np.uint8))
    return _cut(text, mask, room, room, x - room)


def dotted(text: str, pitch: float) -> Ink:
    """``text`` in dots ``pitch`` pixels apart, about ten of them high, as a date is jetted onto a package."""
    grid = printed(text, 13, "sans", 500)
    step, radius = 8 * pitch, 8 * 0.36 * pitch  # drawn in eighths of a pixel
    mask = np.zeros(tuple(int(pitch * (side + 2)) for side in grid.mask.shape), np.uint8)
    for row, place in np.argwhere(grid.mask > 120):
        centre = (round(step * (place + 1)), round(step * (row + 1)))
        cv2.circle(mask, centre, round(radius), 255, cv2.FILLED, cv2.LINE_AA, shift=3)
    return _cut(text, mask, 0, round(-grid.top * pitch), pitch * grid.advance)


def seven_segments(text: str, size: float, gap: float = 0.2) -> Ink:
    """Digits, blanks, ``-``, ``.`` and ``:`` as a display shows them, ``size`` pixels high, leaning.

    ``gap`` × ``size`` lies between two digits.
    """
    height = round(size)
    width, bar = round(size * 0.5), max(2, round(size * 0.12))
    pitch = width + max(3, round(size * gap))
    mask = np.zeros((height * 2, pitch * (len(text) + 2) + height), np.uint8)
    x = height // 2
    for character in text:
        if character in ".:":
            dots = (height - bar,) if character == "." else (height // 3, 2 * height // 3)
            for y in dots:
                cv2.rectangle(mask, (x - bar // 2, y), (x + bar // 2, y + bar - 1), 255, cv2.FILLED)
            x += bar
            continue
        for segment in _SEGMENTS[character]:
            _segment(mask, segment, x, width, height, bar)
        x += pitch
    lean = np.array([[1, -0.1, 0.1 * height], [0, 1, 0]])
    leaning = cv2.warpAffine(mask, lean, (mask.shape[1], mask.shape[0]))
    return _cut(text, leaning, height // 2, height, x - height // 2)


_SEGMENTS = {
    "0": "abcdef", "1": "bc", "2": "abged", "3": "abgcd", "4": "fgbc", "5": "afgcd", "6": "afgedc",
    "7": "abc", "8": "abcdefg", "9": "abcdfg", "-": "g", " ": "",
}  # fmt: skip


def _segment(mask: np.ndarray, name: str, x: int, width: int, height: int, bar: int) -> None:
    """Fill one bar of a digit; the corners stay open, which is what makes it look like a display."""
    middle = height // 2
    gap = max(1, bar // 3)
    if name in "agd":
        y = {"a": 0, "g": middle - bar // 2, "d": height - bar}[name]
        box = (x + gap, y, x + width - gap, y + bar)
    else:
        left = x if name in "fe" else x + width - bar
        top, bottom = (0, middle) if name in "fb" else (middle, height)
        box = (left, top + gap, left + bar, bottom - gap)
    cv2.rectangle(mask, box[:2], (box[2] - 1, box[3] - 1), 255, cv2.FILLED)


@cache
def _face(name: str) -> cv2.FontFace:
    return cv2.FontFace(name)


def _cut(text: str, mask: np.ndarray, x: int, y: int, advance: float) -> Ink:
    left, top, width, height = cv2.boundingRect((mask > 24).view(np.uint8))
    if width == 0:
        raise ValueError(f"the font has nothing to draw for {text!r}")
    ink = mask[top : top + height, left : left + width]
    return Ink(text, ink, left - x, top - y, advance)


def _paste(mask: np.ndarray, small: np.ndarray, x: float, y: float) -> None:
    left, top = round(x), round(y)
    part = mask[top : top + small.shape[0], left : left + small.shape[1]]
    np.maximum(part, small[: part.shape[0], : part.shape[1]], out=part)


def _leaned(mask: np.ndarray, lean: float, degrees: float) -> tuple[np.ndarray, int]:
    """``mask`` sheared and turned about its centre, with the border it needed on each side."""
    border = max(mask.shape) // 3 + 2
    mask = cv2.copyMakeBorder(mask, border, border, border, border, cv2.BORDER_CONSTANT)
    height, width = mask.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    shear = np.array([[1, -lean, lean * height / 2], [0, 1, 0], [0, 0, 1]])
    return cv2.warpAffine(mask, turn @ shear, (width, height)), border


def _bent(mask: np.ndarray, size: float, rng: Generator) -> np.ndarray:
    """``mask`` under a smooth random displacement: strokes wobble, lines sag."""
    height, width = mask.shape
    shape = (max(2, round(height / size)), max(2, round(width / size)))
    places = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    for place in places:
        wobble = rng.normal(0, size * 0.05, shape).astype(np.float32)
        place += cv2.resize(wobble, (width, height), interpolation=cv2.INTER_CUBIC)
    return cv2.remap(mask, places[0], places[1], cv2.INTER_LINEAR)
