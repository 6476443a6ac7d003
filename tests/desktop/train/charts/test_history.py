"""The history keeps every figure that training tells, and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desktop.train.charts.history import CURVES, TrainingHistory
from engine.training.events import EvaluationProgress, Finished, LogLine, StepDone
from engine.training.record.record import read_history
from tests.desktop.train import events
from tests.desktop.train.folders import EPOCHS, STEPS, write_experiment


@pytest.fixture
def history() -> TrainingHistory:
    return TrainingHistory()


def test_whole_run_gives_every_curve_its_points(history: TrainingHistory, tmp_path: Path) -> None:
    history.add(events.whole_run(tmp_path / "exp", epochs=3, steps=10))

    for name in ("loss", "bce", "dice", "l1", "lr", "speed"):
        assert history.points(name) == 30
    for name in ("hmean", "precision", "recall", "test_hmean", "test_precision", "test_recall"):
        assert history.points(name) == 4  # the start and three epochs
    assert history.points("epoch_loss") == history.points("validation_loss") == 3
    assert len(CURVES) == 14


def test_steps_lie_on_the_axis_of_epochs(history: TrainingHistory, tmp_path: Path) -> None:
    history.add(events.whole_run(tmp_path / "exp", epochs=2, steps=10))

    epochs, losses = history.curve("loss")

    np.testing.assert_allclose(epochs, np.arange(1, 21) / 10)
    told = [
        event.loss for event in events.whole_run(tmp_path, epochs=2, steps=10) if isinstance(event, StepDone)
    ]
    np.testing.assert_array_equal(losses, told)
    np.testing.assert_array_equal(history.curve("hmean")[0], [0, 1, 2])


def test_without_test_pictures_there_is_no_test_curve(history: TrainingHistory, tmp_path: Path) -> None:
    history.add(events.whole_run(tmp_path / "exp", test=False))

    assert history.points("test_hmean") == 0
    assert history.points("hmean") == 6


def test_best_is_the_last_epoch_marked_best(history: TrainingHistory, tmp_path: Path) -> None:
    history.add(events.whole_run(tmp_path / "exp", epochs=5))

    assert history.best is not None
    assert history.best.epoch == 4
    assert history.first is not None
    assert history.first.epoch == 0


def test_time_elapsed_runs_until_the_result_says_how_long_it_took(tmp_path: Path) -> None:
    now = 100.0
    history = TrainingHistory(clock=lambda: now)
    assert history.elapsed() is None
    run = events.whole_run(tmp_path / "exp")

    history.add(run[:-1])
    now = 107.5
    assert history.elapsed() == 7.5
    assert history.seconds_left() is not None

    history.add(run[-1:])
    assert history.elapsed() == 274.0
    assert history.seconds_left() is None


def test_recent_loss_is_the_mean_of_the_last_twenty_steps(history: TrainingHistory, tmp_path: Path) -> None:
    assert history.recent_loss() is None
    history.add(events.whole_run(tmp_path / "exp"))

    assert history.recent_loss() == pytest.approx(history.curve("loss")[1][-20:].mean())


def test_measuring_is_over_when_the_epoch_is_told(history: TrainingHistory, tmp_path: Path) -> None:
    run = events.whole_run(tmp_path / "exp", epochs=1)
    history.add([run[2], EvaluationProgress(3, 12, "validation")])
    assert history.evaluating == EvaluationProgress(3, 12, "validation")

    history.add(run[3:])
    assert history.evaluating is None


def test_one_batch_is_one_change(history: TrainingHistory, tmp_path: Path) -> None:
    changes: list[None] = []
    batches: list[list[str]] = []
    history.changed.connect(lambda: changes.append(None))
    history.log_added.connect(batches.append)

    history.add([LogLine("a"), *events.whole_run(tmp_path / "exp"), LogLine("z")])

    assert len(changes) == 1
    assert len(batches) == 1
    assert batches[0][0] == "a"
    assert batches[0][-1] == "z"
    assert history.log == batches[0]


def test_a_resumed_run_has_the_figures_of_its_first_part(history: TrainingHistory, tmp_path: Path) -> None:
    folder = write_experiment(tmp_path / "exp", finished=False)
    run = events.whole_run(folder, epochs=5, steps=STEPS)
    later = [e for e in run if getattr(e, "epoch", 0) > EPOCHS]

    history.add([events.started(folder, epochs=5, steps=STEPS), read_history(folder, 5), *later])

    x, loss = history.curve("loss")
    np.testing.assert_allclose(x, np.arange(1, 5 * STEPS + 1) / STEPS)
    assert loss[0] == 5
    assert history.curve("hmean")[0].tolist() == [0, 1, 2, 3, 4, 5]
    assert [done.epoch for done in history.epochs] == [0, 1, 2, 3, 4, 5]
    assert history.first is not None
    assert history.first.epoch == 0
    assert history.last_epoch is not None
    assert history.last_epoch.epoch == 5


def test_rollbacks_are_told_to_the_hints(history: TrainingHistory, tmp_path: Path) -> None:
    history.add([Finished(events.result(tmp_path, rollbacks=2))])
    assert history.figures().rollbacks == 2


def test_clearing_forgets_everything(history: TrainingHistory, tmp_path: Path) -> None:
    history.add(events.whole_run(tmp_path / "exp"))

    history.clear()

    assert all(history.points(name) == 0 for name in CURVES)
    assert history.log == []
    assert history.started is None
    assert history.best is None
    assert history.finished is None
    assert history.elapsed() is None
