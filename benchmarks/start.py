"""From the start of the program to its window on the screen.

``xvfb-run -s "-screen 0 1280x800x24 -noreset" python -m benchmarks.start dist/quadtune/quadtune`` starts the
program again and again with an empty home folder and looks at the screen: the time is that of the first
picture with a painted window in it, and the processor time that the program took until then, which other
work on the machine does not stretch. The first start, with a cold disk perhaps, is told apart.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import numpy as np
from PIL import ImageGrab

LIMIT_S = 60.0
LEAST_COLOURS = 8
"""A window that is there but not painted has one or two."""


def painted(screen: str) -> bool:
    """Whether something with text and icons is on the screen."""
    picture = np.asarray(ImageGrab.grab(xdisplay=screen).convert("RGB")).astype(np.uint32)
    values = picture[::4, ::4] @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    return len(np.unique(values)) >= LEAST_COLOURS


def processor_seconds(pid: int) -> float:
    """What the running process has used of the processors so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def start_seconds(command: Sequence[str], screen: str) -> tuple[float, float]:
    """Seconds until the window is painted, and processor time. TimeoutError when none comes."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "HOME": home, "QUADTUNE_CONFIG_DIR": home}
        begin = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        try:
            while not painted(screen):
                if time.perf_counter() - begin > LIMIT_S or process.poll() is not None:
                    raise TimeoutError(f"{command[0]} shows no window")
                time.sleep(0.005)
            seconds = time.perf_counter() - begin, processor_seconds(process.pid)
            time.sleep(1)  # it may end in peace: what it begins with is over
        finally:
            process.terminate()
            process.wait(30)
    while painted(screen):
        time.sleep(0.05)
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", nargs="+", help="the program and what it is started with")
    parser.add_argument("--turns", type=int, default=7)
    options = parser.parse_args()
    screen = os.environ.get("DISPLAY")
    if not screen or painted(screen):
        sys.exit("An empty X screen is needed: xvfb-run gives one.")
    turns = [start_seconds(options.command, screen) for _ in range(options.turns)]
    for name, (first, *others) in zip(
        ("window after", "processor time"), zip(*turns, strict=True), strict=True
    ):
        print(f"{name}: first {first:.2f} s, then median {median(others):.2f} s, worst {max(others):.2f} s")


if __name__ == "__main__":
    main()
