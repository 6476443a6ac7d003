"""What a training left in its folder, read back: its name, how it ended, its curves. No torch.

Folders may be damaged or cut short (a killed process, a full disk): what cannot be read is left out and
told to the log, so that one bad folder never hides the others.
"""

from __future__ import annotations

import json
import logging
import math
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

from engine.training.experiment_folder import (
    BEST,
    LAST,
    METRICS,
    RESUME,
    STEPS,
    experiment_name,
    is_experiment,
)
from engine.training.record.curve_math import Values

SCORES = ("hmean", "precision", "recall")
STEP_CURVES = {
    "loss": "loss",
    "bce": "bce",
    "dice": "dice",
    "l1": "l1",
    "lr": "learning_rate",
    "speed": "pictures_per_second",
}
"""Curves of ``steps.jsonl``: what the window calls them, and their key in the file."""

State = Literal["finished", "stopped", "failed", "interrupted"]
Curves = dict[str, tuple[Values, Values]]

_PICTURES = re.compile(r"Loading training set: (\d+) images")
_TAIL = 4096

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Record:
    """One training. Hmean figures are None where nothing was measured.

    They are of the test pictures, or of the validation pictures when ``on_test`` is False. ``changed_at`` is
    in seconds since 1970; ``seconds`` is None for a training that did not come to tell.
    """

    folder: Path
    name: str
    state: State
    changed_at: float
    config: dict[str, Any] = field(default_factory=dict)
    pictures: int | None = None
    initial_hmean: float | None = None
    best_hmean: float | None = None
    on_test: bool = True
    best_epoch: int = 0
    epochs_done: int = 0
    seconds: float | None = None
    has_weights: bool = False
    resumable: bool = False


def read_records(workdirs: Path) -> list[Record]:
    """The trainings in ``workdirs``, newest first."""
    try:
        folders = [path for path in workdirs.iterdir() if path.is_dir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    records = [read_record(folder) for folder in folders if is_experiment(folder)]
    return sorted(records, key=lambda record: (record.changed_at, record.folder.name), reverse=True)


def read_record(folder: Path) -> Record:
    """The training in ``folder``; without a readable ``result.json`` it counts as interrupted."""
    result = _read_object(folder / "result.json")
    epochs = _epoch_lines(folder)
    on_test = _number(result.get("best_hmean")) is not None or any(line.get("test") for line in epochs)
    before, after, best_epoch = _gain(epochs, "test" if on_test else "validation")
    seconds = _number(result.get("seconds"))
    if seconds is None and epochs:
        seconds = _number(epochs[-1].get("seconds"))
    return Record(
        folder=folder,
        name=experiment_name(folder),
        state=_state(folder, result),
        changed_at=_changed_at(folder),
        config=_read_object(folder / "config.json"),
        pictures=_training_pictures(folder / "log.txt"),
        initial_hmean=_first_number(result.get("initial_hmean"), before),
        best_hmean=_first_number(result.get("best_hmean"), after),
        on_test=on_test,
        best_epoch=_whole(result.get("best_epoch"), best_epoch),
        epochs_done=_whole(result.get("epochs_done"), max((line["epoch"] for line in epochs), default=0)),
        seconds=seconds,
        has_weights=(folder / BEST).is_file() or (folder / LAST).is_file(),
        resumable=(folder / RESUME).is_file(),
    )


def read_curves(folder: Path) -> Curves:
    """The curves of the training in ``folder``; x in epochs. Those without points are left out.

    Keys are those of `STEP_CURVES`, ``epoch_loss``, ``validation_loss``, `SCORES` and ``test_`` + scores.
    """
    points: dict[str, list[tuple[float, float]]] = {}
    epochs = {line["epoch"]: line for line in _epoch_lines(folder)}
    for epoch, line in sorted(epochs.items()):
        for name, value in _epoch_figures(line):
            points.setdefault(name, []).append((float(epoch), value))
    for x, line in _steps(folder / STEPS, epochs_done=max(epochs, default=0)):
        for name, key in STEP_CURVES.items():
            figure = _number(line.get(key))
            points.setdefault(name, []).append((x, float("nan") if figure is None else figure))
    return {name: _arrays(found) for name, found in points.items()}


def read_json_lines(path: Path) -> list[dict[str, Any]]:
    """The JSON objects of ``path``, one a line; a missing file has none, a line cut short is left out."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        log.warning("%s cannot be read: %r", path, error)
        return []
    found = []
    for number, line in enumerate(lines, start=1):
        try:
            value = json.loads(line)
        except ValueError:
            log.warning("%s:%d is no JSON and is left out", path, number)
            continue
        if isinstance(value, dict):
            found.append(value)
    return found


def _epoch_lines(folder: Path) -> list[dict[str, Any]]:
    lines = read_json_lines(folder / METRICS)
    return [line for line in lines if isinstance(line.get("epoch"), int)]


def _steps(path: Path, epochs_done: int) -> Iterator[tuple[float, dict[str, Any]]]:
    """The steps with their place in epochs; a step told twice (before and after resuming) counts once.

    None while the first epoch is not done: nobody knows then how many steps an epoch has.
    """
    steps = {
        line["step"]: line
        for line in read_json_lines(path)
        if isinstance(line.get("step"), int) and isinstance(line.get("epoch"), int)
    }
    per_epoch = max((step for step, line in steps.items() if line["epoch"] == 1), default=0)
    if epochs_done and per_epoch:
        for step, line in sorted(steps.items()):
            yield step / per_epoch, line


def _epoch_figures(line: dict[str, Any]) -> Iterator[tuple[str, float]]:
    for name, key in (("epoch_loss", "train_loss"), ("validation_loss", "validation_loss")):
        value = _number(line.get(key))
        if value is not None:
            yield name, value
    for prefix, key in (("", "validation"), ("test_", "test")):
        for score in SCORES:
            value = _score(line, key, score)
            if value is not None:
                yield prefix + score, value


def _arrays(points: list[tuple[float, float]]) -> tuple[Values, Values]:
    table = np.array(points, dtype=np.float64)
    return table[:, 0], table[:, 1]


def _gain(epochs: list[dict[str, Any]], split: str) -> tuple[float | None, float | None, int]:
    """Hmean at the start and at the best epoch, and which that is, from the lines of ``metrics.jsonl``."""
    if not epochs:
        return None, None, 0
    best = next((line for line in reversed(epochs) if line.get("best")), epochs[0])
    start = epochs[0] if epochs[0]["epoch"] == 0 else {}
    return _score(start, split, "hmean"), _score(best, split, "hmean"), int(best["epoch"])


def _score(line: dict[str, Any], split: str, name: str) -> float | None:
    figures = line.get(split)
    return _number(figures.get(name)) if isinstance(figures, dict) else None


def _state(folder: Path, result: dict[str, Any]) -> State:
    if not result:
        return "interrupted"
    if not result.get("stopped"):
        return "finished"
    # The loop ends its log with the error that ended the training.
    return "failed" if "[ERROR]" in _last_line(folder / "log.txt") else "stopped"


def _last_line(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - _TAIL))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    return lines[-1] if lines else ""


def _training_pictures(path: Path) -> int | None:
    try:
        with path.open("rb") as file:
            match = _PICTURES.search(file.read(_TAIL).decode("utf-8", "replace"))
    except OSError:
        return None
    return int(match.group(1)) if match else None


def _read_object(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        log.warning("%s cannot be read: %r", path, error)
        return {}
    return value if isinstance(value, dict) else {}


def _changed_at(folder: Path) -> float:
    """When the training last wrote something; her renaming it does not count."""
    for name in ("result.json", "metrics.jsonl", "log.txt", "config.json"):
        with suppress(OSError):  # not there, or another program took it away just now
            return (folder / name).stat().st_mtime
    return 0.0


def _number(value: Any) -> float | None:
    usable = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if usable else None


def _first_number(*values: Any) -> float | None:
    return next((number for number in map(_number, values) if number is not None), None)


def _whole(value: Any, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise
