"""Handles of the selection: four that move a side, one that rotates. Where they are and how they look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from desktop.label.canvas.marks import screen_pen
from desktop.ui.theme import PICTURE_LIGHT, QUAD_LINE, QUAD_SELECTED, QUAD_VERTEX
from engine.geometry import outward_normals, side_middles

_STEM = 28
"""Screen pixels from a side to the rotation handle."""
_ASIDE = 12
"""Screen pixels that the handle of a short side stands outside of it, so as not to hide its vertices."""
_ROOM = 4 * QUAD_VERTEX
"""Sides shorter than this on the screen have their handle outside."""
_SMALLEST = 3 * QUAD_VERTEX
"""A selection smaller than this on the screen has no handles: they would hide it."""


@dataclass(frozen=True, slots=True, eq=False)
class Handles:
    """In picture pixels: ``sides`` (4, 2), or none of them (0, 2), the one of side n, n + 1 being number n;
    ``rotation`` (2,), and ``stem`` (2,), where its line begins."""

    sides: np.ndarray
    rotation: np.ndarray
    stem: np.ndarray


def handles_of(quads: np.ndarray, pixel: float, view: QRectF) -> Handles | None:
    """The handles of selected ``quads`` (K, 4, 2); ``pixel`` is picture pixels a screen pixel.

    Only a single one has handles on its sides. The rotation handle stands above the side 1–2, or opposite
    where that is outside ``view``.
    """
    if len(quads) == 0 or np.ptp(quads.reshape(-1, 2), axis=0).max() < _SMALLEST * pixel:
        return None
    if len(quads) == 1:
        quad = quads[0]
        middles, normals = side_middles(quad), outward_normals(quad)
        lengths = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1)
        aside = np.where(lengths < _ROOM * pixel, _ASIDE * pixel, 0.0)
        sides = middles + normals * aside[:, None]
        return _rotating(sides, sides[0], sides[2], normals[0] * _STEM * pixel, view)
    (left, top), (right, bottom) = quads.min(axis=(0, 1)), quads.max(axis=(0, 1))
    above = np.array([(left + right) / 2, top])
    below = np.array([(left + right) / 2, bottom])
    return _rotating(np.zeros((0, 2)), above, below, np.array([0.0, -1.0]) * _STEM * pixel, view)


def _rotating(
    sides: np.ndarray, above: np.ndarray, below: np.ndarray, away: np.ndarray, view: QRectF
) -> Handles:
    if view.contains(QPointF(*(above + away).tolist())) or not view.contains(
        QPointF(*(below - away).tolist())
    ):
        return Handles(sides, above + away, above)
    return Handles(sides, below - away, below)


def paint_handles(painter: QPainter, handles: Handles, pixel: float) -> None:
    """Draw them in picture coordinates."""
    painter.setPen(screen_pen(QUAD_SELECTED, QUAD_LINE * 0.75, pixel))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    stem, rotation = QPointF(*handles.stem.tolist()), QPointF(*handles.rotation.tolist())
    painter.drawLine(stem, rotation)
    painter.setBrush(PICTURE_LIGHT)
    radius = 0.6 * QUAD_VERTEX * pixel
    painter.drawEllipse(rotation, radius, radius)
    half = 0.4 * QUAD_VERTEX * pixel
    diamond = QPolygonF([QPointF(0, -half), QPointF(half, 0), QPointF(0, half), QPointF(-half, 0)])
    for x, y in handles.sides.tolist():
        painter.drawPolygon(diamond.translated(x, y))
