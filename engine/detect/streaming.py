"""Detection on any number of pictures, in order and with no more than a few of them in memory."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.data.pictures import read_picture
from engine.db.models import DetectSettings
from engine.detect.detector import Detection, Detector
from engine.errors import InputError

AHEAD = 4
"""Pictures decoded before the network asks for them, and pictures detected but not written yet."""

A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A picture (h, w, 3), BGR, and what was found in it."""

    picture: Path
    image: NDArray[np.uint8]
    detection: Detection


@dataclass(frozen=True, slots=True, eq=False)
class Unreadable:
    """A picture that could not be read, and why."""

    picture: Path
    error: InputError


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    picture: Path
    image: NDArray[np.uint8]


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
    detector: Detector,
    pictures: Iterable[Path],
    settings: DetectSettings | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Iterator[Found | Unreadable]:
    """Detect in ``pictures``, which are taken as they are needed, in their order.

    They are decoded ahead in threads; those of one input size that follow each other go through the network
    together where that is faster. Ends early when ``should_stop`` says so.
    """
    with closing(map_ahead(_read, pictures)) as reading:
        for batch in _batches(reading, detector, settings):
            if should_stop():
                return
            if isinstance(batch, Unreadable):
                yield batch
                continue
            found = detector.detect_all([read.image for read in batch], settings)
            for read, detection in zip(batch, found, strict=True):
                yield Found(read.picture, read.image, detection)


def _batches(
    reading: Iterable[_Read | Unreadable], detector: Detector, settings: DetectSettings | None
) -> Iterator[list[_Read] | Unreadable]:
    """Neighbours of one input size together, as many as the detector likes at once."""
    batch: list[_Read] = []
    size = None
    for read in reading:
        its_size = None if isinstance(read, Unreadable) else _input_size(detector, read.image, settings)
        if batch and its_size != size:
            yield batch
            batch = []
        if isinstance(read, Unreadable):
            yield read
            continue
        batch.append(read)
        size = its_size
        if len(batch) == detector.at_once:
            yield batch
            batch = []
    if batch:
        yield batch


def _read(picture: Path) -> _Read | Unreadable:
    try:
        return _Read(picture, read_picture(picture))
    except InputError as error:
        return Unreadable(picture, error)


def _input_size(
    detector: Detector, image: NDArray[np.uint8], settings: DetectSettings | None
) -> tuple[int, int]:
    long_side = None if settings is None else settings.long_side
    return detector.input_size(image.shape[1], image.shape[0], long_side)
