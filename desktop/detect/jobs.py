"""Jobs of the Detect page: they call the engine and report to the window."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from desktop.work.jobs import JobControl, Progress
from desktop.work.torch_libraries import load_torch
from engine.data.pictures import read_picture
from engine.db.models import DetectSettings, ModelInfo, is_onnx, resolve_model
from engine.detect.maps import Detection, InputScale
from engine.detect.pipeline import Failed, Found, Pending, detect_pictures, read_texts
from engine.detect.recogniser import Recogniser
from engine.detect.results import ResultNames, new_output_folder, save_detection
from engine.detect.tiles import tiled

if TYPE_CHECKING:
    from engine.detect.detector import Detector

OpenRecogniser = Callable[[], Recogniser]

KEPT_MAP = np.float16
"""11 bits of mantissa: far finer than the sliders' steps, in half the memory."""


@dataclass(frozen=True, slots=True)
class ModelLoaded:
    info: ModelInfo


@dataclass(frozen=True, slots=True)
class PictureStarted:
    picture: Path


@dataclass(frozen=True, slots=True)
class Saved:
    """Where the results of so many ``pictures`` are; ``failed``: how many could not be read."""

    folder: Path
    pictures: int
    failed: int


@dataclass(frozen=True, slots=True, eq=False)
class SaveRequest:
    """What to save, detected how, and where; with texts if there is a ``recogniser``."""

    settings: DetectSettings
    scale: InputScale
    formats: tuple[str, ...]
    outputs: Path
    recogniser: OpenRecogniser | None


class DetectorKeeper:
    """Keeps the detector of the last model in memory. It is loaded and used in job threads, one at a time.

    ``device`` gives the name of the device for the next model.
    """

    def __init__(self, device: Callable[[], str] = lambda: "auto") -> None:
        self._device = device
        self._detector: Detector | None = None
        self._key: tuple[Path, int, str] | None = None

    def get(self, model: str) -> Detector:
        """The detector of ``model``, loaded again only if its file or the device changed.

        Raises InputError when the model cannot be used.
        """
        from engine.detect.open import may_have_card, open_detector

        path, device = resolve_model(model), self._device()
        if is_onnx(path) and device != "cpu":
            device = "auto"  # of what onnxruntime has here: a card chosen in the settings is torch's
        key = (path, path.stat().st_mtime_ns, device)
        if self._detector is None or self._key != key:
            self._detector = None  # two at once might not fit on the graphics card
            if not is_onnx(path) and device != "cpu" and may_have_card():
                load_torch()
            self._detector = open_detector(model, device)
            self._key = key
        return self._detector

    def forget(self) -> None:
        """Drop the detector; a job under way keeps it until it ends."""
        self._detector = None
        self._key = None


def detect(
    keeper: DetectorKeeper,
    model: str,
    pending: Sequence[Pending],
    settings_and_scale: Callable[[], tuple[DetectSettings, InputScale]],
    recogniser: OpenRecogniser | None,
    control: JobControl,
) -> None:
    """Bring all ``pending`` up to date; emits `ModelLoaded`, then `PictureStarted` and its result for each.

    ``settings_and_scale`` is asked for each picture: sliders may be moved meanwhile. With a ``recogniser``
    the texts are read. Raises InputError when the model cannot be used.
    """
    control.emit(Progress(0, len(pending)))
    detector = keeper.get(model)
    control.emit(ModelLoaded(detector.info))
    started = time.monotonic()
    results = detect_pictures(
        lambda: detector,
        pending,
        settings_and_scale,
        control.should_stop,
        on_start=lambda picture: control.emit(PictureStarted(picture)),
        map_type=KEPT_MAP,
    )
    read = _text_reading(recogniser, control)
    for done, result in enumerate(results, start=1):
        control.emit(result.then(read).then(_without_image))
        left = (time.monotonic() - started) / done * (len(pending) - done)
        control.emit(Progress(done, len(pending), seconds_left=left))


def save(
    keeper: DetectorKeeper, model: str, pending: Sequence[Pending], request: SaveRequest, control: JobControl
) -> Saved:
    """Write the results of all ``pending`` into a new folder under ``request.outputs``.

    Those that are not up to date are detected first and emitted as `Found`; pictures that can no longer be
    read are emitted as `Failed`. Raises StorageError when the folder cannot be written, InputError when the
    model is needed and cannot be used.
    """
    detector = functools.cache(lambda: keeper.get(model))
    if any(each.detection is None and each.map is None for each in pending):
        detector()  # told before anything is written
    folder = new_output_folder(request.outputs)
    names = ResultNames()
    saved = failed = 0
    control.emit(Progress(0, len(pending)))
    results = detect_pictures(
        detector, pending, lambda: (request.settings, request.scale), control.should_stop, map_type=KEPT_MAP
    )
    read = _text_reading(request.recogniser, control)
    with closing(results):
        for known, result in zip(pending, results, strict=False):
            result = result.then(lambda found: replace(found, image=found.pixels())).then(read)
            if isinstance(result, Failed):
                failed += 1
                control.emit(result)
                continue
            if result.detection is not known.detection or result.texts.keys() - known.texts.keys():
                control.emit(_without_image(result))
            if control.should_stop():  # perhaps with half its texts: files of those would look whole
                break
            save_detection(folder, names.next(result.picture), result, request.formats)
            saved += 1
            control.emit(Progress(saved + failed, len(pending)))
    control.emit(Progress(len(pending), len(pending)))
    return Saved(folder, saved, failed)


def compare(
    keeper: DetectorKeeper, model: str, picture: Path, tile_scale: float | None, control: JobControl
) -> Detection | None:
    """Detect in one picture with the model's own settings; None when stopped before the network ran.

    Raises InputError when model or picture cannot be used.
    """
    detector = tiled(keeper.get(model), tile_scale)
    return None if control.should_stop() else detector.detect(read_picture(picture))


def _text_reading(recogniser: OpenRecogniser | None, control: JobControl) -> Callable[[Found], Found]:
    """The step that reads the texts of a picture; without a ``recogniser`` it does nothing."""
    if recogniser is None:
        return lambda found: found
    return functools.partial(read_texts, recogniser=recogniser, should_stop=control.should_stop)


def _without_image(found: Found) -> Found:
    return replace(found, image=None)
