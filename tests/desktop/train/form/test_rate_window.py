"""Finding a learning rate from the form."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QProgressBar, QWidget
from pytestqt.qtbot import QtBot

from desktop.session import Session
from desktop.train.form.rate_chart import RateChart
from desktop.train.form.rate_window import RateWindow, rate_work
from desktop.train.page import TrainPage
from desktop.train.run import RunState
from desktop.ui import i18n
from desktop.ui.theme import theme
from desktop.work.jobs import JobControl, Work
from engine.errors import InputError, Message
from engine.training.config import TrainConfig
from engine.training.plan import rate_finder
from engine.training.plan.rate_finder import HIGHEST_RATE, LOWEST_RATE, STEPS, RateFound, RateTried, judge
from tests.desktop.conftest import delete_now, find
from tests.desktop.train.conftest import FakeTraining, wait_until
from tests.desktop.train.drawn import points

RATES = np.geomspace(LOWEST_RATE, HIGHEST_RATE, STEPS)
VALLEY = np.abs(np.log10(RATES) - np.log10(0.002)) ** 2 + 2


class FakeFinder:
    """Tells the steps of an invented search; waits after half of them until told to go on or to stop."""

    def __init__(self) -> None:
        self.configs: list[TrainConfig] = []
        self.stopped = 0
        self.go_on = threading.Event()
        self.losses = list(VALLEY)
        self.find: Callable[[JobControl], RateFound | None] = self.whole_search

    def __call__(self, config: TrainConfig) -> Work:
        def work(control: JobControl) -> RateFound | None:
            self.configs.append(config)
            return self.find(control)

        return work

    def whole_search(self, control: JobControl) -> RateFound | None:
        for step, (rate, loss) in enumerate(zip(RATES, self.losses, strict=True), start=1):
            while step > STEPS // 2 and not self.go_on.wait(0.01):
                if control.should_stop():
                    self.stopped += 1
                    return None
            control.emit(RateTried(step, STEPS, rate, loss, None, None, 2.0 * (STEPS - step)))
        return judge(list(RATES), self.losses, diverged=False)


@pytest.fixture
def finder() -> Iterator[FakeFinder]:
    finder = FakeFinder()
    yield finder
    finder.go_on.set()


@pytest.fixture
def page(
    qtbot: QtBot, session: Session, project_root: Path, training: FakeTraining, finder: FakeFinder
) -> Iterator[TrainPage]:
    assert project_root.is_dir()
    page = TrainPage(session, make_work=training, make_rate=finder)
    page.resize(1100, 760)
    page.show()
    page.activateWindow()
    wait_until(qtbot, page.isActiveWindow)
    wait_until(qtbot, lambda: page.data_card.summary is not None and not session.jobs.running())
    yield page
    assert session.jobs.stop_all(10_000)
    delete_now(page)


def button(page: QWidget, name: str) -> QAbstractButton:
    found = find(page, QAbstractButton, name)
    assert isinstance(found, QAbstractButton)
    return found


def press(page: QWidget, name: str) -> None:
    assert button(page, name).isVisible()
    QTest.mouseClick(button(page, name), Qt.MouseButton.LeftButton)


def state(page: TrainPage) -> str:
    label = find(page, QLabel, "train_rate_state")
    assert isinstance(label, QLabel)
    return label.text()


def wait_half_way(qtbot: QtBot, page: TrainPage) -> None:
    wait_until(qtbot, lambda: state(page).startswith(f"Step {STEPS // 2} of {STEPS}"))


def test_a_rate_is_found_and_used(
    qtbot: QtBot, page: TrainPage, finder: FakeFinder, session: Session
) -> None:
    page.form.batch_size.setValue(2)
    press(page, "train_find_rate")
    wait_half_way(qtbot, page)

    assert page.rate.isVisible()
    assert not page.rate.isModal()
    assert finder.configs[0].batch_size == 2
    assert state(page) == "Step 35 of 70, 1 min 10 s left"
    bar = find(page, QProgressBar, "train_rate_progress")
    assert (bar.value(), bar.maximum()) == (35, 70)
    assert len(points(page.rate.chart, "loss")) == 35
    assert not button(page, "train_rate_use").isVisible()
    (job,) = session.jobs.running()
    assert (job.name, job.share) == ("Finding a learning rate", 0.5)

    finder.go_on.set()
    wait_until(qtbot, lambda: state(page) == "Suggested: 0.002")
    assert page.rate.chart.suggestion == 0.002
    ((x, _),) = points(page.rate.chart, "best")
    assert x == pytest.approx(np.log10(0.002))
    assert not bar.isVisible()
    assert button(page, "train_rate_use").text() == "Use 0.002"

    press(page, "train_rate_use")
    assert page.form.learning_rate.value() == 0.002
    assert not page.rate.isVisible()


def test_the_page_can_be_used_meanwhile(qtbot: QtBot, page: TrainPage) -> None:
    press(page, "train_find_rate")
    wait_half_way(qtbot, page)
    page.form.epochs.setFocus()
    page.form.epochs.selectAll()
    QTest.keyClicks(page.form.epochs, "9")
    assert page.form.epochs.value() == 9
    press(page, "train_find_rate")  # the same search, not another one
    qtbot.wait(50)
    assert len(page._session.jobs.running()) == 1


@pytest.mark.parametrize("way", ["button", "escape", "close", "project"])
def test_closing_cancels(
    qtbot: QtBot, page: TrainPage, finder: FakeFinder, session: Session, way: str
) -> None:
    before = page.form.choices()
    press(page, "train_find_rate")
    wait_half_way(qtbot, page)
    assert button(page, "train_rate_close").text() == "Cancel"
    match way:
        case "button":
            press(page, "train_rate_close")
        case "escape":
            QTest.keyClick(page.rate, Qt.Key.Key_Escape)
        case "close":
            page.rate.close()
        case "project":
            session.close_project()
    assert not page.rate.isVisible()
    wait_until(qtbot, lambda: finder.stopped == 1 and not session.jobs.running())
    assert page.form.choices() == before


def test_opened_again_it_searches_again(
    qtbot: QtBot, page: TrainPage, finder: FakeFinder, session: Session
) -> None:
    press(page, "train_find_rate")
    wait_half_way(qtbot, page)
    page.rate.close()
    press(page, "train_find_rate")  # the first may not even have ended
    wait_until(qtbot, lambda: len(finder.configs) == 2)
    wait_half_way(qtbot, page)
    finder.go_on.set()
    wait_until(qtbot, lambda: state(page).startswith("Suggested"))
    assert finder.stopped == 1
    press(page, "train_rate_close")
    finder.go_on.clear()
    press(page, "train_find_rate")
    wait_half_way(qtbot, page)
    assert page.rate.chart.suggestion is None
    session.jobs.running()[0].request_stop()  # by the button in the status bar
    wait_until(qtbot, lambda: state(page) == "Cancelled.")
    assert button(page, "train_rate_close").text() == "Close"


def test_a_training_ends_the_search_and_there_is_none_during_it(
    qtbot: QtBot, page: TrainPage, finder: FakeFinder, training: FakeTraining
) -> None:
    press(page, "train_find_rate")
    wait_half_way(qtbot, page)
    press(page, "train_start")
    assert page.run.state is RunState.RUNNING
    assert not page.rate.isVisible()
    wait_until(qtbot, lambda: finder.stopped == 1)
    find = button(page, "train_find_rate")
    assert not find.isEnabled()
    assert find.toolTip() == "Not while a training runs"
    training.go_on.set()
    wait_until(qtbot, lambda: page.run.state is RunState.IDLE)
    assert find.isEnabled()


def test_without_labels_there_is_nothing_to_search_on(
    qtbot: QtBot, page: TrainPage, session: Session, tmp_path: Path
) -> None:
    find = button(page, "train_find_rate")
    assert find.isEnabled()
    empty = tmp_path / "empty"
    empty.mkdir()
    session.open_project(empty)
    wait_until(qtbot, lambda: not find.isEnabled())
    assert "no labelled pictures" in find.toolTip()


def test_a_curve_without_an_answer_says_why(qtbot: QtBot, page: TrainPage, finder: FakeFinder) -> None:
    finder.losses = [3.0] * STEPS
    finder.go_on.set()
    press(page, "train_find_rate")
    wait_until(qtbot, lambda: state(page).startswith("The loss did not fall at any learning rate."))
    assert not button(page, "train_rate_use").isVisible()
    assert page.rate.chart.suggestion is None
    assert points(page.rate.chart, "best") == []


def test_an_error_is_told_in_the_window(qtbot: QtBot, page: TrainPage, finder: FakeFinder) -> None:
    def refuse(_control: JobControl) -> RateFound | None:
        raise InputError(
            Message("The device '{name}' cannot be used.", name="cuda"), remedy=Message("Choose auto.")
        )

    finder.find = refuse
    press(page, "train_find_rate")
    wait_until(qtbot, lambda: state(page) == "The device 'cuda' cannot be used.\nChoose auto.")
    assert button(page, "train_rate_close").text() == "Close"
    assert not page.banner.isVisible()


def test_language_and_colours_can_change_meanwhile(qtbot: QtBot, page: TrainPage, session: Session) -> None:
    press(page, "train_find_rate")
    wait_half_way(qtbot, page)
    theme().set_mode("dark")
    (job,) = session.jobs.running()
    job.name = "in the old language"
    page.rate.setWindowTitle(job.name)
    i18n.set_language("zh_CN")
    wait_until(qtbot, lambda: "in the old language" not in (page.rate.windowTitle(), job.name))


def test_the_mouse_reads_rate_and_loss(qtbot: QtBot) -> None:
    chart = RateChart()
    qtbot.addWidget(chart)
    chart.resize(600, 400)
    chart.set_texts("Loss", "Learning rate", {"loss": "Each step", "mean": "Mean"})
    chart.show()
    chart.activateWindow()
    wait_until(qtbot, chart.isActiveWindow)
    chart.show_curve(list(RATES), list(VALLEY))
    box = chart.plot.getPlotItem().getViewBox()
    scene = box.mapViewToScene(QPointF(np.log10(0.002), 3))
    QTest.mouseMove(chart, chart.plot.mapTo(chart, chart.plot.mapFromScene(scene)))
    readout = find(chart, QLabel, "train_rate_chart_readout")
    wait_until(qtbot, readout.isVisible)
    assert readout.text().startswith("<b>Rate 0.00")
    assert "2.0" in readout.text()
    axis = chart.plot.getAxis("bottom")
    ((_, decades),) = axis.tickValues(-5.1, -0.6, 500.0)
    assert axis.tickStrings(decades, 1.0, 1.0) == ["0.00001", "0.0001", "0.001", "0.01", "0.1"]


def test_the_real_search(
    qtbot: QtBot, session: Session, project_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way once, with torch in the job's thread."""
    monkeypatch.setattr(rate_finder, "STEPS", 10)
    config = TrainConfig(dataset=project_root, size=64, batch_size=1, device="cpu")
    window = RateWindow(session, lambda: replace(config), rate_work)
    window.open_and_search()
    wait_until(qtbot, lambda: window.found is not None and not session.jobs.running())
    found = window.found
    assert found is not None
    assert len(found.losses) == 10
    assert all(np.isfinite(found.losses))
    delete_now(window)
