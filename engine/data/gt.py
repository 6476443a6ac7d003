"""gt files: the quads of one picture, ``x1,y1,x2,y2,x3,y3,x4,y4,transcription``, one a line.

The format of ICDAR2015 challenge 4. The transcription is everything after the eighth comma; ``###``
marks a region to ignore. Lines that cannot be read are kept word for word, in place, so that saving
from the window never loses what a person wrote.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine import files
from engine.errors import InputError, Message

IGNORE = "###"
LARGEST_COORDINATE = 1e7

Points = tuple[float, float, float, float, float, float, float, float]

_LINE_END = re.compile(r"\r\n|\r|\n")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_QUOTED = re.compile(r'\s*"((?:[^"]|"")*)"\s*')
_BLANKS = " \t\ufeff"  # tools that join files leave a BOM at the start of a line
_SHOWN = 40  # characters of a wrong field that a message repeats


@dataclass(frozen=True, slots=True)
class Label:
    """One quad in picture pixels and its transcription.

    ``points`` is x1,y1,…,x4,y4 in the person's order, kept to two decimals, as the file has them. Line
    ends in the transcription become blanks, because a gt line has none. ValueError for points that are
    not eight finite numbers under ``LARGEST_COORDINATE``.
    """

    points: Points
    transcription: str = ""

    def __post_init__(self) -> None:
        values = tuple(round(float(value), 2) + 0.0 for value in self.points)  # + 0.0 turns -0.0 into 0.0
        if len(values) != 8 or not all(abs(value) < LARGEST_COORDINATE for value in values):
            raise ValueError(f"a quad needs eight finite coordinates, not {self.points!r}")
        text = _LINE_END.sub(" ", self.transcription).encode("utf-8", "replace").decode("utf-8")
        object.__setattr__(self, "points", values)
        object.__setattr__(self, "transcription", text)

    @classmethod
    def from_quad(cls, quad: ArrayLike, transcription: str = "") -> Label:
        """A label of four points, ``quad`` (4, 2) x, y in picture pixels."""
        x1, y1, x2, y2, x3, y3, x4, y4 = np.asarray(quad, np.float64).reshape(8).tolist()
        return cls((x1, y1, x2, y2, x3, y3, x4, y4), transcription)

    @property
    def quad(self) -> NDArray[np.float32]:
        """The four points, (4, 2) float32."""
        return np.array(self.points, np.float32).reshape(4, 2)

    @property
    def ignore(self) -> bool:
        """Whether training and evaluation leave this region out."""
        return self.transcription == IGNORE

    def with_quad(self, quad: ArrayLike) -> Label:
        return Label.from_quad(quad, self.transcription)

    def with_transcription(self, transcription: str) -> Label:
        return replace(self, transcription=transcription)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no label: its number (from 1), its text word for word, and what is wrong with it."""

    number: int
    text: str
    error: InputError = field(compare=False)


Entry = Label | BadLine


@dataclass(frozen=True, slots=True)
class GtFile:
    """What a gt file holds, in the order of its lines; blank lines are left out.

    ``numbers`` are the line numbers (from 1) the entries were read from.
    """

    entries: tuple[Entry, ...] = ()
    numbers: tuple[int, ...] = field(default=(), compare=False)

    @property
    def labels(self) -> tuple[Label, ...]:
        """The readable lines."""
        return tuple(entry for entry in self.entries if isinstance(entry, Label))

    @property
    def bad_lines(self) -> tuple[BadLine, ...]:
        """The lines that are no labels."""
        return tuple(entry for entry in self.entries if isinstance(entry, BadLine))

    def numbered_labels(self) -> Iterator[tuple[int, Label]]:
        """Each label with the number of its line (from 1)."""
        numbers = self.numbers or range(1, len(self.entries) + 1)
        for number, entry in zip(numbers, self.entries, strict=True):
            if isinstance(entry, Label):
                yield number, entry


def parse_gt(text: str, path: Path | None = None) -> GtFile:
    """Read the text of a gt file; never raises. ``path`` goes into the errors of bad lines."""
    entries: list[Entry] = []
    numbers: list[int] = []
    for number, line in enumerate(_LINE_END.split(text.lstrip("\ufeff")), start=1):
        if not line.strip():
            continue
        numbers.append(number)
        try:
            entries.append(_parse_line(line))
        except InputError as error:
            error.path, error.line = path, number
            entries.append(BadLine(number, line, error))
    return GtFile(tuple(entries), tuple(numbers))


def _parse_line(line: str) -> Label:
    """The label of one line; InputError (without file and line) when it is none."""
    fields = line.split(",", 8)
    values = [
        _parse_number(text.strip(_BLANKS), position) for position, text in enumerate(fields[:8], start=1)
    ]
    if len(values) < 8:
        raise InputError(
            Message("A line needs eight numbers before its text, here are only {count}.", count=len(values)),
            remedy=Message("Write the line as x1,y1,x2,y2,x3,y3,x4,y4,text or delete it."),
        )
    x1, y1, x2, y2, x3, y3, x4, y4 = values
    return Label((x1, y1, x2, y2, x3, y3, x4, y4), _unquoted(fields[8]) if len(fields) == 9 else "")


def _parse_number(text: str, position: int) -> float:
    if not _NUMBER.fullmatch(text):
        raise InputError(
            Message(
                "A line needs eight numbers before its text, but field {position} is “{value}”.",
                position=position,
                value=text[:_SHOWN],
            ),
            remedy=Message("Write the line as x1,y1,x2,y2,x3,y3,x4,y4,text or delete it."),
        )
    value = float(text)
    if not math.isfinite(value) or abs(value) >= LARGEST_COORDINATE - 1:
        raise InputError(
            Message(
                "The coordinate {value} in field {position} is too large.",
                value=text[:_SHOWN],
                position=position,
            ),
            remedy=Message("Coordinates are pixels of the picture: correct the number."),
        )
    return value


def _unquoted(text: str) -> str:
    """Datumaro and CVAT put the whole field in quotes; quotes inside a text belong to it."""
    quoted = _QUOTED.fullmatch(text)
    return quoted[1].replace('""', '"') if quoted else text


def format_gt(entries: GtFile | Iterable[Entry]) -> str:
    """The text of a gt file: labels as lines, bad lines word for word, LF at every end."""
    listed = entries.entries if isinstance(entries, GtFile) else entries
    return "".join(_format_entry(entry) + "\n" for entry in listed)


def _format_entry(entry: Entry) -> str:
    if isinstance(entry, BadLine):
        return entry.text
    text = entry.transcription
    if _QUOTED.fullmatch(text):  # read back it would lose its quotes
        text = '"' + text.replace('"', '""') + '"'
    return ",".join([*map(_format_number, entry.points), text])


def _format_number(value: float) -> str:
    return str(int(value)) if value.is_integer() else f"{value:.2f}".rstrip("0")


def read_gt(path: Path) -> GtFile:
    """Read a gt file, bad lines kept; InputError when it is missing or not UTF-8."""
    return parse_gt(files.read_text(path), path)


def read_labels(path: Path) -> list[Label]:
    """All labels of a gt file; InputError with file and line when a line is no label."""
    gt = read_gt(path)
    for bad in gt.bad_lines:
        raise bad.error
    return list(gt.labels)


def write_gt(path: Path, entries: GtFile | Iterable[Entry]) -> None:
    """Write a gt file in one step (UTF-8, LF); StorageError leaves the old one as it was."""
    files.write_text(path, format_gt(entries))
