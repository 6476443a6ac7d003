"""Seeing what the network will see."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from desktop.session import Session
from desktop.train.form.fields import PresetField
from desktop.train.page import TrainPage
from desktop.train.pictures.preview_window import PreviewWindow
from engine.training.presets import BUILT_IN, GROUP
from tests.conftest import PluginFactory
from tests.desktop.conftest import find
from tests.desktop.train.conftest import wait_until


def press(window: TrainPage | PreviewWindow, name: str) -> None:
    button = find(window, QAbstractButton, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def wait_shown(qtbot: QtBot, page: TrainPage) -> None:
    wait_until(qtbot, lambda: not page.preview._slot.busy and len(page.preview.images) == 6)


def pixels(page: TrainPage) -> list[bytes]:
    return [bytes(image.constBits()) for image in page.preview.images]


def test_every_preset_of_the_engine_can_be_chosen(qtbot: QtBot, add_plugin: PluginFactory) -> None:
    code = "from engine.training.presets import Preset\n\nSTAMP = Preset(angle=20)\n"
    add_plugin(GROUP, {"stamp": "added_package:STAMP"}, code)
    field = PresetField()
    qtbot.addWidget(field)
    names = [field.combo.itemData(index) for index in range(field.combo.count())]
    assert names == [*BUILT_IN, "stamp"]
    field.set_preset("stamp")
    assert (field.preset(), field.combo.currentText()) == ("stamp", "stamp")


def test_six_crops_are_shown_beside_the_work(qtbot: QtBot, page: TrainPage) -> None:
    page.form.crop_size.setValue(320)
    assert not page.preview.isVisible()

    press(page, "train_preview")

    wait_shown(qtbot, page)
    assert page.preview.isVisible()
    assert not page.preview.isModal()
    assert all((image.width(), image.height()) == (320, 320) for image in page.preview.images)
    assert all(not cell.pixmap().isNull() for cell in page.preview.cells)
    # Six pictures, each with text: what counts as text is tinted, so no crop is like another.
    assert len(set(pixels(page))) == 6
    page.preview.close()


def test_again_shows_others_and_a_choice_shows_the_same_differently(qtbot: QtBot, page: TrainPage) -> None:
    page.form.crop_size.setValue(320)
    press(page, "train_preview")
    wait_shown(qtbot, page)
    first = pixels(page)

    press(page.preview, "train_preview_again")
    wait_until(qtbot, lambda: not page.preview._slot.busy and pixels(page) != first)
    second = pixels(page)

    page.form.preset.set_preset("dial")
    wait_until(qtbot, lambda: not page.preview._slot.busy and pixels(page) != second)
    page.preview.close()


def test_nothing_is_made_while_the_window_is_closed(page: TrainPage, session: Session) -> None:
    page.form.preset.set_preset("dial")
    assert not page.preview._slot.busy
    assert not session.jobs.running()


def test_what_is_in_the_way_is_told(qtbot: QtBot, page: TrainPage, project_root: Path) -> None:
    for picture in (project_root / "train_images").iterdir():
        picture.write_bytes(b"no picture")
    press(page, "train_preview")
    told = find(page.preview, QLabel, "train_preview_text")
    assert told is not None
    wait_until(qtbot, lambda: "None of the training pictures" in told.text())
    page.preview.close()
