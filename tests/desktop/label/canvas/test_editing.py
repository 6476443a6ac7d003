"""Selecting, moving, changing and undoing labels with real mouse and key events."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from desktop.label.panel.label_table import LabelTable
from tests.desktop.label.conftest import MakePage, UserDriver

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier

A = [50, 40, 150, 40, 150, 100, 50, 100]
B = [200, 150, 300, 150, 300, 210, 200, 210]


@pytest.fixture
def two(open_page: MakePage, blank_folder: Path) -> UserDriver:
    """The page with quads A ("one") and B ("two, 2") on its first picture."""
    gts = blank_folder / "train_gts"
    gts.mkdir()
    (gts / "gt_图 1.txt").write_text(
        "50,40,150,40,150,100,50,100,one\n200,150,300,150,300,210,200,210,two, 2\n"
    )
    return open_page(blank_folder)


def moved(quad: list[int], right: int, down: int) -> list[int]:
    return [value + (down if n % 2 else right) for n, value in enumerate(quad)]


def table(user: UserDriver) -> LabelTable:
    return user.page.panel.table


def test_a_click_selects_on_canvas_and_in_the_table(two: UserDriver) -> None:
    two.click(250, 180)
    assert two.page.context.selection.rows() == [1]
    assert {index.row() for index in table(two).selectionModel().selectedRows()} == {1}
    assert two.find(QLineEdit, "label_text").text() == "two, 2"
    two.click(350, 280)
    assert two.page.context.selection.rows() == []


def test_a_click_in_the_table_selects_on_the_canvas(two: UserDriver) -> None:
    cell = table(two).visualRect(table(two).model().index(0, 1)).center()
    QTest.mouseClick(table(two).viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert two.page.context.selection.rows() == [0]
    two.canvas.setFocus()
    two.key(Key.Key_Right)
    assert two.quads == [moved(A, 1, 0), B]


def test_dragging_a_box_moves_it_by_whole_pixels(two: UserDriver) -> None:
    two.canvas.set_zoom(1.37)
    two.drag((100, 70), (130.4, 90.2))
    assert len(two.quads) == 2
    right, down = two.quads[0][0] - 50, two.quads[0][1] - 40
    assert two.quads == [moved(A, right, down), B]
    assert abs(right - 30) <= 1
    assert abs(down - 20) <= 1


def test_a_box_stays_in_the_picture(two: UserDriver) -> None:
    two.drag((100, 70), (-300, -300))
    assert two.quads[0] == moved(A, -50, -40)


def test_a_click_does_not_move(two: UserDriver) -> None:
    two.press(100, 70)
    two.move(101, 71)
    QTest.mouseRelease(two.canvas.viewport(), Qt.MouseButton.LeftButton, pos=two.at(101, 71))
    assert two.quads == [A, B]
    assert two.document.undo_stack.count() == 0


def test_dragging_a_vertex_of_the_selected_box_moves_that_vertex(two: UserDriver) -> None:
    two.click(100, 70)
    two.drag((150, 100), (180, 120))
    assert two.quads == [[50, 40, 150, 40, 180, 120, 50, 100], B]


def test_a_vertex_stays_in_the_picture(two: UserDriver) -> None:
    two.click(250, 180)
    two.drag((300, 210), (500, 400))
    assert two.quads[1] == [200, 150, 300, 150, 400, 300, 200, 210]


def test_escape_in_a_drag_puts_the_box_back(two: UserDriver) -> None:
    two.press(100, 70)
    two.move(160, 120)
    assert two.canvas.shown.quads[0][0].tolist() == [110, 90]
    two.key(Key.Key_Escape)
    assert two.canvas.shown.quads[0][0].tolist() == [50, 40]
    QTest.mouseRelease(two.canvas.viewport(), Qt.MouseButton.LeftButton, pos=two.at(160, 120))
    assert two.quads == [A, B]


def test_several_boxes_move_together(two: UserDriver) -> None:
    two.click(100, 70)
    two.click(250, 180, SHIFT)
    assert two.page.context.selection.rows() == [0, 1]
    two.drag((250, 180), (270, 190))
    assert two.quads == [moved(A, 20, 10), moved(B, 20, 10)]
    two.ctrl(Key.Key_Z)
    assert two.quads == [A, B]


def test_a_rubber_band_selects_what_it_touches(two: UserDriver) -> None:
    two.drag((10, 10), (60, 50))
    assert two.page.context.selection.rows() == [0]
    two.drag((10, 10), (390, 290))
    assert two.page.context.selection.rows() == [0, 1]


def test_arrows_nudge_and_consecutive_nudges_are_undone_together(two: UserDriver) -> None:
    two.click(100, 70)
    two.key(Key.Key_Right)
    two.key(Key.Key_Down, SHIFT)
    two.key(Key.Key_Left, SHIFT)
    assert two.quads[0] == moved(A, -9, 10)
    two.ctrl(Key.Key_Z)
    assert two.quads[0] == A


def test_arrows_nudge_a_picked_vertex(two: UserDriver) -> None:
    two.click(100, 70)
    two.key(Key.Key_C)
    two.key(Key.Key_Right)
    two.key(Key.Key_Down, SHIFT)
    assert two.quads[0] == [50, 40, 150, 40, 151, 110, 50, 100]
    two.key(Key.Key_Escape)
    two.key(Key.Key_Left)
    assert two.quads[0] == [49, 40, 149, 40, 150, 110, 49, 100]


@pytest.mark.parametrize("key", [Key.Key_Delete, Key.Key_Backspace])
def test_delete_and_undo_keep_the_lines_in_place(two: UserDriver, key: Qt.Key) -> None:
    before = two.gt.read_text()
    two.click(100, 70)
    two.key(key)
    assert two.wait_saved() == "200,150,300,150,300,210,200,210,two, 2\n"
    two.ctrl(Key.Key_Z)
    assert two.wait_saved() == before


def test_i_toggles_ignore_and_the_text_comes_back(two: UserDriver) -> None:
    two.click(250, 180)
    two.key(Key.Key_I)
    assert two.wait_saved().splitlines()[1] == "200,150,300,150,300,210,200,210,###"
    two.drag((250, 180), (260, 180))
    two.key(Key.Key_I)
    assert two.wait_saved().splitlines()[1] == "210,150,310,150,310,210,210,210,two, 2"
    for _ in range(3):
        two.ctrl(Key.Key_Z)
    assert two.wait_saved().splitlines()[1] == "200,150,300,150,300,210,200,210,two, 2"


def test_the_check_box_in_the_table_ignores(two: UserDriver) -> None:
    cell = table(two).visualRect(table(two).model().index(0, 2)).center()
    QTest.mouseClick(table(two).viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert [label.transcription for label in two.document.labels] == ["###", "two, 2"]
    QTest.mouseClick(table(two).viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert [label.transcription for label in two.document.labels] == ["one", "two, 2"]


def test_a_double_click_on_a_box_edits_its_text(two: UserDriver) -> None:
    QTest.mouseClick(two.canvas.viewport(), Qt.MouseButton.LeftButton, pos=two.at(250, 180))
    QTest.mouseDClick(two.canvas.viewport(), Qt.MouseButton.LeftButton, pos=two.at(250, 180))
    assert two.page.panel.text.hasFocus()
    QTest.keyClicks(two.page.panel.text, "new")
    two.key(Key.Key_Return)
    assert two.canvas.hasFocus()
    assert two.document.labels[1].transcription == "new"
    two.ctrl(Key.Key_Z)
    assert two.document.labels[1].transcription == "two, 2"  # one go at typing is one step


def test_the_text_field_goes_from_label_to_label(two: UserDriver) -> None:
    two.click(100, 70)
    two.key(Key.Key_F2)
    QTest.keyClicks(two.page.panel.text, "x")
    two.key(Key.Key_Down)
    assert two.page.panel.text.text() == "two, 2"
    QTest.keyClicks(two.page.panel.text, "y")
    assert [label.transcription for label in two.document.labels] == ["x", "y"]
    two.key(Key.Key_Escape)
    two.ctrl(Key.Key_Z)
    assert [label.transcription for label in two.document.labels] == ["x", "two, 2"]


def test_editing_in_the_table_is_saved_while_typing(two: UserDriver) -> None:
    cell = table(two).visualRect(table(two).model().index(1, 1)).center()
    QTest.mouseClick(table(two).viewport(), Qt.MouseButton.LeftButton, pos=cell)
    QTest.mouseDClick(table(two).viewport(), Qt.MouseButton.LeftButton, pos=cell)
    editor = two.find(QLineEdit, "label_table_editor")
    assert editor.hasFocus()
    QTest.keyClicks(editor, "a, b")
    assert two.wait_saved().splitlines()[1] == "200,150,300,150,300,210,200,210,a, b"
    assert editor.hasFocus()
    assert editor.text() == "a, b"


def test_copy_and_paste_to_the_next_picture(two: UserDriver) -> None:
    two.ctrl(Key.Key_A)
    two.ctrl(Key.Key_C)
    two.key(Key.Key_D)
    two.wait_picture()
    assert two.quads == []
    two.ctrl(Key.Key_V)
    assert two.quads == [A, B]
    assert two.wait_saved().endswith(",two, 2\n")
    assert two.gt.name == "gt_图 2.txt"
    two.ctrl(Key.Key_V)
    assert two.quads[2:] == [moved(A, 10, 10), moved(B, 10, 10)]
    assert two.page.context.selection.rows() == [2, 3]


def test_paste_of_something_else_does_nothing(two: UserDriver) -> None:
    QGuiApplication.clipboard().setText("hello, world\n1,2,3")
    two.ctrl(Key.Key_V)
    assert two.quads == [A, B]


def test_duplicate(two: UserDriver) -> None:
    two.click(250, 180)
    two.ctrl(Key.Key_D)
    assert two.quads == [A, B, moved(B, 10, 10)]
    assert two.document.labels[2].transcription == "two, 2"


def test_begin_with_the_next_vertex(two: UserDriver) -> None:
    two.click(100, 70)
    button = two.find(QAbstractButton, "label_rotate_start")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert two.quads[0] == [150, 40, 150, 100, 50, 100, 50, 40]


def test_everything_is_undone_and_done_again(two: UserDriver) -> None:
    before = two.gt.read_text()
    two.draw((10, 200), (60, 200), (60, 230), (10, 230))
    two.key(Key.Key_I)
    two.ctrl(Key.Key_J)
    two.drag((100, 70), (120, 70))
    two.key(Key.Key_Up)
    two.drag((70, 39), (60, 30))
    two.key(Key.Key_F2)
    QTest.keyClicks(two.page.panel.text, "three")
    two.key(Key.Key_Return)
    two.ctrl(Key.Key_D)
    two.ctrl(Key.Key_A)
    two.key(Key.Key_Delete)
    two.ctrl(Key.Key_Z)
    done = two.wait_saved()
    assert "60,30,170,39,170,99,70,99,three\n" in done
    steps = two.document.undo_stack.index()
    assert steps == 7
    for _ in range(steps):
        QTest.mouseClick(two.page.toolbar.undo, Qt.MouseButton.LeftButton)
    assert two.wait_saved() == before
    assert not two.page.toolbar.undo.isEnabled()
    for _ in range(steps):
        two.key(Key.Key_Z, CTRL | SHIFT)
    assert two.wait_saved() == done


def test_undo_while_drawing_takes_a_point_back(two: UserDriver) -> None:
    two.draw((10, 200), (60, 200))
    two.ctrl(Key.Key_Z)
    assert len(two.points) == 1
    assert two.quads == [A, B]


def test_undo_during_a_drag_does_not_confuse_rows(two: UserDriver) -> None:
    two.click(100, 70)
    two.key(Key.Key_Delete)
    two.press(250, 180)
    two.move(280, 200)
    two.ctrl(Key.Key_Z)
    QTest.mouseRelease(two.canvas.viewport(), Qt.MouseButton.LeftButton, pos=two.at(280, 200))
    assert two.quads == [A, B]


def test_a_box_inside_a_box_can_be_reached(two: UserDriver) -> None:
    two.draw((190, 140), (310, 140), (310, 220), (190, 220))
    two.ctrl(Key.Key_J)
    two.click(250, 180)
    assert two.page.context.selection.rows() == [1]
    two.click(195, 180)
    assert two.page.context.selection.rows() == [2]


def test_hidden_labels_cannot_be_hit(two: UserDriver) -> None:
    two.ctrl(Key.Key_H)
    two.click(100, 70)
    assert two.page.context.selection.rows() == []
    two.ctrl(Key.Key_H)
    two.click(100, 70)
    assert two.page.context.selection.rows() == [0]


def test_the_pointer_tells_what_a_press_would_do(two: UserDriver) -> None:
    two.click(100, 70)
    for point, shape in (
        ((150, 100), Qt.CursorShape.PointingHandCursor),
        ((100, 70), Qt.CursorShape.SizeAllCursor),
        ((350, 280), Qt.CursorShape.ArrowCursor),
    ):
        QTest.mouseMove(two.canvas.viewport(), two.at(*point))
        QApplication.processEvents()
        assert two.canvas.viewport().cursor().shape() == shape
    assert two.at(0, 0) != QPoint(0, 0)


def test_a_thousand_labels_are_deleted_and_brought_back_without_waiting(
    open_page: MakePage, blank_folder: Path
) -> None:
    corners = [(x, y) for x in range(0, 400, 10) for y in range(0, 300, 12)]
    lines = [f"{x},{y},{x + 8},{y},{x + 8},{y + 9},{x},{y + 9},t\n" for x, y in corners]
    (blank_folder / "train_gts").mkdir()
    (blank_folder / "train_gts" / "gt_图 1.txt").write_text("".join(lines))
    user = open_page(blank_folder)
    started = time.process_time()
    user.ctrl(Key.Key_A)
    user.key(Key.Key_Delete)
    assert user.quads == []
    user.ctrl(Key.Key_Z)
    assert len(user.canvas.shown.quads) == 1000
    assert time.process_time() - started < 4.0
    assert user.wait_saved() == "".join(lines)
