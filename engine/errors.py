"""The errors that people read, and the messages they are made of.

A `Message` keeps its English template apart from its parameters, so that the window can show it in another
language: the translation tools collect the templates of all ``Message("…")`` calls, and ``desktop.ui.i18n``
looks them up. The command line shows ``str(message)``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """An English ``template`` with ``{name}`` places for ``parameters``."""

    template: str
    parameters: dict[str, object] = field(hash=False)

    def __init__(self, template: str, /, **parameters: object) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "parameters", parameters)

    def filled(self, **parameters: object) -> Message:
        """This message with parameters added or replaced."""
        return Message(self.template, **{**self.parameters, **parameters})

    def __str__(self) -> str:
        return self.template.format(**self.parameters)


class QuadTuneError(Exception):
    """What happened, what to do about it (``remedy``), and where: ``path`` and ``line``, counted from 1."""

    def __init__(
        self,
        problem: Message,
        *,
        remedy: Message | None = None,
        path: Path | None = None,
        line: int | None = None,
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.path = path
        self.line = line

    def where(self) -> str:
        """``file:line``, ``file`` or an empty string."""
        if self.path is None:
            return ""
        return str(self.path) if self.line is None else f"{self.path}:{self.line}"

    def __str__(self) -> str:
        where = self.where()
        parts = (f"{where}:" if where else None, self.problem, self.remedy)
        return " ".join(str(part) for part in parts if part is not None)

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross process borders (data loader workers), keyword arguments included."""
        return _rebuild, (type(self), self.problem, self.remedy, self.path, self.line)


def _rebuild(
    kind: type[QuadTuneError], problem: Message, remedy: Message | None, path: Path | None, line: int | None
) -> QuadTuneError:
    return kind(problem, remedy=remedy, path=path, line=line)


class InputError(QuadTuneError):
    """Input that cannot be used: a file, a folder, a parameter. Exit status 2 on the command line."""


class StorageError(QuadTuneError):
    """A file could not be written: full disk, read-only folder, no permission. Exit status 2."""
