"""Findings: what the doctor says of a dataset, and the words it uses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

from engine.doctor.fixes import Fix
from engine.errors import InputError, Message


class Severity(Enum):
    """``ERROR``: training refuses. ``WARNING``: it works around it. ``NOTE``: perhaps right, have a look."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class FindingKind(Enum):
    """What a finding is about, the worst kinds first."""

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

    @property
    def title(self) -> Message:
        return _WORDS[self].title

    @property
    def severity(self) -> Severity:
        return _WORDS[self].severity


class _Words(NamedTuple):
    """``problem`` and ``remedy`` are None where the error that was raised by reading a file says both."""

    severity: Severity
    title: Message
    problem: Message | None = None
    remedy: Message | None = None


_WORDS = {
    FindingKind.UNREADABLE_PICTURE: _Words(Severity.ERROR, Message("Unreadable pictures")),
    FindingKind.UNREADABLE_LINE: _Words(Severity.ERROR, Message("Unreadable lines")),
    FindingKind.NOTHING_TO_LEARN: _Words(Severity.ERROR, Message("Nothing to learn from")),
    FindingKind.UNLABELLED_UNREADABLE: _Words(
        Severity.WARNING, Message("Unreadable pictures without labels")
    ),
    FindingKind.CROSSED: _Words(
        Severity.WARNING, Message("Crossed quads"),
        Message("The sides of the quad cross each other. It is treated as ignored."),
        Message("Put its four points in order around the text."),
    ),
    FindingKind.EMPTY: _Words(
        Severity.WARNING, Message("Quads without area"),
        Message("The quad has no area. It is treated as ignored."),
        Message("Redraw it or delete it."),
    ),
    FindingKind.OUTSIDE: _Words(
        Severity.WARNING, Message("Quads outside the picture"),
        Message("The quad is outside the picture ({width} × {height} pixels)."),
        Message("Check that the gt file belongs to this picture."),
    ),
    FindingKind.DUPLICATE: _Words(
        Severity.WARNING, Message("Duplicate quads"),
        Message("The quad is a duplicate: label {other} has the same one."),
        Message("Delete one of the two."),
    ),
    FindingKind.IN_BOTH: _Words(
        Severity.WARNING, Message("Pictures in both training and test"),
        Message("{name} is used for both training and test."),
        Message("Remove it from one of the lists, or the test looks better than it is."),
    ),
    FindingKind.SAME_CONTENT: _Words(
        Severity.WARNING, Message("The same picture in training and test"),
        Message("This test picture is the same as the training picture {name}."),
        Message("Remove one of the two, or the test looks better than it is."),
    ),
    FindingKind.FEW: _Words(
        Severity.WARNING, Message("Few pictures"),
        Message("Labelled pictures: {count}, fewer than {advised}."),
        Message("It works, but more pictures make a steadier model."),
    ),
    FindingKind.PARTLY_OUTSIDE: _Words(
        Severity.NOTE, Message("Quads that reach beyond the picture"),
        Message("The quad reaches {reach} pixels beyond the picture ({width} × {height} pixels)."),
        Message("Clip it, or check that the gt file belongs to this picture."),
    ),
    FindingKind.OVERLAP: _Words(
        Severity.NOTE, Message("Quads on top of each other"),
        Message("The quad and that of label {other} cover the same text (IoU {share})."),
        Message("Delete one of the two, or draw each around its own text."),
    ),
    FindingKind.REVERSED: _Words(
        Severity.NOTE, Message("Quads that run the other way round"),
        Message("The points of this quad run in the opposite direction to most others ({most} of {total})."),
        Message("Reverse them, or its text is mirrored when it is cut out."),
    ),
    FindingKind.TURNED: _Words(
        Severity.NOTE, Message("Quads that begin at another corner"),
        Message("The first side of this quad does not run along its text to the right."),
        Message("If its text is upright, let it begin at the top left corner, as most others do."),
    ),
    FindingKind.TINY: _Words(
        Severity.NOTE, Message("Text too small to learn"),
        Message(
            "The text is {height} pixels high with the picture at {side}. Below {least} it is not learned."
        ),
        Message("Nothing has to be done. To detect such text, cut the picture into parts."),
    ),
    FindingKind.NO_TEXT: _Words(
        Severity.NOTE, Message("Pictures without text"),
        Message("The gt file has no labels: the picture counts as one without text."),
        Message("Nothing has to be done if there is none. Otherwise label it."),
    ),
    FindingKind.LARGE: _Words(
        Severity.NOTE, Message("Large pictures"),
        Message("The picture is large: {width} × {height}, more than {side} × {side} pixels."),
        Message("Train with crops of {size} pixels: they hold most texts whole."),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One thing a person should know about the data.

    ``error`` says what, in which file and line, and what to do. ``picture`` is the picture it is about, and
    ``row`` the label, counted from 0 among the readable ones of its gt file. ``fix`` puts it right where
    that is safe.
    """

    kind: FindingKind
    error: InputError
    picture: Path | None = None
    row: int | None = None
    fix: Fix | None = None

    @classmethod
    def of(
        cls,
        kind: FindingKind,
        picture: Path | None = None,
        row: int | None = None,
        fix: Fix | None = None,
        **parameters: object,
    ) -> Finding:
        """A finding in the words of its kind, which have places for ``parameters``."""
        words = _WORDS[kind]
        assert words.problem is not None
        assert words.remedy is not None
        problem, remedy = words.problem.filled(**parameters), words.remedy.filled(**parameters)
        return cls(kind, InputError(problem, remedy=remedy), picture, row, fix)

    @property
    def severity(self) -> Severity:
        return self.kind.severity

    @property
    def blocks(self) -> bool:
        """Whether training refuses this, instead of working around it."""
        return self.severity is Severity.ERROR

    @property
    def path(self) -> Path | None:
        return self.error.path

    @property
    def line(self) -> int | None:
        """From 1."""
        return self.error.line

    @property
    def message(self) -> str:
        """In English, as the remedy."""
        return str(self.error.problem)

    @property
    def remedy(self) -> str:
        return "" if self.error.remedy is None else str(self.error.remedy)

    def at(self, path: Path | None, line: int | None = None) -> Finding:
        """This finding, with its error in that file and line."""
        self.error.path, self.error.line = path, line
        return self

    def to_json(self) -> dict[str, Any]:
        """Plain values for the command line; ``label`` counts from 1."""
        return {
            "kind": self.kind.value,
            "severity": self.severity.value,
            "file": None if self.path is None else str(self.path),
            "line": self.line,
            "picture": None if self.picture is None else str(self.picture),
            "label": None if self.row is None else self.row + 1,
            "message": self.message,
            "remedy": self.remedy,
            "mendable": self.fix is not None,
        }
