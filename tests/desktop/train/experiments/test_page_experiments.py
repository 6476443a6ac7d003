"""Experiments on the page: running, compared, used again, thrown away."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.session import Session
from desktop.train.page import TrainPage
from desktop.train.run import RunState
from tests.desktop.conftest import find
from tests.desktop.train.conftest import FakeTraining, wait_until
from tests.desktop.train.folders import write_experiment


def press(page: TrainPage, name: str, kind: type = QToolButton) -> None:
    QTest.mouseClick(find(page, kind, name), Qt.MouseButton.LeftButton)


def test_experiments_can_be_compared_before_any_training(
    qtbot: QtBot, page: TrainPage, session: Session
) -> None:
    write_experiment(session.workdirs() / "exp_1")
    session.models_changed.emit()
    assert page.empty.isVisible()

    page.experiments.table.setFocus()
    QTest.keyClick(page.experiments.table, Qt.Key.Key_Space)

    wait_until(qtbot, page.curves.isVisible)
    wait_until(qtbot, lambda: len(page.curves.loss._compared_lines) == 1)
    QTest.keyClick(page.experiments.table, Qt.Key.Key_Space)
    assert page.empty.isVisible()


def test_settings_of_an_experiment_come_back_into_the_form(page: TrainPage, session: Session) -> None:
    start = write_experiment(session.workdirs() / "exp_1", 100)
    config = {"epochs": 9, "batch_size": 4, "learning_rate": 0.003, "size": 512, "weights": str(start)}
    write_experiment(session.workdirs() / "exp_2", config=config)
    session.models_changed.emit()

    press(page, "experiment_reuse")

    choices = page.form.choices()
    assert (choices.epochs, choices.batch_size, choices.learning_rate, choices.size) == (9, 4, 0.003, 512)
    assert page.form.weights.model() == str(start)


def test_the_running_experiment_is_listed_and_kept_from_the_trash(
    qtbot: QtBot, page: TrainPage, session: Session, training: FakeTraining
) -> None:
    press(page, "train_start", QPushButton)
    wait_until(qtbot, lambda: page.history.points("loss") > 0)
    workdir = session.workdirs() / "exp_20260105143022"
    (workdir / "config.json").write_text(json.dumps({"epochs": 5}), encoding="utf-8")
    session.models_changed.emit()

    assert page.experiments.select(workdir)
    assert not page.experiments.actions_by_name["trash"].isEnabled()

    training.go_on.set()
    wait_until(qtbot, lambda: page.run.state is RunState.IDLE)
    assert page.experiments.actions_by_name["trash"].isEnabled()


def test_throwing_the_last_result_away_takes_its_card_along(
    qtbot: QtBot, page: TrainPage, session: Session, training: FakeTraining, trash: Path
) -> None:
    training.go_on.set()
    press(page, "train_start", QPushButton)
    wait_until(qtbot, lambda: page.result_card.isVisible())
    workdir = session.workdirs() / "exp_20260105143022"
    (workdir / "config.json").write_text("{}", encoding="utf-8")
    session.models_changed.emit()
    page.experiments.select(workdir)

    press(page, "experiment_trash")

    assert (trash / workdir.name).is_dir()
    assert not page.result_card.isVisible()
    assert [choice.model for choice in session.models()] == ["general"]
    assert page.form.weights.combo.count() == 2  # general, and from scratch
