"""Random views: quads must stay on their pixels."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.training import crops
from engine.training.crops import View, random_crop, stack
from engine.training.presets import BUILT_IN

LIGHT = BUILT_IN["light"]
QUAD = np.array([[60.0, 50.0], [160.0, 50.0], [160.0, 90.0], [60.0, 90.0]])


def view(width: int = 240, height: int = 180) -> View:
    """A dark sheet with one white quad."""
    image = np.full((height, width, 3), 20, np.uint8)
    image[50:90, 60:160] = 240
    return View(image, QUAD[None].copy(), np.array([False]))


@pytest.mark.parametrize("seed", range(12))
def test_quads_follow_the_pixels(seed: int) -> None:
    crop = random_crop(view(), 320, np.random.default_rng(seed), LIGHT)
    assert crop.image.shape == (320, 320, 3)
    assert len(crop.quads) == 1
    inside = np.zeros((320, 320), np.uint8)
    cv2.fillPoly(inside, [np.round(crop.quads[0] - 0.5).astype(np.int32)], 1)
    grey = crop.image.astype(int).sum(axis=2)
    core = cv2.erode(inside, np.ones((5, 5))) == 1
    ring = (cv2.dilate(inside, np.ones((9, 9))) == 1) & (cv2.dilate(inside, np.ones((5, 5))) == 0)
    assert np.median(grey[core]) > np.median(grey[ring]) + 200


def test_the_same_seed_gives_the_same_crop() -> None:
    first, again = (random_crop(view(), 96, np.random.default_rng(7), LIGHT) for _ in range(2))
    assert np.array_equal(first.image, again.image)
    assert np.array_equal(first.quads, again.quads)


def test_crops_mostly_show_text_of_a_large_sparse_picture() -> None:
    large = View(np.zeros((2000, 2000, 3), np.uint8), QUAD[None] + 1500, np.array([False]))
    taken = [random_crop(large, 320, np.random.default_rng(seed), LIGHT) for seed in range(40)]
    with_text = sum(len(crop.quads) for crop in taken)
    assert 28 <= with_text < 40


seeds = st.integers(0, 10_000)
names = st.sampled_from(sorted(BUILT_IN))


@given(names, seeds)
def test_a_word_that_was_chosen_is_whole(name: str, seed: int) -> None:
    large = View(np.zeros((1500, 1800, 3), np.uint8), QUAD[None] + 700, np.array([False]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crops, "TEXT_SHARE", 1.0)
        crop = random_crop(large, 320, np.random.default_rng(seed), BUILT_IN[name])
    assert crop.ignored.tolist() == [False]
    assert crop.quads.min() >= 0
    assert crop.quads.max() <= 320


def test_a_word_larger_than_the_crop_fills_it() -> None:
    line = np.array([[100.0, 300], [1500, 300], [1500, 330], [100, 330]])
    large = View(np.zeros((900, 1600, 3), np.uint8), line[None], np.array([False]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crops, "TEXT_SHARE", 1.0)
        for seed in range(20):
            crop = random_crop(large, 256, np.random.default_rng(seed), BUILT_IN["none"])
            assert crop.quads[0, :, 0].min() <= 0
            assert crop.quads[0, :, 0].max() >= 256
            assert crop.quads[0, :, 1].min() >= 0
            assert crop.quads[0, :, 1].max() <= 256


@given(names, seeds, st.sampled_from([(1, 1), (40, 700), (900, 30), (300, 300)]))
@settings(max_examples=60)
def test_whatever_the_quads_are_there_is_a_crop(name: str, seed: int, shape: tuple[int, int]) -> None:
    """Crossed and empty quads, none at all, quads out of the picture, pictures of a pixel."""
    height, width = shape
    odd = np.stack([QUAD[[0, 2, 1, 3]], np.full((4, 2), 7.0), QUAD - 900, QUAD * 40, QUAD])
    image = np.full((height, width, 3), 90, np.uint8)
    for quads in (odd, odd[:0], odd[:1]):
        flags = np.arange(len(quads)) % 2 == 1
        one, two = (
            random_crop(View(image, quads, flags), 96, np.random.default_rng(seed), BUILT_IN[name])
            for _ in range(2)
        )
        assert one.image.shape == (96, 96, 3)
        assert one.image.dtype == np.uint8
        assert np.isfinite(one.quads).all()
        assert len(one.quads) == len(one.ignored)
        assert np.array_equal(one.image, two.image)
        assert np.array_equal(one.quads, two.quads)


def test_without_variation_a_crop_is_a_part_of_the_picture() -> None:
    rng = np.random.default_rng(3)
    picture = rng.integers(0, 256, (400, 500, 3), np.uint8)
    crop = random_crop(View(picture, QUAD[None], np.array([False])), 128, rng, BUILT_IN["none"])
    left, top = (QUAD - crop.quads[0])[0].astype(int)
    assert np.array_equal(crop.image, picture[top : top + 128, left : left + 128])


def test_a_sliver_of_a_quad_is_ignored() -> None:
    found = set()
    for seed in range(60):
        crop = random_crop(view(), 64, np.random.default_rng(seed), LIGHT)
        for quad, ignored in zip(crop.quads, crop.ignored, strict=True):
            canvas = np.zeros((64, 64), np.uint8)
            cv2.fillPoly(canvas, [np.round(quad).astype(np.int32)], 1)
            share = canvas.sum() / cv2.contourArea(quad.astype(np.float32))
            if share < 0.25:
                assert ignored
            if share > 0.4:
                assert not ignored
            found.add(bool(ignored))
    assert found == {True, False}


def test_pictures_without_labels_give_crops() -> None:
    bare = View(np.zeros((50, 90, 3), np.uint8), np.zeros((0, 4, 2)), np.zeros(0, bool))
    crop = random_crop(bare, 64, np.random.default_rng(0), LIGHT)
    assert crop.quads.shape == (0, 4, 2)


def test_a_crossed_quad_stays_for_the_mask() -> None:
    crossed = View(view().image, QUAD[None][:, [0, 2, 1, 3]], np.array([False]))
    assert len(random_crop(crossed, 320, np.random.default_rng(0), LIGHT).quads) == 1


def test_stacked_views_keep_their_quads() -> None:
    both = stack([view(240, 180), view(300, 200)])
    assert both.image.shape == (380, 300, 3)
    assert both.quads[1][0].tolist() == [60.0, 230.0]
    assert (both.image[231, 61] == 240).all()
    assert both.ignored.tolist() == [False, False]
