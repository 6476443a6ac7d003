"""The command line: one module a subcommand, each with NAME, HELP, add_arguments() and run()."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Sequence

from engine import __version__
from engine.cli.output import speak_utf8
from engine.device.graphics import card_memory_error, is_card_memory_error
from engine.errors import QuadTuneError

COMMANDS = (
    "sample", "lists", "check", "train", "find_rate", "evaluate", "detect", "export",
    "import_labels", "export_labels", "import_weights", "selftest",
)  # fmt: skip

FINE, NO, UNUSABLE, INTERRUPTED = 0, 1, 2, 130
"""Exit status: it worked; the answer is no; the input cannot be used; Ctrl+C."""


def main(argv: Sequence[str]) -> int:
    speak_utf8()
    args = build_parser().parse_args(argv)
    try:
        return int(args.run(args))
    except QuadTuneError as error:
        return _unusable(args, error)
    except RuntimeError as error:
        if not is_card_memory_error(error):
            raise
        return _unusable(args, card_memory_error())
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return INTERRUPTED


def _unusable(args: argparse.Namespace, error: QuadTuneError) -> int:
    print(f"error: {error}", file=sys.stderr)
    if args.json:
        print(json.dumps({"success": False, "error": str(error)}, ensure_ascii=False))
    return UNUSABLE


def build_parser() -> argparse.ArgumentParser:
    """The whole parser; importing the command modules loads no library that takes time."""
    parser = argparse.ArgumentParser(
        prog="quadtune",
        description="Label, fine-tune, try and export a text detector. Without a command the window opens.",
    )
    parser.add_argument("--version", action="version", version=f"QuadTune {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name in COMMANDS:
        module = importlib.import_module(f"engine.cli.{name}")
        command = commands.add_parser(module.NAME, help=module.HELP, description=module.HELP)
        module.add_arguments(command)
        command.add_argument("--json", action="store_true", help="print one JSON object alone on stdout")
        command.set_defaults(run=module.run)
    return parser
