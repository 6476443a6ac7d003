"""Large pictures in tiles: the map has no seams, and text across the tiles' borders stays whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.db.models import DetectSettings, ModelInfo
from engine.detect.detector import Detector
from engine.detect.open import open_detector
from engine.detect.tiles import TILE_MARGIN, TiledDetector, _tiles
from engine.errors import InputError
from engine.geometry import ious

MULTIPLES = st.integers(1, 20).map(lambda number: 32 * number)


class Grey(Detector):
    """Takes the blue of a pixel for its probability, but knows nothing near its border, as a network does."""

    def __init__(self, blind: int = 0, fixed: tuple[int, int] | None = None) -> None:
        self.info = ModelInfo("grey", "resnet18", (0, 0, 0), (1, 1, 1), DetectSettings(long_side=256))
        self.blind = blind
        self.fixed = fixed
        self.sizes: list[tuple[int, int]] = []

    def input_size(self, width: int, height: int, long_side: int | None = None) -> tuple[int, int]:
        return self.fixed or super().input_size(width, height, long_side)

    def probability_maps(
        self, images: Sequence[np.ndarray], long_side: int | None = None
    ) -> list[np.ndarray]:
        maps = []
        for image in self._scaled(images, long_side):
            height, width = image.shape[:2]
            self.sizes.append((width, height))
            known = np.zeros((height, width), bool)
            known[self.blind : height - self.blind, self.blind : width - self.blind] = True
            maps.append(np.where(known, image[..., 0] / np.float32(255), 0).astype(np.float32))
        return maps


@given(st.integers(1, 3000), MULTIPLES)
def test_weights_add_up_to_one_everywhere(length: int, side: int) -> None:
    total = np.zeros(length)
    for start, weights in _tiles(length, side):
        assert len(weights) == min(length, side)
        assert weights.min() >= 0
        total[start : start + len(weights)] += weights
    np.testing.assert_allclose(total, 1, atol=1e-5)


@pytest.mark.parametrize("size", [(700, 500), (257, 33), (1000, 64), (300, 1)])
@pytest.mark.parametrize("fixed", [None, (192, 224)])
def test_the_map_is_that_of_the_whole(size: tuple[int, int], fixed: tuple[int, int] | None) -> None:
    image = np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    detector = Grey(fixed=fixed)
    probability = TiledDetector(detector).probability_map(image)
    np.testing.assert_allclose(probability, image[..., 0] / 255, atol=1e-5)
    assert all(max(width, height) <= 256 for width, height in detector.sizes)


def test_what_a_tile_sees_at_its_border_does_not_count() -> None:
    image = np.full((900, 800, 3), 255, np.uint8)
    blind = TILE_MARGIN - 1
    probability = TiledDetector(Grey(blind)).probability_map(image, 512)
    assert probability[blind:-blind, blind:-blind].min() > 0.999


def test_a_picture_that_fits_is_searched_as_ever() -> None:
    image = np.zeros((100, 250, 3), np.uint8)
    assert TiledDetector(Grey()).probability_map(image).shape == Grey().probability_map(image).shape
    assert TiledDetector(Grey(), 0.5).probability_map(np.zeros((100, 500, 3), np.uint8)).shape == (64, 256)


def test_a_scale_is_kept_between_tiles() -> None:
    image = np.zeros((600, 1200, 3), np.uint8)
    image[200:400, 300:900] = 255
    tiled = TiledDetector(Grey(), 0.5)
    assert tiled.input_size(1200, 600) == (600, 300)
    (quad,) = tiled.detect(image, DetectSettings(long_side=256, unclip_ratio=0.01)).quads
    assert np.abs(quad - [[300, 200], [900, 200], [900, 400], [300, 400]]).max() < 4
    for wrong in (0, -1, 5, float("nan")):
        with pytest.raises(InputError, match="tile_scale"):
            TiledDetector(Grey(), wrong)


def test_text_across_borders_is_found_as_in_one_go() -> None:
    detector = open_detector("general", "cpu")
    image = np.full((736, 1088, 3), 245, np.uint8)
    for row, text in enumerate(
        ("Delivery note of the 4th", "Total 1234.50", "from the station", "QuadTune 4711")
    ):
        place = (60 + 40 * row, 110 + 170 * row)
        cv2.putText(image, text, place, cv2.FONT_HERSHEY_SIMPLEX, 2.2, (30, 30, 30), 5, cv2.LINE_AA)
    settings = detector.info.settings
    whole = detector.detect(image, replace(settings, long_side=1088)).quads
    tiles = TiledDetector(detector).detect(image, replace(settings, long_side=544)).quads
    assert len(whole) == len(tiles) >= 4
    assert max(np.ptp(quad[:, 0]) for quad in tiles) > 600  # wider than a tile
    assert ious(whole, tiles).max(axis=1).min() > 0.9
