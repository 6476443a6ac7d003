"""Errors say what happened, where and what to do, in the language of the person."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from desktop.ui import i18n
from desktop.ui.errors import ErrorBanner, describe
from engine.errors import InputError, Message, StorageError
from tests.desktop.conftest import find


class OutOfMemoryError(RuntimeError):
    """Named as torch's, which must not be imported here."""


def test_our_errors_are_told_in_full() -> None:
    text = describe(
        InputError(
            Message("No {what}.", what="gt"),
            remedy=Message("Add {what}.", what="gt"),
            path=Path("/a/list.txt"),
            line=3,
        )
    )
    assert (text.message, text.remedy) == ("No gt.", "Add gt.")
    assert text.where == f"{Path('/a/list.txt')}:3"
    assert text.title == "This cannot be used"
    assert describe(StorageError(Message("x"))).title == "Could not save"


@pytest.mark.parametrize("error", [MemoryError(), OutOfMemoryError("CUDA out of memory. Tried to allocate")])
def test_running_out_of_memory_has_a_remedy(error: Exception) -> None:
    text = describe(error)
    assert text.title == "Not enough memory"
    assert "smaller" in text.remedy
    assert text.details == ""


def test_unforeseen_errors_bring_their_traceback() -> None:
    try:
        raise KeyError("missing")
    except KeyError as error:
        text = describe(error)
    assert "KeyError: 'missing'" in text.message
    assert "test_errors.py" in text.details
    assert "test_errors.py" in text.as_text()


def test_titles_and_remedies_are_translated() -> None:
    errors = [InputError(Message("x")), StorageError(Message("x")), MemoryError(), ValueError("x")]
    english = [(describe(e).title, describe(e).remedy) for e in errors]
    i18n.set_language("zh_CN")
    for error, (title, remedy) in zip(errors, english, strict=True):
        assert describe(error).title != title
        assert not remedy or describe(error).remedy != remedy


def test_the_banner_is_copied_and_dismissed_with_the_mouse(qtbot: QtBot) -> None:
    banner = ErrorBanner("train")
    qtbot.addWidget(banner)
    assert banner.objectName() == "train_error"
    banner.show_error(InputError(Message("No gt."), remedy=Message("Add one."), path=Path("/a/b.jpg")))
    assert banner.isVisible()
    assert not banner.isModal()
    copy, close = (find(banner, QToolButton, f"train_error_{name}") for name in ("copy", "close"))
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert all(part in copied for part in ("No gt.", str(Path("/a/b.jpg")), "Add one."))
    with qtbot.waitSignal(banner.dismissed):
        QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not banner.isVisible()
    assert banner.text() == ""


def test_markup_in_a_message_is_shown_as_it_is(qtbot: QtBot) -> None:
    banner = ErrorBanner("train")
    qtbot.addWidget(banner)
    banner.show_error(InputError(Message("<b>bold</b>")))
    assert "<b>bold</b>" in banner.text()
