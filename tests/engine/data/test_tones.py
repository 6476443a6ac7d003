"""Tables for brightness, contrast and gamma."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.tones import apply_tones, tone_table


def test_nothing_asked_for_changes_nothing() -> None:
    assert tone_table().tolist() == list(range(256))


@pytest.mark.parametrize("brightness", [-1.0, -0.3, 0.3, 1.0])
@pytest.mark.parametrize("contrast", [-1.0, -0.4, 0.4, 1.0])
@pytest.mark.parametrize("gamma", [0.2, 1.0, 5.0])
def test_tables_never_turn_light_and_dark_around(brightness: float, contrast: float, gamma: float) -> None:
    table = tone_table(brightness, contrast, gamma).astype(int)
    assert table.shape == (256,)
    assert (np.diff(table) >= 0).all()


def test_what_the_three_do() -> None:
    assert tone_table(brightness=0.2)[100] == 151
    assert tone_table(contrast=0.5)[64] < 64 < 192 < tone_table(contrast=0.5)[192]
    assert tone_table(contrast=-1.0).tolist() == [128] * 256
    assert tone_table(gamma=2.0)[64] == 128


def test_pictures_are_not_changed_in_place() -> None:
    picture = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    before = picture.copy()
    out = np.empty_like(picture)
    apply_tones(picture, tone_table(brightness=26 / 255), out)
    np.testing.assert_array_equal(out, before + 26)
    np.testing.assert_array_equal(picture, before)
    np.testing.assert_array_equal(apply_tones(picture, tone_table(brightness=26 / 255)), before + 26)
