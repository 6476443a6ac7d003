"""What "find" means in a text, and what "replace" makes of it.

Qt's regular expressions and not Python's: they give up on an expression that would take for ever, and
while Python's searches nothing else runs, the window included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import QRegularExpression, QRegularExpressionMatch

from engine.errors import InputError, Message

_OPTION = QRegularExpression.PatternOption
_REFERENCE = re.compile(r"\\(\d{1,2}|\\)")
_SHOWN = 40  # characters of a text that a message repeats


@dataclass(frozen=True, slots=True)
class Query:
    """What to find and what to put there.

    ``whole``: only texts that are nothing else. ``regular``: ``find`` is a regular expression, and in ``put``
    ``\\1`` stands for what its first group found, ``\\0`` for all of it, ``\\\\`` for a backslash.
    """

    find: str = ""
    put: str = ""
    match_case: bool = False
    whole: bool = False
    regular: bool = False


class Replacer:
    """A :class:`Query` made ready. Raises InputError when its expression cannot be used."""

    def __init__(self, query: Query) -> None:
        pattern = query.find if query.regular else QRegularExpression.escape(query.find)
        options = _OPTION.UseUnicodePropertiesOption
        if not query.match_case:
            options |= _OPTION.CaseInsensitiveOption
        plain = QRegularExpression(pattern, options)
        if not plain.isValid():
            raise InputError(
                Message(
                    "The expression cannot be used: {reason}, at character {place}.",
                    reason=plain.errorString(),
                    place=plain.patternErrorOffset() + 1,
                ),
                remedy=Message("Correct it, or turn regular expressions off."),
            )
        whole = QRegularExpression.anchoredPattern(pattern)
        self._expression = QRegularExpression(whole, options) if query.whole else plain
        self._put = _parts(query.put) if query.regular else [query.put]
        groups = [part for part in self._put if isinstance(part, int)]
        if groups and max(groups) > plain.captureCount():
            raise InputError(
                Message("The expression has no group {number}.", number=max(groups)),
                remedy=Message("Put a part of it in brackets, or write \\\\ for a backslash."),
            )

    def __call__(self, text: str) -> str | None:
        """``text`` with every match replaced, None where there is none. InputError when it takes too long."""
        match = self._match(text, 0)
        if not match.hasMatch():
            return None
        units = text.encode("utf-16-le")  # Qt counts these, not characters
        made: list[str] = []
        at = 0
        while match.hasMatch():
            start, end = match.capturedStart(), match.capturedEnd()
            made.append(units[2 * at : 2 * start].decode("utf-16-le"))
            made += [part if isinstance(part, str) else match.captured(part) for part in self._put]
            at = end
            onward = end if end > start else _after_character(units, end)
            if 2 * onward > len(units):
                break
            match = self._match(text, onward)
        made.append(units[2 * at :].decode("utf-16-le"))
        return "".join(made)

    def _match(self, text: str, start: int) -> QRegularExpressionMatch:
        match = self._expression.match(text, start)
        if not match.isValid():
            raise InputError(
                Message("The expression takes too long on the text “{text}”.", text=text[:_SHOWN]),
                remedy=Message("Write it without repetitions inside repetitions."),
            )
        return match


def _after_character(units: bytes, at: int) -> int:
    """Where the character that begins at unit ``at`` ends; some take two units."""
    high = units[2 * at + 1] if 2 * at < len(units) else 0
    return at + (2 if 0xD8 <= high <= 0xDB else 1)


def _parts(put: str) -> list[str | int]:
    """Plain parts of a replacement and the numbers of the groups between them."""
    parts: list[str | int] = []
    at = 0
    for found in _REFERENCE.finditer(put):
        parts += [put[at : found.start()], "\\" if found[1] == "\\" else int(found[1])]
        at = found.end()
    return [*parts, put[at:]]
