"""The labelling page beside other labelling programs, each in an environment of its own, in one run.

``python -m benchmarks.rivals labelme=PYTHON x-anylabeling=PYTHON ppocrlabel=PYTHON [--turns 3] [--tasks …]``
where PYTHON is the interpreter of an environment in which that program is installed. QuadTune runs in the
present one. Every program starts anew for every measurement, offscreen, with an empty home folder; turns
alternate, the median counts. A program that does not start is named with the last line it said.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import cv2
import numpy as np

PROBE = Path(__file__).with_name("rival_probe.py")
ROOT = Path(__file__).resolve().parent.parent
MANY, WALKED = 10_000, 1_000
LARGE, QUADS = 6_000, 2_000
LIMIT_S = 300


def _photo(width: int, height: int, seed: int) -> np.ndarray:
    """Something that costs as much to decode as a photograph."""
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 255, (height // 8, width // 8, 3), np.uint8)
    smooth = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    return cv2.add(smooth, rng.integers(0, 12, smooth.shape, np.uint8))


def _numbered(folder: Path, sizes: list[tuple[int, int]], links: int = 0) -> str:
    """A folder of pictures 00000.jpg …; after ``sizes``, ``links`` more that share the first one's bytes."""
    folder.mkdir(parents=True)
    for number, (width, height) in enumerate(sizes):
        data = cv2.imencode(".jpg", _photo(width, height, number), [cv2.IMWRITE_JPEG_QUALITY, 90])[1]
        (folder / f"{number:05d}.jpg").write_bytes(data.tobytes())
    for number in range(len(sizes), len(sizes) + links):
        os.link(folder / "00000.jpg", folder / f"{number:05d}.jpg")
    return str(folder)


def _quads() -> Iterator[list[list[int]]]:
    side = int(np.ceil(np.sqrt(QUADS)))
    for number in range(QUADS):
        x, y = (int(place * LARGE / side) + 10 for place in (number % side, number // side))
        yield [[x, y], [x + 100, y + 4], [x + 100, y + 40], [x, y + 36]]


def _labelled(folder: Path) -> str:
    """One large picture with many quads, in the format of every program."""
    _numbered(folder, [(LARGE, LARGE)])
    quads = list(_quads())
    lines = [",".join(str(value) for point in quad for value in point) + ",text" for quad in quads]
    (folder / "train_gts").mkdir()
    (folder / "train_gts" / "gt_00000.txt").write_text("\n".join(lines) + "\n")
    shapes: list[dict[str, Any]] = [
        {"label": "text", "points": quad, "shape_type": "polygon", "flags": {}, "group_id": None}
        for quad in quads
    ]
    labelme: dict[str, Any] = {
        "version": "5.0.0",
        "flags": {},
        "shapes": shapes,
        "imagePath": "00000.jpg",
        "imageData": None,
    }
    (folder / "00000.json").write_text(json.dumps({**labelme, "imageHeight": LARGE, "imageWidth": LARGE}))
    ppocr = [{"transcription": "text", "points": quad, "difficult": False} for quad in quads]
    (folder / "Label.txt").write_text(f"{folder.name}/00000.jpg\t{json.dumps(ppocr)}\n")
    return str(folder)


def make_folders(root: Path, tasks: list[str]) -> dict[str, str]:
    """The folder for each task."""
    makers = {
        "start": lambda: str(root),
        "open": lambda: _numbered(root / "many", [(640, 480)], MANY - 1),
        "next": lambda: _numbered(root / "twelve", [(4000, 3000)] * 11),
        "pan": lambda: _labelled(root / "large"),
        "walk": lambda: _numbered(root / "walked", [(1600, 1200)], WALKED - 1),
    }
    return {task: makers[task]() for task in tasks}


def probe(name: str, python: str, task: str, folder: str) -> dict[str, float] | str:
    """One measurement in a fresh process; what it said last when there is none."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
            "HOME": home,
            "XDG_CONFIG_HOME": home,
            "QUADTUNE_CONFIG_DIR": home,
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(ROOT) if name == "quadtune" else "",
            "STARTED": str(time.time()),
        }
        command = [python, str(PROBE), name, task, folder]
        try:
            done = subprocess.run(
                command,
                env=environment,
                capture_output=True,
                text=True,
                timeout=LIMIT_S,
                cwd=home,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"did not end within {LIMIT_S} s"
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    answers = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode == 0 and answers:
        return dict(json.loads(answers[-1]))
    return lines[-1] if lines else f"ended with {done.returncode}"


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("programs", nargs="*", metavar="NAME=PYTHON")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--tasks", nargs="+", default=["start", "open", "next", "pan", "walk"])
    args = parser.parse_args()
    pythons = {"quadtune": sys.executable, **dict(pair.split("=", 1) for pair in args.programs)}
    with tempfile.TemporaryDirectory() as root:
        folders = make_folders(Path(root), args.tasks)
        for task, folder in folders.items():
            turns = 1 if task == "walk" else args.turns
            found: dict[str, list[dict[str, float]]] = {}
            for _ in range(turns):
                for name, python in pythons.items():
                    answer = probe(name, python, task, folder)
                    if isinstance(answer, str):
                        print(f"{task}: {name}: {answer}", flush=True)
                    else:
                        found.setdefault(name, []).append(answer)
            for name, answers in found.items():
                figures = {key: round(median(one[key] for one in answers), 2) for key in answers[0]}
                print(f"{task}: {name}: {figures}", flush=True)


if __name__ == "__main__":
    main()
