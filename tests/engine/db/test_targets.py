"""Targets against their definition, computed the slow way."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.db.targets import Targets, make_targets
from engine.geometry import offset
from tests.engine.test_geometry import shrink_distance

QUAD = np.array([[20.0, 30.0], [120.0, 40.0], [118.0, 70.0], [18.0, 60.0]])
SIDE = 160


def targets(*quads: np.ndarray, ignored: tuple[bool, ...] | None = None) -> Targets:
    flags = np.array(ignored or (False,) * len(quads), bool)
    return make_targets(np.array(quads).reshape(-1, 4, 2), flags, SIDE, SIDE)


def test_without_quads_nothing_is_text_and_everything_counts() -> None:
    maps = targets()
    assert not maps.shrink_map.any()
    assert maps.shrink_mask.all()
    assert not maps.threshold_mask.any()


def test_the_shrink_map_is_the_shrunk_quad() -> None:
    (kernel,) = offset(QUAD, -shrink_distance(QUAD))
    maps = targets(QUAD)
    assert maps.shrink_map.sum() == pytest.approx(shapely.Polygon(kernel).buffer(0.5).area, rel=0.06)
    ys, xs = np.nonzero(maps.shrink_map)
    grown = shapely.Polygon(kernel).buffer(1.0)
    assert all(grown.covers(shapely.Point(x + 0.5, y + 0.5)) for x, y in zip(xs, ys, strict=True))


def test_the_threshold_map_falls_with_the_distance_to_the_nearest_edge() -> None:
    distance = shrink_distance(QUAD)
    maps = targets(QUAD)
    outline = shapely.Polygon(QUAD).exterior
    ys, xs = np.nonzero(maps.threshold_mask)
    expected = [
        0.3 + 0.4 * max(0.0, 1.0 - outline.distance(shapely.Point(x + 0.5, y + 0.5)) / distance)
        for x, y in zip(xs, ys, strict=True)
    ]
    assert np.abs(maps.threshold_map[ys, xs] - expected).max() < 0.02
    assert maps.threshold_mask.sum() == pytest.approx(shapely.Polygon(QUAD).buffer(distance).area, rel=0.02)


@pytest.mark.parametrize(
    ("quad", "ignored"),
    [(QUAD, True), (QUAD[[0, 2, 1, 3]], False), (np.array([[5.0, 5], [60, 5], [60, 9], [5, 9]]), False)],
    ids=["ignored", "crossed", "tiny"],
)
def test_what_cannot_be_learned_is_masked_out(quad: np.ndarray, ignored: bool) -> None:
    maps = targets(quad, ignored=(ignored,))
    middle = quad.mean(axis=0).astype(int)
    assert maps.shrink_mask[middle[1], middle[0]] == 0
    assert not maps.shrink_map.any()
    assert not maps.threshold_mask.any()


def test_text_over_an_ignored_region_still_counts() -> None:
    maps = targets(QUAD, QUAD + 4, ignored=(False, True))
    assert (maps.shrink_mask[maps.shrink_map == 1] == 1).all()


def test_a_quad_reaching_out_of_the_picture_is_clipped_not_bent() -> None:
    outside = QUAD - np.array([70, 0])
    ys, xs = np.nonzero(targets(outside).shrink_map)
    assert xs.min() < 15
    # Moving the corners onto the picture's edge would flatten the slope and leave the quad.
    grown = shapely.Polygon(outside).buffer(0.5)
    assert all(grown.covers(shapely.Point(x + 0.5, y + 0.5)) for x, y in zip(xs, ys, strict=True))


def test_targets_lie_where_the_pixels_are() -> None:
    """A rectangle of whole pixels gives a map symmetrical in it: no half-pixel shift."""
    rectangle = np.array([[40.0, 40.0], [120.0, 40.0], [120.0, 80.0], [40.0, 80.0]])
    maps = targets(rectangle)
    for each in (maps.shrink_map, maps.threshold_map):
        part = each[40:80, 40:120]
        assert np.allclose(part, part[::-1], atol=0.02)
        assert np.allclose(part, part[:, ::-1], atol=0.02)
    assert cv2.boundingRect(maps.shrink_map.astype(np.uint8))[0] - 40 == pytest.approx(
        shrink_distance(rectangle), abs=1
    )


@st.composite
def simple_quads(draw: st.DrawFn) -> np.ndarray:
    """Convex and dented quads; some reach out of the map, some have a point twice."""
    angles = np.radians(sorted(draw(st.lists(st.integers(0, 359), min_size=4, max_size=4, unique=True))))
    radii = np.array(draw(st.lists(st.integers(8, 70), min_size=4, max_size=4)))
    quad: np.ndarray = np.stack([np.cos(angles), np.sin(angles)], axis=1) * radii[:, None]
    quad += draw(st.tuples(st.integers(-10, SIDE + 10), st.integers(-10, SIDE + 10)))
    if draw(st.booleans()):
        quad = quad[::-1]
    return quad[[0, 1, 2, 2]] if draw(st.integers(0, 9)) == 0 else quad


NOTCHED = np.array([[22.9, 18.1], [33.1, 34.0], [-14.5, -27.7], [-15.1, -63.3]])
"""Wide enough to learn from, yet with so little area that D is below a pixel."""


@settings(max_examples=60)
@example([NOTCHED])
@example([np.array([[10.5, 8.6], [28.1, 28.1], [-6.5, -9.1], [8.3, -38.1]])])
@given(st.lists(simple_quads(), min_size=1, max_size=3))
def test_any_quads_agree_with_the_definition(quads: list[np.ndarray]) -> None:
    maps = targets(*quads)
    xs, ys = np.meshgrid(np.arange(SIDE) + 0.5, np.arange(SIDE) + 0.5)
    centres = shapely.points(xs, ys)
    closeness, near = np.zeros((SIDE, SIDE)), np.zeros((SIDE, SIDE), bool)
    beyond = np.ones((SIDE, SIDE), bool)
    for quad in quads:
        whole = shapely.Polygon(quad)
        if not whole.is_valid or whole.convex_hull.area < 1:
            continue
        for part in shapely.get_parts(shapely.clip_by_rect(whole, 0, 0, SIDE, SIDE)):
            outline = np.array(part.exterior.coords[:-1])
            if min(cv2.minAreaRect(outline.astype(np.float32))[1]) < 6:
                continue
            distance = shrink_distance(outline)
            if not offset(outline, -distance):
                continue
            grown = shapely.distance(part, centres) <= distance
            near |= grown
            # Pixels that the outline touches are painted too, which counts where D is less than a pixel.
            beyond &= shapely.distance(part, centres) > max(distance, 0.8)
            away = shapely.distance(part.exterior, centres) / distance
            closeness = np.maximum(closeness, np.where(grown, np.clip(1 - away, 0, 1), 0))
    assert np.abs(maps.threshold_map - (0.3 + 0.4 * closeness))[near].max(initial=0) < 1e-3
    assert not (near & (maps.threshold_mask == 0) & (closeness > 1e-3)).any()
    assert not (maps.threshold_mask.astype(bool) & beyond).any()


def test_all_parts_of_a_waisted_quad_are_text() -> None:
    """A quad cut in two by the picture's edge: both pieces are learned."""
    boomerang = np.array([[60.0, -40], [150, 60], [60, -5], [-30, 60]])
    count, _ = cv2.connectedComponents(targets(boomerang).shrink_map)
    assert count == 1 + 2
