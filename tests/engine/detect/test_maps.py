"""Maps kept: what is found in them again and again, and how many there are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.db.models import DetectSettings
from engine.db.postprocess import Regions, find_regions
from engine.detect.maps import DetectedMap, InputScale


def drawn_map(seed: int) -> DetectedMap:
    """A map with some bars of text-like probabilities."""
    random = np.random.default_rng(seed)
    probability = random.uniform(0, 0.1, (160, 240)).astype(np.float16)
    for row in range(10, 140, 25):
        left = int(random.integers(5, 60))
        probability[row : row + 9, left : left + 120] = random.uniform(0.4, 0.95)
    return DetectedMap(probability, 480, 320, InputScale(240), 0.1)


def test_only_another_threshold_or_map_finds_regions_again(monkeypatch: pytest.MonkeyPatch) -> None:
    searches: list[float] = []

    def counted(probability: np.ndarray, thresh: float) -> Regions:
        searches.append(thresh)
        return find_regions(probability, thresh)

    settings = DetectSettings()
    steps = [
        (1, settings),
        (1, replace(settings, box_thresh=0.7)),
        (1, replace(settings, unclip_ratio=2.5, box_thresh=0.2)),
        (1, replace(settings, thresh=0.6)),
        (2, replace(settings, thresh=0.6)),
        (2, replace(settings, thresh=0.6, unclip_ratio=1.0)),
    ]
    expected = [drawn_map(seed).detect(wanted) for seed, wanted in steps]
    monkeypatch.setattr("engine.detect.maps.find_regions", counted)
    kept = {1: drawn_map(1), 2: drawn_map(2)}
    for (seed, wanted), fresh in zip(steps, expected, strict=True):
        again = kept[seed].detect(wanted)
        np.testing.assert_array_equal(again.quads, fresh.quads)
        np.testing.assert_array_equal(again.scores, fresh.scores)
        assert again.settings == wanted
    assert searches == [0.3, 0.6, 0.6]
