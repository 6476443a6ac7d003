"""``train``: fine-tune a model on a dataset."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.interrupt import StopOnInterrupt
from engine.cli.train_options import add_options, config_of
from engine.errors import InputError, Message

if TYPE_CHECKING:
    from engine.training.events import Event

NAME = "train"
HELP = "fine-tune a text detector on a dataset; Ctrl+C stops and keeps the best weights so far"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("dataset", type=Path, nargs="?", metavar="DATASET", help="the dataset folder")
    what.add_argument(
        "--resume",
        type=Path,
        metavar="EXPERIMENT",
        help="continue the interrupted or stopped training in this folder, with the options it began with",
    )
    add_options(parser)
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="only print how long it would take, whether it fits, what is wrong",
    )


def run(args: argparse.Namespace) -> int:
    from engine.cli import FINE
    from engine.cli.output import report
    from engine.training.distributed import is_leader
    from engine.training.loop import resume, train

    if args.dry_run:
        return _dry_run(args)
    if is_leader():
        _tell_troubles(args)
    with StopOnInterrupt() as should_stop, _Screen() as screen, screen.hint_after_failure():
        if args.resume is not None:
            result = resume(args.resume, screen.show, should_stop)
        else:
            result = train(config_of(args), screen.show, should_stop)
    if is_leader():
        report(args, result.to_json(), f"{result.weights}")
    return FINE


def _tell_troubles(args: argparse.Namespace) -> None:
    """Before work that may take hours: why a card that is there is not used, and what to do about it."""
    from engine.device.graphics import card_problems, probe

    if args.device != "cpu":
        for trouble in card_problems(probe()):
            print(f"[WARNING] {trouble.error}", file=sys.stderr)


def _dry_run(args: argparse.Namespace) -> int:
    from engine.cli import FINE, NO
    from engine.cli.output import report
    from engine.training.plan.preflight import check

    if args.resume is not None:
        raise InputError(
            Message("What an unfinished training still takes is not known beforehand."),
            remedy=Message("Leave out --dry-run, or give the dataset folder."),
            path=args.resume,
        )
    found = check(config_of(args))
    assert found is not None  # nobody asks it to stop
    report(args, found.to_json(), "\n".join(found.lines()))
    return NO if found.survey.blocked else FINE


class _Screen:
    """Log lines and one progress bar on stderr."""

    def __enter__(self) -> _Screen:
        from tqdm import tqdm

        self._bar = tqdm(file=sys.stderr, disable=None, dynamic_ncols=True, unit="step")
        self._workdir: Path | None = None
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def show(self, event: Event) -> None:
        from engine.training import events

        match event:
            case events.Started():
                self._bar.reset(total=event.total_steps)
                self._workdir = event.workdir
            case events.LogLine():
                self._bar.write(event.text, file=sys.stderr)
            case events.StepDone():
                self._bar.set_description(f"epoch {event.epoch} loss {event.loss:.3f}", refresh=False)
                self._bar.update(event.step - self._bar.n)
            case events.EvaluationProgress():
                self._bar.set_description(f"{event.what} {event.done}/{event.total}")
            case events.EpochDone() | events.Finished():
                self._bar.refresh()

    @contextmanager
    def hint_after_failure(self) -> Iterator[None]:
        """When the training in this block breaks off and can be resumed, print how."""
        from engine.training.experiment import RESUME

        try:
            yield
        except BaseException:
            if self._workdir is not None and (self._workdir / RESUME).is_file():
                self._bar.write(f"train --resume {self._workdir} resumes it", file=sys.stderr)
            raise
