"""Fixtures of the train page: a page on a small project, and a trash of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.session import Session
from desktop.train.page import TrainPage
from desktop.work.jobs import JobControl, Work
from engine.training.config import TrainConfig
from engine.training.events import Finished
from tests.conftest import DatasetFactory
from tests.desktop.conftest import delete_now
from tests.desktop.train import events

PATIENCE_MS = 90_000
"""Waiting ends at once when the thing happens; this long only on a machine that is very busy."""

Play = Callable[[TrainConfig, JobControl], object]


def wait_until(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    """Let the window work until ``condition`` holds."""
    qtbot.waitUntil(condition, timeout=PATIENCE_MS)


@pytest.fixture
def trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that holds what is thrown away; the disk of ``tmp_path`` is that of the trash."""
    data = tmp_path / "data_home"
    monkeypatch.setenv("XDG_DATA_HOME", str(data))
    return data / "Trash" / "files"


@pytest.fixture
def project_root(make_dataset: DatasetFactory, session: Session) -> Path:
    """An open project of six labelled training pictures and two test pictures."""
    root = make_dataset(train=6, test=2, name="receipts")
    session.open_project(root)
    return root


class FakeTraining:
    """Plays an invented run in the job's thread; waits before the end until told to go on or to stop."""

    def __init__(self) -> None:
        self.configs: list[TrainConfig] = []
        self.play: Play = self.whole_run
        self.go_on = threading.Event()

    def __call__(self, config: TrainConfig) -> Work:
        self.configs.append(config)
        return lambda control: self.play(config, control)

    def whole_run(self, config: TrainConfig, control: JobControl) -> object:
        workdir = config.out / "exp_20260105143022"
        workdir.mkdir(parents=True)
        (workdir / "best.safetensors").write_bytes(b"weights")
        run = events.whole_run(workdir, epochs=config.epochs, steps=10)
        for event in run[:-1]:
            control.emit(event)
        while not self.go_on.wait(0.01) and not control.should_stop():
            pass
        stopped = control.should_stop()
        result = events.result(workdir, epochs_done=1 if stopped else config.epochs, stopped=stopped)
        control.emit(Finished(result))
        return result


@pytest.fixture
def training() -> Iterator[FakeTraining]:
    fake = FakeTraining()
    yield fake
    fake.go_on.set()


@pytest.fixture
def page(qtbot: QtBot, session: Session, project_root: Path, training: FakeTraining) -> Iterator[TrainPage]:
    """The page, shown, with a training that is only played."""
    assert session.project is not None
    assert session.project.root == project_root
    page = TrainPage(session, make_work=training)
    page.resize(1100, 760)
    page.show()
    page.activateWindow()
    wait_until(qtbot, page.isActiveWindow)
    wait_until(qtbot, lambda: page.data_card.summary is not None and not session.jobs.running())
    yield page
    assert session.jobs.stop_all(10_000)
    delete_now(page)
