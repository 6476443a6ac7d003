"""A label page with a real folder of pictures, and a user who drives it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QFileSystemWatcher, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.document.picture_document import PictureDocument
from desktop.document.project import Project
from desktop.label.canvas.canvas import Canvas
from desktop.label.canvas.gestures import DrawQuad
from desktop.label.canvas.handles import Handles
from desktop.label.page import LabelPage
from desktop.session import Session
from tests.desktop.conftest import delete_now

_W = TypeVar("_W", bound=QObject)

WAIT_MS = 20_000
"""Generous: what is awaited takes a fraction of a second on a machine that has nothing else to do."""

NO_KEY = Qt.KeyboardModifier.NoModifier

BOX = [100, 100, 220, 100, 220, 180, 100, 180]


def child(parent: QObject, kind: type[_W], name: str = "") -> _W:
    """The child of ``parent`` of this class and, if given, object name."""
    found = parent.findChild(kind, name) if name else parent.findChild(kind)
    assert isinstance(found, kind)
    return found


def rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()


class UserDriver:
    """Mouse and keys on a shown label page; points are picture pixels."""

    def __init__(self, page: LabelPage, qtbot: QtBot) -> None:
        self.page = page
        self.qtbot = qtbot

    @property
    def canvas(self) -> Canvas:
        return self.page.canvas

    @property
    def document(self) -> PictureDocument:
        """The document on show, of which there must be one."""
        assert self.page.document is not None
        return self.page.document

    @property
    def project(self) -> Project:
        assert self.page.context.project is not None
        return self.page.context.project

    @property
    def focused(self) -> QWidget:
        """What has the keyboard."""
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    @property
    def points(self) -> list[np.ndarray]:
        """The points so far of the quad that is being drawn."""
        assert isinstance(self.canvas.gesture, DrawQuad)
        return self.canvas.gesture.points

    @property
    def handles(self) -> Handles:
        """Those of the selection."""
        handles = self.canvas.handles()
        assert handles is not None
        return handles

    def find(self, kind: type[_W], name: str = "") -> _W:
        """The child of the page of this class and object name."""
        return child(self.page, kind, name)

    @property
    def gt(self) -> Path:
        return self.document.gt_path

    @property
    def quads(self) -> list[list[int]]:
        return [[round(value) for value in label.points] for label in self.document.labels]

    def at(self, x: float, y: float) -> QPoint:
        return self.canvas.picture_to_viewport(QPointF(x, y))

    def click(self, x: float, y: float, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        QTest.mouseClick(self.canvas.viewport(), Qt.MouseButton.LeftButton, keys, self.at(x, y))
        QApplication.processEvents()

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.press(*start)
        self.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        self.move(*end)
        QTest.mouseRelease(self.canvas.viewport(), Qt.MouseButton.LeftButton, NO_KEY, self.at(*end))
        QApplication.processEvents()

    def press(self, x: float, y: float) -> None:
        QTest.mousePress(self.canvas.viewport(), Qt.MouseButton.LeftButton, NO_KEY, self.at(x, y))

    def move(self, x: float, y: float) -> None:
        QTest.mouseMove(self.canvas.viewport(), self.at(x, y))

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        """To whatever has the focus, as a keyboard does."""
        QTest.keyClick(self.focused, key, keys)
        QApplication.processEvents()

    def ctrl(self, key: Qt.Key) -> None:
        self.key(key, Qt.KeyboardModifier.ControlModifier)

    def compose(self, syllables: str) -> None:
        """An input method shows ``syllables``, not yet a text."""
        QApplication.sendEvent(self.focused, QInputMethodEvent(syllables, []))

    def commit(self, text: str) -> None:
        """The input method has decided for ``text``."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self.focused, event)

    def draw(self, *points: tuple[float, float]) -> None:
        self.key(Qt.Key.Key_Q)
        for point in points:
            self.click(*point)

    def wait_saved(self) -> str:
        """The gt file as the autosave has written it."""
        self.qtbot.waitUntil(lambda: self.document.dirty is False, timeout=WAIT_MS)
        return self.gt.read_bytes().decode("utf-8")

    def stop_watching(self) -> None:
        """Changes that other programs make are not noticed from now on until a file is saved or shown."""
        for watcher in self.page.external.findChildren(QFileSystemWatcher):
            watcher.blockSignals(True)

    def wait_picture(self) -> None:
        self.qtbot.waitUntil(lambda: self.canvas.has_picture, timeout=WAIT_MS)


MakePage = Callable[[Path], UserDriver]


@pytest.fixture
def blank_folder(tmp_path: Path) -> Path:
    """A plain folder with three empty pictures of 400 × 300 pixels, unlabelled."""
    folder = tmp_path / "票据"
    folder.mkdir()
    for number in range(1, 4):
        data = cv2.imencode(".png", np.full((300, 400, 3), 60 * number, np.uint8))[1]
        (folder / f"图 {number}.png").write_bytes(data.tobytes())
    return folder


@pytest.fixture
def open_page(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[MakePage]:
    """``open_page(folder)``: the page, shown at 100 %, its first picture loaded."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))  # the trash
    pages: list[LabelPage] = []

    def make(folder: Path) -> UserDriver:
        session.open_project(folder)
        page = LabelPage(session)
        pages.append(page)
        page.resize(1200, 700)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        user = UserDriver(page, qtbot)
        user.wait_picture()
        page.canvas.setFocus()
        page.canvas.set_zoom(1.0)
        return user

    yield make
    for page in pages:
        delete_now(page)


@pytest.fixture
def user(open_page: MakePage, blank_folder: Path) -> UserDriver:
    """The page with the first of three blank pictures."""
    return open_page(blank_folder)


@pytest.fixture
def one(user: UserDriver) -> UserDriver:
    """The page with one selected box, `BOX`, ready to be moved."""
    user.key(Qt.Key.Key_W)
    user.drag((100, 100), (220, 180))
    user.ctrl(Qt.Key.Key_J)
    assert user.quads == [BOX]
    return user
