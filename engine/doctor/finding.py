"""Findings: what the doctor says of a dataset."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from engine.doctor.fixes import Mend
from engine.errors import InputError, Message


class Severity(Enum):
    """``ERROR``: training refuses. ``WARNING``: it works around it. ``NOTE``: perhaps right, have a look."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Kind(Enum):
    """What a finding is about, in the order in which kinds are told."""

    UNREADABLE_PICTURE = "unreadable_picture"
    UNREADABLE_LINE = "unreadable_line"
    NOTHING_TO_LEARN = "nothing_to_learn"
    UNLABELLED_UNREADABLE = "unlabelled_unreadable"
    CROSSED = "crossed"
    EMPTY = "empty"
    OUTSIDE = "outside"
    DUPLICATE = "duplicate"
    IN_BOTH = "in_both"
    SAME_CONTENT = "same_content"
    FEW = "few"
    PARTLY_OUTSIDE = "partly_outside"
    OVERLAP = "overlap"
    REVERSED = "reversed"
    TURNED = "turned"
    TINY = "tiny"
    NO_TEXT = "no_text"
    LARGE = "large"


TITLES: dict[Kind, Message] = {
    Kind.UNREADABLE_PICTURE: Message("Unreadable pictures"),
    Kind.UNREADABLE_LINE: Message("Unreadable lines"),
    Kind.NOTHING_TO_LEARN: Message("Nothing to learn from"),
    Kind.UNLABELLED_UNREADABLE: Message("Unreadable pictures without labels"),
    Kind.CROSSED: Message("Crossed quads"),
    Kind.EMPTY: Message("Quads without area"),
    Kind.OUTSIDE: Message("Quads outside the picture"),
    Kind.DUPLICATE: Message("Quads that are there twice"),
    Kind.IN_BOTH: Message("Pictures for training and for the test"),
    Kind.SAME_CONTENT: Message("The same picture for training and for the test"),
    Kind.FEW: Message("Few pictures"),
    Kind.PARTLY_OUTSIDE: Message("Quads that reach beyond the picture"),
    Kind.OVERLAP: Message("Quads on top of each other"),
    Kind.REVERSED: Message("Quads that run the other way round"),
    Kind.TURNED: Message("Quads that begin at another corner"),
    Kind.TINY: Message("Text too small to learn"),
    Kind.NO_TEXT: Message("Pictures without text"),
    Kind.LARGE: Message("Large pictures"),
}

_ERRORS = {Kind.UNREADABLE_PICTURE, Kind.UNREADABLE_LINE, Kind.NOTHING_TO_LEARN}
_WARNINGS = {
    Kind.UNLABELLED_UNREADABLE, Kind.CROSSED, Kind.EMPTY, Kind.OUTSIDE, Kind.DUPLICATE, Kind.IN_BOTH,
    Kind.SAME_CONTENT, Kind.FEW,
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One thing a person should know about the data.

    ``error`` tells what, in which file and line, and what to do. ``picture`` is the picture it is about, and
    ``row`` the label, counted from 0 among the readable ones of its gt file. ``mend`` puts it right where
    that is safe.
    """

    kind: Kind
    error: InputError
    picture: Path | None = None
    row: int | None = None
    mend: Mend | None = None

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        if self.kind in _ERRORS:
            return Severity.ERROR
        return Severity.WARNING if self.kind in _WARNINGS else Severity.NOTE

    @property
    def blocks(self) -> bool:
        """Whether training refuses this, instead of working around it."""
        return self.severity is Severity.ERROR

    @property
    def path(self) -> Path | None:
        """The file that it is in."""
        return self.error.path

    @property
    def line(self) -> int | None:
        """The line of that file, from 1."""
        return self.error.line

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return str(self.error.problem)

    @property
    def remedy(self) -> str:
        """What to do about it, in English."""
        return "" if self.error.remedy is None else str(self.error.remedy)

    def at(self, path: Path | None, line: int | None = None) -> Finding:
        """This finding, with its error in that file and line."""
        self.error.path, self.error.line = path, line
        return self

    def to_json(self) -> dict[str, Any]:
        """Plain values for the command line; ``label`` counts from 1."""
        error = self.error
        return {
            "kind": self.kind.value,
            "severity": self.severity.value,
            "file": None if error.path is None else str(error.path),
            "line": error.line,
            "picture": None if self.picture is None else str(self.picture),
            "label": None if self.row is None else self.row + 1,
            "message": self.message,
            "remedy": self.remedy,
            "mendable": self.mend is not None,
        }
