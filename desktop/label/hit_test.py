"""What lies under the pointer: a vertex, else an edge, else the inside of a quad."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from engine.geometry import area


@dataclass(frozen=True, slots=True)
class Hit:
    """``row`` of the label; ``vertex`` from 0 when a vertex was hit, else -1."""

    part: Literal["vertex", "edge", "body"]
    row: int
    vertex: int = -1


def hit_test(
    quads: np.ndarray, selected: Collection[int], point: tuple[float, float], tolerance: float
) -> Hit | None:
    """The part of ``quads`` (N, 4, 2) at ``point``; ``tolerance`` in picture pixels.

    Only selected quads offer their vertices: an unselected one is taken hold of as a whole, so a
    small box can be moved without bending it. Among bodies the smallest wins, which makes a box
    inside a box reachable.
    """
    if len(quads) == 0:
        return None
    return (
        _vertex_at(quads, selected, point, tolerance)
        or _edge_at(quads, point, tolerance * 0.5)
        or _body_at(quads, point)
    )


def _vertex_at(
    quads: np.ndarray, selected: Collection[int], point: tuple[float, float], tolerance: float
) -> Hit | None:
    rows = np.array(sorted(selected), dtype=int)
    if len(rows) == 0:
        return None
    distances = np.linalg.norm(quads[rows] - np.asarray(point), axis=2)
    # In a box of a few screen pixels the vertices must leave room for the body.
    sides = np.linalg.norm(quads[rows] - np.roll(quads[rows], 1, axis=1), axis=2).min(axis=1)
    reach = np.minimum(tolerance, np.maximum(sides / 3, tolerance / 4))
    distances = np.where(distances <= reach[:, None], distances, np.inf)
    best = int(distances.argmin())
    if not np.isfinite(distances.flat[best]):
        return None
    return Hit("vertex", int(rows[best // 4]), best % 4)


def _edge_at(quads: np.ndarray, point: tuple[float, float], tolerance: float) -> Hit | None:
    start, end = quads, np.roll(quads, -1, axis=1)
    along = end - start
    length = np.maximum((along**2).sum(axis=2), 1e-9)
    offset = np.asarray(point) - start
    part = np.clip((offset * along).sum(axis=2) / length, 0, 1)
    distances = np.linalg.norm(offset - part[..., None] * along, axis=2).min(axis=1)
    row = int(distances.argmin())
    return Hit("edge", row) if distances[row] <= tolerance else None


def _body_at(quads: np.ndarray, point: tuple[float, float]) -> Hit | None:
    inside = [
        row
        for row, quad in enumerate(quads)
        if cv2.pointPolygonTest(quad.astype(np.float32), (float(point[0]), float(point[1])), False) >= 0
    ]
    return Hit("body", min(inside, key=lambda row: area(quads[row]))) if inside else None
