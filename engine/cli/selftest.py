"""``selftest OUT.json``: check that this installation can train, detect and export."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

NAME = "selftest"
HELP = "check that this installation can train, detect and export; exit status 1 when it cannot"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", type=Path, metavar="OUT.json", help="where the report goes")


def run(args: argparse.Namespace) -> int:
    import json

    from engine.cli import FINE, NO
    from engine.cli.output import report
    from engine.selftest import Outcome, run_selftest

    def tell(outcome: Outcome) -> None:
        mark = "ok    " if outcome.ok else "FAILED"
        print(f"{mark} {outcome.seconds:6.1f} s  {outcome.name}: {outcome.detail.strip()}", file=sys.stderr)

    fine = run_selftest(args.out, tell=tell)
    answer = json.loads(args.out.read_text(encoding="utf-8"))
    text = f"{'All checks passed' if fine else 'Some checks failed'}. Report: {args.out}"
    report(args, answer, text)
    return FINE if fine else NO
