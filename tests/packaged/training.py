"""A training by the built program, watched from outside."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from tests.packaged.built import PROCESSES, Built, children, command_line, wait_for

WORKERS = 2
SHORT = 6


def workers_of(pid: int) -> list[int]:
    """The loader processes among what ``pid`` started: the frozen program starts itself with this option."""
    return [child for child in children(pid) if "--multiprocessing-fork" in command_line(child)]


def _watch_workers(process: subprocess.Popen[str]) -> set[int]:
    seen: set[int] = set()

    def came() -> bool:
        seen.update(workers_of(process.pid))
        return len(seen) >= WORKERS or process.poll() is not None

    wait_for(came, 120, "the training starts its loader processes")
    assert len(seen) == WORKERS
    return seen


def train_with_workers(built: Built, project: Path) -> Path:
    """Returns the experiment's folder. AssertionError when loader processes do not come, or stay.

    It learns from a copy of ``project`` with short lists: evaluating all of it twice would take too long.
    """
    short = built.home / "short"
    shutil.copytree(project, short)
    for name in ("train_list.txt", "test_list.txt"):
        lines = (short / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (short / name).write_text("".join(lines[:SHORT]), encoding="utf-8")
    built.allow(short)
    process = built.start(
        "train", short, "--epochs", "1", "--size", "96", "--batch-size", "8", "--device", "cpu",
        "--workers", str(WORKERS), "--out", built.home / "workdirs", "--json",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    seen = _watch_workers(process) if PROCESSES.is_dir() else set()
    answer = json.loads(built.result(process, 600))
    wait_for(lambda: not any((PROCESSES / str(pid)).exists() for pid in seen), 10, "they end with it")
    (folder,) = (built.home / "workdirs").iterdir()
    assert answer["workdir"].endswith(folder.name)
    return folder
