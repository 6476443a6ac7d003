"""The settings as a person uses them: with mouse and keys, acting at once, refused where they must be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.help.key_sheet import KeySheet
from desktop.label.page import LabelPage
from desktop.settings.caches import caches
from desktop.settings.keys import key_text
from desktop.settings.settings import Settings
from desktop.settings.settings_file import Values
from desktop.settings_window.window import SettingsWindow
from desktop.shell.main_window import MainWindow
from desktop.ui import i18n
from desktop.ui.theme import DARK, colors
from engine.device.graphics import Graphics, GraphicsCard
from scripts.ui_map import CONTROLS, MAP, is_own
from tests.conftest import DatasetFactory
from tests.desktop.conftest import find

GB = 2**30


@pytest.fixture
def window(qtbot: QtBot, main_window: MainWindow) -> SettingsWindow:
    """Opened by the gear."""
    gear = find(main_window, QAbstractButton, "nav_settings")
    QTest.mouseClick(gear, Qt.MouseButton.LeftButton)
    window = find(main_window, SettingsWindow, "settings_window")
    qtbot.waitUntil(window.isActiveWindow)
    assert not window.isModal()
    return window


def choose(combo: QComboBox, data: object) -> None:
    """Pick the entry with the keyboard, as a person may."""
    combo.setFocus()
    wanted = combo.findData(data)
    assert wanted >= 0
    while combo.currentIndex() != wanted:
        QTest.keyClick(combo, Qt.Key.Key_Down if combo.currentIndex() < wanted else Qt.Key.Key_Up)


def press(window: QWidget, name: str) -> None:
    QTest.mouseClick(find(window, QAbstractButton, name), Qt.MouseButton.LeftButton)


def show_part(window: SettingsWindow, part: QWidget) -> None:
    parts: list[QWidget] = [window.general, window.device, window.memory, window.keys]
    window.sections.setCurrentRow(parts.index(part))
    assert part.isVisible()


def test_language_and_colours_act_at_once_and_stay(
    qtbot: QtBot, main_window: MainWindow, window: SettingsWindow, own_folders: Path
) -> None:
    choose(window.general.language, "zh_CN")
    assert i18n.current_language() == "zh_CN"
    label = find(main_window, QAbstractButton, "nav_label")
    qtbot.waitUntil(lambda: label.text() == "标注")
    choose(window.general.theme, "dark")
    assert colors() is DARK
    kept = Settings(own_folders / "settings.json").values
    assert (kept.language, kept.theme) == ("zh_CN", "dark")
    choose(window.general.language, "en")
    qtbot.waitUntil(lambda: label.text() == "Label")


def test_another_window_that_changes_a_setting_is_followed(window: SettingsWindow, own_folders: Path) -> None:
    Settings(own_folders / "settings.json").update(reopen=False, device="cpu")
    window.general.autosave.setFocus()
    choose(window.general.autosave, 2000)
    assert not window.general.reopen.isChecked()
    assert window.device.device.currentData() == "cpu"


def test_the_delay_of_saving_holds_for_the_open_project(
    qtbot: QtBot, main_window: MainWindow, window: SettingsWindow, make_dataset: DatasetFactory
) -> None:
    root = make_dataset(train=2, test=0)
    main_window.open_folder(root)
    choose(window.general.autosave, 5000)
    project = main_window.session.project
    assert project is not None
    document = project.document(root / "train_images" / "img_001.png")
    before = document.gt_path.read_bytes()
    document.remove(0)
    qtbot.wait(700)
    assert document.gt_path.read_bytes() == before
    choose(window.general.autosave, 100)
    document.remove(0)
    qtbot.waitUntil(lambda: document.gt_path.read_bytes() != before, timeout=2000)


def test_limits_of_the_caches_and_emptying_them(
    qtbot: QtBot, main_window: MainWindow, window: SettingsWindow, make_dataset: DatasetFactory
) -> None:
    main_window.open_folder(make_dataset(train=2, test=0))
    qtbot.waitUntil(lambda: caches().held_bytes() > 0, timeout=5000)
    show_part(window, window.memory)
    used = find(window, QLabel, "settings_cache_used")
    assert used.text() == f"In use now: {i18n.format_bytes(caches().held_bytes())}"
    press(window, "settings_cache_empty")
    assert caches().held_bytes() == 0
    assert used.text() == "In use now: 0 B"
    box = window.memory.pictures
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "64")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert window.isVisible()
    assert caches().picture_bytes == 64 * 2**20
    QTest.keyClick(window.memory.thumbnails, Qt.Key.Key_Up)
    assert caches().thumbnails == Values().thumbnails + 50


def test_the_device_part_lists_cards_and_says_what_is_wrong(
    main_window: MainWindow, window: SettingsWindow
) -> None:
    show_part(window, window.device)
    told = find(window, QLabel, "settings_device_found")
    trouble = find(window, QLabel, "settings_device_trouble")
    probe = main_window.session.device
    probe._set(Graphics())
    assert "No NVIDIA card" in told.text()
    assert not trouble.isVisible()
    cards = (GraphicsCard("RTX 4070", 12 * GB, 11 * GB), GraphicsCard("RTX 3060", 12 * GB, 12 * GB))
    probe._set(Graphics(cards, "470.86", "13.2"))
    assert told.text().splitlines()[0] == "RTX 4070 12 GB, 11.8 GB of its memory free"
    assert "470.86" in trouble.text()
    assert "580" in trouble.text()
    assert "Install the newest driver" in trouble.text()
    choose(window.device.device, "cuda:1")
    assert main_window.session.settings.values.device == "cuda:1"
    status = find(main_window, QLabel, "status_device")
    assert status.text() == "CPU (RTX 4070 12 GB not used)"
    assert status.toolTip() == trouble.text()
    probe._set(Graphics(cards, "580.95", "13.2"))
    assert not trouble.isVisible()
    assert status.text() == "RTX 3060 12 GB"
    probe._set(Graphics(cards[:1], "580.95", "13.2"))
    assert window.device.device.currentText() == "cuda:1 (not found)"


# ---- keys


def test_a_new_key_works_at_once_everywhere(
    qtbot: QtBot, main_window: MainWindow, window: SettingsWindow, make_dataset: DatasetFactory
) -> None:
    main_window.open_folder(make_dataset(train=2, test=0))
    show_part(window, window.keys)
    window.keys.choose("label.quad")
    field = window.keys.fields[0]
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_J)
    assert key_text("label.quad") == "J"
    item = window.keys.tree.currentItem()
    assert item is not None
    assert item.text(1) == "J"
    page = main_window.page("label")
    assert isinstance(page, LabelPage)
    qtbot.waitUntil(lambda: page.toolbar.tools["quad"].toolTip() == "Draw a quad with four clicks (J)")
    main_window.activateWindow()
    qtbot.waitUntil(main_window.isActiveWindow)
    page.canvas.setFocus()
    QTest.keyClick(page.canvas, Qt.Key.Key_Q)
    used = [str(page.canvas.tool)]
    QTest.keyClick(page.canvas, Qt.Key.Key_J)
    assert [*used, page.canvas.tool] == ["select", "quad"]
    QTest.keyClick(main_window, Qt.Key.Key_F1)
    sheet = find(main_window, KeySheet, "key_sheet")
    told = {text.text() for text in sheet.findChildren(QLabel)}
    assert "J" in told
    assert "Q" not in told


def test_a_key_of_another_action_is_refused_in_words(window: SettingsWindow) -> None:
    show_part(window, window.keys)
    window.keys.choose("label.quad")
    field = window.keys.fields[1]
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_W)
    assert "already belongs to “Draw a rectangle by dragging”" in window.keys.message.text()
    assert field.keySequence().isEmpty()
    assert key_text("label.quad") == "Q"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert "cannot be reassigned" in window.keys.message.text()
    assert window.isVisible()
    QTest.keyClick(field, Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)
    assert key_text("label.quad") == "Q, Alt+F"
    assert window.keys.message.text() == ""
    assert window.keys.reset.isEnabled()
    press(window, "settings_key_reset")
    assert key_text("label.quad") == "Q"
    window.keys.fields[0].clear()
    assert key_text("label.quad") == ""
    press(window, "settings_keys_reset")
    assert key_text("label.quad") == "Q"
    assert field.keySequence().isEmpty()


def test_actions_are_found_by_name_and_by_key(window: SettingsWindow) -> None:
    show_part(window, window.keys)

    def shown() -> list[str]:
        return [item.text(0) for item in window.keys._items() if not item.isHidden()]

    everything = len(shown())
    QTest.keyClicks(window.keys.search, "rectangle")
    assert shown() == ["Draw a rectangle by dragging"]
    window.keys.search.clear()
    QTest.keyClicks(window.keys.search, "ctrl+shift+h")
    assert shown() == ["Find and replace texts"]
    window.keys.search.clear()
    assert len(shown()) == everything > 40


# ---- all defaults


def test_all_defaults_after_one_question_and_back(
    main_window: MainWindow, window: SettingsWindow, tmp_path: Path
) -> None:
    settings = main_window.session.settings

    def mode() -> str:
        return settings.values.theme

    settings.update(theme="dark", keys={"label.quad": ("F",)}, thumbnails=100, recent=(str(tmp_path),))
    press(window, "settings_reset")
    dialog = find(window, QMessageBox, "settings_reset_dialog")
    press(dialog, "settings_reset_no")
    assert mode() == "dark"
    QApplication.processEvents()
    press(window, "settings_reset")
    press(find(window, QMessageBox, "settings_reset_dialog"), "settings_reset_yes")
    assert mode() == "system"
    assert key_text("label.quad") == "Q"
    assert window.memory.thumbnails.value() == caches().thumbnails == Values().thumbnails
    assert settings.values.recent == (str(tmp_path),)
    press(window, "settings_reset_undo")
    assert mode() == "dark"
    assert key_text("label.quad") == "F"
    assert not window.undo.isVisible()


def test_every_control_has_a_name_a_place_in_the_map_and_words(window: SettingsWindow) -> None:
    controls = [w for kind in CONTROLS for w in window.findChildren(kind) if is_own(w)]
    inner = (QLineEdit, QKeySequenceEdit)  # a field's own cross, and the field within a key's field
    controls = [w for w in controls if not isinstance(w.parentWidget(), inner)]
    names = set(re.findall(r"`([a-z][A-Za-z0-9_]*)`", MAP.read_text(encoding="utf-8")))
    assert len(controls) > 15
    assert {w.objectName() for w in controls} - names == set()
    silent = [
        w.objectName() for w in controls if not (w.accessibleName() or getattr(w, "text", lambda: "")())
    ]
    assert silent == []
