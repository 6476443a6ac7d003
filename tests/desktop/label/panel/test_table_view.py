"""The table of labels filtered and sorted, in step with the canvas; writing the file in reading order."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit

from tests.desktop.label.conftest import MakePage, UserDriver

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
LINES = (
    "10,200,90,200,90,220,10,220,Total\n"
    "200,20,300,20,300,40,200,40,\n"
    "this line is no label\n"
    "10,22,100,22,100,42,10,42,Shop 7\n"
    "10,100,90,100,90,120,10,120,###\n"
    "150,100,250,100,250,120,150,120,total 12\n"
)
READING = [2, 1, 3, 4, 0]


@pytest.fixture
def five(open_page: MakePage, blank_folder: Path) -> UserDriver:
    """The page with five labels and a line that is none, out of reading order."""
    (blank_folder / "train_gts").mkdir()
    (blank_folder / "train_gts" / "gt_图 1.txt").write_text(LINES)
    return open_page(blank_folder)


def shown(user: UserDriver) -> list[str]:
    """Numbers in the table, from top to bottom."""
    model = user.page.panel.table.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def marked(user: UserDriver) -> list[str]:
    """Numbers of the rows that the table shows as selected."""
    return sorted(index.data() for index in user.page.panel.table.selectionModel().selectedRows(0))


def pick(user: UserDriver, name: str, value: str) -> None:
    """Choose in a combo box by the keyboard."""
    box = user.find(QComboBox, name)
    box.setFocus()
    while box.currentData() != value:
        before = box.currentIndex()
        user.key(Key.Key_Down if before < box.findData(value) else Key.Key_Up)
        assert box.currentIndex() != before
    user.canvas.setFocus()


def search(user: UserDriver, text: str) -> QLineEdit:
    field = user.find(QLineEdit, "label_table_search")
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    return field


def click_row(user: UserDriver, row: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    table = user.page.panel.table
    place = table.visualRect(table.model().index(row, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, keys, place)


def test_the_table_is_filtered_and_numbers_stay(five: UserDriver) -> None:
    field = search(five, "TOTAL")
    assert shown(five) == ["1", "5"]
    assert "2 of 5" in five.find(QLabel, "label_table_count").text()
    five.key(Key.Key_Escape)
    assert field.text() == ""
    assert shown(five) == ["1", "2", "3", "4", "5"]
    five.key(Key.Key_Escape)
    assert five.canvas.hasFocus()
    pick(five, "label_table_filter", "without_text")
    assert shown(five) == ["2"]
    pick(five, "label_table_filter", "ignored")
    assert shown(five) == ["4"]
    assert five.gt.read_text() == LINES


def test_reading_order_is_about_the_table_only(five: UserDriver) -> None:
    pick(five, "label_table_order", "reading")
    assert shown(five) == [str(row + 1) for row in READING]
    assert not five.document.dirty
    assert five.gt.read_text() == LINES
    five.click(20, 210)
    for _ in range(20):  # "Total" goes up, past everything else
        five.key(Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    QApplication.processEvents()
    assert shown(five)[0] == "1"
    pick(five, "label_table_order", "file")
    assert shown(five) == ["1", "2", "3", "4", "5"]


def test_table_and_canvas_select_each_other_whatever_the_order(five: UserDriver) -> None:
    pick(five, "label_table_order", "reading")
    click_row(five, 0)
    assert five.page.context.selection.rows() == [2]
    click_row(five, 2, CTRL)
    click_row(five, 4, CTRL)
    assert five.page.context.selection.rows() == [0, 2, 3]
    click_row(five, 2, CTRL)
    assert five.page.context.selection.rows() == [0, 2]
    click_row(five, 4)
    click_row(five, 3, Qt.KeyboardModifier.ShiftModifier)
    assert five.page.context.selection.rows() == [0, 4]
    five.click(210, 30)
    assert five.page.context.selection.rows() == [1]
    assert marked(five) == ["2"]
    assert five.page.panel.table.currentIndex().row() == 1
    five.page.panel.table.setFocus()
    five.key(Key.Key_Down)
    assert five.page.context.selection.rows() == [3]
    five.canvas.setFocus()
    five.ctrl(Key.Key_A)
    assert marked(five) == ["1", "2", "3", "4", "5"]


def test_what_is_selected_stays_in_a_filtered_table(five: UserDriver) -> None:
    search(five, "total")
    five.canvas.setFocus()
    five.click(210, 30)
    QApplication.processEvents()
    assert shown(five) == ["1", "2", "5"]
    assert marked(five) == ["2"]
    five.click(20, 210)
    QApplication.processEvents()
    assert shown(five) == ["1", "5"]
    five.draw((300, 200), (380, 200), (380, 240), (300, 240))
    QApplication.processEvents()
    assert shown(five) == ["1", "5", "6"]
    assert marked(five) == ["6"]
    five.ctrl(Key.Key_Z)
    QApplication.processEvents()
    assert shown(five) == ["1", "5"]


def test_nothing_vanishes_while_it_is_typed_into(five: UserDriver) -> None:
    pick(five, "label_table_filter", "without_text")
    five.click(210, 30)
    five.key(Key.Key_F2)
    QTest.keyClicks(five.page.panel.text, "new")
    QApplication.processEvents()
    assert shown(five) == ["2"]
    five.key(Key.Key_Escape)
    five.click(390, 290)
    QApplication.processEvents()
    assert shown(five) == []


def test_editing_in_a_sorted_and_filtered_table_changes_the_right_label(five: UserDriver) -> None:
    pick(five, "label_table_order", "reading")
    search(five, "t")
    assert shown(five) == ["5", "1"]
    table = five.page.panel.table
    place = table.visualRect(table.model().index(0, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    editor = five.find(QLineEdit, "label_table_editor")
    QTest.keyClicks(editor, "13,50")
    assert editor.text() == "13,50"
    five.key(Key.Key_Return)
    assert five.wait_saved().splitlines()[5] == "150,100,250,100,250,120,150,120,13,50"
    box = table.visualRect(table.model().index(1, 2)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=box)
    assert five.document.labels[0].ignore


def test_up_and_down_follow_the_table(five: UserDriver) -> None:
    pick(five, "label_table_order", "reading")
    five.click(20, 30)
    five.key(Key.Key_F2)
    told = [five.page.panel.text.text()]
    for _ in range(5):
        five.key(Key.Key_Down)
        told.append(five.page.panel.text.text())
    assert told == ["Shop 7", "", "###", "total 12", "Total", "Total"]


def test_ctrl_enter_goes_from_empty_label_to_empty_label(five: UserDriver) -> None:
    five.draw((300, 200), (380, 200), (380, 240), (300, 240))
    five.ctrl(Key.Key_J)
    five.click(20, 210)
    five.ctrl(Key.Key_Return)
    assert five.page.context.selection.rows() == [1]
    assert five.page.panel.text.hasFocus()
    QTest.keyClicks(five.page.panel.text, "a")
    five.ctrl(Key.Key_Enter)
    assert five.page.context.selection.rows() == [5]
    QTest.keyClicks(five.page.panel.text, "b")
    five.ctrl(Key.Key_Return)
    assert five.page.context.selection.rows() == [5]  # there is none left
    assert five.find(QLabel, "label_table_count").text() == "Every label has a text"
    five.ctrl(Key.Key_Z)
    assert [label.transcription for label in five.document.labels][1] == "a"  # each a step of its own


def test_writing_in_reading_order_is_one_step_and_loses_nothing(five: UserDriver) -> None:
    five.click(20, 210)
    five.click(210, 30, Qt.KeyboardModifier.ShiftModifier)
    button = five.find(QAbstractButton, "label_write_order")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    lines = LINES.splitlines(keepends=True)
    told = [lines[3], lines[1], lines[2], lines[4], lines[5], lines[0]]
    assert five.wait_saved() == "".join(told)
    assert five.page.context.selection.rows() == [1, 4]  # the same two labels
    assert [tuple(quad[:2]) for quad in five.quads] == [(10, 22), (200, 20), (10, 100), (150, 100), (10, 200)]
    assert five.document.undo_stack.index() == 1
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert five.document.undo_stack.index() == 1  # it is so already
    five.ctrl(Key.Key_Z)
    assert five.wait_saved() == LINES


def test_a_thousand_labels_are_quick(open_page: MakePage, blank_folder: Path) -> None:
    corners = [(x, y) for y in range(0, 300, 12) for x in range(0, 400, 10)]
    lines = [f"{x},{y},{x + 8},{y},{x + 8},{y + 9},{x},{y + 9},t{x}\n" for x, y in corners[::-1]]
    (blank_folder / "train_gts").mkdir()
    (blank_folder / "train_gts" / "gt_图 1.txt").write_text("".join(lines))
    user = open_page(blank_folder)
    started = time.process_time()
    pick(user, "label_table_order", "reading")
    assert shown(user)[0] == "1000"
    user.click(4, 4)
    user.key(Key.Key_F2)
    QTest.keyClicks(user.page.panel.text, "abc")
    search(user, "t39")
    QApplication.processEvents()
    assert len(shown(user)) == 25 + 1
    assert time.process_time() - started < 4.0
