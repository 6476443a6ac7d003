"""Boxes a model proposes: accepted and rejected by keys and buttons, undone, and never lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.document.project import Project
from engine.data.gt import Label, read_labels
from engine.data.proposals import Proposal, proposals_path, read_proposals, write_proposals
from engine.errors import InputError
from tests.desktop.label.conftest import MakePage, UserDriver

BOXES = [
    Label((10, 10, 90, 10, 90, 30, 10, 30), "一"),
    Label((10, 60, 90, 60, 90, 80, 10, 80), "two"),
    Label((10, 110, 90, 110, 90, 130, 10, 130), ""),
]


def propose(folder: Path, name: str) -> Path:
    path = proposals_path(folder, folder / name)
    write_proposals(path, [Proposal(label, 0.9 - 0.1 * row) for row, label in enumerate(BOXES)])
    return path


@pytest.fixture
def waiting(blank_folder: Path) -> Path:
    """The file of what is proposed for the first picture; the third has some, too."""
    propose(blank_folder, "图 3.png")
    return propose(blank_folder, "图 1.png")


@pytest.fixture
def user(open_page: MakePage, blank_folder: Path, waiting: Path) -> UserDriver:
    assert waiting.exists()
    return open_page(blank_folder)


def press(user: UserDriver, name: str) -> None:
    button = user.find(QPushButton, name)
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def test_enter_accepts_and_del_rejects_one_after_the_other(user: UserDriver, waiting: Path) -> None:
    assert user.page.review.picked == 0
    user.key(Qt.Key.Key_Return)
    user.key(Qt.Key.Key_Delete)
    assert user.document.labels == [BOXES[0]]
    assert [one.label for one in user.page.review.waiting] == [BOXES[2]]
    user.wait_saved()
    assert read_labels(user.gt) == [BOXES[0]]
    assert [one.label for one in read_proposals(waiting)] == [BOXES[2]]
    user.key(Qt.Key.Key_Enter)
    user.wait_saved()
    assert read_labels(user.gt) == [BOXES[0], BOXES[2]]
    assert not waiting.exists()


def test_every_decision_is_undone_and_done_again(user: UserDriver, waiting: Path) -> None:
    user.key(Qt.Key.Key_Return)
    user.key(Qt.Key.Key_Delete)
    for _ in range(2):
        user.ctrl(Qt.Key.Key_Z)
    assert user.document.labels == []
    assert [one.label for one in user.page.review.waiting] == BOXES
    user.qtbot.waitUntil(lambda: not user.document.dirty)
    assert not user.gt.exists()
    assert [one.label for one in read_proposals(waiting)] == BOXES
    for _ in range(2):
        user.ctrl(Qt.Key.Key_Y)
    assert user.document.labels == [BOXES[0]]
    assert [one.label for one in user.page.review.waiting] == [BOXES[2]]


def test_a_click_picks_and_a_double_click_takes_it_to_work_on(user: UserDriver) -> None:
    user.click(50, 70)
    assert user.page.review.picked == 1
    at = user.at(50, 120)
    QTest.mouseDClick(user.canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    QApplication.processEvents()
    assert user.document.labels == [BOXES[2]]
    assert user.page.context.selection.rows() == [0]
    assert QApplication.focusWidget() is user.page.panel.text


def test_keys_are_about_labels_while_labels_are_selected(user: UserDriver) -> None:
    user.draw((200, 100), (300, 100), (300, 150), (200, 150))
    user.key(Qt.Key.Key_Escape)
    user.click(250, 120)
    assert user.page.context.selection.rows() == [0]
    assert user.page.review.picked == -1
    user.key(Qt.Key.Key_Delete)
    assert user.document.labels == []
    assert len(user.page.review.waiting) == 3


def test_buttons_decide_on_all_and_lead_to_the_next_picture(user: UserDriver, blank_folder: Path) -> None:
    press(user, "review_accept_all")
    assert user.document.labels == BOXES
    press(user, "review_next")
    user.wait_picture()
    assert user.document.picture == blank_folder / "图 3.png"
    user.qtbot.waitUntil(lambda: len(user.page.review.waiting) == 3)
    press(user, "review_reject_all")
    assert user.document.labels == []
    assert user.page.review_bar.isHidden()
    assert not (blank_folder / "proposals" / "图 3.png.json").exists()


def test_what_a_label_covers_no_longer_waits(open_page: MakePage, blank_folder: Path, waiting: Path) -> None:
    """As after a crash between the two files, or when somebody drew the box by hand."""
    gt = blank_folder / "train_gts" / "gt_图 1.txt"
    gt.parent.mkdir()
    gt.write_text("11,10,90,11,90,30,10,30,mine\n", encoding="utf-8")
    user = open_page(blank_folder)
    assert [one.label for one in user.page.review.waiting] == BOXES[1:]
    assert [one.label for one in read_proposals(waiting)] == BOXES[1:]
    assert gt.read_text(encoding="utf-8") == "11,10,90,11,90,30,10,30,mine\n"


def test_hidden_labels_hide_proposals_and_drawing_goes_over_them(user: UserDriver) -> None:
    user.draw((12, 12), (80, 12), (80, 28), (12, 28))
    assert len(user.document.labels) == 1
    user.key(Qt.Key.Key_Escape)
    user.ctrl(Qt.Key.Key_H)
    assert not user.canvas.proposals.isVisible()
    user.click(50, 70)
    assert user.page.review.picked != 1


def test_an_accepted_box_leaves_the_proposals_only_when_it_is_in_the_gt_file(
    user: UserDriver, waiting: Path
) -> None:
    user.key(Qt.Key.Key_Return)
    assert len(read_proposals(waiting)) == 3  # the gt file is not written yet
    assert user.document.dirty
    user.page.save_now()
    assert read_labels(user.gt) == [BOXES[0]]
    assert len(read_proposals(waiting)) == 2


def test_an_unreadable_file_is_told_and_goes_to_the_trash_when_replaced(
    tmp_path: Path, blank_folder: Path, waiting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    waiting.write_bytes(b"garbage")
    project = Project(blank_folder)
    told: list[object] = []
    project.save_failed.connect(told.append)
    picture = blank_folder / "图 1.png"
    assert project.proposals.of(picture) == []
    assert isinstance(told[0], InputError)
    assert waiting.read_bytes() == b"garbage"
    project.proposals.replace(picture, [Proposal(BOXES[0], 0.5)])
    assert read_proposals(waiting) == [Proposal(BOXES[0], 0.5)]
    assert any(path.read_bytes() == b"garbage" for path in (tmp_path / "home").rglob("*") if path.is_file())


def test_the_boxes_lie_on_the_picture(user: UserDriver) -> None:
    polygon = user.canvas.proposals.polygons[0]
    assert polygon.containsPoint(QPointF(50, 20), Qt.FillRule.OddEvenFill)
    assert user.canvas.proposals.picked == 0


def test_undo_keeps_what_was_sent_meanwhile(user: UserDriver) -> None:
    user.key(Qt.Key.Key_Return)
    sent = Proposal(Label((200, 10, 290, 10, 290, 30, 200, 30), "new"), 0.7)
    waiting = user.page.review.waiting
    user.project.proposals.replace(user.document.picture, [*waiting, sent])
    user.ctrl(Qt.Key.Key_Z)
    assert user.document.labels == []
    assert [one.label for one in user.page.review.waiting] == [*BOXES, sent.label]
