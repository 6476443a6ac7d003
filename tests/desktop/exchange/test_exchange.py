"""Labels in and out of an open project, with the mouse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.exchange.export_dialog import ExportDialog
from desktop.exchange.import_dialog import ImportDialog
from desktop.label.page import LabelPage
from desktop.shell.main_window import MainWindow
from engine.formats.importing import run_import
from tests.conftest import DatasetFactory
from tests.desktop.conftest import find

WAIT_MS = 20_000
W = TypeVar("W", bound=QWidget)


class Hands:
    """The window with a project of three labelled pictures and one unlabelled, and a mouse."""

    def __init__(self, window: MainWindow, root: Path, qtbot: QtBot) -> None:
        self.window, self.root, self.qtbot = window, root, qtbot

    def find(self, kind: type[W], name: str) -> W:
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found

    def click(self, name: str) -> None:
        button = self.find(QAbstractButton, name)
        assert button.isEnabled(), name
        assert button.isVisible(), name
        place = QPoint(8, button.height() // 2)  # radio buttons are pressed at their text
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)

    def open_dialog(self, kind: type[W], action: str) -> W:
        menu = self.find(QMenu, "labels_menu")
        menu.popup(QPoint(0, 0))
        wanted = next(one for one in menu.actions() if one.objectName() == action)
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(wanted).center())
        return self.find(kind, f"{action}_dialog")

    def choose(self, button: str, dialog: str, path: Path) -> None:
        self.click(button)
        chooser = self.find(QFileDialog, dialog)
        name = find(chooser, QLineEdit, "fileNameEdit")
        name.setText(str(path))
        name.setFocus()
        QTest.keyClick(name, Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: self.window.session.jobs.running() == [], timeout=WAIT_MS)

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: self.window.session.jobs.running() == [], timeout=WAIT_MS)

    def text(self, name: str) -> str:
        return self.find(QLabel, name).text()

    def report(self, name: str) -> str:
        return self.find(QPlainTextEdit, name).toPlainText()

    def gt(self, number: int) -> str:
        return (self.root / "train_gts" / f"gt_img_00{number}.txt").read_text(encoding="utf-8")


@pytest.fixture
def hands(main_window: MainWindow, make_dataset: DatasetFactory, qtbot: QtBot) -> Hands:
    root = make_dataset(train=3, test=0, unlabelled=1, lists=False)
    assert main_window.open_folder(root)
    return Hands(main_window, root, qtbot)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """What PPOCRLabel wrote: a box for the first and the last picture, one box nobody understands."""
    folder = tmp_path / "scans"
    folder.mkdir()
    box = {
        "transcription": "from there",
        "points": [[10, 10], [60, 12], [60, 30], [10, 28]],
        "difficult": False,
    }
    lines = [
        f"scans/img_00{number}.png\t{json.dumps([box, 5] if number == 1 else [box])}\n" for number in (1, 4)
    ]
    (folder / "Label.txt").write_text("".join(lines) + "scans/away.png\t[]\n", encoding="utf-8")
    return folder


NEW = "10,10,60,12,60,30,10,28,from there\n"


def test_import_into_pictures_without_labels(hands: Hands, source: Path) -> None:
    before = hands.gt(1)
    dialog = hands.open_dialog(ImportDialog, "labels_import")
    assert not hands.find(QAbstractButton, "labels_import_run").isEnabled()
    hands.choose("labels_import_folder", "labels_import_folder_dialog", source)
    assert hands.text("labels_import_summary") == "PPOCRLabel: 2 boxes on 2 pictures of this project."
    assert "(1)" in hands.find(QAbstractButton, "labels_import_keep").text()
    told = hands.report("labels_import_report")
    assert "Not in this project: 1" in told
    assert f"{source / 'Label.txt'}:1: Entry 2 is not a box." in told
    assert hands.gt(1) == before  # so far it was only looked at
    hands.click("labels_import_run")
    hands.wait()
    assert (hands.gt(1), hands.gt(4)) == (before, NEW)
    assert hands.text("labels_import_summary").startswith(
        "Imported: 1 picture, 1 box. Kept as they were: 1 picture"
    )
    assert not hands.find(QAbstractButton, "labels_import_run").isEnabled()
    hands.qtbot.waitUntil(lambda: "4 labelled" in hands.text("project_counts"), timeout=WAIT_MS)
    hands.click("labels_import_close")
    assert not dialog.isVisible()
    QApplication.processEvents()
    again = hands.open_dialog(ImportDialog, "labels_import")
    assert again.plan is None


def test_open_pictures_follow_and_undo_brings_their_labels_back(hands: Hands, source: Path) -> None:
    page = hands.window.page("label")
    assert isinstance(page, LabelPage)
    assert page.document is not None
    before, old = hands.gt(1), page.document.labels
    page.document.remove(0)  # not on disk yet
    shortened = page.document.labels
    hands.open_dialog(ImportDialog, "labels_import")
    hands.choose("labels_import_folder", "labels_import_folder_dialog", source)
    hands.click("labels_import_replace")
    hands.click("labels_import_run")
    hands.wait()
    assert hands.gt(1) == NEW
    assert [label.transcription for label in page.document.labels] == ["from there"]
    assert page.context.model.rowCount() == 1
    (backup,) = hands.root.glob("labels_before_import_*")
    assert len((backup / "train_gts" / "gt_img_001.txt").read_text().splitlines()) == len(old) - 1
    assert backup.name in hands.text("labels_import_summary")
    page.undo()
    assert page.document.labels == shortened
    hands.qtbot.waitUntil(lambda: page.document is not None and not page.document.dirty, timeout=WAIT_MS)
    assert hands.gt(1) == before.split("\n", 1)[1]


def test_a_picture_changed_during_the_import_is_not_overwritten_silently(hands: Hands, source: Path) -> None:
    page = hands.window.page("label")
    assert isinstance(page, LabelPage)
    assert page.document is not None
    dialog = hands.open_dialog(ImportDialog, "labels_import")
    hands.choose("labels_import_folder", "labels_import_folder_dialog", source)
    assert dialog.plan is not None
    page.document.remove(0)  # while another thread writes the same file
    run_import(dialog.plan, "add")
    page.document.flush()
    assert page.document.dirty
    assert NEW in hands.gt(1)
    hands.click("label_reload")
    assert page.document.labels[-1].transcription == "from there"


def test_a_file_and_a_chosen_format(hands: Hands, source: Path) -> None:
    hands.open_dialog(ImportDialog, "labels_import")
    hands.choose("labels_import_file", "labels_import_file_dialog", source / "Label.txt")
    assert hands.text("labels_import_summary").startswith("PPOCRLabel: 2 boxes")
    formats = hands.find(QComboBox, "labels_import_format")
    formats.setFocus()
    QTest.keyClicks(formats, "COCO")
    hands.wait()
    assert hands.text("labels_import_summary") == "COCO: 0 boxes on 0 pictures of this project."
    assert "The file is not JSON" in hands.report("labels_import_report")
    assert not hands.find(QAbstractButton, "labels_import_run").isEnabled()


def test_what_is_no_label_folder_is_told(hands: Hands, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    dialog = hands.open_dialog(ImportDialog, "labels_import")
    hands.choose("labels_import_folder", "labels_import_folder_dialog", tmp_path / "empty")
    assert "No labels of a known format" in dialog.banner.text()


def test_stopping_keeps_what_is_imported(hands: Hands, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = hands.open_dialog(ImportDialog, "labels_import")
    hands.choose("labels_import_folder", "labels_import_folder_dialog", source)
    hands.click("labels_import_add")

    def until_stopped(_plan: object, existing: str, progress: object, _written: object) -> None:
        assert existing == "add"
        while True:
            progress(1, 2)  # type: ignore[operator]
            QTest.qSleep(2)

    monkeypatch.setattr("desktop.exchange.import_dialog.run_import", until_stopped)
    hands.click("labels_import_run")
    hands.qtbot.waitUntil(lambda: dialog.work.isVisible(), timeout=WAIT_MS)
    hands.click("labels_import_stop")
    hands.wait()
    assert dialog.report is None
    assert not dialog.work.isVisible()
    assert hands.find(QAbstractButton, "labels_import_run").isEnabled()


@pytest.mark.parametrize(("row", "made"), [(0, "train_list.txt"), (1, "train/Label.txt"), (2, "annotations")])
def test_export(hands: Hands, tmp_path: Path, row: int, made: str) -> None:
    dialog = hands.open_dialog(ExportDialog, "labels_export")
    hands.wait()
    assert "2 pictures for training, 1 for the test; 12 boxes." in hands.text("labels_export_summary")
    assert "Pictures without labels are left out: 1." in hands.text("labels_export_summary")
    formats = hands.find(QComboBox, "labels_export_format")
    formats.setFocus()
    for _ in range(row):
        QTest.keyClick(formats, Qt.Key.Key_Down)
    hands.choose("labels_export_choose", "labels_export_folder_dialog", tmp_path)
    hands.click("labels_export_run")
    hands.wait()
    assert dialog.report is not None
    assert dialog.report.target == tmp_path / "data_labels"
    assert (tmp_path / "data_labels" / made).exists()
    assert hands.text("labels_export_summary") == "Written: 3 pictures, 12 boxes."
    hands.click("labels_export_run")  # a second time there is something
    hands.wait()
    assert "new or an empty folder" in dialog.banner.text()


def test_an_export_needs_a_name(hands: Hands) -> None:
    hands.open_dialog(ExportDialog, "labels_export")
    hands.wait()
    name = hands.find(QLineEdit, "labels_export_name")
    for wrong in ("", "..", "a/b"):
        name.selectAll()
        QTest.keyClick(name, Qt.Key.Key_Delete)
        QTest.keyClicks(name, wrong)
        assert not hands.find(QAbstractButton, "labels_export_run").isEnabled()
    QTest.keyClicks(name, "x")
    name.setText("fine")
    assert hands.find(QAbstractButton, "labels_export_run").isEnabled()


def test_the_dialogs_belong_to_their_project(hands: Hands) -> None:
    menu = hands.find(QAbstractButton, "labels_menu_button")
    assert menu.isVisible()
    hands.open_dialog(ImportDialog, "labels_import")
    hands.open_dialog(ExportDialog, "labels_export")
    hands.window.close_project()
    hands.wait()
    assert not menu.isVisible()
    assert not any(dialog.isVisible() for dialog in hands.window.findChildren(QDialog))
