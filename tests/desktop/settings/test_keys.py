"""The table of keys: no two actions of a page share one, choices are checked, typing is never disturbed."""

from __future__ import annotations

import itertools
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.settings.key_table import ACTIONS
from desktop.settings.keys import is_fixed, key_text, keys, types_text, with_keys
from desktop.settings.settings import Settings
from desktop.settings.shortcuts import PageShortcuts
from desktop.settings_window.keys_part import KeyChoices


def test_no_two_actions_of_a_page_have_one_key() -> None:
    for one, other in itertools.combinations(ACTIONS.values(), 2):
        if set(one.pages) & set(other.pages):
            shared = set(keys().sequences(one.name)) & set(keys().sequences(other.name))
            assert not shared, (one.name, other.name)


def test_every_default_key_is_a_key_that_can_be_given() -> None:
    for action in ACTIONS.values():
        sequences = keys().sequences(action.name)
        assert len(sequences) == len(action.keys.split())
        assert not any(map(is_fixed, sequences)), action.name


@pytest.mark.parametrize(
    ("key", "types"),
    [
        ("A", True),
        ("Shift+A", True),
        ("?", True),
        ("？", True),
        ("F1", False),
        ("Ctrl+A", False),
        ("Del", False),
    ],
)
def test_which_keys_type(key: str, types: bool) -> None:
    assert types_text(QKeySequence(key)) is types


@pytest.fixture
def choices(settings: Settings) -> KeyChoices:
    settings.changed.connect(lambda name: keys().use(settings.values.keys) if name == "keys" else None)
    return KeyChoices(settings)


def test_a_key_of_another_action_is_refused_and_nothing_changes(choices: KeyChoices) -> None:
    refusal = choices.choose("label.quad", [QKeySequence("W")])
    assert refusal is not None
    assert refusal.owner is ACTIONS["label.rect"]
    assert key_text("label.quad") == "Q"
    refusal = choices.choose("label.quad", [QKeySequence("Esc")])
    assert refusal is not None
    assert refusal.owner is None


def test_a_key_of_a_page_that_is_never_there_at_once_is_free(choices: KeyChoices) -> None:
    assert choices.choose("check.again", [QKeySequence("Q")]) is None
    assert choices.choose("view.map", [QKeySequence("Q")]) is None
    assert choices.choose("picture.next", [QKeySequence("Q")]) is not None


def test_keys_go_from_one_action_to_another_and_back(choices: KeyChoices, settings: Settings) -> None:
    assert choices.choose("label.rect", [QKeySequence("R"), QKeySequence("R"), QKeySequence()]) is None
    assert settings.values.keys == {"label.rect": ("R",)}
    assert choices.choose("label.quad", [QKeySequence("W"), QKeySequence("Q")]) is None
    assert key_text("label.quad") == "W, Q"
    assert choices.reset("label.rect") is not None  # its default W is the other's now
    assert choices.reset("label.quad") is None
    assert choices.reset("label.rect") is None
    assert settings.values.keys == {}
    choices.choose("label.clip", [])
    assert key_text("label.clip") == ""
    assert with_keys("Clip", "label.clip") == "Clip"
    choices.reset_all()
    assert with_keys("Clip", "label.clip") == "Clip (K)"


def test_keys_of_an_edited_file_that_make_no_sense_are_left_aside() -> None:
    keys().use({"label.quad": ["", "no key at all+", "F"], "no.such": ["A"]})
    assert "F" in key_text("label.quad")
    assert key_text("label.rect") == "W, R"


class Page(QWidget):
    """A page with a field, and what its keys did."""

    def __init__(self) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.other = QWidget()
        self.other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.other)
        self.did: list[str] = []
        shortcuts = PageShortcuts(self)
        for name in ("label.quad", "label.edit_text", "window.keys"):
            shortcuts.add(name, partial(self.did.append, name))


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    page = Page()
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def test_shortcuts_follow_at_once_and_the_old_key_is_free(page: Page) -> None:
    page.other.setFocus()
    keys().use({"label.quad": ["F"]})
    QTest.keyClick(page.other, Qt.Key.Key_Q)
    assert page.did == []
    QTest.keyClick(page.other, Qt.Key.Key_F)
    assert page.did == ["label.quad"]
    keys().use({})
    QTest.keyClick(page.other, Qt.Key.Key_Q)
    assert page.did == ["label.quad"] * 2


def test_a_letter_given_to_an_action_that_works_while_typing_still_types(page: Page) -> None:
    keys().use({"label.edit_text": ["E", "F2"]})
    page.field.setFocus()
    QTest.keyClicks(page.field, "eE?")
    assert page.field.text() == "eE?"
    assert page.did == []
    QTest.keyClick(page.field, Qt.Key.Key_F2)
    QTest.keyClick(page.field, Qt.Key.Key_F1)
    assert page.did == ["label.edit_text", "window.keys"]
    page.other.setFocus()
    QTest.keyClick(page.other, Qt.Key.Key_E)
    assert page.did[-1] == "label.edit_text"
