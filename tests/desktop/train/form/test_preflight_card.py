"""What is told before a training: time, memory, findings."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from desktop.session import Session
from desktop.train.form.form import Choices
from desktop.train.form.preflight_card import PreflightCard, preflight_work
from desktop.train.page import TrainPage
from desktop.train.run import RunState
from desktop.ui import i18n
from desktop.work.jobs import JobControl, Work
from engine.device.graphics import Graphics, GraphicsCard, card_problems
from engine.errors import InputError, Message
from engine.training.config import TrainConfig
from engine.training.plan.preflight import Preflight, estimate
from engine.training.plan.speed import Speed
from engine.training.plan.survey import survey
from tests.desktop.conftest import delete_now, find
from tests.desktop.train.conftest import FakeTraining, wait_until

GB = 10**9
SPEED = Speed(
    device="CPU, 2 threads",
    step_seconds=0.0,
    crop_seconds=0.5,
    loading_seconds=0.1,
    reading_seconds=0.0,
    detection_seconds_per_pixel=0.0,
    fixed_bytes=GB,
    crop_bytes=GB,
    free_bytes=20 * GB,
    workers=0,
    on_card=False,
)


class FakeMachine:
    """A machine of a known speed; looks at the real data. Waits while ``busy``."""

    def __init__(self) -> None:
        self.speed = SPEED
        self.looked: list[TrainConfig] = []
        self.stopped = 0
        self.idle = threading.Event()
        self.idle.set()
        self.look: Callable[[TrainConfig], Preflight] = self.estimate

    def __call__(self, config: TrainConfig) -> Work:
        def work(control: JobControl) -> Preflight | None:
            self.looked.append(config)
            while not self.idle.wait(0.01):
                if control.should_stop():
                    self.stopped += 1
                    return None
            return self.look(config)

        return work

    def estimate(self, config: TrainConfig) -> Preflight:
        return estimate(config, survey(config), self.speed)


@pytest.fixture
def machine() -> Iterator[FakeMachine]:
    machine = FakeMachine()
    yield machine
    machine.idle.set()


@pytest.fixture
def page(
    qtbot: QtBot,
    session: Session,
    project_root: Path,
    training: FakeTraining,
    machine: FakeMachine,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[TrainPage]:
    monkeypatch.setattr("desktop.train.form.preflight_card.WAIT_MS", 30)
    monkeypatch.setattr("engine.training.config.MINIMUM_CROPS_PER_EPOCH", 120)
    assert project_root.is_dir()
    page = TrainPage(session, make_work=training, make_preflight=machine)
    page.form.set_choices(Choices(epochs=5, batch_size=8))
    page.resize(1100, 760)
    page.show()
    page.activateWindow()
    wait_until(qtbot, page.isActiveWindow)
    yield page
    assert session.jobs.stop_all(10_000)
    delete_now(page)


def text(page: TrainPage, name: str) -> str:
    return find(page.preflight, QLabel, name).text()


def press(page: TrainPage, name: str) -> None:
    button = find(page, QAbstractButton, name)
    assert button is not None
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def wait_found(qtbot: QtBot, page: TrainPage) -> Preflight:
    wait_until(qtbot, lambda: page.preflight.preflight is not None and not page.preflight._slot.busy)
    found = page.preflight.preflight
    assert found is not None
    return found


def test_time_memory_and_findings_are_told_before_the_start(qtbot: QtBot, page: TrainPage) -> None:
    found = wait_found(qtbot, page)

    assert found.seconds == pytest.approx(5 * 15 * 8 * 0.6)
    assert text(page, "train_estimate") == "About 6 min on CPU, 2 threads"
    assert text(page, "train_estimate_memory") == "Memory 9.0 GB of 20.0 GB free: batch 8 fits"
    button = find(page, QAbstractButton, "train_findings")
    assert button is not None
    assert button.text() == "1 finding in the data"
    assert not find(page, QAbstractButton, "train_use_batch").isVisible()


def test_a_choice_changes_the_estimate_once_it_rests(
    qtbot: QtBot, page: TrainPage, machine: FakeMachine
) -> None:
    wait_found(qtbot, page)
    before = len(machine.looked)

    page.form.epochs.setFocus()
    page.form.epochs.selectAll()
    QTest.keyClicks(page.form.epochs, "10")

    wait_until(qtbot, lambda: text(page, "train_estimate") == "About 12 min on CPU, 2 threads")
    assert [config.epochs for config in machine.looked[before:]] == [10]


def test_a_batch_that_does_not_fit_can_be_changed_by_one_press(
    qtbot: QtBot, page: TrainPage, machine: FakeMachine
) -> None:
    machine.speed = replace(SPEED, free_bytes=6 * GB)
    page.preflight.ask()
    wait_until(qtbot, lambda: "does not fit" in text(page, "train_estimate_memory"))
    assert text(page, "train_estimate_memory") == "Memory 9.0 GB, but 6.0 GB free: batch 8 does not fit"

    press(page, "train_use_batch")

    assert page.form.batch_size.value() == 4
    wait_until(qtbot, lambda: text(page, "train_estimate_memory").endswith("batch 4 fits"))
    assert not find(page, QAbstractButton, "train_use_batch").isVisible()


def test_when_nothing_fits_smaller_crops_are_advised(
    qtbot: QtBot, page: TrainPage, machine: FakeMachine
) -> None:
    machine.speed = replace(SPEED, free_bytes=GB)
    page.preflight.ask()
    wait_until(qtbot, lambda: text(page, "train_estimate_memory").endswith("choose smaller crops"))
    assert not find(page, QAbstractButton, "train_use_batch").isVisible()


def test_findings_can_be_read(qtbot: QtBot, page: TrainPage, project_root: Path) -> None:
    gt = project_root / "train_gts" / "gt_img_002.txt"
    gt.write_text("10,10,50,10,50,30,10,30,fine\n1,2,3\n", encoding="utf-8")
    page.preflight.ask()
    wait_until(
        qtbot, lambda: page.preflight.preflight is not None and page.preflight.preflight.survey.blocked
    )

    press(page, "train_findings")

    sheet = page.preflight._sheet
    assert sheet is not None
    assert sheet.isVisible()
    assert not sheet.isModal()
    told = sheet.text.toPlainText()
    assert told.startswith("Training would stop here:")
    assert f"{gt}:2" in told
    assert "fewer than 50" in told
    sheet.close()


def test_starting_does_not_wait_for_the_estimate(
    qtbot: QtBot, page: TrainPage, machine: FakeMachine, training: FakeTraining
) -> None:
    wait_found(qtbot, page)
    machine.idle.clear()
    page.form.epochs.setValue(7)
    wait_until(qtbot, lambda: len(machine.looked) == 2)

    press(page, "train_start")

    assert page.run.state is RunState.RUNNING
    assert not page.preflight.isVisible()
    wait_until(qtbot, lambda: machine.stopped == 1)
    training.go_on.set()
    wait_until(qtbot, lambda: page.run.state is RunState.IDLE)
    assert page.preflight.isVisible()
    machine.idle.set()
    wait_until(qtbot, lambda: len(machine.looked) == 3)  # what was broken off is made up for


def test_only_the_newest_choice_counts(qtbot: QtBot, page: TrainPage, machine: FakeMachine) -> None:
    wait_found(qtbot, page)
    machine.idle.clear()
    page.form.epochs.setValue(50)
    wait_until(qtbot, lambda: len(machine.looked) == 2)
    page.form.epochs.setValue(10)
    wait_until(qtbot, lambda: len(machine.looked) == 3)
    machine.idle.set()

    wait_until(qtbot, lambda: text(page, "train_estimate").startswith("About 12 min"))
    assert machine.stopped == 1


def test_nothing_is_tried_while_the_page_is_hidden(
    qtbot: QtBot, page: TrainPage, machine: FakeMachine
) -> None:
    wait_found(qtbot, page)
    page.hide()
    page.form.epochs.setValue(9)
    qtbot.wait(150)
    assert len(machine.looked) == 1
    page.show()
    wait_until(qtbot, lambda: len(machine.looked) == 2)


def test_the_running_job_follows_the_language(
    qtbot: QtBot, page: TrainPage, machine: FakeMachine, session: Session
) -> None:
    wait_found(qtbot, page)
    machine.idle.clear()
    page.preflight.ask()
    wait_until(qtbot, lambda: bool(session.jobs.running()))
    (job,) = session.jobs.running()
    english = job.name
    i18n.set_language("zh_CN")
    wait_until(qtbot, lambda: job.name != english)
    machine.idle.set()


def test_what_is_wrong_with_the_choices_is_told(qtbot: QtBot, page: TrainPage, machine: FakeMachine) -> None:
    def refuse(_config: TrainConfig) -> Preflight:
        raise InputError(Message("The device '{name}' cannot be used.", name="cuda"))

    machine.look = refuse
    page.preflight.ask()
    wait_until(qtbot, lambda: text(page, "train_estimate") == "The device 'cuda' cannot be used.")
    assert not page.banner.isVisible()  # she has not started anything yet

    machine.look = machine.estimate
    page.preflight.ask()
    wait_until(qtbot, lambda: text(page, "train_estimate").startswith("About"))


def test_an_accident_is_no_reason_to_alarm(qtbot: QtBot, page: TrainPage, machine: FakeMachine) -> None:
    def stumble(_config: TrainConfig) -> Preflight:
        raise RuntimeError("out of luck")

    machine.look = stumble
    page.preflight.ask()
    wait_until(qtbot, lambda: "could not be tested" in text(page, "train_estimate"))


def test_a_project_without_labels_is_not_tried(
    qtbot: QtBot, page: TrainPage, session: Session, machine: FakeMachine, tmp_path: Path
) -> None:
    wait_found(qtbot, page)
    empty = tmp_path / "empty"
    empty.mkdir()
    session.open_project(empty)
    wait_until(qtbot, lambda: text(page, "train_estimate").startswith("An estimate of the time"))
    assert len(machine.looked) == 1


def test_the_real_check(qtbot: QtBot, session: Session, project_root: Path) -> None:
    """The whole way once, with torch in the job's thread."""
    config = TrainConfig(dataset=project_root, size=64, batch_size=2, epochs=1, device="cpu")
    card = PreflightCard(session, lambda: config, preflight_work)
    card._timer.setInterval(0)
    card.show()
    wait_until(qtbot, lambda: card.preflight is not None and not session.jobs.running())
    found = card.preflight
    assert found is not None
    assert found.device.startswith("CPU")
    assert found.fits
    assert 0 < found.seconds < 600
    delete_now(card)


def test_a_card_that_is_not_used_is_told_with_the_remedy(
    qtbot: QtBot, page: TrainPage, machine: FakeMachine
) -> None:
    wait_found(qtbot, page)
    told = find(page.preflight, QLabel, "train_device_trouble")
    assert not told.isVisible()
    why = card_problems(Graphics((GraphicsCard("RTX 4070"),), "580.1", ""))
    machine.look = lambda config: replace(machine.estimate(config), troubles=why)
    page.preflight.ask()
    wait_until(qtbot, told.isVisible)
    assert "NVIDIA card (RTX 4070), but the installed torch was built without CUDA" in told.text()
    assert "see “Installing” in the README" in told.text()


def test_a_card_too_small_to_be_tried_is_told_in_plain_words(
    qtbot: QtBot, page: TrainPage, machine: FakeMachine
) -> None:
    class OutOfMemoryError(RuntimeError):
        """As torch's, which is recognised by its name."""

    def full(config: TrainConfig) -> Preflight:
        raise OutOfMemoryError(f"CUDA out of memory. Tried {config.size}")

    wait_found(qtbot, page)
    machine.look = full
    page.preflight.ask()
    wait_until(qtbot, lambda: "graphics card is not enough" in text(page, "train_estimate"))
    assert "smaller batch" in text(page, "train_estimate")


def test_the_settings_device_is_trained_on_unless_the_form_names_one(
    qtbot: QtBot, session: Session, page: TrainPage, machine: FakeMachine
) -> None:
    wait_found(qtbot, page)
    assert machine.looked[-1].device == "auto"
    session.settings.update(device="cuda:1")
    wait_until(qtbot, lambda: machine.looked[-1].device == "cuda:1")
    page.form.device.setCurrentIndex(page.form.device.findData("cpu"))
    wait_until(qtbot, lambda: machine.looked[-1].device == "cpu")
