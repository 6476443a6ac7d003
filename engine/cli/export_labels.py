"""``export-labels DATASET TARGET``: write a data set in another program's format."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.formats import writable

NAME = "export-labels"
HELP = "write the labels of a data set for other programs, into a new folder"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dataset", type=Path, help="dataset folder")
    parser.add_argument("target", type=Path, help="a new or an empty folder")
    parser.add_argument(
        "--format",
        required=True,
        choices=tuple(writable()),
        help="icdar and ppocrlabel copy the pictures, coco writes JSON files only",
    )


def run(args: argparse.Namespace) -> int:
    from engine.cli.output import counting, report, warn
    from engine.formats.exporting import plan_export, run_export

    plan = plan_export(args.dataset)
    with counting(NAME) as show:
        done = run_export(plan, args.target, args.format, show)
    if not args.json:
        for error in (*done.problems, *done.notes):
            warn(str(error))
    text = f"{done.target}: pictures: {done.pictures}, boxes: {done.labels} ({done.format})"
    if done.unlabelled:
        text += f", left out because they have no gt: {done.unlabelled}"
    if done.problems:
        text += f", lines that are no labels and were left out: {len(done.problems)}"
    answer = {
        "success": True,
        "target": str(done.target),
        "format": done.format,
        "pictures": done.pictures,
        "boxes": done.labels,
        "unlabelled": done.unlabelled,
        "split_drawn": done.split_drawn,
        "problems": [str(error) for error in done.problems],
        "notes": [str(error) for error in done.notes],
    }
    report(args, answer, text)
    return 0
