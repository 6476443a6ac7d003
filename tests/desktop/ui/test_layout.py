"""Rows and columns hold what they were given, in order, with stretch, alignment and room."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.layout import STRETCH, TOP, add, column, row, scroll_area, stack
from desktop.ui.theme import UNIT


def test_rows_and_columns(qtbot: QtBot) -> None:
    window, title, text, button = QWidget(), QLabel("title"), QLabel("text"), QPushButton("press")
    qtbot.addWidget(window)
    inner = row(text, (button, 0, TOP), spacing=UNIT // 2)
    outer = column((title, 1), 7, (inner, 2), STRETCH, QLabel("kept"), margins=(1, 2, 3, 4))
    window.setLayout(outer)
    margins = outer.contentsMargins()
    assert (margins.left(), margins.top(), margins.right(), margins.bottom()) == (1, 2, 3, 4)
    assert (outer.spacing(), inner.spacing()) == (UNIT, UNIT // 2)
    assert [outer.stretch(place) for place in range(outer.count())] == [1, 0, 2, 1, 0]
    first, room, third, aligned = (outer.itemAt(0), outer.itemAt(1), outer.itemAt(2), inner.itemAt(1))
    assert first is not None
    assert first.widget() is title
    assert room is not None
    assert room.sizeHint().height() == 7
    assert third is not None
    assert third.layout() is inner
    assert aligned is not None
    assert aligned.alignment() == TOP
    assert {child.parentWidget() for child in (title, text, button)} == {window}
    assert {label.text() for label in window.findChildren(QLabel)} == {"title", "text", "kept"}


def test_stacks_and_scroll_areas(qtbot: QtBot) -> None:
    first, second = QLabel("first"), QLabel("second")
    pages = stack(first, second)
    assert (pages.count(), pages.currentWidget()) == (2, first)
    content = column(pages)
    add(content, QLabel("below"), STRETCH)
    area = scroll_area(content, "test_scroll")
    qtbot.addWidget(area)
    assert isinstance(area, QScrollArea)
    assert area.objectName() == "test_scroll"
    inside = area.widget()
    assert inside is not None
    assert inside.layout() is content
    assert {label.text() for label in area.findChildren(QLabel)} == {"first", "second", "below"}
