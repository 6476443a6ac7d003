"""``quadtune.json`` in the dataset folder: checked pictures and a suggestion for training. Never required.

::

    {"version": 1, "checked": ["train_images/img_001.jpg", …], "training": {"epochs": 3}}

Paths are relative to the dataset folder. The file is small, other keys in it are kept, and so are marks of
pictures that are not there at the moment. A file that is not ours is an error and never overwritten. A mark
counts only as long as the picture has a gt file; an empty one says "there is no text here". ``training`` is
in the sample project, so that a first training takes minutes on any computer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from engine import files
from engine.errors import InputError, Message

PROJECT_FILE = "quadtune.json"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a dataset suggests for fields of `engine.training.config.TrainConfig`; None: the default."""

    epochs: int | None = None
    crops_per_epoch: int | None = None


def read_suggestion(root: Path) -> Suggestion:
    """What dataset folder ``root`` suggests; what is missing or makes no sense is None."""
    try:
        values = _read(root).get("training")
    except InputError:
        return Suggestion()
    if not isinstance(values, Mapping):
        return Suggestion()
    sound = (item.name for item in fields(Suggestion) if _is_sensible(values.get(item.name)))
    return Suggestion(**{name: values[name] for name in sound})


def write_suggestion(root: Path, suggestion: Suggestion) -> None:
    """Give the new dataset folder ``root`` a project file with ``suggestion``. Raises StorageError."""
    content = {"version": VERSION, "checked": [], "training": asdict(suggestion)}
    files.write_json(root / PROJECT_FILE, content)


def _is_sensible(value: Any) -> bool:
    return type(value) is int and 0 < value <= 10_000


def read_checked(root: Path) -> set[Path]:
    """The checked pictures of dataset folder ``root``, as ``root / …``; empty when there is no project file.

    InputError when the file is there and cannot be understood.
    """
    return {root / name for name in _names(_read(root), root)}


def mark_checked(root: Path, pictures: Iterable[Path]) -> None:
    """Mark ``pictures`` (inside ``root``) as checked, all in one write.

    Marks that another program made meanwhile stay. InputError when the project file cannot be understood (it
    is then left alone), StorageError when it cannot be written.
    """
    _change(root, lambda names: names | _relative(root, pictures))


def unmark_checked(root: Path, pictures: Iterable[Path]) -> None:
    """Take the marks of ``pictures`` back. Raises what `mark_checked` raises."""
    _change(root, lambda names: names - _relative(root, pictures))


def _relative(root: Path, pictures: Iterable[Path]) -> set[str]:
    return {picture.relative_to(root).as_posix() for picture in pictures}


def _read(root: Path) -> dict[str, Any]:
    path = root / PROJECT_FILE
    if not path.exists():
        return {}
    try:
        content = json.loads(files.read_text(path))
    except (ValueError, RecursionError) as error:
        raise _not_ours(path, getattr(error, "lineno", None)) from error
    if not isinstance(content, dict):
        raise _not_ours(path)
    version = content.get("version")
    if isinstance(version, int) and version > VERSION:
        raise InputError(
            Message("The project file was written by a newer version of QuadTune."),
            remedy=Message("Check marks need that version; labels work as always."),
            path=path,
        )
    if version != VERSION:
        raise _not_ours(path)
    return content


def _names(content: dict[str, Any], root: Path) -> set[str]:
    names = content.get("checked", [])
    if not isinstance(names, list) or not all(isinstance(name, str) and "\0" not in name for name in names):
        raise _not_ours(root / PROJECT_FILE)
    return set(names)


def _change(root: Path, change: Callable[[set[str]], set[str]]) -> None:
    content = _read(root)
    before = _names(content, root)
    names = change(before)
    if names == before:
        return
    content = {**content, "version": VERSION, "checked": sorted(names)}
    # File names that are no valid Unicode reach Python as lone surrogates, which UTF-8 has not.
    plain = all(name.isprintable() for name in names)
    files.write_text(root / PROJECT_FILE, json.dumps(content, ensure_ascii=not plain, indent=1) + "\n")


def _not_ours(path: Path, line: int | None = None) -> InputError:
    return InputError(
        Message("The project file with the check marks cannot be understood."),
        remedy=Message("Repair it in a text editor, or move it away to begin with no picture checked."),
        path=path,
        line=line,
    )
