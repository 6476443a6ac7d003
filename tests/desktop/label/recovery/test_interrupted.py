"""The crash journal: what could not be saved is found by the next session."""

from __future__ import annotations

import errno
import json
import multiprocessing
import multiprocessing.synchronize
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.document.project import Project
from desktop.document.recovery_journal import RecoveryJournal, forget, journal_folder
from desktop.label.recovery.difference import DifferenceDialog
from engine import files
from engine.data.gt import Label
from tests.desktop.label.conftest import WAIT_MS, MakePage, UserDriver

Key = Qt.Key
QUAD = ((10, 10), (60, 10), (60, 40), (10, 40))
LINE = "10,10,60,10,60,40,10,40,\n"
OURS = "5,5,25,5,25,15,5,15,a\n"


def entries() -> list[Path]:
    return sorted(journal_folder().glob("*/[0-9a-f]*.json"))


def left_behind(folder: Path) -> Path:
    """The gt file of the first picture, for which a session with the labels ``OURS`` ended unsaved."""
    gt = folder / "train_gts" / "gt_图 1.txt"
    journal = RecoveryJournal()
    journal.write(folder / "图 1.png", gt, [Label((5, 5, 25, 5, 25, 15, 5, 15), "a")], None)
    journal.close()
    assert len(entries()) == 1
    return gt


def press(user: UserDriver, name: str) -> None:
    QTest.mouseClick(user.find(QPushButton, name), Qt.MouseButton.LeftButton)


def test_what_is_in_flight_is_in_the_journal_until_it_is_saved(user: UserDriver) -> None:
    user.document._timer.setInterval(1500)
    user.draw(*QUAD)
    user.qtbot.waitUntil(lambda: bool(entries()), timeout=WAIT_MS)
    assert not user.gt.exists()
    (place,) = entries()
    assert json.loads(place.read_bytes())["labels"] == LINE
    user.key(Key.Key_Right)
    user.qtbot.waitUntil(lambda: b"11,10,61" in place.read_bytes(), timeout=WAIT_MS)
    user.wait_saved()
    assert entries() == []


def test_what_a_full_disk_refuses_is_restored_by_the_next_session(
    user: UserDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = files._replace

    def refuse(source: Path, target: Path) -> None:
        if target.suffix == ".txt":
            raise OSError(errno.ENOSPC, "no")
        replace(source, target)

    with monkeypatch.context() as broken:
        broken.setattr(files, "_replace", refuse)
        user.draw(*QUAD)
        user.qtbot.waitUntil(user.page.unsaved.isVisible, timeout=WAIT_MS)
        (place,) = entries()
        assert json.loads(place.read_bytes())["labels"] == LINE
        root = user.project.root
        user.project.close()  # the window is closed without saving
        assert entries() == [place]
        found = Project(root).interrupted()
    assert [[label.points for label in left.content or () if isinstance(label, Label)] for left in found] == [
        [(10, 10, 60, 10, 60, 40, 10, 40)]
    ]


def test_restore(open_page: MakePage, blank_folder: Path) -> None:
    gt = left_behind(blank_folder)
    user = open_page(blank_folder)
    bar = user.page.interrupted
    assert bar.isVisible()
    press(user, "label_interrupted_restore")
    assert not bar.isVisible()
    assert gt.read_text() == OURS
    assert entries() == []
    assert len(user.canvas.shown.quads) == 1
    user.canvas.setFocus()
    user.ctrl(Key.Key_Z)
    user.qtbot.waitUntil(lambda: not gt.exists(), timeout=WAIT_MS)


def test_discard_goes_to_the_trash(open_page: MakePage, blank_folder: Path, tmp_path: Path) -> None:
    gt = left_behind(blank_folder)
    (place,) = entries()
    user = open_page(blank_folder)
    press(user, "label_interrupted_discard")
    assert not user.page.interrupted.isVisible()
    assert not gt.exists()
    assert user.quads == []
    assert entries() == []
    trashed = list((tmp_path / "home").rglob(place.name))
    assert trashed


def test_show_tells_the_difference_and_takes_both(open_page: MakePage, blank_folder: Path) -> None:
    gt = left_behind(blank_folder)
    gt.parent.mkdir()
    gt.write_text(LINE)
    user = open_page(blank_folder)
    user.key(Key.Key_D)
    press(user, "label_interrupted_show")
    assert user.document.gt_path == gt
    dialog = user.find(DifferenceDialog)
    assert dialog.table.rowCount() == 2
    QTest.mouseClick(dialog.take_both, Qt.MouseButton.LeftButton)
    assert gt.read_text() == LINE + OURS
    assert not user.page.interrupted.isVisible()
    assert entries() == []


def test_a_restore_that_cannot_be_saved_keeps_the_journal(open_page: MakePage, blank_folder: Path) -> None:
    gt = left_behind(blank_folder)
    gt.parent.write_text("not a folder")
    user = open_page(blank_folder)
    press(user, "label_interrupted_restore")
    assert len(user.quads) == 1
    assert entries()
    gt.parent.unlink()
    user.page.save_now()
    assert gt.read_text() == OURS


def test_what_was_saved_after_all_is_not_asked_about(open_page: MakePage, blank_folder: Path) -> None:
    gt = left_behind(blank_folder)
    gt.parent.mkdir()
    gt.write_text(OURS)
    user = open_page(blank_folder)
    assert not user.page.interrupted.isVisible()
    assert entries() == []
    assert list(journal_folder().iterdir()) == []


@pytest.mark.usefixtures("qapp")
def test_another_window_is_not_an_interrupted_session(blank_folder: Path) -> None:
    journal = RecoveryJournal()
    gt = blank_folder / "train_gts" / "gt_图 1.txt"
    journal.write(blank_folder / "图 1.png", gt, [], None)
    assert Project(blank_folder).interrupted() == []
    journal.close()
    assert len(Project(blank_folder).interrupted()) == 1


def _die_with_a_journal(picture: Path, gt: Path, ready: multiprocessing.synchronize.Event) -> None:
    journal = RecoveryJournal()
    journal.write(picture, gt, [Label((5, 5, 25, 5, 25, 15, 5, 15), "a")], None)
    ready.set()
    time.sleep(600)


@pytest.mark.usefixtures("qapp")
def test_a_killed_process_lets_go_of_its_journal(blank_folder: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    gt = blank_folder / "train_gts" / "gt_图 1.txt"
    process = context.Process(
        target=_die_with_a_journal, args=(blank_folder / "图 1.png", gt, ready), daemon=True
    )
    process.start()
    assert ready.wait(60)
    assert Project(blank_folder).interrupted() == []
    process.kill()
    process.join()
    (left,) = Project(blank_folder).interrupted()
    assert left.gt_path == gt


def test_what_was_cut_off_while_it_was_written_keeps_no_folder(blank_folder: Path) -> None:
    gt = left_behind(blank_folder)
    (place,) = entries()
    cut = place.parent / ".quadtune-0123456789ab.json"
    cut.write_bytes(b"")
    os.utime(cut, (1, 1))
    (left,) = RecoveryJournal().interrupted(blank_folder)
    assert left.gt_path == gt
    forget(left)
    assert list(journal_folder().iterdir()) == []


def test_of_another_folder_nothing_is_asked(
    open_page: MakePage, blank_folder: Path, make_dataset: Callable[..., Path]
) -> None:
    left_behind(blank_folder)
    user = open_page(make_dataset())
    assert not user.page.interrupted.isVisible()
    assert len(entries()) == 1


def test_without_a_journal_labels_are_saved_all_the_same(user: UserDriver) -> None:
    journal_folder().write_text("in the way")
    user.draw(*QUAD)
    QTest.qWait(100)
    assert user.wait_saved() == LINE


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(
    st.binary(max_size=120)
    | st.sampled_from([b"[]", b"{}", b'{"gt": 1, "labels": 2, "base": 3, "picture": 4}'])
)
def test_any_bytes_in_the_journal_do_no_harm(blank_folder: Path, data: bytes) -> None:
    place = journal_folder() / "somebody" / "abc.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    assert RecoveryJournal().interrupted(blank_folder) == []
    assert place.read_bytes() == data
