"""Help: the same chapters in both languages, in the program's own words, shown beside the work."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QListWidget, QMenu, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from desktop.help.help_pages import (
    CHAPTER_OF_PAGE,
    CHAPTERS,
    chapter_of_link,
    help_folder,
    help_text,
    title_of,
)
from desktop.help.key_sheet import KeySheet
from desktop.settings.key_table import PAGES
from desktop.shell.main_window import MainWindow
from desktop.ui import i18n
from desktop.ui.i18n import LANGUAGES
from scripts.translations import TS, messages
from tests.conftest import DatasetFactory

BOLD = re.compile(r"\*\*(.+?)\*\*")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def translations() -> dict[str, set[str]]:
    """Every text of the program with its Chinese translations."""
    found: dict[str, set[str]] = defaultdict(set)
    for (_, source), text in messages(TS).items():
        found[source].add(text or "")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chapter_is_there_and_nothing_else(language: str) -> None:
    there = {path.name for path in help_folder(language).iterdir()}
    assert there == {f"{chapter}.md" for chapter in CHAPTERS}
    assert len({title_of(help_text(chapter, language)) for chapter in CHAPTERS}) == len(CHAPTERS)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_both_languages_tell_the_same(chapter: str) -> None:
    english, chinese = (help_text(chapter, language) for language in LANGUAGES)  # type: ignore[arg-type]
    for pattern in (r"^#", r"^##", r"^- ", r"^\d\. ", r"^\|", r"^```"):
        counts = [len(re.findall(pattern, text, flags=re.MULTILINE)) for text in (english, chinese)]
        assert counts[0] == counts[1], pattern
    assert sorted(LINK.findall(english)) == sorted(LINK.findall(chinese))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_controls_are_called_what_they_are_called(chapter: str) -> None:
    known = translations()
    english, chinese = (set(BOLD.findall(help_text(chapter, code))) for code in LANGUAGES)  # type: ignore[arg-type]
    assert english <= known.keys()
    without = {name for name in english if not known[name] & chinese}
    assert not without, "not in the Chinese page"
    strange = {name for name in chinese if not any(name in known[source] for source in english)}
    assert not strange, "not a translation of what the English page names"


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_lead_to_chapters(language: str) -> None:
    targets = [target for chapter in CHAPTERS for target in LINK.findall(help_text(chapter, language))]
    assert len(targets) > 8
    assert all(chapter_of_link(target) is not None for target in targets), targets


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chapter_on_keys_has_all_keys_of_the_sheet(language: str, qtbot: QtBot) -> None:
    i18n.set_language(language)
    sheet = KeySheet()
    qtbot.addWidget(sheet)
    told = help_text("keys", language)
    for title, keys in sheet.groups():
        assert f"## {title}\n" in told
        for key, what in keys:
            assert f"| `{key}` | {what} |" in told


@pytest.fixture
def shown(main_window: MainWindow, make_dataset: DatasetFactory) -> MainWindow:
    main_window.open_folder(make_dataset(train=2, test=1))
    return main_window


def help_window(window: MainWindow) -> QWidget:
    found = window.findChild(QWidget, "help_window")
    assert found is not None
    return found


def text_of(window: MainWindow) -> QTextBrowser:
    found = window.findChild(QTextBrowser, "help_text")
    assert found is not None
    return found


def heading(window: MainWindow) -> str:
    return text_of(window).document().begin().text()


def test_each_page_has_a_button_to_its_chapter(shown: MainWindow) -> None:
    button = shown.findChild(QAbstractButton, "page_help")
    assert button is not None
    for page in PAGES:
        shown.show_page(page)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert help_window(shown).isVisible()
        assert not help_window(shown).isModal()
        assert heading(shown) == title_of(help_text(CHAPTER_OF_PAGE[page], "en"))
    shown.close_project()
    QTest.keyClick(shown, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert heading(shown) == title_of(help_text("start", "en"))


def test_the_rail_offers_help_and_keys(main_window: MainWindow) -> None:
    menu = main_window.findChild(QMenu, "help_menu")
    assert menu is not None
    offered = {action.objectName(): action for action in menu.actions()}
    offered["help_pages"].trigger()
    assert help_window(main_window).isVisible()
    offered["help_keys"].trigger()
    sheet = main_window.findChild(QWidget, "key_sheet")
    assert sheet is not None
    assert sheet.isVisible()


def test_contents_links_and_the_way_back(qtbot: QtBot, main_window: MainWindow) -> None:
    main_window.show_help()
    window = help_window(main_window)
    contents = main_window.findChild(QListWidget, "help_contents")
    assert contents is not None
    for number, chapter in enumerate(CHAPTERS):
        row = contents.visualItemRect(contents.item(number)).center()
        QTest.mouseClick(contents.viewport(), Qt.MouseButton.LeftButton, pos=row)
        assert heading(main_window) == title_of(help_text(chapter, "en")) == contents.item(number).text()
    text_of(main_window).anchorClicked.emit(QUrl("training.md"))
    assert heading(main_window) == title_of(help_text("training", "en"))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert heading(main_window) == title_of(help_text(CHAPTERS[-1], "en"))
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert heading(main_window) == title_of(help_text(CHAPTERS[-2], "en"))
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_help_follows_the_language(qtbot: QtBot, main_window: MainWindow) -> None:
    main_window.show_help()
    main_window.session.settings.update(language="zh_CN")
    qtbot.waitUntil(lambda: heading(main_window) == title_of(help_text("start", "zh_CN")))
    assert "**" not in text_of(main_window).toPlainText()


def test_a_question_mark_shows_the_keys_on_every_page(qtbot: QtBot, shown: MainWindow) -> None:
    for page in PAGES:
        shown.show_page(page)
        shown.page(page).setFocus()
        QTest.keyClicks(shown, "?")
        sheet = shown.findChild(QWidget, "key_sheet")
        assert sheet is not None, page
        assert sheet.isVisible(), page
        sheet.close()
        shown.activateWindow()
        qtbot.waitUntil(shown.isActiveWindow)


def test_a_question_mark_that_is_typed_is_a_question_mark(qtbot: QtBot, shown: MainWindow) -> None:
    search = shown.findChild(QLineEdit, "label_search")
    assert search is not None
    search.setFocus()
    qtbot.waitUntil(search.hasFocus)
    QTest.keyClicks(search, "why?")
    assert search.text() == "why?"
    assert shown.findChild(QWidget, "key_sheet") is None


def test_help_is_packaged() -> None:
    from scripts.freeze_rules import unwanted

    for language in LANGUAGES:
        for chapter in CHAPTERS:
            assert not unwanted(Path("resources", "help", language, f"{chapter}.md").as_posix())
