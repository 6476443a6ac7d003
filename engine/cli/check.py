"""``check``: look for what is wrong with a dataset, without changing anything."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.doctor.examination import DatasetReport

NAME = "check"
HELP = "look for what is wrong with a dataset: crossed and tiny quads, damaged files, the same picture twice"

SHOWN = 20
"""Findings of a kind that are printed for people; --json has all."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dataset", type=Path, metavar="DATASET", help="the dataset folder")


def run(args: argparse.Namespace) -> int:
    """Exit status 1 when training would refuse the dataset."""
    from engine.cli import FINE, NO
    from engine.cli.output import counting, report
    from engine.data.dataset import dataset_root, load_dataset
    from engine.doctor.examination import Doctor

    dataset = load_dataset(dataset_root(args.dataset))
    with counting(NAME, "picture") as show:
        found = Doctor().examine(dataset, show)
    values = {"success": not found.blocked, **found.to_json()}
    report(args, values, "\n".join([*_figures(found), *_findings(found)]))
    return NO if found.blocked else FINE


def _figures(found: DatasetReport) -> Iterator[str]:
    from engine.doctor.text_statistics import HEIGHT_EDGES

    data = found.dataset
    yield f"{data.root}"
    yield (
        f"pictures: {len(found.inspections) + data.unlabelled}, labelled: {len(found.inspections)}"
        f" ({len(data.train)} train, {len(data.test)} test)"
    )
    if data.split_note:
        yield data.split_note
    yield f"labels: {found.labels}, of these ignored: {found.ignored}"
    yield "text: " + ", ".join(f"{count} {way}" for way, count in found.texts.directions().items())
    bounds = [f"<{HEIGHT_EDGES[0]}", *map(str, HEIGHT_EDGES)]
    yield "height of text in pixels, from:" + "".join(f"{bound:>7}" for bound in bounds)
    for side in found.sides():
        counts = "".join(f"{count:>7}" for count in found.texts.height_counts(side))
        yield f"  pictures scaled to {side:>5}:    " + counts


def _findings(found: DatasetReport) -> Iterator[str]:
    counts = found.counts()
    if not counts:
        yield "Nothing wrong found."
    for kind, count in counts.items():
        of_kind = [one for one in found.findings if one.kind is kind]
        yield ""
        yield f"[{of_kind[0].severity.name}] {kind.title}: {count}"
        for finding in of_kind[:SHOWN]:
            label = "" if finding.row is None else f" (label {finding.row + 1})"
            yield f"  {finding.error.where()}{label}: {finding.message}"
        if count > SHOWN:
            yield f"  … and {count - SHOWN} more; --json lists all"
        yield from (f"  → {remedy}" for remedy in dict.fromkeys(one.remedy for one in of_kind[:SHOWN]))
