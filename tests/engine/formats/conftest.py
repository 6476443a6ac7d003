"""A data set without labels, and the files other programs write about its pictures."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.data.gt import Label, read_labels
from engine.data.lists import gt_path_for
from engine.formats.importing import ImportPlan, plan_import

WIDTH, HEIGHT = 200, 100


def blank(path: Path, width: int = WIDTH, height: int = HEIGHT) -> Path:
    """A small real picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = cv2.imencode(path.suffix, np.full((height, width, 3), 200, np.uint8))[1]
    path.write_bytes(data.tobytes())
    return path


def write(path: Path, content: str | bytes | object) -> Path:
    """A file with that text, those bytes, or that value as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif isinstance(content, str):
        path.write_text(content, encoding="utf-8", newline="\n")
    else:
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A plain folder with ``票 1.jpg``, ``b.png`` and ``c.png``, none of them labelled."""
    root = tmp_path / "photos"
    for name in ("票 1.jpg", "b.png", "c.png"):
        blank(root / name)
    return root


def labels_of(plan: ImportPlan) -> dict[str, list[tuple[tuple[float, ...], str]]]:
    """Points and texts by the picture's name."""
    return {
        picture.name: [(label.points, label.transcription) for label in labels]
        for picture, labels in plan.labels.items()
    }


def on_disk(root: Path, name: str) -> list[Label]:
    return read_labels(gt_path_for(root, root / name))


def only(root: Path, source: Path, name: str = "auto") -> list[tuple[tuple[float, ...], str]]:
    """The labels a source has for its only picture; nothing else may be told."""
    plan = plan_import(root, source, name)
    assert plan.problems == plan.unmatched == ()
    (labels,) = labels_of(plan).values()
    return labels
