"""How commands talk: answers on stdout, progress and errors on stderr."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


def speak_utf8(system: str = sys.platform) -> None:
    """Answers that go into a pipe or a file are UTF-8 on Windows too: its code pages lack most characters."""
    for stream in (sys.stdout, sys.stderr):
        if system == "win32" and isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")


def report(args: argparse.Namespace, answer: dict[str, object], text: str) -> None:
    """Print ``answer`` as the one JSON object on stdout when ``--json`` was given, else ``text``."""
    print(json.dumps(answer, ensure_ascii=False, default=str) if args.json else text)


def warn(text: str) -> None:
    """One line on stderr that does not tear a progress bar apart."""
    from tqdm import tqdm

    tqdm.write(text, file=sys.stderr)


@contextmanager
def counting(label: str, unit: str = "it") -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr and the callback that moves it, with how many of how many are done."""
    from tqdm import tqdm

    with tqdm(desc=label, file=sys.stderr, disable=None, dynamic_ncols=True, unit=unit) as bar:

        def tell(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield tell


def progress(items: Iterable[T], total: int | None, label: str) -> Iterable[T]:
    """Show a bar with the time left on stderr while ``items`` are consumed; silent when it is no terminal."""
    from tqdm import tqdm

    bar: Iterable[T] = tqdm(items, total=total, desc=label, file=sys.stderr, disable=None, dynamic_ncols=True)
    return bar
