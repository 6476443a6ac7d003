"""Curves, figures and log show what the history holds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.session import Session
from desktop.train import log_view
from desktop.train.charts.compared import ComparedExperiments
from desktop.train.charts.curves import REPLOT_MS, CurvesView
from desktop.train.charts.history import TrainingHistory
from desktop.train.figures import FigureStrip
from desktop.train.log_view import LogView
from desktop.ui.theme import CHART_COMPARED, CHART_LINES, DARK, LIGHT, Colors, theme
from engine.training.events import EpochDone, EvaluationProgress, LogLine, StepDone
from tests.desktop.conftest import delete_now, find
from tests.desktop.train import events
from tests.desktop.train.conftest import wait_until
from tests.desktop.train.drawn import points


@pytest.fixture
def history() -> Iterator[TrainingHistory]:
    history = TrainingHistory()
    yield history
    delete_now(history)


@pytest.fixture
def curves(qtbot: QtBot, history: TrainingHistory, session: Session) -> Iterator[CurvesView]:
    curves = CurvesView(history, session.settings, ComparedExperiments(session, session))
    curves.resize(800, 500)
    curves.show()
    qtbot.waitExposed(curves)
    yield curves
    delete_now(curves)


def value(strip: FigureStrip, name: str) -> str:
    return find(strip, QLabel, f"train_figure_{name}").text()


def test_curves_show_all_points(
    qtbot: QtBot, curves: CurvesView, history: TrainingHistory, tmp_path: Path
) -> None:
    history.add(events.whole_run(tmp_path / "exp", epochs=4, steps=25))

    wait_until(qtbot, lambda: len(points(curves.loss, "loss")) == 100)
    assert len(points(curves.rate, "lr")) == 100
    assert len(points(curves.parts, "dice")) == 100
    assert len(points(curves.score, "hmean")) == 5
    assert len(points(curves.score, "test_recall")) == 5


def test_curves_can_be_found_by_name(curves: CurvesView) -> None:
    for name in ("loss", "score", "lr", "parts"):
        assert find(curves, QWidget, f"train_curve_{name}") is not None


def test_many_batches_are_one_replot(
    qtbot: QtBot,
    curves: CurvesView,
    history: TrainingHistory,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    replots: list[None] = []
    plain = curves.loss.set_x_range

    def noting(last: float) -> None:
        replots.append(None)
        plain(last)

    monkeypatch.setattr(curves.loss, "set_x_range", noting)

    for event in events.whole_run(tmp_path / "exp", epochs=2, steps=200):
        history.add([event])
    qtbot.wait(REPLOT_MS * 3)

    assert len(points(curves.loss, "loss")) == 400
    assert 1 <= len(replots) <= 2


def test_hidden_curves_are_drawn_when_they_come_back(
    qtbot: QtBot, curves: CurvesView, history: TrainingHistory, tmp_path: Path
) -> None:
    curves.hide()
    history.add(events.whole_run(tmp_path / "exp", epochs=2, steps=20))
    qtbot.wait(REPLOT_MS * 2)
    assert len(points(curves.loss, "loss")) == 0

    curves.show()
    assert len(points(curves.loss, "loss")) == 40


def test_best_epoch_is_marked(curves: CurvesView, history: TrainingHistory, tmp_path: Path) -> None:
    assert points(curves.score, "best") == []
    history.add(events.whole_run(tmp_path / "exp", epochs=5))
    curves.replot()

    assert history.best is not None
    assert points(curves.score, "best") == [(4, history.best.validation.hmean)]
    assert points(curves.loss, "best") == [(4, history.best.validation_loss)]


@pytest.mark.parametrize("test", [True, False])
def test_legend_names_the_test_line_only_when_there_is_one(
    curves: CurvesView, history: TrainingHistory, tmp_path: Path, test: bool
) -> None:
    history.add(events.whole_run(tmp_path / "exp", test=test))
    curves.replot()

    assert find(curves, QWidget, "train_curve_score_key_test_hmean").isVisible() is test
    assert find(curves, QWidget, "train_curve_score_key_hmean").isVisible()
    assert not find(curves, QWidget, "train_curve_score_key_test_recall").isVisible()


def test_x_axis_reaches_to_the_planned_end(
    curves: CurvesView, history: TrainingHistory, tmp_path: Path
) -> None:
    history.add(events.whole_run(tmp_path / "exp", epochs=10)[:20])
    curves.replot()

    (left, right), _ = curves.loss.plot.viewRange()
    assert left <= 0
    assert 10 <= right < 11


def test_a_loss_that_is_no_number_does_not_break_the_curve(
    curves: CurvesView, history: TrainingHistory, tmp_path: Path
) -> None:
    run = [event for event in events.whole_run(tmp_path / "exp") if isinstance(event, StepDone)]
    history.add([replace(run[0], loss=math.inf), replace(run[1], loss=math.nan), *run[2:6]])
    curves.replot()
    curves.grab()

    assert len(points(curves.loss, "loss")) == 6
    _, (_, top) = curves.loss.plot.viewRange()
    assert max(step.loss for step in run[2:6]) <= top < 100


def test_curves_follow_the_theme(curves: CurvesView, history: TrainingHistory, tmp_path: Path) -> None:
    history.add(events.whole_run(tmp_path / "exp"))
    curves.replot()
    for mode, colors in (("dark", DARK), ("light", LIGHT)):
        theme().set_mode(mode)  # type: ignore[arg-type]
        image = curves.loss.plot.grab().toImage()
        assert image.pixelColor(image.width() - 2, 2).name().upper() == colors.raised.upper()
        pen = curves.loss._lines["loss"].opts["pen"]
        assert pen.color().name().upper() == CHART_LINES["blue"][colors.dark].upper()


@pytest.mark.parametrize("theme_colors", [LIGHT, DARK], ids=["light", "dark"])
def test_lines_stand_out_from_the_background(theme_colors: Colors) -> None:
    for shades in (*CHART_LINES.values(), *CHART_COMPARED):
        assert contrast(shades[theme_colors.dark], theme_colors.raised) >= 3


def contrast(first: str, second: str) -> float:
    """WCAG 2.1 contrast ratio of two ``#rrggbb`` colours."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_narrow_curves_stand_in_one_column(qtbot: QtBot, curves: CurvesView) -> None:
    assert curves.loss.y() == curves.score.y()
    curves.resize(480, 900)
    wait_until(qtbot, lambda: curves.loss.x() == curves.score.x())
    assert curves.loss.y() < curves.score.y()


def test_figures_of_a_run(qtbot: QtBot, history: TrainingHistory, tmp_path: Path) -> None:
    strip = FigureStrip(history)
    qtbot.addWidget(strip)
    assert value(strip, "epoch") == value(strip, "loss") == value(strip, "best") == "–"
    run = events.whole_run(tmp_path / "exp", epochs=5, steps=40)
    middle = next(at for at, e in enumerate(run) if isinstance(e, StepDone) and e.step == 90)

    history.add(run[: middle + 1])
    wait_until(qtbot, lambda: value(strip, "epoch") == "3 / 5")
    assert value(strip, "left") == "1 min 28 s"
    assert value(strip, "best").endswith("(epoch 2)")
    assert 9 <= float(value(strip, "speed")) <= 11

    history.add(run[middle + 1 :])
    wait_until(qtbot, lambda: value(strip, "elapsed") == "4 min 34 s")
    assert value(strip, "left") == "–"
    assert value(strip, "epoch") == "5 / 5"


def test_figures_tell_patience_waiting_and_memory(
    qtbot: QtBot, history: TrainingHistory, tmp_path: Path
) -> None:
    strip = FigureStrip(history)
    qtbot.addWidget(strip)
    strip.show()
    assert value(strip, "patience") == value(strip, "waiting") == "–"
    assert not strip.figures["memory"].isVisible()
    run = events.whole_run(tmp_path / "exp")

    history.add(run)
    strip.refresh()
    assert value(strip, "patience") == "1 of 10"
    assert value(strip, "waiting") == "4 %"
    assert not strip.figures["memory"].isVisible()  # no graphics card

    last = next(event for event in reversed(run) if isinstance(event, StepDone))
    done = next(event for event in reversed(run) if isinstance(event, EpochDone))
    done = replace(done, patience=0, epochs_since_highest=3)
    history.add([replace(last, memory_bytes=3_240_000_000), done])
    strip.refresh()
    assert value(strip, "memory") == "3.2 GB"
    assert strip.figures["memory"].isVisible()
    assert value(strip, "patience") == "3"


def test_figures_tell_that_the_model_is_measured(
    qtbot: QtBot, history: TrainingHistory, tmp_path: Path
) -> None:
    strip = FigureStrip(history)
    qtbot.addWidget(strip)
    history.add([events.started(tmp_path / "exp"), EvaluationProgress(7, 40, "test")])

    wait_until(qtbot, lambda: value(strip, "speed") == "7 / 40")
    assert strip.figures["speed"].caption.text() == "Test pictures"


def test_narrow_figures_stand_in_two_rows(qtbot: QtBot, history: TrainingHistory) -> None:
    strip = FigureStrip(history)
    qtbot.addWidget(strip)
    strip.resize(800, 60)
    strip.show()
    wait_until(qtbot, lambda: strip.figures["epoch"].y() == strip.figures["left"].y())
    strip.resize(400, 110)
    wait_until(qtbot, lambda: strip.figures["epoch"].y() < strip.figures["left"].y())


def test_log_has_the_lines_and_is_bounded(
    qtbot: QtBot, history: TrainingHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_view, "MOST_LINES", 100)
    log = LogView(history)
    qtbot.addWidget(log)
    history.add([LogLine("first"), LogLine("<b>second</b> & co")])
    assert log.toPlainText() == "first\n<b>second</b> & co"
    assert log.isReadOnly()

    history.add([LogLine(f"line {number}") for number in range(250)])
    assert log.document().blockCount() == 100
    assert log.toPlainText().endswith("line 249")

    history.clear()
    assert log.toPlainText() == ""
