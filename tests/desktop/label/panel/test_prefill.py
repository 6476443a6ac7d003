"""Texts proposed by the recogniser: never over what a person wrote, and undone in one step."""

from __future__ import annotations

import threading
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from engine.detect.recogniser import Recogniser
from tests.desktop.label.conftest import WAIT_MS, MakePage, UserDriver

Key = Qt.Key
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
ONE = (
    "50,40,150,40,150,100,50,100,\n"
    "200,150,300,150,300,210,200,210,two\n"
    "no label\n"
    "10,200,40,200,40,230,10,230,###\n"
    "10,240,70,240,70,260,10,260,  \n"
)


class FakeEngine:
    """What it reads is known: the width of the crop. It waits at ``gate`` and can fail."""

    def __init__(self) -> None:
        self.crops = 0
        self.gate = threading.Event()
        self.gate.set()
        self.waits = threading.Event()

    def recognize_txt(self, crops: list[np.ndarray]) -> FakeEngine:
        self.waits.set()
        assert self.gate.wait(20)
        self.crops += len(crops)
        self.txts = [f"宽 {crop.shape[1]}" for crop in crops]
        self.scores = [0.9 if crop.shape[1] != 33 else 0.1 for crop in crops]
        return self


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    engine = FakeEngine()
    monkeypatch.setattr("desktop.label.panel.prefill.is_installed", lambda: True)
    monkeypatch.setattr(Recogniser, "open", classmethod(lambda cls: cls(engine)))
    return engine


@pytest.fixture
def page(request: pytest.FixtureRequest, open_page: MakePage, blank_folder: Path) -> UserDriver:
    """Three pictures: the first with all kinds of labels, the second with one, the third with none."""
    request.getfixturevalue("engine")
    gts = blank_folder / "train_gts"
    gts.mkdir()
    (gts / "gt_图 1.txt").write_text(ONE)
    (gts / "gt_图 2.txt").write_text("0,0,77,0,77,20,0,20,\n")
    return open_page(blank_folder)


def wait(user: UserDriver) -> str:
    """What the bar says when the reading is over."""
    user.qtbot.waitUntil(lambda: user.page.prefill.state == "done", timeout=WAIT_MS)
    return user.find(QLabel, "label_read_text").text()


def texts(user: UserDriver) -> list[str]:
    return [label.transcription for label in user.document.labels]


def press(user: UserDriver, name: str) -> None:
    QTest.mouseClick(user.find(QAbstractButton, name), Qt.MouseButton.LeftButton)


def choose(user: UserDriver, name: str) -> None:
    """In the menu of the button, by the mouse."""
    menu = user.page.panel.prefill.menu
    menu.popup(user.page.panel.prefill.button.mapToGlobal(user.page.rect().topLeft()))
    action = user.find(QAction, name)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    QApplication.processEvents()
    user.page.activateWindow()  # a desktop gives the keyboard back by itself
    user.qtbot.waitUntil(user.page.isActiveWindow, timeout=WAIT_MS)
    user.canvas.setFocus()


def test_selected_labels_are_read_whatever_they_hold_but_not_ignored_ones(page: UserDriver) -> None:
    page.ctrl(Key.Key_A)
    page.ctrl(Key.Key_R)
    assert wait(page) == "Texts read: 3, pictures: 1. Ctrl+Z takes them back."
    assert texts(page) == ["宽 100", "宽 100", "###", "宽 60"]
    assert page.document.undo_stack.index() == 1
    page.ctrl(Key.Key_Z)
    assert page.wait_saved() == ONE


def test_the_pictures_labels_without_text_are_read(page: UserDriver, engine: FakeEngine) -> None:
    page.key(Key.Key_R, CTRL_SHIFT)
    assert "Texts read: 2" in wait(page)
    assert texts(page) == ["宽 100", "two", "###", "宽 60"]
    assert page.wait_saved().splitlines()[2] == "no label"
    assert engine.crops == 2
    press(page, "label_read_close")
    assert not page.page.panel.prefill.isVisible()
    page.key(Key.Key_R, CTRL_SHIFT)
    assert wait(page) == "There is nothing to read: no label without text."


def test_all_pictures_are_read_each_a_step_of_its_own(page: UserDriver, blank_folder: Path) -> None:
    choose(page, "label_read_project")
    assert "Texts read: 3, pictures: 2." in wait(page)
    assert (blank_folder / "train_gts" / "gt_图 2.txt").read_text() == "0,0,77,0,77,20,0,20,宽 77\n"
    assert not (blank_folder / "train_gts" / "gt_图 3.txt").exists()
    page.key(Key.Key_D)
    page.wait_picture()
    page.ctrl(Key.Key_Z)
    assert page.wait_saved() == "0,0,77,0,77,20,0,20,\n"
    page.key(Key.Key_A)
    page.wait_picture()
    assert texts(page) == ["宽 100", "two", "###", "宽 60"]


def test_what_a_person_typed_meanwhile_stays(page: UserDriver, engine: FakeEngine) -> None:
    engine.gate.clear()
    choose(page, "label_read_picture")
    assert engine.waits.wait(20)
    page.click(100, 70)
    page.key(Key.Key_F2)
    QTest.keyClicks(page.page.panel.text, "mine")
    page.key(Key.Key_Escape)
    page.click(60, 250)
    page.key(Key.Key_Right)  # moved: no longer what was read
    engine.gate.set()
    said = wait(page)
    assert texts(page) == ["mine", "two", "###", "  "]
    assert "Skipped, changed meanwhile: 2." in said


def test_labels_that_come_and_go_meanwhile_do_not_mix_texts_up(page: UserDriver, engine: FakeEngine) -> None:
    engine.gate.clear()
    page.key(Key.Key_R, CTRL_SHIFT)
    assert engine.waits.wait(20)
    page.click(100, 70)
    page.key(Key.Key_Delete)
    engine.gate.set()
    wait(page)
    assert texts(page) == ["two", "###", "宽 60"]


def test_stopping_keeps_what_was_read(page: UserDriver, engine: FakeEngine, blank_folder: Path) -> None:
    engine.gate.clear()
    choose(page, "label_read_project")
    assert engine.waits.wait(20)
    press(page, "label_read_close")
    engine.gate.set()
    assert "Texts read: 2, pictures: 1." in wait(page)
    assert (blank_folder / "train_gts" / "gt_图 2.txt").read_text() == "0,0,77,0,77,20,0,20,\n"


def test_another_folder_opened_meanwhile_gets_nothing(
    page: UserDriver, engine: FakeEngine, tmp_path: Path
) -> None:
    engine.gate.clear()
    choose(page, "label_read_project")
    assert engine.waits.wait(20)
    other = tmp_path / "other"
    other.mkdir()
    session = page.page.context.session
    session.open_project(other)
    engine.gate.set()
    page.qtbot.waitUntil(lambda: not session.jobs.running(), timeout=WAIT_MS)
    assert not (other / "train_gts").exists()
    assert page.page.prefill.counts.texts == 0


def test_a_picture_that_cannot_be_read_is_told_and_the_others_go_on(
    page: UserDriver, blank_folder: Path
) -> None:
    (blank_folder / "图 2.png").write_bytes(b"nonsense")
    choose(page, "label_read_project")
    said = wait(page)
    assert "Texts read: 2, pictures: 1." in said
    assert "Pictures that cannot be read: 1." in said
    assert "图 2.png" in said


def test_without_the_package_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, open_page: MakePage, blank_folder: Path
) -> None:
    monkeypatch.setattr("desktop.label.panel.prefill.is_installed", lambda: False)
    user = open_page(blank_folder)
    assert "pip install rapidocr" in user.page.panel.prefill.button.toolTip()
    user.ctrl(Key.Key_R)
    assert "pip install rapidocr" in user.find(QLabel, "label_read_text").text()
    assert not user.page.context.session.jobs.running()
    press(user, "label_read_close")
    assert not user.page.panel.prefill.isVisible()


def test_impossible_quads_and_any_direction(engine: FakeEngine) -> None:
    image = np.full((300, 400, 3), 200, np.uint8)
    quads = np.array(
        [
            [[50, 40], [50, 100], [150, 100], [150, 40]],  # the other way round
            [[0, 0], [100, 50], [100, 0], [0, 50]],  # crossed
            [[10, 10], [10, 10], [10, 10], [10, 10]],  # a point
            [[0, 0], [1e6, 0], [1e6, 1e6], [0, 1e6]],  # far too large
            [[900, 900], [950, 900], [950, 920], [900, 920]],  # outside
            [[150, 100], [50, 100], [50, 40], [150, 40]],  # upside down
        ],
        np.float32,
    )
    reader = Recogniser(engine)
    assert reader.read_drawn(image, quads) == ["宽 100", "", "", "", "", "宽 100"]
    assert engine.crops == 2
    assert reader.read_drawn(image, quads, should_stop=lambda: True) == []


def test_real_words_are_read_from_a_drawn_page(open_page: MakePage, tmp_path: Path) -> None:
    pytest.importorskip("rapidocr")
    folder = tmp_path / "real"
    (folder / "train_gts").mkdir(parents=True)
    image = np.full((200, 400, 3), 235, np.uint8)
    cv2.putText(image, "TOTAL 12.50", (12, 50), cv2.FONT_HERSHEY_DUPLEX, 1.0, (20, 20, 20), 2)
    cv2.putText(image, "Invoice", (12, 130), cv2.FONT_HERSHEY_DUPLEX, 1.0, (20, 20, 20), 2)
    cv2.imwrite(str(folder / "a.png"), image)
    (folder / "train_gts" / "gt_a.txt").write_text(
        "6,18,6,64,232,64,232,18,\n150,142,6,142,6,98,150,98,\n"  # one the other way round, one upside down
    )
    user = open_page(folder)
    user.key(Key.Key_R, CTRL_SHIFT)
    user.qtbot.waitUntil(lambda: user.page.prefill.state == "done", timeout=60_000)
    assert texts(user)[0] == "TOTAL 12.50"
    assert user.document.undo_stack.index() == 1
