"""Every key is told where people look for it: on the control that does the same."""

from __future__ import annotations

import re

from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import QAbstractButton, QToolButton, QWidget

from desktop.help.key_sheet import KeySheet
from desktop.settings.key_table import PAGES
from desktop.shell.main_window import MainWindow
from scripts.ui_map import is_own
from tests.conftest import DatasetFactory

KEY = re.compile(
    r"(?:(?:Ctrl|Shift|Alt)\+)+(?:Return|Enter|F\d+|[A-Z0-9]|\+|-|=|,)"
    r"|\bF\d+\b|\b(?:Del|End|Enter|Esc|Space)\b|(?<=[(,\t ])(?:[A-Z]|\?)(?=[),]|$)"
)

WITHOUT_CONTROL = {
    "label": {"Z", "X", "C", "V", "Backspace", "N", "Shift+N"},  # labels and vertices: picked on the picture
}
"""Keys of which only the sheet of keys tells."""
SECOND_NAMES = {"Ctrl+=": "Ctrl++", "Ctrl+Enter": "Ctrl+Return", "？": "?"}
"""Keys of other keyboards for the same thing."""

BUTTONS = {
    "label": {
        "tool_select": "Ctrl+J", "tool_quad": "Q", "tool_rect": "W", "edit_undo": "Ctrl+Z",
        "edit_redo": "Ctrl+Y",
        "label_hide": "Ctrl+H", "label_texts": "T",
        "label_minimap_toggle": "M", "label_loupe": "L", "label_look": "B",
        "zoom_in": "Ctrl++",
        "zoom_out": "Ctrl+-", "zoom_fit": "Ctrl+F", "label_replace": "Ctrl+Shift+H",
        "label_rotate_start": "S",
        "label_checked": "Space", "review_accept": "Enter", "review_reject": "Del",
        "label_save_retry": "Ctrl+S",
    },
    "check": {"check_run": "F5", "check_undo": "Ctrl+Z"},
    "train": {
        "train_start": "Ctrl+T", "train_data_check": "Ctrl+2", "train_picture_previous": "A",
        "train_picture_next": "D", "train_show_map": "M", "train_picture_fit": "Ctrl+F",
        "experiment_detect": "Enter",
        "experiment_rename": "F2", "experiment_trash": "Del",
    },
    "detect": {
        "detect_run": "Ctrl+Return", "detect_overlay": "M", "detect_zoom_in": "Ctrl++",
        "detect_zoom_out": "Ctrl+-",
        "detect_fit": "Ctrl+F", "detect_save": "Ctrl+S",
    },
    "export": {"export_start": "Ctrl+Return", "export_to_train": "Ctrl+3"},
}  # fmt: skip
WINDOW_BUTTONS = {
    **{f"nav_{page}": f"Ctrl+{number}" for number, page in enumerate(PAGES, start=1)},
    "nav_help": "F1", "page_help": "Shift+F1", "project_open": "Ctrl+O", "welcome_open": "Ctrl+O",
}  # fmt: skip


def keys_in(text: str) -> set[str]:
    return set(KEY.findall(text.replace("−", "-")))


def keys_told(part: QWidget) -> set[str]:
    """The keys in tooltips and menus of ``part``."""
    texts = [widget.toolTip() for widget in part.findChildren(QWidget)]
    texts += [action.text() + "\n" + action.toolTip() for action in part.findChildren(QAction)]
    return set().union(*(keys_in(text) for text in texts))


def test_keys_are_found_in_tooltips() -> None:
    assert keys_in("Draw a rectangle (W, R)") == {"W", "R"}
    assert keys_in("Zoom out (Ctrl+−)") == {"Ctrl+-"}
    assert keys_in("Zoom in (Ctrl++)") == {"Ctrl++"}
    assert keys_in("Copy\tCtrl+C") == {"Ctrl+C"}
    assert keys_in("Read (A book) in Quiet") == set()


def test_every_button_with_a_key_tells_it(main_window: MainWindow, make_dataset: DatasetFactory) -> None:
    main_window.open_folder(make_dataset(train=2, test=1))
    for page, buttons in BUTTONS.items():
        for name, key in buttons.items():
            button = main_window.page(page).findChild(QAbstractButton, name)  # type: ignore[arg-type]
            assert button is not None, name
            tip = button.toolTip()
            if name == "detect_save" and not button.isEnabled():
                assert tip
            assert key in keys_in(tip), f"{name}: {tip!r} does not tell {key}"
    for name, key in WINDOW_BUTTONS.items():
        button = main_window.findChild(QAbstractButton, name)
        assert button is not None, name
        assert key in keys_in(button.toolTip()), f"{name}: {button.toolTip()!r} does not tell {key}"


def test_every_key_is_told_by_a_control_or_by_the_sheet(
    main_window: MainWindow, make_dataset: DatasetFactory
) -> None:
    main_window.open_folder(make_dataset(train=2, test=1))
    sheet = "\n".join(key for _, keys in KeySheet(main_window).groups() for key, _ in keys)
    seen = 0
    for page in PAGES:
        widget = main_window.page(page)
        told = keys_told(widget)
        for shortcut in widget.findChildren(QShortcut):
            key = shortcut.key().toString()
            key = SECOND_NAMES.get(key, key)
            seen += 1
            if key in WITHOUT_CONTROL.get(page, set()):
                assert key in sheet, f"{page}: {key}"
            else:
                assert key in told, f"{page}: no tooltip tells {key}"
    told = keys_told(main_window)
    for shortcut in main_window.findChildren(QShortcut):
        key = shortcut.key().toString()
        if shortcut.parent() is main_window:
            seen += 1
            assert SECOND_NAMES.get(key, key) in told, f"window: no tooltip tells {key}"
    assert seen > 60


def test_a_button_with_nothing_but_an_icon_has_a_tooltip_and_a_name(
    main_window: MainWindow, make_dataset: DatasetFactory
) -> None:
    main_window.open_folder(make_dataset(train=2, test=1))
    for page in PAGES:
        main_window.show_page(page)
    mute = [
        button.objectName()
        for button in main_window.findChildren(QToolButton)
        if button.objectName() and not button.text() and is_own(button) and not button.toolTip()
    ]  # fmt: skip
    assert mute == []
