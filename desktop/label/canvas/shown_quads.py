"""The quads on the canvas as arrays, for painting and for hit tests."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtGui import QPolygonF

from desktop.picture.box_layer import polygon_of
from engine.data.gt import Label
from engine.geometry import is_clockwise, is_crossed

_ARRAYS = ("quads", "low", "high", "shortest", "crossed", "ignored")


class ShownQuads:
    """One row a label, in step with the document or, during a drag, ahead of it.

    ``quads`` (N, 4, 2); ``low`` and ``high`` (N, 2) are their bounds, ``shortest`` (N,) their shortest
    sides, all in picture pixels; ``crossed`` and ``ignored`` (N,) are flags; ``texts`` are the
    transcriptions. The polygons run clockwise, so that overlapping ones in one path fill each other.
    """

    def __init__(self, labels: Iterable[Label] = ()) -> None:
        labels = list(labels)
        count = len(labels)
        self.polygons, self.texts = [QPolygonF()] * count, [""] * count
        self.quads = np.zeros((count, 4, 2))
        self.low, self.high = np.zeros((count, 2)), np.zeros((count, 2))
        self.shortest = np.zeros(count)
        self.crossed, self.ignored = np.zeros(count, bool), np.zeros(count, bool)
        for row, label in enumerate(labels):
            self.set_label(row, label)

    def __len__(self) -> int:
        return len(self.quads)

    def insert(self, row: int, label: Label) -> None:
        for name in _ARRAYS:
            kept = getattr(self, name)
            setattr(self, name, np.insert(kept, row, np.zeros(kept.shape[1:], kept.dtype), axis=0))
        self.polygons.insert(row, QPolygonF())
        self.texts.insert(row, "")
        self.set_label(row, label)

    def remove(self, row: int) -> None:
        for name in _ARRAYS:
            setattr(self, name, np.delete(getattr(self, name), row, axis=0))
        del self.polygons[row], self.texts[row]

    def set_label(self, row: int, label: Label) -> None:
        self.set_text(row, label)
        self.set_quad(row, label.quad)

    def set_text(self, row: int, label: Label) -> None:
        """Take text and ignore mark, but not the quad, of label ``row`` from ``label``."""
        self.ignored[row], self.texts[row] = label.ignore, label.transcription

    def set_quad(self, row: int, quad: np.ndarray) -> None:
        """Show label ``row`` at ``quad`` (4, 2)."""
        quad = np.asarray(quad, dtype=np.float64)
        self.quads[row] = quad
        self.low[row], self.high[row] = quad.min(axis=0), quad.max(axis=0)
        self.shortest[row] = np.linalg.norm(quad - np.roll(quad, 1, axis=0), axis=1).min()
        self.crossed[row] = is_crossed(quad)
        self.polygons[row] = polygon_of(quad if is_clockwise(quad) else quad[::-1])

    def meeting(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Rows whose bounds meet the box from ``low`` to ``high`` (2,), ascending."""
        return np.flatnonzero(((self.high >= low) & (self.low <= high)).all(axis=1))
