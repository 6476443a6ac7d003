"""Only the newest of what is asked for counts."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from desktop.work.background import LatestTask
from tests.desktop.conftest import delete_now


def test_only_first_and_last_run(qtbot: QtBot) -> None:
    task = LatestTask()
    results: list[object] = []
    task.done.connect(results.append)
    go_on = threading.Event()
    ran: list[int] = []

    def first() -> int:
        go_on.wait(10)
        ran.append(0)
        return 0

    def work(number: int) -> int:
        ran.append(number)
        return number

    task.submit(first)
    for number in (1, 2, 3):
        task.submit(partial(work, number))
    go_on.set()
    qtbot.waitUntil(lambda: not task.busy())
    assert ran == [0, 3]
    assert results == [3]  # what was asked for before is out of date
    delete_now(task)


def test_failure_is_told_in_the_gui_thread(qtbot: QtBot) -> None:
    task = LatestTask()
    seen: list[tuple[object, threading.Thread]] = []
    task.failed.connect(lambda error: seen.append((error, threading.current_thread())))
    task.submit(lambda: 1 // 0)
    qtbot.waitUntil(lambda: bool(seen))
    assert isinstance(seen[0][0], ZeroDivisionError)
    assert seen[0][1] is threading.main_thread()
    delete_now(task)


def test_cancel_forgets(qtbot: QtBot) -> None:
    task = LatestTask()
    results: list[object] = []
    task.done.connect(results.append)
    go_on = threading.Event()
    task.submit(lambda: go_on.wait(10))
    task.submit(lambda: 2)
    task.cancel()
    go_on.set()
    task.submit(lambda: 3)
    qtbot.waitUntil(lambda: results == [3])
    delete_now(task)


@pytest.mark.usefixtures("qapp")
def test_goes_away_while_it_works() -> None:
    task = LatestTask()
    go_on = threading.Event()
    task.submit(lambda: go_on.wait(10))
    delete_now(task)
    go_on.set()  # the fixture checks that the thread ends
