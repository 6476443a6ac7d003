"""Decoding pictures off the GUI thread, with the neighbours decoded ahead."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage

from desktop.picture_view import to_qimage
from engine.pictures import read_picture

CACHE_BYTES = 256 * 2**20
"""Decoded pictures kept, so that memory does not grow picture by picture."""


class _Relay(QObject):
    """Carries results to the GUI thread; alive as long as a worker may still use it."""

    finished = Signal(object, object)


def _decode(path: Path, largest_side: int | None, relay: _Relay) -> None:
    result: QImage | Exception
    try:
        result = to_qimage(read_picture(path))
        if largest_side is not None and max(result.width(), result.height()) > largest_side:
            result = result.scaled(
                QSize(largest_side, largest_side),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
    except Exception as error:  # told to the person by ``failed``
        result = error
    relay.finished.emit(path, result)


class PictureLoader(QObject):
    """Loads the picture that is wanted now; ``loaded`` and ``failed`` tell of that one only, ``decoded`` of
    every picture that is new at hand.

    ``largest_side`` scales larger pictures down to it, for those who only look at them.
    """

    loaded = Signal(object, QImage)
    failed = Signal(object, object)
    decoded = Signal(object, QImage)

    def __init__(self, parent: QObject | None = None, *, largest_side: int | None = None) -> None:
        super().__init__(parent)
        self._largest_side = largest_side
        self._wanted: Path | None = None
        self._cache: OrderedDict[Path, QImage] = OrderedDict()
        self._pending: dict[Path, Future[None]] = {}
        self._executor = ThreadPoolExecutor(max_workers=2, thread_name_prefix="pictures")
        self._relay = _Relay()
        self._relay.finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)

    def request(self, path: Path | None, ahead: Iterable[Path] = ()) -> None:
        """Load ``path`` (at once when it is at hand), then the pictures in ``ahead``."""
        self._wanted = path
        ahead = list(ahead)
        for waiting in [p for p in self._pending if p != path and p not in ahead]:
            if self._pending[waiting].cancel():
                del self._pending[waiting]
        if path is not None:
            image = self._cache.get(path)
            if image is not None:
                self._cache.move_to_end(path)
                self.loaded.emit(path, image)
            else:
                self._start(path)
        for other in ahead:
            if other not in self._cache:
                self._start(other)

    def forget(self) -> None:
        """Drop everything, as when the project changes."""
        self.request(None)
        self._cache.clear()

    def close(self) -> None:
        """End the threads; nothing can be loaded afterwards."""
        self._wanted = None
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _start(self, path: Path) -> None:
        if path not in self._pending:
            self._pending[path] = self._executor.submit(_decode, path, self._largest_side, self._relay)

    def _on_finished(self, path: Path, result: QImage | Exception) -> None:
        self._pending.pop(path, None)
        if isinstance(result, QImage):
            self._keep(path, result)
            self.decoded.emit(path, result)
            if path == self._wanted:
                self.loaded.emit(path, result)
        elif path == self._wanted:
            self.failed.emit(path, result)

    def _keep(self, path: Path, image: QImage) -> None:
        self._cache[path] = image
        total = sum(kept.sizeInBytes() for kept in self._cache.values())
        for old in list(self._cache):
            if total <= CACHE_BYTES or old in (path, self._wanted):
                continue
            total -= self._cache.pop(old).sizeInBytes()
