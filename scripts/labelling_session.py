"""Label like a user who does everything, in no sensible order, and see that nothing comes apart.

``python -m scripts.labelling_session --gestures 10000 --seed 1`` sends random mouse and key events to the
real labelling page: drawing, dragging, handles, keys, menu, text, undo, other pictures, and interruptions in
the middle of it all. After every few gestures canvas, table, document and disk must hold the same labels. In
the end everything is undone and done again. It ends with status 1 when something differed, an exception went
by or a thread was left. Run it with ``QT_QPA_PLATFORM=offscreen`` where there is no screen.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from pathlib import Path
from types import TracebackType

import cv2
import numpy as np
import shiboken6
from PySide6.QtWidgets import QApplication

from desktop.app import make_application
from desktop.document.picture_document import PictureDocument
from desktop.document.project import Project
from desktop.label.page import LabelPage
from desktop.session import Session
from desktop.settings.settings import Settings
from desktop.ui.theme import theme
from engine.data.gt import Label, format_gt, read_gt
from scripts.random_user import RandomUser

SIZES = ((640, 480), (480, 640), (1600, 1200), (300, 200))


class DifferenceError(AssertionError):
    """Canvas, table, document and disk do not agree."""


def make_pictures(folder: Path) -> None:
    for number, (width, height) in enumerate(SIZES):
        pixels = np.full((height, width, 3), 60 * (number + 1), np.uint8)
        (folder / f"{number}.png").write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
    gts = folder / "train_gts"
    gts.mkdir()
    odd = "10,10,90,10,90,40,10,40,first\nno label at all\n-30,-20,60,-20,60,30,-30,30,outside\n"
    (gts / "gt_0.txt").write_text(odd, encoding="utf-8")


def labels_on_disk(document: PictureDocument) -> list[Label]:
    return list(read_gt(document.gt_path).labels) if document.gt_path.is_file() else []


def check(page: LabelPage, project: Project) -> None:
    """Raise DifferenceError unless canvas, table, document and disk hold the same labels."""
    document = page.document
    if document is None or not project.flush():
        raise DifferenceError("not saved")
    QApplication.processEvents()
    labels = document.labels
    if labels_on_disk(document) != labels:
        raise DifferenceError(f"disk: {labels_on_disk(document)} against {labels}")
    shown = (
        page.canvas.shown.quads.tolist()
        if page.canvas.has_picture
        else [label.quad.tolist() for label in labels]
    )
    if shown != [label.quad.tolist() for label in labels]:
        raise DifferenceError(f"canvas: {shown} against {labels}")
    if page.canvas.has_picture and page.canvas.shown.ignored.tolist() != [label.ignore for label in labels]:
        raise DifferenceError("canvas: other labels are ignored")
    table = page.context.model
    texts = [table.index(row, table.TEXT).data() for row in range(table.rowCount())]
    if texts != [label.transcription for label in labels]:
        raise DifferenceError(f"table: {texts} against {labels}")
    if any(row >= len(labels) for row in page.context.selection.rows()):
        raise DifferenceError("a label is selected that is not there")


def undo_and_redo_everything(project: Project, first: dict[Path, str]) -> None:
    """Every picture goes back to what it was, and forward again."""
    for picture in project.pictures:
        document = project.document(picture)
        # As texts: unreadable lines get new numbers only when they are written.
        last, stack = format_gt(document.entries), document.undo_stack
        steps = stack.index()
        stack.setIndex(0)
        if (undone := format_gt(document.entries)) != first[picture]:
            raise DifferenceError(f"{picture.name}: undone to\n{undone}\nit was\n{first[picture]}")
        stack.setIndex(steps)
        if (again := format_gt(document.entries)) != last:
            raise DifferenceError(f"{picture.name}: done again, it is\n{again}\nit was\n{last}")


def run(page: LabelPage, project: Project, gestures: int, seed: int, every: int = 25) -> Counter[str]:
    """``gestures`` random ones on a shown ``page``, checked after ``every`` so many; returns what was done.

    Raises DifferenceError, or the first exception that went by in a slot.
    """
    raised: list[BaseException] = []

    def note(_kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        raised.append(error.with_traceback(trace))

    documents = {picture: project.document(picture) for picture in project.pictures}
    first = {picture: format_gt(document.entries) for picture, document in documents.items()}
    bad = {p: [line.text for line in document.bad_lines] for p, document in documents.items()}
    user, before = RandomUser(page, seed), sys.excepthook
    sys.excepthook = note
    try:
        for number in range(1, gestures + 1):
            user.act()
            if raised:
                raise raised[0]
            if number % every == 0 or number == gestures:
                user.rest()
                check(page, project)
        undo_and_redo_everything(project, first)
        QApplication.processEvents()
        check(page, project)
    finally:
        sys.excepthook = before
    for picture, lines in bad.items():
        if [line.text for line in project.document(picture).bad_lines] != lines:
            raise DifferenceError(f"{picture.name}: lines that could not be read have changed")
    return user.done


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gestures", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--every", type=int, default=25, help="gestures between two checks")
    args = parser.parse_args()
    threads = set(threading.enumerate())
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "pictures"
        folder.mkdir()
        make_pictures(folder)
        os.environ["QUADTUNE_CONFIG_DIR"] = temporary
        os.environ["XDG_DATA_HOME"] = str(Path(temporary) / "home")
        app = make_application(["quadtune"])
        theme().install(app, "light")
        session = Session(Settings(Path(temporary) / "settings.json"))
        session.open_project(folder)
        page = LabelPage(session)
        page.resize(1280, 800)
        page.show()
        page.activateWindow()
        page.canvas.setFocus()
        started = time.monotonic()
        assert session.project is not None
        try:
            RandomUser(page, 0).wait_for_picture()
            done = run(page, session.project, args.gestures, args.seed, args.every)
        except Exception:
            traceback.print_exc()
            return 1
        finally:
            shiboken6.delete(page)
        left = [t for t in set(threading.enumerate()) - threads if not isinstance(t, threading._DummyThread)]
        for thread in left:
            thread.join(5)
        left = [thread for thread in left if thread.is_alive()]
        print(f"{args.gestures} gestures, seed {args.seed}, {time.monotonic() - started:.0f} s: all agreed")
        print(", ".join(f"{name} {count}" for name, count in done.most_common()))
        if left:
            print(f"threads left: {left}", file=sys.stderr)
        return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
