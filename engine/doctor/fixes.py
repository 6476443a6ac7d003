"""Fixes: what a single press puts right. Pure functions of the entries of a gt file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from engine.data.gt import Entry, Label, Points
from engine.errors import Message
from engine.geometry import clip_quad, reversed_quad, uncrossed_quad


class Fix(Protocol):
    """Called with the entries of a gt file, it returns them fixed.

    It finds its labels by their ``points``, whatever happened to the file since, and fixes all that have
    them; without one the entries come back as they are. ``title`` says what it does.
    """

    title: ClassVar[Message]

    @property
    def points(self) -> Points: ...

    def __call__(self, entries: Iterable[Entry]) -> list[Entry]: ...


@dataclass(frozen=True, slots=True)
class Replace:
    points: Points
    new: Points
    title: ClassVar[Message] = Message("Give the label another quad")

    @classmethod
    def by(cls, label: Label, quad: NDArray[np.floating]) -> Self:
        return cls(label.points, label.with_quad(quad).points)

    def __call__(self, entries: Iterable[Entry]) -> list[Entry]:
        return [
            entry.with_quad(self.new) if isinstance(entry, Label) and entry.points == self.points else entry
            for entry in entries
        ]


class Uncross(Replace):
    """Swap two vertices, so that no sides cross."""

    title: ClassVar[Message] = Message("Swap two vertices")

    @classmethod
    def of(cls, label: Label) -> Uncross | None:
        """None when no swap uncrosses the label."""
        quad = uncrossed_quad(_quad(label))
        return None if quad is None else cls.by(label, quad)


class Clip(Replace):
    """Cut off what reaches beyond the picture."""

    title: ClassVar[Message] = Message("Clip it to the picture")

    @classmethod
    def of(cls, label: Label, size: tuple[int, int]) -> Clip | None:
        """``size``: width and height. None when no region is left."""
        clipped = clip_quad(_quad(label), *size)
        return cls.by(label, clipped) if ((clipped >= 0) & (clipped <= size)).all() else None


class Reverse(Replace):
    """Let the points run the other way round from the same first point."""

    title: ClassVar[Message] = Message("Reverse the order of the points")

    @classmethod
    def of(cls, label: Label) -> Reverse:
        return cls.by(label, reversed_quad(_quad(label)))


def _quad(label: Label) -> NDArray[np.float64]:
    return np.array(label.points).reshape(4, 2)


@dataclass(frozen=True, slots=True)
class Remove:
    points: Points
    title: ClassVar[Message] = Message("Delete the label")

    def __call__(self, entries: Iterable[Entry]) -> list[Entry]:
        return [entry for entry in entries if not (isinstance(entry, Label) and entry.points == self.points)]


@dataclass(frozen=True, slots=True)
class RemoveCopies:
    """Of several labels at the same place keep the first, with the text that one of them has."""

    points: Points
    title: ClassVar[Message] = Message("Keep one of the two")

    def __call__(self, entries: Iterable[Entry]) -> list[Entry]:
        kept: list[Entry] = []
        first: int | None = None
        for entry in entries:
            if isinstance(entry, Label) and entry.points == self.points:
                held = None if first is None else kept[first]
                if first is None:
                    first = len(kept)
                elif isinstance(held, Label) and are_copies(held, entry):
                    kept[first] = held if held.transcription else entry
                    continue
            kept.append(entry)
        return kept


def are_copies(first: Label, second: Label) -> bool:
    """Whether nothing is lost when one of two labels goes: the same points and no two different texts."""
    texts = {first.transcription, second.transcription} - {""}
    return first.points == second.points and len(texts) < 2
