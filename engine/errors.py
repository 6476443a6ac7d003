"""The one family of errors a person gets to read.

An error carries its English source text and its parameters apart, so the window can show it in
another language: texts are marked with ``QT_TRANSLATE_NOOP("engine", ...)``, which the translation
tools find by name, and ``desktop.ui.i18n`` looks them up. On the command line ``str(error)`` is shown.
"""

from __future__ import annotations

from pathlib import Path


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark ``text`` for translation in ``context`` and return it unchanged."""
    del context
    return text


class QuadTuneError(Exception):
    """What happened, where, and what to do about it.

    ``problem`` and ``remedy`` are English templates with ``{name}`` places for ``parameters``;
    ``path`` and ``line`` (from 1) say where, when there is a where.
    """

    def __init__(
        self,
        problem: str,
        *,
        remedy: str = "",
        path: Path | None = None,
        line: int | None = None,
        **parameters: object,
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.path = path
        self.line = line
        self.parameters = parameters

    def where(self) -> str:
        """``file:line``, ``file`` or an empty text."""
        if self.path is None:
            return ""
        return str(self.path) if self.line is None else f"{self.path}:{self.line}"

    def __str__(self) -> str:
        where = self.where()
        parts = [f"{where}:"] if where else []
        parts.append(self.problem.format(**self.parameters))
        if self.remedy:
            parts.append(self.remedy.format(**self.parameters))
        return " ".join(parts)

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross process borders (loader workers), keyword arguments included."""
        return _rebuild, (
            type(self), self.problem, self.remedy, self.path, self.line, self.parameters,
        )  # fmt: skip


def _rebuild(
    kind: type[QuadTuneError],
    problem: str,
    remedy: str,
    path: Path | None,
    line: int | None,
    parameters: dict[str, object],
) -> QuadTuneError:
    return kind(problem, remedy=remedy, path=path, line=line, **parameters)


class InputError(QuadTuneError):
    """Input that cannot be used: a file, a folder, a parameter. Exit status 2 on the command line."""


class StorageError(QuadTuneError):
    """A file could not be written: full disk, read-only folder, no permission. Exit status 2."""
