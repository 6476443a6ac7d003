"""What lies under the pointer: a vertex, a handle, else an edge, else the inside of a quad."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from desktop.label.canvas.handles import Handles
from desktop.label.canvas.shown_quads import ShownQuads
from engine.geometry import area

_HANDLE_REACH = 0.6
"""Of the tolerance: handles stand close to what else can be hit."""


@dataclass(frozen=True, slots=True)
class Hit:
    """``row`` of the label; ``vertex`` from 0: the vertex that was hit, or where the hit side begins.

    A rotation handle belongs to all selected labels; its row is the first of them.
    """

    part: Literal["vertex", "side", "rotation", "edge", "body"]
    row: int
    vertex: int = -1


def hit_test(
    shown: ShownQuads,
    selected: Collection[int],
    point: tuple[float, float],
    tolerance: float,
    handles: Handles | None = None,
) -> Hit | None:
    """The part of ``shown`` at ``point``; ``tolerance`` in picture pixels.

    Only selected quads offer their vertices: an unselected one is taken hold of as a whole, so a
    small box can be moved without bending it. ``handles`` are those of the selection. Among bodies the
    smallest wins, which makes a box inside a box reachable.
    """
    at = np.asarray(point, dtype=np.float64)
    near = shown.meeting(at - tolerance, at + tolerance)
    chosen = np.intersect1d(near, np.fromiter(selected, int), assume_unique=True)
    return (
        _vertex_at(shown, chosen, at, tolerance)
        or _handle_at(handles, selected, at, tolerance)
        or _edge_at(shown, near, at, tolerance * 0.5)
        or _body_at(shown, near, at)
    )


def _vertex_at(shown: ShownQuads, rows: np.ndarray, at: np.ndarray, tolerance: float) -> Hit | None:
    if len(rows) == 0:
        return None
    distances = np.linalg.norm(shown.quads[rows] - at, axis=2)
    # In a box of a few screen pixels the vertices must leave room for the body.
    reach = np.minimum(tolerance, np.maximum(shown.shortest[rows] / 3, tolerance / 4))
    distances = np.where(distances <= reach[:, None], distances, np.inf)
    best = int(distances.argmin())
    if not np.isfinite(distances.flat[best]):
        return None
    return Hit("vertex", int(rows[best // 4]), best % 4)


def _handle_at(
    handles: Handles | None, selected: Collection[int], at: np.ndarray, tolerance: float
) -> Hit | None:
    if handles is None or not selected:
        return None
    row, tolerance = min(selected), tolerance * _HANDLE_REACH
    if np.linalg.norm(handles.rotation - at) <= tolerance:
        return Hit("rotation", row)
    distances = np.linalg.norm(handles.sides - at, axis=1)
    if len(distances) and distances.min() <= tolerance:
        return Hit("side", row, int(distances.argmin()))
    return None


def _edge_at(shown: ShownQuads, rows: np.ndarray, at: np.ndarray, tolerance: float) -> Hit | None:
    if len(rows) == 0:
        return None
    start = shown.quads[rows]
    along = np.roll(start, -1, axis=1) - start
    length = np.maximum((along**2).sum(axis=2), 1e-9)
    offset = at - start
    part = np.clip((offset * along).sum(axis=2) / length, 0, 1)
    distances = np.linalg.norm(offset - part[..., None] * along, axis=2).min(axis=1)
    best = int(distances.argmin())
    return Hit("edge", int(rows[best])) if distances[best] <= tolerance else None


def _body_at(shown: ShownQuads, rows: np.ndarray, at: np.ndarray) -> Hit | None:
    point = (float(at[0]), float(at[1]))
    inside = [
        row
        for row in rows.tolist()
        if cv2.pointPolygonTest(shown.quads[row].astype(np.float32), point, False) >= 0
    ]
    return Hit("body", min(inside, key=lambda row: area(shown.quads[row]))) if inside else None
