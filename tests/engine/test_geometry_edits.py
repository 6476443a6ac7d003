"""Geometry of edits: clipping, turning, handles, the reading arrow."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.geometry import (
    area,
    clip_quad,
    clip_to_box,
    direction,
    is_crossed,
    outward_normals,
    reading_arrow,
    rotated,
    side_middles,
    signed_area,
)


@given(
    hnp.arrays(np.float64, (4, 2), elements=st.integers(-60, 160)),
    st.integers(1, 100),
    st.integers(1, 100),
)
def test_a_clipped_quad_is_inside_and_close_to_what_was_inside(
    quad: np.ndarray, width: int, height: int
) -> None:
    clipped = clip_quad(quad, width, height)
    assert clipped.shape == (4, 2)
    if (quad >= 0).all() and (quad <= (width, height)).all():
        np.testing.assert_array_equal(clipped, quad)
        return
    parts = [] if is_crossed(quad) else clip_to_box(quad, width, height)
    if parts:
        region, found = shapely.Polygon(max(parts, key=area)), shapely.Polygon(clipped)
        outside = (clipped < -1e-6).any() or (clipped > np.array([width, height]) + 1e-6).any()
        assert not outside or np.array_equal(clipped, quad)
        if not outside and region.area > 1:
            assert (signed_area(clipped) > 0) == (signed_area(quad) > 0)
            assert found.intersection(region).area > 0


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("step", [1, -1])
def test_clipping_keeps_the_order_of_the_points(turn: int, step: int) -> None:
    quad = np.array([[-20.0, -10], [50, -10], [50, 30], [-20, 30]])
    expected = np.array([[0.0, 0], [50, 0], [50, 30], [0, 30]])
    order = (turn + step * np.arange(4)) % 4
    np.testing.assert_allclose(clip_quad(quad[order], 100, 100), expected[order])


def test_a_tilted_quad_keeps_its_slant_when_it_is_clipped() -> None:
    quad = np.array([[-20.0, 0], [40, 60], [30, 70], [-30, 10]])
    np.testing.assert_allclose(clip_quad(quad, 100, 100), [[0, 20], [40, 60], [30, 70], [0, 40]])


def test_of_a_quad_far_outside_nothing_can_be_clipped() -> None:
    quad = np.array([[200.0, 200], [300, 200], [300, 300], [200, 300]])
    np.testing.assert_array_equal(clip_quad(quad, 100, 100), quad)


@given(
    hnp.arrays(np.float64, (3, 4, 2), elements=st.floats(-1e4, 1e4)),
    st.floats(-720, 720),
)
def test_turning_there_and_back_changes_nothing_and_keeps_lengths(quads: np.ndarray, degrees: float) -> None:
    centre = np.array([12.0, 34.0])
    turned = rotated(quads, centre, degrees)
    np.testing.assert_allclose(rotated(turned, centre, -degrees), quads, atol=1e-7)
    np.testing.assert_allclose(
        np.linalg.norm(turned - centre, axis=-1), np.linalg.norm(quads - centre, axis=-1), atol=1e-7
    )


def test_turning_is_clockwise_on_the_screen() -> None:
    np.testing.assert_allclose(rotated(np.array([[2.0, 0]]), np.zeros(2), 90), [[0, 2]], atol=1e-12)
    assert direction(np.zeros(2), np.array([0.0, 5])) == 90


@pytest.mark.parametrize("step", [1, -1])
def test_normals_leave_the_quad_and_the_arrow_follows_the_first_side(step: int) -> None:
    quad = np.array([[10.0, 10], [50, 10], [50, 30], [10, 30]])[(step * np.arange(4)) % 4]
    middles, normals = side_middles(quad), outward_normals(quad)
    inside = (middles + normals > (10, 10)).all(axis=1) & (middles + normals < (50, 30)).all(axis=1)
    assert not inside.any()
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1)
    begin, end = reading_arrow(quad)
    along = quad[1] - quad[0]
    assert (end - begin) @ along > 0
    np.testing.assert_allclose(end - begin, along)
