"""What a dataset folder suggests for a training on it: the key ``training`` of its project file.

::

    {"version": 1, "checked": [], "training": {"epochs": 3, "crops_per_epoch": 40}}

The sample project has one, so that a first training takes minutes on any computer. What is missing or makes
no sense is passed over: then the program's own defaults hold.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from engine import files
from engine.data.project_file import PROJECT_FILE, VERSION
from engine.errors import InputError

KEY = "training"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Fields of `engine.training.config.TrainConfig`; None leaves it to the program."""

    epochs: int | None = None
    crops_per_epoch: int | None = None


def read_suggestion(root: Path) -> Suggestion:
    """What the dataset folder ``root`` suggests; nothing without a sound project file."""
    try:
        content = json.loads(files.read_text(root / PROJECT_FILE))
    except (InputError, ValueError, RecursionError):
        return Suggestion()
    values = content.get(KEY) if isinstance(content, dict) else None
    if not isinstance(values, Mapping):
        return Suggestion()
    names = (item.name for item in fields(Suggestion))
    return Suggestion(**{name: values[name] for name in names if _sound(values.get(name))})


def write_suggestion(root: Path, suggestion: Suggestion) -> None:
    """Give the new dataset folder ``root`` a project file with ``suggestion``; may raise StorageError."""
    files.write_json(root / PROJECT_FILE, {"version": VERSION, "checked": [], KEY: asdict(suggestion)})


def _sound(value: Any) -> bool:
    return type(value) is int and 0 < value <= 10_000
