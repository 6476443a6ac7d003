"""The window with everything it has: every page made, every dialog open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.exchange.labels_menu import LabelsMenu
from desktop.label.page import LabelPage
from desktop.session import Session
from desktop.settings.key_table import PAGES, PageName
from desktop.settings.settings import Settings
from desktop.shell.main_window import MainWindow
from desktop.train.page import TrainPage
from desktop.ui import i18n
from desktop.ui.theme import ThemeMode, theme
from tests.conftest import DatasetFactory
from tests.desktop.conftest import delete_now, find

WAIT_MS = 60_000


class Everything:
    """One window on one project, started in a language and a palette."""

    def __init__(self, qtbot: QtBot, settings: Settings, folder: Path) -> None:
        self.qtbot = qtbot
        self.closed = False
        self.session = Session(settings)
        self.window = MainWindow(self.session)
        self.window.resize(1280, 720)
        self.window.show()
        self.activate(self.window)
        assert self.window.open_folder(folder)
        for page in PAGES:
            self.show(page)
        self.dialogs = self._open_dialogs()
        self.settle()

    def show(self, page: PageName) -> None:
        self.activate(self.window)
        self.window.show_page(page)
        self.settle()

    def activate(self, window: QWidget) -> None:
        """Let the keyboard be with ``window``."""
        window.activateWindow()
        self.qtbot.waitUntil(window.isActiveWindow)

    def switch(self, language: str, mode: ThemeMode) -> None:
        """Choose a language and a palette as the settings menu does."""
        self.session.settings.update(language=language, theme=mode)
        self.settle()

    def settle(self) -> None:
        """Until nothing is under way, the label page's picture included."""
        page = self.window.page("label")
        assert isinstance(page, LabelPage)
        self.qtbot.waitUntil(
            lambda: not self.session.jobs.running() and page.canvas.has_picture, timeout=WAIT_MS
        )
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.qtbot.wait(20)  # what is shown at once after the event under way
        for _ in range(20):  # layouts within layouts take turns, and 20 ms of a busy machine are few
            QApplication.processEvents()

    def close_now(self) -> None:
        """At once, as far as Qt is concerned."""
        self.closed = True
        for dialog in self.dialogs:
            dialog.close()
        self.window.close()
        assert self.session.jobs.stop_all(10_000)
        delete_now(self.window)
        delete_now(self.session)

    def _open_dialogs(self) -> list[QWidget]:
        menu = self.window.findChild(LabelsMenu)
        label, train = self.window.page("label"), self.window.page("train")
        assert menu is not None
        assert isinstance(label, LabelPage)
        assert isinstance(train, TrainPage)
        menu.open_import()
        menu.open_export()
        label.texts.find_and_replace()
        self.window.show_keys()
        train.rate.show()  # the preview stays closed: it draws anew, and at random, at every change
        names = ("labels_import_dialog", "labels_export_dialog", "label_replace_window", "key_sheet")
        return [*(find(self.window, QWidget, name) for name in names), train.rate]


OpenEverything = Callable[[str, ThemeMode], Everything]


@pytest.fixture
def project(make_dataset: DatasetFactory) -> Path:
    return make_dataset(train=3, test=2, unlabelled=1, name="receipts")


@pytest.fixture
def open_everything(qtbot: QtBot, own_folders: Path, project: Path) -> Iterator[OpenEverything]:
    """``open_everything(language, mode)``: that window; all are closed at the end."""
    opened: list[Everything] = []

    def make(language: str, mode: ThemeMode) -> Everything:
        settings = Settings(own_folders / f"settings{len(opened)}.json")
        settings.update(language=language, theme=mode)
        i18n.set_language(language)
        theme().set_mode(mode)
        opened.append(Everything(qtbot, settings, project))
        return opened[-1]

    yield make
    for one in opened:
        if not one.closed:
            one.close_now()
