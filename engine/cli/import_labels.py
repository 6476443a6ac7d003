"""``import-labels DATASET SOURCE``: take labels of another program into a data set."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.formats import formats

NAME = "import-labels"
HELP = "import labels of PPOCRLabel, labelme, X-AnyLabeling, CVAT, COCO or YOLO-OBB"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dataset", type=Path, help="the folder that holds the pictures")
    parser.add_argument("source", type=Path, help="the folder or the file that holds the labels")
    parser.add_argument(
        "--format",
        default="auto",
        choices=("auto", *formats()),
        help="what the labels are (default: found out)",
    )
    parser.add_argument(
        "--existing",
        default="keep",
        choices=("keep", "add", "replace"),
        help="what happens to pictures that have labels (default: %(default)s); files are copied first",
    )


def run(args: argparse.Namespace) -> int:
    from engine.cli.output import counting, report, warn
    from engine.formats.importing import plan_import, run_import

    plan = plan_import(args.dataset, args.source, args.format)
    with counting(NAME) as show:
        done = run_import(plan, args.existing, show)
    if not args.json:
        for error in (*done.unmatched, *done.problems, *done.notes):
            warn(str(error))
    text = f"{plan.root}: pictures: {len(done.pictures)}, boxes: {done.boxes} ({done.format})"
    counted = {
        "kept as they were": done.kept,
        "labels without a picture here": done.unmatched,
        "not understood": done.problems,
    }
    text += "".join(f", {what}: {len(found)}" for what, found in counted.items() if found)
    if done.backup is not None:
        text += f"\nThe labels from before are in {done.backup}"
    answer = {
        "success": True,
        "dataset": str(plan.root),
        "format": done.format,
        "pictures": len(done.pictures),
        "boxes": done.boxes,
        "kept": [str(picture) for picture in done.kept],
        "checked": [str(picture) for picture in done.checked],
        "unmatched": [str(error) for error in done.unmatched],
        "problems": [str(error) for error in done.problems],
        "notes": [str(error) for error in done.notes],
        "backup": None if done.backup is None else str(done.backup),
    }
    report(args, answer, text)
    return 0
