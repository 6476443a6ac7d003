"""What is wrong with the labels of one picture: the only place that says what is wrong with a label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine import geometry
from engine.data.gt import Label
from engine.db.targets import MINIMUM_SIDE
from engine.doctor.finding import Finding, Kind
from engine.doctor.fixes import Clip, Remove, RemoveCopies, Uncross, are_copies
from engine.errors import InputError, Message

BEYOND = 1.0
"""Picture pixels that a quad may reach beyond the picture: people draw up to the edge."""

OVERLAP = 0.9
"""IoU from which two quads are taken for the same text."""


class Regions(NamedTuple):
    """Quads (N, 4, 2) in picture pixels, and which of them (N,) cross themselves or have no area."""

    quads: NDArray[np.float64]
    crossed: NDArray[np.bool_]
    empty: NDArray[np.bool_]

    @classmethod
    def of(cls, labels: Sequence[Label]) -> Regions:
        quads = np.array([label.points for label in labels], np.float64).reshape(-1, 4, 2)
        return cls(quads, *geometry.crossed_and_empty(quads))

    @property
    def simple(self) -> NDArray[np.bool_]:
        """Which of them mean a region (N,)."""
        return ~(self.crossed | self.empty)


def label_findings(
    labels: Sequence[Label], size: tuple[int, int] | None = None, regions: Regions | None = None
) -> Iterator[Finding]:
    """What is wrong with the ``labels`` of a picture of ``size`` (width, height), where that is known.

    Crossed, empty, outside, partly outside, there twice, on top of each other. The findings know their rows,
    but neither picture nor file.
    """
    regions = Regions.of(labels) if regions is None else regions
    yield from _shapeless(labels, regions)
    if size is not None:
        yield from _beyond(labels, regions, size)
    yield from _doubled(labels, regions)


def tiny_findings(heights: NDArray[np.floating], rows: Sequence[int], long_side: int) -> Iterator[Finding]:
    """Labels whose text is too low to be learned: ``heights`` in pixels, in a picture of ``long_side``."""
    for index in np.flatnonzero(heights < MINIMUM_SIDE).tolist():
        yield Finding(Kind.TINY, _tiny(float(heights[index]), long_side), row=rows[index])


def _shapeless(labels: Sequence[Label], regions: Regions) -> Iterator[Finding]:
    for row in np.flatnonzero(~regions.simple).tolist():
        if regions.empty[row]:
            yield Finding(Kind.EMPTY, _empty_quad(), row=row, mend=Remove(labels[row].points))
        else:
            yield Finding(Kind.CROSSED, _crossed_quad(), row=row, mend=Uncross.of(labels[row]))


def _beyond(labels: Sequence[Label], regions: Regions, size: tuple[int, int]) -> Iterator[Finding]:
    low, high = regions.quads.min(axis=1), regions.quads.max(axis=1)
    outside = ((high <= 0) | (low >= size)).any(axis=1)
    reach = np.maximum(-low, high - size).max(axis=1)
    for row in np.flatnonzero(regions.simple & (outside | (reach > BEYOND))).tolist():
        if outside[row]:
            yield Finding(Kind.OUTSIDE, _outside(*size), row=row)
        else:
            error, mend = _partly_outside(float(reach[row]), *size), Clip.of(labels[row], size)
            yield Finding(Kind.PARTLY_OUTSIDE, error, row=row, mend=mend)


def _doubled(labels: Sequence[Label], regions: Regions) -> Iterator[Finding]:
    if len(labels) < 2:
        return
    rows = np.flatnonzero(regions.simple)
    told: set[int] = set()
    for first, second, share in zip(*geometry.overlapping_pairs(regions.quads[rows], OVERLAP), strict=True):
        row, other = int(rows[second]), int(rows[first])
        if row in told:
            continue
        told.add(row)
        if are_copies(labels[other], labels[row]):
            mend = RemoveCopies(labels[row].points)
            yield Finding(Kind.DUPLICATE, _duplicate(other), row=row, mend=mend)
        else:
            yield Finding(Kind.OVERLAP, _overlap(other, float(share)), row=row)


def _empty_quad() -> InputError:
    return InputError(
        Message("The quad has no area. It is treated as ignored."),
        remedy=Message("Draw it anew or delete it."),
    )


def _crossed_quad() -> InputError:
    return InputError(
        Message("The sides of the quad cross each other. It is treated as ignored."),
        remedy=Message("Put its four points in order around the text."),
    )


def _outside(width: int, height: int) -> InputError:
    return InputError(
        Message("The quad is outside the picture ({width} × {height} pixels).", width=width, height=height),
        remedy=Message("Check that the gt file belongs to this picture."),
    )


def _partly_outside(reach: float, width: int, height: int) -> InputError:
    return InputError(
        Message(
            "The quad reaches {reach} pixels beyond the picture ({width} × {height} pixels).",
            reach=round(reach),
            width=width,
            height=height,
        ),
        remedy=Message("Clip it, or check that the gt file belongs to this picture."),
    )


def _duplicate(other: int) -> InputError:
    return InputError(
        Message("The quad is there twice: it is that of label {other}, too.", other=other + 1),
        remedy=Message("Delete one of the two."),
    )


def _overlap(other: int, share: float) -> InputError:
    return InputError(
        Message(
            "The quad and that of label {other} cover the same text (IoU {share}).",
            other=other + 1,
            share=f"{share:.2f}",
        ),
        remedy=Message("Delete one of the two, or draw each around its own text."),
    )


def _tiny(height: float, long_side: int) -> InputError:
    return InputError(
        Message(
            "The text is {height} pixels high with the picture at {side}. Below {least} it is not learned.",
            height=f"{height:.1f}",
            side=long_side,
            least=f"{MINIMUM_SIDE:.0f}",
        ),
        remedy=Message("Nothing has to be done. To have such text found, cut the picture into parts."),
    )
