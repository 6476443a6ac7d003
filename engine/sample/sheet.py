"""A sheet is a picture in the making: pixels, their opacity and the labels of the text written on it.

Text is put on with `Sheet.write`, a sheet is laid onto another one with `Sheet.lay`; labels go through
the very same transformation as the pixels, so they are exact by construction.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.random import Generator

from engine import geometry
from engine.data.gt import IGNORE, Label
from engine.sample.ink import Ink

Point = tuple[float, float]
Colour = tuple[float, float, float]
"""Blue, green, red, each 0–255."""

MARGIN = 1.0
"""Pixels between the outermost ink and the edge of its quad: room for the anti-aliased border."""


class Sheet:
    """``image`` (H, W, 3) uint8 BGR, ``alpha`` (H, W) uint8 (255: solid), ``labels`` of what was written."""

    def __init__(self, width: int, height: int, colour: Colour | np.ndarray = (255, 255, 255)) -> None:
        self.image: np.ndarray = np.empty((height, width, 3), np.uint8)
        self.image[:] = np.clip(colour, 0, 255)
        self.alpha: np.ndarray = np.full((height, width), 255, np.uint8)
        self.labels: list[Label] = []

    @property
    def width(self) -> int:
        return int(self.image.shape[1])

    @property
    def height(self) -> int:
        return int(self.image.shape[0])

    def write(
        self,
        ink: Ink,
        pen: Point,
        colour: Colour,
        *,
        align: float = 0.0,
        degrees: float = 0.0,
        opacity: float = 1.0,
    ) -> None:
        """Write ``ink`` at ``pen`` = (x, y) on the baseline and label it.

        ``align`` says which part of the advance lies at the pen: 0 its start, 0.5 its middle, 1 its end.
        ``degrees`` turns the text clockwise about the pen.
        """
        axes = _axes(degrees)
        start = np.array([ink.left - align * ink.advance, ink.top])
        place = np.column_stack([axes, np.asarray(pen) + axes @ start])
        self._stain(ink, place, colour, opacity)

    def write_centred(
        self, ink: Ink, centre: Point, colour: Colour, *, degrees: float = 0.0, opacity: float = 1.0
    ) -> None:
        """Write ``ink`` with the middle of its ink (not of its line) at ``centre``."""
        axes = _axes(degrees)
        middle = np.array([ink.mask.shape[1] - 1, ink.mask.shape[0] - 1]) / 2
        place = np.column_stack([axes, np.asarray(centre) - axes @ middle])
        self._stain(ink, place, colour, opacity)

    def _stain(self, ink: Ink, place: np.ndarray, colour: Colour, opacity: float) -> None:
        """Blend ``ink``, its mask moved by the affine ``place`` (2, 3), and label it."""
        height, width = ink.mask.shape
        low, right = height - 0.5 + MARGIN, width - 0.5 + MARGIN
        top = left = -0.5 - MARGIN
        corners = np.array([[left, top], [right, top], [right, low], [left, low]])
        quad = corners @ place[:, :2].T + place[:, 2]
        self.labels.append(Label.from_quad(quad, ink.text))
        paint(self.image, ink.mask, place, colour, opacity)

    def spoil(self, index: int, rng: Generator) -> None:
        """Smear what label ``index`` covers beyond reading; it is ``###`` from then on."""
        label = self.labels[index]
        x, y, width, height = cv2.boundingRect(label.quad)
        x, y, right, low = max(x, 0), max(y, 0), min(x + width, self.width), min(y + height, self.height)
        part = self.image[y:low, x:right]
        reach = int(rng.integers(10, 22)) | 1
        smear = cv2.GaussianBlur(cv2.blur(part, (reach, 3)), (0, 0), max(2.0, height / 7))
        mean = part.reshape(-1, 3).mean(0)
        part[:] = np.clip(smear * 0.75 + mean * 0.25, 0, 255).astype(np.uint8)
        self.labels[index] = label.with_transcription(IGNORE)

    def lay(self, sheet: Sheet, pose: np.ndarray, *, shadow: float = 0.0) -> None:
        """Lay ``sheet`` on this one through the homography ``pose`` (3, 3), its labels with it.

        ``shadow`` is how far it stands off, in pixels: the further, the softer the shadow it casts.
        """
        corners = np.array([[0.0, 0], [1, 0], [1, 1], [0, 1]]) * (sheet.width, sheet.height)
        seen = cv2.perspectiveTransform(corners[None], pose)[0]
        left, top, right, low = self._box(seen, margin=4 * shadow + 2)
        local = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]]) @ pose
        size = (right - left, low - top)
        # A linear filter skips pixels when it shrinks; blurring first by the excess keeps small type whole.
        excess = float(np.sqrt(geometry.area(corners) / geometry.area(seen)))
        image = sheet.image if excess < 1.3 else cv2.GaussianBlur(sheet.image, (0, 0), 0.35 * excess)
        image = cv2.warpPerspective(
            image, local, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        alpha = cv2.warpPerspective(sheet.alpha, local, size, flags=cv2.INTER_LINEAR)
        part = self.image[top:low, left:right]
        if shadow:
            _darken(part, alpha, shadow)
        weight = (alpha.astype(np.float32) / 255)[..., None]
        part[:] = (part * (1 - weight) + image * weight + 0.5).astype(np.uint8)
        for label in sheet.labels:
            quad = cv2.perspectiveTransform(label.quad[None].astype(np.float64), pose)[0]
            self.labels.append(label.with_quad(quad))

    def show(
        self, sheet: Sheet, frame: Sequence[float], rng: Generator, *, shadow: float = 0.0, **turn: float
    ) -> None:
        """Lay ``sheet`` into ``frame`` as `pose_in` turns it, by the ``degrees`` and ``tilt`` given."""
        self.lay(sheet, pose_in(sheet, frame, rng, **turn), shadow=shadow)

    def _box(self, corners: np.ndarray, margin: float) -> tuple[int, int, int, int]:
        """Left, top, right and low end of what lies within ``margin`` pixels of ``corners`` (N, 2)."""
        limits = (self.width, self.height)
        low = np.clip(np.floor(corners.min(0) - margin), 0, limits).astype(int)
        high = np.clip(np.ceil(corners.max(0) + margin), 0, limits).astype(int)
        return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def _axes(degrees: float) -> np.ndarray:
    """What turns by ``degrees``, (2, 2)."""
    turn = np.deg2rad(degrees)
    return np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])


def _darken(image: np.ndarray, alpha: np.ndarray, shadow: float) -> None:
    """Darken ``image`` below what has opacity ``alpha`` (h, w) and hovers ``shadow`` pixels above it."""
    height, width = alpha.shape
    small = cv2.resize(alpha, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    shift = np.array([[1, 0, shadow / 4], [0, 1, shadow / 3]])
    small = cv2.warpAffine(small, shift, small.shape[::-1])
    small = cv2.GaussianBlur(small, (0, 0), max(1.0, shadow / 4))
    light = 1 - cv2.resize(small, (width, height)).astype(np.float32) * (0.5 / 255)
    image[:] = (image * light[..., None]).astype(np.uint8)


def paint(image: np.ndarray, mask: np.ndarray, place: np.ndarray, colour: Colour, opacity: float) -> None:
    """Blend ``colour`` into ``image`` where ``mask`` (h, w) uint8 covers it, moved by ``place`` (2, 3)."""
    height, width = mask.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]]) @ place[:, :2].T + place[:, 2]
    left, top = np.maximum(np.floor(corners.min(0)).astype(int) - 1, 0)
    right, low = np.minimum(np.ceil(corners.max(0)).astype(int) + 2, image.shape[1::-1])
    if right <= left or low <= top:
        return
    local = place.astype(np.float64).copy()
    local[:, 2] -= (left, top)
    cover = cv2.warpAffine(mask, local, (int(right - left), int(low - top)), flags=cv2.INTER_LINEAR)
    weight = cover.astype(np.float32)[..., None] * (opacity / 255)
    part = image[top:low, left:right]
    part[:] = (part * (1 - weight) + np.asarray(colour, np.float32) * weight + 0.5).astype(np.uint8)


def pose_in(
    sheet: Sheet, frame: Sequence[float], rng: Generator, *, degrees: float = 6.0, tilt: float = 0.06
) -> np.ndarray:
    """A homography that shows ``sheet`` as large as ``frame`` = (x, y, width, height) lets it be.

    It is turned by up to ``degrees`` and seen from the side: each corner moves by up to ``tilt`` of the
    sheet's size.
    """
    size = np.array([sheet.width, sheet.height], np.float64)
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * size
    axes = _axes(rng.uniform(-degrees, degrees))
    seen = (corners + rng.uniform(-tilt, tilt, (4, 2)) * size) @ axes.T
    low, high = seen.min(0), seen.max(0)
    x, y, width, height = frame
    scale = float(np.min(np.array([width, height]) / (high - low)))
    seen = (seen - (low + high) / 2) * scale + np.array([x + width / 2, y + height / 2])
    return cv2.getPerspectiveTransform(corners.astype(np.float32), seen.astype(np.float32))
