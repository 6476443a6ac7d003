"""Esc, lost focus, another picture, undo and hiding in the middle of every gesture leave a sane state."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.desktop.label.conftest import MakePage, UserDriver

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def boxes(open_page: MakePage, blank_folder: Path) -> UserDriver:
    """Two boxes on the first picture, the first selected, and nothing undone yet."""
    gts = blank_folder / "train_gts"
    gts.mkdir()
    (gts / "gt_图 1.txt").write_text(
        "100,100,220,100,220,180,100,180,one\n250,200,350,200,350,280,250,280,two\n"
    )
    user = open_page(blank_folder)
    user.click(160, 140)
    assert user.page.context.selection.rows() == [0]
    return user


def begin_quad(user: UserDriver) -> None:
    user.draw((20, 20), (60, 20), (60, 60))
    user.move(25, 60)


def begin_rectangle(user: UserDriver) -> None:
    user.key(Key.Key_W)
    press_and_move(user, (20, 20), (80, 60))


def begin_move(user: UserDriver) -> None:
    press_and_move(user, (160, 140), (190, 160))


def begin_vertex(user: UserDriver) -> None:
    press_and_move(user, (220, 180), (240, 190))


def begin_side(user: UserDriver) -> None:
    press_and_move(user, tuple(user.handles.sides[2].tolist()), (160, 220))


def begin_rotation(user: UserDriver) -> None:
    press_and_move(user, tuple(user.handles.rotation.tolist()), (220, 140))


def begin_band(user: UserDriver) -> None:
    press_and_move(user, (20, 20), (380, 290))
    assert user.page.context.selection.rows() == [0, 1]


def press_and_move(user: UserDriver, start: tuple[float, float], end: tuple[float, float]) -> None:
    user.press(*start)
    user.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    user.move(*end)
    QApplication.processEvents()
    assert user.canvas.gesture is not None


def escape(user: UserDriver) -> None:
    user.key(Key.Key_Escape)


def lose_focus(user: UserDriver) -> None:
    user.find(QLineEdit, "label_search").setFocus()
    QApplication.processEvents()
    assert not user.canvas.hasFocus()


def change_picture(user: UserDriver) -> None:
    user.page.pictures.step(1)
    user.wait_picture()


def there_and_back(user: UserDriver) -> None:
    change_picture(user)
    user.page.pictures.step(-1)
    user.wait_picture()


def undo(user: UserDriver) -> None:
    user.page.undo()


def hide(user: UserDriver) -> None:
    user.canvas.hide()
    QApplication.processEvents()
    user.canvas.show()


def outside_change(user: UserDriver) -> None:
    """Another part of the window changes a label."""
    user.page.context.model.set_text(1, "other")


BEGINNINGS = [
    begin_quad,
    begin_rectangle,
    begin_move,
    begin_vertex,
    begin_side,
    begin_rotation,
    begin_band,
]
INTERRUPTIONS = [escape, lose_focus, change_picture, there_and_back, undo, hide, outside_change]


@pytest.mark.parametrize("interrupt", INTERRUPTIONS)
@pytest.mark.parametrize("begin", BEGINNINGS)
def test_nothing_is_left_of_an_interrupted_gesture(
    boxes: UserDriver, begin: Callable[..., None], interrupt: Callable[..., None]
) -> None:
    first = boxes.document
    before = [label.points for label in first.labels]
    begin(boxes)
    interrupt(boxes)
    waits = begin is begin_quad and interrupt in (lose_focus, undo, hide)
    assert (boxes.canvas.gesture is not None) == waits
    QTest.mouseRelease(boxes.canvas.viewport(), LEFT, NO_KEY, boxes.at(200, 200))
    boxes.canvas.setFocus()
    boxes.key(Key.Key_Escape)
    boxes.key(Key.Key_Escape)
    assert boxes.canvas.gesture is None
    assert [label.points for label in first.labels] == before
    shown = boxes.document
    expected = [label.quad.tolist() for label in shown.labels]
    assert boxes.canvas.shown.quads.tolist() == expected
    assert boxes.canvas.layer._shown is boxes.canvas.shown
    assert not boxes.canvas.panning
    # Work goes on as if nothing had been.
    boxes.key(Key.Key_R)
    boxes.drag((10, 210), (60, 250))
    assert boxes.quads[-1] == [10, 210, 60, 210, 60, 250, 10, 250]


def test_a_half_drawn_quad_waits_for_its_window_and_goes_on(boxes: UserDriver) -> None:
    begin_quad(boxes)
    lose_focus(boxes)
    boxes.canvas.setFocus()
    boxes.click(20, 60)
    assert boxes.quads[-1] == [20, 20, 60, 20, 60, 60, 20, 60]


def test_panning_ends_when_the_focus_goes(boxes: UserDriver) -> None:
    viewport = boxes.canvas.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.MiddleButton, NO_KEY, QPoint(100, 100))
    assert boxes.canvas.panning
    lose_focus(boxes)
    assert not boxes.canvas.panning
    before = boxes.at(0, 0)
    QTest.mouseMove(viewport, QPoint(150, 150))
    assert boxes.at(0, 0) == before


def test_another_button_during_a_drag_changes_nothing(boxes: UserDriver) -> None:
    begin_move(boxes)
    viewport = boxes.canvas.viewport()
    for button in (Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton):
        QTest.mouseClick(viewport, button, NO_KEY, boxes.at(190, 160))
    assert not boxes.canvas.panning
    boxes.move(200, 170)
    QTest.mouseRelease(viewport, LEFT, NO_KEY, boxes.at(200, 170))
    assert boxes.quads[0][:2] == [140, 130]


def test_panning_while_a_quad_is_drawn_keeps_its_points(boxes: UserDriver) -> None:
    begin_quad(boxes)
    viewport = boxes.canvas.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.MiddleButton, NO_KEY, QPoint(100, 100))
    QTest.mouseMove(viewport, QPoint(140, 120))
    QTest.mouseRelease(viewport, Qt.MouseButton.MiddleButton, NO_KEY, QPoint(140, 120))
    boxes.click(20, 60)
    assert boxes.quads[-1] == [20, 20, 60, 20, 60, 60, 20, 60]
