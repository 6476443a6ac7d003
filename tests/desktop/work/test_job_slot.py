"""A slot holds one job, forwards what it tells, and is free again when it is done."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.work.jobs import JobControl, Jobs, JobSlot, Progress
from tests.desktop.conftest import delete_now


class Page:
    """Writes down what a slot forwards, and whether it was busy then."""

    def __init__(self) -> None:
        self.owner = QObject()
        self.told: list[object] = []
        self.slot = JobSlot(
            Jobs(self.owner),
            self.owner,
            events=lambda events: self.told.append(events),
            result=lambda result: self.told.append((result, self.slot.busy)),
            failed=lambda error: self.told.append((type(error), self.slot.busy)),
            done=lambda: self.told.append(("done", self.slot.busy)),
        )


def test_forwards_in_order_and_is_free_when_done(qtbot: QtBot) -> None:
    page = Page()
    changes: list[bool] = []
    page.slot.changed.connect(lambda: changes.append(page.slot.busy))
    with qtbot.waitSignal(page.slot.done, timeout=10_000):
        job = page.slot.start("first", lambda control: control.tell_progress(1, 2))
        assert page.slot.job is job
        page.slot.rename("Erste")
        assert job.name == "Erste"
        with pytest.raises(RuntimeError, match="Erste"):
            page.slot.start("second", lambda _: None)
    assert page.told == [[Progress(1, 2)], (None, True), ("done", False)]
    assert changes == [True, False]
    page.told.clear()
    with qtbot.waitSignal(page.slot.done, timeout=10_000):
        page.slot.start("second", lambda _: 1 // 0)
    assert page.told == [(ZeroDivisionError, True), ("done", False)]
    delete_now(page.owner)


def test_stopping(qtbot: QtBot) -> None:
    page, started = Page(), threading.Event()

    def work(control: JobControl) -> None:
        started.set()
        while not control.should_stop():
            time.sleep(0.001)
        control.tell_progress(1, 2)  # ends the work instead

    page.slot.stop()  # nothing to stop
    assert not page.slot.stopping
    with qtbot.waitSignal(page.slot.done, timeout=10_000):
        page.slot.start("endless", work)
        assert started.wait(10)
        page.slot.stop()
        assert page.slot.stopping
    assert page.told == [("done", False)]
    assert not page.slot.stopping
    delete_now(page.owner)


def test_the_page_goes_away_first(qtbot: QtBot) -> None:
    page, jobs, go_on = QObject(), Jobs(), threading.Event()
    told: list[object] = []
    slot = JobSlot(jobs, page, result=told.append)
    job = slot.start("longer", lambda _: go_on.wait(10))
    delete_now(page)
    with qtbot.waitSignal(job.done, timeout=10_000):
        go_on.set()
    assert told == []
