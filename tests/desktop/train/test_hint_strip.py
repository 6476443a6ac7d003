"""The hint strip speaks when the history gives reason to, and can be sent away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from desktop.train.charts.history import CheckedQuads, TrainingHistory
from desktop.train.hint_strip import HintStrip
from engine.training.events import Finished, PictureChecked, Started, StepDone
from tests.desktop.conftest import delete_now, find
from tests.desktop.train import events
from tests.desktop.train.conftest import wait_until


@pytest.fixture
def history() -> Iterator[TrainingHistory]:
    history = TrainingHistory()
    yield history
    delete_now(history)


@pytest.fixture
def strip(qtbot: QtBot, history: TrainingHistory) -> HintStrip:
    strip = HintStrip(history)
    qtbot.addWidget(strip)
    strip.resize(700, 60)
    return strip


def troubled(workdir: Path, waiting_share: float = 0.04) -> list[object]:
    """A run on 20 pictures whose steps wait for them for ``waiting_share`` of the time."""
    found: list[object] = []
    for event in events.whole_run(workdir):
        match event:
            case StepDone():
                found.append(replace(event, waiting_share=waiting_share))
            case Started():
                found.append(replace(event, train_pictures=16, validation_pictures=4))
            case _:
                found.append(event)
    return found


def text(strip: HintStrip, name: str = "text") -> str:
    return find(strip, QLabel, f"train_hint_{name}").text()


def test_a_good_run_needs_no_hint(strip: HintStrip, history: TrainingHistory, tmp_path: Path) -> None:
    for event in events.whole_run(tmp_path / "exp"):
        history.add([event])
        strip.refresh()
        assert not strip.isVisible(), strip.hint()


def test_hints_come_by_themselves_and_go_one_by_one(
    qtbot: QtBot, strip: HintStrip, history: TrainingHistory, tmp_path: Path
) -> None:
    history.add(troubled(tmp_path / "exp", waiting_share=0.42))
    wait_until(qtbot, strip.isVisible)
    assert text(strip) == "Training waits for pictures during 42 % of the time."
    assert text(strip, "remedy").startswith("Put the pictures on a fast local disk")

    close = find(strip, QToolButton, "train_hint_close")
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert text(strip) == "There are few labelled pictures to learn from: 20."
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not strip.isVisible()

    strip.refresh()
    assert not strip.isVisible()  # dismissed for this run


def test_a_new_run_is_looked_at_afresh(strip: HintStrip, history: TrainingHistory, tmp_path: Path) -> None:
    history.add(troubled(tmp_path / "exp"))
    strip.refresh()
    QTest.mouseClick(find(strip, QToolButton, "train_hint_close"), Qt.MouseButton.LeftButton)
    assert not strip.isVisible()

    history.clear()
    assert not strip.isVisible()
    history.add(troubled(tmp_path / "exp"))
    strip.refresh()
    assert strip.isVisible()


def test_the_history_gives_the_figures_hints_need(history: TrainingHistory, tmp_path: Path) -> None:
    assert history.figures().pictures is None
    run = troubled(tmp_path / "exp", waiting_share=0.3)
    history.add(run[:20])
    assert not history.figures().past_peak  # the rate is still rising

    history.add(run[20:])
    figures = history.figures()
    assert figures.past_peak
    assert figures.finished
    assert figures.waiting_share == 0.3
    assert figures.pictures == 20
    assert len(figures.losses) == 200
    assert [done.epoch for done in figures.epochs] == [0, 1, 2, 3, 4, 5]

    stopped = events.result(tmp_path / "exp", stopped=True)
    history.add([Finished(stopped)])
    assert not history.figures().finished


def checked(epoch: int, scores: list[float], right: list[bool]) -> PictureChecked:
    count = len(scores)
    return PictureChecked(
        epoch=epoch,
        picture=Path("a.jpg"),
        width=10,
        height=10,
        quads=np.zeros((count, 4, 2), np.float32),
        scores=np.array(scores, np.float32),
        right=np.array(right, bool),
        truth=np.zeros((0, 4, 2), np.float32),
        ignored=np.zeros(0, bool),
        missed=np.zeros(0, bool),
        probability=np.zeros((4, 4), np.uint8),
    )


def test_sure_quads_are_counted_for_the_last_epoch_only() -> None:
    first = CheckedQuads().with_picture(checked(1, [0.9, 0.95, 0.5], [True, False, False]))
    assert (first.confident, first.confident_false) == (2, 1)
    both = first.with_picture(checked(1, [0.85], [False]))
    assert (both.confident, both.confident_false) == (3, 2)
    assert both.with_picture(checked(2, [], [])) == CheckedQuads(2, 0, 0)
