"""Languages switch at run time; figures are written the way people of the language write them."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from desktop.ui import i18n
from desktop.ui.errors import ErrorBanner, describe
from engine.errors import InputError, Message


@pytest.mark.parametrize(
    ("seconds", "in_english", "in_chinese"),
    [
        (0.2, "0 s", "0 秒"),
        (45, "45 s", "45 秒"),
        (59.6, "1 min 0 s", "1 分 0 秒"),
        (130, "2 min 10 s", "2 分 10 秒"),
        (3900, "1 h 5 min", "1 小时 5 分"),
        (-3, "0 s", "0 秒"),
    ],
)
def test_durations(seconds: float, in_english: str, in_chinese: str) -> None:
    assert i18n.format_duration(seconds) == in_english
    i18n.set_language("zh_CN")
    assert i18n.format_duration(seconds) == in_chinese


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (4200, "4.2 kB"),
        (48_300_000, "48.3 MB"),
        (999_960, "1.0 MB"),
        (12 * 10**8, "1.2 GB"),
    ],
)
def test_sizes(count: int, text: str) -> None:
    assert i18n.format_bytes(count) == text


def test_numbers_have_separators() -> None:
    assert i18n.format_number(1234.5, 1) == "1,234.5"


def test_engine_texts_are_filled_in() -> None:
    assert i18n.translated(Message("text with {name}", name=3)) == "text with 3"
    assert i18n.translated(None) == ""


def test_an_unknown_language_is_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "system_language", lambda: "zh_CN")
    i18n.set_language(None)
    assert i18n.current_language() == "zh_CN"
    i18n.set_language("klingon")
    assert i18n.current_language() == "zh_CN"


def test_a_widget_changes_its_texts_while_it_is_shown(qapp: QApplication) -> None:
    banner = ErrorBanner("window")
    banner.show_error(InputError(Message("The folder does not exist.")))
    assert "The folder does not exist." in banner.text()
    i18n.set_language("zh_CN")
    qapp.processEvents()
    assert "This cannot be used" not in banner.text()
    assert banner.text() == describe(InputError(Message("The folder does not exist."))).as_text()
    i18n.set_language("en")
    qapp.processEvents()
    assert "This cannot be used" in banner.text()
    banner.deleteLater()
