"""Trainings that were cut off are offered; those a person ended herself, or that run elsewhere, are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.session import Session
from desktop.train.page import TrainPage
from desktop.train.run import RunState
from desktop.work.jobs import Work
from engine import files
from engine.errors import InputError
from engine.training.experiment import RESUME, RUNNING, Experiment, is_running
from tests.desktop.train import events
from tests.desktop.train.conftest import wait_until
from tests.desktop.train.folders import write_experiment


def cut_off(workdirs: Path, name: str = "exp_1", age: int = 0, **how: bool) -> Path:
    """A training whose process was killed, unless ``finished``."""
    folder = write_experiment(workdirs / name, age, config={"epochs": 9}, **{"finished": False, **how})
    (folder / RESUME).write_bytes(b"state")
    return folder


@pytest.fixture
def workdirs(session: Session, project_root: Path) -> Path:
    assert session.project is not None
    assert session.project.root == project_root
    return session.workdirs()


def refresh(session: Session) -> None:
    session.models_changed.emit()


def test_the_newest_that_was_cut_off_is_offered_and_resumed(
    qtbot: QtBot, session: Session, page: TrainPage, workdirs: Path
) -> None:
    assert page.unfinished.isHidden()
    cut_off(workdirs, "exp_1", age=90)
    newest = cut_off(workdirs, "exp_2", age=10)
    refresh(session)
    assert page.unfinished.isVisible()
    told = page.unfinished.text.text()
    assert told == "The training “exp_2” was interrupted after epoch 3 of 9."
    asked: list[Path] = []

    def resume(folder: Path) -> Work:
        asked.append(folder)
        return lambda _control: events.result(workdirs)

    page._make_resume = resume
    QTest.mouseClick(page.unfinished.resume, Qt.MouseButton.LeftButton)
    assert asked == [newest]
    assert page.unfinished.isHidden()  # while something is trained
    wait_until(qtbot, lambda: page.run.state is RunState.IDLE)


def test_not_now_is_remembered_for_that_training(session: Session, page: TrainPage, workdirs: Path) -> None:
    cut_off(workdirs, "exp_1", age=90)
    cut_off(workdirs, "exp_2", age=10)
    refresh(session)
    QTest.mouseClick(page.unfinished.later, Qt.MouseButton.LeftButton)
    assert page.unfinished.isHidden()
    refresh(session)
    assert "exp_1" in page.unfinished.text.text()
    QTest.mouseClick(page.unfinished.later, Qt.MouseButton.LeftButton)
    refresh(session)
    assert page.unfinished.isHidden()


def test_one_that_was_stopped_is_offered_only_if_closing_the_window_did_it(
    session: Session, page: TrainPage, workdirs: Path
) -> None:
    stopped = cut_off(workdirs, finished=True)
    refresh(session)
    assert page.unfinished.isHidden()
    page.unfinished.note_cut_off(stopped)
    refresh(session)
    assert page.unfinished.isVisible()


def test_closing_the_window_during_a_training_notes_it(
    qtbot: QtBot, session: Session, page: TrainPage
) -> None:
    session.closing.emit()
    assert session.settings.remembered("train", "cut_off") is None
    page.start()
    wait_until(qtbot, lambda: page.history.started is not None)
    session.closing.emit()
    assert page.history.started is not None
    assert session.settings.remembered("train", "cut_off") == str(page.history.started.workdir)
    page.run.stop()
    wait_until(qtbot, lambda: page.run.state is RunState.IDLE)


def test_a_training_that_runs_elsewhere_is_neither_offered_nor_begun_twice(
    session: Session, page: TrainPage, workdirs: Path
) -> None:
    folder = cut_off(workdirs)
    with Experiment(folder).held():
        assert is_running(folder)
        refresh(session)
        assert page.unfinished.isHidden()
        with pytest.raises(InputError, match="runs already"), Experiment(folder).held():
            pass
    assert not is_running(folder)
    assert not (folder / RUNNING).exists()
    refresh(session)
    assert page.unfinished.isVisible()


def test_a_lock_that_a_killed_process_left_holds_nobody_up(workdirs: Path) -> None:
    folder = cut_off(workdirs)
    (folder / RUNNING).write_bytes(b"")
    assert not is_running(folder)
    assert not files.is_locked(folder / "never there")
    with Experiment(folder).held():
        assert is_running(folder)
