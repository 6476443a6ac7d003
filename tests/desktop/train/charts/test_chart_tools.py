"""Log scale, smoothing, outliers, and the values under the mouse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from desktop.session import Session
from desktop.settings.settings import Settings
from desktop.train.charts.chart import Chart, ValueAxis
from desktop.train.charts.chart_tools import ChartOptions
from desktop.train.charts.compared import ComparedExperiments
from desktop.train.charts.curves import CurvesView
from desktop.train.charts.history import TrainingHistory
from engine.training.events import StepDone
from tests.desktop.conftest import delete_now, find
from tests.desktop.train import events
from tests.desktop.train.conftest import wait_until
from tests.desktop.train.drawn import points


@pytest.fixture
def history(tmp_path: Path) -> Iterator[TrainingHistory]:
    """Five epochs of 20 steps; one batch has a hundred times the loss."""
    history = TrainingHistory()
    run = events.whole_run(tmp_path / "exp", epochs=5, steps=20)
    step = next(event for event in run if isinstance(event, StepDone) and event.step == 50)
    run[run.index(step)] = replace(step, loss=100 * step.loss)
    history.add(run)
    yield history
    delete_now(history)


@pytest.fixture
def curves(qtbot: QtBot, history: TrainingHistory, session: Session) -> Iterator[CurvesView]:
    curves = CurvesView(history, session.settings, ComparedExperiments(session, session))
    curves.resize(900, 600)
    curves.show()
    qtbot.waitExposed(curves)
    yield curves
    delete_now(curves)


def press(curves: CurvesView, name: str) -> None:
    box = find(curves, QCheckBox, name)
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(10, box.height() // 2))


def choose_smoothing(curves: CurvesView, text: str) -> None:
    QTest.keyClicks(find(curves, QComboBox, "train_smoothing"), text)


def top(chart: Chart) -> float:
    return float(chart.plot.viewRange()[1][1])


def line(chart: Chart, name: str) -> np.ndarray:
    return chart._data[name][1]


def readout(chart: Chart) -> QLabel:
    return find(chart, QLabel, f"{chart.plot.objectName()}_readout")


def test_outliers_can_be_left_out_of_the_picture(curves: CurvesView, history: TrainingHistory) -> None:
    losses = history.curve("loss")[1]
    assert top(curves.loss) > losses.max()

    press(curves, "train_ignore_outliers")

    assert top(curves.loss) < 10 * np.median(losses)
    assert top(curves.loss) > np.percentile(losses, 90)


def test_log_scale_is_for_the_losses(curves: CurvesView) -> None:
    press(curves, "train_log_scale")

    low, high = curves.loss.plot.viewRange()[1]
    assert low < np.log10(line(curves.loss, "epoch_loss").min())
    assert np.log10(100) < high < 3
    assert curves.parts.plot.viewRange()[1][0] < 0
    assert curves.score.plot.viewRange()[1][0] == pytest.approx(0, abs=0.1)
    star = curves.loss._best_star.getData()[1][0]
    assert star == pytest.approx(np.log10(points(curves.loss, "best")[0][1]))

    press(curves, "train_log_scale")
    assert top(curves.loss) > 50


def test_smoothing_calms_the_line_and_shows_the_batches_as_dots(
    curves: CurvesView, history: TrainingHistory
) -> None:
    losses = history.curve("loss")[1]
    calm = line(curves.loss, "loss").copy()
    assert line(curves.loss, "batches").tolist() == losses.tolist()
    assert np.abs(np.diff(calm)).max() < np.abs(np.diff(losses)).max() / 3

    choose_smoothing(curves, "strong")
    assert np.abs(np.diff(line(curves.loss, "loss"))).max() < np.abs(np.diff(calm)).max()

    QTest.keyClick(find(curves, QComboBox, "train_smoothing"), Qt.Key.Key_Home)  # none
    assert line(curves.loss, "loss").tolist() == losses.tolist()
    assert len(line(curves.loss, "batches")) == 0
    assert not curves.loss._keys["batches"].isVisible()


def test_choices_are_remembered(curves: CurvesView, session: Session) -> None:
    press(curves, "train_log_scale")
    choose_smoothing(curves, "light")

    again = Settings(session.settings.path)
    assert ChartOptions.from_remembered(again.remembered("train", "charts")) == ChartOptions(
        logarithmic=True, smoothing="light"
    )
    second = CurvesView(TrainingHistory(curves), again, ComparedExperiments(session, session))
    assert second.tools.options() == ChartOptions(logarithmic=True, smoothing="light")
    assert find(second, QCheckBox, "train_log_scale").isChecked()
    delete_now(second)


@pytest.mark.parametrize(
    "values", [None, [], {"logarithmic": "yes"}, {"smoothing": "endless"}, {"smoothing": 3}]
)
def test_nonsense_in_the_settings_is_the_default(values: object) -> None:
    assert ChartOptions.from_remembered(values) == ChartOptions()


def test_the_mouse_reads_the_values(qtbot: QtBot, curves: CurvesView, history: TrainingHistory) -> None:
    chart = curves.score
    box = chart.plot.getPlotItem().getViewBox()
    scene = box.mapViewToScene(box.viewRect().center())
    place = chart.plot.mapTo(chart, chart.plot.mapFromScene(scene))
    assert not readout(chart).isVisible()

    QTest.mouseMove(chart, place)
    wait_until(qtbot, lambda: readout(chart).isVisible())

    text = readout(chart).text()
    assert "Epoch 2.5" in text
    y = history.curve("hmean")[1]
    assert f"{y[2]:.3f}" in text or f"{y[3]:.3f}" in text
    assert "precision" in text

    QTest.mouseMove(chart, QPoint(20, 8))  # the heading
    wait_until(qtbot, lambda: not readout(chart).isVisible())


def test_nothing_is_read_beyond_the_end_of_the_lines(
    curves: CurvesView, history: TrainingHistory, tmp_path: Path
) -> None:
    history.clear()
    history.add(events.whole_run(tmp_path / "exp", epochs=5, steps=20)[:10])
    curves.replot()
    chart = curves.rate
    chart._mouse_x = 0.3
    chart.read_at_mouse()
    assert "Learning rate" in readout(chart).text()
    chart._mouse_x = 4.0
    chart.read_at_mouse()
    assert not readout(chart).isVisible()


def test_log_axis_names_ones_twos_and_fives() -> None:
    axis = ValueAxis("left")
    values = [float(np.log10(number)) for number in (0.05, 0.07, 0.1, 0.2, 0.3, 0.5, 1, 2)]
    axis.setRange(-1.3, 0.3)
    assert axis.logTickStrings(values, 1, 1) == ["0.05", "", "0.1", "0.2", "", "0.5", "1", "2"]
    axis.setRange(-3, 1)
    assert axis.logTickStrings(values, 1, 1) == ["", "", "0.1", "", "", "", "1", ""]
