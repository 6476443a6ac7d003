"""What is written in the boxes, read off the GUI thread: by the jobs, and for the picture shown."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from desktop.detect.work import Boxes, Texts, key_of, texts_of
from desktop.work.background import LatestTask
from desktop.work.recognition import RecogniserKeeper
from engine.data.pictures import read_picture
from engine.detect.recogniser import is_installed

if TYPE_CHECKING:
    from desktop.detect.model import DetectModel, Picture

REST_MS = 300
"""A slider under way passes many boxes; those it rests on are read."""
KEPT_TEXTS = 2000
"""Texts kept of a picture, so that going back with a slider reads nothing twice."""


class BoxReader:
    """Reads what is written in boxes. For any thread."""

    def __init__(self, keeper: RecogniserKeeper) -> None:
        self._keeper = keeper

    def read(
        self,
        path: Path,
        image: NDArray[np.uint8] | None,
        boxes: Boxes,
        known: Texts,
        should_stop: Callable[[], bool],
    ) -> Texts:
        """The texts of all ``boxes``; those ``known`` are not read again. ``image`` is loaded if None.

        A stop leaves some out. Raises InputError when the picture or the recogniser cannot be used.
        """
        texts = {key: known[key] for quad in boxes.quads if (key := key_of(quad)) in known}
        missing = [quad for quad in boxes.quads if key_of(quad) not in texts]
        if missing and not should_stop():
            image = read_picture(path) if image is None else image
            found = self._keeper.get().read(image, np.array(missing), should_stop)
            texts |= {key_of(quad): text for quad, text in zip(missing, found, strict=False)}
        return texts


class TextReader(QObject):
    """Whether texts are read, and reading those of the picture shown while no job runs."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, model: DetectModel) -> None:
        super().__init__(model)
        self.available = is_installed()
        self._model = model
        self._reader = BoxReader(model.session.recogniser)
        self._stops = stops = [threading.Event()]  # of the reading under way
        self.destroyed.connect(lambda: stops[0].set())
        settings = model.session.settings
        self.enabled = self.available and settings.remembered("detect", "read_texts", False) is True
        self._task = LatestTask(self)
        self._task.done.connect(self._on_read)
        self._task.failed.connect(self._on_failed)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._read_current)
        for signal in (model.result_changed, model.current_changed, model.running_changed):
            signal.connect(self._wait)

    def set_enabled(self, enabled: bool) -> None:
        """Read texts from now on, or no longer; remembered."""
        self.enabled = enabled and self.available
        self._model.session.settings.remember("detect", "read_texts", self.enabled)
        self._wait()
        self.changed.emit()

    def for_job(self) -> BoxReader | None:
        """What a job that starts now reads with; None when texts are not wanted."""
        return self._reader if self.enabled else None

    def busy(self) -> bool:
        """Whether the boxes of the picture shown are being read."""
        return self._task.busy()

    def texts(self, picture: Picture | None) -> list[str]:
        """A text for each box of ``picture``, empty as long as it was not read; none at all if not wanted."""
        if not self.enabled or picture is None or picture.boxes is None:
            return []
        return texts_of(picture.boxes, picture.texts)

    def take(self, picture: Picture, texts: Texts) -> None:
        """Keep what was read in ``picture``."""
        picture.texts = {**picture.texts, **texts} if len(picture.texts) < KEPT_TEXTS else texts
        if picture is self._model.current_picture():
            self.changed.emit()

    def _wait(self) -> None:
        self._stops[0].set()
        self._task.cancel()
        if self.enabled:
            self._rest.start()

    def _read_current(self) -> None:
        picture, model = self._model.current_picture(), self._model
        if picture is None or picture.boxes is None or model.job is not None or not model.is_current(picture):
            return
        path, boxes, known, stop = picture.path, picture.boxes, picture.texts, threading.Event()
        if all(key_of(quad) in known for quad in boxes.quads):
            return
        self._stops[0] = stop
        reader = self._reader
        self._task.submit(lambda: (path, reader.read(path, None, boxes, known, stop.is_set)))
        self.changed.emit()

    def _on_read(self, result: tuple[Path, Texts]) -> None:
        path, texts = result
        picture = self._model.current_picture()
        if picture is not None and picture.path == path:
            self.take(picture, texts)

    def _on_failed(self, error: Exception) -> None:
        self.enabled = False
        self.changed.emit()
        self.failed.emit(error)
