"""Our detection against the others' on the same network and pictures: speed, memory, and the post-processing.

``python -m benchmarks.detection [--pictures N] [--turns N] DATASET…`` exports the general weights and has
every test picture (or the first N of each set) detected by four contenders, each in a process of its own,
turn by turn, at one long side and on the processor: QuadTune as it detects by itself, QuadTune on the
exported file, RapidOCR's detector and OpenCV's `TextDetectionModel_DB` on the same exported network.

Then the maps of all these pictures are turned into quads by ours and by a post-processing in the manner of
PaddleOCR, restated in `benchmarks.paddle_style`, turn by turn on one thread.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.contenders import CONTENDERS
from engine.data.dataset import load_dataset
from engine.db.models import GENERAL

Figures = dict[str, list[list[float]]]
"""Per contender and picture: the seconds of each turn."""


class Contender:
    """A process that detects in the pictures it is told."""

    def __init__(self, name: str, files: Path, long_side: int) -> None:
        command = [sys.executable, "-m", "benchmarks.contenders", name, str(files), str(long_side)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def detect(self, picture: Path) -> tuple[float, int]:
        """Seconds and quads."""
        seconds, quads = json.loads(self._ask(str(picture)))
        return seconds, quads

    def megabytes(self) -> float:
        """The most memory it ever had; it ends."""
        answer = self._ask("")
        self._process.wait()
        return float(answer)

    def _ask(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        while answer := self._process.stdout.readline():
            if answer[0] in "[0123456789" and answer[1:2] != "I":  # RapidOCR's log begins with [INFO]
                return answer
        raise RuntimeError(f"the contender {self._process.args!r} is gone")


def compare_speed(dataset: Path, pictures: list[Path], files: Path, long_side: int, turns: int) -> None:
    contenders = {name: Contender(name, files, long_side) for name in CONTENDERS}
    taken: Figures = {name: [[] for _ in pictures] for name in CONTENDERS}
    quads = dict.fromkeys(CONTENDERS, 0)
    for contender in contenders.values():
        contender.detect(pictures[0])  # the first run of a network is slower everywhere
    for turn in range(turns):
        for index, picture in enumerate(pictures):
            for name, contender in contenders.items():
                seconds, found = contender.detect(picture)
                taken[name][index].append(seconds)
                quads[name] += found if turn == 0 else 0
    print(f"{dataset.name}: {len(pictures)} pictures at a long side of {long_side}, {turns} turns")
    print("                  pictures/s   ms (median)   quads   peak MB")
    for name, contender in contenders.items():
        each = [median(seconds) for seconds in taken[name]]
        print(
            f"  {name:15s} {len(each) / sum(each):10.2f} {median(each) * 1000:12.0f} {quads[name]:8d}"
            f" {contender.megabytes():9.0f}",
            flush=True,
        )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("datasets", nargs="+", type=Path, metavar="DATASET")
    parser.add_argument("--pictures", type=int, default=10**6, help="of each data set (all)")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--long-side", type=int, default=1280)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own: on Linux a process's peak begins with that of the one that started it.
        code = "import sys; from benchmarks.contenders import prepare; prepare(*sys.argv[1:])"
        subprocess.run([sys.executable, "-c", code, folder, GENERAL], check=True)
        files, chosen = Path(folder), []
        for dataset in args.datasets:
            pictures = [sample.picture for sample in load_dataset(dataset).test[: args.pictures]]
            compare_speed(dataset, pictures, files, args.long_side, args.turns)
            chosen += pictures
        from benchmarks.paddle_style import compare_post_processing

        compare_post_processing(chosen, args.long_side)
    return 0


if __name__ == "__main__":
    sys.exit(main())
