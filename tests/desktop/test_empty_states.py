"""Where there is nothing yet, the page says what to do next and has the button for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from desktop.label.page import LabelPage
from desktop.shell.main_window import MainWindow
from engine.data.pictures import write_picture
from tests.conftest import DatasetFactory, draw_picture


def button(window: MainWindow, name: str) -> QAbstractButton:
    found = window.findChild(QAbstractButton, name)
    assert found is not None, name
    return found


def press(qtbot: QtBot, window: MainWindow, name: str) -> None:
    qtbot.waitUntil(button(window, name).isVisible)
    qtbot.mouseClick(button(window, name), Qt.MouseButton.LeftButton)


@pytest.fixture
def empty(main_window: MainWindow, tmp_path: Path) -> Path:
    folder = tmp_path / "nothing here"
    folder.mkdir()
    assert main_window.open_folder(folder)
    return folder


@pytest.fixture
def unlabelled(main_window: MainWindow, make_dataset: DatasetFactory) -> Path:
    folder = make_dataset(train=0, test=0, unlabelled=2, lists=False)
    assert main_window.open_folder(folder)
    return folder


def test_pictures_copied_into_an_empty_folder_are_found_by_its_button(
    qtbot: QtBot, main_window: MainWindow, empty: Path
) -> None:
    page = main_window.page("label")
    assert isinstance(page, LabelPage)
    write_picture(empty / "img_001.png", draw_picture(160, 120, 1)[0])
    press(qtbot, main_window, "label_look_again")
    qtbot.waitUntil(lambda: page.canvas.isVisible() and page.canvas.has_picture)
    assert not button(main_window, "label_look_again").isVisible()


@pytest.mark.usefixtures("unlabelled")
def test_a_picture_without_labels_tells_how_to_draw(qtbot: QtBot, main_window: MainWindow) -> None:
    count = main_window.findChild(QLabel, "label_table_count")
    assert count is not None
    qtbot.waitUntil(lambda: "Press Q" in count.text())


@pytest.mark.usefixtures("unlabelled")
@pytest.mark.parametrize(("page", "name"), [("check", "check_to_label"), ("train", "train_to_label")])
def test_without_labels_the_way_leads_to_labelling(
    qtbot: QtBot, main_window: MainWindow, page: str, name: str
) -> None:
    main_window.show_page(page)  # type: ignore[arg-type]
    press(qtbot, main_window, name)
    assert main_window.current_page() == "label"


@pytest.mark.usefixtures("unlabelled")
def test_without_a_training_export_leads_to_training(qtbot: QtBot, main_window: MainWindow) -> None:
    main_window.show_page("train")
    none_yet = main_window.findChild(QLabel, "experiment_none")
    assert none_yet is not None
    assert none_yet.isVisible()
    main_window.show_page("export")
    press(qtbot, main_window, "export_to_train")
    assert main_window.current_page() == "train"


@pytest.mark.usefixtures("empty")
def test_detection_asks_for_pictures(main_window: MainWindow) -> None:
    main_window.show_page("detect")
    assert button(main_window, "detect_start").isVisible()


def test_with_a_trained_model_export_needs_no_hint(
    main_window: MainWindow, make_dataset: DatasetFactory
) -> None:
    folder = make_dataset(train=2, test=1)
    experiment = folder / "workdirs" / "exp_20260105143022"
    experiment.mkdir(parents=True)
    (experiment / "best.safetensors").write_bytes(b"weights")
    main_window.open_folder(folder)
    main_window.show_page("export")
    assert not button(main_window, "export_to_train").isVisible()
