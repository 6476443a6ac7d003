"""What keys do to the selected labels; everything ends in one undo command."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QGuiApplication

from desktop.label.canvas import Canvas
from desktop.label.commands import InsertLabels, RemoveLabels, SetIgnore
from desktop.label.selection import Selection
from engine.gt import Label, format_gt, parse_gt

DUPLICATE_SHIFT = 10
"""Picture pixels a duplicate lies right of and below its original."""


class LabelEdits:
    """Edits of the document that the canvas shows. They do nothing while there is none to change."""

    def __init__(self, canvas: Canvas, selection: Selection) -> None:
        self._canvas = canvas
        self._selection = selection

    def delete(self) -> None:
        """Delete the selected labels; while a quad is being drawn its last point."""
        if self._canvas.remove_last_point():
            return
        document, rows = self._canvas.document, self._selection.rows()
        if document is not None and rows and self._canvas.can_edit():
            self._canvas.cancel_gesture()
            self._selection.clear()
            document.undo_stack.push(RemoveLabels(document, rows))

    def toggle_ignore(self) -> None:
        """Ignore the selected labels; when all are ignored already, no longer."""
        document, rows = self._canvas.document, self._selection.rows()
        if document is not None and rows and self._canvas.can_edit():
            ignore = not all(document.labels[row].ignore for row in rows)
            document.undo_stack.push(SetIgnore(document, rows, ignore))

    def select_all(self) -> None:
        """Select every label."""
        document = self._canvas.document
        if document is not None:
            self._selection.select(range(len(document.labels)))

    def copy(self) -> None:
        """Put the selected labels on the clipboard, as lines of a gt file."""
        chosen = self._chosen()
        if chosen:
            QGuiApplication.clipboard().setText(format_gt(chosen))

    def paste(self) -> None:
        """Add the labels on the clipboard at their places, beside labels that are there already."""
        document = self._canvas.document
        if document is None or not self._canvas.can_edit():
            return
        labels = list(parse_gt(QGuiApplication.clipboard().text()).labels)
        there = {label.points for label in document.labels}
        shift = DUPLICATE_SHIFT if any(label.points in there for label in labels) else 0
        self._add(labels, shift)

    def duplicate(self) -> None:
        """Add a copy of the selected labels beside them."""
        if self._canvas.can_edit():
            self._add(self._chosen(), DUPLICATE_SHIFT)

    def _chosen(self) -> list[Label]:
        document = self._canvas.document
        return [document.labels[row] for row in self._selection.rows()] if document is not None else []

    def _add(self, labels: list[Label], shift: int) -> None:
        document = self._canvas.document
        if not labels or document is None:
            return
        limits = np.array([self._canvas.picture_rect.width(), self._canvas.picture_rect.height()])
        first = len(document.labels)
        added = [label.with_quad(_inside(label.quad + shift, limits)) for label in labels]
        document.undo_stack.push(InsertLabels(document, added))
        self._selection.select(range(first, len(document.labels)))


def _inside(quad: np.ndarray, limits: np.ndarray) -> np.ndarray:
    """``quad`` moved, and if need be cut, into a picture of ``limits`` (width, height)."""
    quad = quad + np.minimum(limits - quad.max(axis=0), 0)
    quad = quad + np.maximum(-quad.min(axis=0), 0)
    return np.clip(quad, 0, limits)
