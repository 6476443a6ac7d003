"""Input methods: what is composed is nobody's command, and nobody's text before it is decided."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QInputMethodQueryEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop.document.commands import SetTexts
from tests.desktop.label.conftest import MakePage, UserDriver, child

Key = Qt.Key
LETTERS = (Key.Key_A, Key.Key_D, Key.Key_Q, Key.Key_W, Key.Key_R, Key.Key_I, Key.Key_Z, Key.Key_Space)


@pytest.fixture
def two(open_page: MakePage, blank_folder: Path) -> UserDriver:
    (blank_folder / "train_gts").mkdir()
    (blank_folder / "train_gts" / "gt_图 1.txt").write_text(
        "50,40,150,40,150,100,50,100,\n200,150,300,150,300,210,200,210,two\n"
    )
    user = open_page(blank_folder)
    user.click(100, 70)
    return user


def state(user: UserDriver) -> tuple[object, ...]:
    page = user.page
    return (
        page.document,
        page.canvas.tool,
        page.context.selection.rows(),
        user.quads,
        page.canvas.active_vertex,
    )


def enter(user: UserDriver, name: str) -> QLineEdit:
    """Put the keyboard into a field, as a person does."""
    page = user.page
    if name == "label_text":
        user.key(Key.Key_F2)
    elif name == "label_table_editor":
        table = page.panel.table
        place = table.visualRect(table.model().index(0, 1)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    else:
        QTest.mouseClick(child(page, QLineEdit, name), Qt.MouseButton.LeftButton)
    field = child(page, QLineEdit, name)
    assert QApplication.focusWidget() is field
    return field


@pytest.mark.parametrize("name", ["label_text", "label_table_editor", "label_table_search", "label_search"])
def test_letters_of_a_composition_are_no_commands(two: UserDriver, name: str) -> None:
    field = enter(two, name)
    before = state(two)
    two.compose("a")
    for key in LETTERS:  # keys that reach the window all the same, as some input methods let them
        QTest.keyClick(two.page.window(), key)
    two.compose("da")
    assert state(two) == before
    assert field.text() == ""
    assert two.document.labels[0].transcription == ""
    two.commit("大")
    assert field.text() == "大"
    assert state(two) == before
    assert two.document.labels[0].transcription == (
        "大" if name in ("label_text", "label_table_editor") else ""
    )


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Escape, Key.Key_Up, Key.Key_Down])
def test_keys_that_choose_a_candidate_do_not_leave_the_text(two: UserDriver, key: Qt.Key) -> None:
    field = enter(two, "label_text")
    two.compose("da")
    two.key(key)
    assert field.hasFocus()
    assert two.page.context.selection.rows() == [0]
    two.commit("大")
    assert two.document.labels[0].transcription == "大"
    two.key(key)
    assert field.hasFocus() == (key in (Key.Key_Up, Key.Key_Down))  # now they are the field's again


@pytest.mark.parametrize("name", ["label_text", "label_table_editor"])
def test_a_text_that_comes_while_somebody_composes_does_not_disturb(two: UserDriver, name: str) -> None:
    field = enter(two, name)
    two.compose("da")
    two.document.undo_stack.push(SetTexts(two.document, {0: "proposed"}, "read texts"))
    QApplication.processEvents()
    assert field.text() == ""
    two.commit("大")
    assert two.document.labels[0].transcription == "大"
    two.key(Key.Key_Escape)
    two.canvas.setFocus()
    two.ctrl(Key.Key_Z)
    assert two.document.labels[0].transcription == "proposed"


def test_what_is_composed_across_the_table_editor_is_one_step(two: UserDriver) -> None:
    enter(two, "label_table_editor")
    for syllables, text in (("da", "大"), ("xue", "学")):
        two.compose(syllables)
        two.commit(text)
    assert two.document.labels[0].transcription == "大学"
    assert two.wait_saved().splitlines()[0].endswith(",大学")
    two.key(Key.Key_Return)
    two.canvas.setFocus()
    two.ctrl(Key.Key_Z)
    assert two.document.labels[0].transcription == ""


@pytest.mark.parametrize("name", ["canvas", "label_pictures", "label_table", "label_findings"])
def test_canvas_lists_and_table_refuse_input_methods(two: UserDriver, name: str) -> None:
    widget = two.find(QWidget, name)
    if name == "label_findings":
        two.page.panel.findings.show()
    widget.setFocus()
    query = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled)
    QApplication.sendEvent(QGuiApplication.focusObject(), query)
    assert not query.value(Qt.InputMethodQuery.ImEnabled)
    before = state(two)
    event = QInputMethodEvent("a", [])
    event.setCommitString("a")
    QApplication.sendEvent(widget, event)
    assert state(two) == before
    assert two.page.findChild(QLineEdit, "label_table_editor") is None
