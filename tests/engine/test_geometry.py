"""Quad geometry against closed forms and shapely."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from engine import geometry

RECTANGLE = np.array([[10.0, 20.0], [110.0, 20.0], [110.0, 50.0], [10.0, 50.0]])
CROSSED = RECTANGLE[[0, 2, 1, 3]]


@st.composite
def rectangles(draw: st.DrawFn) -> np.ndarray:
    centre = draw(st.tuples(st.floats(-500, 500), st.floats(-500, 500)))
    size = draw(st.tuples(st.floats(12, 300), st.floats(12, 300)))
    return cv2.boxPoints((centre, size, draw(st.floats(-90, 90)))).astype(np.float64)


def shrink_distance(polygon: np.ndarray) -> float:
    """D of DB's paper with its shrink ratio of 0.4: A · (1 − 0.4²) / L."""
    shape = shapely.Polygon(polygon)
    return float(shape.area * (1 - 0.4**2) / shape.length)


def test_the_measures_of_a_rectangle() -> None:
    assert geometry.area(RECTANGLE) == 100 * 30
    assert geometry.short_side(RECTANGLE) == pytest.approx(30)
    assert geometry.is_clockwise(RECTANGLE)
    assert not geometry.is_clockwise(RECTANGLE[::-1])


def test_crossed_and_empty_quads_are_told() -> None:
    assert geometry.is_crossed(CROSSED)
    assert geometry.is_crossed(np.tile([[3.0, 4.0]], (4, 1)))
    assert geometry.is_crossed(np.array([[0.0, 0], [1, 0], [2, 0], [3, 0]]))
    assert not geometry.is_crossed(RECTANGLE)
    assert not geometry.is_crossed(RECTANGLE[::-1])


@given(rectangles())
def test_growing_and_shrinking_a_rectangle_by_the_same_distance_gives_it_back(quad: np.ndarray) -> None:
    distance = shrink_distance(quad)
    (shrunk,) = geometry.offset(quad, -distance)
    sides = np.sort(cv2.minAreaRect(quad.astype(np.float32))[1])
    assert np.sort(cv2.minAreaRect(shrunk.astype(np.float32))[1]) == pytest.approx(
        sides - 2 * distance, abs=0.1
    )
    (again,) = geometry.offset(shrunk, distance)
    overlap = shapely.Polygon(again).intersection(shapely.Polygon(quad)).area
    assert overlap / geometry.area(quad) > 0.9  # all but the rounded corners


def test_a_waisted_polygon_shrinks_into_two() -> None:
    waist = np.array([[0, 0], [50, 14], [100, 0], [100, 40], [50, 26], [0, 40]], float)
    assert len(geometry.offset(waist, -8)) == 2


def test_what_is_too_thin_vanishes() -> None:
    assert geometry.offset(np.array([[0.0, 0], [50, 0], [50, 1], [0, 1]]), -3) == []


def test_clipping_cuts_edges_instead_of_moving_points() -> None:
    quad = np.array([[-50.0, 10], [50, 60], [50, 80], [-50, 30]])
    (part,) = geometry.clip_to_box(quad, 100, 100)
    assert part.min() >= 0
    # On the cut the upper edge passes y = 35: moving the corner to x = 0 would put it at y = 10.
    assert part[part[:, 0] == 0][:, 1].min() == pytest.approx(35)
    assert geometry.clip_to_box(quad + 500, 100, 100) == []


@given(rectangles(), st.integers(0, 3), st.booleans())
def test_points_are_ordered_clockwise_from_the_top_left(quad: np.ndarray, turn: int, back: bool) -> None:
    shuffled = np.roll(quad, turn, axis=0)
    ordered = geometry.clockwise_from_top_left(shuffled[None, :: -1 if back else 1])[0]
    assert geometry.is_clockwise(ordered)
    assert ordered[0].sum() == pytest.approx(quad.sum(axis=1).min())
    assert sorted(map(tuple, ordered)) == sorted(map(tuple, quad))


def test_ordering_no_quads_gives_none() -> None:
    assert geometry.clockwise_from_top_left(np.zeros((0, 4, 2))).shape == (0, 4, 2)


def test_affine_transform_of_points() -> None:
    matrix = np.array([[2.0, 0, 5], [0, 3, -1]])
    assert geometry.transform(RECTANGLE[None], matrix)[0, 0].tolist() == [25, 59]
    assert geometry.transform(np.zeros((0, 4, 2)), matrix).shape == (0, 4, 2)


def test_many_polygons_are_cut_and_shrunk_like_one() -> None:
    dented = np.array([[10.0, 60], [50, 10], [90, 60], [50, 50]])
    quads = np.stack([RECTANGLE - (30, 0), dented + 3, RECTANGLE + 500, RECTANGLE[::-1]])
    polygons, owners = geometry.Polygons.in_box(quads, 120, 100)
    assert owners.tolist() == [0, 1, 3]
    assert polygons.convex().tolist() == [True, False, True]
    outlines = polygons.split(polygons.points)
    distances = polygons.shrink_distances()
    assert distances == pytest.approx([shrink_distance(outline) for outline in outlines])
    shrunk, parents = polygons.shrunk(distances)
    assert parents == [0, 1, 2]
    for inner, outline, distance in zip(shrunk, outlines, distances, strict=True):
        (expected,) = geometry.offset(outline, -distance)
        assert geometry.area(inner) == pytest.approx(geometry.area(expected), rel=0.01)


def test_shrinking_drops_what_vanishes_and_keeps_every_piece() -> None:
    waist = np.array([[0, 0], [50, 14], [100, 0], [100, 40], [50, 26], [0, 40]], float)
    thin = np.array([[0.0, 0], [50, 0], [50, 1], [0, 1]])
    polygons = geometry.Polygons(np.concatenate([waist, thin, RECTANGLE]), np.array([6, 4, 4]))
    _, parents = polygons.shrunk(np.array([8.0, 3.0, 5.0]))
    assert sorted(parents) == [0, 0, 2]


@given(st.lists(rectangles(), max_size=4))
def test_the_visible_share_is_that_of_the_area(quads: list[np.ndarray]) -> None:
    shares = geometry.visible_shares(np.array(quads).reshape(-1, 4, 2), 200, 150)
    box = shapely.box(0, 0, 200, 150)
    for share, quad in zip(shares, quads, strict=True):
        whole = shapely.Polygon(quad)
        assert share == pytest.approx(whole.intersection(box).area / whole.area, abs=1e-6)


def test_crossed_quads_are_visible_where_their_box_is() -> None:
    shares = geometry.visible_shares(np.stack([CROSSED, CROSSED + 500]), 200, 150)
    assert shares.tolist() == [1.0, 0.0]


def test_ious_of_all_pairs() -> None:
    half = RECTANGLE.copy()
    half[:, 0] = np.minimum(half[:, 0], half[:, 0].mean())
    empty = np.zeros((4, 2))
    table = geometry.ious(np.stack([RECTANGLE, RECTANGLE + 1000, empty]), np.stack([half, RECTANGLE]))
    assert table == pytest.approx(np.array([[0.5, 1.0], [0.0, 0.0], [0.0, 0.0]]))
    assert geometry.ious(np.zeros((0, 4, 2)), RECTANGLE[None]).shape == (0, 1)
