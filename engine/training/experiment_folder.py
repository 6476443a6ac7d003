"""The folder of a training: what its files are called, and what the person calls it. No numpy, no torch."""

from __future__ import annotations

import logging
from pathlib import Path

from engine import files
from engine.errors import InputError, Message

NAME_FILE = "name.txt"
LONGEST_NAME = 60
BEST, LAST, RESUME = "best.safetensors", "last.safetensors", "resume.safetensors"
RUNNING = "running.lock"
"""Held by the program that trains there."""
METRICS, STEPS = "metrics.jsonl", "steps.jsonl"

log = logging.getLogger(__name__)


def is_experiment(folder: Path) -> bool:
    return (folder / "config.json").is_file() or (folder / "result.json").is_file()


def is_running(folder: Path) -> bool:
    """Whether a program trains in ``folder`` now."""
    return files.is_locked(folder / RUNNING)


def experiment_name(folder: Path) -> str:
    """What the person calls the experiment in ``folder``: her ``name.txt``, else the folder's name."""
    try:
        name = " ".join((folder / NAME_FILE).read_text(encoding="utf-8-sig").split())
    except FileNotFoundError:
        return folder.name
    except (OSError, UnicodeDecodeError) as error:
        log.warning("The name of %s cannot be read: %r", folder, error)
        return folder.name
    return name[:LONGEST_NAME] or folder.name


def rename_experiment(folder: Path, name: str) -> str:
    """Call the experiment in ``folder`` ``name`` from now on and return the name as it is kept.

    The folder itself stays where it is: other files hold its path. Raises `InputError` for a name that is
    empty, too long or that of another experiment beside it, `StorageError` when it cannot be written.
    """
    kept = " ".join(name.split())
    if not 1 <= len(kept) <= LONGEST_NAME:
        raise InputError(
            Message("The name of an experiment has 1 to {longest} characters.", longest=LONGEST_NAME),
            remedy=Message("Choose another name."),
            path=folder,
        )
    for other in folder.parent.iterdir():
        if other != folder and is_experiment(other) and experiment_name(other) == kept:
            raise InputError(
                Message("Another experiment is called “{name}” already.", name=kept),
                remedy=Message("Choose another name."),
                path=other,
            )
    if kept != experiment_name(folder):
        files.write_text(folder / NAME_FILE, kept + "\n")
    return kept
