"""Augmentation: quads and pixels stay together; light, blur, noise and JPEG leave a picture."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.training.augment import change_light, degrade, linear_part, perspective, warp
from engine.training.presets import BUILT_IN, Preset

SIZE = 400
seeds = st.integers(0, 10_000)
names = st.sampled_from(sorted(BUILT_IN))


@given(names, seeds, st.tuples(st.integers(-60, 60), st.integers(-60, 60)))
def test_quads_and_pixels_go_through_one_matrix(name: str, seed: int, offset: tuple[int, int]) -> None:
    quad = np.array([[300.0, 250], [480, 270], [470, 360], [290, 340]]) + offset
    image = np.zeros((600, 800, 3), np.uint8)
    cv2.fillPoly(image, [np.round((quad - 0.5) * 16).astype(np.int32)], (255, 255, 255), shift=4)
    rng = np.random.default_rng(seed)
    linear, tilt = linear_part(BUILT_IN[name], rng), perspective(BUILT_IN[name], SIZE, rng)
    centre = np.array([400.0, 300.0])
    crop, (moved,) = warp(image, quad[None], linear, centre, tilt, SIZE, (0, 0, 0))
    expected = np.zeros((SIZE, SIZE), np.uint8)
    cv2.fillPoly(expected, [np.round((moved - 0.5) * 16).astype(np.int32)], 1, shift=4)
    bright = crop[..., 0] > 127
    assert (bright & (expected == 1)).sum() / (bright | (expected == 1)).sum() > 0.9


def test_perspective_bends_by_what_the_preset_allows() -> None:
    corners = np.array([[0.0, 0], [400, 0], [400, 400], [0, 400]])
    image = np.zeros((400, 400, 3), np.uint8)
    for seed in range(20):
        tilt = perspective(Preset(perspective=0.2), 400, np.random.default_rng(seed))
        _, (moved,) = warp(image, corners[None], np.eye(2), np.array([200.0, 200.0]), tilt, 400, (0, 0, 0))
        sides = np.linalg.norm(moved - np.roll(moved, -1, axis=0), axis=1)
        assert 0.6 < sides.min() / sides.max() <= 1.0
        # Straight lines stay straight: the middle of the picture stays in the middle of the crop.
        assert np.allclose(warp(image, corners[None] * 0 + 200, np.eye(2), np.array([200.0, 200.0]), tilt,
                                400, (0, 0, 0))[1], 200)  # fmt: skip


def test_no_quad_is_thrown_behind_the_horizon() -> None:
    far = np.array([[-9000.0, -9000], [9000, -9000], [9000, 9000], [-9000, 9000]])
    _, quads = warp(
        np.zeros((50, 50, 3), np.uint8),
        far[None],
        np.eye(2),
        np.zeros(2),
        np.array([1e-3, 0, 1]),
        64,
        (0, 0, 0),
    )
    assert np.isfinite(quads).all()
    assert cv2.isContourConvex(quads[0].astype(np.float32))
    assert quads[0, :, 0].min() < 0 < 64 < quads[0, :, 0].max()


@given(names, seeds)
def test_a_degraded_picture_is_still_a_picture(name: str, seed: int) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (70, 90, 3), np.uint8)
    before = picture.copy()
    one, two = (
        degrade(change_light(picture, BUILT_IN[name], rng), BUILT_IN[name], rng)
        for rng in (np.random.default_rng(seed), np.random.default_rng(seed))
    )
    assert one.shape == picture.shape
    assert one.dtype == np.uint8
    assert np.array_equal(one, two)
    assert np.array_equal(picture, before)


@pytest.mark.parametrize("what", ["blur", "motion", "noise", "jpeg"])
def test_each_degradation_does_something_and_keeps_the_brightness(what: str) -> None:
    picture = cv2.GaussianBlur(
        np.random.default_rng(0).integers(0, 256, (120, 120, 3), np.uint8), (0, 0), 1.5
    ).astype(np.uint8)
    preset = replace(Preset(), **{what: 1.0})  # type: ignore[arg-type]
    changed = degrade(picture, preset, np.random.default_rng(1))
    difference = changed.astype(int) - picture
    assert abs(difference.mean()) < 1.5
    assert 0.5 < np.abs(difference).mean() < 25


def test_the_preset_without_variation_changes_nothing() -> None:
    rng = np.random.default_rng(5)
    picture = rng.integers(0, 256, (40, 40, 3), np.uint8)
    none = BUILT_IN["none"]
    assert np.array_equal(linear_part(none, rng), np.eye(2))
    assert perspective(none, 640, rng).tolist() == [0, 0, 1]
    assert np.array_equal(degrade(change_light(picture, none, rng), none, rng), picture)


def test_only_dials_are_turned_by_quarters_and_only_scenes_mirrored() -> None:
    turned, mirrored = set(), set()
    for name, preset in BUILT_IN.items():
        for seed in range(60):
            linear = linear_part(preset, np.random.default_rng(seed))
            if linear[0, 0] < 0 and np.linalg.det(linear) > 0:
                turned.add(name)
            if np.linalg.det(linear) < 0:
                mirrored.add(name)
    assert turned == {"dial"}
    assert mirrored == {"scene"}


def test_gamma_darkens_and_lightens_without_losing_shadows() -> None:
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[:, None, None], 3, axis=2)
    middles = set()
    for seed in range(20):
        changed = change_light(ramp, Preset(gamma=1.6), np.random.default_rng(seed))[:, 0, 0].astype(int)
        assert changed[[0, 255]].tolist() == [0, 255]
        assert (np.diff(changed) >= 0).all()
        middles.add(changed[64] // 16)
    assert {64 // 16 - 2, 64 // 16 + 2} <= middles
