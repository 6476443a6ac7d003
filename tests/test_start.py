"""The program starts at once: nothing heavy is imported before it is needed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("torch", "torchvision", "onnxruntime", "onnx", "onnxscript")

WINDOW = """
import sys, tempfile
from pathlib import Path
from desktop.app import make_application
from desktop.shell.main_window import MainWindow
from desktop.session import Session
from desktop.settings.settings import Settings

app = make_application(["quadtune"])
window = MainWindow(Session(Settings()))
window.show()
app.processEvents()
assert window.isVisible()
print(*(name for name in {heavy!r} if name in sys.modules))
"""

BEFORE_THE_WINDOW = """
import sys
import desktop.app
print(*(name for name in {heavy!r} + ("numpy", "cv2", "pyqtgraph") if name in sys.modules))
"""

COMMAND_LINE = """
import sys
from engine import cli

cli.build_parser()
print(*(name for name in {heavy!r} + ("PySide6", "numpy", "cv2", "shapely") if name in sys.modules))
"""


@pytest.mark.parametrize(
    "program", [BEFORE_THE_WINDOW, WINDOW, COMMAND_LINE], ids=["before", "window", "command line"]
)
def test_nothing_heavy_is_imported_at_the_start(program: str, tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path)}
    answer = subprocess.run(
        [sys.executable, "-c", program.format(heavy=HEAVY)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.split() == []


def test_help_names_every_command() -> None:
    answer = subprocess.run(
        [sys.executable, "main.py", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert answer.returncode == 0, answer.stderr
    for command in (
        "sample",
        "lists",
        "check",
        "train",
        "evaluate",
        "detect",
        "export",
        "import-labels",
        "import-weights",
        "selftest",
    ):
        assert command in answer.stdout
