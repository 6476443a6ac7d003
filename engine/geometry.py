"""Geometry of quads and polygons: the one place for it.

A quad is a float array (4, 2), a polygon (K, 2), both in picture pixels, x to the right and y down.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pyclipper
import shapely
from numpy.typing import NDArray

Points = NDArray[np.floating]

_CLIPPER_SCALE = 256.0
"""Clipper works on integers: coordinates are stored in 1/256 pixel."""


def signed_area(polygon: Points) -> float:
    """Shoelace area in square pixels, positive when the points run clockwise on the screen (y down)."""
    x, y = np.asarray(polygon, dtype=np.float64).T
    return float(0.5 * (np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))))


def area(polygon: Points) -> float:
    """Absolute shoelace area in square pixels."""
    return abs(signed_area(polygon))


def perimeter(polygon: Points) -> float:
    """Length of the outline in pixels."""
    points = np.asarray(polygon, dtype=np.float64)
    return float(np.linalg.norm(points - np.roll(points, -1, axis=0), axis=1).sum())


def short_side(quad: Points) -> float:
    """The shorter side of the quad's minimum-area rectangle, in pixels."""
    return float(min(cv2.minAreaRect(np.asarray(quad, dtype=np.float32))[1]))


def is_crossed(quad: Points) -> bool:
    """True when the outline crosses or touches itself, or encloses nothing: no region is meant."""
    return not shapely.Polygon(np.asarray(quad, dtype=np.float64)).is_valid or area(quad) == 0.0


def crossed_and_empty(quads: NDArray[np.floating]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of many quads (N, 4, 2) cross themselves, and which span less than a square pixel: N flags each.

    A quad is one or the other or neither; both kinds mean no region.
    """
    polygons = shapely.polygons(np.asarray(quads, dtype=np.float64).reshape(-1, 4, 2))
    empty = shapely.area(shapely.convex_hull(polygons)) < 1
    return ~shapely.is_valid(polygons) & ~empty, empty


def is_clockwise(quad: Points) -> bool:
    """True when the points run clockwise as seen on the screen."""
    return signed_area(quad) > 0


def clockwise_from_top_left(quads: NDArray[np.floating]) -> NDArray[np.floating]:
    """Order the points of convex quads (N, 4, 2) clockwise, beginning with the top-left one.

    The top-left point is the one of least x + y, after turning counter-clockwise quads around.
    """
    if len(quads) == 0:
        return quads
    x, y = quads[..., 0], quads[..., 1]
    twice_area = (x * np.roll(y, -1, axis=1) - y * np.roll(x, -1, axis=1)).sum(axis=1)
    clockwise = np.where((twice_area < 0)[:, None, None], quads[:, ::-1], quads)
    first = clockwise.sum(axis=2).argmin(axis=1)
    order = (first[:, None] + np.arange(4)) % 4
    return np.take_along_axis(clockwise, order[..., None], axis=1)


def offset(polygon: Points, distance: float) -> list[Points]:
    """Move the outline outwards (inwards when ``distance`` < 0) by that many pixels with round joins.

    Returns every polygon that results, as float64 arrays (K, 2); none when it vanishes.
    """
    clipper = pyclipper.PyclipperOffset(arc_tolerance=0.25 * _CLIPPER_SCALE)
    scaled = np.round(np.asarray(polygon, dtype=np.float64) * _CLIPPER_SCALE).astype(np.int64)
    try:
        clipper.AddPath(scaled.tolist(), pyclipper.JT_ROUND, pyclipper.ET_CLOSEDPOLYGON)
    except pyclipper.ClipperException:  # a polygon without extent is refused: nothing is left of it
        return []
    return [np.asarray(path) / _CLIPPER_SCALE for path in clipper.Execute(distance * _CLIPPER_SCALE)]


def shrink_distance(polygon: Points, ratio: float = 0.4) -> float:
    """D = A·(1 − r²)/L of DB (Liao et al. 2020, section 3.4), in pixels."""
    length = perimeter(polygon)
    return area(polygon) * (1.0 - ratio * ratio) / length if length else 0.0


def clip_to_box(polygon: Points, width: float, height: float) -> list[Points]:
    """Intersection of a simple polygon with the box (0, 0)–(width, height), as polygons (K, 2)."""
    clipped = shapely.clip_by_rect(
        shapely.Polygon(np.asarray(polygon, dtype=np.float64)), 0.0, 0.0, width, height
    )
    parts: Sequence[shapely.Geometry] = getattr(clipped, "geoms", [clipped])
    return [
        np.asarray(part.exterior.coords)[:-1]
        for part in parts
        if isinstance(part, shapely.Polygon) and not part.is_empty
    ]


def transform(points: NDArray[np.floating], matrix: NDArray[np.floating]) -> NDArray[np.float64]:
    """Send points (…, 2), also none at all, through an affine matrix (2, 3)."""
    return np.asarray(points @ matrix[:, :2].T + matrix[:, 2], np.float64)
