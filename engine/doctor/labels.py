"""What is wrong with the labels of one picture: the only place that says what is wrong with a label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine import geometry
from engine.data.gt import Label
from engine.db.targets import MINIMUM_SIDE
from engine.doctor.finding import Finding, FindingKind
from engine.doctor.fixes import Clip, Remove, RemoveCopies, Uncross, are_copies

BEYOND = 1.0
"""Picture pixels that a quad may reach beyond the picture: people draw up to the edge."""

OVERLAP = 0.9
"""IoU from which two quads are taken for the same text."""


class QuadShapes(NamedTuple):
    """Quads (N, 4, 2) in picture pixels, and which of them (N,) cross themselves or have no area."""

    quads: NDArray[np.float64]
    crossed: NDArray[np.bool_]
    empty: NDArray[np.bool_]

    @classmethod
    def of(cls, labels: Sequence[Label]) -> QuadShapes:
        quads = np.array([label.points for label in labels], np.float64).reshape(-1, 4, 2)
        return cls(quads, *geometry.crossed_and_empty(quads))

    @property
    def simple(self) -> NDArray[np.bool_]:
        """Which of them mean a region (N,)."""
        return ~(self.crossed | self.empty)


def label_findings(
    labels: Sequence[Label], size: tuple[int, int] | None = None, shapes: QuadShapes | None = None
) -> Iterator[Finding]:
    """What is wrong with the ``labels`` of a picture of ``size`` (width, height), where that is known.

    Crossed, empty, outside, partly outside, there twice, on top of each other. The findings know their rows,
    but neither picture nor file.
    """
    shapes = QuadShapes.of(labels) if shapes is None else shapes
    yield from _shapeless(labels, shapes)
    if size is not None:
        yield from _beyond(labels, shapes, size)
    yield from _doubled(labels, shapes)


def tiny_findings(heights: NDArray[np.floating], rows: Sequence[int], long_side: int) -> Iterator[Finding]:
    """Labels whose text is too low to be learned: ``heights`` in pixels, in a picture of ``long_side``."""
    for index in np.flatnonzero(heights < MINIMUM_SIDE).tolist():
        height, least = f"{float(heights[index]):.1f}", f"{MINIMUM_SIDE:.0f}"
        yield Finding.of(FindingKind.TINY, row=rows[index], height=height, side=long_side, least=least)


def _shapeless(labels: Sequence[Label], shapes: QuadShapes) -> Iterator[Finding]:
    for row in np.flatnonzero(~shapes.simple).tolist():
        if shapes.empty[row]:
            yield Finding.of(FindingKind.EMPTY, row=row, fix=Remove(labels[row].points))
        else:
            yield Finding.of(FindingKind.CROSSED, row=row, fix=Uncross.of(labels[row]))


def _beyond(labels: Sequence[Label], shapes: QuadShapes, size: tuple[int, int]) -> Iterator[Finding]:
    low, high = shapes.quads.min(axis=1), shapes.quads.max(axis=1)
    outside = ((high <= 0) | (low >= size)).any(axis=1)
    reach = np.maximum(-low, high - size).max(axis=1)
    width, height = size
    for row in np.flatnonzero(shapes.simple & (outside | (reach > BEYOND))).tolist():
        if outside[row]:
            yield Finding.of(FindingKind.OUTSIDE, row=row, width=width, height=height)
        else:
            pixels, fix = round(float(reach[row])), Clip.of(labels[row], size)
            yield Finding.of(
                FindingKind.PARTLY_OUTSIDE, row=row, fix=fix, reach=pixels, width=width, height=height
            )


def _doubled(labels: Sequence[Label], shapes: QuadShapes) -> Iterator[Finding]:
    if len(labels) < 2:
        return
    rows = np.flatnonzero(shapes.simple)
    reported: set[int] = set()
    for first, second, share in zip(*geometry.overlapping_pairs(shapes.quads[rows], OVERLAP), strict=True):
        row, other = int(rows[second]), int(rows[first])
        if row in reported:
            continue
        reported.add(row)
        if are_copies(labels[other], labels[row]):
            fix = RemoveCopies(labels[row].points)
            yield Finding.of(FindingKind.DUPLICATE, row=row, fix=fix, other=other + 1)
        else:
            yield Finding.of(FindingKind.OVERLAP, row=row, other=other + 1, share=f"{float(share):.2f}")
