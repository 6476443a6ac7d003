"""Thumbnails on the Detect page: lazy, bounded, quick with ten thousand pictures; dropping on them."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.detect.page import DetectPage
from desktop.session import Session
from desktop.settings.caches import caches
from desktop.ui.theme import QUAD_PREDICTION
from engine.data.pictures import write_picture
from tests.conftest import draw_picture
from tests.desktop.conftest import delete_now
from tests.desktop.detect.conftest import detect, press


def purple(page: DetectPage) -> int:
    """How many pixels of the gallery have the colour of boxes."""
    image = page.list.gallery.viewport().grab().toImage()
    wanted = QUAD_PREDICTION.rgb()
    return sum(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(0, image.height(), 2))


def test_thumbnails_show_pictures_and_boxes_and_choose(
    qtbot: QtBot, page: DetectPage, pictures: list[Path], session: Session
) -> None:
    broken = pictures[0].parent / "broken.png"
    broken.write_bytes(b"no picture")
    page.add([*pictures, broken])
    press(page, "detect_gallery")
    gallery = page.list.gallery
    qtbot.waitUntil(lambda: gallery.thumbnails.kept() == 4)
    assert purple(page) == 0
    at = gallery.visualRect(page.list.table.index(1, 0)).center()
    QTest.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert page.model.current == 1
    press(page, "detect_gallery")
    assert page.list.view.currentIndex().row() == 1
    press(page, "detect_gallery")
    detect(qtbot, page)
    assert len(page.model.detected()) == 3
    assert purple(page) > 50
    another = DetectPage(session)
    assert another.list.stack.currentWidget() is another.list.gallery  # remembered
    delete_now(another)


def test_ten_thousand_pictures_stay_quick_and_few_are_kept(
    qtbot: QtBot, page: DetectPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caches(), "thumbnails", 30)
    folder = tmp_path / "many"
    folder.mkdir()
    first = folder / "p00000.png"
    write_picture(first, draw_picture(64, 48, 1)[0])
    for number in range(1, 10_000):
        os.link(first, folder / f"p{number:05}.png")
    press(page, "detect_gallery")
    start = time.perf_counter()
    page.add([folder])
    QApplication.processEvents()
    shown = time.perf_counter() - start
    assert len(page.model.pictures) == 10_000
    gallery = page.list.gallery
    bar = gallery.verticalScrollBar()
    start = time.perf_counter()
    for step in range(1, 21):
        bar.setValue(bar.maximum() * step // 20)
        QApplication.processEvents()
    scrolled = (time.perf_counter() - start) / 20
    start = time.perf_counter()
    QTest.keyClick(page, Qt.Key.Key_D)
    QApplication.processEvents()
    stepped = time.perf_counter() - start
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: gallery.thumbnails.kept() == 30)
    last = gallery.indexAt(QPoint(20, gallery.viewport().height() - 60))
    qtbot.waitUntil(lambda: gallery.thumbnails.get(page.model.pictures[last.row()].path) is not None)
    assert gallery.thumbnails.kept() <= 30
    assert shown < 3
    assert scrolled < 0.3
    assert stepped < 1


def drag(target: QWidget, paths: list[Path]) -> bool:
    """Drag files over the middle of ``target`` and drop them as the window system does; whether taken.

    Qt looks for the nearest widget that accepts drops, beginning at the one under the pointer.
    """
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    receiver: QWidget | None = target
    while receiver is not None and not receiver.acceptDrops():
        receiver = receiver.parentWidget()
    if receiver is None:
        return False
    at = QPointF(target.mapTo(receiver, target.rect().center()))
    rest = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(at.toPoint(), *rest)
    QApplication.sendEvent(receiver, enter)
    if not enter.isAccepted():
        return False
    move = QDragMoveEvent(at.toPoint(), *rest)
    move.accept()
    QApplication.sendEvent(receiver, move)
    drop = QDropEvent(at, *rest)
    QApplication.sendEvent(receiver, drop)
    return move.isAccepted() and drop.isAccepted()


def test_a_folder_can_be_dropped_anywhere_on_the_page(
    qtbot: QtBot, page: DetectPage, pictures: list[Path], tmp_path: Path
) -> None:
    folder = pictures[0].parent
    text = tmp_path / "notes.txt"
    text.write_text("no picture")
    page.viewer.compare.setEnabled(True)
    targets = [
        page.viewer.empty,
        page.list.view.viewport(),
        page.list.gallery.viewport(),
        page.viewer.view.viewport(),
        page.viewer.other.view.viewport(),
        page.results.table.viewport(),
        page.run,
    ]
    for target in targets:
        page.model.clear()
        assert drag(target, [folder]), target
        assert [picture.path for picture in page.model.pictures] == sorted(pictures)
        assert not drag(target, [text])
    qtbot.waitUntil(lambda: page.viewer.view.has_picture)
