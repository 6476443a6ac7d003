"""Each exported file in the program it is for, with the very code that is offered for it.

``make setup`` puts OpenCV 4 into a folder of its own inside the virtual environment, beside OpenCV 5.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.data.pictures import write_picture
from engine.db.models import DetectSettings, read_info
from engine.detect.open import open_detector
from engine.export.options import ExportOptions, export_path
from engine.export.run import export_model
from engine.export.snippets import snippet
from engine.geometry import ious
from engine.sample import render

OPENCV_4 = Path(sys.prefix) / "opencv4"
SIZE = (736, 960)
"""That of the picture, so that every consumer's way of scaling comes to the same."""


@pytest.fixture
def picture() -> np.ndarray:
    page = render("test", 1, 0)[0]
    return np.ascontiguousarray(np.pad(page, ((0, 0), (0, SIZE[0] - page.shape[1]), (0, 0)), mode="edge"))


def run_offered_code(
    profile: str,
    folder: Path,
    libraries: Path | None = None,
) -> str:
    """Export the general weights for ``profile``, run the code for it beside ``test.jpg``: what it prints."""
    options = ExportOptions(SIZE, profile)
    report = export_model("general", export_path(folder, options), options)
    assert report is not None
    script = folder / "offered_code.py"
    script.write_text(snippet(report.path, options, read_info(report.path)), encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if libraries is not None:
        environment["PYTHONPATH"] = str(libraries)
    done = subprocess.run(
        [sys.executable, script.name],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def printed_quads(text: str) -> np.ndarray:
    """(N, 4, 2): the eight numbers at the start of each line."""
    lines = [line for line in text.splitlines() if line.startswith("[")]
    return np.array([ast.literal_eval(line[: line.index("]") + 1]) for line in lines], np.float32).reshape(
        -1, 4, 2
    )


def assert_alike(quads: np.ndarray, picture: np.ndarray, least: float) -> None:
    """Nearly every box this program finds has one of ``quads`` on it, and there are hardly more."""
    ours = open_detector("general", "cpu").detect(picture, DetectSettings(long_side=max(SIZE))).quads
    assert len(ours) > 15
    best = ious(ours, quads).max(axis=1)
    assert (best > least).mean() >= 0.9, sorted(best)
    assert len(quads) <= 1.15 * len(ours)


@pytest.mark.parametrize("version", [4, 5])
def test_opencv(
    version: int,
    tmp_path: Path,
    picture: np.ndarray,
) -> None:
    libraries = OPENCV_4 if version == 4 else None
    if version == 4 and not OPENCV_4.is_dir():
        pytest.skip(f"OpenCV 4 is not in {OPENCV_4}: make setup puts it there")
    write_picture(tmp_path / "test.jpg", picture)
    printed = run_offered_code("opencv", tmp_path, libraries)
    assert_alike(printed_quads(printed), picture, 0.7)
    asked = [sys.executable, "-c", "import cv2; print(cv2.__version__)"]
    environment = {**os.environ, "PYTHONPATH": str(libraries or "")}
    found = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True).stdout
    assert found.startswith(f"{version}.")


def test_rapidocr(tmp_path: Path, picture: np.ndarray) -> None:
    if importlib.util.find_spec("rapidocr") is None:
        pytest.skip("rapidocr is not installed")
    write_picture(tmp_path / "test.jpg", picture)
    printed = run_offered_code("rapidocr", tmp_path)
    assert_alike(printed_quads(printed), picture, 0.7)
    assert "Total" in printed  # and it could read what was found


def test_onnxtr(tmp_path: Path, picture: np.ndarray) -> None:
    if importlib.util.find_spec("onnxtr") is None:
        pytest.skip("onnxtr is not installed")
    write_picture(tmp_path / "test.jpg", picture)
    printed = run_offered_code("onnxtr", tmp_path)
    assert_alike(printed_quads(printed), picture, 0.5)  # it opens the map before it looks for regions


def test_paddleocr_gets_the_maps_its_post_processing_takes(tmp_path: Path, picture: np.ndarray) -> None:
    write_picture(tmp_path / "test.jpg", picture)
    printed = run_offered_code("paddleocr", tmp_path)
    assert printed.strip() == f"(1, 1, {SIZE[1]}, {SIZE[0]})"
