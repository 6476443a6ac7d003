"""Kill a labelling session at a random moment, again and again, and look at what is on disk.

``python -m scripts.kill_while_labelling [--rounds 200] [--seed 0]`` starts the real label page (offscreen) on
a folder of pictures, lets real mouse and key events draw, move, type, delete, undo and go on, and kills the
process with SIGKILL. Then every gt file must be whole, and hold everything that was done more than a second
before. How much of what is younger is in the crash journal is told. Where there is no SIGKILL (Windows) the
process is terminated, which is as sudden.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from multiprocessing.context import ForkServerContext, SpawnContext
from pathlib import Path
from typing import TextIO

import cv2
import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.app import make_application
from desktop.document.picture_document import Content, PictureDocument
from desktop.label.page import LabelPage
from desktop.session import Session
from desktop.ui.theme import theme
from engine import files
from engine.data.gt import format_gt, parse_gt
from engine.data.project_file import read_checked
from engine.errors import QuadTuneError

PICTURES = 6
OLDEST_S = 1.0
"""Nothing older than this may be lost."""
LONGEST_S = 2.0
"""A session is killed at a random moment of this time after its first change."""
START_S = 120.0
CTRL, NO_KEY = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


@dataclass(frozen=True, slots=True)
class Change:
    """At ``at`` (seconds, monotonic) the labels of ``gt`` had ``digest``, the hash of their text."""

    at: float
    gt: str
    digest: str


@dataclass(slots=True)
class Outcome:
    """What was found after one kill: how many states the labels were in, the age of the oldest change that is
    not in its gt file, of the oldest that is not in the journal either, and what is wrong."""

    changes: int = 0
    not_in_gt_s: float = 0.0
    lost_s: float = 0.0
    problems: tuple[str, ...] = ()


def digest_of(text: str | None) -> str:
    return "none" if text is None else hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


# ---- the session that is killed


def session(folder: Path, config: Path, log: Path, seed: int) -> None:
    """Label until killed; every state of labels goes to ``log``, a line of JSON each, before it is saved."""
    os.environ["QUADTUNE_CONFIG_DIR"] = str(config)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

    app = make_application(["quadtune"])
    theme().install(app, "light")
    shared = Session()
    shared.open_project(folder)
    page = LabelPage(shared)
    page.resize(900, 600)
    page.show()
    page.activateWindow()
    hand = _Hand(page, random.Random(seed))
    with log.open("w", encoding="utf-8") as file:
        reporter = _Reporter(file)
        while True:
            assert shared.project is not None
            for document in shared.project.documents():
                reporter.follow(document)
            hand.act()
            QApplication.processEvents()
            reporter.tell_all()
            time.sleep(hand.random.uniform(0, 0.03))


class _Reporter:
    """Writes down every state the documents are in."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._told: dict[PictureDocument, str] = {}

    def follow(self, document: PictureDocument) -> None:
        """Write down what ``document`` holds before it is changed for the first time, and from then on."""
        if document not in self._told:
            self._told[document] = ""
            self._tell(document, document.content)
            # While a command runs the history does not count it yet, so the labels themselves are asked.
            document.touched.connect(lambda: self._tell(document, document.entries))

    def tell_all(self) -> None:
        for document in list(self._told):
            self._tell(document, document.content)

    def _tell(self, document: PictureDocument, content: Content) -> None:
        digest = digest_of(None if content is None else format_gt(content))
        if digest != self._told[document]:
            self._told[document] = digest
            change = Change(time.monotonic(), str(document.gt_path), digest)
            print(json.dumps(asdict(change)), file=self._file, flush=True)


class _Hand:
    """Random gestures by real events."""

    def __init__(self, page: LabelPage, chance: random.Random) -> None:
        self.page = page
        self.random = chance

    def act(self) -> None:
        canvas = self.page.canvas
        if not canvas.has_picture:
            return
        action = self.random.choices(
            [self.draw, self.drag, self.nudge, self.type, self.delete, self.undo, self.go_on],
            [8, 4, 6, 6, 1, 2, 2],
        )[0]
        action()

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = NO_KEY) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.page.canvas, key, held)

    def point(self) -> tuple[float, float]:
        return self.random.uniform(5, 390), self.random.uniform(5, 290)

    def drag_between(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        canvas, left = self.page.canvas, Qt.MouseButton.LeftButton
        at, to = (canvas.picture_to_viewport(QPointF(*point)) for point in (start, end))
        QTest.mousePress(canvas.viewport(), left, NO_KEY, at)
        QTest.mouseMove(canvas.viewport(), (at + to) / 2)
        QTest.mouseMove(canvas.viewport(), to)
        QTest.mouseRelease(canvas.viewport(), left, NO_KEY, to)

    def draw(self) -> None:
        self.page.canvas.setFocus()
        self.page.canvas.set_tool("rect")
        self.drag_between(self.point(), self.point())
        self.page.canvas.set_tool("select")

    def drag(self) -> None:
        quads = self.page.canvas.shown.quads
        if len(quads):
            x, y = self.random.choice(list(quads)).mean(axis=0).tolist()
            self.drag_between((x, y), self.point())

    def nudge(self) -> None:
        self.page.canvas.setFocus()
        self.key(self.random.choice([Qt.Key.Key_Left, Qt.Key.Key_Down]))

    def type(self) -> None:
        if self.page.context.selection.single() is not None:
            self.page.canvas.setFocus()
            self.key(Qt.Key.Key_E, CTRL)
            QTest.keyClicks(self.page.panel.text, self.random.choice(["total", "12, 50", "No. 7"]))
            self.key(Qt.Key.Key_Return)

    def delete(self) -> None:
        self.page.canvas.setFocus()
        self.key(Qt.Key.Key_Delete)

    def undo(self) -> None:
        self.page.canvas.setFocus()
        self.key(Qt.Key.Key_Z, CTRL)

    def go_on(self) -> None:
        self.page.canvas.setFocus()
        self.key(self.random.choice([Qt.Key.Key_D, Qt.Key.Key_A, Qt.Key.Key_Space, Qt.Key.Key_End]))


# ---- the one that kills


def make_folder(folder: Path) -> Path:
    """A plain folder of empty pictures, some labelled already, one with a line that is no label."""
    (folder / "train_gts").mkdir(parents=True)
    for number in range(PICTURES):
        image = np.full((300, 400, 3), 60 + 20 * number, np.uint8)
        (folder / f"图 {number}.png").write_bytes(cv2.imencode(".png", image)[1].tobytes())
        if number % 2:
            lines = "10,10,60,10,60,40,10,40,a, b\nno label\n" * (1 + 150 * (number == 3))
            (folder / "train_gts" / f"gt_图 {number}.txt").write_text(lines, encoding="utf-8", newline="\n")
    return folder


def one_round(folder: Path, config: Path, seed: int) -> Outcome:
    """Start a session on ``folder``, kill it, look. ``config`` is a folder to be made for its settings."""
    log = config.with_suffix(".log")
    process = _processes().Process(target=session, args=(folder, config, log, seed), daemon=True)
    process.start()
    try:
        end = time.monotonic() + START_S
        while not log.exists() or log.stat().st_size == 0:
            if not process.is_alive() or time.monotonic() > end:
                return Outcome(problems=("the session did not start",))
            time.sleep(0.01)
        time.sleep(random.Random(seed).uniform(0, LONGEST_S))
        alive = process.is_alive()
    finally:
        killed_at = time.monotonic()
        process.kill()
        process.join()
    if not alive:
        return Outcome(problems=("the session ended by itself",))
    return look(folder, config, read_changes(log), killed_at)


def _processes() -> ForkServerContext | SpawnContext:
    """Where there is a server that forks, sessions need not import everything anew."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["desktop.app", "desktop.label.page"])
    return context


def read_changes(log: Path) -> list[Change]:
    """Every whole line of ``log``; the last one may be cut."""
    changes = []
    for line in log.read_text(encoding="utf-8").split("\n")[:-1]:
        changes.append(Change(**json.loads(line)))
    return changes


def look(folder: Path, config: Path, changes: list[Change], killed_at: float) -> Outcome:
    """Whether all gt files are whole and young enough."""
    problems: list[str] = []
    on_disk: dict[str, str] = {}
    for path in sorted((folder / "train_gts").iterdir()):
        if path.name.startswith(".quadtune-"):
            continue  # a temporary file, cleaned up by a later session
        try:
            text = files.read_text(path)
        except QuadTuneError as error:
            problems.append(str(error))
            continue
        entries = parse_gt(text, path).entries
        if format_gt(entries) != text or any(bad.text != "no label" for bad in parse_gt(text).bad_lines):
            problems.append(f"{path} is not whole")
        on_disk[str(path)] = digest_of(text)
    try:
        read_checked(folder)
    except QuadTuneError as error:
        problems.append(str(error))
    journal: dict[str, str] = {}
    for place in config.glob("journal/*/[0-9a-f]*.json"):  # not those that were being written
        kept = json.loads(place.read_bytes())
        journal[kept["gt"]] = digest_of(kept["labels"])
    outcome = Outcome(changes=len({(change.gt, change.digest) for change in changes}))
    for gt in {change.gt for change in changes}:
        history = [change for change in changes if change.gt == gt]
        there = on_disk.get(gt, digest_of(None))
        if there not in {change.digest for change in history}:
            problems.append(f"{gt} holds labels that nobody made")
            continue
        outcome.not_in_gt_s = max(outcome.not_in_gt_s, _age(history, {there}, killed_at))
        outcome.lost_s = max(outcome.lost_s, _age(history, {there, journal.get(gt, there)}, killed_at))
    if outcome.not_in_gt_s > OLDEST_S:
        problems.append(f"a change {outcome.not_in_gt_s:.2f} s old is not in its gt file")
    outcome.problems = tuple(problems)
    return outcome


def _age(history: list[Change], safe: set[str], killed_at: float) -> float:
    """How long before the kill the oldest change newer than all in ``safe`` was made; 0 if there is none."""
    last = max(at for at, change in enumerate(history) if change.digest in safe)
    return killed_at - history[last + 1].at if last + 1 < len(history) else 0.0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    outcomes = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = make_folder(Path(temporary) / "data")
        for number in range(args.rounds):
            outcome = one_round(folder, Path(temporary) / f"session{number}", args.seed + number)
            outcomes.append(outcome)
            for problem in outcome.problems:
                print(f"round {number}: {problem}", flush=True)
    print(
        f"{len(outcomes)} rounds, {sum(one.changes for one in outcomes)} states of labels; "
        f"oldest change not in its gt file {1000 * max(one.not_in_gt_s for one in outcomes):.0f} ms, "
        f"not in the journal either {1000 * max(one.lost_s for one in outcomes):.0f} ms; "
        f"rounds with problems: {sum(bool(one.problems) for one in outcomes)}"
    )
    return int(any(one.problems for one in outcomes))


if __name__ == "__main__":
    sys.exit(main())
