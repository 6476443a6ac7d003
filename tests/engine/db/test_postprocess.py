"""From rendered probability maps back to the quads they were made of."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.db.models import DetectSettings
from engine.db.postprocess import boxes_from_map
from engine.db.targets import make_targets


def iou(a: np.ndarray, b: np.ndarray) -> float:
    first, second = shapely.Polygon(a), shapely.Polygon(b)
    return float(first.intersection(second).area / first.union(second).area)


@settings(max_examples=40, deadline=None)
@given(st.floats(60, 240), st.floats(30, 60), st.floats(-80, 80), st.sampled_from([(1.0, 1.0), (2.0, 0.5)]))
def test_a_shrunk_rectangle_comes_back(
    length: float, height: float, angle: float, stretch: tuple[float, float]
) -> None:
    """With the unclip ratio that undoes the shrinking, the quad of a perfect map is the labelled one."""
    quad = cv2.boxPoints(((200.0, 200.0), (length, height), angle)).astype(np.float64)
    probability = make_targets(quad[None], np.array([False]), 400, 400).shrink_map.astype(np.float32)
    # D = A(1 − r²)/L of the quad is A'·u/L' of what is left of it: solve for u.
    grow = length * height * 0.84 / (2 * (length + height))
    inner = length - 2 * grow, height - 2 * grow
    ratio = grow * 2 * (inner[0] + inner[1]) / (inner[0] * inner[1])
    width, tall = 400 * stretch[0], 400 * stretch[1]
    quads, scores = boxes_from_map(probability, DetectSettings(unclip_ratio=ratio), round(width), round(tall))
    assert len(quads) == 1
    assert scores[0] > 0.8  # a low, hardly turned kernel is a staircase
    assert iou(quads[0], quad * stretch) > 0.8


def test_faint_and_thin_regions_are_dropped() -> None:
    probability = np.zeros((100, 200), np.float32)
    probability[20:40, 20:80] = 0.45  # above thresh, below box_thresh
    probability[60:62, 20:80] = 1.0  # two pixels high
    probability[60:80, 120:180] = 0.9
    quads, scores = boxes_from_map(probability, DetectSettings(thresh=0.3, box_thresh=0.5), 200, 100)
    assert len(quads) == 1
    assert scores[0] == pytest.approx(0.9, abs=0.01)
    # D = A·u/L of the box between the outermost pixel centres.
    assert quads[0][:, 0].min() == pytest.approx(120.5 - 59 * 19 * 1.8 / (2 * (59 + 19)), abs=0.1)


def test_the_score_is_about_the_region_alone() -> None:
    """The rectangle of a bent region is half empty, which says nothing about how sure the model is."""
    probability = np.zeros((100, 200), np.float32)
    probability[20:30, 20:120] = 0.9
    probability[20:80, 20:30] = 0.7
    quads, scores = boxes_from_map(probability, DetectSettings(), 200, 100)
    assert len(quads) == 1
    assert scores[0] == pytest.approx((0.9 * 900 + 0.7 * 600) / 1500)


def test_text_within_a_ring_is_found_and_the_hole_is_none() -> None:
    probability = np.zeros((100, 200), np.float32)
    cv2.rectangle(probability, (20, 20), (180, 80), 0.6, thickness=5)
    probability[45:55, 60:140] = 0.9
    quads, scores = boxes_from_map(probability, DetectSettings(), 200, 100)
    assert len(quads) == 2
    assert sorted(scores)[1] == pytest.approx(0.9)


def test_an_empty_map_has_no_quads() -> None:
    quads, scores = boxes_from_map(np.zeros((64, 64), np.float32), DetectSettings(), 100, 100)
    assert quads.shape == (0, 4, 2)
    assert scores.shape == (0,)


def test_quads_stay_inside_the_picture_and_start_at_the_top_left() -> None:
    probability = np.ones((64, 96), np.float32)
    quads, _ = boxes_from_map(probability, DetectSettings(), 960, 640)
    assert quads[0].tolist() == [[0, 0], [960, 0], [960, 640], [0, 640]]


def test_a_region_is_where_its_pixels_are() -> None:
    """No half-pixel shift: what remains after growing is centred on the region."""
    probability = np.zeros((100, 100), np.float32)
    probability[40:60, 30:70] = 1.0
    quads, _ = boxes_from_map(probability, DetectSettings(), 100, 100)
    assert quads[0].mean(axis=0) == pytest.approx((50, 50), abs=0.01)
