"""How long a frame of the canvas takes, with many labels on a large picture.

``python -m benchmarks.canvas [--quads 2000] [--side 6000] [--steps 120]`` opens the labelling page on a
picture of that size with that many labels and sends it real mouse and wheel events: each figure is the time
from the event to the end of the painting it causes. Run it with ``QT_QPA_PLATFORM=offscreen`` where there is
no screen.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.app import make_application
from desktop.label.page import LabelPage
from desktop.session import Session
from desktop.settings.settings import Settings
from desktop.ui.theme import theme

LIMIT_S = 120.0
ZOOMS = (0.0, 0.5, 1.0, 2.0)
"""Screen pixels a picture pixel; 0 is the whole picture."""


def make_folder(folder: Path, side: int, quads: int) -> None:
    """A picture of ``side`` × ``side`` pixels that is no flat colour, and its gt file."""
    seeds = np.random.default_rng(0)
    small = seeds.integers(0, 256, (side // 20, side // 20, 3), dtype=np.uint8)
    picture = cv2.resize(small, (side, side), interpolation=cv2.INTER_LINEAR)
    (folder / "a.jpg").write_bytes(cv2.imencode(".jpg", picture)[1].tobytes())
    columns = int(np.ceil(np.sqrt(quads)))
    cell = side / columns
    lines = []
    for number in range(quads):
        left, top = cell * (number % columns), cell * (number // columns)
        box = np.array([[0.1, 0.3], [0.9, 0.25], [0.9, 0.65], [0.1, 0.7]]) * cell + (left, top)
        lines.append(",".join(str(round(value)) for value in box.ravel()) + f",text {number}\n")
    (folder / "train_gts").mkdir()
    (folder / "train_gts" / "gt_a.txt").write_text("".join(lines), encoding="utf-8")


def wait_until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + LIMIT_S
    while not what():
        if time.monotonic() > end:
            raise TimeoutError
        QApplication.processEvents()


def frames(steps: int, step: Callable[[int], None]) -> list[float]:
    """Milliseconds from each event to the end of the painting it causes."""
    taken = []
    for number in range(steps):
        start = time.perf_counter()
        step(number)
        QApplication.processEvents()
        taken.append(1000 * (time.perf_counter() - start))
    return taken


def report(what: str, taken: list[float]) -> None:
    median, high, worst = np.percentile(taken, [50, 99, 100])
    print(f"{what:28s} median {median:6.1f} ms  99th {high:6.1f} ms  worst {worst:6.1f} ms", flush=True)


def circle(number: int, radius: float, centre: QPoint) -> QPoint:
    angle = number / 15
    return centre + QPoint(round(radius * np.cos(angle)), round(radius * np.sin(angle)))


def pan(page: LabelPage, steps: int) -> list[float]:
    viewport, middle = page.canvas.viewport(), Qt.MouseButton.MiddleButton
    centre = viewport.rect().center()
    QTest.mousePress(viewport, middle, Qt.KeyboardModifier.NoModifier, circle(0, 250, centre))
    taken = frames(steps, lambda number: QTest.mouseMove(viewport, circle(number, 250, centre)))
    QTest.mouseRelease(viewport, middle, Qt.KeyboardModifier.NoModifier, circle(steps, 250, centre))
    return taken


def hover(page: LabelPage, steps: int) -> list[float]:
    viewport = page.canvas.viewport()
    centre = viewport.rect().center()
    return frames(steps, lambda number: QTest.mouseMove(viewport, circle(number, 200 + number, centre)))


def drag(page: LabelPage, steps: int) -> list[float]:
    """One label in the middle follows the pointer."""
    canvas = page.canvas
    viewport, left = canvas.viewport(), Qt.MouseButton.LeftButton
    centre = viewport.rect().center()
    middle = canvas.viewport_to_picture(QPointF(centre))
    quads = canvas.shown.quads.mean(axis=1)
    nearest = int(np.linalg.norm(quads - (middle.x(), middle.y()), axis=1).argmin())
    start = canvas.picture_to_viewport(QPointF(*quads[nearest].tolist()))
    QTest.mousePress(viewport, left, Qt.KeyboardModifier.NoModifier, start)
    taken = frames(steps, lambda number: QTest.mouseMove(viewport, circle(number, 60, start)))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(viewport, left, Qt.KeyboardModifier.NoModifier, start)
    return taken


def wheel(page: LabelPage, steps: int) -> list[float]:
    """Ctrl+wheel, in and out again."""
    viewport = page.canvas.viewport()
    at = viewport.rect().center()

    def turn(number: int) -> None:
        event = QWheelEvent(
            QPointF(at),
            QPointF(viewport.mapToGlobal(at)),
            QPoint(),
            QPoint(0, 120 if number * 6 // steps % 2 == 0 else -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewport, event)

    return frames(steps, turn)


def measure(page: LabelPage, steps: int) -> None:
    canvas = page.canvas
    for zoom in ZOOMS:
        if zoom:
            canvas.set_zoom(zoom)
            canvas.centerOn(canvas.picture_rect.center())
        else:
            canvas.fit()
        QApplication.processEvents()
        name = f"{canvas.zoom * 100:.0f} %"
        report(f"{name}: first frame", frames(1, lambda _: canvas.viewport().update()))
        report(f"{name}: whole view again", frames(steps, lambda _: canvas.viewport().update()))
        report(f"{name}: pan", pan(page, steps))
        report(f"{name}: point", hover(page, steps))
        report(f"{name}: drag a label", drag(page, steps))
    canvas.fit()
    QApplication.processEvents()
    report("zoom by the wheel", wheel(page, min(steps, 48)))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quads", type=int, default=2000)
    parser.add_argument("--side", type=int, default=6000, help="pixels of a side of the picture")
    parser.add_argument("--steps", type=int, default=120, help="frames a figure")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "pictures"
        folder.mkdir()
        make_folder(folder, args.side, args.quads)
        os.environ["QUADTUNE_CONFIG_DIR"] = temporary
        app = make_application(["quadtune"])
        theme().install(app, "light")
        session = Session(Settings(Path(temporary) / "settings.json"))
        session.open_project(folder)
        page = LabelPage(session)
        page.resize(1280, 800)
        page.show()
        wait_until(lambda: page.canvas.has_picture)
        page.canvas.setFocus()
        measure(page, args.steps)
    return 0


if __name__ == "__main__":
    sys.exit(main())
