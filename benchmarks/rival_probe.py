"""One labelling program, started as people start it and measured from inside its own process.

``PYTHON rival_probe.py PROGRAM TASK FOLDER`` is run by `benchmarks.rivals` with the interpreter of the
program's own environment. Its ``main`` runs until it would enter the event loop; then the task is measured
through the functions its menu calls, and the process prints a line of JSON and ends. Needs nothing else.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any

FRAMES, STEPS = 40, 10
LIMIT_S = 120.0
LOOKED_AT, SETTLE_S = (1280, 800), 2.0


class Program:
    """What the measurements need of a labelling program; ``window`` is its main window."""

    binding = "PyQt5"

    def __init__(self) -> None:
        self.qt = importlib.import_module(f"{self.binding}.QtWidgets")
        self.core = importlib.import_module(f"{self.binding}.QtCore")
        self.window: Any = None

    def main(self) -> None:
        """Start it, up to its event loop."""

    def open(self, folder: str) -> None:
        """Open a folder of pictures and show its first one."""

    def next(self) -> None:
        """Go to the next picture."""

    def picture(self) -> str:
        """The picture on show, empty while there is none."""
        raise NotImplementedError

    def canvas(self) -> Any:
        """The widget that paints it."""

    def bars(self) -> list[Any]:
        """Its scroll bars."""
        raise NotImplementedError

    def full_size(self) -> None:
        """One screen pixel a picture pixel."""

    def bar_of(self, bars: dict[Any, Any]) -> list[Any]:
        """The two bars of a dict by orientation."""
        return list(bars.values())


class Labelme(Program):
    def main(self) -> None:
        sys.argv = ["labelme"]
        importlib.import_module("labelme.__main__").main()

    def open(self, folder: str) -> None:
        self.window._import_images_from_dir(folder)
        self.window._open_next_image()

    def next(self) -> None:
        self.window._open_next_image()

    def picture(self) -> str:
        return str(self.window._image_path or "")

    def canvas(self) -> Any:
        return self.window._canvas_widgets.canvas

    def bars(self) -> list[Any]:
        return self.bar_of(self.window._canvas_widgets.scroll_bars)

    def full_size(self) -> None:
        self.window._set_zoom_to_original()


class XAnyLabeling(Program):
    binding = "PyQt6"

    def main(self) -> None:
        sys.argv = ["xanylabeling", "--no-auto-update-check"]
        importlib.import_module("anylabeling.app").main()

    def open(self, folder: str) -> None:
        self._view.import_image_folder(folder)

    def next(self) -> None:
        self._view.open_next_image()

    def picture(self) -> str:
        return str(self._view.filename or "")

    def canvas(self) -> Any:
        return self._view.canvas

    def bars(self) -> list[Any]:
        return self.bar_of(self._view.scroll_bars)

    def full_size(self) -> None:
        self._view.set_zoom(100)

    @property
    def _view(self) -> Any:
        return self.window.labeling_widget.view


class PPOCRLabel(Program):
    """Without its models, which it would download at its first start: it looks better than it is."""

    def main(self) -> None:
        models = importlib.import_module("paddleocr")
        for name in ("PaddleOCR", "PPStructureV3", "TextRecognition", "TextDetection"):
            setattr(models, name, lambda *_args, **_options: None)
        sys.argv = ["PPOCRLabel", "--lang", "en", "--gpu", "False"]
        importlib.import_module("PPOCRLabel.PPOCRLabel").main()

    def open(self, folder: str) -> None:
        self.window.importDirImages(folder)

    def next(self) -> None:
        self.window.openNextImg()

    def picture(self) -> str:
        return str(self.window.filePath or "")

    def canvas(self) -> Any:
        return self.window.canvas

    def bars(self) -> list[Any]:
        return self.bar_of(self.window.scrollBars)

    def full_size(self) -> None:
        self.window.setZoom(100)


class QuadTune(Program):
    binding = "PySide6"

    def main(self) -> None:
        importlib.import_module("main").main([])

    def open(self, folder: str) -> None:
        self.window.open_folder(Path(folder))

    def next(self) -> None:
        self._page.pictures.step(1)

    def picture(self) -> str:
        page = self._page  # made when a project is opened
        ready = page is not None and page.document is not None and page.canvas.has_picture
        return str(page.document.picture) if ready else ""

    def canvas(self) -> Any:
        return self._page.canvas.viewport()

    def bars(self) -> list[Any]:
        return [self._page.canvas.horizontalScrollBar(), self._page.canvas.verticalScrollBar()]

    def full_size(self) -> None:
        self._page.canvas.set_zoom(1.0)

    @property
    def _page(self) -> Any:
        return self.window.findChild(self.qt.QWidget, "label_page")


PROGRAMS: dict[str, type[Program]] = {
    "quadtune": QuadTune,
    "labelme": Labelme,
    "x-anylabeling": XAnyLabeling,
    "ppocrlabel": PPOCRLabel,
}


def settle(program: Program, ready: Callable[[], bool]) -> None:
    """Let the program work until it is ``ready`` and has painted that."""
    application = program.qt.QApplication.instance()
    end = time.perf_counter() + LIMIT_S
    while True:
        application.processEvents()
        if ready():
            break
        if time.perf_counter() > end:
            raise TimeoutError("the program did not get ready")
        time.sleep(0.001)
    program.canvas().repaint()
    application.processEvents()


def rest(program: Program, seconds: float) -> None:
    """Let the program do what it does while a person looks."""
    end = time.perf_counter() + seconds
    settle(program, lambda: time.perf_counter() > end)


def shown(program: Program, number: int) -> Callable[[], bool]:
    """Whether picture ``number`` (from 0) of the folder is on show; they are named by their numbers."""
    return lambda: Path(program.picture()).stem == f"{number:05d}"


def resident_mb() -> float:
    """Resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def start(program: Program, folder: str) -> dict[str, float]:
    """From the start of the process to a window that has painted itself and waits."""
    del folder
    program.window.repaint()
    program.qt.QApplication.instance().processEvents()
    return {"window_s": time.time() - float(os.environ["STARTED"])}


def open_folder(program: Program, folder: str) -> dict[str, float]:
    """From the choice of a folder to its first picture on the screen."""
    begin = time.perf_counter()
    program.open(folder)
    settle(program, shown(program, 0))
    return {"open_s": time.perf_counter() - begin, "resident_mb": resident_mb()}


def step_through(program: Program, folder: str) -> dict[str, float]:
    """From the key to the next picture on the screen, after a second of looking at the one before."""
    program.open(folder)
    settle(program, shown(program, 0))
    times = []
    for number in range(1, STEPS + 1):
        rest(program, 1.0)
        begin = time.perf_counter()
        program.next()
        settle(program, shown(program, number))
        times.append(time.perf_counter() - begin)
    return {"next_ms": median(times) * 1e3, "worst_ms": max(times) * 1e3}


def pan(program: Program, folder: str) -> dict[str, float]:
    """Frames of moving over a large picture at full size, from its middle, after a rest."""
    program.open(folder)
    settle(program, shown(program, 0))
    program.full_size()
    rest(program, SETTLE_S)
    for bar in program.bars():
        bar.setValue((bar.minimum() + bar.maximum()) // 2)
    settle(program, lambda: True)
    times = []
    for _ in range(FRAMES):
        begin = time.perf_counter()
        for bar in program.bars():
            bar.setValue(bar.value() + 8)
        settle(program, lambda: True)
        times.append(time.perf_counter() - begin)
    return {"frame_ms": median(times) * 1e3, "frame_99_ms": quantiles(times, n=100)[98] * 1e3}


def walk(program: Program, folder: str) -> dict[str, float]:
    """Resident memory after a tenth of a folder and after all of it."""
    program.open(folder)
    settle(program, shown(program, 0))
    count = len(list(Path(folder).glob("*.jpg")))
    early = 0.0
    for number in range(1, count):
        program.next()
        settle(program, shown(program, number))
        if number == count // 10:
            early = resident_mb()
    return {"early_mb": early, "late_mb": resident_mb()}


def look(program: Program, folder: str) -> dict[str, float]:
    """A picture of the window with the first picture of the folder on show, as ``folder/<program>.png``."""
    program.window.resize(*LOOKED_AT)
    program.open(folder)
    settle(program, shown(program, 0))
    rest(program, SETTLE_S)
    saved = program.window.grab().save(str(Path(folder) / f"{type(program).__name__.lower()}.png"))
    return {"saved": float(saved)}


TASKS: dict[str, Callable[[Program, str], dict[str, float]]] = {
    "start": start,
    "open": open_folder,
    "next": step_through,
    "pan": pan,
    "walk": walk,
    "look": look,
}


def measure(program: Program, task: str, folder: str) -> None:
    """Take the place of the event loop: find the window, measure, print, end the process."""
    application = program.qt.QApplication.instance()
    for _ in range(3):
        application.processEvents()
    windows = [w for w in application.topLevelWidgets() if isinstance(w, program.qt.QMainWindow)]
    program.window = next(window for window in windows if window.isVisible())
    program.window.resize(1600, 1000)
    print("\n" + json.dumps(TASKS[task](program, folder)), flush=True)
    os._exit(0)


def main() -> None:
    """See above."""
    name, task, folder = sys.argv[1:]
    program = PROGRAMS[name]()
    application = program.qt.QApplication
    for loop in ("exec", "exec_"):
        if hasattr(application, loop):
            setattr(application, loop, lambda *_: measure(program, task, folder))
    program.main()


if __name__ == "__main__":
    main()
