"""Proposals: boxes a model found in a picture, kept beside the gt files until a person has decided on each.

One JSON file a picture in the folder ``proposals`` of the dataset; no file where nothing waits. Neither
training nor evaluation looks at them: a proposal is no label before somebody accepts it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine import files
from engine.data.gt import Label
from engine.errors import InputError, Message

FOLDER = "proposals"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Proposal:
    """A box that a model found: what would become the label, and the score from 0 to 1."""

    label: Label
    score: float


def proposals_path(root: Path, picture: Path) -> Path:
    """Where the proposals of ``picture``, which lies in the dataset folder ``root``, are kept."""
    return root / FOLDER / picture.relative_to(root).with_name(picture.name + ".json")


def pictures_with_proposals(root: Path) -> set[Path]:
    """The pictures of the dataset folder ``root`` for which proposals are kept."""
    folder = root / FOLDER
    return {root / found.relative_to(folder).with_suffix("") for found in folder.rglob("*.json")}


def read_proposals(path: Path) -> list[Proposal]:
    """The proposals in a file, none when there is no such file. Raises `InputError` when it is not one."""
    if not path.exists():
        return []
    try:
        found = json.loads(files.read_text(path))["proposals"]
        return [_parse(one) for one in found]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(
            Message("The proposed boxes in this file cannot be read."),
            remedy=Message("Delete the file and send the boxes to labelling again."),
            path=path,
        ) from error


def write_proposals(path: Path, proposals: Sequence[Proposal]) -> None:
    """Keep ``proposals``; with none the file goes. Raises `StorageError`, and the old file stays."""
    if proposals:
        files.write_json(path, {"version": _VERSION, "proposals": list(_format(proposals))})
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise files.storage_error(path, error) from error


def _parse(one: Any) -> Proposal:
    x1, y1, x2, y2, x3, y3, x4, y4 = (float(value) for value in one["points"])
    score = float(one["score"])
    if not 0 <= score <= 1:
        raise ValueError(f"a score lies between 0 and 1, not {score}")
    return Proposal(Label((x1, y1, x2, y2, x3, y3, x4, y4), str(one["text"])), score)


def _format(proposals: Iterable[Proposal]) -> Iterable[dict[str, object]]:
    for proposal in proposals:
        label = proposal.label
        yield {"points": list(label.points), "text": label.transcription, "score": round(proposal.score, 4)}
