"""Cycles are collected, in the window's thread, and libraries are left alone."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from desktop.work.gc_policy import FULL_EVERY, GarbageCollector
from desktop.work.jobs import Job, JobControl, Jobs


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[GarbageCollector]:
    monkeypatch.setattr("desktop.work.gc_policy.PERIOD_MS", 20)
    collector = GarbageCollector()
    collector.start()
    yield collector
    collector.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


class Cycle(QObject):
    """Refers to itself, as an object with a lambda of its own does."""

    def __init__(self, gone: list[QThread]) -> None:
        super().__init__()
        self.me = self
        weakref.finalize(self, lambda: gone.append(QThread.currentThread()))


@pytest.mark.usefixtures("collector")
def test_a_job_s_thread_deletes_no_cycle(qtbot: QtBot) -> None:
    gone: list[QThread] = []
    release = threading.Event()

    def allocate_much(_control: JobControl) -> None:
        kept = [[number] for number in range(10_000)]  # the automatic collector would run a dozen times
        assert kept
        release.wait(20)

    jobs = Jobs()
    job = Job("allocating", allocate_much)
    Cycle(gone)
    jobs.start(job)
    qtbot.waitUntil(lambda: len(gone) == 1, timeout=20_000)
    release.set()
    qtbot.waitUntil(lambda: not jobs.running(), timeout=20_000)
    assert gone == [QThread.currentThread()]


def test_old_cycles_go_too(collector: GarbageCollector) -> None:
    gone: list[QThread] = []
    kept = Cycle(gone)
    for _ in range(3):
        collector.collect()
    del kept
    assert gone == []
    for _ in range(FULL_EVERY):
        collector.collect()
    assert len(gone) == 1


def test_a_loaded_library_is_looked_at_no_more(collector: GarbageCollector) -> None:
    before = gc.get_freeze_count()
    library = [[number] for number in range(50_000)]
    collector.collect()
    assert gc.get_freeze_count() >= before + len(library)
