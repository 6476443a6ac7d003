"""What keys do to the selected labels; everything ends in one undo command."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from desktop.document.commands import InsertLabels, MoveQuads, RemoveLabels, SetIgnore
from desktop.document.picture_document import PictureDocument
from desktop.label.canvas.canvas import Canvas
from desktop.label.canvas.snapping import limits
from engine.data.gt import Label, format_gt, parse_gt
from engine.geometry import clip_quad, reversed_quad

DUPLICATE_SHIFT = 10
"""Picture pixels a duplicate lies right of and below its original."""


class LabelEdits:
    """Edits of the document on the canvas. They do nothing when there is none that can be changed."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._selection = canvas.selection

    def delete(self) -> None:
        """Delete the selected labels; while a quad is being drawn its last point."""
        if self._canvas.remove_last_point():
            return
        document, rows = self._document(), self._selection.rows()
        if document is not None and rows:
            self._canvas.cancel_gesture()
            self._selection.clear()
            document.undo_stack.push(RemoveLabels(document, rows))

    def toggle_ignore(self) -> None:
        """Ignore the selected labels; if all are ignored, stop ignoring them."""
        document, rows = self._document(), self._selection.rows()
        if document is not None and rows:
            ignore = not all(document.labels[row].ignore for row in rows)
            document.undo_stack.push(SetIgnore(document, rows, ignore))

    def select_all(self) -> None:
        self._selection.select(range(len(self._canvas.context.model.labels)))

    def copy(self) -> None:
        """Put the selected labels on the clipboard, as lines of a gt file."""
        if chosen := self._chosen():
            QGuiApplication.clipboard().setText(format_gt(chosen))

    def paste(self) -> None:
        """Add the labels on the clipboard in their places, shifted where such labels exist already."""
        document = self._document()
        if document is None:
            return
        labels = list(parse_gt(QGuiApplication.clipboard().text()).labels)
        there = {label.points for label in document.labels}
        shift = DUPLICATE_SHIFT if any(label.points in there for label in labels) else 0
        self._add(labels, shift)

    def duplicate(self) -> None:
        """Add a copy of the selected labels beside them."""
        self._add(self._chosen(), DUPLICATE_SHIFT)

    def rotate_start(self) -> None:
        """Make the second vertex of the selected quads the first."""
        self._change(
            lambda quad: np.roll(quad, -1, axis=0),
            QCoreApplication.translate("commands", "rotate start point"),
        )

    def reverse_order(self) -> None:
        """Reverse the vertices of the selected quads, keeping the first."""
        self._change(reversed_quad, QCoreApplication.translate("commands", "reverse order"))

    def clip(self) -> None:
        """Clip the selected quads to the picture."""
        width, height = limits(self._canvas)

        def clipped(quad: np.ndarray) -> np.ndarray:
            inside = (quad >= 0).all() and (quad <= (width, height)).all()
            return quad if inside else np.rint(clip_quad(quad, width, height))

        self._change(clipped, QCoreApplication.translate("commands", "clip to picture"))

    def _change(self, to: Callable[[np.ndarray], np.ndarray], what: str) -> None:
        """Replace the selected quads (4, 2), those that ``to`` changes."""
        document = self._document()
        if document is None:
            return
        self._canvas.cancel_gesture()
        labels = {row: document.labels[row] for row in self._selection.rows()}
        changed = {row: to(label.quad) for row, label in labels.items()}
        changed = {row: quad for row, quad in changed.items() if not np.array_equal(quad, labels[row].quad)}
        if changed:
            document.undo_stack.push(MoveQuads(document, changed, what))

    def _document(self) -> PictureDocument | None:
        """The document on show, if it can be changed."""
        return self._canvas.document if self._canvas.can_edit() else None

    def _chosen(self) -> list[Label]:
        return [self._canvas.context.model.labels[row] for row in self._selection.rows()]

    def _add(self, labels: list[Label], shift: int) -> None:
        document = self._document()
        if not labels or document is None:
            return
        first, size = len(document.labels), limits(self._canvas)
        added = [label.with_quad(_inside(label.quad + shift, size)) for label in labels]
        document.undo_stack.push(InsertLabels(document, added))
        self._selection.select(range(first, len(document.labels)))


def _inside(quad: np.ndarray, size: np.ndarray) -> np.ndarray:
    """``quad`` moved, and if need be cut, into a picture of ``size`` (width, height)."""
    quad = quad + np.minimum(size - quad.max(axis=0), 0)
    quad = quad + np.maximum(-quad.min(axis=0), 0)
    inside: np.ndarray = np.clip(quad, 0, size)
    return inside
