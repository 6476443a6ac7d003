"""Jobs: nothing told is lost, the window is not flooded, and closing leaves no thread."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from desktop.work.jobs import BATCH_MS, Job, JobControl, Jobs, Progress, progress_of
from engine.training.events import EvaluationProgress, StepDone


@pytest.fixture
def jobs() -> Jobs:
    return Jobs()


def run_to_end(qtbot: QtBot, jobs: Jobs, job: Job) -> list[tuple[str, object]]:
    """Everything the job signalled, in order."""
    heard: list[tuple[str, object]] = []
    job.events.connect(lambda events: heard.append(("events", events)))
    job.finished_ok.connect(lambda result: heard.append(("ok", result)))
    job.failed.connect(lambda error: heard.append(("failed", error)))
    with qtbot.waitSignal(job.done, timeout=10_000):
        jobs.start(job)
    return heard


def test_every_event_arrives_in_order_and_in_few_batches(qtbot: QtBot, jobs: Jobs) -> None:
    def work(control: JobControl) -> str:
        for number in range(2000):
            control.emit(number)
            if number % 20 == 0:
                time.sleep(0.002)
        return "result"

    began = time.monotonic()
    heard = run_to_end(qtbot, jobs, Job("count", work))
    took = time.monotonic() - began
    batches = [value for kind, value in heard if kind == "events"]
    assert [number for batch in batches for number in batch] == list(range(2000))  # type: ignore[attr-defined]
    assert 2 <= len(batches) <= took * 1000 / BATCH_MS + 2
    assert heard[-1] == ("ok", "result")
    assert jobs.running() == []


def test_a_single_event_arrives_without_waiting_for_the_end(qtbot: QtBot, jobs: Jobs) -> None:
    release = threading.Event()

    def work(control: JobControl) -> None:
        control.emit("early")
        assert release.wait(10)

    job = Job("one", work)
    with qtbot.waitSignal(job.events, timeout=5000) as batch:
        jobs.start(job)
    assert batch.args == [["early"]]
    assert job.isRunning()
    with qtbot.waitSignal(job.done, timeout=5000):
        release.set()


def test_signals_are_received_in_the_thread_of_the_window(qtbot: QtBot, jobs: Jobs) -> None:
    threads: list[QThread] = []
    job = Job("where", lambda control: control.emit(QThread.currentThread()))
    job.events.connect(lambda _: threads.append(QThread.currentThread()))
    job.finished_ok.connect(lambda _: threads.append(QThread.currentThread()))
    (_, events), _ = run_to_end(qtbot, jobs, job)
    assert threads == [QThread.currentThread()] * 2
    assert events[0] is not QThread.currentThread()  # type: ignore[index]


def test_stop_is_seen_by_the_work_and_it_may_still_have_a_result(qtbot: QtBot, jobs: Jobs) -> None:
    def work(control: JobControl) -> str:
        while not control.should_stop():
            time.sleep(0.005)
        return "kept"

    job = Job("until stopped", work)
    job.started.connect(job.request_stop)
    assert run_to_end(qtbot, jobs, job) == [("ok", "kept")]


def test_stopping_deep_inside_ends_without_result_and_without_error(qtbot: QtBot, jobs: Jobs) -> None:
    def work(control: JobControl) -> None:
        while True:
            control.raise_if_stopped()
            time.sleep(0.005)

    job = Job("until stopped", work)
    job.started.connect(job.request_stop)
    assert run_to_end(qtbot, jobs, job) == []


def test_a_failure_is_told_after_the_events_before_it(qtbot: QtBot, jobs: Jobs) -> None:
    def work(control: JobControl) -> None:
        control.emit("last words")
        raise ValueError("broken")

    events, failed = run_to_end(qtbot, jobs, Job("fails", work))
    assert events == ("events", ["last words"])
    assert failed[0] == "failed"
    assert isinstance(failed[1], ValueError)


def test_a_failure_does_not_keep_the_variables_of_the_work_alive(qtbot: QtBot, jobs: Jobs) -> None:
    gone = threading.Event()

    class Tensor:
        def __del__(self) -> None:
            gone.set()

    def work(control: JobControl) -> None:
        tensor = Tensor()
        control.emit(id(tensor))
        raise MemoryError

    heard = run_to_end(qtbot, jobs, Job("out of memory", work))
    assert isinstance(heard[-1][1], MemoryError)
    assert heard[-1][1].__traceback__ is not None
    assert gone.is_set()


def test_stop_all_ends_running_jobs_and_delivers_their_results(qtbot: QtBot, jobs: Jobs) -> None:
    def work(control: JobControl) -> str:
        while not control.should_stop():
            time.sleep(0.005)
        return "kept"

    results: list[object] = []
    for _ in range(3):
        job = Job("until stopped", work)
        job.finished_ok.connect(results.append)
        jobs.start(job)
    assert jobs.stop_all(5000)
    assert results == ["kept"] * 3
    assert jobs.running() == []
    qtbot.wait(20)  # the queued "finished" of the threads must not deliver a second time
    assert results == ["kept"] * 3


def test_stop_all_waits_no_longer_than_told(qtbot: QtBot, jobs: Jobs) -> None:
    release = threading.Event()
    job = Job("deaf", lambda _: release.wait(10))
    jobs.start(job)
    began = time.monotonic()
    assert not jobs.stop_all(200)
    assert 0.15 < time.monotonic() - began < 2
    assert jobs.running() == [job]
    with qtbot.waitSignal(job.done, timeout=5000):
        release.set()


def test_progress_is_read_from_training_events_too(qtbot: QtBot, jobs: Jobs) -> None:
    step = StepDone(
        step=3, total_steps=10, epoch=1, loss=1.0, bce=0.1, dice=0.2, l1=0.3,
        learning_rate=0.007, pictures_per_second=4.0, seconds_left=70.0,
    )  # fmt: skip
    assert progress_of(step) == Progress(3, 10, seconds_left=70.0)
    assert progress_of(EvaluationProgress(done=1, total=4, what="test")) == Progress(1, 4, part=True)
    assert progress_of("something else") is None

    def work(control: JobControl) -> None:
        control.emit(step)
        control.emit("no progress")

    job = Job("steps", work)
    seen: list[Progress | None] = []
    job.events.connect(lambda _: seen.append(job.progress))
    run_to_end(qtbot, jobs, job)
    assert seen == [Progress(3, 10, seconds_left=70.0)]
