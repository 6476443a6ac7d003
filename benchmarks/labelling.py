"""The labelling page at work: opening a large folder, going on, and the memory that takes.

``python -m benchmarks.labelling [open] [next] [memory]`` opens the real window on folders made for it in a
temporary folder; every measurement runs in a process of its own. Run it with ``QT_QPA_PLATFORM=offscreen``
where there is no screen.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import cv2
import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.app import make_application
from desktop.label.page import LabelPage
from desktop.session import Session
from desktop.settings.settings import Settings
from desktop.shell.main_window import MainWindow
from desktop.ui.theme import theme
from desktop.work.device import memory_in_use

MANY = 10_000
LARGE, LARGE_SIZE = 24, (4000, 3000)
STEPPED, STEPPED_SIZE = 1_000, (1600, 1200)
LIMIT_S = 120.0


class Painted(QObject):
    """Whether the canvas was painted since ``reset``, a picture on it."""

    def __init__(self, page: LabelPage) -> None:
        super().__init__()
        self._page = page
        self._viewport = page.canvas.viewport()
        self.at: float | None = None
        self._viewport.installEventFilter(self)

    def reset(self) -> None:
        self.at = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self.at is None and self._page.canvas.has_picture:
            self._viewport.removeEventFilter(self)  # or the canvas would not hear of it
            QApplication.sendEvent(watched, event)
            self._viewport.installEventFilter(self)
            self.at = time.perf_counter()
            return True
        return False


def wait_until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + LIMIT_S
    while not what():
        if time.monotonic() > end:
            raise TimeoutError
        QApplication.processEvents()


def rest(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.001)


def sheet(size: tuple[int, int], seed: int) -> np.ndarray:
    """A noisy sheet of text, which a JPEG decoder has some work with."""
    width, height = size
    random = np.random.default_rng(seed)
    noise = random.integers(190, 250, (height // 4, width // 4, 3), dtype=np.uint8)
    image = cv2.resize(noise, size, interpolation=cv2.INTER_LINEAR)
    for row in range(1, 12):
        at = (width // 20, row * height // 12)
        cv2.putText(
            image, f"Invoice {seed} line {row}", at, cv2.FONT_HERSHEY_SIMPLEX, height / 600, (30, 30, 60), 3
        )
    return image


def write_folder(folder: Path, count: int, size: tuple[int, int], different: int) -> Path:
    """``count`` JPEGs of ``size``, ``different`` of them drawn, and gt files for every second one."""
    (folder / "train_images").mkdir(parents=True)
    (folder / "train_gts").mkdir()
    drawn = [cv2.imencode(".jpg", sheet(size, seed))[1].tobytes() for seed in range(different)]
    for number in range(count):
        (folder / "train_images" / f"img_{number:05d}.jpg").write_bytes(drawn[number % different])
        if number % 2:
            (folder / "train_gts" / f"gt_img_{number:05d}.txt").write_text("10,10,60,10,60,40,10,40,text\n")
    return folder


def shown_window() -> MainWindow:
    window = MainWindow(Session(Settings()))
    window.resize(1280, 800)
    window.show()
    rest(2.0)  # pages are imported after the window is shown
    return window


def open_page(window: MainWindow, folder: Path) -> LabelPage:
    window.open_folder(folder)
    page = window.page("label")
    assert isinstance(page, LabelPage)
    wait_until(lambda: page.canvas.has_picture)
    page.canvas.setFocus()
    return page


def measure_open(folder: Path) -> None:
    write_folder(folder, MANY, (64, 48), 1)
    window = shown_window()
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        open_page(window, folder)
        QApplication.processEvents()
        taken.append(time.perf_counter() - start)
        window.close_project()
        rest(0.3)
    print(f"open {MANY} pictures: first time {taken[0]:.3f} s, again {median(taken[1:]):.3f} s")
    window.close()


def measure_next(folder: Path) -> None:
    write_folder(folder, LARGE, LARGE_SIZE, 6)
    window = shown_window()
    page = open_page(window, folder)
    painted = Painted(page)
    taken: dict[str, list[float]] = {"after a rest": [], "at once": []}
    for step in range(LARGE - 1):
        kind = "after a rest" if step < LARGE // 2 else "at once"
        if kind == "after a rest":
            rest(1.5)
        painted.reset()
        start = time.perf_counter()
        QTest.keyClick(page.canvas, Qt.Key.Key_D)
        wait_until(lambda: painted.at is not None)
        assert painted.at is not None
        taken[kind].append(1000 * (painted.at - start))
    for kind, times in taken.items():
        print(f"next 12-megapixel picture {kind}: median {median(times):.1f} ms, worst {max(times):.1f} ms")
    window.close()


def measure_memory(folder: Path) -> None:
    write_folder(folder, STEPPED, STEPPED_SIZE, 4)
    window = shown_window()
    page = open_page(window, folder)
    seen = {}
    for step in range(1, STEPPED):
        QTest.keyClick(page.canvas, Qt.Key.Key_D)
        wait_until(lambda: page.canvas.has_picture)
        QApplication.processEvents()
        if step % 100 == 0 or step == STEPPED - 1:
            rest(0.3)
            seen[step] = memory_in_use() / 2**20
    print("resident memory, MB:", ", ".join(f"{step}: {size:.0f}" for step, size in seen.items()))
    window.close()


MEASUREMENTS = {"open": measure_open, "next": measure_next, "memory": measure_memory}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="*", choices=[*MEASUREMENTS, []], help="all of them if none is named")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if not args.here:
        for name in args.what or MEASUREMENTS:
            subprocess.run([sys.executable, "-m", "benchmarks.labelling", name, "--here"], check=True)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["QUADTUNE_CONFIG_DIR"] = folder + "/config"
        app = make_application(["quadtune"])
        theme().install(app, "light")
        MEASUREMENTS[args.what[0]](Path(folder) / "data")
    return 0


if __name__ == "__main__":
    sys.exit(main())
