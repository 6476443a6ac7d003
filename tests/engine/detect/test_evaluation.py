"""The ICDAR2015 protocol on cases computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.gt import Label
from engine.detect.evaluation import Counts, Score, compare, score


def box(x: float, y: float, w: float, h: float) -> np.ndarray:
    return np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]], np.float32)


def label(*place: float, text: str = "text") -> Label:
    return Label.from_quad(box(*place), text)


def counts(detected: list[np.ndarray], labels: list[Label]) -> tuple[int, int, int]:
    found = compare(np.array(detected, np.float32).reshape(-1, 4, 2), labels)
    return found.matched, found.detected, found.labelled


def test_the_same_box_matches() -> None:
    assert counts([box(0, 0, 100, 20)], [label(0, 0, 100, 20)]) == (1, 1, 1)


def test_an_iou_of_exactly_one_half_is_not_enough() -> None:
    # Two 100 × 30 boxes shifted by 10 in y: 2000 / 4000.
    assert counts([box(0, 10, 100, 30)], [label(0, 0, 100, 30)]) == (0, 1, 1)
    assert counts([box(0, 9, 100, 30)], [label(0, 0, 100, 30)]) == (1, 1, 1)


def test_one_detection_matches_one_label_only() -> None:
    assert counts([box(0, 0, 100, 20)] * 2, [label(0, 0, 100, 20)]) == (1, 2, 1)
    assert counts([box(0, 0, 100, 20)], [label(0, 0, 100, 20)] * 2) == (1, 1, 2)


def test_first_come_first_served() -> None:
    """The first label takes the detection though the second fits better; the other detection is left."""
    labels = [label(0, 0, 100, 20), label(10, 0, 100, 20)]
    assert counts([box(10, 0, 100, 20), box(200, 0, 50, 20)], labels) == (1, 2, 2)


def test_a_detection_mostly_on_an_ignored_region_does_not_count() -> None:
    labels = [label(0, 0, 100, 20, text="###"), label(0, 100, 100, 20)]
    assert counts([box(0, 0, 90, 20), box(0, 100, 100, 20)], labels) == (1, 1, 1)
    # Exactly one half of it lies there: it counts.
    assert counts([box(50, 0, 100, 20)], labels) == (0, 1, 1)


def test_crossed_and_empty_quads_are_skipped() -> None:
    crossed = box(0, 0, 100, 20)[[0, 2, 1, 3]]
    labels = [Label.from_quad(crossed, "x"), label(0, 0, 100, 20)]
    assert counts([crossed, box(5, 5, 0, 0)], labels) == (0, 0, 1)


def test_coordinates_are_cast_to_integers() -> None:
    assert counts([box(0.9, 0.9, 100, 20)], [label(0, 0, 100, 20)]) == (1, 1, 1)
    # 0.6 × 0.6 pixels become a point.
    assert counts([box(0.2, 0.2, 0.6, 0.6)], []) == (0, 0, 0)


def test_figures_are_micro_averaged() -> None:
    figures = score([Counts(1, 1, 3, 1), Counts(2, 3, 2, 1)])
    assert figures.precision == pytest.approx(3 / 4)
    assert figures.recall == pytest.approx(3 / 5)
    assert figures.hmean == pytest.approx(2 * 0.75 * 0.6 / 1.35)
    assert figures.counts.images == 2


def test_rates_of_nothing_are_zero() -> None:
    assert Score.of(Counts(0, 0, 0, 1)).hmean == 0.0
