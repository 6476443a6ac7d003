"""Crashes of real processes leave a report without names, which the next start offers."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.diagnostics.crash import CrashWatch, crash_folder, dismiss, new_reports, without_names
from desktop.diagnostics.crash_bar import CrashBar
from engine.device.graphics import Graphics, GraphicsCard
from tests.conftest import DatasetFactory
from tests.desktop.test_app import finish, start

SEGFAULT = "import ctypes\nctypes.string_at(0)"
ABORT = "import os\nos.abort()"


@pytest.mark.skipif(sys.platform == "win32", reason="the ways of dying are POSIX")
@pytest.mark.parametrize(
    ("dying", "told"), [(SEGFAULT, "Segmentation fault"), (ABORT, "Aborted")], ids=["segv", "abort"]
)
def test_a_process_that_dies_is_reported_by_the_next_one(
    tmp_path: Path,
    make_dataset: DatasetFactory,
    monkeypatch: pytest.MonkeyPatch,
    dying: str,
    told: str,
) -> None:
    root = make_dataset(train=2, test=0, name="geheime Rechnungen")
    status, _, _ = finish(start(tmp_path, dying, str(root)))
    assert status < 0
    monkeypatch.setenv("QUADTUNE_CONFIG_DIR", str(tmp_path / "config"))
    assert new_reports() == []  # who is dead writes nothing more
    once = "print(window().crash.isVisible(), window().session.project is not None)\nwindow().close()"
    status, out, error = finish(start(tmp_path, once))
    assert (status, out.split()) == (0, ["True", "True"]), error
    (report,) = new_reports()
    text = report.read_text(encoding="utf-8")
    assert told in text
    assert "Current thread" in text
    for fact in ("QuadTune  ", "Qt  ", "torch     not loaded", "Graphics  "):
        assert fact in text
    assert "Rechnungen" not in text
    assert str(tmp_path) not in text


def test_an_exception_in_a_slot_is_reported_once_and_offered_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "geheim" / "bild.jpg"
    once = f"""
import logging
def slot():
    raise FileNotFoundError(2, 'no such file', {str(secret)!r})
for _ in range(3):
    QTimer.singleShot(0, slot)
logging.getLogger('desktop').warning('the last thing that was logged')
def die():
    import os
    os._exit(3)
QTimer.singleShot(200, die)"""
    status, _, _ = finish(start(tmp_path, once))
    assert status == 3
    monkeypatch.setenv("QUADTUNE_CONFIG_DIR", str(tmp_path / "config"))
    (report,) = new_reports()
    text = report.read_text(encoding="utf-8")
    assert "FileNotFoundError" in text
    assert "in slot" in text
    assert "the last thing that was logged" in text
    assert "geheim" not in text
    status, out, _ = finish(start(tmp_path, "print(window().crash.isVisible())\nwindow().close()"))
    assert (status, out.strip()) == (0, "True")


def test_a_killed_process_leaves_no_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    status, _, _ = finish(start(tmp_path, "import os, signal\nos.kill(os.getpid(), 9)"))
    assert status != 0
    monkeypatch.setenv("QUADTUNE_CONFIG_DIR", str(tmp_path / "config"))
    watch = CrashWatch()
    watch.start()
    watch.stop()
    assert list(crash_folder().iterdir()) == []


def test_a_window_that_still_runs_is_not_taken_for_dead() -> None:
    first, second = CrashWatch(), CrashWatch()
    first.start()
    second.start()
    assert len(list(crash_folder().glob("run-*.txt"))) == 2
    for watch in (second, first):
        watch.stop()
    assert new_reports() == []
    assert list(crash_folder().iterdir()) == []


def test_the_report_has_the_card_and_the_log_of_then(own_folders: Path) -> None:
    logs = own_folders / "logs"
    logs.mkdir(parents=True)
    lines = [f"2020-01-0{day} 10:00:00,000 INFO desktop: day {day}" for day in (1, 2, 3)]
    (logs / "quadtune.log").write_text("\n".join(lines), encoding="utf-8")
    watch = CrashWatch(lambda: Graphics((GraphicsCard("RTX 4070"),), "580.1", "13.2"))
    watch._write("head", "trace", datetime(2020, 1, 2, 12))
    text = new_reports()[0].read_text(encoding="utf-8")
    assert "day 2" in text
    assert "day 3" not in text
    try:
        raise ValueError("boo")
    except ValueError as error:
        watch.report(error)
    assert any("RTX 4070, driver 580.1" in one.read_text(encoding="utf-8") for one in new_reports())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("No such file: '/mnt/eva/my bills/a b.jpg'", "No such file: '<path>'"),
        ("/mnt/eva/bills/x.jpg:3: bad line", "<path>:3: bad line"),
        (r'"C:\Users\eva\a b.png" is gone', '"<path>" is gone'),
        ("/data/收据 2024/train images/图 1.jpg:7: bad", "<folder>/…:7: bad"),
        ("1/2 done, 3 / 4 left", "1/2 done, 3 / 4 left"),
        (f'File "{os.path.dirname(os.path.dirname(os.__file__))}/x.py"', 'File "<'),  # noqa: PTH120
    ],
)
def test_names_are_taken_out(text: str, shown: str) -> None:
    assert without_names(text, ["/data/收据 2024"]).startswith(shown)


def test_the_bar_copies_opens_and_dismisses(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    crash_folder().mkdir(parents=True)
    for number in (1, 2):
        (crash_folder() / f"crash-2026010{number}-000000-ab.txt").write_text(f"report {number}", "utf-8")
    bar = CrashBar()
    qtbot.addWidget(bar)
    bar.offer([])
    assert bar.isHidden()
    bar.offer(new_reports())
    bar.show()
    QTest.mouseClick(bar.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "report 2\n\nreport 1"
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    QTest.mouseClick(bar.open_folder, Qt.MouseButton.LeftButton)
    assert opened == [QUrl.fromLocalFile(str(crash_folder()))]
    QTest.mouseClick(bar.dismiss, Qt.MouseButton.LeftButton)
    assert bar.isHidden()
    assert new_reports() == []
    assert len(list((crash_folder() / "seen").iterdir())) == 2
    dismiss([])
