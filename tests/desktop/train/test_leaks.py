"""Nothing is left behind by trainings: no thread, no process, no open file, no growing memory of the page."""

from __future__ import annotations

import gc
import sys
import threading
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from desktop.session import Session
from desktop.shell.main_window import MainWindow
from desktop.train.page import TrainPage
from desktop.train.run import RunState, training_work
from desktop.work.jobs import Job, Work
from engine.training.config import TrainConfig
from tests.conftest import DatasetFactory
from tests.desktop.conftest import delete_now
from tests.desktop.train.conftest import wait_until

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts in Linux' /proc")


def tiny(config: TrainConfig, *, workers: int = 0) -> TrainConfig:
    """As little as makes an epoch: two steps of two crops."""
    return replace(config, size=64, batch_size=2, crops_per_epoch=4, workers=workers, device="cpu")


def tiny_work(config: TrainConfig) -> Work:
    return training_work(tiny(config))


def threads() -> set[str]:
    """Native threads of this process."""
    return {entry.name for entry in Path("/proc/self/task").iterdir()}


def files() -> list[str]:
    """What this process has open, pipes and sockets included."""
    found = []
    for entry in list(Path("/proc/self/fd").iterdir()):
        try:
            found.append(str(entry.readlink()))
        except FileNotFoundError:  # the listing's own
            continue
    return sorted(found)


def children() -> set[str]:
    """Processes that this one started and that still live."""
    found: set[str] = set()
    for task in threads():
        found |= set(Path(f"/proc/self/task/{task}/children").read_text(encoding="ascii").split())
    return found


@pytest.fixture
def page(session: Session, make_dataset: DatasetFactory) -> Iterator[TrainPage]:
    session.open_project(make_dataset(train=3, test=1, size=(96, 64)))
    page = TrainPage(session, make_work=tiny_work)
    page.resize(1100, 760)
    page.show()
    yield page
    assert session.jobs.stop_all(30_000)
    delete_now(page)


def run_once(qtbot: QtBot, page: TrainPage, end: Callable[[], None] | None, epochs: int) -> None:
    """One training, ended by ``end`` after its first step, or by itself."""
    page.form.epochs.setValue(epochs)
    page.start()
    assert page.run.state is RunState.RUNNING, page.banner.text()
    if end is not None:
        wait_until(qtbot, lambda: page.history.points("loss") >= 1 or page.run.state is RunState.IDLE)
        end()
    wait_until(qtbot, lambda: page.run.state is RunState.IDLE)
    assert page.banner.error is None, page.banner.text()


@linux
def test_ten_trainings_in_a_row_leave_nothing_behind(
    qtbot: QtBot, page: TrainPage, session: Session, trash: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[weakref.ref[Job]] = []
    start = session.jobs.start

    def noting(job: Job) -> Job:
        jobs.append(weakref.ref(job))
        return start(job)

    monkeypatch.setattr(session.jobs, "start", noting)
    run_once(qtbot, page, None, 1)  # torch's own threads and files come with the first
    gc.collect()  # what earlier tests left to it may hold files, too
    before = threads(), Counter(files()), children()

    ends: list[Callable[[], None]] = [page.run.stop, page.run.discard]
    for number in range(10):
        run_once(qtbot, page, ends[number % 2], 500)

    wait_until(qtbot, lambda: not session.jobs.running())
    assert len(threads()) <= len(before[0])
    assert Counter(files()) - before[1] == Counter()
    assert children() == before[2]
    gc.collect()
    alive = [job for job in (ref() for ref in jobs) if job is not None and shiboken6.isValid(job)]
    assert [job.name for job in alive if job.isRunning()] == []
    kept = [folder.name for folder in session.workdirs().iterdir()]
    assert len(kept) == 1 + 5
    assert len(list(trash.iterdir())) == 5
    assert page.history.points("loss") < 100  # that of the last one only


@linux
def test_loader_processes_end_with_the_training(
    qtbot: QtBot, page: TrainPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "_make_work", lambda config: training_work(tiny(config, workers=1)))
    before = children()
    during: set[str] = set()

    def stop_when_seen() -> None:
        during.update(children() - before)
        page.run.stop()

    run_once(qtbot, page, stop_when_seen, 500)

    assert during
    wait_until(qtbot, lambda: not _loaders(children() - before))


def _loaders(processes: set[str]) -> list[str]:
    """Those that load pictures; Python's tracker of shared memory stays for good."""
    found = []
    for process in processes:
        try:
            command = Path(f"/proc/{process}/cmdline").read_bytes().decode("utf-8", "replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if command and "resource_tracker" not in command:
            found.append(command)
    return found


def test_closing_the_window_in_the_middle_of_an_epoch_ends_the_training(
    qtbot: QtBot, session: Session, make_dataset: DatasetFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.open_project(make_dataset(train=3, test=1, size=(96, 64)))
    window = MainWindow(session)
    window.show()
    window.show_page("train")
    page = window.page("train")
    assert isinstance(page, TrainPage)
    monkeypatch.setattr(page, "_make_work", tiny_work)
    page.form.epochs.setValue(500)
    page.start()
    (job,) = [job for job in session.jobs.running() if job.name == "Training"]
    wait_until(qtbot, lambda: page.history.points("loss") >= 1)
    assert job.isRunning()

    assert window.close()

    assert session.jobs.running() == []
    assert page.run.state is RunState.IDLE
    (folder,) = session.workdirs().iterdir()
    assert (folder / "best.safetensors").is_file()
    assert (folder / "result.json").is_file()
    delete_now(window)
    assert [t for t in threading.enumerate() if t.name.startswith(("pictures", "latest"))] == []


def test_another_project_in_the_middle_of_a_training(
    qtbot: QtBot, page: TrainPage, session: Session, make_dataset: DatasetFactory
) -> None:
    """The training goes on in its own project's folder and ends there; the new project stays clean."""
    first = session.workdirs()
    page.form.epochs.setValue(500)
    page.start()
    wait_until(qtbot, lambda: page.history.points("loss") >= 1)
    before = QThread.currentThread()

    session.open_project(make_dataset(train=2, test=1, name="other"))
    assert page.run.state is RunState.RUNNING
    page.run.stop()
    wait_until(qtbot, lambda: page.run.state is RunState.IDLE)

    assert QThread.currentThread() is before
    assert session.workdirs() != first
    assert not session.workdirs().exists()
    (folder,) = first.iterdir()
    assert (folder / "result.json").is_file()
    run_once(qtbot, page, None, 1)
    assert len(list(session.workdirs().iterdir())) == 1
