"""Reading the texts in the boxes of the picture shown, and whether texts are read at all."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.detect.jobs import OpenRecogniser
from desktop.detect.picture import Picture
from desktop.session import Session
from desktop.work.background import LatestTask
from desktop.work.delay import Delay
from engine.detect.pipeline import Found, Texts, read_texts, text_key
from engine.detect.recogniser import is_installed

REST_MS = 300
"""A slider passes many boxes while it moves; those it rests on are read."""
KEPT_TEXTS = 2000
"""Texts kept of a picture, so that going back with a slider reads nothing twice."""


class TextReader(QObject):
    """Reads the texts of the picture that ``shown`` gives while ``may_read`` allows it. Jobs read the others.

    ``changed``: there are new texts for the picture shown, or texts are read from now on or no longer.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        session: Session,
        shown: Callable[[], Picture | None],
        may_read: Callable[[Picture], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.available = is_installed()
        self._session = session
        self._shown = shown
        self._may_read = may_read
        self._stops = stops = [threading.Event()]  # of the reading under way
        self.destroyed.connect(lambda: stops[0].set())
        self.enabled = self.available and session.settings.remembered("detect", "read_texts", False) is True
        self._task = LatestTask(self)
        self._task.done.connect(self._on_read)
        self._task.failed.connect(self._on_failed)
        self._rest = Delay(self, REST_MS, self._read)

    def set_enabled(self, enabled: bool) -> None:
        """Read texts from now on, or no longer. The choice is remembered."""
        self.enabled = enabled and self.available
        self._session.settings.remember("detect", "read_texts", self.enabled)
        self.read_soon()
        self.changed.emit()

    def for_job(self) -> OpenRecogniser | None:
        """The recogniser for a job that starts now; None when texts are not read."""
        return self._session.recogniser.get if self.enabled else None

    def busy(self) -> bool:
        """Whether the boxes of the picture shown are being read."""
        return self._task.busy()

    def texts(self, picture: Picture | None) -> list[str]:
        """A text for each box of ``picture``, empty until it is read; nothing when texts are not read."""
        found = picture.found() if self.enabled and picture is not None else None
        return [] if found is None else found.text_of_each()

    def take(self, picture: Picture, texts: Texts) -> None:
        """Keep what was read in ``picture``."""
        picture.texts = {**picture.texts, **texts} if len(picture.texts) < KEPT_TEXTS else texts
        if picture is self._shown():
            self.changed.emit()

    def read_soon(self) -> None:
        """Read the picture shown after a rest; what is being read is given up."""
        self._stops[0].set()
        self._task.cancel()
        if self.enabled:
            self._rest.start()

    def _read(self) -> None:
        picture = self._shown()
        found = picture.found() if picture is not None and self._may_read(picture) else None
        if found is None or all(text_key(quad) in found.texts for quad in found.detection.quads):
            return
        recogniser, stop = self._session.recogniser.get, threading.Event()
        self._stops[0] = stop
        self._task.submit(lambda: read_texts(found, recogniser, stop.is_set))
        self.changed.emit()

    def _on_read(self, found: Found) -> None:
        picture = self._shown()
        if picture is not None and picture.path == found.picture:
            self.take(picture, found.texts)

    def _on_failed(self, error: Exception) -> None:
        self.enabled = False
        self.changed.emit()
        self.failed.emit(error)
