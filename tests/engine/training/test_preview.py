"""The preview of training crops."""

from __future__ import annotations

import subprocess
import sys

import cv2
import numpy as np
import pytest

from engine.data.dataset import load_dataset
from engine.errors import InputError
from engine.training.crops import View
from engine.training.preview import MASKED_TINT, TEXT_TINT, draw_targets, preview
from tests.conftest import DatasetFactory

QUAD = np.array([[20.0, 30], [90, 30], [90, 60], [20, 60]])


def test_a_preview_shows_crops_of_different_pictures(make_dataset: DatasetFactory) -> None:
    samples = load_dataset(make_dataset(train=5, test=1)).train
    samples[0].picture.unlink()
    views = preview(samples, "scene", size=96, long_side=320, count=4, seed=1)
    assert [view.image.shape for view in views] == [(96, 96, 3)] * 4
    again = preview(samples, "scene", size=96, long_side=320, count=4, seed=1)
    others = preview(samples, "scene", size=96, long_side=320, count=4, seed=2)
    assert all(np.array_equal(one.image, two.image) for one, two in zip(views, again, strict=True))
    assert not any(np.array_equal(one.image, two.image) for one, two in zip(views, others, strict=True))


def test_a_preview_of_unreadable_pictures_is_an_error(make_dataset: DatasetFactory) -> None:
    samples = load_dataset(make_dataset(train=2, test=1)).train
    for sample in samples:
        sample.picture.write_bytes(b"no picture")
    with pytest.raises(InputError):
        preview(samples, "light", size=96, long_side=320, count=1, seed=0)


def test_text_and_what_is_masked_are_tinted() -> None:
    grey = np.full((160, 120, 3), 128, np.uint8)
    view = View(grey, np.stack([QUAD, QUAD + np.array([0, 60])]), np.array([False, True]))
    drawn = draw_targets(view).astype(int)
    text, masked, plain = drawn[45, 50:60], drawn[105, 50:60], drawn[150, 110]
    assert np.array_equal(plain, (128, 128, 128))
    assert (np.argmax(text, axis=1) == np.argmax(TEXT_TINT)).all()
    striped = (masked != 128).any(axis=1)
    assert 3 <= striped.sum() <= 7
    assert (np.argmax(masked[striped], axis=1) == np.argmax(MASKED_TINT)).all()
    assert (view.image == 128).all()
    assert tuple(drawn[30, 55]) != (128, 128, 128)


def test_the_tints_differ_in_lightness() -> None:
    tints = np.array([[TEXT_TINT, MASKED_TINT]], np.uint8)
    lightness = cv2.cvtColor(tints, cv2.COLOR_BGR2LAB)[0, :, 0].astype(int)
    assert abs(lightness[0] - lightness[1]) > 75  # of 255


def test_the_preview_needs_no_torch() -> None:
    code = "import sys, engine.training.preview, engine.training.cache; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
