"""From the welcome page to a fine-tuned model on the sample project, as a new user clicks it.

``python -m scripts.walkthrough FOLDER`` opens the real window with nobody's settings, clicks where buttons
are, counts the clicks and the seconds (those of taking pictures left out while nothing runs), and writes
``FOLDER/walk-<n>-<step>-<language>.png`` after every step. Exit status 1 when it took more than 10 clicks
altogether, or more than 5 minutes to the model.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeVar

from PIL import Image
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.app import make_application, prepare_interpreter
from desktop.detect.page import DetectPage
from desktop.export.page import ExportPage
from desktop.label.page import LabelPage
from desktop.session import Session
from desktop.settings.key_table import PageName
from desktop.settings.settings import Settings
from desktop.shell.main_window import MainWindow
from desktop.train.page import TrainPage
from desktop.train.run import RunState
from desktop.ui import i18n, icons
from desktop.ui.errors import ErrorBanner, describe
from desktop.ui.theme import theme

Page = TypeVar("Page", bound=QWidget)
LANGUAGES = ("en", "zh_CN")
WINDOW = (1200, 750)
MOST_CLICKS = 10
MOST_SECONDS = 300.0
LONGEST_WAIT_S = 1800.0
WAIT_MS = 100
COLOURS = 255
"""Of the saved pictures: enough for a window, and a third of the bytes."""


@dataclass
class Counts:
    """What it took; ``seconds`` and ``processor_seconds`` (of all threads) up to each step.

    ``hmean`` is that of the test pictures before and after training.
    """

    clicks: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    processor_seconds: dict[str, float] = field(default_factory=dict)
    clicks_to_model: int = 0
    hmean: tuple[float | None, float | None] = (None, None)


class Walker:
    """Hands, a stopwatch and a camera. Without a ``folder`` no pictures are taken."""

    def __init__(self, window: MainWindow, folder: Path | None) -> None:
        self.window = window
        self.counts = Counts()
        self._folder = folder
        self._begun = time.monotonic()

    def click(self, name: str) -> None:
        """Click the middle of button ``name``, through the window: what lies above it would be hit."""
        button = self.window.findChild(QAbstractButton, name)
        if button is None:
            raise LookupError(f"there is no button {name!r}")
        self.wait_for(lambda: button.isVisible() and button.isEnabled())
        place = button.mapTo(self.window, button.rect().center())
        if self.window.childAt(place) is not button:
            raise LookupError(f"{name!r} is covered by {self.window.childAt(place)}")
        handle = self.window.windowHandle()
        QTest.mouseMove(handle, place)
        QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        self.counts.clicks += 1

    def wait_for(self, what: Callable[[], bool]) -> None:
        """Let the window work until ``what`` holds."""
        end = time.monotonic() + LONGEST_WAIT_S
        while not what():
            if time.monotonic() > end:
                raise TimeoutError(f"not within {LONGEST_WAIT_S} s")
            _let_work()
            self._raise_complaints()

    def settle(self, seconds: float = 1.0) -> None:
        """Let the window work for ``seconds``: fades, thumbnails, counts."""
        end = time.monotonic() + seconds
        self.wait_for(lambda: time.monotonic() > end)

    def arrive(self, step: str) -> None:
        """Note how long it took up to here, and photograph the window in every language."""
        now = time.monotonic()
        self.counts.seconds[step] = round(now - self._begun, 1)
        self.counts.processor_seconds[step] = round(time.process_time(), 1)
        if self._folder is not None:
            self.settle()
            for language in LANGUAGES:
                self.window.session.settings.update(language=language)
                self.settle(0.3)
                self._photograph(self._folder / f"walk-{len(self.counts.seconds)}-{step}-{language}.png")
            self.window.session.settings.update(language="en")
            self.settle(0.3)
        if not self.window.session.jobs.running():
            self._begun += time.monotonic() - now

    def _photograph(self, path: Path) -> None:
        with tempfile.TemporaryDirectory() as folder:
            whole = Path(folder) / "window.png"
            if not self.window.grab().save(str(whole)):
                raise OSError(f"cannot write {whole}")
            with Image.open(whole) as image:
                few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
                few.save(path, optimize=True)

    def _raise_complaints(self) -> None:
        for banner in self.window.findChildren(ErrorBanner):
            if banner.error is not None:
                raise RuntimeError(describe(banner.error).as_text())


def walk(walker: Walker) -> Counts:
    """Click from the welcome page to the exported file of an own model."""
    window = walker.window
    walker.arrive("welcome")
    walker.click("welcome_sample")
    walker.wait_for(lambda: window.current_page() == "label")
    label = _page(window, "label", LabelPage)
    walker.wait_for(lambda: label.canvas.has_picture)
    walker.arrive("label")
    _train(walker)
    _detect(walker)
    walker.click("nav_export")
    export = _page(window, "export", ExportPage)
    walker.click("export_start")
    walker.wait_for(lambda: export.result.isVisible())
    walker.arrive("export")
    return walker.counts


def _train(walker: Walker) -> None:
    walker.click("nav_train")
    page = _page(walker.window, "train", TrainPage)
    walker.click("train_start")
    epochs = page.form.epochs.value()
    walker.wait_for(lambda: page.history.points("hmean") >= epochs or page.run.state is RunState.IDLE)
    walker.arrive("train")
    walker.wait_for(lambda: page.run.state is RunState.IDLE)
    finished = page.history.finished
    assert finished is not None
    walker.counts.clicks_to_model = walker.counts.clicks
    walker.counts.hmean = (finished.result.initial_hmean, finished.result.best_hmean)
    walker.arrive("model")


def _detect(walker: Walker) -> None:
    walker.click("train_result_detect")
    page = _page(walker.window, "detect", DetectPage)
    walker.click("detect_project_pictures")
    walker.click("detect_run")
    walker.wait_for(lambda: not page.model.work.busy and page.model.has_results())
    walker.arrive("detect")


def _let_work() -> None:
    """Run the window for a moment; an event loop lets go of Python's lock, which a training needs."""
    loop = QEventLoop()
    QTimer.singleShot(WAIT_MS, loop.quit)
    loop.exec()


def _page(window: MainWindow, name: PageName, kind: type[Page]) -> Page:
    page = window.page(name)
    assert isinstance(page, kind)
    return page


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="where the pictures go")
    args = parser.parse_args()
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    args.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["QUADTUNE_CONFIG_DIR"] = temporary
        counts = _walk_once(args.folder, Path(temporary))
    print(json.dumps(asdict(counts), indent=1))
    in_time = counts.seconds["model"] <= MOST_SECONDS
    return 0 if counts.clicks <= MOST_CLICKS and in_time else 1


def _walk_once(folder: Path, temporary: Path) -> Counts:
    app = make_application(["quadtune"])
    settings = Settings(temporary / "settings.json")
    settings.update(language="en", theme="light", sample_folder=str(temporary / "sample"))
    i18n.set_language("en")
    theme().install(app, "light")
    app.setWindowIcon(icons.app_icon())
    window = MainWindow(Session(settings))
    prepare_interpreter(window)
    window.resize(*WINDOW)
    window.show()
    walker = Walker(window, folder)
    try:
        return walk(walker)
    finally:
        window.close()


if __name__ == "__main__":
    sys.exit(main())
