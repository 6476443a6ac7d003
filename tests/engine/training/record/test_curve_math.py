"""Thinning, smoothing and the shown range, against plain restatements."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.training.record.curve_math import (
    MOST_POINTS,
    nearest_index,
    sampled,
    shown_range,
    smoothed,
    thinned,
)

FINITE = st.floats(-1e6, 1e6)
GAPPY = st.lists(st.one_of(FINITE, st.just(math.nan), st.just(math.inf)), max_size=60)


def plain_average(values: list[float], strength: float) -> list[float]:
    """The moving average as a loop: what `smoothed` must agree with."""
    total = weight = 0.0
    result = []
    for value in values:
        total, weight = total * strength, weight * strength
        if math.isfinite(value):
            total, weight = total + value, weight + 1
            result.append(total / weight)
        else:
            result.append(math.nan)
    return result


@pytest.mark.parametrize("count", [0, 1, MOST_POINTS, MOST_POINTS + 1, 12_345])
def test_thinning_keeps_the_ends_and_the_mean(count: int) -> None:
    x = np.arange(count, dtype=float)
    y = np.random.default_rng(0).uniform(1, 2, count)

    thin_x, thin_y = thinned(x, y)

    assert len(thin_x) == len(thin_y) == min(count, MOST_POINTS)
    assert np.all(np.diff(thin_x) > 0)
    if count:
        step = count / MOST_POINTS
        assert thin_x[0] <= step
        assert thin_x[-1] >= count - 1 - step
        assert thin_y.mean() == pytest.approx(y.mean(), rel=0.01)


def test_thinning_looks_past_a_single_gap_and_keeps_a_wide_one() -> None:
    y = np.ones(4000)
    y[7] = math.nan
    y[2000:2100] = math.inf

    thin = thinned(np.arange(4000.0), y)[1]

    assert thin[0] == 1
    assert np.isnan(thin[200:210]).all()
    assert np.isfinite(thin).sum() == MOST_POINTS - 10


@pytest.mark.parametrize("count", [0, 1, MOST_POINTS, MOST_POINTS + 1, 10_000])
def test_sampling_takes_real_points_only(count: int) -> None:
    x = np.arange(count, dtype=float)
    some_x, some_y = sampled(x, x * 2)

    assert len(some_x) <= MOST_POINTS
    assert len(some_x) >= min(count, MOST_POINTS // 2)
    np.testing.assert_array_equal(some_y, some_x * 2)


@settings(max_examples=400)
@given(GAPPY, st.sampled_from([0.1, 0.5, 0.9, 0.97]))
@example([1e6] + [0.0] * 40, 0.7)
def test_smoothing_is_the_bias_corrected_average(values: list[float], strength: float) -> None:
    expected = plain_average(values, strength)

    np.testing.assert_allclose(smoothed(np.array(values), strength), expected, rtol=1e-6, atol=1e-6)


def test_smoothing_starts_at_the_first_value_and_leaves_a_constant_alone() -> None:
    y = np.full(2000, 3.0)
    np.testing.assert_allclose(smoothed(y, 0.97), y)
    assert smoothed(np.array([5.0, 1.0]), 0.9)[0] == 5


def test_no_smoothing_changes_nothing() -> None:
    y = np.array([1.0, math.nan, 7.0])
    np.testing.assert_array_equal(smoothed(y, 0), y)
    with pytest.raises(ValueError, match="outside"):
        smoothed(y, 1.0)


def test_range_goes_from_zero_to_the_highest_finite_value() -> None:
    assert shown_range([np.array([1.0, 4.0, math.inf]), np.array([math.nan, 5.0])]) == (0, 5)
    assert shown_range([]) == shown_range([np.array([math.nan])]) == (0, 1)


def test_outliers_do_not_stretch_the_range() -> None:
    y = np.concatenate([np.linspace(1, 2, 100), [500.0]])

    assert shown_range([y])[1] == 500
    assert shown_range([y], ignore_outliers=True) == (0, 2)


def test_outliers_are_those_of_each_line_alone() -> None:
    small, large = np.linspace(0.01, 0.02, 50), np.linspace(5, 6, 10)
    assert shown_range([small, large], ignore_outliers=True)[1] == 6


def test_logarithmic_range_leaves_out_what_has_no_logarithm() -> None:
    y = np.array([0.0, -1.0, 0.01, 10.0])
    assert shown_range([y], logarithmic=True) == (0.01, 10)
    assert shown_range([np.array([3.0])], logarithmic=True) == (1.5, 6)
    assert shown_range([np.array([0.0])], logarithmic=True) == (0.1, 1)


@given(st.lists(FINITE, min_size=1, max_size=50).map(sorted), FINITE)
def test_nearest_is_nearest(values: list[float], at: float) -> None:
    index = nearest_index(np.array(values), at)
    assert index is not None
    assert abs(values[index] - at) == min(abs(value - at) for value in values)


def test_nothing_is_nearest_to_nothing() -> None:
    assert nearest_index(np.array([]), 1.0) is None
