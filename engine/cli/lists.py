"""``lists DATASET``: write ``train_list.txt`` and ``test_list.txt`` from the folders."""

from __future__ import annotations

import argparse
from pathlib import Path

NAME = "lists"
HELP = "write train_list.txt and test_list.txt of a dataset folder"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dataset", type=Path, help="dataset folder with train_images and test_images")


def run(args: argparse.Namespace) -> int:
    from engine.cli.output import report
    from engine.data.dataset import dataset_root, make_lists

    root = dataset_root(args.dataset)
    counts = make_lists(root)
    text = f"{root}: training pictures: {counts['train']}, test pictures: {counts['test']}"
    if counts["unlabelled"]:
        text += f", left out because they have no gt: {counts['unlabelled']}"
    report(args, {"success": True, "dataset": str(root), **counts}, text)
    return 0
