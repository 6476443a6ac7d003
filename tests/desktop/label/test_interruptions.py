"""Esc, lost focus, another picture, undo and hiding in the middle of every gesture leave a sane state."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def boxes(open_page, blank_folder):
    """Two boxes on the first picture, the first selected, and nothing undone yet."""
    gts = blank_folder / "train_gts"
    gts.mkdir()
    (gts / "gt_图 1.txt").write_text(
        "100,100,220,100,220,180,100,180,one\n250,200,350,200,350,280,250,280,two\n"
    )
    hands = open_page(blank_folder)
    hands.click(160, 140)
    assert hands.page.context.selection.rows() == [0]
    return hands


def begin_quad(hands) -> None:
    hands.draw((20, 20), (60, 20), (60, 60))
    hands.move(25, 60)


def begin_rectangle(hands) -> None:
    hands.key(Key.Key_W)
    press_and_move(hands, (20, 20), (80, 60))


def begin_move(hands) -> None:
    press_and_move(hands, (160, 140), (190, 160))


def begin_vertex(hands) -> None:
    press_and_move(hands, (220, 180), (240, 190))


def begin_side(hands) -> None:
    press_and_move(hands, tuple(hands.canvas.handles().sides[2].tolist()), (160, 220))


def begin_rotation(hands) -> None:
    press_and_move(hands, tuple(hands.canvas.handles().rotation.tolist()), (220, 140))


def begin_band(hands) -> None:
    press_and_move(hands, (20, 20), (380, 290))
    assert hands.page.context.selection.rows() == [0, 1]


def press_and_move(hands, start, end) -> None:
    hands.press(*start)
    hands.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    hands.move(*end)
    QApplication.processEvents()
    assert hands.canvas.gesture is not None


def escape(hands) -> None:
    hands.key(Key.Key_Escape)


def lose_focus(hands) -> None:
    hands.page.pictures.findChild(QLineEdit, "label_search").setFocus()
    QApplication.processEvents()
    assert not hands.canvas.hasFocus()


def change_picture(hands) -> None:
    hands.page.pictures.step(1)
    hands.wait_picture()


def there_and_back(hands) -> None:
    change_picture(hands)
    hands.page.pictures.step(-1)
    hands.wait_picture()


def undo(hands) -> None:
    hands.page.undo()


def hide(hands) -> None:
    hands.canvas.hide()
    QApplication.processEvents()
    hands.canvas.show()


def outside_change(hands) -> None:
    """Another part of the window changes a label."""
    hands.page.context.model.set_text(1, "other")


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
    boxes, begin: Callable[..., None], interrupt: Callable[..., None]
) -> None:
    first = boxes.page.document
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
    shown = boxes.page.document
    expected = [label.quad.tolist() for label in shown.labels]
    assert boxes.canvas.quads().tolist() == expected
    assert boxes.canvas.layer._shown is boxes.canvas.shown
    assert not boxes.canvas.panning
    # Work goes on as if nothing had been.
    boxes.key(Key.Key_R)
    boxes.drag((10, 210), (60, 250))
    assert boxes.quads[-1] == [10, 210, 60, 210, 60, 250, 10, 250]


def test_a_half_drawn_quad_waits_for_its_window_and_goes_on(boxes) -> None:
    begin_quad(boxes)
    lose_focus(boxes)
    boxes.canvas.setFocus()
    boxes.click(20, 60)
    assert boxes.quads[-1] == [20, 20, 60, 20, 60, 60, 20, 60]


def test_panning_ends_when_the_focus_goes(boxes) -> None:
    viewport = boxes.canvas.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.MiddleButton, NO_KEY, QPoint(100, 100))
    assert boxes.canvas.panning
    lose_focus(boxes)
    assert not boxes.canvas.panning
    before = boxes.at(0, 0)
    QTest.mouseMove(viewport, QPoint(150, 150))
    assert boxes.at(0, 0) == before


def test_another_button_during_a_drag_changes_nothing(boxes) -> None:
    begin_move(boxes)
    viewport = boxes.canvas.viewport()
    for button in (Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton):
        QTest.mouseClick(viewport, button, NO_KEY, boxes.at(190, 160))
    assert not boxes.canvas.panning
    boxes.move(200, 170)
    QTest.mouseRelease(viewport, LEFT, NO_KEY, boxes.at(200, 170))
    assert boxes.quads[0][:2] == [140, 130]


def test_panning_while_a_quad_is_drawn_keeps_its_points(boxes) -> None:
    begin_quad(boxes)
    viewport = boxes.canvas.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.MiddleButton, NO_KEY, QPoint(100, 100))
    QTest.mouseMove(viewport, QPoint(140, 120))
    QTest.mouseRelease(viewport, Qt.MouseButton.MiddleButton, NO_KEY, QPoint(140, 120))
    boxes.click(20, 60)
    assert boxes.quads[-1] == [20, 20, 60, 20, 60, 60, 20, 60]
