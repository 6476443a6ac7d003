"""A screen of its own for the built program, and hands that use it from outside: Xvfb and xdotool."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageGrab

from tests.packaged.built import wait_for

SIZE = (1280, 800)
SHOTS = "QUADTUNE_SHOTS"
"""Environment variable: a folder that gets a picture of the screen at every step."""


def missing_tools() -> list[str]:
    return [tool for tool in ("Xvfb", "xdotool") if shutil.which(tool) is None]


@contextmanager
def screen() -> Iterator[Screen]:
    """A fresh X server without a window manager; ends with the block."""
    read, write = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(write),
        "-screen",
        "0",
        f"{SIZE[0]}x{SIZE[1]}x24",
        "-ac",
        "-nolisten",
        "tcp",
    ]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        assert number, "Xvfb did not start"
        yield Screen(f":{number}")
    finally:
        server.terminate()
        server.wait(20)


class Screen:
    """``name`` is the display's. Places are in pixels of the screen."""

    def __init__(self, name: str) -> None:
        self.name = name

    def tool(self, *words: str | int, check: bool = True) -> str:
        """What xdotool answers to ``words``."""
        command = ["xdotool", *map(str, words)]
        environment = {**os.environ, "DISPLAY": self.name}
        answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert answer.returncode == 0 or not check, f"{command}: {answer.stderr}"
        return answer.stdout.strip()

    def windows(self) -> list[int]:
        """The program's visible windows."""
        return [
            int(line)
            for line in self.tool("search", "--onlyvisible", "--class", "quadtune", check=False).split()
        ]

    def title(self, window: int) -> str:
        return self.tool("getwindowname", window, check=False)

    def key(self, *keys: str) -> None:
        for key in keys:
            self.tool("key", "--clearmodifiers", key)
            time.sleep(0.1)

    def click(self, x: int, y: int) -> None:
        self.tool("mousemove", x, y)
        time.sleep(0.1)  # as hands do: the program sees where the pointer comes from
        self.tool("click", 1)
        time.sleep(0.1)

    def picture(self) -> np.ndarray:
        """The screen as it is, (H, W, 3) RGB."""
        return np.asarray(ImageGrab.grab(xdisplay=self.name).convert("RGB"))

    def settled(self, seconds: float = 30) -> np.ndarray:
        """The screen once it shows something and no longer changes."""
        last = [self.picture()]

        def still() -> bool:
            time.sleep(0.4)
            now = self.picture()
            same = bool((now == last[0]).all())
            last[0] = now
            return same and now.std() > 1

        wait_for(still, seconds, "the screen comes to rest")
        return last[0]

    def shoot(self, name: str) -> None:
        """The screen at rest, kept as ``name``.png where `SHOTS` says."""
        self.settled()
        self.keep(name)

    def keep(self, name: str) -> None:
        """The screen as it is, as ``name``.png where `SHOTS` says."""
        if folder := os.environ.get(SHOTS):
            Path(folder).mkdir(parents=True, exist_ok=True)
            Image.fromarray(self.picture()).save(Path(folder) / f"{name}.png")
