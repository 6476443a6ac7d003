"""Earlier experiments over the charts: read off the GUI thread, drawn in colours that stay."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop.session import Session
from desktop.train.charts import compared as compared_module
from desktop.train.charts.compared import MOST_COMPARED, ComparedExperiments
from desktop.train.charts.curves import CurvesView
from desktop.train.charts.history import TrainingHistory
from desktop.train.charts.legend import COMPARED_DASHES, Key
from desktop.ui.theme import CHART_COMPARED, CHART_LINES, theme
from engine.training.record.record import Curves, TrainingRecord, read_curves, read_record, read_records
from tests.desktop.conftest import delete_now, find
from tests.desktop.train import events
from tests.desktop.train.conftest import wait_until
from tests.desktop.train.folders import write_experiment


@pytest.fixture
def compared(session: Session) -> ComparedExperiments:
    return ComparedExperiments(session, session)


@pytest.fixture
def records(tmp_path: Path) -> list[TrainingRecord]:
    for number in range(MOST_COMPARED + 1):
        write_experiment(tmp_path / "workdirs" / f"exp_{number}", number)
    return read_records(tmp_path / "workdirs")


@pytest.fixture
def history() -> Iterator[TrainingHistory]:
    history = TrainingHistory()
    yield history
    delete_now(history)


@pytest.fixture
def curves(
    qtbot: QtBot, history: TrainingHistory, session: Session, compared: ComparedExperiments
) -> Iterator[CurvesView]:
    curves = CurvesView(history, session.settings, compared)
    curves.resize(900, 600)
    curves.show()
    qtbot.waitExposed(curves)
    yield curves
    delete_now(curves)


def read(compared: ComparedExperiments) -> bool:
    return all(each.curves for each in compared.all())


def key(curves: CurvesView, slot: int) -> Key:
    return find(curves, Key, f"train_compared_{slot}")


def test_curves_are_read_in_a_thread_of_their_own(
    qtbot: QtBot,
    compared: ComparedExperiments,
    records: list[TrainingRecord],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    threads: list[threading.Thread] = []

    def noting(folder: Path) -> Curves:
        threads.append(threading.current_thread())
        return read_curves(folder)

    monkeypatch.setattr(compared_module, "read_curves", noting)
    assert compared.choose(records[0])
    wait_until(qtbot, lambda: read(compared))

    assert threads
    assert threads[0] is not threading.main_thread()
    (each,) = compared.all()
    np.testing.assert_allclose(each.curves["hmean"][1], [0.4, 0.5, 0.6, 0.7])


def test_an_experiment_keeps_its_colour_until_it_is_removed(
    compared: ComparedExperiments, records: list[TrainingRecord]
) -> None:
    for record in records[:3]:
        compared.choose(record)
    compared.remove(records[0].folder)
    assert compared.slot(records[1].folder) == 1
    assert compared.slot(records[2].folder) == 2
    compared.choose(records[3])
    assert compared.slot(records[3].folder) == 0


def test_there_are_never_more_than_can_be_told_apart(
    compared: ComparedExperiments, records: list[TrainingRecord]
) -> None:
    assert [compared.choose(record) for record in records] == [True] * MOST_COMPARED + [False]
    assert compared.choose(records[0])  # chosen already


def test_colours_and_dashes_are_distinct() -> None:
    for dark in (False, True):
        shades = [pair[dark] for pair in (*CHART_COMPARED, *CHART_LINES.values())]
        assert len(set(shades)) == len(shades)
    assert len(set(COMPARED_DASHES)) == len(CHART_COMPARED) == MOST_COMPARED


def test_what_is_gone_is_removed_and_new_names_are_taken(
    qtbot: QtBot, compared: ComparedExperiments, records: list[TrainingRecord]
) -> None:
    for record in records[:2]:
        compared.choose(record)
    (records[1].folder / "name.txt").write_text("dials\n", encoding="utf-8")

    with qtbot.waitSignal(compared.changed):
        compared.update([read_record(records[1].folder), *records[2:]])

    assert [record.name for record in compared.records()] == ["dials"]
    assert compared.slot(records[0].folder) is None


def test_charts_show_each_experiment_with_its_key(
    qtbot: QtBot, curves: CurvesView, compared: ComparedExperiments, records: list[TrainingRecord]
) -> None:
    assert not curves.keys.isVisible()
    for record in records[:2]:
        compared.choose(record)
    wait_until(qtbot, lambda: read(compared))

    assert curves.keys.isVisible()
    assert [key(curves, slot).isVisible() for slot in range(3)] == [True, True, False]
    assert key(curves, 1).text() == "exp_1"
    for chart in (curves.loss, curves.score, curves.rate):
        assert [line.name for line in chart._compared] == ["exp_0", "exp_1"]
        assert len(chart._compared_lines) == 2
    _, right = curves.loss.plot.viewRange()[0]
    assert 3 <= right < 3.5

    compared.remove(records[0].folder)
    assert len(curves.loss._compared_lines) == 1
    assert not key(curves, 0).isVisible()


def test_compared_lines_follow_scale_and_theme(
    qtbot: QtBot, curves: CurvesView, compared: ComparedExperiments, records: list[TrainingRecord]
) -> None:
    compared.choose(records[0])
    wait_until(qtbot, lambda: read(compared))
    curves.tools._log.click()
    (item,) = curves.loss._compared_lines
    assert item.opts["logMode"] == [False, True]

    theme().set_mode("dark")
    assert item.opts["pen"].color().name().upper() == CHART_COMPARED[0][True].upper()


def test_the_run_itself_is_not_drawn_twice(
    qtbot: QtBot,
    curves: CurvesView,
    compared: ComparedExperiments,
    records: list[TrainingRecord],
    history: TrainingHistory,
) -> None:
    compared.choose(records[0])
    wait_until(qtbot, lambda: read(compared))
    history.add(events.whole_run(records[0].folder))
    assert curves.loss._compared_lines == []
    assert not curves.keys.isVisible()

    history.clear()
    assert len(curves.loss._compared_lines) == 1


def test_a_long_name_is_cut_and_told_in_full(
    curves: CurvesView, compared: ComparedExperiments, records: list[TrainingRecord]
) -> None:
    name = "receipts of the second supermarket, wide crops"
    (records[0].folder / "name.txt").write_text(name, encoding="utf-8")
    compared.choose(read_record(records[0].folder))
    assert "…" in key(curves, 0).text()
    assert key(curves, 0)._name.toolTip() == name
