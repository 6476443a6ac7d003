"""Gt files and pictures that other programs change while the page is open."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop.label.page import LabelPage
from desktop.label.recovery.difference import DifferenceDialog
from desktop.session import Session
from desktop.settings.settings import Settings
from tests.desktop.conftest import delete_now
from tests.desktop.label.conftest import WAIT_MS, MakePage, UserDriver, child

Key = Qt.Key
QUAD = ((10, 10), (60, 10), (60, 40), (10, 40))
LINE = "10,10,60,10,60,40,10,40,\n"
OURS, THEIRS = "5,5,25,5,25,15,5,15,a\n", "5,5,25,5,25,15,5,15,theirs\n"
OTHER = "70,5,95,5,95,15,70,15,other\n"


@pytest.fixture
def labelled(open_page: MakePage, blank_folder: Path) -> UserDriver:
    """The first picture has the label ``OURS``."""
    path = blank_folder / "train_gts" / "gt_图 1.txt"
    path.parent.mkdir()
    path.write_text(OURS)
    return open_page(blank_folder)


def texts(user: UserDriver) -> list[str]:
    return [label.transcription for label in user.document.labels]


def wait_for(user: UserDriver, expected: list[str]) -> None:
    user.qtbot.waitUntil(lambda: texts(user) == expected, timeout=WAIT_MS)


def replaced(path: Path, text: str) -> None:
    """As most programs write."""
    other = path.with_name("written")
    other.write_text(text)
    other.replace(path)


def changed_in_place(path: Path, text: str) -> None:
    """As simple programs write."""
    with path.open("r+") as file:
        file.truncate()
        file.write(text)


@pytest.mark.parametrize("write", [replaced, changed_in_place])
def test_without_changes_here_the_file_is_shown_as_it_is_now(
    labelled: UserDriver, write: Callable[[Path, str], None]
) -> None:
    user, path = labelled, labelled.gt
    for expected in ("theirs", "again", "and again"):
        text = THEIRS.replace("theirs", expected)
        write(path, text)
        wait_for(user, [expected])
        assert path.read_text() == text
    assert "图 1.png" in user.page.notice.text.text()
    assert user.page.notice.isVisible()
    user.ctrl(Key.Key_Z)
    assert texts(user) == ["again"]
    assert user.wait_saved() == THEIRS.replace("theirs", "again")
    assert not user.page.unsaved.isVisible()


def test_taking_over_does_not_write(labelled: UserDriver) -> None:
    """What others wrote stays as they wrote it: byte order mark, line ends, blank lines."""
    data = b"\xef\xbb\xbf5,5,25,5,25,15,5,15,theirs\r\n\r\nno label\r\n"
    labelled.gt.write_bytes(data)
    wait_for(labelled, ["theirs"])
    labelled.wait_saved()
    assert labelled.gt.read_bytes() == data


def test_a_deleted_file_stays_deleted_and_undo_brings_it_back(labelled: UserDriver) -> None:
    labelled.gt.unlink()
    wait_for(labelled, [])
    labelled.qtbot.waitUntil(lambda: not labelled.document.dirty, timeout=WAIT_MS)
    assert not labelled.gt.exists()
    project, picture = labelled.project, labelled.document.picture
    assert project.status(picture) == "unlabelled"
    labelled.ctrl(Key.Key_Z)
    assert labelled.wait_saved() == OURS
    assert project.status(picture) == "labelled"


def test_a_file_that_appears(user: UserDriver) -> None:
    user.gt.parent.mkdir()
    replaced(user.gt, THEIRS)
    wait_for(user, ["theirs"])
    user.draw(*QUAD)
    assert user.wait_saved() == THEIRS + LINE


def test_other_pictures_are_looked_at_when_they_are_shown(labelled: UserDriver) -> None:
    path = labelled.gt
    labelled.key(Key.Key_D)
    labelled.wait_picture()
    path.write_text(THEIRS)
    labelled.key(Key.Key_A)
    assert texts(labelled) == ["theirs"]


def test_all_are_looked_at_when_the_window_comes_back(labelled: UserDriver, qapp: QApplication) -> None:
    document = labelled.document
    labelled.key(Key.Key_D)  # the gt file of a picture that is not shown is not watched
    document.gt_path.write_text(THEIRS)
    assert [label.transcription for label in document.labels] == ["a"]
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert [label.transcription for label in document.labels] == ["theirs"]


def test_what_is_no_text_is_told_once_and_nothing_is_lost(labelled: UserDriver) -> None:
    labelled.gt.write_bytes("1,1,9,1,9,9,1,9,欢迎\n".encode("gbk"))
    labelled.qtbot.waitUntil(labelled.page.banner.isVisible, timeout=WAIT_MS)
    assert str(labelled.gt) in labelled.page.banner.text()
    assert texts(labelled) == ["a"]
    labelled.page.banner.clear()
    labelled.page.external.check()
    assert not labelled.page.banner.isVisible()
    labelled.draw(*QUAD)  # not saved over what nobody could read
    labelled.qtbot.waitUntil(labelled.page.unsaved.isVisible, timeout=WAIT_MS)
    assert labelled.gt.read_bytes() == "1,1,9,1,9,9,1,9,欢迎\n".encode("gbk")


@pytest.fixture
def conflict(labelled: UserDriver) -> UserDriver:
    """A quad was drawn while another program changed the text of the label and added one."""
    labelled.stop_watching()
    labelled.gt.write_text(THEIRS + OTHER)
    labelled.draw(*QUAD)
    labelled.qtbot.waitUntil(labelled.page.unsaved.isVisible, timeout=WAIT_MS)
    return labelled


def compare(user: UserDriver) -> DifferenceDialog:
    QTest.mouseClick(user.find(QPushButton, "label_compare"), Qt.MouseButton.LeftButton)
    dialog = user.find(DifferenceDialog)
    assert dialog.isVisible()
    return dialog


def rows(dialog: DifferenceDialog) -> list[tuple[str, ...]]:
    table = dialog.table
    return [
        tuple(table.model().index(row, column).data() for column in range(3))
        for row in range(table.rowCount())
    ]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("label_difference_theirs", THEIRS + OTHER),
        ("label_difference_mine", OURS + LINE),
        ("label_difference_both", THEIRS + OTHER + LINE),
    ],
)
def test_a_conflict_is_shown_and_decided(conflict: UserDriver, choice: str, expected: str) -> None:
    dialog = compare(conflict)
    assert rows(dialog) == [
        ("different text", "theirs  (5, 5)", "a  (5, 5)"),
        ("only in the file", "other  (70, 5)", ""),
        ("only here", "", "–  (10, 10)"),
    ]
    assert conflict.gt.read_text() == THEIRS + OTHER
    QTest.mouseClick(child(dialog, QPushButton, choice), Qt.MouseButton.LeftButton)
    assert conflict.gt.read_text() == expected
    assert not conflict.page.unsaved.isVisible()
    conflict.page.activateWindow()
    conflict.qtbot.waitUntil(conflict.page.isActiveWindow)
    conflict.canvas.setFocus()
    if choice != "label_difference_theirs":
        conflict.ctrl(Key.Key_Z)
        assert conflict.wait_saved() == THEIRS + OTHER
    conflict.ctrl(Key.Key_Z)
    assert conflict.wait_saved() == OURS + LINE


def test_a_conflict_can_wait_and_the_file_may_change_meanwhile(conflict: UserDriver) -> None:
    dialog = compare(conflict)
    conflict.gt.write_text(OTHER)
    QTest.mouseClick(dialog.take_both, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert conflict.gt.read_text() == OTHER
    assert ("only here", "", "a  (5, 5)") in rows(dialog)
    QTest.mouseClick(child(dialog, QPushButton, "label_difference_later"), Qt.MouseButton.LeftButton)
    assert conflict.gt.read_text() == OTHER
    assert conflict.page.unsaved.isVisible()


def test_two_windows_on_one_folder(labelled: UserDriver, settings: Settings, qtbot: QtBot) -> None:
    second = Session(settings)
    second.open_project(labelled.project.root)
    page = LabelPage(second)
    page.resize(1000, 600)
    page.show()
    other = UserDriver(page, qtbot)
    other.wait_picture()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    other.canvas.setFocus()
    other.draw(*QUAD)
    other.wait_saved()
    wait_for(labelled, ["a", ""])
    labelled.page.activateWindow()
    qtbot.waitUntil(labelled.page.isActiveWindow)
    labelled.canvas.setFocus()
    labelled.ctrl(Key.Key_A)
    labelled.key(Key.Key_Delete)
    labelled.wait_saved()
    wait_for(other, [])
    assert labelled.gt.read_bytes() == b""
    delete_now(page)
    delete_now(second)


# ---- pictures


def names(user: UserDriver) -> list[str]:
    model = user.page.pictures.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_new_pictures_are_offered_and_documents_stay(user: UserDriver, blank_folder: Path) -> None:
    user.key(Key.Key_D)
    user.draw(*QUAD)
    document = user.document
    (blank_folder / "图 0.png").write_bytes((blank_folder / "图 1.png").read_bytes())
    (blank_folder / "图 3.png").unlink()
    user.qtbot.waitUntil(user.page.notice.button.isVisible, timeout=WAIT_MS)
    assert "1 new" in user.page.notice.text.text()
    assert names(user) == ["图 1.png", "图 2.png", "图 3.png"]
    QTest.mouseClick(user.page.notice.button, Qt.MouseButton.LeftButton)
    assert names(user) == ["图 0.png", "图 1.png", "图 2.png"]
    assert user.document is document
    assert user.page.pictures.current == document.picture
    assert document.undo_stack.canUndo()
    assert len(user.canvas.shown.quads) == 1
    assert not user.page.notice.isVisible()


def test_f5_when_the_picture_in_sight_is_gone(user: UserDriver, blank_folder: Path) -> None:
    user.document.picture.unlink()
    user.key(Key.Key_F5)
    user.wait_picture()
    assert user.document.picture.name == "图 2.png"
    for left in blank_folder.glob("*.png"):
        left.unlink()
    user.key(Key.Key_F5)
    assert user.page.document is None
    assert names(user) == []
    QApplication.processEvents()


def test_f5_finds_gt_files_and_reads_mended_ones(open_page: MakePage, blank_folder: Path) -> None:
    gts = blank_folder / "train_gts"
    gts.mkdir()
    (gts / "gt_图 1.txt").write_bytes(b"\xff\xfe")
    user = open_page(blank_folder)
    project = user.project
    assert not user.document.editable
    (gts / "gt_图 1.txt").write_text(OURS)
    (gts / "gt_图 3.txt").write_text(OURS)
    user.key(Key.Key_F5)
    assert [project.status(picture) for picture in project.pictures] == ["labelled", "unlabelled", "labelled"]
    assert texts(user) == ["a"]
    user.draw(*QUAD)
    assert user.wait_saved() == OURS + LINE


def test_temporary_files_of_a_killed_session_are_cleared_away(session: Session, blank_folder: Path) -> None:
    gts = blank_folder / "train_gts"
    gts.mkdir()
    old, new, own = (
        gts / ".quadtune-0123456789ab.txt",
        gts / ".quadtune-ba9876543210.txt",
        gts / "quadtune.txt",
    )
    for path in (old, new, own):
        path.write_text("x")
    os.utime(old, (1, 1))
    os.utime(own, (1, 1))
    session.open_project(blank_folder)
    assert sorted(path.name for path in gts.iterdir()) == sorted([new.name, own.name])
