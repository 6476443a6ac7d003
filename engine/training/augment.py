"""Varying a training picture: one warp that quads follow as key points, then light, blur, noise and JPEG.

Everything is drawn from the generator handed in: the same generator gives the same crop.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.geometry import transform
from engine.training.presets import Preset

_NEAREST_TO_HORIZON = 0.25
"""Perspective is toned down where a quad far outside of the crop would come closer to the horizon, at 0."""


def linear_part(preset: Preset, rng: np.random.Generator) -> NDArray[np.float64]:
    """A matrix (2, 2) of scale, rotation, quarter turns and flip."""
    scale = math.exp(rng.uniform(*np.log(preset.scale)))
    angle = math.radians(rng.uniform(-preset.angle, preset.angle))
    if rng.random() < preset.quarter_turns:
        angle += math.pi / 2 * int(rng.integers(1, 4))
    cosine, sine = scale * math.cos(angle), scale * math.sin(angle)
    mirror = -1.0 if rng.random() < preset.flip else 1.0
    return np.array([[cosine * mirror, sine], [-sine * mirror, cosine]])


def perspective(preset: Preset, size: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """The last row (g, h, 1) of a homography about the middle of a crop.

    x and y are divided by g·x + h·y + 1, at ``size`` / 2 from the middle 1 ± ``preset.perspective`` at most.
    """
    tilt = rng.uniform(0, preset.perspective) * 2 / size
    direction = rng.uniform(0, 2 * math.pi)
    return np.array([tilt * math.cos(direction), tilt * math.sin(direction), 1.0])


def warp(
    image: NDArray[np.uint8],
    quads: NDArray[np.float64],
    linear: NDArray[np.float64],
    centre: NDArray[np.float64],
    tilt: NDArray[np.float64],
    size: int,
    fill: tuple[int, int, int],
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The crop (size, size, 3) with ``centre`` (2,) of the picture in its middle, and the quads in it.

    ``linear`` (2, 2) and the last row ``tilt`` (3,) act about the centre. What lies outside of the picture
    is filled with the colour ``fill``.
    """
    to_centre, about_centre, to_middle = np.eye(3), np.eye(3), np.eye(3)
    to_centre[:2, 2] = -centre
    to_middle[:2, 2] = size / 2
    about_centre[:2, :2] = linear
    flat = about_centre @ to_centre
    # Toned down so that no point of a quad comes near to or behind the horizon.
    lowest = float((transform(quads, flat) @ tilt[:2]).min(initial=0.0))
    allowed = _NEAREST_TO_HORIZON - 1.0
    tilted = np.eye(3)
    tilted[2] = tilt if lowest >= allowed else [*tilt[:2] * (allowed / lowest), 1.0]
    matrix = to_middle @ tilted @ flat
    # OpenCV puts a pixel's centre at whole coordinates, we at one half.
    shift = np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.5], [0.0, 0.0, 1.0]])
    crop = cv2.warpPerspective(
        image,
        np.linalg.inv(shift) @ matrix @ shift,
        (size, size),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=fill,
    )
    return np.asarray(crop, np.uint8), transform(quads, matrix)


def change_light(image: NDArray[np.uint8], preset: Preset, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Brightness, contrast, gamma and a colour cast through one look-up table; now and then grey."""
    contrast = 1.0 + rng.uniform(-preset.contrast, preset.contrast)
    shift = rng.uniform(-preset.brightness, preset.brightness)
    casts = rng.uniform(-preset.colour, preset.colour, 3)
    gamma = math.exp(rng.uniform(-1.0, 1.0) * math.log(preset.gamma))
    if contrast != 1.0 or shift or casts.any() or gamma != 1.0:
        ramp = 255.0 * np.linspace(0.0, 1.0, 256)[:, None] ** gamma
        table = np.clip((ramp - 128) * contrast + 128 + shift + casts, 0, 255).astype(np.uint8)
        image = np.asarray(cv2.LUT(image, table[None]), np.uint8)
    if rng.random() < preset.grey:
        image = np.asarray(
            cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR), np.uint8
        )
    return image


def degrade(image: NDArray[np.uint8], preset: Preset, rng: np.random.Generator) -> NDArray[np.uint8]:
    """What cameras do, each now and then: out of focus or shaken, noise, JPEG, in this order."""
    changed: cv2.typing.MatLike = image
    if rng.random() < preset.blur:
        changed = cv2.GaussianBlur(changed, (0, 0), rng.uniform(*preset.blur_range))
    elif rng.random() < preset.motion:
        kernel = _motion_kernel(rng.uniform(*preset.motion_range), rng.uniform(0, math.pi))
        changed = cv2.filter2D(changed, -1, kernel)
    if rng.random() < preset.noise:
        sigma = np.float32(rng.uniform(*preset.noise_range))
        noise = rng.standard_normal(image.shape[:2], np.float32) * sigma
        changed = cv2.add(changed, cv2.merge([noise] * 3), dtype=cv2.CV_8U)  # grey, as of a dim light
    if rng.random() < preset.jpeg:
        quality = round(rng.uniform(*preset.jpeg_range))
        _, data = cv2.imencode(".jpg", changed, [cv2.IMWRITE_JPEG_QUALITY, quality])
        changed = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
    return np.asarray(changed, np.uint8)


def _motion_kernel(length: float, direction: float) -> NDArray[np.float32]:
    """A kernel (K, K) that smears along a line of ``length`` pixels."""
    side = 2 * math.ceil(length / 2) + 1
    middle, bits = side // 2, 8
    end = np.array([math.cos(direction), math.sin(direction)]) * (length / 2)
    first, last = (np.round((middle + sign * end) * (1 << bits)).astype(int).tolist() for sign in (-1, 1))
    kernel = np.zeros((side, side), np.uint8)
    cv2.line(kernel, first, last, 255, 1, cv2.LINE_AA, shift=bits)
    return np.asarray(kernel / kernel.sum(dtype=np.float64), np.float32)
