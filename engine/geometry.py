"""Geometry of quads and polygons: the one place for it.

A quad is a float array (4, 2), a polygon (K, 2), both in picture pixels, x to the right and y down.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import pyclipper
import shapely
from numpy.typing import NDArray

Points = NDArray[np.floating]

_NOTHING: Points = np.zeros((0, 2))

_CLIPPER_SCALE = 256.0
"""Clipper works on integers: coordinates are stored in 1/256 pixel."""


def signed_area(polygon: Points) -> float:
    """Shoelace area in square pixels, positive when the points run clockwise on the screen (y down)."""
    x, y = np.asarray(polygon, dtype=np.float64).T
    return float(0.5 * (np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))))


def area(polygon: Points) -> float:
    """Absolute shoelace area in square pixels."""
    return abs(signed_area(polygon))


def short_side(quad: Points) -> float:
    """The shorter side of the quad's minimum-area rectangle, in pixels."""
    return float(min(cv2.minAreaRect(np.asarray(quad, dtype=np.float32))[1]))


def smallest_rectangle(polygon: Points) -> NDArray[np.float64]:
    """The rectangle of least area around three or more points, (4, 2), clockwise from the top left."""
    # OpenCV computes in float32: near the origin it keeps fractions of pixels.
    middle = np.asarray(polygon, dtype=np.float64).mean(axis=0)
    corners = cv2.boxPoints(cv2.minAreaRect((polygon - middle).astype(np.float32)))
    return np.asarray(clockwise_from_top_left(corners[None] + middle)[0], np.float64)


def turned_rectangle(
    left: float, top: float, width: float, height: float, degrees: float
) -> NDArray[np.float64]:
    """A rectangle turned clockwise about its middle, (4, 2); its first point is the one that was top left."""
    halves = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (width / 2, height / 2)
    middle: NDArray[np.float64] = np.array([left + width / 2, top + height / 2])
    return rotated(halves, np.zeros(2), degrees) + middle


def is_crossed(quad: Points) -> bool:
    """True when the outline crosses or touches itself, or encloses nothing: it bounds no region."""
    crossed, empty = crossed_and_empty(quad)
    return bool(crossed[0] or empty[0])


def crossed_and_empty(quads: NDArray[np.floating]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of many quads (N, 4, 2) cross themselves, and which span less than a square pixel: N flags each.

    Never both at once. Neither kind bounds a region.
    """
    polygons = _polygons(quads)
    empty = shapely.area(shapely.convex_hull(polygons)) < 1
    return ~shapely.is_valid(polygons) & ~empty, empty


def is_clockwise(quad: Points) -> bool:
    """True when the points run clockwise as seen on the screen."""
    return signed_area(quad) > 0


def uncrossing_swap(quad: Points) -> tuple[int, int] | None:
    """Which two points (from 0) of a crossed quad (4, 2) to swap to uncross it; None when no swap helps.

    The first point keeps its place.
    """
    for first, second in ((1, 2), (2, 3)):
        if not is_crossed(_swapped(quad, first, second)):
            return first, second
    return None


def uncrossed_quad(quad: Points) -> Points | None:
    """A crossed quad (4, 2) with two of its points swapped; None when no swap helps."""
    swap = uncrossing_swap(quad)
    return None if swap is None else _swapped(quad, *swap)


def _swapped(quad: Points, first: int, second: int) -> Points:
    order = [0, 1, 2, 3]
    order[first], order[second] = second, first
    return quad[order]


def reversed_quad(quad: Points) -> Points:
    """The quad (4, 2) in the opposite direction, from the same first point."""
    return quad[[0, 3, 2, 1]]


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


def ious(first: NDArray[np.floating], second: NDArray[np.floating]) -> NDArray[np.float64]:
    """Intersection over union (N, M) of simple quads (N, 4, 2) and (M, 4, 2); 0 where both are empty."""
    return _ious(_polygons(first)[:, None], _polygons(second)[None])


def _ious(first: NDArray[np.object_], second: NDArray[np.object_]) -> NDArray[np.float64]:
    """IoU of polygons of shapely, element by element as numpy broadcasts them."""
    common = shapely.area(shapely.intersection(first, second))
    union = np.asarray(shapely.area(first) + shapely.area(second) - common, np.float64)
    return np.asarray(np.divide(common, union, out=np.zeros_like(union), where=union > 0))


def overlapping_pairs(
    quads: NDArray[np.floating], most: float = 0.9
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Pairs i < j of simple quads (N, 4, 2) whose IoU is above ``most``: all i, all j and their IoUs."""
    polygons = _polygons(quads)
    first, second = shapely.STRtree(polygons).query(polygons)
    areas = shapely.area(polygons)
    # Intersecting is slow: pairs of unlike size, or whose bounds share little, are left out before.
    smaller, larger = np.minimum(areas[first], areas[second]), np.maximum(areas[first], areas[second])
    low, high = quads.min(axis=1), quads.max(axis=1)
    sides = np.minimum(high[first], high[second]) - np.maximum(low[first], low[second])
    alike = (first < second) & (np.minimum(smaller, sides.prod(axis=1)) > most * larger)
    first, second = first[alike], second[alike]
    shares = _ious(polygons[first], polygons[second])
    chosen = shares > most
    return first[chosen], second[chosen], shares[chosen]


def uncovered(
    quads: NDArray[np.floating], others: NDArray[np.floating], most: float = 0.5
) -> NDArray[np.bool_]:
    """Which of ``quads`` (N, 4, 2) have no IoU above ``most`` with any of ``others`` (M, 4, 2): N flags.

    A crossed quad counts as the region that its outline encloses.
    """
    free = np.ones(len(quads), bool)
    if not len(quads) or not len(others):
        return free
    first, second = shapely.make_valid(_polygons(quads)), shapely.make_valid(_polygons(others))
    mine, theirs = shapely.STRtree(second).query(first, predicate="intersects")
    free[mine[_ious(first[mine], second[theirs]) > most]] = False
    return free


def offset(polygon: Points, distance: float) -> list[Points]:
    """Move the outline outwards (inwards when ``distance`` < 0) by that many pixels with round joins.

    Returns every polygon that results, as float64 arrays (K, 2); none when it vanishes.
    """
    clipper = pyclipper.PyclipperOffset(arc_tolerance=0.25 * _CLIPPER_SCALE)
    scaled = np.round(np.asarray(polygon, dtype=np.float64) * _CLIPPER_SCALE).astype(np.int64)
    try:
        clipper.AddPath(scaled.tolist(), pyclipper.JT_ROUND, pyclipper.ET_CLOSEDPOLYGON)
    except pyclipper.ClipperException:  # raised for a polygon without extent, of which nothing is left
        return []
    paths = clipper.Execute(distance * _CLIPPER_SCALE)
    return [np.asarray(path, np.float64) / _CLIPPER_SCALE for path in paths]


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


def clip_quad(quad: Points, width: float, height: float) -> Points:
    """The quad closest to the part of ``quad`` inside the box (0, 0)–(width, height).

    It begins with the same point and runs the same way. A quad entirely inside or outside is returned
    unchanged; each point of a crossed one moves to the nearest point inside.
    """
    quad = np.asarray(quad, dtype=np.float64)
    limits = np.array([width, height])
    pressed = np.clip(quad, 0.0, limits)
    if is_crossed(quad) or np.array_equal(quad, pressed):
        return pressed
    parts = clip_to_box(quad, width, height)
    if not parts:
        return quad
    part = max(parts, key=area)
    candidates = [_ordered_like(_four_points(part), quad), pressed]
    usable = np.array([candidate for candidate in candidates if not is_crossed(candidate)])
    if not len(usable):
        return quad
    region, shapes = shapely.Polygon(part), _polygons(usable)
    common = shapely.area(shapely.intersection(shapes, region))
    best = int((common / shapely.area(shapely.union(shapes, region))).argmax())
    return np.asarray(usable[best], np.float64)


def _four_points(polygon: Points) -> Points:
    """``polygon`` (K, 2) as four points: the least prominent go, or a triangle's longest side is halved."""
    points = np.asarray(polygon, dtype=np.float64)
    while len(points) > 4:
        before, after = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0)
        (a, b), (c, d) = (points - before).T, (after - points).T
        points = np.delete(points, np.abs(a * d - b * c).argmin(), axis=0)
    while len(points) < 4:
        sides = np.roll(points, -1, axis=0) - points
        longest = int(np.linalg.norm(sides, axis=1).argmax())
        points = np.insert(points, longest + 1, points[longest] + sides[longest] / 2, axis=0)
    return points


def _ordered_like(quad: Points, other: Points) -> Points:
    """The points of ``quad`` in the direction of ``other``, beginning with the one that fits its first."""
    if (signed_area(quad) > 0) != (signed_area(other) > 0):
        quad = quad[::-1]
    turns = [np.roll(quad, turn, axis=0) for turn in range(4)]
    return min(turns, key=lambda turned: float(((turned - other) ** 2).sum()))


def rotated(points: NDArray[np.floating], centre: Points, degrees: float) -> NDArray[np.float64]:
    """``points`` (…, 2) turned about ``centre`` (2,), clockwise on the screen."""
    sine, cosine = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    turn = np.array([[cosine, -sine], [sine, cosine]])
    return np.asarray((points - centre) @ turn.T + centre, np.float64)


def direction(start: Points, end: Points) -> float:
    """Degrees, clockwise on the screen, from the x axis to the line from ``start`` to ``end`` (2,)."""
    return float(np.degrees(np.arctan2(end[1] - start[1], end[0] - start[0])))


def outward_normals(quad: Points) -> NDArray[np.float64]:
    """Unit normals (4, 2) of the sides, each from point n to the next one, pointing away from the middle."""
    quad = np.asarray(quad, dtype=np.float64)
    along = np.roll(quad, -1, axis=0) - quad
    lengths = np.linalg.norm(along, axis=1, keepdims=True)
    normals = np.divide(along, lengths, out=np.zeros_like(along), where=lengths > 0)[:, ::-1] * (1.0, -1.0)
    away = side_middles(quad) - quad.mean(axis=0)
    return np.asarray(np.where(((normals * away).sum(axis=1) < 0)[:, None], -normals, normals), np.float64)


def side_middles(quad: Points) -> NDArray[np.float64]:
    """The middles (4, 2) of the sides, each from point n to the next one."""
    quad = np.asarray(quad, dtype=np.float64)
    return (quad + np.roll(quad, -1, axis=0)) / 2


def reading_arrow(quad: Points) -> NDArray[np.float64]:
    """Where text in the quad begins and ends (2, 2): the middles of the sides 4–1 and 2–3."""
    return side_middles(quad)[[3, 1]]


class Polygons:
    """Many simple polygons with any number of points, for computing on all of them at once.

    ``points`` (E, 2) holds their points one polygon after the other, ``counts`` (N,) how many each has. For
    each point, ``sides`` (E, 2) leads to the next point of its polygon and never has length zero; ``units``
    is its direction and ``units_before`` that of the side which ends in the point. ``turns`` (E,) is 1 for
    polygons that run clockwise on the screen and −1 for the others.
    """

    def __init__(self, points: NDArray[np.float64], counts: NDArray[np.integer]) -> None:
        self.points = points
        self.counts = counts
        self.ends = np.cumsum(counts)
        self.firsts = self.ends - counts
        following = np.arange(1, len(points) + 1)
        following[self.ends - 1] = self.firsts
        self.sides = points[following] - points
        self.lengths = np.hypot(self.sides[:, 0], self.sides[:, 1])
        self.units = self.sides / self.lengths[:, None]
        self.units_before = self.units[np.argsort(following)]
        x, y = points.T
        twice = x * self.sides[:, 1] - y * self.sides[:, 0]
        self.signed_areas = np.add.reduceat(twice, self.firsts) / 2
        self.turns = np.repeat(np.sign(self.signed_areas), counts)

    @staticmethod
    def in_box(quads: NDArray[np.floating], width: float, height: float) -> tuple[Polygons, NDArray[np.intp]]:
        """`clip_to_box` of simple quads (N, 4, 2): all the parts, and the quad each is a part of."""
        clipped = shapely.clip_by_rect(_polygons(quads), 0.0, 0.0, width, height)
        parts, owners = shapely.get_parts(clipped, return_index=True)
        regions = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)
        points, rings = shapely.get_coordinates(parts[regions], return_index=True)
        # The last point of a ring repeats its first one; other points may be repeated, too.
        sides = (rings[1:] == rings[:-1]) & (points[1:] != points[:-1]).any(axis=1)
        counts = np.bincount(rings[:-1][sides], minlength=int(regions.sum()))
        return Polygons(points[:-1][sides], counts), owners[regions]

    def __len__(self) -> int:
        return len(self.counts)

    def split(self, points: NDArray[Any]) -> list[NDArray[Any]]:
        """``points``, one entry for each of ours, polygon by polygon."""
        return [
            points[first:end] for first, end in zip(self.firsts.tolist(), self.ends.tolist(), strict=True)
        ]

    def convex(self) -> NDArray[np.bool_]:
        """N flags."""
        before, after = self.units_before, self.units
        bends = self.turns * (before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0])
        return np.logical_and.reduceat(bends >= 0, self.firsts)

    def shrink_distances(self, ratio: float = 0.4) -> NDArray[np.float64]:
        """D = A·(1 − r²)/L of DB (Liao et al. 2020, section 3.4) of each, in pixels."""
        return np.abs(self.signed_areas) * (1.0 - ratio * ratio) / np.add.reduceat(self.lengths, self.firsts)

    def shrunk(self, distances: NDArray[np.float64]) -> tuple[list[Points], list[int]]:
        """`offset` of each inwards by its own distance (N,), and which polygon each result comes from.

        A convex polygon that keeps all its sides needs no clipper: its corners move along their bisectors.
        """
        # The sum of the inward normals of both sides points along the bisector.
        bisectors = (self.units + self.units_before)[:, ::-1] * (-1.0, 1.0) * self.turns[:, None]
        cosines = (self.units * self.units_before).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            steps = np.repeat(distances, self.counts) / (1.0 + cosines)
            moved = Polygons(self.points + bisectors * steps[:, None], self.counts)
        kept = np.logical_and.reduceat((moved.sides * self.sides).sum(axis=1) > 0, self.firsts)
        easy = self.convex() & kept
        results, parents = moved.split(moved.points), list(range(len(self)))
        outlines = self.split(self.points)
        for index in np.flatnonzero(~easy).tolist():
            clipped = offset(outlines[index], -distances[index])
            results[index] = clipped[0] if clipped else _NOTHING
            results += clipped[1:]
            parents += [index] * len(clipped[1:])
        present = [index for index, result in enumerate(results) if len(result)]
        return [results[index] for index in present], [parents[index] for index in present]


def visible_shares(quads: NDArray[np.floating], width: float, height: float) -> NDArray[np.float64]:
    """The share of each quad's area (N, 4, 2) inside the box (0, 0)–(width, height): N values from 0 to 1.

    The share of a crossed or empty quad is 1 when its bounding box reaches into the box, else 0.
    """
    polygons = _polygons(quads)
    low, high = quads.min(axis=1), quads.max(axis=1)
    shares: NDArray[np.float64] = ((high > 0) & (low < (width, height))).all(axis=1).astype(np.float64)
    crossed, empty = crossed_and_empty(quads)
    simple = ~(crossed | empty)
    inside = shapely.clip_by_rect(polygons[simple], 0.0, 0.0, width, height)
    shares[simple] = shapely.area(inside) / shapely.area(polygons[simple])
    return shares


def _polygons(quads: NDArray[np.floating]) -> NDArray[np.object_]:
    return np.asarray(shapely.polygons(np.asarray(quads, dtype=np.float64).reshape(-1, 4, 2)), np.object_)


def transform(points: NDArray[np.floating], matrix: NDArray[np.floating]) -> NDArray[np.float64]:
    """Send points (…, 2), possibly none, through an affine matrix (2, 3) or a homography (3, 3)."""
    sent = np.asarray(points @ matrix[:2, :2].T + matrix[:2, 2], np.float64)
    if len(matrix) == 3:
        sent /= (points @ matrix[2, :2] + matrix[2, 2])[..., None]
    return sent


def rectify(image: NDArray[np.uint8], quad: Points) -> NDArray[np.uint8]:
    """The part of a picture (H, W, 3) within ``quad``, seen from straight ahead: (h, w, 3).

    The first point of the quad becomes the top left corner, the second the top right one. ``h`` and ``w``
    are the longer ones of opposite sides, at least one pixel.
    """
    corners = np.ascontiguousarray(quad, dtype=np.float32)
    top, right, bottom, left = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    width, height = max(round(float(max(top, bottom))), 1), max(round(float(max(left, right))), 1)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    return np.asarray(
        cv2.warpPerspective(
            image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
    )
