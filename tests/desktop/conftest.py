"""Fixtures for tests of the window: no thread may be left, nobody's real settings are touched."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QObject, Qt, QThread, QThreadPool
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.session import Session
from desktop.settings.keys import keys
from desktop.settings.settings import Settings
from desktop.shell.main_window import MainWindow
from desktop.ui import i18n
from desktop.ui.theme import theme
from desktop.work.jobs import Job

GRACE_S = 3.0
Kind = TypeVar("Kind", bound=QObject)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, logs and documents of the test live in ``tmp_path``; returns the settings' folder."""
    folder = tmp_path / "config"
    monkeypatch.setenv("QUADTUNE_CONFIG_DIR", str(folder))
    monkeypatch.setattr("desktop.session.documents_folder", lambda: tmp_path / "documents")
    monkeypatch.setattr("desktop.shell.sample_project.documents_folder", lambda: tmp_path / "documents")
    return folder


@pytest.fixture(autouse=True)
def machine_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The Train page does not try out the machine behind the back of tests about something else."""
    monkeypatch.setattr("desktop.train.form.preflight_card.WAIT_MS", 3_600_000)


@pytest.fixture(autouse=True)
def jobs_are_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    """`make coverage` follows Python's threads by itself, Qt's only when told to."""
    trace, run = threading.gettrace(), Job.run
    if trace is None:
        return

    def traced_run(job: Job) -> None:
        sys.settrace(trace)
        run(job)

    monkeypatch.setattr(Job, "run", traced_run)


@pytest.fixture(autouse=True)
def no_thread_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a thread running: ours, Qt's or one of Qt's pool."""
    started: list[QThread] = []
    start = QThread.start

    def noting_start(thread: QThread, *args: QThread.Priority) -> None:
        started.append(thread)
        start(thread, *args)

    monkeypatch.setattr(QThread, "start", noting_start)
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + GRACE_S
    while left := _running(started, before):
        if time.monotonic() > deadline:
            pytest.fail(f"threads left running: {left}")
        time.sleep(0.01)


def _running(started: list[QThread], before: set[threading.Thread]) -> list[str]:
    names = [repr(t) for t in started if shiboken6.isValid(t) and t.isRunning()]
    names += [
        t.name
        for t in threading.enumerate()
        # Python notes threads that Qt started as dummies and never forgets them.
        # tqdm keeps one thread for good once a library of torch's export has drawn a bar.
        if t not in before and not isinstance(t, threading._DummyThread) and t.name != "tqdm_monitor"
    ]
    pool = QThreadPool.globalInstance()
    if pool.activeThreadCount():
        names.append(f"{pool.activeThreadCount()} of Qt's pool")
    return names


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> Iterator[None]:
    """English and the light palette, whatever the system says; put back afterwards."""
    qapp.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    locale = QLocale()
    theme().install(qapp, "light")
    i18n.set_language("en")
    yield
    keys().use({})
    i18n.set_language("en")
    theme().set_mode("light")
    QLocale.setDefault(locale)


@pytest.fixture
def settings(own_folders: Path) -> Settings:
    """Settings of their own file, English and light."""
    settings = Settings(own_folders / "settings.json")
    settings.update(language="en", theme="light")
    return settings


@pytest.fixture
def session(settings: Settings) -> Iterator[Session]:
    """A session without a window and without a project; its jobs are stopped at the end."""
    session = Session(settings)
    yield session
    assert session.jobs.stop_all(10_000)
    delete_now(session)


@pytest.fixture
def main_window(qtbot: QtBot, session: Session) -> Iterator[MainWindow]:
    """The real window, shown, without a project; closed at the end as a person closes it."""
    window = MainWindow(session)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)  # keys reach shortcuts of active windows only
    yield window
    window.close()
    delete_now(window)


def find(parent: QObject, kind: type[Kind], name: str) -> Kind:
    """The child ``name`` of ``parent``."""
    child = parent.findChild(kind, name)
    assert isinstance(child, kind), name
    return child


def delete_now(thing: QObject) -> None:
    """Delete a Qt object here and not when Python gets to it, in whatever thread that is."""
    if shiboken6.isValid(thing):
        if isinstance(thing, QWidget):
            thing.hide()
        thing.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
