"""The list of pictures: search, filter, stepping, and pictures that cannot be read."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.document.commands import RemoveLabels
from desktop.label.context import LabelContext
from desktop.label.page import LabelPage
from desktop.label.pictures.picture_list import PictureList
from desktop.session import Session
from desktop.settings.caches import caches
from tests.desktop.conftest import delete_now
from tests.desktop.label.conftest import WAIT_MS, MakePage, UserDriver

Key = Qt.Key


def names(user: UserDriver) -> list[str]:
    model = user.page.pictures.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_pictures_in_order_with_their_state(open_page: MakePage, make_dataset: Callable[..., Path]) -> None:
    user = open_page(make_dataset(train=2, test=1, unlabelled=1))
    assert names(user) == ["img_001.png", "img_002.png", "img_003.png", "img_001.png (test)"]
    model = user.page.pictures.list.model()
    assert [model.index(row, 0).data(257) for row in range(4)] == [
        "labelled", "labelled", "unlabelled", "labelled",
    ]  # fmt: skip


def test_d_and_a_step_and_stop_at_the_ends(user: UserDriver) -> None:
    user.key(Key.Key_A)
    assert user.document.picture.name == "图 1.png"
    for _ in range(5):
        user.key(Key.Key_D)
    assert user.document.picture.name == "图 3.png"
    user.key(Key.Key_A)
    assert user.document.picture.name == "图 2.png"
    assert user.find(QLabel, "label_place").text() == "2 of 3"


def test_search_keeps_the_picture_in_work(user: UserDriver) -> None:
    search = user.find(QLineEdit, "label_search")
    search.setFocus()
    QTest.keyClicks(search, "3")
    assert names(user) == ["图 1.png", "图 3.png"]
    assert user.document.picture.name == "图 1.png"
    user.key(Key.Key_Return)
    assert user.document.picture.name == "图 3.png"
    user.qtbot.waitUntil(lambda: names(user) == ["图 3.png"], timeout=WAIT_MS)
    search.clear()
    assert len(names(user)) == 3


def test_a_picture_does_not_vanish_from_the_filter_while_it_is_labelled(user: UserDriver) -> None:
    state = user.find(QComboBox, "label_filter")
    state.setCurrentIndex(1)
    user.canvas.setFocus()
    user.draw((10, 10), (60, 10), (60, 40), (10, 40))
    user.wait_saved()
    assert user.document.picture.name == "图 1.png"
    assert names(user) == ["图 1.png", "图 2.png", "图 3.png"]
    user.key(Key.Key_D)
    assert user.document.picture.name == "图 2.png"
    user.qtbot.waitUntil(lambda: names(user) == ["图 2.png", "图 3.png"], timeout=WAIT_MS)
    state.setCurrentIndex(2)
    assert names(user) == ["图 1.png", "图 2.png"]


def test_a_picture_that_cannot_be_read_says_why_where_it_would_be(
    open_page: MakePage, blank_folder: Path
) -> None:
    broken = blank_folder / "图 2.png"
    broken.write_bytes(broken.read_bytes()[:100])
    user = open_page(blank_folder)
    user.key(Key.Key_D)
    message = user.find(QWidget, "label_unreadable")
    user.qtbot.waitUntil(message.isVisible, timeout=WAIT_MS)
    texts = " ".join(label.text() for label in message.findChildren(QLabel))
    assert str(broken) in texts
    assert user.document.picture == broken
    user.key(Key.Key_D)
    user.wait_picture()
    assert user.canvas.isVisible()
    assert user.canvas.hasFocus()


def test_a_folder_without_pictures(session: Session, tmp_path: Path) -> None:
    session.open_project(tmp_path)
    page = LabelPage(session)
    page.show()
    texts = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert "There are no pictures in this folder" in texts
    delete_now(page)


def test_without_a_project_the_keys_do_nothing(session: Session, qtbot: QtBot) -> None:
    page = LabelPage(session)
    page.show()
    qtbot.waitUntil(page.isActiveWindow)
    for key in (Key.Key_D, Key.Key_I, Key.Key_Delete, Key.Key_Q):
        QTest.keyClick(page, key)
    for key in (Key.Key_Z, Key.Key_Y, Key.Key_V, Key.Key_A, Key.Key_G, Key.Key_S, Key.Key_0, Key.Key_F):
        QTest.keyClick(page, key, Qt.KeyboardModifier.ControlModifier)
    assert page.document is None
    delete_now(page)


def test_ten_thousand_pictures_open_at_once(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    for number in range(10_000):
        (tmp_path / f"img_{number:05d}.jpg").touch()
    started = time.process_time()
    session.open_project(tmp_path)
    context = LabelContext(session)
    pictures = PictureList(context)
    qtbot.addWidget(pictures)
    pictures.resize(240, 600)
    context.use_project()
    pictures.choose(0)
    pictures.show()
    qtbot.waitExposed(pictures)
    pictures.step(1)
    assert time.process_time() - started < 2.0
    assert pictures.current == tmp_path / "img_00001.jpg"


def test_only_a_few_decoded_pictures_are_kept(
    open_page: MakePage, blank_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caches(), "picture_bytes", 2 * 400 * 300 * 4)
    user = open_page(blank_folder)
    for key in (Key.Key_D, Key.Key_D, Key.Key_A, Key.Key_D):
        user.key(key)
        user.wait_picture()
        QTest.qWait(50)
    assert len(user.page.loader._cache) <= 2


def test_thumbnails_of_what_is_in_sight_only(session: Session, qtbot: QtBot, blank_folder: Path) -> None:
    data = (blank_folder / "图 1.png").read_bytes()
    for number in range(300):
        (blank_folder / f"more {number:03d}.png").write_bytes(data)
    session.open_project(blank_folder)
    context = LabelContext(session)
    pictures = PictureList(context)
    pictures.resize(240, 600)
    context.use_project()
    pictures.choose(0)
    pictures.show()
    qtbot.waitExposed(pictures)
    assert pictures._thumbnails.kept() == 0
    low = pictures.list.visualRect(pictures.list.currentIndex()).height()
    QTest.mouseClick(pictures.thumbnails, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: pictures._thumbnails.kept() > 0 and not pictures._thumbnails._requests, timeout=WAIT_MS
    )
    assert pictures._thumbnails.kept() < 20
    assert pictures.list.visualRect(pictures.list.currentIndex()).height() > low
    icon = pictures.list.currentIndex().data(Qt.ItemDataRole.DecorationRole)
    shot = icon.pixmap(72, 48).toImage()
    assert shot.pixelColor(shot.width() * 2 // 3, shot.height() // 2).red() in (20, 40, 60, 80, 120)
    pictures.choose(280)
    qtbot.waitUntil(
        lambda: pictures._thumbnails.kept() > 10 and not pictures._thumbnails._requests, timeout=WAIT_MS
    )
    assert pictures._thumbnails.kept() < 60
    QTest.mouseClick(pictures.thumbnails, Qt.MouseButton.LeftButton)
    assert pictures.list.visualRect(pictures.list.currentIndex()).height() == low
    delete_now(pictures)


def test_open_payload_shows_a_picture(user: UserDriver, blank_folder: Path) -> None:
    user.page.open_payload(blank_folder / "图 3.png")
    assert user.document.picture.name == "图 3.png"


def test_a_picture_that_was_left_no_longer_reaches_the_canvas(
    open_page: MakePage, make_dataset: Callable[..., Path]
) -> None:
    user = open_page(make_dataset())
    left = user.document
    user.key(Key.Key_D)
    user.wait_picture()
    quads = user.canvas.shown.quads.tolist()
    left.undo_stack.push(RemoveLabels(left, [0, 1]))
    assert user.canvas.shown.quads.tolist() == quads
    assert user.page.panel.table.model().rowCount() == len(quads) == len(user.document.labels)


def test_coming_back_shows_labels_and_history_again(
    open_page: MakePage, make_dataset: Callable[..., Path]
) -> None:
    user = open_page(make_dataset())
    user.ctrl(Key.Key_A)
    user.key(Key.Key_Delete)
    user.key(Key.Key_D)
    user.wait_picture()
    assert not user.page.toolbar.undo.isEnabled()
    user.key(Key.Key_A)
    user.wait_picture()
    assert user.quads == []
    user.ctrl(Key.Key_Z)
    assert len(user.quads) == 4
    assert len(user.canvas.shown.quads) == 4
