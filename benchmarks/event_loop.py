"""How long the window keeps a person waiting while a training runs on the processor.

``python -m benchmarks.event_loop`` opens the real window on a copy of a dataset (the sample project by
default), draws boxes on the labelling canvas with synthetic mouse events, first with nothing else going on
and then while a real training runs, and prints how late the event loop was. The probe is a precise timer of
5 ms: its delay is the time beyond that, and so includes whatever the window itself had to do meanwhile.

``--blame MS`` also tells what Python's threads were doing whenever the loop was later than that.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import threading
import time
from array import array
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QSpinBox, QWidget

from desktop.app import make_application, prepare_interpreter
from desktop.session import Session
from desktop.settings.settings import Settings
from desktop.shell.main_window import MainWindow
from desktop.ui import i18n
from desktop.ui.theme import theme
from engine.training.events import EpochDone, Started, StepDone

PROBE_MS = 5
FRAME_MS = 16
BUCKETS = (1, 2, 4, 8, 16, 33, 66, 150)
TARGET_P99_MS, TARGET_WORST_MS = 33, 150


class Probe(QObject):
    """Notes how late each tick of a 5 ms timer is, by phase."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.phase = ""
        self.delays: dict[str, array[float]] = {}
        self.last = time.perf_counter()
        self._timer = QTimer(self, interval=PROBE_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self, phase: str) -> None:
        """Note the ticks from now on under ``phase``."""
        self.phase = phase
        self.delays.setdefault(phase, array("d"))
        self.last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        self.phase = ""

    def _tick(self) -> None:
        now = time.perf_counter()
        self.delays[self.phase].append(max(0.0, (now - self.last) * 1000 - PROBE_MS))
        self.last = now


class Blame(threading.Thread):
    """Looks at all threads when the probe is late, and counts where they were."""

    def __init__(self, probe: Probe, late_ms: float) -> None:
        super().__init__(daemon=True)
        self._probe = probe
        self._late = (late_ms + PROBE_MS) / 1000
        self._over = threading.Event()
        self.found: Counter[str] = Counter()

    def run(self) -> None:
        noted = 0.0
        while not self._over.wait(0.004):
            last = self._probe.last
            if self._probe.phase and last != noted and time.perf_counter() - last > self._late:
                noted = last
                for place in _places():
                    self.found[f"{self._probe.phase}: {place}"] += 1

    def stop(self) -> None:
        self._over.set()


def _places() -> list[str]:
    """Where the other threads are. No frame outlives this: it would keep a painter open that its function is
    done with, and Qt cannot bear that."""
    switching = sys.getswitchinterval()
    sys.setswitchinterval(1.0)
    try:
        frames = sys._current_frames()
        del frames[threading.get_ident()]
        window = frames.pop(threading.main_thread().ident or 0)
        places = [f"(window) {_where(window)}", *(_where(frame) for frame in frames.values())]
        del window
        frames.clear()
    finally:
        sys.setswitchinterval(switching)
    return places


def _where(frame: object) -> str:
    """The three innermost functions of our own and of libraries, innermost first."""
    names: list[str] = []
    while frame is not None and len(names) < 3:
        code = frame.f_code  # type: ignore[attr-defined]
        names.append(f"{Path(code.co_filename).name}:{frame.f_lineno} {code.co_name}")  # type: ignore[attr-defined]
        frame = frame.f_back  # type: ignore[attr-defined]
    return " < ".join(names)


class Hand(QObject):
    """Draws boxes on the canvas, one after the other, a mouse move each frame."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._canvas = window.page("label").canvas  # type: ignore[attr-defined]
        self._undo = window.findChild(QAbstractButton, "edit_undo")
        self._random = np.random.default_rng(0)
        self._path: list[tuple[QEvent.Type, QPointF]] = []
        self._timer = QTimer(self, interval=FRAME_MS)
        self._timer.timeout.connect(self._act)
        self.drawn = 0

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _act(self) -> None:
        if not self._path:
            self._path = self._next_box()
        kind, at = self._path.pop(0)
        viewport = self._canvas.viewport()
        moves = kind == QEvent.Type.MouseMove
        button = Qt.MouseButton.NoButton if moves else Qt.MouseButton.LeftButton
        held = (
            Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
        )
        event = QMouseEvent(
            kind,
            at,
            QPointF(viewport.mapToGlobal(at.toPoint())),
            button,
            held,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(viewport, event)
        if kind == QEvent.Type.MouseButtonRelease:
            self.drawn += 1
            if self.drawn % 5 == 0 and self._undo is not None:
                self._undo.click()

    def _next_box(self) -> list[tuple[QEvent.Type, QPointF]]:
        size = self._canvas.viewport().size()
        corner = self._random.uniform(0.1, 0.6, 2) * (size.width(), size.height())
        shift = self._random.uniform(0.05, 0.3, 2) * (size.width(), size.height())
        points = [QPointF(*(corner + shift * part)) for part in np.linspace(0, 1, 40)]
        moves = [(QEvent.Type.MouseMove, point) for point in points]
        return [
            (QEvent.Type.MouseButtonPress, points[0]),
            *moves,
            (QEvent.Type.MouseButtonRelease, points[-1]),
        ]


def report(probe: Probe) -> bool:
    """Print the delays of each phase; whether the target was kept while training."""
    kept = True
    print(f"{'phase':<12}{'ticks':>8}{'p50':>8}{'p95':>8}{'p99':>8}{'worst':>9}   ms; target: "
          f"p99 ≤ {TARGET_P99_MS}, worst ≤ {TARGET_WORST_MS}")  # fmt: skip
    for phase, values in probe.delays.items():
        delays = np.array(values)
        if not len(delays):
            continue
        p50, p95, p99 = np.percentile(delays, (50, 95, 99))
        print(f"{phase:<12}{len(delays):>8}{p50:>8.1f}{p95:>8.1f}{p99:>8.1f}{delays.max():>9.1f}")
        if phase == "training":
            kept = p99 <= TARGET_P99_MS and delays.max() <= TARGET_WORST_MS
    print("\nticks by delay (ms)")
    limits = ("0", *map(str, BUCKETS))
    print(f"{'phase':<12}" + "".join(f"{f'≥ {limit}':>8}" for limit in limits))
    for phase, values in probe.delays.items():
        counts, _ = np.histogram(values, [0, *BUCKETS, np.inf])
        print(f"{phase:<12}" + "".join(f"{count:>8}" for count in counts))
    return kept


def run_for(seconds: float, done: Callable[[], bool] = lambda: False) -> None:
    """Let the event loop run as it does in the application."""
    loop = QEventLoop()
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        QTimer.singleShot(100, loop.quit)
        loop.exec()


def train_meanwhile(window: MainWindow, probe: Probe, args: argparse.Namespace) -> None:
    """Start a training as a person does and go back to labelling; ends with the training."""
    window.show_page("train")
    page = window.page("train")
    run_for(3)
    for name, value in (("train_epochs", args.epochs), ("train_size", args.size), ("train_batch_size", 4)):
        box = window.findChild(QSpinBox, name)
        assert box is not None
        box.setValue(value)
    page.run.events.connect(lambda events: _follow(events, probe))  # type: ignore[attr-defined]
    probe.start("loading")
    button = window.findChild(QAbstractButton, "train_start")
    assert button is not None
    button.click()
    window.show_page(args.page)
    run_for(args.most_seconds, lambda: not window.session.jobs.running())
    probe.stop()
    for job in window.session.jobs.running():
        job.request_stop()
    run_for(60, lambda: not window.session.jobs.running())


def _follow(events: list[object], probe: Probe) -> None:
    if not probe.phase:
        return
    for event in events:
        match event:
            case Started():
                probe.start("evaluating")
            case EpochDone() | StepDone():
                probe.start("training")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="a dataset folder; a copy of it is used")
    parser.add_argument("--size", type=int, default=320)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--idle", type=float, default=15, help="seconds of the phase without a training")
    parser.add_argument("--most-seconds", type=float, default=240, help="the training is stopped after these")
    parser.add_argument("--page", default="label", help="the page that is shown while it trains")
    parser.add_argument("--blame", type=float, help="tell what threads did when the loop was later than this")
    parser.add_argument("--plain", action="store_true", help="without `prepare_interpreter`")
    args = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["QUADTUNE_CONFIG_DIR"] = temporary
        return measure(args, Path(temporary))


def measure(args: argparse.Namespace, temporary: Path) -> int:
    app = make_application(["quadtune"])
    settings = Settings(temporary / "settings.json")
    i18n.set_language("en")
    theme().install(app, "light")
    window = MainWindow(Session(settings))
    if not args.plain:
        prepare_interpreter(window)
    window.resize(1280, 800)
    window.show()
    window.open_folder(_project(args.data, temporary))
    run_for(3)
    window.findChild(QAbstractButton, "tool_rect").click()  # type: ignore[union-attr]
    probe, hand = Probe(window), Hand(window)
    blame = Blame(probe, args.blame) if args.blame else None
    if blame is not None:
        blame.start()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    hand.start()
    probe.start("idle")
    run_for(args.idle)
    probe.stop()
    train_meanwhile(window, probe, args)
    hand.stop()
    print(f"{os.cpu_count()} processors, load {load:.1f} before; {hand.drawn} boxes drawn")
    kept = report(probe)
    if blame is not None:
        blame.stop()
        for where, count in blame.found.most_common(30):
            print(f"{count:>5}  {where}")
    _close(window)
    return 0 if kept else 1


def _project(data: Path | None, temporary: Path) -> Path:
    if data is not None:
        return Path(shutil.copytree(data, temporary / data.name))
    from engine.sample import make_sample

    return make_sample(temporary / "receipts", train=24, test=6).folder


def _close(window: QWidget) -> None:
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


if __name__ == "__main__":
    sys.exit(main())
