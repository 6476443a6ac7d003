"""The window as a person uses it: with keys, with the mouse, and closing it at any time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QLabel, QListWidget, QMenu
from pytestqt.qtbot import QtBot

from desktop.label.page import LabelPage
from desktop.settings.key_table import PAGES
from desktop.settings.settings import Settings
from desktop.shell.main_window import MainWindow
from desktop.work.jobs import Job, JobControl, Progress
from engine.errors import Message, StorageError
from tests.conftest import DatasetFactory


def button(window: MainWindow, name: str) -> QAbstractButton:
    found = window.findChild(QAbstractButton, name)
    assert found is not None, name
    return found


def label(window: MainWindow, name: str) -> QLabel:
    found = window.findChild(QLabel, name)
    assert found is not None, name
    return found


def click(window: MainWindow, name: str) -> None:
    QTest.mouseClick(button(window, name), Qt.MouseButton.LeftButton)


@pytest.fixture
def dataset(make_dataset: DatasetFactory) -> Path:
    return make_dataset(train=3, test=1, unlabelled=2, lists=False)


def test_the_first_start_offers_what_to_do(main_window: MainWindow) -> None:
    assert main_window.current_page() is None
    assert main_window.welcome.isVisible()
    assert button(main_window, "welcome_open").isVisible()
    assert not any(button(main_window, f"nav_{page}").isEnabled() for page in PAGES)
    assert label(main_window, "status_saved").text() == ""


def test_opening_a_folder_shows_its_figures(main_window: MainWindow, dataset: Path) -> None:
    assert main_window.open_folder(dataset)
    assert main_window.current_page() == "label"
    assert main_window.windowTitle() == dataset.name
    assert label(main_window, "project_counts").text() == "6 pictures · 4 labelled · 1 test"
    assert label(main_window, "status_saved").text() == "All changes saved"
    assert main_window.session.settings.values.recent == (str(dataset),)


def test_saving_never_writes_over_a_message(main_window: MainWindow, dataset: Path) -> None:
    assert main_window.open_folder(dataset)
    project = main_window.session.project
    assert project is not None
    main_window.statusBar().showMessage("Training finished")
    project.saved_changed.emit(True)
    assert not label(main_window, "status_saved").isVisible()
    main_window.statusBar().clearMessage()
    assert label(main_window, "status_saved").isVisible()


def test_pages_by_keys_and_by_mouse(main_window: MainWindow, dataset: Path) -> None:
    main_window.open_folder(dataset)
    for number, page in enumerate(PAGES, start=1):
        QTest.keyClick(main_window, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier)
        assert main_window.current_page() == page
        assert button(main_window, f"nav_{page}").isChecked()
    for page in PAGES:
        click(main_window, f"nav_{page}")
        assert main_window.current_page() == page
    QTest.keyClick(main_window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert main_window.current_page() == "train"


def test_a_folder_that_is_not_there_is_told_and_nothing_is_lost(
    main_window: MainWindow, dataset: Path, tmp_path: Path
) -> None:
    main_window.open_folder(dataset)
    assert not main_window.open_folder(tmp_path / "gone")
    assert main_window.banner.isVisible()
    assert str(tmp_path / "gone") in main_window.banner.text()
    assert main_window.session.project is not None
    assert main_window.session.project.root == dataset
    assert main_window.open_folder(dataset)
    assert not main_window.banner.isVisible()


def test_the_open_dialog_opens_what_was_chosen(main_window: MainWindow, dataset: Path) -> None:
    QTest.keyClick(main_window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    dialog = main_window.findChild(QFileDialog, "folder_dialog")
    assert dialog is not None
    assert dialog.isVisible()
    dialog.selectFile(str(dataset))
    dialog.accept()
    assert main_window.session.project is not None
    assert main_window.session.project.root == dataset


@pytest.mark.parametrize("what", ["folder", "picture"])
def test_dropping_opens_the_folder(main_window: MainWindow, dataset: Path, what: str) -> None:
    path = dataset if what == "folder" else dataset / "train_images" / "img_001.png"
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(300, 300), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(main_window, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(main_window, drop)
    assert main_window.session.project is not None
    assert main_window.session.project.root == dataset


def test_dropping_a_text_file_is_refused(main_window: MainWindow, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("no picture", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(note))])
    enter = QDragEnterEvent(
        QPoint(300, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    enter.ignore()
    QApplication.sendEvent(main_window, enter)
    assert not enter.isAccepted()


def test_recent_folders_open_from_the_welcome_page_and_the_menu(
    main_window: MainWindow, dataset: Path, tmp_path: Path
) -> None:
    main_window.session.settings.update(recent=(str(dataset), str(tmp_path / "gone")))
    recent = main_window.findChild(QListWidget, "welcome_recent")
    assert recent is not None
    assert recent.count() == 2
    gone = recent.item(1)
    QTest.mouseClick(recent.viewport(), Qt.MouseButton.LeftButton, pos=recent.visualItemRect(gone).center())
    assert main_window.session.project is None  # it is greyed out
    QTest.mouseClick(
        recent.viewport(), Qt.MouseButton.LeftButton, pos=recent.visualItemRect(recent.item(0)).center()
    )
    assert main_window.current_page() == "label"
    menu = main_window.findChild(QMenu, "project_menu")
    assert menu is not None
    menu.aboutToShow.emit()
    actions = {action.objectName() or action.text(): action for action in menu.actions()}
    assert not actions[str(tmp_path / "gone")].isEnabled()
    actions["project_close"].trigger()
    assert main_window.session.project is None
    assert main_window.welcome.isVisible()
    actions[str(dataset)].trigger()
    assert main_window.session.project is not None


def test_the_sample_project_is_made_and_opened(qtbot: QtBot, main_window: MainWindow, tmp_path: Path) -> None:
    main_window.sample.counts = {"train": 3, "test": 1}
    seen: list[tuple[int, int]] = []
    main_window.sample.progress.connect(lambda done, total: seen.append((done, total)))
    with qtbot.waitSignal(main_window.sample.over, timeout=60_000):
        click(main_window, "welcome_sample")
        assert not button(main_window, "welcome_sample").isEnabled()
    assert seen[-1] == (4, 4)
    root = tmp_path / "documents" / "sample"
    assert main_window.session.project is not None
    assert main_window.session.project.root == root
    assert label(main_window, "project_counts").text() == "4 pictures · 4 labelled · 1 test"
    assert button(main_window, "welcome_sample").isEnabled()
    stamp = (root / "train_list.txt").stat().st_mtime_ns
    main_window.close_project()
    click(main_window, "project_sample")  # a second time it is there already
    assert main_window.session.project is not None
    assert (root / "train_list.txt").stat().st_mtime_ns == stamp


def test_a_stopped_sample_leaves_nothing_behind(
    qtbot: QtBot, main_window: MainWindow, tmp_path: Path
) -> None:
    with qtbot.waitSignal(main_window.sample.over, timeout=60_000):
        click(main_window, "welcome_sample")
        main_window.session.jobs.running()[0].request_stop()
    assert main_window.session.project is None
    assert not main_window.banner.isVisible()
    documents = tmp_path / "documents"
    assert not documents.exists() or not list(documents.iterdir())


def test_a_sample_folder_in_the_way_is_told(qtbot: QtBot, main_window: MainWindow, tmp_path: Path) -> None:
    mine = tmp_path / "documents" / "sample" / "mine.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("keep me", encoding="utf-8")
    with qtbot.waitSignal(main_window.sample.over, timeout=60_000):
        click(main_window, "welcome_sample")
    assert "sample" in main_window.banner.text()
    assert mine.read_text(encoding="utf-8") == "keep me"
    main_window.sample.set_parent_folder(tmp_path)
    assert main_window.sample.folder == tmp_path / "QuadTune sample"


def test_the_sheet_of_keys_is_not_modal(main_window: MainWindow) -> None:
    QTest.keyClick(main_window, Qt.Key.Key_F1)
    sheet = main_window.findChild(QDialog, "key_sheet")
    assert sheet is not None
    assert sheet.isVisible()
    assert not sheet.isModal()
    told = [text.text() for text in sheet.findChildren(QLabel)]
    assert "Previous, next picture" in told
    assert "Compare the selected experiment, or no longer" in told
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def count_until_stopped(control: JobControl) -> None:
    done = 0
    while not control.should_stop():
        done += 1
        control.emit(Progress(min(done, 90), 100, seconds_left=130.0))
        time.sleep(0.002)


def test_the_running_job_is_shown_and_can_be_stopped(qtbot: QtBot, main_window: MainWindow) -> None:
    job = Job("Counting", count_until_stopped)
    main_window.session.jobs.start(job)
    stop = button(main_window, "status_job_stop")
    qtbot.waitUntil(stop.isVisible, timeout=5000)
    qtbot.waitUntil(lambda: "2 min 10 s left" in label(main_window, "status_job").text(), timeout=5000)
    assert label(main_window, "status_job").text().startswith("Counting")
    with qtbot.waitSignal(job.done, timeout=5000):
        QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    assert not stop.isVisible()


def test_closing_while_a_job_runs_stops_it_and_keeps_the_geometry(
    qtbot: QtBot, main_window: MainWindow, own_folders: Path
) -> None:
    job = Job("Counting", count_until_stopped)
    main_window.session.jobs.start(job)
    main_window.resize(1100, 690)  # the width is above that of the offscreen screen, which is 800 × 800
    qtbot.wait(50)
    assert main_window.close()
    assert main_window.session.jobs.running() == []
    assert not main_window.isVisible()
    again = MainWindow(main_window.session)
    assert again.height() == 690
    again.deleteLater()
    assert Settings(own_folders / "settings.json").values.geometry


def test_errors_of_the_session_and_of_settings_reach_the_window(main_window: MainWindow) -> None:
    main_window.session.report(ValueError("unforeseen"))
    assert "unforeseen" in main_window.banner.text()
    main_window.session.settings.save_failed.emit(StorageError(Message("The disk is full.")))
    assert "The disk is full." in main_window.banner.text()


def test_labels_that_cannot_be_saved_hold_the_window_back_once(
    main_window: MainWindow, dataset: Path
) -> None:
    main_window.open_folder(dataset)
    project = main_window.session.project
    assert project is not None
    document = project.document(dataset / "train_images" / "img_001.png")
    # What another program does to the file while we have it open.
    document.gt_path.write_text("1,2,3,4,5,6,7,8,changed elsewhere\n", encoding="utf-8")
    document.remove(0)
    assert not main_window.close()
    assert main_window.isVisible()
    assert "Close the window again" in main_window.banner.text()
    assert main_window.close()
    assert "changed elsewhere" in document.gt_path.read_text(encoding="utf-8")


def test_changing_the_project_is_refused_while_labels_cannot_be_saved(
    main_window: MainWindow, dataset: Path, tmp_path: Path
) -> None:
    main_window.open_folder(dataset)
    project = main_window.session.project
    assert project is not None
    document = project.document(dataset / "train_images" / "img_001.png")
    document.gt_path.write_text("1,2,3,4,5,6,7,8,changed elsewhere\n", encoding="utf-8")
    document.remove(0)
    other = tmp_path / "other"
    other.mkdir()
    assert not main_window.open_folder(other)
    assert main_window.session.project is project
    assert str(document.gt_path) in main_window.banner.text()


def test_opening_a_picture_shows_it_in_its_project(main_window: MainWindow, dataset: Path) -> None:
    picture = dataset / "train_images" / "img_003.png"
    main_window.open_path(picture)
    assert main_window.session.project is not None
    assert main_window.session.project.root == dataset
    page = main_window.page("label")
    assert isinstance(page, LabelPage)
    assert page.pictures.current == picture


def test_opening_anything_else_is_told(main_window: MainWindow, tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("no picture", encoding="utf-8")
    main_window.open_path(text)
    assert main_window.session.project is None
    assert str(text) in main_window.banner.text()
