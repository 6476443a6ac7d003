"""Small pictures for lists: decoded in one thread, the newest request first; the last used are kept."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage, QPixmap

from desktop.picture.picture_view import to_qimage
from desktop.settings.caches import caches
from desktop.work.background import LatestTask
from engine.data.pictures import read_picture
from engine.db.scaling import resize

SIDE = 160
"""Pixels of the longer side."""
MOST_REQUESTS = 200
"""Older requests are dropped: after scrolling past ten thousand pictures only those in sight are read."""


@dataclass(frozen=True, slots=True, eq=False)
class Thumbnail:
    """A picture made small, and the ``size`` it really has; no pixmap where it could not be read."""

    pixmap: QPixmap | None
    size: QSize


class Thumbnails(QObject):
    """`get` returns what is kept and requests the rest; ``ready`` names the pictures that arrive."""

    ready = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: OrderedDict[Path, Thumbnail] = OrderedDict()
        self._requests: OrderedDict[Path, None] = OrderedDict()
        self._task = LatestTask(self)
        caches().add(self)
        self._task.done.connect(self._on_done)

    def get(self, path: Path) -> Thumbnail | None:
        """The thumbnail of ``path``, or None while it is still to come."""
        thumbnail = self._kept.get(path)
        if thumbnail is not None:
            self._kept.move_to_end(path)
            return thumbnail
        self._requests[path] = None
        self._requests.move_to_end(path)
        if len(self._requests) > MOST_REQUESTS:
            self._requests.popitem(last=False)
        self._next()
        return None

    def forget(self) -> None:
        """Drop all requests and thumbnails."""
        self._requests.clear()
        self._kept.clear()

    def held_bytes(self) -> int:
        """Memory of those that are kept, about."""
        sizes = (kept.pixmap.size() for kept in self._kept.values() if kept.pixmap is not None)
        return sum(size.width() * size.height() * 4 for size in sizes)

    def empty(self) -> None:
        """Keep none; those in sight are requested again when they are painted."""
        self._kept.clear()

    def kept(self) -> int:
        return len(self._kept)

    def _next(self) -> None:
        if self._requests and not self._task.busy():
            path, _ = self._requests.popitem()
            self._task.submit(lambda: (path, _decode(path)))

    def _on_done(self, result: tuple[Path, tuple[QImage | None, QSize]]) -> None:
        path, (image, size) = result
        self._kept[path] = Thumbnail(QPixmap.fromImage(image) if image is not None else None, size)
        while len(self._kept) > caches().thumbnails:
            self._kept.popitem(last=False)
        self._requests.pop(path, None)
        self._next()
        self.ready.emit(path)


def _decode(path: Path) -> tuple[QImage | None, QSize]:
    try:
        image = read_picture(path)
    except Exception:  # the error is reported where the picture is opened
        return None, QSize()
    height, width = image.shape[:2]
    scale = min(SIDE / max(width, height), 1.0)
    small = resize(image, max(round(width * scale), 1), max(round(height * scale), 1))
    return to_qimage(small), QSize(width, height)
