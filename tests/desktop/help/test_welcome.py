"""The welcome page: the loop in pictures, and room for everything at every size of the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QListWidget, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.help.loop_pictures import LOOP
from desktop.shell.main_window import MainWindow
from desktop.ui.theme import DARK, LIGHT, QUAD_LABEL, QUAD_SELECTED
from tests.desktop.conftest import Kind, find


def found(window: MainWindow, kind: type[Kind], name: str) -> Kind:
    return find(window.welcome, kind, name)


def colours(widget: QWidget) -> set[str]:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(0, image.height(), 2)}


def test_three_pictures_show_the_loop_in_the_colours_of_the_theme(
    qtbot: QtBot, main_window: MainWindow
) -> None:
    marks = {
        "label": {QUAD_LABEL.name(), QUAD_SELECTED.name()},
        "train": {LIGHT.accent.lower(), QUAD_SELECTED.name()},
        "try": {QUAD_LABEL.name(), LIGHT.accent.lower()},
    }
    for step in LOOP:
        picture = found(main_window, QWidget, f"loop_{step}")
        assert marks[step] <= colours(picture)
        assert picture.accessibleName()
    main_window.session.settings.update(theme="dark")
    qtbot.waitUntil(lambda: DARK.surface.lower() in colours(found(main_window, QWidget, "loop_label")))
    assert LIGHT.surface.lower() not in colours(found(main_window, QWidget, "loop_train"))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1024, 700)])
def test_everything_is_seen_at_once(
    qtbot: QtBot, main_window: MainWindow, tmp_path: Path, language: str, width: int, height: int
) -> None:
    folders = [tmp_path / f"folder {number}" for number in range(7)]
    for folder in folders:
        folder.mkdir()
    main_window.session.settings.update(language=language, recent=tuple(map(str, folders)))
    main_window.resize(width, height)
    area = main_window.welcome.findChild(QScrollArea)
    assert area is not None
    qtbot.waitUntil(lambda: main_window.width() == width)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)
    assert area.horizontalScrollBar().maximum() == 0
    recent = found(main_window, QListWidget, "welcome_recent")
    qtbot.waitUntil(lambda: recent.visibleRegion().boundingRect().size() == recent.size())
    for name in ("welcome_open", "welcome_sample", "welcome_sample_folder"):
        button = found(main_window, QAbstractButton, name)
        assert button.width() >= button.minimumSizeHint().width()
    for label in main_window.welcome.findChildren(QLabel):
        if label.isVisible() and label.text():
            assert label.height() >= label.heightForWidth(label.width())


def test_a_low_window_scrolls(qtbot: QtBot, main_window: MainWindow, tmp_path: Path) -> None:
    folders = [tmp_path / f"folder {number}" for number in range(7)]
    main_window.session.settings.update(recent=tuple(map(str, folders)))
    main_window.resize(main_window.minimumSize())
    area = main_window.welcome.findChild(QScrollArea)
    assert area is not None
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    assert area.horizontalScrollBar().maximum() == 0
