"""The picture cache: what is kept, what is skipped."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from engine.data.dataset import load_dataset
from engine.errors import InputError
from engine.training.cache import PictureCache, default_budget, load_view
from tests.conftest import DatasetFactory

LONG_SIDE = 120


@pytest.fixture
def cache(make_dataset: DatasetFactory) -> PictureCache:
    samples = load_dataset(make_dataset(train=4, test=1, size=(160, 120))).train
    return PictureCache(samples, LONG_SIDE)


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_a_picture_is_read_once(cache: PictureCache) -> None:
    first = cache[2]
    cache.samples[2].picture.unlink()
    assert cache[2] is first
    assert first.image.shape == (90, 120, 3)
    assert len(first.quads) == len(first.ignored) == 3


def test_the_view_is_that_of_the_files(cache: PictureCache) -> None:
    expected = load_view(cache.samples[1], LONG_SIDE)
    assert np.array_equal(cache[1].image, expected.image)
    assert np.array_equal(cache[1].quads, expected.quads)


def test_beyond_the_budget_pictures_are_read_anew(cache: PictureCache) -> None:
    bytes_each = load_view(cache.samples[0], LONG_SIDE).image.nbytes
    small = PictureCache(cache.samples, LONG_SIDE, budget=2 * bytes_each + 10)
    views = [small[index] for index in range(4)]
    assert [small[index] is views[index] for index in range(4)] == [True, True, False, False]


def test_the_budget_leaves_most_of_the_memory_alone() -> None:
    assert 0 < default_budget() <= 4 << 30


def test_a_worker_gets_an_empty_cache_of_the_same_budget(cache: PictureCache) -> None:
    cache[0]
    sent = pickle.loads(pickle.dumps(cache))
    assert sent.budget == cache.budget
    assert len(pickle.dumps(cache)) < 5000
    assert np.array_equal(sent[0].image, cache[0].image)


def test_what_cannot_be_read_is_passed_over_and_told(cache: PictureCache) -> None:
    gone, broken = cache.samples[1].picture, cache.samples[2].picture
    gone.unlink()
    broken.write_bytes(broken.read_bytes()[:200])
    view, skipped = cache.filling(1, 64, rng())
    assert [error.path for error in skipped] == [gone, broken]
    assert np.array_equal(view.image, cache[3].image)


def test_a_gt_file_that_breaks_is_skipped_as_well(cache: PictureCache) -> None:
    gt = cache.samples[0].gt
    assert isinstance(gt, Path)
    gt.write_text("no label at all\n", encoding="utf-8")
    _, (error,) = cache.filling(0, 64, rng())
    assert error.path == gt
    assert error.line == 1


def test_low_pictures_are_stacked_and_broken_ones_left_out(cache: PictureCache) -> None:
    view, skipped = cache.filling(0, 300, rng())
    assert len(view.image) == 4 * 90
    assert len(view.quads) == 4 * 3
    assert not skipped
    fresh = PictureCache(cache.samples, LONG_SIDE)
    for sample in fresh.samples[1:]:
        sample.picture.unlink()
    view, skipped = fresh.filling(0, 300, rng())
    assert skipped
    assert len(view.image) == (4 - len(skipped)) * 90


def test_nothing_left_to_read_is_an_error(cache: PictureCache) -> None:
    for sample in cache.samples:
        sample.picture.unlink()
    with pytest.raises(InputError, match="None of the training pictures"):
        cache.filling(2, 64, rng())
