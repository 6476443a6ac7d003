"""The next start goes on where the last one ended."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication, QSplitter
from pytestqt.qtbot import QtBot

from desktop.label.page import LabelPage
from desktop.session import Session
from desktop.settings.key_table import PageName
from desktop.settings.settings import Settings
from desktop.shell.main_window import MainWindow
from tests.conftest import DatasetFactory
from tests.desktop.conftest import delete_now, find

Start = Callable[..., MainWindow]


@pytest.fixture
def start(qapp: QApplication, own_folders: Path) -> Iterator[Start]:
    """Starts the window anew, as the application does without arguments; closes it at the end."""
    windows = []

    def started(restored: bool = True) -> MainWindow:
        session = Session(Settings(own_folders / "settings.json"))
        window = MainWindow(session)
        windows.append((window, session))
        window.resize(1300, 800)
        window.show()
        if restored:
            window.resume_place.restore()
        qapp.processEvents()
        return window

    yield started
    for window, session in windows:
        window.close()
        delete_now(window)
        delete_now(session)


@pytest.fixture
def dataset(make_dataset: DatasetFactory) -> Path:
    return make_dataset(train=4, test=1)


def labelling(window: MainWindow) -> LabelPage:
    page = window.page("label")
    assert isinstance(page, LabelPage)
    return page


def picture_of(page: LabelPage) -> Path:
    assert page.document is not None
    return page.document.picture


def opened(window: MainWindow) -> Path | None:
    project = window.session.project
    return None if project is None else project.root


def test_picture_zoom_and_panes_are_as_they_were_left(qtbot: QtBot, start: Start, dataset: Path) -> None:
    window = start(restored=False)
    window.open_folder(dataset)
    page = labelling(window)
    page.pictures.choose(2)
    qtbot.waitUntil(lambda: page.canvas.has_picture, timeout=5000)
    page.canvas.set_zoom(3.0)
    page.canvas.look_at(QPointF(40, 30))
    splitter = find(window, QSplitter, "label_splitter")
    splitter.setSizes([300, 600, 350])
    divided, picture, seen = splitter.sizes(), picture_of(page), page.canvas.place()
    assert window.close()

    again = start()
    page = labelling(again)
    assert opened(again) == dataset
    assert again.current_page() == "label"
    assert picture_of(page) == picture
    qtbot.waitUntil(lambda: page.canvas.has_picture and page.canvas.zoom == 3.0, timeout=5000)
    now = page.canvas.place()
    assert (now.mode, now.zoom) == ("free", 3.0)
    assert now.x == pytest.approx(seen.x, abs=1)
    assert now.y == pytest.approx(seen.y, abs=1)
    assert find(again, QSplitter, "label_splitter").sizes() == divided


@pytest.mark.parametrize("name", ["check", "detect", "export"])
def test_the_page_is_shown_that_was_left(start: Start, dataset: Path, name: PageName) -> None:
    window = start(restored=False)
    window.open_folder(dataset)
    window.show_page(name)
    window.close()
    assert start().current_page() == name


def test_a_crash_costs_no_folder(start: Start, dataset: Path) -> None:
    start(restored=False).open_folder(dataset)  # and is never closed before the next one starts
    assert opened(start()) == dataset


def test_whoever_closed_the_project_starts_on_the_welcome_page(start: Start, dataset: Path) -> None:
    window = start(restored=False)
    window.open_folder(dataset)
    window.close_project()
    window.close()
    again = start()
    assert again.session.project is None
    assert again.welcome.isVisible()
    assert not again.banner.isVisible()


def test_nothing_is_opened_when_that_is_not_wanted(start: Start, dataset: Path) -> None:
    window = start(restored=False)
    window.session.settings.update(reopen=False)
    window.open_folder(dataset)
    window.close()
    assert start().session.project is None


def test_a_folder_that_is_gone_is_said_on_the_welcome_page(start: Start, dataset: Path) -> None:
    window = start(restored=False)
    window.open_folder(dataset)
    window.close()
    shutil.rmtree(dataset)
    again = start()
    assert again.welcome.isVisible()
    assert "not there any more" in again.banner.text()
    assert str(dataset) in again.banner.text()


def test_a_picture_that_is_gone_and_an_edited_file_do_no_harm(start: Start, dataset: Path) -> None:
    window = start(restored=False)
    window.open_folder(dataset)
    window.close()
    settings = Settings(window.session.settings.path)
    place = {"folder": str(dataset), "picture": "train_images/gone.png", "page": 7, "view": {"mode": "odd"}}
    settings.remember("session", "place", place)
    settings.remember("session", "splitters", ["no"])
    again = start()
    assert again.current_page() == "label"
    assert labelling(again).document is not None
