"""Decoding pictures off the GUI thread, with the neighbours decoded ahead."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import Future
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage

from desktop.picture.picture_view import to_qimage
from desktop.settings.caches import caches
from desktop.work.background import WorkerPool
from engine.data.pictures import read_picture

Decoded = tuple[Path, QImage | Exception]


def _decode(path: Path, largest_side: int | None) -> Decoded:
    try:
        image = to_qimage(read_picture(path))
    except Exception as error:  # reported by ``failed``
        return path, error
    if largest_side is not None and max(image.width(), image.height()) > largest_side:
        image = image.scaled(
            QSize(largest_side, largest_side),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    return path, image


class PictureLoader(QObject):
    """Loads the requested picture: ``loaded`` or ``failed`` comes for that one only, ``decoded`` for every
    picture that was read.

    Pictures with a longer side than ``largest_side`` are scaled down to it.
    """

    loaded = Signal(object, QImage)
    failed = Signal(object, object)
    decoded = Signal(object, QImage)

    def __init__(self, parent: QObject | None = None, *, largest_side: int | None = None) -> None:
        super().__init__(parent)
        self._largest_side = largest_side
        self._wanted: Path | None = None
        self._ahead: list[Path] = []
        self._failed: set[Path] = set()
        self._cache: OrderedDict[Path, QImage] = OrderedDict()
        self._pending: dict[Path, Future[object]] = {}
        self._pool = WorkerPool(2, self)
        self._pool.ended.connect(self._on_ended)
        caches().add(self)

    def request(self, path: Path | None, ahead: Iterable[Path] = ()) -> None:
        """Load ``path`` (at once when it is kept), then as many of ``ahead``, the nearest first, as fit in
        memory beside it.
        """
        self._wanted = path
        self._ahead = list(ahead)
        self._failed.clear()
        for waiting in [p for p in self._pending if p != path and p not in self._ahead]:
            if self._pending[waiting].cancel():
                del self._pending[waiting]
        if path is not None:
            image = self._cache.get(path)
            if image is not None:
                self._cache.move_to_end(path)
                self.loaded.emit(path, image)
            else:
                self._start(path)
        self._start_ahead()

    def forget(self) -> None:
        """Drop everything, as when the project changes."""
        self.request(None)
        self._cache.clear()

    def held_bytes(self) -> int:
        return sum(kept.sizeInBytes() for kept in self._cache.values())

    def empty(self) -> None:
        """Keep none; the picture on show is its view's own."""
        self._cache.clear()

    def _start(self, path: Path) -> None:
        if path not in self._pending:
            self._pending[path] = self._pool.submit(partial(_decode, path, self._largest_side))

    def _start_ahead(self) -> None:
        """Decode what is next, as far as it fits; the very next one always, others once a size is known."""
        limit = caches().picture_bytes  # so that memory does not grow picture by picture
        size = next(reversed(self._cache.values())).sizeInBytes() if self._cache else limit
        room = limit - size
        for place, other in enumerate(self._ahead):
            kept = self._cache.get(other)
            room -= kept.sizeInBytes() if kept is not None else size
            if place > 0 and room < 0:
                return
            if kept is None and other not in self._failed:
                self._start(other)

    def _on_ended(self, future: Future[Decoded]) -> None:
        path, result = future.result()
        self._pending.pop(path, None)
        if isinstance(result, QImage):
            self._keep(path, result)
            self.decoded.emit(path, result)
            if path == self._wanted:
                self.loaded.emit(path, result)
        else:
            self._failed.add(path)
            if path == self._wanted:
                self.failed.emit(path, result)
        self._start_ahead()

    def _keep(self, path: Path, image: QImage) -> None:
        """Keep ``image``; what is not needed goes first, then what is needed last."""
        self._cache[path] = image
        total = sum(kept.sizeInBytes() for kept in self._cache.values())
        needed = {p: place for place, p in enumerate([self._wanted, *self._ahead])}
        for old in sorted(self._cache, key=lambda p: -needed.get(p, len(needed))):
            if total <= caches().picture_bytes or needed.get(old, len(needed)) <= 1:
                return
            total -= self._cache.pop(old).sizeInBytes()
