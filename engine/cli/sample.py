"""``sample DIR``: render the sample project."""

from __future__ import annotations

import argparse
from pathlib import Path

NAME = "sample"
HELP = "render a small labelled sample project into a new folder"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new or an empty folder")
    parser.add_argument(
        "--seed", type=int, default=0, help="another seed renders other pictures (%(default)s)"
    )


def run(args: argparse.Namespace) -> int:
    from engine.cli.output import counting, report
    from engine.sample import make_sample

    with counting(NAME) as show:
        made = make_sample(args.folder, seed=args.seed, progress=show)
    answer = {
        "success": True,
        "folder": str(made.folder),
        "train": made.train,
        "test": made.test,
        "boxes": made.boxes,
        "ignored": made.ignored,
    }
    text = (
        f"{made.folder}: training pictures: {made.train}, test pictures: {made.test}, "
        f"boxes: {made.boxes}, of these ###: {made.ignored}"
    )
    report(args, answer, text)
    return 0
