"""How commands talk: answers on stdout, progress and errors on stderr."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def report(args: argparse.Namespace, answer: dict[str, object], text: str) -> None:
    """Print ``answer`` as the one JSON object on stdout when ``--json`` was given, else ``text``."""
    print(json.dumps(answer, ensure_ascii=False, default=str) if args.json else text)


def warn(text: str) -> None:
    """One line on stderr that does not tear a progress bar apart."""
    from tqdm import tqdm

    tqdm.write(text, file=sys.stderr)


def progress(items: Iterable[T], total: int | None, label: str) -> Iterable[T]:
    """Show a bar with the time left on stderr while ``items`` are consumed; silent when it is no terminal."""
    from tqdm import tqdm

    return tqdm(items, total=total, desc=label, file=sys.stderr, disable=None, dynamic_ncols=True)
