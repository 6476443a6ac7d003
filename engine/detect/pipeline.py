"""From pictures to boxes and texts. The window and the command line share this pipeline.

It takes any number of pictures, keeps their order, and holds no more than a few of them in memory. Results of
earlier runs that are still valid are not computed again.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.data.pictures import read_picture
from engine.db.models import DetectSettings
from engine.detect.detector import Detector
from engine.detect.maps import DetectedMap, Detection, InputScale
from engine.detect.recogniser import Recogniser
from engine.detect.tiles import tiled
from engine.errors import InputError

AHEAD = 4
"""Pictures decoded before the network asks for them, and pictures detected but not written yet."""

Texts = dict[bytes, str]
"""The texts in boxes, by the `text_key` of their quads."""

A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """A picture to detect in, and what is known about it: its last map, an up-to-date detection, texts."""

    picture: Path
    map: DetectedMap | None = None
    detection: Detection | None = None
    texts: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What was found in a picture.

    ``texts``: of these boxes, as far as they are known, and perhaps of others. ``map``: None if the detection
    was known without it. ``image`` (h, w, 3), BGR: None unless it had to be decoded.
    """

    picture: Path
    detection: Detection
    texts: Texts = field(default_factory=dict)
    map: DetectedMap | None = None
    image: NDArray[np.uint8] | None = None

    def pixels(self) -> NDArray[np.uint8]:
        """The image, decoded if need be. Raises `InputError`."""
        return read_picture(self.picture) if self.image is None else self.image

    def then(self, step: Callable[[Found], Found]) -> Found | Failed:
        """The result of ``step``, or the failure when it raises `InputError`."""
        try:
            return step(self)
        except InputError as error:
            return Failed(self.picture, error)

    def text_of_each(self) -> list[str]:
        """A text for each box, empty where none is known."""
        return [self.texts.get(text_key(quad), "") for quad in self.detection.quads]


@dataclass(frozen=True, slots=True, eq=False)
class Failed:
    """A picture that cannot be used, and why."""

    picture: Path
    error: InputError

    def then(self, step: Callable[[Found], Found]) -> Failed:
        """A failure stays one."""
        del step
        return self


@dataclass(frozen=True, slots=True, eq=False)
class _Decoded:
    """A picture that needs the network."""

    picture: Path
    texts: Texts
    image: NDArray[np.uint8]
    scale: InputScale


def text_key(quad: NDArray[np.float32]) -> bytes:
    """The key of a box in `Texts`: the text in it depends only on its place."""
    return quad.tobytes()


def map_ahead(work: Callable[[A], B], items: Iterable[A], ahead: int = AHEAD) -> Generator[B, None, None]:
    """``map`` in threads, in order: while the next result is not ready, at most ``ahead`` further items are
    begun. What ``work`` raises is raised here."""
    pool = ThreadPoolExecutor(min(ahead, os.cpu_count() or 1))
    waiting: deque[Future[B]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > ahead or waiting[0].done():
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def detect_pictures(
    detector: Callable[[], Detector],
    pictures: Iterable[Pending],
    settings_and_scale: Callable[[], tuple[DetectSettings, InputScale]],
    should_stop: Callable[[], bool] = lambda: False,
    *,
    on_start: Callable[[Path], None] = lambda _picture: None,
    map_type: DTypeLike = np.float32,
) -> Generator[Found | Failed, None, None]:
    """Detect in ``pictures``, in their order; each is taken only when it is needed.

    They are decoded ahead in threads; neighbours of one input size go through the network together where that
    is faster. ``detector`` is called when the network is needed; ``settings_and_scale`` when a picture is
    prepared, in a thread, and again for the settings once its map is made: sliders may have moved. Ends
    early when ``should_stop`` says so. ``on_start`` gets each picture when its turn comes. ``map_type``: of
    the maps in the results.
    """

    def prepare(pending: Pending) -> _Decoded | Found | Failed:
        settings, scale = settings_and_scale()
        detection = pending.detection
        if detection is None and pending.map is not None and pending.map.scale == scale:
            detection = pending.map.detect(settings)
        if detection is not None:
            return Found(pending.picture, detection, pending.texts, pending.map)
        try:
            return _Decoded(pending.picture, pending.texts, read_picture(pending.picture), scale)
        except InputError as error:
            return Failed(pending.picture, error)

    with closing(map_ahead(prepare, pictures)) as prepared:
        for batch in _batches(prepared, detector):
            if should_stop():
                return
            for each in batch:
                on_start(each.picture)
            yield from _detect(batch, detector, lambda: settings_and_scale()[0], map_type)


def read_texts(
    found: Found, recogniser: Callable[[], Recogniser], should_stop: Callable[[], bool] = lambda: False
) -> Found:
    """``found`` with the texts of all its boxes and no others; those known are not read again.

    When ``should_stop`` says so, some are left out. Raises `InputError` when the picture or the recogniser
    cannot be used.
    """
    quads = found.detection.quads
    texts = {key: found.texts[key] for quad in quads if (key := text_key(quad)) in found.texts}
    missing = [quad for quad in quads if text_key(quad) not in texts]
    if missing and not should_stop():
        found = replace(found, image=found.pixels())
        read = recogniser().read(found.pixels(), np.array(missing), should_stop)
        texts |= {text_key(quad): text for quad, text in zip(missing, read, strict=False)}
    return replace(found, texts=texts)


def _batches(
    prepared: Iterable[_Decoded | Found | Failed], detector: Callable[[], Detector]
) -> Iterator[list[_Decoded | Found | Failed]]:
    """Neighbours that go through the network together, as many as it likes at once; all others alone."""
    batch: list[_Decoded | Found | Failed] = []
    batch_size: tuple[InputScale, tuple[int, int]] | None = None
    for each in prepared:
        size, at_once = None, 1
        if isinstance(each, _Decoded):
            network = tiled(detector(), each.scale.tile_scale)
            height, width = each.image.shape[:2]
            size = each.scale, network.input_size(width, height, each.scale.long_side)
            at_once = network.at_once
        if batch and size != batch_size:
            yield batch
            batch = []
        batch.append(each)
        batch_size = size
        if len(batch) == at_once:
            yield batch
            batch = []
    if batch:
        yield batch


def _detect(
    batch: list[_Decoded | Found | Failed],
    detector: Callable[[], Detector],
    settings: Callable[[], DetectSettings],
    map_type: DTypeLike,
) -> Iterator[Found | Failed]:
    decoded = [each for each in batch if isinstance(each, _Decoded)]
    if not decoded:
        yield from (each for each in batch if not isinstance(each, _Decoded))
        return
    scale = decoded[0].scale
    images = [each.image for each in decoded]
    maps = tiled(detector(), scale.tile_scale).make_maps(images, scale.long_side)
    for each, made in zip(decoded, maps, strict=True):
        kept = made.astype(map_type)
        yield Found(each.picture, kept.detect(settings()), each.texts, kept, each.image)
