"""What makes a rendering look like a photograph: surfaces, light, and the camera."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.random import Generator

from engine.sample.sheet import Colour, Sheet


def clouds(width: int, height: int, cell: float, rng: Generator, *, stretch: float = 1.0) -> np.ndarray:
    """Smooth noise (height, width) float32, about -1..1.

    Its features are ``cell`` pixels high and ``stretch`` times as long.
    """
    total = np.zeros((height, width), np.float32)
    for octave in range(3):
        size = cell / 2**octave
        grid = rng.normal(0, 0.5 / 2**octave, (int(height / size) + 2, int(width / (size * stretch)) + 2))
        total += cv2.resize(grid.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    return total


def tinted(colour: Colour, shade: np.ndarray) -> np.ndarray:
    """``colour`` brightened by ``shade`` (h, w), in grey levels; (h, w, 3) uint8."""
    shaded: np.ndarray = np.clip(np.asarray(colour, np.float32) + shade[..., None], 0, 255)
    return shaded.astype(np.uint8)


def board(width: int, height: int, colour: Colour, cell: float, strength: float, rng: Generator) -> Sheet:
    """A flat thing of one colour, with clouds of ``cell`` pixels and ``strength`` grey levels on it."""
    return Sheet(width, height, tinted(colour, clouds(width, height, cell, rng) * strength))


def wood(width: int, height: int, rng: Generator) -> Sheet:
    """A table top."""
    base = [(70, 105, 150), (45, 70, 105), (110, 150, 190), (60, 78, 92)][int(rng.integers(4))]
    grain = clouds(width, height, 7, rng, stretch=30) * 9
    rings = np.sin(clouds(width, height, 90, rng, stretch=5) * 9) * 7
    return Sheet(width, height, tinted(base, grain + rings))


def cloth(width: int, height: int, rng: Generator) -> Sheet:
    """A woven surface of one dull colour."""
    base = tuple(float(c) for c in rng.uniform(40, 190) + rng.uniform(-20, 20, 3))
    x, y = np.arange(width) * rng.uniform(1.4, 2.1), np.arange(height) * rng.uniform(1.4, 2.1)
    weave = 4 * (np.sin(x)[None] + np.sin(y)[:, None]).astype(np.float32)
    return Sheet(width, height, tinted(base, weave + clouds(width, height, 120, rng) * 14))  # type: ignore[arg-type]


def plaster(width: int, height: int, rng: Generator, base: Colour | None = None) -> Sheet:
    """A painted wall."""
    colour = base or tuple(float(c) for c in rng.uniform(120, 205) + rng.uniform(-18, 18, 3))
    shade = clouds(width, height, 200, rng) * 14 + clouds(width, height, 9, rng) * 5
    return Sheet(width, height, tinted(colour, shade))  # type: ignore[arg-type]


def brushed(width: int, height: int, rng: Generator, base: Colour = (188, 190, 192)) -> Sheet:
    """Brushed metal."""
    shade = clouds(width, height, 3, rng, stretch=60) * 10 + clouds(width, height, 160, rng) * 10
    return Sheet(width, height, tinted(base, shade))


def paper(width: int, height: int, rng: Generator, base: Colour = (238, 242, 244)) -> Sheet:
    """Paper with a little grain and two or three folds across."""
    shade = clouds(width, height, 4, rng) * 3 + clouds(width, height, 140, rng) * 5
    for _ in range(int(rng.integers(1, 4))):
        y = rng.uniform(0.1, 0.9) * height + np.linspace(-1, 1, width) * rng.uniform(0, 0.02) * height
        away = (np.arange(height)[:, None] - y[None]).astype(np.float32)
        shade += rng.uniform(8, 16) * np.tanh(away / 3) * np.exp(-np.abs(away) / rng.uniform(20, 60))
    return Sheet(width, height, tinted(base, shade))


def fade(sheet: Sheet, rng: Generator) -> None:
    """Bleach ``sheet`` in patches, as thermal paper does in the sun: its print stays readable, barely."""
    patches = clouds(sheet.width, sheet.height, 260, rng)
    share = np.clip(rng.uniform(0.1, 0.5) + 0.5 * patches, 0, 0.78)[..., None]
    paper_white = np.percentile(sheet.image.reshape(-1, 3)[::50], 80, axis=0).astype(np.float32)
    sheet.image[:] = (sheet.image * (1 - share) + paper_white * share).astype(np.uint8)


def rounded(sheet: Sheet, radius: int) -> None:
    """Cut the corners of ``sheet`` off in arcs of ``radius`` pixels."""
    small = np.zeros((sheet.height, sheet.width), np.uint8)
    end = (sheet.width - 1 - radius, sheet.height - 1 - radius)
    cv2.rectangle(small, (radius, radius), end, 255, cv2.FILLED)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    sheet.alpha = np.minimum(sheet.alpha, cv2.dilate(small, disc))


def photograph(sheet: Sheet, rng: Generator) -> None:
    """Light ``sheet`` unevenly, then see it through a cheap camera: soft, noisy, compressed."""
    uneven_light(sheet, rng)
    if rng.random() < 0.6:
        cast_shadow(sheet, rng)
    blur(sheet, rng)
    noise(sheet, rng)
    compress(sheet, int(rng.integers(35, 85)))


def uneven_light(sheet: Sheet, rng: Generator) -> None:
    """A lamp from one side and darker corners."""
    x = np.linspace(-1, 1, sheet.width, dtype=np.float32)[None]
    y = np.linspace(-1, 1, sheet.height, dtype=np.float32)[:, None]
    towards = rng.uniform(0, 2 * np.pi)
    gain = 1 + rng.uniform(0.05, 0.22) * (x * np.cos(towards) + y * np.sin(towards))
    gain -= rng.uniform(0.02, 0.14) * (x * x + y * y)
    warmth = 1 + rng.uniform(-0.06, 0.06) * np.array([1, 0, -1], np.float32)
    light = np.float32(rng.uniform(0.82, 1.06)) * warmth.astype(np.float32)
    sheet.image[:] = np.minimum(sheet.image * gain[..., None] * light, 255).astype(np.uint8)


def cast_shadow(sheet: Sheet, rng: Generator) -> None:
    """The soft shadow of something outside the picture."""
    small = np.zeros((sheet.height // 4, sheet.width // 4), np.uint8)
    size = np.array(small.shape[::-1])
    edge = rng.uniform(-0.2, 1.2, (2, 2)) * size
    out = (edge.mean(0) - size / 2) * 6 + size / 2
    cv2.fillPoly(small, [np.array([edge[0], edge[1], out], np.int32)], 255)
    soft = cv2.GaussianBlur(small, (0, 0), rng.uniform(3, 22))
    dark = cv2.resize(soft, (sheet.width, sheet.height)).astype(np.float32) * (rng.uniform(0.15, 0.45) / 255)
    sheet.image[:] = (sheet.image * (1 - dark[..., None])).astype(np.uint8)


def blur(sheet: Sheet, rng: Generator) -> None:
    """Slightly out of focus; one picture in six was taken with an unsteady hand."""
    sheet.image = cv2.GaussianBlur(sheet.image, (0, 0), rng.uniform(0.4, 1.25))
    if rng.random() < 1 / 6:
        length = int(rng.integers(3, 6))
        turn = cv2.getRotationMatrix2D(((length - 1) / 2, (length - 1) / 2), rng.uniform(0, 180), 1)
        streak = np.zeros((length, length), np.float32)
        streak[length // 2] = 1
        kernel = cv2.warpAffine(streak, turn, (length, length))
        sheet.image = cv2.filter2D(sheet.image, -1, kernel / kernel.sum())


def noise(sheet: Sheet, rng: Generator) -> None:
    """Sensor noise, the same in all channels for the larger part."""
    strength = rng.uniform(1, 9)
    grain = rng.standard_normal((sheet.height, sheet.width, 1), np.float32) * strength
    sheet.image[:] = np.clip(sheet.image + grain, 0, 255).astype(np.uint8)


def compress(sheet: Sheet, quality: int) -> None:
    """The artefacts of a JPEG file of ``quality`` 1–100."""
    _, data = cv2.imencode(".jpg", sheet.image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    sheet.image = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR))
