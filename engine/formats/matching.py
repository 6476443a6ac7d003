"""Which picture of a data set a name in a foreign label file means."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path, PurePosixPath

from engine.data.pictures import PICTURE_SUFFIXES
from engine.errors import InputError, Message

_WORD = re.compile(r"[^\W_]+")


class PictureFinder:
    """Finds pictures by file name, whatever folder the name was written in.

    Where several pictures share a name, folders decide: those that end alike, then those that have words in
    common, such as ``train`` in ``train_gts`` and ``train_images``.
    """

    def __init__(self, root: Path, pictures: Sequence[Path]) -> None:
        self._by_name: dict[str, list[Path]] = defaultdict(list)
        self._by_stem: dict[str, list[Path]] = defaultdict(list)
        self._folders: dict[Path, tuple[str, ...]] = {}
        for picture in pictures:
            parts = tuple(_plain(part) for part in picture.relative_to(root.parent).parts)
            self._folders[picture] = parts[:-1]
            self._by_name[parts[-1]].append(picture)
            self._by_stem[_plain(picture.stem)].append(picture)

    def find(self, names: Sequence[str]) -> Path:
        """The picture one of ``names`` means, the first that means any; InputError for none and for several.

        A name has "/" between its folders. One without the suffix of a picture is compared with the
        names of pictures without theirs.
        """
        for name in names:
            parts = tuple(_plain(part) for part in name.replace("\\", "/").split("/"))
            has_suffix = PurePosixPath(parts[-1]).suffix in PICTURE_SUFFIXES
            found = (self._by_name if has_suffix else self._by_stem).get(parts[-1], [])
            if found:
                return self._nearest(found, parts[:-1], name)
        raise InputError(
            Message("This data set has no picture {name}.", name=names[0].rsplit("/", 1)[-1]),
            remedy=Message("Copy the picture into the data set and import again."),
        )

    def _nearest(self, found: list[Path], folders: tuple[str, ...], name: str) -> Path:
        scores = [_likeness(self._folders[picture], folders) for picture in found]
        best = max(scores)
        if scores.count(best) == 1:
            return found[scores.index(best)]
        raise InputError(
            Message("Several pictures of this data set could be {name}.", name=name),
            remedy=Message("Rename all but one of them, or import the labels of each folder by itself."),
        )


def _plain(text: str) -> str:
    """Some systems decompose the characters of names, some change the case."""
    return unicodedata.normalize("NFC", text).casefold()


def _likeness(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[int, int]:
    """How many folders are the same, counted from the end, and how many words the folders share."""
    pairs = zip(reversed(first), reversed(second), strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return same, len(_words(first) & _words(second))


def _words(folders: tuple[str, ...]) -> set[str]:
    return {word for folder in folders for word in _WORD.findall(folder)}
