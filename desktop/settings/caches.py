"""How much memory decoded pictures may take, and emptying all that holds them. Nothing is on disk."""

from __future__ import annotations

from functools import cache
from typing import Protocol
from weakref import WeakSet

PICTURE_BYTES = 256 * 2**20
THUMBNAILS = 400


class Holder(Protocol):
    def held_bytes(self) -> int: ...

    def empty(self) -> None: ...


class Caches:
    """``picture_bytes`` for the decoded pictures of one page, ``thumbnails`` small ones of one list."""

    def __init__(self) -> None:
        self.picture_bytes = PICTURE_BYTES
        self.thumbnails = THUMBNAILS
        self._holders: WeakSet[Holder] = WeakSet()

    def use(self, picture_mb: int, thumbnails: int) -> None:
        """Take the limits from the settings; what is held beyond them goes as other pictures come."""
        self.picture_bytes = picture_mb * 2**20
        self.thumbnails = thumbnails

    def add(self, holder: Holder) -> None:
        """Count and empty ``holder`` with the others, for as long as it exists."""
        self._holders.add(holder)

    def held_bytes(self) -> int:
        return sum(holder.held_bytes() for holder in list(self._holders))

    def empty(self) -> None:
        """Drop every picture that is not shown; it is decoded again when needed."""
        for holder in list(self._holders):
            holder.empty()


@cache
def caches() -> Caches:
    return Caches()
