"""Checked pictures: Space and End, taking the mark back, finding what is left."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QMenu, QToolButton

from desktop.document.project import CHECKED, LABELLED, UNLABELLED
from engine.data.project_file import PROJECT_FILE, mark_checked, read_checked
from tests.desktop.label.conftest import WAIT_MS, MakePage, UserDriver

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | SHIFT
NO_KEY = Qt.KeyboardModifier.NoModifier


def shown(user: UserDriver) -> str:
    return user.document.picture.name


def states(user: UserDriver) -> list[str]:
    project = user.project
    return [project.status(picture) for picture in project.pictures]


def checked(folder: Path) -> set[str]:
    return {picture.relative_to(folder).as_posix() for picture in read_checked(folder)}


def press(user: UserDriver, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEY) -> None:
    user.key(key, keys)
    user.wait_picture()


@pytest.mark.parametrize("key", [Key.Key_Space, Key.Key_End])
@pytest.mark.parametrize("where", ["canvas", "list"])
def test_marked_and_on(
    open_page: MakePage, make_dataset: Callable[..., Path], key: Qt.Key, where: str
) -> None:
    folder = make_dataset(train=2, test=1)
    user = open_page(folder)
    if where == "list":
        user.page.pictures.list.setFocus()
    press(user, key)
    assert shown(user) == "img_002.png"
    assert states(user) == [CHECKED, LABELLED, LABELLED]
    press(user, key)
    assert checked(folder) == {"train_images/img_001.png", "train_images/img_002.png"}
    press(user, key)
    assert shown(user) == "img_001.png"  # the last one: of the test pictures
    assert states(user) == [CHECKED] * 3
    assert user.page.notice.text.text() == "All pictures are checked."


def test_a_picture_without_labels_is_said_to_have_no_text(user: UserDriver, blank_folder: Path) -> None:
    press(user, Key.Key_Space)
    assert states(user) == [CHECKED, UNLABELLED, UNLABELLED]
    gt = blank_folder / "train_gts" / "gt_图 1.txt"
    assert gt.read_bytes() == b""
    press(user, Key.Key_A)
    user.ctrl(Key.Key_Z)
    user.qtbot.waitUntil(lambda: not gt.exists(), timeout=WAIT_MS)
    assert states(user) == [UNLABELLED] * 3
    assert checked(blank_folder) == set()
    user.draw((10, 10), (60, 10), (60, 40), (10, 40))
    user.wait_saved()
    assert states(user)[0] == LABELLED


def test_space_with_a_drag_pans_and_marks_nothing(user: UserDriver) -> None:
    viewport, start = user.canvas.viewport(), QPoint(200, 200)
    before = user.at(100, 100)
    QTest.keyPress(user.canvas, Key.Key_Space)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, NO_KEY, start)
    QTest.mouseMove(viewport, start + QPoint(30, 20))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, NO_KEY, start + QPoint(30, 20))
    QTest.keyRelease(user.canvas, Key.Key_Space)
    assert user.at(100, 100) - before == QPoint(30, 20)
    assert shown(user) == "图 1.png"
    assert states(user) == [UNLABELLED] * 3


def test_space_held_long_marks_nothing(user: UserDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.picture.picture_view.TAP_MS", 20)
    QTest.keyPress(user.canvas, Key.Key_Space)
    QTest.qWait(40)
    QTest.keyRelease(user.canvas, Key.Key_Space)
    assert states(user) == [UNLABELLED] * 3


def test_not_in_the_middle_of_a_quad(user: UserDriver) -> None:
    user.draw((10, 10), (60, 10))
    for key in (Key.Key_Space, Key.Key_End):
        user.key(key)
    assert shown(user) == "图 1.png"
    assert len(user.points) == 2
    assert states(user) == [UNLABELLED] * 3


def test_typing_a_blank_or_going_to_the_end_of_a_text_marks_nothing(
    open_page: MakePage, make_dataset: Callable[..., Path]
) -> None:
    user = open_page(make_dataset(train=2, test=0))
    search = user.find(QLineEdit, "label_search")
    search.setFocus()
    for key in (Key.Key_A, Key.Key_Space, Key.Key_Home, Key.Key_End, Key.Key_B):
        user.key(key)
    user.key(Key.Key_D, SHIFT)
    assert search.text() == "a bd"
    assert shown(user) == "img_001.png"
    assert states(user) == [LABELLED] * 2


def test_labels_may_change_after_the_check(open_page: MakePage, make_dataset: Callable[..., Path]) -> None:
    folder = make_dataset(train=2, test=0)
    user = open_page(folder)
    press(user, Key.Key_Space)
    press(user, Key.Key_A)
    user.draw((10, 10), (60, 10), (60, 40), (10, 40))
    user.wait_saved()
    assert states(user)[0] == CHECKED


def test_the_button_takes_the_mark_back_and_gives_it_without_going_on(
    open_page: MakePage, make_dataset: Callable[..., Path]
) -> None:
    folder = make_dataset(train=2, test=0)
    mark_checked(folder, [folder / "train_images" / "img_001.png"])
    user = open_page(folder)
    button = user.find(QToolButton, "label_checked")
    assert button.isChecked()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not button.isChecked()
    assert checked(folder) == set()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.isChecked()
    assert shown(user) == "img_001.png"
    assert checked(folder) == {"train_images/img_001.png"}
    press(user, Key.Key_D)
    assert not button.isChecked()


def test_the_menu_of_the_list(open_page: MakePage, make_dataset: Callable[..., Path]) -> None:
    folder = make_dataset(train=2, test=0)
    user = open_page(folder)
    pictures = user.page.pictures.list
    pictures.customContextMenuRequested.emit(pictures.visualRect(pictures.currentIndex()).center())
    menu = user.find(QMenu, "label_picture_menu")
    check = next(action for action in menu.actions() if action.objectName() == "label_menu_checked")
    assert not check.isChecked()
    check.trigger()
    menu.close()
    assert states(user) == [CHECKED, LABELLED]


def test_next_unchecked_and_next_unlabelled_go_round(
    open_page: MakePage, make_dataset: Callable[..., Path]
) -> None:
    folder = make_dataset(train=3, test=0, unlabelled=2)
    mark_checked(folder, [folder / "train_images" / f"img_00{number}.png" for number in (1, 2, 4)])
    user = open_page(folder)
    visited = []
    for _ in range(3):
        press(user, Key.Key_D, CTRL_SHIFT)
        visited.append(shown(user))
    assert visited == ["img_003.png", "img_004.png", "img_005.png"]  # a mark without a gt file says nothing
    for name in ("img_004.png", "img_005.png"):
        press(user, Key.Key_D, SHIFT)
        assert shown(user) == name
    press(user, Key.Key_Space)
    press(user, Key.Key_D, SHIFT)
    assert shown(user) == "img_004.png"
    press(user, Key.Key_D, SHIFT)
    assert "labelled" in user.page.notice.text.text()


def test_filters_and_progress(open_page: MakePage, make_dataset: Callable[..., Path]) -> None:
    folder = make_dataset(train=3, test=0, unlabelled=1)
    mark_checked(folder, [folder / "train_images" / "img_002.png"])
    user = open_page(folder)
    model = user.page.pictures.list.model()
    state = user.find(QComboBox, "label_filter")
    seen = {}
    for row in range(state.count()):
        state.setCurrentIndex(row)
        seen[state.currentText()] = {model.index(at, 0).data()[6] for at in range(model.rowCount())} - {"1"}
    assert seen == {
        "All pictures": {"2", "3", "4"},
        "Unlabelled": {"4"},
        "Labelled": {"2", "3"},
        "Checked": {"2"},
        "Not checked": {"3", "4"},
    }
    progress = user.find(QLabel, "label_progress_text")
    assert progress.text() == "3 labelled · 1 checked"
    user.canvas.setFocus()
    press(user, Key.Key_Space)  # the filter hides checked ones: the next one follows
    assert shown(user) == "img_003.png"
    assert progress.text() == "3 labelled · 2 checked"


def test_a_project_file_that_is_not_ours_is_told_and_not_overwritten(
    open_page: MakePage, make_dataset: Callable[..., Path]
) -> None:
    folder = make_dataset(train=1, test=0, unlabelled=1)
    path = folder / PROJECT_FILE
    path.write_text("{broken")
    user = open_page(folder)
    assert str(path) in user.page.banner.text()
    user.page.banner.clear()
    press(user, Key.Key_D)
    press(user, Key.Key_Space)
    assert str(path) in user.page.banner.text()
    user.qtbot.waitUntil(lambda: user.document.dirty is False, timeout=WAIT_MS)
    assert states(user) == [LABELLED, UNLABELLED]  # nothing was stated
    assert path.read_text() == "{broken"
    path.write_text(json.dumps({"version": 1, "checked": ["train_images/img_001.png"]}))
    user.key(Key.Key_F5)
    assert states(user) == [CHECKED, UNLABELLED]
