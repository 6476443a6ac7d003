"""Training targets of DB: shrink map and threshold map with their masks (Liao et al. 2020, section 3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.geometry import Points, Polygons, crossed_and_empty, short_side

SHRINK_RATIO = 0.4
THRESHOLD_LOW, THRESHOLD_HIGH = 0.3, 0.7
_RANGE = THRESHOLD_HIGH - THRESHOLD_LOW
MINIMUM_SIDE = 6.0
"""Text whose short side is below this many pixels is masked out: too small to learn from."""

_FIXED_POINT_BITS = 4
"""`cv2.fillPoly` is given coordinates in 1/16 pixel."""


class Targets(NamedTuple):
    """Four maps (height, width); all but ``threshold_map`` hold only 0 and 1 and are uint8.

    ``shrink_map``: 1 inside shrunk quads; ``shrink_mask``: 0 where nothing is to be learned;
    ``threshold_map``, float32: 0.3 to 0.7 around the outlines; ``threshold_mask``: 1 where it counts.
    """

    shrink_map: NDArray[np.uint8]
    shrink_mask: NDArray[np.uint8]
    threshold_map: NDArray[np.float32]
    threshold_mask: NDArray[np.uint8]


def make_targets(quads: NDArray[np.floating], ignored: NDArray[np.bool_], height: int, width: int) -> Targets:
    """Draw the targets of quads (N, 4, 2) in pixels, N flags, onto maps of ``height`` × ``width``.

    Ignored, crossed and tiny quads are masked out of the shrink map. Quads that reach beyond the picture are
    clipped to it as polygons. The threshold map is 0.7 − 0.4·dist/D up to the distance D from a quad's edges,
    where D is the quad's shrink distance.
    """
    shrink_map, threshold_mask = (np.zeros((height, width), np.uint8) for _ in range(2))
    shrink_mask = np.ones((height, width), np.uint8)
    squares = np.full((height, width), _RANGE**2, np.float32)
    crossed, empty = crossed_and_empty(quads)
    simple = ~(crossed | empty)
    for quad in quads[~simple]:
        (hull,) = _fixed_point([cv2.convexHull(quad.astype(np.float32))[:, 0]])
        _fill(shrink_mask, hull, 0)

    polygons, owners = Polygons.in_box(quads[simple], width, height)
    distances = polygons.shrink_distances(SHRINK_RATIO)
    learned = ~ignored[simple][owners] & _wide_enough(polygons, distances)
    borders = _Borders(polygons, distances, squares)
    outlines = _fixed_point(polygons.split(polygons.points))
    kernels, parents = polygons.shrunk(distances)
    learned &= np.bincount(parents, minlength=len(polygons)) > 0
    for kernel, parent in zip(_fixed_point(kernels), parents, strict=True):
        if learned[parent]:
            _fill(shrink_map, kernel, 1)
    for index, outline in enumerate(outlines):
        if learned[index]:
            _fill(threshold_mask, outline, 1)
            borders.draw(index)
        else:
            _fill(shrink_mask, outline, 0)

    # Text beside an ignored region stays text: the mask never hides a positive.
    np.maximum(shrink_mask, shrink_map, out=shrink_mask)
    # The inside of a polygon counts however far away its outline; `_fill`'s extra half pixel lies within D.
    np.maximum(threshold_mask, squares < _RANGE**2, out=threshold_mask)
    threshold_map = np.subtract(THRESHOLD_HIGH, np.sqrt(squares, out=squares), out=squares)
    return Targets(shrink_map, shrink_mask, threshold_map, threshold_mask)


def _wide_enough(polygons: Polygons, distances: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which polygons are large enough to learn from."""
    # A polygon's inscribed circle has at least the radius A/L, which settles most of them.
    wide = distances * (2.0 / (1.0 - SHRINK_RATIO**2)) >= MINIMUM_SIDE
    outlines = polygons.split(polygons.points)
    for index in np.flatnonzero(~wide):
        wide[index] = short_side(outlines[index]) >= MINIMUM_SIDE
    return wide


def _fixed_point(polygons: Sequence[Points]) -> list[NDArray[np.int32]]:
    # A pixel's value stands for its centre, which OpenCV puts at whole coordinates and we at one half.
    scale = 1 << _FIXED_POINT_BITS
    points = np.rint((np.concatenate([*polygons, np.empty((0, 2))]) - 0.5) * scale).astype(np.int32)
    ends = np.cumsum([len(polygon) for polygon in polygons], dtype=int).tolist()
    return [points[first:end] for first, end in zip([0, *ends], ends, strict=False)]


def _fill(canvas: NDArray[np.uint8], polygon: NDArray[np.int32], value: int) -> None:
    # This paints every pixel that the outline touches, half a pixel more on each side, so that small text
    # keeps a positive pixel; `engine.db.postprocess` relies on it.
    cv2.fillPoly(canvas, [polygon], value, shift=_FIXED_POINT_BITS)


class _Borders:
    """Draws squared distances from pixel centres to the nearest edge, in units of D / 0.4 of its polygon.

    Inside a convex polygon and beside its edges, the distance is the greatest of the linear forms
    ``a·x + b·y + c`` that measure how far a point is outside each edge. Beyond a corner, where a point is
    past the end of one edge and before the start of the next, it is the distance to the corner.
    ``canvas`` (H, W) holds the smallest squares so far. Whatever can be is computed for all polygons at once.
    """

    def __init__(
        self, polygons: Polygons, distances: NDArray[np.float64], canvas: NDArray[np.float32]
    ) -> None:
        # Polygons without area are never drawn, but must not cause a division by zero.
        distances = np.maximum(distances, 0.01)
        self._canvas = canvas
        self._polygons = polygons
        self._convex = polygons.convex().tolist()
        self._units = (distances / _RANGE).tolist()
        firsts, counts = polygons.firsts, polygons.counts
        self._edges = [slice(*each) for each in np.stack([firsts, polygons.ends], axis=1).tolist()]
        reach = np.repeat(distances, counts)[:, None]
        unit = reach / _RANGE
        slopes = polygons.units[:, ::-1] * (1.0, -1.0) * polygons.turns[:, None] / unit
        self._slopes = slopes.astype(np.float32)
        self._constants = -(slopes * polygons.points).sum(axis=1, keepdims=True).astype(np.float32)

        # Around every corner lies a square window of pixels that holds the circle of radius D.
        windows = np.ceil(2 * distances + 1).astype(int)
        self._windows = windows.tolist()
        self._margin = max(self._windows, default=0)
        origins = np.floor(polygons.points - reach)
        away = ((origins + 0.5 - polygons.points)[..., None] + np.arange(self._margin)) / unit[..., None]
        # x and y parts of: the squared distance, the way past the previous edge, the way to the next one.
        self._corners = np.stack(
            [away**2, away * polygons.units_before[..., None], away * -polygons.units[..., None]], axis=2
        ).astype(np.float32)

        low = np.minimum.reduceat(origins, firsts, axis=0).astype(int)
        high = np.maximum.reduceat(origins, firsts, axis=0).astype(int) + windows[:, None]
        self._boxes = np.concatenate([low, high], axis=1).tolist()
        self._places = (origins - np.repeat(low, counts, axis=0)).astype(int).tolist()
        sides = (np.arange(-self._margin, side + self._margin) + 0.5 for side in canvas.shape)
        self._y, x = (side.astype(np.float32) for side in sides)
        self._x = np.stack([np.ones_like(x), x])

    def draw(self, index: int) -> None:
        """Lower the canvas to the squares of polygon ``index``, up to at least D from its outline."""
        left, top, right, bottom = self._boxes[index]
        squares = self._to_convex(index) if self._convex[index] else self._to_any(index)
        height, width = self._canvas.shape
        part = self._canvas[max(top, 0) : bottom, max(left, 0) : right]
        inside = squares[max(-top, 0) : height - top, max(-left, 0) : width - left]
        np.minimum(part, inside, out=part)

    def _to_convex(self, index: int) -> NDArray[np.float32]:
        """The squares within the box of a convex polygon."""
        edges, margin = self._edges[index], self._margin
        left, top, right, bottom = self._boxes[index]
        slopes, y = self._slopes[edges], self._y[top + margin : bottom + margin]
        # One product gives the forms of all rows: (b·y + c, a) times (1, x).
        factors = np.empty((len(slopes), len(y), 2), np.float32)
        np.multiply(slopes[:, 1:], y, out=factors[..., 0])
        factors[..., 0] += self._constants[edges]
        factors[..., 1] = slopes[:, :1]
        forms = factors.reshape(-1, 2) @ self._x[:, left + margin : right + margin]
        squares: NDArray[np.float32] = forms.reshape(len(slopes), len(y), -1).max(axis=0)
        np.multiply(squares, squares, out=squares)
        self._round_corners(index, squares)
        return squares

    def _round_corners(self, index: int, squares: NDArray[np.float32]) -> None:
        """Put in the squared distances to the corners where these are nearest."""
        edges, window = self._edges[index], self._windows[index]
        corners = self._corners[edges, :, :, :window]
        each = corners[:, 0, :, None, :] + corners[:, 1, :, :, None]
        nearest = np.minimum(each[:, 1], each[:, 2], out=each[:, 1]) > 0
        for (column, row), square, where in zip(self._places[edges], each[:, 0], nearest, strict=True):
            np.copyto(squares[row : row + window, column : column + window], square, where=where)

    def _to_any(self, index: int) -> NDArray[np.float32]:
        """The squares within the box of a polygon that is not convex, one edge after the other."""
        edges, polygons = self._edges[index], self._polygons
        left, top, right, bottom = self._boxes[index]
        x, y = np.arange(left, right) + 0.5, (np.arange(top, bottom) + 0.5)[:, None]
        nearest = np.full((bottom - top, right - left), np.inf)
        for (x0, y0), (a, b), length in zip(
            polygons.points[edges], polygons.units[edges], polygons.lengths[edges], strict=True
        ):
            along = np.clip((x - x0) * a + (y - y0) * b, 0.0, length)
            np.minimum(nearest, (x0 + along * a - x) ** 2 + (y0 + along * b - y) ** 2, out=nearest)
        return np.asarray(nearest / self._units[index] ** 2, np.float32)
