"""The window of the built program, used from outside with mouse and keys."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from engine.data.gt import read_labels
from tests.packaged.built import Built, children, wait_for
from tests.packaged.screen import SIZE, Screen, missing_tools, screen

PAGES = ("label", "check", "train", "detect", "export")
DRAWN_S = 1.0
LEAST_NEW = 0.03
"""Share of the screen that another page changes; nothing that moves within a page changes as much."""


@pytest.fixture
def window() -> Iterator[Screen]:
    if missing := missing_tools():
        pytest.skip(f"not installed: {', '.join(missing)}")
    with screen() as one:
        yield one


@pytest.fixture
def copy(built: Built, project: Path) -> Path:
    """A copy of the sample project that the window may change."""
    folder = built.home / "window project 窗口"
    shutil.copytree(project, folder)
    built.allow(folder)
    return folder


def test_a_person_labels_looks_around_and_trains(built: Built, copy: Path, window: Screen) -> None:
    picture = min((copy / "train_images").iterdir())
    gt = copy / "train_gts" / f"gt_{picture.stem}.txt"
    before = gt.read_bytes()
    # Opened on a picture, as "Open with" does: its folder becomes the project.
    process = built.start(picture, screen=window.name)
    try:
        bring_up(window, copy.name)
        draw_and_undo(window, gt)
        look_around(window)
        train_and_close(window, copy, process)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    assert not children(process.pid)
    assert gt.read_bytes() == before
    (log,) = built.home.rglob("logs/quadtune.log")
    text = log.read_text(encoding="utf-8")
    assert "ERROR" not in text
    assert "CRITICAL" not in text


def bring_up(window: Screen, title: str) -> None:
    """Give the window that shows the project ``title`` the size of the screen and the keyboard."""

    def found() -> list[int]:
        return [one for one in window.windows() if title in window.title(one)]

    wait_for(lambda: found() != [], 60, "a window shows the project")
    (main,) = found()
    window.tool("windowmove", main, 0, 0)
    window.tool("windowsize", main, *SIZE)
    window.tool("windowfocus", main)
    window.shoot("opened")


def draw_and_undo(window: Screen, gt: Path) -> None:
    """A quad in the middle of the picture; what is on disk follows."""
    before, labelled = gt.read_bytes(), len(read_labels(gt))
    window.key("q")
    x, y = SIZE[0] // 2, SIZE[1] // 2
    for corner in ((x - 90, y - 20), (x + 90, y - 20), (x + 90, y + 20), (x - 90, y + 20)):
        window.click(*corner)
    wait_for(lambda: len(read_labels(gt)) == labelled + 1, 20, "the new quad is on disk")
    window.shoot("labelled")
    window.key("Escape", "ctrl+z")
    wait_for(lambda: gt.read_bytes() == before, 20, "undoing it is on disk, too")


def look_around(window: Screen) -> None:
    """Every page by its key, last to first: the label page is shown already."""
    for number, page in reversed(list(enumerate(PAGES, start=1))):
        seen = window.picture()
        window.key(f"ctrl+{number}")
        # A page is made when it is first shown, which takes a moment on a busy machine. It need not come to
        # rest: the Train page measures the machine while it is shown.
        wait_for(partial(is_another, window, seen), 30, f"page {page}")
        time.sleep(DRAWN_S)
        window.keep(page)


def is_another(window: Screen, seen: np.ndarray) -> bool:
    return float((window.picture() != seen).any(axis=2).mean()) > LEAST_NEW


def train_and_close(window: Screen, project: Path, process: subprocess.Popen[str]) -> None:
    """Start a training by its key and close the window in the middle of it."""
    window.key("ctrl+3", "ctrl+t")
    wait_for(lambda: any(project.glob("workdirs/exp_*/log.txt")), 120, "the training starts")
    window.keep("training")
    # Without a window manager there is no button to close it: this is how a desktop's session ends programs.
    process.terminate()
    assert process.wait(60) == 0
