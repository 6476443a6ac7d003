"""The page with the real engine: seconds of real training on drawn pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.session import Session
from desktop.train.page import TrainPage
from desktop.train.run import RunState, training_work
from desktop.work.jobs import Work
from engine.training.config import TrainConfig
from engine.training.record.record import read_records
from tests.conftest import DatasetFactory
from tests.desktop.conftest import delete_now, find
from tests.desktop.train.conftest import wait_until
from tests.desktop.train.drawn import points


def small_work(config: TrainConfig) -> Work:
    """The real work on as little as makes an epoch: three steps of two crops."""
    return training_work(replace(config, size=160, batch_size=2, crops_per_epoch=6, workers=0, device="cpu"))


@pytest.fixture
def page(session: Session, make_dataset: DatasetFactory) -> Iterator[TrainPage]:
    session.open_project(make_dataset(train=3, test=1, size=(160, 120)))
    page = TrainPage(session, make_work=small_work)
    page.resize(1100, 760)
    page.show()
    page.form.epochs.setValue(1)
    yield page
    assert session.jobs.stop_all(30_000)
    delete_now(page)


def click(page: TrainPage, name: str) -> None:
    button = find(page, QPushButton, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def wait_idle(qtbot: QtBot, page: TrainPage) -> None:
    wait_until(qtbot, lambda: page.run.state is RunState.IDLE)


def test_one_epoch_from_the_button_to_the_result(qtbot: QtBot, page: TrainPage, session: Session) -> None:
    click(page, "train_start")
    wait_idle(qtbot, page)

    assert page.banner.error is None, page.banner.text()
    page.curves.replot()
    assert len(points(page.curves.loss, "loss")) == 3
    assert len(points(page.curves.rate, "lr")) == 3
    assert len(points(page.curves.score, "hmean")) == 2
    (experiment,) = read_records(session.workdirs())
    assert experiment.epochs_done == 1
    assert page.experiments.selected() == experiment
    assert page.result_card.isVisible()
    log = (experiment.folder / "log.txt").read_text(encoding="utf-8").splitlines()
    shown = page.log_view.toPlainText().splitlines()
    assert len(shown) == len(log)
    assert all(line.endswith(text) for line, text in zip(log, shown, strict=True))


def test_a_stopped_training_keeps_its_weights(qtbot: QtBot, page: TrainPage, session: Session) -> None:
    page.form.epochs.setValue(500)
    click(page, "train_start")
    wait_until(qtbot, lambda: page.history.points("loss") >= 1)

    click(page, "train_stop")
    wait_idle(qtbot, page)

    (experiment,) = read_records(session.workdirs())
    assert experiment.state == "stopped"
    assert (experiment.folder / "best.safetensors").is_file()
    assert [choice.model for choice in session.models()] == ["general", str(experiment.folder)]


def test_a_cancelled_training_goes_to_the_trash(
    qtbot: QtBot, page: TrainPage, session: Session, trash: Path
) -> None:
    page.form.epochs.setValue(500)
    click(page, "train_start")
    wait_until(qtbot, lambda: page.history.points("loss") >= 1)

    click(page, "train_cancel")
    wait_idle(qtbot, page)

    assert list(session.workdirs().iterdir()) == []
    (thrown,) = trash.iterdir()
    assert (thrown / "best.safetensors").is_file()
    assert page.banner.error is None, page.banner.text()


def test_a_bad_gt_line_is_told_with_file_and_line(qtbot: QtBot, page: TrainPage, session: Session) -> None:
    assert session.project is not None
    gt = session.project.root / "train_gts" / "gt_img_002.txt"
    gt.write_text("1,1,20,1,20,9,1,9,fine\n1,2,3\n", encoding="utf-8")

    click(page, "train_start")
    wait_idle(qtbot, page)

    assert page.banner.isVisible()
    assert f"{gt}:2" in page.banner.text()
    assert read_records(session.workdirs()) == []


def test_a_stopped_training_goes_on_with_its_curves(qtbot: QtBot, page: TrainPage, session: Session) -> None:
    page.form.epochs.setValue(500)
    click(page, "train_start")
    wait_until(qtbot, lambda: page.history.points("hmean") >= 2)
    click(page, "train_stop")
    wait_idle(qtbot, page)
    (experiment,) = read_records(session.workdirs())
    assert experiment.resumable
    done = experiment.epochs_done
    before = page.history.curve("hmean")[1][: done + 1].tolist()

    QTest.mouseClick(find(page, QToolButton, "experiment_resume"), Qt.MouseButton.LeftButton)
    wait_until(qtbot, lambda: page.history.points("hmean") > done + 1)
    click(page, "train_stop")
    wait_idle(qtbot, page)

    assert page.banner.error is None, page.banner.text()
    epochs, hmeans = page.history.curve("hmean")
    assert epochs[: done + 2].tolist() == list(range(done + 2))
    assert hmeans[: done + 1].tolist() == before
    assert page.history.points("loss") >= 3 * (done + 1)
