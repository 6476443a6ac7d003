"""A second model that detects in the picture shown with its own settings, for comparison with the first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.detect import jobs
from desktop.detect.model import DetectModel
from engine.db.models import GENERAL
from engine.detect.maps import Detection


class Comparison(QObject):
    """State of the comparison. It runs in the page's one job, so Stop stops it, too.

    The second model detects in a picture once the first has.
    """

    changed = Signal()

    def __init__(self, main: DetectModel) -> None:
        super().__init__(main)
        self.main = main
        self.enabled = False
        self.model = GENERAL
        self._keeper = jobs.DetectorKeeper(lambda: main.session.settings.values.device)
        self._found: dict[tuple[Path, bool], Detection | None] = {}  # None of what failed or was stopped
        for signal in (main.current_changed, main.result_changed, main.work.changed):
            signal.connect(self.update)
        main.pictures_changed.connect(self._forget_removed)

    def set_enabled(self, enabled: bool) -> None:
        """Begin or end comparing. At the end the second model leaves memory."""
        self.enabled = enabled
        self._found = {key: found for key, found in self._found.items() if found is not None}
        if not enabled:
            self._keeper.forget()
        self.changed.emit()
        self.update()

    def choose(self, model: str) -> None:
        """Compare with ``model``, as its file is now."""
        self.model = model
        self._keeper.forget()
        self._found.clear()
        self.changed.emit()
        self.update()

    def current_detection(self) -> Detection | None:
        """What the second model found in the picture shown; None as long as that is unknown."""
        picture = self.main.current_picture()
        if picture is None or not self.enabled:
            return None
        return self._found.get((picture.path, self.main.tiled))

    def update(self) -> None:
        """Let the second model detect in the picture shown, unless it has or a job is under way."""
        main, picture = self.main, self.main.current_picture()
        if not self.enabled or main.work.busy or picture is None or picture.detection is None:
            return
        path, key = picture.path, (picture.path, main.tiled)
        if key in self._found:
            return
        self._found[key] = None
        model, keeper, tile_scale = self.model, self._keeper, main.scale.tile_scale
        job = main.start(
            self.tr("Compare models"),
            lambda control: jobs.compare(keeper, model, path, tile_scale, control),
        )
        job.finished_ok.connect(lambda detection: self._take(key, model, detection))

    def _take(self, key: tuple[Path, bool], model: str, detection: Detection | None) -> None:
        if model == self.model:
            self._found[key] = detection
            self.changed.emit()

    def _forget_removed(self) -> None:
        if not self.main.pictures:
            self._found.clear()
