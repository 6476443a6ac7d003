"""The result card and the table of experiments."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from desktop.train.experiments import ExperimentsTable, read_experiments
from desktop.train.history import TrainingHistory
from desktop.train.result_card import ResultCard
from engine.training.events import EpochDone, TrainingResult
from tests.desktop.conftest import delete_now
from tests.desktop.train import events


@pytest.fixture
def workdir(tmp_path: Path) -> Path:
    folder = tmp_path / "workdirs" / "exp_20260105143022"
    folder.mkdir(parents=True)
    (folder / "best.safetensors").write_bytes(b"weights")
    return folder


@pytest.fixture
def card(qtbot: QtBot) -> Iterator[ResultCard]:
    card = ResultCard()
    qtbot.addWidget(card)
    yield card
    delete_now(card)


def history_of(run: list[object]) -> TrainingHistory:
    history = TrainingHistory()
    history.add(run)
    return history


def title(card: ResultCard) -> str:
    return next(label.text() for label in card.findChildren(QLabel) if label.property("type") == "heading")


def test_better_says_how_much(card: ResultCard, workdir: Path) -> None:
    card.show_result(events.result(workdir), history_of(events.whole_run(workdir)))

    assert title(card) == "Training finished in 4 min 34 s"
    assert card.text() == "Hmean 0.400 → 0.712 on test pictures (40), with the weights of epoch 4."
    assert card._path.path == workdir / "best.safetensors"


def test_worse_is_said_plainly(card: ResultCard, workdir: Path) -> None:
    card.show_result(
        events.result(workdir, initial_hmean=0.71, best_hmean=0.66), history_of(events.whole_run(workdir))
    )

    assert card.text().startswith("Not better than the start: Hmean 0.710 → 0.660 on test pictures (40).")


def test_no_better_epoch_is_said_plainly(card: ResultCard, workdir: Path) -> None:
    result = events.result(workdir, initial_hmean=0.71, best_hmean=0.71, best_epoch=0)
    card.show_result(result, history_of(events.whole_run(workdir)))

    assert card.text().startswith("Not better than the start: no epoch went beyond the Hmean of 0.710")


def test_without_test_pictures_validation_is_told_as_such(card: ResultCard, workdir: Path) -> None:
    run = events.whole_run(workdir, test=False)
    measured = {event.epoch: event.validation.hmean for event in run if isinstance(event, EpochDone)}
    card.show_result(events.result(workdir, initial_hmean=None, best_hmean=None), history_of(run))

    assert card.text().startswith(f"Hmean {measured[0]:.3f} → {measured[4]:.3f} on validation pictures")
    assert "There are no test pictures" in card.text()


def test_stopped_is_said(card: ResultCard, workdir: Path) -> None:
    card.show_result(
        events.result(workdir, epochs_done=2, stopped=True), history_of(events.whole_run(workdir))
    )

    assert title(card) == "Stopped after 2 of 5 epochs"


def test_stopped_before_anything_was_measured_offers_no_weights(card: ResultCard, workdir: Path) -> None:
    (workdir / "best.safetensors").unlink()
    result = events.result(
        workdir, initial_hmean=None, best_hmean=None, best_epoch=0, epochs_done=0, stopped=True
    )
    card.show_result(result, history_of([events.started(workdir)]))

    assert "no weights to keep" in card.text()
    assert card.isVisible()
    assert not card.findChild(QPushButton, "train_result_detect").isVisible()
    assert not card._path.isVisible()


def write_result(folder: Path, age: int, **changes: object) -> Path:
    """An experiment's folder as training leaves it, finished ``age`` seconds ago."""
    folder.mkdir(parents=True)
    (folder / "best.safetensors").write_bytes(b"weights")
    result: TrainingResult = events.result(folder, **changes)
    path = folder / "result.json"
    values = {name: getattr(result, name) for name in TrainingResult.__slots__}
    path.write_text(json.dumps(values, default=str), encoding="utf-8")
    os.utime(path, (1_700_000_000 - age, 1_700_000_000 - age))
    return folder


def test_experiments_are_read_newest_first(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    old = write_result(tmp_path / "exp_1", 100)
    new = write_result(tmp_path / "exp_2", 0, initial_hmean=None, best_hmean=None, stopped=True)
    broken = write_result(tmp_path / "exp_3", 0)
    (broken / "result.json").write_text("{", encoding="utf-8")
    (tmp_path / "exp_running").mkdir()
    (write_result(tmp_path / "exp_empty", 0) / "best.safetensors").unlink()

    found = read_experiments(tmp_path)

    assert [experiment.folder for experiment in found] == [new, old]
    assert found[0].best_hmean is None
    assert found[0].stopped
    assert found[1].best_hmean == 0.712
    assert str(broken) in caplog.text


def test_no_folder_no_experiments(tmp_path: Path) -> None:
    assert read_experiments(tmp_path / "workdirs") == []


def test_table_acts_on_the_selected_experiment(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [write_result(tmp_path / f"exp_{number}", number) for number in range(3)]
    table = ExperimentsTable()
    qtbot.addWidget(table)
    table.resize(900, 300)
    table.show()
    buttons = {
        name: table.findChild(QPushButton, f"train_{name}")
        for name in ("to_detect", "to_export", "open_folder")
    }
    assert not any(button.isEnabled() for button in buttons.values())

    table.show_experiments(read_experiments(tmp_path))
    grid = table.findChild(QTableWidget, "train_experiments")
    assert [grid.item(row, 0).text() for row in range(3)] == ["exp_0", "exp_1", "exp_2"]
    assert [grid.item(0, column).text() for column in (1, 2, 3, 4, 5)] == [
        "0.712",
        "0.400",
        "4",
        "5",
        "4 min 34 s",
    ]
    place = grid.visualItemRect(grid.item(1, 0)).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)

    with qtbot.waitSignal(table.detect_requested) as asked:
        QTest.mouseClick(buttons["to_detect"], Qt.MouseButton.LeftButton)
    assert asked.args == [str(folders[1])]
    with qtbot.waitSignal(table.export_requested) as asked:
        QTest.mouseClick(buttons["to_export"], Qt.MouseButton.LeftButton)
    assert asked.args == [str(folders[1])]
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    QTest.mouseClick(buttons["open_folder"], Qt.MouseButton.LeftButton)
    assert opened == [str(folders[1])]


def test_selection_stays_when_the_list_is_read_again(qtbot: QtBot, tmp_path: Path) -> None:
    for number in range(3):
        write_result(tmp_path / f"exp_{number}", number)
    table = ExperimentsTable()
    qtbot.addWidget(table)
    table.show_experiments(read_experiments(tmp_path))
    table.select(tmp_path / "exp_2")

    write_result(tmp_path / "exp_9", -5)
    table.show_experiments(read_experiments(tmp_path))

    selected = table.selected()
    assert selected is not None
    assert selected.folder == tmp_path / "exp_2"
