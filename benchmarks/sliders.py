"""From a key on a slider of the Detect page to the painted view, on real pictures.

``python -m benchmarks.sliders PICTURE… [--steps 40]`` opens the real page, detects once and moves each of the
three sliders that reuse the kept map. Run it with ``QT_QPA_PLATFORM=offscreen`` where there is no screen.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSlider

from desktop.app import make_application
from desktop.detect.page import DetectPage
from desktop.session import Session
from desktop.settings.settings import Settings
from desktop.ui.theme import theme

SLIDERS = ("detect_thresh", "detect_box_thresh", "detect_unclip")
REST_S = 0.08
LIMIT_S = 120.0


class Painted(QObject):
    """When the view was last painted, once there were new boxes to paint."""

    def __init__(self, page: DetectPage) -> None:
        super().__init__()
        self.at: float | None = None
        self._new_boxes = False
        self._viewport = page.viewer.view.viewport()
        page.model.result_changed.connect(self._on_boxes)
        self._viewport.installEventFilter(self)

    def reset(self) -> None:
        self.at, self._new_boxes = None, False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._new_boxes and self.at is None:
            self._viewport.removeEventFilter(self)  # or the view would not hear of it
            QApplication.sendEvent(watched, event)
            self._viewport.installEventFilter(self)
            self.at = time.perf_counter()
            return True
        return False

    def _on_boxes(self) -> None:
        self._new_boxes = True


def wait_until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + LIMIT_S
    while not what():
        if time.monotonic() > end:
            raise TimeoutError
        QApplication.processEvents()


def rest() -> None:
    end = time.monotonic() + REST_S
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.001)


def milliseconds(slider: QSlider, painted: Painted, steps: int) -> list[float]:
    """Of ``steps`` presses of the arrow keys, a quarter to the right, a quarter back, and so on."""
    slider.setFocus()
    rest()
    taken = []
    for step in range(steps):
        painted.reset()
        start = time.perf_counter()
        QTest.keyClick(slider, Qt.Key.Key_Right if step * 4 // steps % 2 == 0 else Qt.Key.Key_Left)
        wait_until(lambda: painted.at is not None)
        assert painted.at is not None
        taken.append(1000 * (painted.at - start))
        rest()
    return taken


def measure(page: DetectPage, picture: Path, steps: int) -> None:
    page.model.clear()
    page.add([picture])
    page.run.click()
    wait_until(lambda: not page.model.work.busy and page.model.has_results())
    painted = Painted(page)
    detection = page.model.pictures[0].detection
    assert detection is not None
    for name in SLIDERS:
        slider = page.findChild(QSlider, name)
        assert slider is not None
        taken = milliseconds(slider, painted, steps)
        print(
            f"{picture.name:14s} {len(detection.scores):4d} boxes  {name:18s}"
            f" median {median(taken):5.1f} ms  worst {max(taken):5.1f} ms",
            flush=True,
        )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pictures", nargs="+", type=Path, metavar="PICTURE")
    parser.add_argument("--steps", type=int, default=40, help="key presses a slider")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["QUADTUNE_CONFIG_DIR"] = folder
        app = make_application(["quadtune"])
        theme().install(app, "light")
        session = Session(Settings(Path(folder) / "settings.json"))
        page = DetectPage(session)
        page.resize(1280, 800)
        page.show()
        wait_until(lambda: page.model.info is not None)
        for picture in args.pictures:
            measure(page, picture, args.steps)
        session.jobs.stop_all(10_000)
    return 0


if __name__ == "__main__":
    sys.exit(main())
