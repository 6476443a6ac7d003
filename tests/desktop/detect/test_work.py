"""What the Detect page computes, without the page."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from desktop.detect import work
from desktop.detect.work import Look, MapEntry, RegionKeeper, find_boxes
from engine.db.models import DetectSettings


def drawn_map(seed: int) -> MapEntry:
    """A map with some bars of text-like probabilities."""
    random = np.random.default_rng(seed)
    probability = random.uniform(0, 0.1, (160, 240)).astype(np.float16)
    for row in range(10, 140, 25):
        left = int(random.integers(5, 60))
        probability[row : row + 9, left : left + 120] = random.uniform(0.4, 0.95)
    return MapEntry(probability, Look(240), 480, 320, 0.1)


def test_only_another_threshold_or_map_finds_regions_again(monkeypatch: pytest.MonkeyPatch) -> None:
    searches: list[float] = []
    find = work.find_regions

    def counted(probability: np.ndarray, thresh: float) -> object:
        searches.append(thresh)
        return find(probability, thresh)

    keeper, settings = RegionKeeper(), DetectSettings()
    first, second = drawn_map(1), drawn_map(2)
    steps = [
        (first, settings),
        (first, replace(settings, box_thresh=0.7)),
        (first, replace(settings, unclip_ratio=2.5, box_thresh=0.2)),
        (first, replace(settings, thresh=0.6)),
        (second, replace(settings, thresh=0.6)),
        (second, replace(settings, thresh=0.6, unclip_ratio=1.0)),
    ]
    expected = [find_boxes(entry, wanted) for entry, wanted in steps]
    monkeypatch.setattr(work, "find_regions", counted)
    for (entry, wanted), fresh in zip(steps, expected, strict=True):
        kept = keeper.find_boxes(entry, wanted)
        np.testing.assert_array_equal(kept.quads, fresh.quads)
        np.testing.assert_array_equal(kept.scores, fresh.scores)
        assert kept.settings == wanted
    assert searches == [0.3, 0.6, 0.6]
