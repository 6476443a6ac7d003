"""Names for the results of many pictures in one folder, in constant time each."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

ENDING = "_result"


class ResultNames:
    """Gives ``<stem>_result``; pictures of a stem used before get a number: ``<stem>_2_result``.

    ``taken``: names already in the folder. Names that some file systems take for the same count as the same.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {_folded(name) for name in taken}
        self._last: defaultdict[str, int] = defaultdict(int)

    def next(self, picture: Path) -> str:
        """The name for the results of ``picture``, without a suffix."""
        stem = _folded(picture.stem)
        while True:
            self._last[stem] += 1
            number = self._last[stem]
            name = f"{picture.stem}{ENDING}" if number == 1 else f"{picture.stem}_{number}{ENDING}"
            if _folded(name) not in self._taken:
                self._taken.add(_folded(name))
                return name


def _folded(name: str) -> str:
    """As macOS and Windows see it: without upper case, whatever way accents are written."""
    return unicodedata.normalize("NFC", name).casefold()
