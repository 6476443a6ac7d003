"""The whole job in the real window with mouse and keys: label, train, stop, export, detect."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.detect.page import DetectPage
from desktop.export.page import ExportPage
from desktop.label.page import LabelPage
from desktop.shell.main_window import MainWindow
from desktop.train.page import TrainPage
from desktop.train.run import RunState
from engine.data.gt import read_labels
from engine.data.pictures import write_picture
from tests.conftest import draw_picture
from tests.desktop.conftest import find
from tests.desktop.label.conftest import UserDriver
from tests.desktop.train.drawn import points

SLOW_MS = 240_000
WIDTH, HEIGHT = 320, 240
QUADS = (
    ((20, 20), (120, 22), (120, 50), (20, 48)),
    ((140, 20), (300, 20), (300, 60), (140, 60)),
    ((20, 100), (20, 140), (150, 140), (150, 100)),  # counter-clockwise: the order is hers
    ((200, 120), (290, 150), (280, 190), (190, 160)),
)
TEXT = "合计, 12.50"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four pictures with text and no labels."""
    folder = tmp_path / "票据 2026"
    folder.mkdir()
    for number in range(1, 5):
        write_picture(folder / f"img_{number:03d}.png", draw_picture(WIDTH, HEIGHT, number)[0])
    return folder


def press(window: QWidget, name: str) -> None:
    button = find(window, QAbstractButton, name)
    assert button is not None, name
    assert button.isVisible(), name
    assert button.isEnabled(), name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def enter(window: QWidget, name: str, value: int) -> None:
    box = find(window, QSpinBox, name)
    assert box is not None, name
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, str(value))
    QTest.keyClick(box, Qt.Key.Key_Tab)
    assert box.value() == value


def test_from_pictures_without_labels_to_boxes_from_the_exported_file(
    main_window: MainWindow, qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    label_pictures(main_window, qtbot, folder)
    few_crops(monkeypatch)
    train(main_window, qtbot)
    stop_a_training(main_window, qtbot)
    exported = export(main_window, qtbot, folder)
    detect(main_window, qtbot, exported)


def label_pictures(window: MainWindow, qtbot: QtBot, folder: Path) -> None:
    assert window.open_folder(folder)
    press(window, "nav_label")
    page = window.page("label")
    assert isinstance(page, LabelPage)
    user = UserDriver(page, qtbot)
    user.wait_picture()
    page.canvas.setFocus()

    for quad in QUADS:
        user.draw(*quad)
    assert page.document is not None
    assert len(page.document.labels) == 4
    user.key(Qt.Key.Key_F2)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    user.commit(TEXT)
    user.key(Qt.Key.Key_Return)
    last = "200,120,290,150,280,190,190,160,"
    expected = "20,20,120,22,120,50,20,48,\n140,20,300,20,300,60,140,60,\n20,100,20,140,150,140,150,100,\n"
    assert user.wait_saved() == expected + last + TEXT + "\n"

    page.canvas.setFocus()
    user.ctrl(Qt.Key.Key_Z)
    user.ctrl(Qt.Key.Key_Z)
    assert user.wait_saved() == expected
    user.ctrl(Qt.Key.Key_Y)
    user.ctrl(Qt.Key.Key_Y)
    assert user.wait_saved() == expected + last + TEXT + "\n"
    gt = folder / "train_gts" / "gt_img_001.txt"
    assert user.gt == gt
    assert gt.read_bytes() == (expected + last + TEXT + "\n").encode()
    assert read_labels(gt)[3].transcription == TEXT

    for _ in range(3):
        user.key(Qt.Key.Key_D)
        user.wait_picture()
        user.draw(*QUADS[1])
        user.wait_saved()
    assert sorted(path.name for path in (folder / "train_gts").iterdir()) == [
        f"gt_img_{number:03d}.txt" for number in range(1, 5)
    ]


def few_crops(monkeypatch: pytest.MonkeyPatch) -> None:
    """An epoch of a handful of crops; everything else is what a person gets."""
    import engine.training.config

    monkeypatch.setattr(engine.training.config, "MINIMUM_CROPS_PER_EPOCH", 4)


def wait_trained(qtbot: QtBot, page: TrainPage) -> None:
    qtbot.waitUntil(lambda: page.run.state is RunState.IDLE, timeout=SLOW_MS)
    assert page.banner.error is None, page.banner.text()


def train(window: MainWindow, qtbot: QtBot) -> None:
    press(window, "nav_train")
    page = window.page("train")
    assert isinstance(page, TrainPage)
    enter(page, "train_epochs", 1)
    enter(page, "train_batch_size", 2)
    enter(page, "train_size", 320)
    press(page, "train_start")
    wait_trained(qtbot, page)
    page.curves.replot()
    assert len(points(page.curves.loss, "loss")) >= 2
    assert len(points(page.curves.score, "hmean")) == 2
    assert page.result_card.isVisible()


def stop_a_training(window: MainWindow, qtbot: QtBot) -> None:
    page = window.page("train")
    assert isinstance(page, TrainPage)
    enter(page, "train_epochs", 100)
    press(page, "train_start")
    qtbot.waitUntil(lambda: page.history.points("loss") >= 1, timeout=SLOW_MS)
    press(page, "train_stop")
    wait_trained(qtbot, page)


def export(window: MainWindow, qtbot: QtBot, folder: Path) -> Path:
    press(window, "nav_export")
    page = window.page("export")
    assert isinstance(page, ExportPage)
    enter(page, "export_size", 320)
    press(page, "export_start")
    exported = folder / "models" / "model_320x320.onnx"
    button = find(page, QAbstractButton, "export_to_detect")
    qtbot.waitUntil(button.isVisible, timeout=SLOW_MS)
    assert exported.is_file()
    press(page, "export_to_detect")
    return exported


def detect(window: MainWindow, qtbot: QtBot, exported: Path) -> None:
    page = window.page("detect")
    assert isinstance(page, DetectPage)
    qtbot.waitUntil(page.isVisible)
    assert Path(page.model.model) == exported
    page.add(sorted(exported.parent.parent.glob("*.png")))
    press(page, "detect_run")
    qtbot.waitUntil(lambda: not page.model.work.busy, timeout=SLOW_MS)
    found = [picture.detection for picture in page.model.pictures if picture.detection is not None]
    assert len(found) == len(page.model.pictures)
    assert sum(len(detection.quads) for detection in found) >= 4
