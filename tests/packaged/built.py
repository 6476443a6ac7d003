"""The built program and the machine it runs on: this one, or the root of another file system."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BUILT, OTHER_ROOT = "QUADTUNE_BUILT", "QUADTUNE_ROOT"
"""Environment variables: the program; the root of the file system in which it is installed (for chroot)."""

WINDOWS_NEEDS = ("SYSTEMROOT", "TEMP", "USERPROFILE", "APPDATA", "LOCALAPPDATA")

PROCESSES = Path("/proc")
"""Where Linux shows its processes; other systems have no such folder."""

USER = 1000
"""Who runs the program in another root: somebody who may write nowhere but at home."""


@dataclass(frozen=True, slots=True)
class Built:
    """``program`` as it is called on its machine; ``home``, seen from here, is all it may write to."""

    program: str
    home: Path
    root: Path | None = None

    def inside(self, path: Path) -> str:
        """``path`` as the program has to be told it."""
        return str(path) if self.root is None else f"/{path.relative_to(self.root)}"

    def environment(self, **more: str) -> dict[str, str]:
        """What the program finds: no Python, no settings of whoever runs the tests."""
        nothing = self.home / "empty"
        nothing.mkdir(exist_ok=True)
        path = self.inside(nothing) if self.root is None else "/usr/bin:/bin"
        needed = {name: os.environ[name] for name in WINDOWS_NEEDS if name in os.environ}
        return {"PATH": path, "HOME": self.inside(self.home), "LANG": "C.UTF-8", **needed, **more}

    def start(self, *arguments: str | Path, screen: str = "", **options: Any) -> subprocess.Popen[str]:
        """Start it; paths among the ``arguments`` are those seen from here."""
        told = [self.inside(part) if isinstance(part, Path) else part for part in arguments]
        options = {"text": True, "encoding": "utf-8", **options}
        environment = self.environment(**({"DISPLAY": screen} if screen else {}))
        command = [self.program, *told]
        if self.root is None:
            return subprocess.Popen(command, env=environment, cwd=self.home, **options)
        put = [f"{name}={value}" for name, value in environment.items()]
        user = f"--userspec={USER}:{USER}"
        changed = ["chroot", user, str(self.root), "/usr/bin/env", "-i", "-C", self.inside(self.home), *put]
        return subprocess.Popen([*changed, *command], **options)

    def run(self, *arguments: str | Path, seconds: float = 300) -> str:
        """What it printed; AssertionError with what it complained of unless it exits with 0."""
        process = self.start(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return self.result(process, seconds)

    def answer(self, *arguments: str | Path, seconds: float = 300) -> dict[str, Any]:
        """The one JSON object it printed."""
        answer = json.loads(self.run(*arguments, "--json", seconds=seconds))
        assert isinstance(answer, dict)
        return answer

    @staticmethod
    def result(process: subprocess.Popen[str], seconds: float) -> str:
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        assert process.returncode == 0, f"{process.args!r}: exit status {process.returncode}\n{err}"
        return out

    def allow(self, folder: Path) -> None:
        """Let the program's user write below ``folder``, which the tests made."""
        if self.root is not None:
            for path in [folder, *folder.rglob("*")]:
                os.chown(path, USER, USER)


def find_built() -> tuple[str, Path | None] | str:
    """The program and its root, or why there is none."""
    root = Path(os.environ[OTHER_ROOT]) if os.environ.get(OTHER_ROOT) else None
    named = os.environ.get(BUILT)
    if root is not None:
        program = named or "/usr/bin/quadtune"
        if os.geteuid() != 0:
            return f"{OTHER_ROOT} is entered by chroot, which only root may"
        return (program, root) if shutil.which("chroot") else "there is no chroot command"
    default = Path(__file__).resolve().parents[2] / "dist" / "quadtune" / "quadtune"
    path = Path(named).resolve() if named else default
    if not path.is_file():
        return f"no built program at {path}: make installer builds one, {BUILT} names another"
    return str(path), None


def children(pid: int) -> list[int]:
    """All processes that process ``pid`` started, and theirs."""
    parents: dict[int, list[int]] = {}
    for entry in PROCESSES.iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:  # it has ended meanwhile
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        below = parents.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def command_line(pid: int) -> list[str]:
    try:
        return (PROCESSES / str(pid) / "cmdline").read_text(errors="replace").split("\0")
    except OSError:
        return []


def wait_for(what: Callable[[], bool], seconds: float, why: str) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, f"not within {seconds:.0f} s: {why}"
        time.sleep(0.05)
