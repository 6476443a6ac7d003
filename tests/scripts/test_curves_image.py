"""The script that draws a training's curves, run as its documentation says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from engine.data.pictures import read_picture
from tests.desktop.train.folders import write_experiment

ROOT = Path(__file__).resolve().parents[2]


def test_it_draws_what_a_folder_holds(tmp_path: Path) -> None:
    experiment = write_experiment(tmp_path / "exp_20260101000000")
    out = tmp_path / "curves.png"
    subprocess.run([sys.executable, "-m", "scripts.curves_image", experiment, out], cwd=ROOT, check=True)
    picture = read_picture(out)
    blue = (picture[..., 0] > picture[..., 2].astype(int) + 60).sum()
    assert blue > 1000  # lines and dots, not only axes and words
