"""A shown Detect page with the real general weights and small drawn pictures."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDoubleSpinBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.detect.page import DetectPage
from desktop.detect.picture import Picture
from desktop.session import Session
from engine.data.pictures import write_picture
from engine.db.models import general_weights
from engine.detect.maps import DetectedMap, Detection
from tests.conftest import draw_picture
from tests.desktop.conftest import delete_now, find

# Threads that spin for each other are slower than one on a busy machine; read when torch is imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")

SLOW_MS = 120_000
"""Importing torch on a busy machine takes long; nothing waits this long when it works."""


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """Three pictures of 320 × 240 with text."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    paths = [folder / f"text_{number}.png" for number in range(3)]
    for number, path in enumerate(paths):
        write_picture(path, draw_picture(320, 240, number)[0])
    return paths


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[DetectPage]:
    """The page, shown and active, with the smallest input size."""
    if not general_weights().is_file():
        pytest.skip("the general weights are not there: resources/weights/general.safetensors")
    page = DetectPage(session)
    page.resize(1200, 800)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(lambda: page.isActiveWindow() and page.model.info is not None)
    type_number(page, "detect_long_side_value", "320")
    assert page.model.settings.long_side == 320
    yield page
    assert session.jobs.stop_all(10_000)
    delete_now(page)


@pytest.fixture
def detected(qtbot: QtBot, page: DetectPage, pictures: list[Path]) -> DetectPage:
    """The page after a detection in all pictures, the first of them shown."""
    page.add(pictures)
    detect(qtbot, page)
    return page


@pytest.fixture
def experiment(tmp_path: Path) -> Path:
    """The folder of an experiment: the general weights with settings of their own."""
    from dataclasses import replace

    from engine.db.models import DetectSettings
    from engine.db.weights import load_weights, save_weights

    if not general_weights().is_file():
        pytest.skip("the general weights are not there: resources/weights/general.safetensors")
    state, info = load_weights(general_weights())
    own = DetectSettings(long_side=320, thresh=0.25, box_thresh=0.45, unclip_ratio=2.4)
    folder = tmp_path / "exp_20260105143022"
    save_weights(folder / "best.safetensors", state, replace(info, settings=own), half=True)
    return folder


def press(page: QWidget, name: str) -> None:
    """Click the middle of a control."""
    widget = find(page, QWidget, name)
    assert widget.isVisible(), name
    assert widget.isEnabled(), name
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def type_number(page: QWidget, name: str, text: str) -> None:
    """Type a number into a box, in place of what is there."""
    box = find(page, QDoubleSpinBox, name)
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Tab)


def wait_idle(qtbot: QtBot, page: DetectPage) -> None:
    """Until no job runs and the picture shown is up to date."""

    def idle() -> bool:
        return not page.model.work.busy and page.model.current_picture() not in page.model.stale()

    qtbot.waitUntil(idle, timeout=SLOW_MS)


def detect(qtbot: QtBot, page: DetectPage) -> None:
    """Press Detect and wait until it is done."""
    press(page, "detect_run")
    assert page.model.work.busy
    wait_idle(qtbot, page)


def found_in(picture: Picture) -> Detection:
    """What was found in ``picture``."""
    assert picture.detection is not None
    return picture.detection


def detection_of(page: DetectPage, row: int = 0) -> Detection:
    """What was found in a picture of the list."""
    return found_in(page.model.pictures[row])


def box_counts(page: DetectPage) -> list[int]:
    """How many boxes each picture of the list has."""
    return [len(detection_of(page, row).scores) for row in range(len(page.model.pictures))]


@pytest.fixture
def network_runs(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How often the network ran since the test began."""
    from engine.detect.detector import Detector

    runs: list[int] = []
    make_maps = Detector.make_maps

    def counted(detector: Detector, images: Sequence[np.ndarray], long_side: int) -> list[DetectedMap]:
        runs.append(1)
        return make_maps(detector, images, long_side)

    monkeypatch.setattr(Detector, "make_maps", counted)
    return lambda: len(runs)
