"""The application as a process: it starts, is closed from the terminal, and never stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import DatasetFactory

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 240  # starting takes a second; a busy machine may need many times that

# Runs the application with a function called in it shortly after the window is there.
PROGRAM = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
import desktop.shell.main_window as main_window
from desktop.app import run
from desktop.work.jobs import Job

main_window.STOP_TIMEOUT_MS = 300

def window():
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, main_window.MainWindow))

def once():
{once}

made = main_window.MainWindow.showEvent

def show_event(self, event):
    made(self, event)
    QTimer.singleShot(300, once)

main_window.MainWindow.showEvent = show_event
sys.exit(run(sys.argv[1:]))
"""


def start(tmp_path: Path, once: str, *arguments: str, before: str = "") -> subprocess.Popen[str]:
    program = before + PROGRAM.format(once="\n".join(f"    {line}" for line in once.splitlines()))
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QUADTUNE_CONFIG_DIR": str(tmp_path / "config"),
    }
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    try:
        out, error = process.communicate(timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        out, error = process.communicate()
        pytest.fail(f"the process stayed behind:\n{out}\n{error}")
    return process.returncode, out, error


def test_it_opens_the_folder_it_was_given_and_closes(tmp_path: Path, make_dataset: DatasetFactory) -> None:
    root = make_dataset(train=2, test=0)
    once = "print(window().windowTitle(), window().current_page(), 'torch' in sys.modules)\nwindow().close()"
    status, out, error = finish(start(tmp_path, once, str(root)))
    assert (status, out.split()) == (0, [root.name, "label", "False"]), error
    assert (tmp_path / "config" / "settings.json").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are POSIX")
@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_the_window_as_its_button_does(tmp_path: Path, which: signal.Signals) -> None:
    process = start(tmp_path, "print('ready', flush=True)")
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(which)
    status, _, error = finish(process)
    assert status == 0, error
    assert '"geometry": "' in (tmp_path / "config" / "settings.json").read_text(encoding="utf-8")


def test_a_job_that_ignores_stopping_does_not_keep_the_process(tmp_path: Path) -> None:
    once = "window().session.jobs.start(Job('deaf', lambda control: time.sleep(600)))\nwindow().close()"
    status, _, error = finish(start(tmp_path, once))
    assert status == 0
    assert "QThread: Destroyed" not in error
    log = (tmp_path / "config" / "logs" / "quadtune.log").read_text(encoding="utf-8")
    assert "Leaving while jobs still run: deaf" in log


@pytest.mark.parametrize(
    "breaking",
    [
        "QTimer.singleShot(0, lambda: 1 / 0)",
        "import threading\nthreading.Thread(target=lambda: 1 / 0).start()",
    ],
    ids=["window", "thread"],
)
def test_an_uncaught_error_is_logged_and_shown_and_the_window_lives(tmp_path: Path, breaking: str) -> None:
    once = f"""{breaking}
def look():
    print(window().banner.isVisible(), window().banner.text())
    window().close()
QTimer.singleShot(300, look)"""
    status, out, error = finish(start(tmp_path, once))
    assert status == 0, error
    assert out.startswith("True")
    assert "ZeroDivisionError" in out
    log = (tmp_path / "config" / "logs" / "quadtune.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError" in log


def test_it_starts_without_a_console(tmp_path: Path) -> None:
    """A windowed build has no sys.stderr."""
    status, _, _ = finish(
        start(tmp_path, "window().close()", before="import sys\nsys.stdout = sys.stderr = None")
    )
    assert status == 0
    assert list((tmp_path / "config" / "crashes").iterdir()) == []  # it ended well
