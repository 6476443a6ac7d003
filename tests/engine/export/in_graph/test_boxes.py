"""Boxes from the graph are those of `engine.db.postprocess`."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.db.models import DetectSettings
from engine.db.postprocess import boxes_from_map as boxes_by_opencv
from engine.geometry import ious, signed_area
from tests.engine.export.in_graph.masks import adversarial
from tests.engine.export.in_graph.sessions import boxes_session

run_graph = boxes_session()


def boxes_by_graph(probability: np.ndarray, settings: DetectSettings) -> tuple[np.ndarray, np.ndarray]:
    boxes, scores = run_graph(probability, settings)
    assert boxes.dtype == scores.dtype == np.float32
    assert boxes.shape == (len(scores), 8)
    return boxes.reshape(-1, 4, 2), scores


def page(seed: int, words: int, height: int = 300, width: int = 400) -> np.ndarray:
    """A map of turned words with soft edges, some of them faint or tiny, some touching."""
    random = np.random.default_rng(seed)
    probability = np.zeros((height, width), np.float32)
    for _ in range(words):
        centre = random.uniform((0, 0), (width, height))
        size = random.uniform((4, 3), (90, 24))
        box = cv2.boxPoints((centre.tolist(), size.tolist(), random.uniform(-90, 90)))
        cv2.fillPoly(probability, [np.round(box).astype(np.int32)], random.uniform(0.2, 1.0))
    soft = cv2.GaussianBlur(probability, (0, 0), 1.0)
    noisy: np.ndarray = np.clip(soft + random.normal(0, 0.02, soft.shape), 0, 1).astype(np.float32)
    return noisy


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(0, 60),
    st.floats(0.2, 0.6),
    st.floats(0.3, 0.8),
    st.floats(1.0, 2.5),
)
def test_the_same_boxes_as_by_opencv(
    seed: int, words: int, thresh: float, box_thresh: float, unclip: float
) -> None:
    # Both sides compute in float32 only if they are given the same float32.
    chosen = DetectSettings(1280, *(float(np.float32(each)) for each in (thresh, box_thresh, unclip)))
    probability = page(seed, words)
    height, width = probability.shape
    boxes, scores = boxes_by_graph(probability, chosen)
    expected, expected_scores = boxes_by_opencv(probability, chosen, width, height)
    few = 1 + len(expected) // 20  # on the edge of a rule, the least decides
    assert abs(len(boxes) - len(expected)) <= few
    if not len(expected) or not len(boxes):
        return
    found = ious(expected, boxes)
    near = found.max(axis=1) > 0.5
    assert near.sum() >= len(expected) - few
    assert scores[found.argmax(axis=1)[near]] == pytest.approx(expected_scores[near], abs=0.02)


def test_many_pages_agree_as_closely_as_promised() -> None:
    chosen = DetectSettings(thresh=0.3, box_thresh=0.5, unclip_ratio=1.5)
    best = []
    for seed in range(40):
        probability = page(seed, 30)
        boxes, _ = boxes_by_graph(probability, chosen)
        expected, _ = boxes_by_opencv(probability, chosen, 400, 300)
        best.extend(ious(expected, boxes).max(axis=1))
    matched = np.array(best) > 0.5
    assert matched.mean() >= 0.99
    assert np.array(best)[matched].mean() >= 0.97


def test_no_rectangle_is_larger_than_it_has_to_be() -> None:
    """A blob may have two smallest rectangles, and either will do."""
    hardly_grown = DetectSettings(thresh=0.3, box_thresh=0.5, unclip_ratio=1e-6)
    compared = 0
    for seed in range(20):
        probability = page(seed, 15)
        boxes, _ = boxes_by_graph(probability, hardly_grown)
        expected, _ = boxes_by_opencv(probability, hardly_grown, 400, 300)
        table = ious(expected, boxes)
        for index in np.flatnonzero(table.max(axis=1) > 0.8):
            area, least = (abs(signed_area(quad)) for quad in (boxes[table[index].argmax()], expected[index]))
            assert area <= 1.06 * least
            compared += 1
    assert compared > 100


@pytest.mark.parametrize("name", adversarial(64))
def test_hard_maps_have_an_answer(name: str) -> None:
    probability = np.where(adversarial(64)[name], 0.9, 0.1).astype(np.float32)
    boxes, scores = boxes_by_graph(probability, DetectSettings())
    assert np.isfinite(boxes).all()
    assert ((boxes >= 0) & (boxes <= 64)).all()
    assert (scores > 0.5).all()


def test_clockwise_from_the_top_left_and_from_top_to_bottom() -> None:
    probability = np.zeros((96, 160), np.float32)
    probability[60:80, 10:70] = 0.9
    probability[10:30, 80:150] = 0.8
    boxes, scores = boxes_by_graph(probability, DetectSettings(unclip_ratio=1.0))
    assert scores == pytest.approx([0.8, 0.9])
    grow = 69 * 19 / (2 * (69 + 19))
    left, top, right, bottom = 80.5 - grow, 10.5 - grow, 149.5 + grow, 29.5 + grow
    assert boxes[0] == pytest.approx(
        np.array([[left, max(top, 0)], [right, max(top, 0)], [right, bottom], [left, bottom]]), abs=1e-3
    )


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (32, 32)])
def test_maps_of_any_size_may_be_empty(shape: tuple[int, int]) -> None:
    for level in (0.0, 1.0):
        boxes, _ = boxes_by_graph(np.full(shape, level, np.float32), DetectSettings())
        assert len(boxes) == (1 if level and min(shape) > 4 else 0)
