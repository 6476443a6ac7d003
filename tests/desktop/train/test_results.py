"""The result card."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.train.charts.history import TrainingHistory
from desktop.train.result_card import TrainResultCard
from engine.training.events import EpochDone
from tests.desktop.conftest import delete_now, find
from tests.desktop.train import events


@pytest.fixture
def workdir(tmp_path: Path) -> Path:
    folder = tmp_path / "workdirs" / "exp_20260105143022"
    folder.mkdir(parents=True)
    (folder / "best.safetensors").write_bytes(b"weights")
    return folder


@pytest.fixture
def card(qtbot: QtBot) -> Iterator[TrainResultCard]:
    card = TrainResultCard()
    qtbot.addWidget(card)
    yield card
    delete_now(card)


def history_of(run: list[object]) -> TrainingHistory:
    history = TrainingHistory()
    history.add(run)
    return history


def title(card: TrainResultCard) -> str:
    return next(label.text() for label in card.findChildren(QLabel) if label.property("type") == "heading")


def test_better_says_how_much(card: TrainResultCard, workdir: Path) -> None:
    card.show_result(events.result(workdir), history_of(events.whole_run(workdir)))

    assert title(card) == "Training finished in 4 min 34 s"
    assert card.text() == "Hmean 0.400 → 0.712 on 40 test pictures, with the weights of epoch 4."
    assert card._path.path == workdir / "best.safetensors"


def test_worse_is_said_plainly(card: TrainResultCard, workdir: Path) -> None:
    card.show_result(
        events.result(workdir, initial_hmean=0.71, best_hmean=0.66), history_of(events.whole_run(workdir))
    )

    assert card.text().startswith("No better than the start: Hmean 0.710 → 0.660 on 40 test pictures.")


def test_no_better_epoch_is_said_plainly(card: TrainResultCard, workdir: Path) -> None:
    result = events.result(workdir, initial_hmean=0.71, best_hmean=0.71, best_epoch=0)
    card.show_result(result, history_of(events.whole_run(workdir)))

    assert card.text().startswith("No better than the start: no epoch exceeded the Hmean of 0.710")


def test_without_test_pictures_validation_is_told_as_such(card: TrainResultCard, workdir: Path) -> None:
    run = events.whole_run(workdir, test=False)
    measured = {event.epoch: event.validation.hmean for event in run if isinstance(event, EpochDone)}
    card.show_result(events.result(workdir, initial_hmean=None, best_hmean=None), history_of(run))

    assert card.text().startswith(f"Hmean {measured[0]:.3f} → {measured[4]:.3f} on 12 validation pictures")
    assert "There are no test pictures" in card.text()


def test_stopped_is_said(card: TrainResultCard, workdir: Path) -> None:
    card.show_result(
        events.result(workdir, epochs_done=2, stopped=True), history_of(events.whole_run(workdir))
    )

    assert title(card) == "Stopped after 2 of 5 epochs"


def test_stopped_before_anything_was_measured_offers_no_weights(card: TrainResultCard, workdir: Path) -> None:
    (workdir / "best.safetensors").unlink()
    result = events.result(
        workdir, initial_hmean=None, best_hmean=None, best_epoch=0, epochs_done=0, stopped=True
    )
    card.show_result(result, history_of([events.started(workdir)]))

    assert "no weights to keep" in card.text()
    assert card.isVisible()
    assert not find(card, QPushButton, "train_result_detect").isVisible()
    assert not card._path.isVisible()
