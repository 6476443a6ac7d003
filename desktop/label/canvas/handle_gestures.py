"""Gestures that begin on a handle: moving a side, rotating the selection."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication, QLineF, QPointF
from PySide6.QtGui import QPainter

from desktop.label.canvas.gestures import Drag, GestureHost
from desktop.label.canvas.marks import paint_line, paint_text
from desktop.label.canvas.snapping import Keys, shift_of_side
from desktop.ui.theme import QUAD_SELECTED, UNIT
from engine.geometry import direction, outward_normals, rotated

STEP_DEGREES = 15
"""Shift lets the side 1–2 take multiples of this only."""


class MoveSide(Drag):
    """A side, from point ``side`` to the next one, follows the pointer along its normal."""

    def __init__(self, host: GestureHost, at: QPointF, row: int, side: int) -> None:
        super().__init__(host, at, [row])
        self._ends = [side, (side + 1) % 4]
        self._normal = outward_normals(self.before[0])[side]

    def dragged(self, pointer: np.ndarray, keys: Keys) -> np.ndarray:
        quads = self.before.copy()
        way = float((pointer - self.start) @ self._normal)
        quads[0, self._ends] += shift_of_side(self.host, quads[0, self._ends], self._normal, way, keys)
        return quads

    def what(self) -> str:
        return QCoreApplication.translate("commands", "resize label")


class RotateSelected(Drag):
    """Quads turn about their common middle, to whole pixels. They may leave the picture."""

    def __init__(self, host: GestureHost, at: QPointF, rows: Sequence[int]) -> None:
        super().__init__(host, at, rows)
        points = self.before.reshape(-1, 2)
        self._centre = (points.min(axis=0) + points.max(axis=0)) / 2
        self._pointer = self.start
        self._degrees = 0.0

    def dragged(self, pointer: np.ndarray, keys: Keys) -> np.ndarray:
        self._pointer = pointer
        first, second = self.before[0, :2]
        reading = direction(first, second)
        turned = direction(self._centre, pointer) - direction(self._centre, self.start)
        if keys & Keys.ShiftModifier:
            turned = round((reading + turned) / STEP_DEGREES) * STEP_DEGREES - reading
        self._degrees = (reading + turned + 180) % 360 - 180
        return np.rint(rotated(self.before, self._centre, turned)) if turned else self.before

    def what(self) -> str:
        return QCoreApplication.translate("commands", "rotate label")

    def paint(self, painter: QPainter) -> None:
        if not self.dragging:
            return
        centre, pointer = QPointF(*self._centre.tolist()), QPointF(*self._pointer.tolist())
        paint_line(painter, QLineF(centre, pointer), QUAD_SELECTED, self.host.pixel)
        beside = pointer + QPointF(4 * UNIT, -2 * UNIT) * self.host.pixel
        paint_text(painter, beside, f"{self._degrees:.0f}°")
