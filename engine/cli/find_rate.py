"""``find-rate``: try which learning rate suits."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from engine.cli.train_options import add_options, config_of

NAME = "find-rate"
HELP = "try growing learning rates on a copy of the weights and suggest one; nothing is written"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dataset", type=Path, metavar="DATASET", help="the dataset folder")
    add_options(parser, "epochs", "learning_rate", "patience", "out", "workers")


def run(args: argparse.Namespace) -> int:
    from tqdm import tqdm

    from engine.cli import FINE, NO
    from engine.cli.output import report
    from engine.training.plan.rate_finder import STEPS, RateTried, find_rate

    with tqdm(total=STEPS, file=sys.stderr, disable=None, dynamic_ncols=True, unit="step") as bar:

        def show(event: RateTried) -> None:
            bar.set_description(f"rate {event.rate:.1e} loss {event.loss:.3f}", refresh=False)
            bar.update()

        found = find_rate(config_of(args), show)
    assert found is not None  # nobody asks it to stop
    text = str(found.obstacle) if found.suggestion is None else f"learning rate: {found.suggestion:g}"
    report(args, found.to_json(), text)
    return NO if found.suggestion is None else FINE
