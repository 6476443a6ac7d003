"""Detection on any number of pictures: order, batches, and how many of them are in memory."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.db.models import DetectSettings, ModelInfo, general_weights
from engine.detect import pipeline
from engine.detect.detector import Detector
from engine.detect.maps import InputScale
from engine.detect.pipeline import AHEAD, Failed, Found, Pending, detect_pictures, map_ahead
from engine.detect.torch_detector import TorchDetector


class NothingFound(Detector):
    """Notes what it is given together."""

    def __init__(self, at_once: int = 1) -> None:
        self.info = ModelInfo("none", "resnet18", (0, 0, 0), (1, 1, 1))
        self.at_once = at_once
        self.batches: list[list[tuple[int, ...]]] = []

    def probability_maps(
        self, images: Sequence[np.ndarray], long_side: int | None = None
    ) -> list[np.ndarray]:
        scaled = self._scaled(images, long_side)
        self.batches.append([image.shape[:2] for image in scaled])
        return [np.zeros(image.shape[:2], np.float32) for image in scaled]


def detect_in(
    detector: Detector, pictures: Iterator[Path], should_stop: Callable[[], bool] = lambda: False
) -> Iterator[Found | Failed]:
    """Detect with the model's own settings, as the command line does."""
    settings = detector.info.settings
    point = settings, InputScale(settings.long_side)
    return detect_pictures(lambda: detector, map(Pending, pictures), lambda: point, should_stop)


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """Six of 64 × 32, one that is none, three of 32 × 64, one of 64 × 32."""
    paths = []
    for number, size in enumerate([(32, 64)] * 6 + [None] + [(64, 32)] * 3 + [(32, 64)]):
        path = tmp_path / f"{number}.png"
        if size is None:
            path.write_bytes(b"broken")
        else:
            cv2.imwrite(str(path), np.full((*size, 3), number, np.uint8))
        paths.append(path)
    return paths


def test_pictures_come_in_order_whatever_their_batches(pictures: list[Path]) -> None:
    detector = NothingFound(at_once=4)
    found = list(detect_in(detector, iter(pictures)))
    assert [each.picture for each in found] == pictures
    assert [number for number, each in enumerate(found) if isinstance(each, Failed)] == [6]
    assert all(
        each.pixels()[0, 0, 0] == number for number, each in enumerate(found) if isinstance(each, Found)
    )
    assert [len(batch) for batch in detector.batches] == [4, 2, 3, 1]
    assert all(len(set(batch)) == 1 for batch in detector.batches)


def test_the_detection_of_a_batch_is_that_of_each_alone() -> None:
    detector = TorchDetector.load(general_weights(), "cpu")
    images = [np.full((64, 96, 3), 255, np.uint8) for _ in range(3)]
    for number, image in enumerate(images):
        cv2.putText(image, f"{number}7", (10, 45), cv2.FONT_HERSHEY_SIMPLEX, 1, (0, 0, 0), 2)
    settings = DetectSettings(long_side=96)
    together = detector.make_maps(images, settings.long_side)
    for image, made in zip(images, together, strict=True):
        alone = detector.probability_map(image, settings.long_side)
        np.testing.assert_allclose(made.probability, alone, atol=1e-5)
        assert len(made.detect(settings).quads) == len(detector.detect(image, settings).quads) == 1


def test_few_pictures_are_in_memory_at_any_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fast decoding, fast network, slow writing: whatever waits for whom, the pictures do not pile up."""
    alive, most, lock = 0, 0, threading.Lock()

    def gone() -> None:
        nonlocal alive
        with lock:
            alive -= 1

    def read(_path: Path) -> np.ndarray:
        nonlocal alive, most
        image = np.zeros((32, 32, 3), np.uint8)
        weakref.finalize(image, gone)
        with lock:
            alive += 1
            most = max(most, alive)
        return image

    def write(found: Found | Failed) -> Path:
        time.sleep(0.002)
        return found.picture

    monkeypatch.setattr(pipeline, "read_picture", read)
    wanted = [tmp_path / f"{number}.png" for number in range(300)]
    found = detect_in(NothingFound(at_once=4), iter(wanted))
    assert list(map_ahead(write, found)) == wanted
    assert most <= 3 * (AHEAD + 1)


def test_stopping_gives_what_is_done_and_takes_no_more(pictures: list[Path]) -> None:
    taken = []

    def source() -> Iterator[Path]:
        for path in pictures * 100:
            taken.append(path)
            yield path

    seen: list[Path] = []
    for each in detect_in(NothingFound(), source(), should_stop=lambda: len(seen) >= 3):
        seen.append(each.picture)
    assert len(seen) == 3
    assert len(taken) <= 3 + AHEAD + 2


def test_an_error_in_a_thread_ends_it() -> None:
    def work(number: int) -> int:
        return 1 // (number - 3)

    results = map_ahead(work, range(100))
    with pytest.raises(ZeroDivisionError):
        list(results)
