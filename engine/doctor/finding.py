"""Findings: what the doctor says of a dataset, and the words it uses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from engine.doctor.fixes import Fix
from engine.errors import InputError, Message


class Severity(Enum):
    """``ERROR``: training refuses. ``WARNING``: it works around it. ``NOTE``: perhaps right, have a look."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class FindingKind(Enum):
    """What a finding is about, the worst kinds first.

    ``title`` is what all findings of a kind have in common. ``problem`` and ``remedy`` are None where the
    error that was raised by reading a file says both.
    """

    _value_: str
    severity: Severity
    title: Message
    problem: Message | None
    remedy: Message | None

    def __new__(
        cls,
        value: str,
        severity: Severity,
        title: Message,
        problem: Message | None = None,
        remedy: Message | None = None,
    ) -> FindingKind:
        kind = object.__new__(cls)
        kind._value_, kind.severity, kind.title = value, severity, title
        kind.problem, kind.remedy = problem, remedy
        return kind

    # fmt: off
    UNREADABLE_PICTURE = ("unreadable_picture", Severity.ERROR, Message("Unreadable pictures"))
    UNREADABLE_LINE = ("unreadable_line", Severity.ERROR, Message("Unreadable lines"))
    NOTHING_TO_LEARN = ("nothing_to_learn", Severity.ERROR, Message("Nothing to learn from"))
    UNLABELLED_UNREADABLE = (
        "unlabelled_unreadable", Severity.WARNING, Message("Unreadable pictures without labels")
    )
    CROSSED = (
        "crossed", Severity.WARNING, Message("Crossed quads"),
        Message("The sides of the quad cross each other. It is treated as ignored."),
        Message("Put its four points in order around the text."),
    )
    EMPTY = (
        "empty", Severity.WARNING, Message("Quads without area"),
        Message("The quad has no area. It is treated as ignored."),
        Message("Redraw it or delete it."),
    )
    OUTSIDE = (
        "outside", Severity.WARNING, Message("Quads outside the picture"),
        Message("The quad is outside the picture ({width} × {height} pixels)."),
        Message("Check that the gt file belongs to this picture."),
    )
    DUPLICATE = (
        "duplicate", Severity.WARNING, Message("Duplicate quads"),
        Message("The quad is a duplicate: label {other} has the same one."),
        Message("Delete one of the two."),
    )
    IN_BOTH = (
        "in_both", Severity.WARNING, Message("Pictures in both training and test"),
        Message("{name} is used for both training and test."),
        Message("Remove it from one of the lists, or the test looks better than it is."),
    )
    SAME_CONTENT = (
        "same_content", Severity.WARNING, Message("The same picture in training and test"),
        Message("This test picture is the same as the training picture {name}."),
        Message("Remove one of the two, or the test looks better than it is."),
    )
    FEW = (
        "few", Severity.WARNING, Message("Few pictures"),
        Message("Labelled pictures: {count}, fewer than {advised}."),
        Message("It works, but more pictures make a steadier model."),
    )
    PARTLY_OUTSIDE = (
        "partly_outside", Severity.NOTE, Message("Quads that reach beyond the picture"),
        Message("The quad reaches {reach} pixels beyond the picture ({width} × {height} pixels)."),
        Message("Clip it, or check that the gt file belongs to this picture."),
    )
    OVERLAP = (
        "overlap", Severity.NOTE, Message("Quads on top of each other"),
        Message("The quad and that of label {other} cover the same text (IoU {share})."),
        Message("Delete one of the two, or draw each around its own text."),
    )
    REVERSED = (
        "reversed", Severity.NOTE, Message("Quads that run the other way round"),
        Message("The points of this quad run in the opposite direction to most others ({most} of {total})."),
        Message("Reverse them, or its text is mirrored when it is cut out."),
    )
    TURNED = (
        "turned", Severity.NOTE, Message("Quads that begin at another corner"),
        Message("The first side of this quad does not run along its text to the right."),
        Message("If its text is upright, let it begin at the top left corner, as most others do."),
    )
    TINY = (
        "tiny", Severity.NOTE, Message("Text too small to learn"),
        Message(
            "The text is {height} pixels high with the picture at {side}. Below {least} it is not learned."
        ),
        Message("Nothing has to be done. To detect such text, cut the picture into parts."),
    )
    NO_TEXT = (
        "no_text", Severity.NOTE, Message("Pictures without text"),
        Message("The gt file has no labels: the picture counts as one without text."),
        Message("Nothing has to be done if there is none. Otherwise label it."),
    )
    LARGE = (
        "large", Severity.NOTE, Message("Large pictures"),
        Message("The picture is large: {width} × {height}, more than {side} × {side} pixels."),
        Message("Train with crops of {size} pixels: they hold most texts whole."),
    )
    # fmt: on


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
        assert kind.problem is not None
        assert kind.remedy is not None
        problem, remedy = kind.problem.filled(**parameters), kind.remedy.filled(**parameters)
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
