"""What the Detect page does off the GUI thread: maps, boxes, saving. No Qt, no state of the page.

The network runs once for a picture and a long side; its probability map is kept (in half precision,
11 bits of mantissa: far finer than the sliders' steps) and the other settings only look at the map.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from desktop.work.torch_libraries import load_torch
from engine.data.pictures import read_picture
from engine.db.models import DetectSettings, ModelInfo, is_onnx, resolve_model
from engine.db.postprocess import Regions, boxes_of_regions, find_regions
from engine.detect.tiles import TiledDetector
from engine.errors import QuadTuneError

if TYPE_CHECKING:
    from engine.detect.detector import Detector

Texts = dict[bytes, str]
"""What is written in boxes, by `key_of` their quads."""

MAPS_BYTES = 128 * 2**20
"""Memory for kept probability maps: about a hundred at a long side of 960."""


class Look(NamedTuple):
    """How the network sees a picture: scaled down to ``long_side``, or a large one in tiles of that size."""

    long_side: int
    tiled: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class MapEntry:
    """A probability map (h, w) float16 of a picture of ``width`` × ``height``, and the seconds it took."""

    probability: NDArray[np.float16]
    look: Look
    width: int
    height: int
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class Boxes:
    """Quads (N, 4, 2) in picture pixels and scores (N,), found with ``settings``."""

    quads: NDArray[np.float32]
    scores: NDArray[np.float32]
    settings: DetectSettings
    look: Look
    seconds: float


def key_of(quad: NDArray[np.float32]) -> bytes:
    """Tells boxes of a picture apart: of two at the same place the same is read."""
    return quad.tobytes()


def texts_of(boxes: Boxes, texts: Texts) -> list[str]:
    """A text for each box, empty where none is known."""
    return [texts.get(key_of(quad), "") for quad in boxes.quads]


@dataclass(frozen=True, slots=True)
class ModelLoaded:
    """The detector is in memory."""

    info: ModelInfo


@dataclass(frozen=True, slots=True)
class PictureStarted:
    picture: Path


@dataclass(frozen=True, slots=True, eq=False)
class PictureDone:
    """``entry`` is the map the boxes came from; ``texts`` are those that were read."""

    picture: Path
    boxes: Boxes
    entry: MapEntry
    texts: Texts


@dataclass(frozen=True, slots=True, eq=False)
class PictureFailed:
    """This picture cannot be used; the others go on."""

    picture: Path
    error: QuadTuneError


@dataclass(frozen=True, slots=True)
class Saved:
    """Where results went, and how many pictures they are of."""

    folder: Path
    pictures: int
    failed: int


class Control(Protocol):
    """The part of ``desktop.work.jobs.JobControl`` that work needs."""

    def emit(self, event: object) -> None: ...

    def should_stop(self) -> bool: ...


class Reader(Protocol):
    """Reads what is written in boxes: `desktop.detect.reading.BoxReader`."""

    def read(
        self,
        path: Path,
        image: NDArray[np.uint8] | None,
        boxes: Boxes,
        known: Texts,
        should_stop: Callable[[], bool],
    ) -> Texts: ...


class MapCache:
    """The probability maps last used, within :data:`MAPS_BYTES`. GUI thread only."""

    def __init__(self, limit: int = MAPS_BYTES) -> None:
        self.limit = limit
        self._entries: OrderedDict[Path, MapEntry] = OrderedDict()

    def put(self, picture: Path, entry: MapEntry) -> None:
        self._entries[picture] = entry
        self._entries.move_to_end(picture)
        while self.size() > self.limit and len(self._entries) > 1:
            self._entries.popitem(last=False)

    def get(self, picture: Path, look: Look) -> MapEntry | None:
        """The map of ``picture`` seen that way, if it is still there."""
        entry = self._entries.get(picture)
        if entry is None or entry.look != look:
            return None
        self._entries.move_to_end(picture)
        return entry

    def size(self) -> int:
        """Bytes in use."""
        return sum(entry.probability.nbytes for entry in self._entries.values())

    def clear(self) -> None:
        self._entries.clear()


class DetectorKeeper:
    """The detector of the last model used, on the ``device`` of then.

    Loading and use happen in job threads, one at a time.
    """

    def __init__(self, device: Callable[[], str] = lambda: "auto") -> None:
        self._device = device
        self._detector: Detector | None = None
        self._key: tuple[Path, int, str] | None = None

    def get(self, model: str) -> Detector:
        """The detector of ``model``: the one in memory if its file is still the same.

        Raises InputError when the model cannot be used.
        """
        from engine.detect.open import may_have_card, open_detector

        path = resolve_model(model)
        device = _device_for(path, self._device())
        key = (path, path.stat().st_mtime_ns, device)
        if self._detector is None or self._key != key:
            self._detector = None  # two at once might not fit on the graphics card
            if not is_onnx(path) and device != "cpu" and may_have_card():
                load_torch()
            self._detector = open_detector(model, device)
            self._key = key
        return self._detector

    def forget(self) -> None:
        """Let go of the detector; a job that uses it keeps it until it ends."""
        self._detector = None
        self._key = None


def _device_for(path: Path, device: str) -> str:
    """An ONNX file runs on what onnxruntime has here: a card that is chosen in the settings is torch's."""
    return "auto" if is_onnx(path) and device != "cpu" else device


def make_map(detector: Detector, image: NDArray[np.uint8], look: Look) -> MapEntry:
    """Run the network on a BGR picture (H, W, 3)."""
    start = time.perf_counter()
    looking = TiledDetector(detector) if look.tiled else detector
    probability = looking.probability_map(image, look.long_side)
    seconds = time.perf_counter() - start
    return MapEntry(probability.astype(np.float16), look, image.shape[1], image.shape[0], seconds)


def find_boxes(entry: MapEntry, settings: DetectSettings) -> Boxes:
    """Only the post-processing: milliseconds."""
    return RegionKeeper().find_boxes(entry, settings)


class RegionKeeper:
    """`find_boxes` again and again on one map: what stays the same is kept. To be used from one thread."""

    def __init__(self) -> None:
        self._entry: MapEntry | None = None
        self._map: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self._thresh = 0.0
        self._regions: Regions | None = None

    def find_boxes(self, entry: MapEntry, settings: DetectSettings) -> Boxes:
        """Some milliseconds for another ``thresh``, a fraction of one for everything else."""
        if self._entry is not entry:
            self._entry, self._map, self._regions = entry, entry.probability.astype(np.float32), None
        if self._regions is None or self._thresh != settings.thresh:
            self._regions, self._thresh = find_regions(self._map, settings.thresh), settings.thresh
        quads, scores = boxes_of_regions(self._regions, settings, entry.width, entry.height)
        return Boxes(quads, scores, settings, entry.look, entry.seconds)


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """A picture to bring up to date, its map if that is still good, and what was read in it before."""

    picture: Path
    entry: MapEntry | None
    texts: Texts


def detect_pictures(
    keeper: DetectorKeeper,
    model: str,
    tasks: Sequence[Task],
    wanted: Callable[[], tuple[DetectSettings, Look]],
    reader: Reader | None,
    control: Control,
) -> int:
    """Bring all ``tasks`` up to date; returns how many pictures were done before a stop.

    ``wanted`` is asked for each picture: sliders may be moved meanwhile. ``reader`` reads the texts if they
    are to be read. Raises InputError when the model cannot be used; a picture that cannot be used is told by
    :class:`PictureFailed`.
    """
    from desktop.work.jobs import Progress

    control.emit(Progress(0, len(tasks)))
    detector = keeper.get(model)
    control.emit(ModelLoaded(detector.info))
    started = time.monotonic()
    for done, task in enumerate(tasks):
        if control.should_stop():
            return done
        control.emit(PictureStarted(task.picture))
        try:
            control.emit(_detect(detector, task, wanted(), reader, control))
        except QuadTuneError as error:
            control.emit(PictureFailed(task.picture, error))
        left = (time.monotonic() - started) / (done + 1) * (len(tasks) - done - 1)
        control.emit(Progress(done + 1, len(tasks), seconds_left=left))
    return len(tasks)


def _detect(
    detector: Detector,
    task: Task,
    wanted: tuple[DetectSettings, Look],
    reader: Reader | None,
    control: Control,
) -> PictureDone:
    settings, look = wanted
    entry, image = task.entry, None
    if entry is None or entry.look != look:
        image = read_picture(task.picture)
        entry = make_map(detector, image, look)
    boxes = find_boxes(entry, settings)
    texts: Texts = {}
    if reader is not None:
        texts = reader.read(task.picture, image, boxes, task.texts, control.should_stop)
    return PictureDone(task.picture, boxes, entry, texts)
