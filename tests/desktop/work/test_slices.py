"""Long work in the GUI thread leaves the window time for its events."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desktop.work.slices import SLICE_S, Slices


def steps(done: list[int], count: int) -> Iterator[None]:
    for number in range(count):
        time.sleep(SLICE_S / 3)
        done.append(number)
        yield


def test_all_steps_in_order_with_events_between_slices(qtbot: QtBot) -> None:
    slices, done, ticks, slices_told = Slices(), list[int](), list[int](), list[int]()
    slices.progressed.connect(lambda: slices_told.append(len(done)))
    ticker = QTimer(interval=0)
    ticker.timeout.connect(lambda: ticks.append(len(done)))
    ticker.start()
    with qtbot.waitSignal(slices.finished, timeout=10_000):
        slices.start(steps(done, 30))
        assert slices.busy
        assert done == []  # the caller goes on first
    assert done == list(range(30))
    assert not slices.busy
    assert len(slices_told) >= 3
    assert len({tick for tick in ticks if 0 < tick < 30}) >= 3


def test_stopped_and_started_anew(qtbot: QtBot) -> None:
    slices, first, second, finished = Slices(), list[int](), list[int](), list[bool]()
    slices.finished.connect(lambda: finished.append(True))
    slices.start(steps(first, 1000))
    qtbot.waitUntil(lambda: bool(first))
    slices.stop()
    assert not slices.busy
    stopped_at = len(first)
    qtbot.wait(30)
    assert (len(first), finished) == (stopped_at, [])
    slices.start(steps(first, 1000))
    slices.start(steps(second, 5))
    qtbot.waitUntil(lambda: finished == [True])
    assert second == list(range(5))
    assert len(first) == stopped_at
