"""Telling a person who looks elsewhere; and the title that tells how far the work is."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from desktop.shell.main_window import MainWindow
from desktop.work.jobs import Job, JobControl, Progress
from desktop.work.notice import Notice
from engine.training.events import EvaluationProgress
from tests.conftest import DatasetFactory

Messages = list[tuple[str, str]]


@pytest.fixture
def alerts(monkeypatch: pytest.MonkeyPatch) -> list[QWidget]:
    """Windows that asked for attention."""
    asked: list[QWidget] = []
    monkeypatch.setattr(QApplication, "alert", lambda window, *_: asked.append(window))
    return asked


@pytest.fixture
def tray(monkeypatch: pytest.MonkeyPatch) -> Messages:
    """A system with a tray; what it was asked to show."""
    shown: Messages = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(
        QSystemTrayIcon, "showMessage", lambda _self, title, text, *_: shown.append((title, text))
    )
    return shown


def look_elsewhere(qtbot: QtBot, window: MainWindow) -> QWidget:
    """Another window gets the focus."""
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: not window.isActiveWindow())
    return other


def come_back(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def test_nothing_is_told_to_a_person_who_looks_at_the_window(
    main_window: MainWindow, alerts: list[QWidget], tray: Messages
) -> None:
    assert not Notice(main_window).tell("Training finished", "Hmean 0.9")
    assert alerts == []
    assert tray == []
    assert main_window.statusBar().currentMessage() == ""


def test_without_a_tray_the_status_bar_tells_until_she_comes_back(
    qtbot: QtBot, main_window: MainWindow, alerts: list[QWidget], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: False)
    monkeypatch.setattr("desktop.work.notice.SHOWN_MS", 50)
    look_elsewhere(qtbot, main_window)

    assert Notice(main_window.rail).tell("Training finished", "Hmean 0.9")

    assert alerts == [main_window]
    assert main_window.statusBar().currentMessage() == "Training finished: Hmean 0.9"
    come_back(qtbot, main_window)
    qtbot.waitUntil(lambda: main_window.statusBar().currentMessage() == "")


def test_the_tray_tells_where_there_is_one(
    qtbot: QtBot, main_window: MainWindow, alerts: list[QWidget], tray: Messages
) -> None:
    notice = Notice(main_window)
    look_elsewhere(qtbot, main_window)

    notice.tell("Training finished", "Hmean 0.9")

    assert tray == [("Training finished", "Hmean 0.9")]
    assert alerts == [main_window]
    icon = notice._tray
    assert icon is not None
    assert icon.isVisible()
    icon.messageClicked.emit()
    qtbot.waitUntil(main_window.isActiveWindow)
    qtbot.waitUntil(lambda: not icon.isVisible())


def test_the_title_tells_how_far_the_job_is(
    qtbot: QtBot, main_window: MainWindow, make_dataset: DatasetFactory
) -> None:
    root: Path = make_dataset(train=2, test=1, name="receipts")
    go_on, ended = threading.Event(), threading.Event()

    def work(control: JobControl) -> None:
        control.emit(Progress(42, 100))
        control.emit(EvaluationProgress(1, 9, "test"))  # a part of the work is not the work
        go_on.wait(20)
        control.emit(Progress(43, 100))
        ended.wait(20)

    main_window.session.jobs.start(Job("Training", work))
    qtbot.waitUntil(lambda: main_window.windowTitle() == "42 %")
    main_window.open_folder(root)
    assert main_window.windowTitle() == "42 % · receipts"
    go_on.set()
    qtbot.waitUntil(lambda: main_window.windowTitle() == "43 % · receipts")
    ended.set()
    qtbot.waitUntil(lambda: main_window.windowTitle() == "receipts")
    main_window.close_project()
    assert main_window.windowTitle() == ""
