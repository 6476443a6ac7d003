"""What ``detect`` prints on stdout. None of the ways keeps the results of many pictures in memory."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from engine.errors import InputError, Message


class Answer:
    """For people: one line of figures at the end. ``failed``: how many pictures could not be read."""

    def __init__(self) -> None:
        self.failed = self._pictures = self._quads = 0

    def add(self, record: dict[str, Any]) -> None:
        """The record of one picture, as soon as it is done."""
        self._pictures += 1
        self.failed += not record["success"]
        self._quads += len(record["boxes"])

    def close(self, folder: Path, interrupted: bool) -> None:  # noqa: ARG002 - what `Document` needs
        """After the last picture: ``folder`` holds the results."""
        print(self.figures(folder))

    def figures(self, folder: Path) -> str:
        done = self._pictures - self.failed
        return f"{done} pictures, {self._quads} quads, {self.failed} failed. Results in {folder}"


class Lines(Answer):
    """For programs that want each picture at once: one JSON object a line, the figures on stderr."""

    def add(self, record: dict[str, Any]) -> None:
        super().add(record)
        print(_json(record), flush=True)

    def close(self, folder: Path, interrupted: bool) -> None:  # noqa: ARG002
        from engine.cli.output import warn

        warn(self.figures(folder))


class Document(Answer):
    """For programs: one JSON object. Until the end the records wait on the disk."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = tempfile.TemporaryFile("w+", encoding="utf-8", errors="surrogateescape", newline="\n")  # noqa: SIM115

    def add(self, record: dict[str, Any]) -> None:
        super().add(record)
        self._waiting.write((", " if self._pictures > 1 else "") + _json(record))

    def close(self, folder: Path, interrupted: bool) -> None:
        answer = {"success": not self.failed and not interrupted, "out": str(folder)}
        if interrupted:
            answer["interrupted"] = True
        with self._waiting as waiting:
            waiting.seek(0)
            sys.stdout.write(_json({**answer, "results": []}).removesuffix("]}"))
            shutil.copyfileobj(waiting, sys.stdout)
            print("]}")


def answer_for(args: argparse.Namespace) -> Answer:
    """The answer asked for with ``--json`` or ``--json-lines``."""
    if args.json and args.json_lines:
        raise InputError(
            Message("--json and --json-lines cannot both be given."), remedy=Message("Leave out one of them.")
        )
    return Document() if args.json else Lines() if args.json_lines else Answer()


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
