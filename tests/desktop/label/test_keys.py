"""Bare letters are commands, but never while somebody types or composes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.desktop.label.conftest import UserDriver

Key = Qt.Key
LETTERS = (Key.Key_A, Key.Key_D, Key.Key_Q, Key.Key_W, Key.Key_R, Key.Key_I, Key.Key_Z, Key.Key_X)


@pytest.fixture
def labelled(user: UserDriver) -> UserDriver:
    user.key(Key.Key_W)
    user.drag((50, 50), (150, 100))
    user.ctrl(Key.Key_J)
    return user


def state(user: UserDriver) -> tuple[object, ...]:
    canvas = user.canvas
    return user.document, canvas.tool, user.document.labels[0].points, canvas.active_vertex


@pytest.mark.parametrize("name", ["label_text", "label_search"])
def test_letters_go_to_the_field_that_is_typed_into(labelled: UserDriver, name: str) -> None:
    before = state(labelled)
    field = labelled.find(QLineEdit, name)
    field.setFocus()
    for key in LETTERS:
        labelled.key(key)
    assert field.text() == "adqwrizx"
    assert state(labelled) == before


def test_letters_go_to_the_cell_that_is_edited(labelled: UserDriver) -> None:
    before = state(labelled)
    table = labelled.page.panel.table
    table.setFocus()
    table.edit(table.model().index(0, 1))
    editor = labelled.find(QLineEdit, "label_table_editor")
    for key in LETTERS:
        labelled.key(key)
    labelled.key(Key.Key_Backspace)
    labelled.key(Key.Key_Delete)
    assert editor.text() == "adqwriz"
    assert labelled.document.labels[0].transcription == "adqwriz"
    assert state(labelled) == before


def test_letters_are_quiet_while_an_input_method_composes(labelled: UserDriver) -> None:
    before = state(labelled)
    labelled.key(Key.Key_F2)
    field = labelled.page.panel.text
    labelled.compose("da")
    for key in LETTERS:  # keys that reach the window all the same, as some input methods let them
        QTest.keyClick(labelled.page.window(), key)
    assert state(labelled) == before
    assert labelled.document.labels[0].transcription == ""  # what is composed is no text yet
    labelled.commit("大")
    assert labelled.document.labels[0].transcription.endswith("大")
    assert state(labelled) == before
    assert field.hasFocus()


def test_input_methods_get_no_letters_on_canvas_list_and_table(labelled: UserDriver) -> None:
    for widget in (labelled.canvas, labelled.page.pictures.list, labelled.page.panel.table):
        widget.setFocus()
        assert not widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_undo_in_the_text_field_is_about_the_text(labelled: UserDriver) -> None:
    labelled.key(Key.Key_F2)
    QTest.keyClicks(labelled.page.panel.text, "abc")
    labelled.ctrl(Key.Key_Z)
    assert len(labelled.document.labels) == 1
    assert labelled.document.labels[0].transcription == labelled.page.panel.text.text()


@pytest.mark.parametrize("name", ["label_pictures", "label_table"])
def test_letters_work_from_list_and_table(labelled: UserDriver, name: str) -> None:
    first = labelled.document
    labelled.find(QWidget, name).setFocus()
    labelled.key(Key.Key_D)
    assert labelled.document is not first
    labelled.key(Key.Key_A)
    assert labelled.document is first
    labelled.key(Key.Key_Q)
    assert labelled.canvas.tool == "quad"


def test_letters_come_back_when_typing_is_over(labelled: UserDriver) -> None:
    labelled.key(Key.Key_F2)
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    labelled.key(Key.Key_Return)
    labelled.key(Key.Key_Q)
    assert labelled.canvas.tool == "quad"
    assert labelled.document.labels[0].transcription == ""
