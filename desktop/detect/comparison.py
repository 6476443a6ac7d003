"""A second model that detects in the picture shown, with its own settings, to be compared with the first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.detect.model import DetectModel
from desktop.detect.work import Boxes, Control, DetectorKeeper, Look, find_boxes, make_map
from desktop.work.jobs import Job
from engine.data.pictures import read_picture
from engine.db.models import GENERAL


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """What the second model found in a picture."""

    picture: Path
    model: str
    boxes: Boxes


class Comparison(QObject):
    """State of the comparison. Its job is one of the page's: only when none runs, and Stop stops it.

    The second model looks at a picture once the first one has.
    """

    changed = Signal()

    def __init__(self, main: DetectModel) -> None:
        super().__init__(main)
        self.main = main
        self.enabled = False
        self.model = GENERAL
        self._keeper = DetectorKeeper(lambda: main.session.settings.values.device)
        self._found: dict[tuple[Path, bool], Boxes] = {}
        self._tried: set[tuple[Path, bool]] = set()
        main.current_changed.connect(self.update)
        main.result_changed.connect(self.update)
        main.running_changed.connect(self.update)
        main.pictures_changed.connect(self._forget_removed)

    def set_enabled(self, enabled: bool) -> None:
        """Begin or end comparing; the second model leaves memory at the end."""
        self.enabled = enabled
        self._tried.clear()
        if not enabled:
            self._keeper.forget()
        self.changed.emit()
        self.update()

    def choose(self, model: str) -> None:
        """Compare with ``model`` from now on, as its file is now."""
        self.model = model
        self._keeper.forget()
        self._found.clear()
        self._tried.clear()
        self.changed.emit()
        self.update()

    def current_boxes(self) -> Boxes | None:
        """What the second model found in the picture shown, if it has looked."""
        picture = self.main.current_picture()
        if picture is None or not self.enabled:
            return None
        return self._found.get((picture.path, self.main.tiled))

    def update(self) -> None:
        """Let the second model look at the picture shown, if that is to be done and nothing else is."""
        picture = self.main.current_picture()
        if not self.enabled or self.main.job is not None or picture is None or picture.boxes is None:
            return
        path, model, keeper, tiled = picture.path, self.model, self._keeper, self.main.tiled
        key = (path, tiled)
        if key in self._found or key in self._tried:
            return
        job = Job(self.tr("Compare models"), lambda control: compare(keeper, model, path, tiled, control))
        job.finished_ok.connect(self._on_found)
        job.failed.connect(self.main.failed)
        job.done.connect(lambda: self._note_tried(key, model))
        self.main.run(job)

    def _on_found(self, result: object) -> None:
        if isinstance(result, Compared) and result.model == self.model:
            self._found[result.picture, result.boxes.look.tiled] = result.boxes
            self.changed.emit()

    def _note_tried(self, key: tuple[Path, bool], model: str) -> None:
        """What failed or was stopped is not tried again by itself."""
        if model == self.model:
            self._tried.add(key)

    def _forget_removed(self) -> None:
        if not self.main.pictures:
            self._found.clear()
            self._tried.clear()


def compare(keeper: DetectorKeeper, model: str, path: Path, tiled: bool, control: Control) -> Compared | None:
    """Detect in one picture with the model's own settings; None when stopped before the network ran.

    Raises InputError when model or picture cannot be used.
    """
    detector = keeper.get(model)
    if control.should_stop():
        return None
    settings = detector.info.settings
    look = Look(settings.long_side, tiled)
    entry = make_map(detector, read_picture(path), look)
    return Compared(path, model, find_boxes(entry, settings))
