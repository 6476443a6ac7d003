"""What a training left in its folder, read back: its name, how it ended, its curves. No torch.

Folders may be damaged or cut short (a killed process, a full disk): what cannot be read is left out with a
warning, so that one bad folder never hides the others.
"""

from __future__ import annotations

import json
import logging
import math
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np

from engine.db.models import METADATA_KEY, DetectSettings
from engine.detect.evaluation import Counts, Score
from engine.training.events import EpochDone
from engine.training.experiment import (
    BEST,
    CONFIG,
    LAST,
    LOG,
    METRICS,
    RESULT,
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

LONGEST_HEADER = 16 << 20

Outcome = Literal["finished", "stopped", "failed", "interrupted"]
Curves = dict[str, tuple[Values, Values]]

T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TrainingRecord:
    """One training. Hmean figures are None where nothing was measured.

    They are of the test pictures, or of the validation pictures when ``on_test`` is False. ``changed_at`` is
    in seconds since 1970; ``seconds`` is None for a training that ended before it was written.
    """

    folder: Path
    name: str
    state: Outcome
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


def read_records(workdirs: Path) -> list[TrainingRecord]:
    """The trainings in ``workdirs``, newest first."""
    try:
        folders = [path for path in workdirs.iterdir() if path.is_dir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    records = [read_record(folder) for folder in folders if is_experiment(folder)]
    return sorted(records, key=lambda record: (record.changed_at, record.folder.name), reverse=True)


def read_record(folder: Path) -> TrainingRecord:
    """The training in ``folder``; without a readable ``result.json`` it counts as interrupted."""
    result = _read_object(folder / RESULT)
    epochs = _epoch_lines(folder)
    on_test = _number(result.get("best_hmean")) is not None or any(line.get("test") for line in epochs)
    before, after, best_epoch = _gain(epochs, "test" if on_test else "validation")
    return TrainingRecord(
        folder=folder,
        name=experiment_name(folder),
        state=_outcome(folder, result),
        changed_at=_changed_at(folder),
        config=_read_object(folder / CONFIG),
        pictures=_train_pictures(folder, result),
        initial_hmean=_first_number(result.get("initial_hmean"), before),
        best_hmean=_first_number(result.get("best_hmean"), after),
        on_test=on_test,
        best_epoch=_whole(result.get("best_epoch"), best_epoch),
        epochs_done=_whole(result.get("epochs_done"), max((line["epoch"] for line in epochs), default=0)),
        seconds=_first_number(result.get("seconds"), epochs[-1].get("seconds") if epochs else None),
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
        figures = {
            "epoch_loss": _number(line.get("train_loss")),
            "validation_loss": _number(line.get("validation_loss")),
            **{score: _score(line, "validation", score) for score in SCORES},
            **{f"test_{score}": _score(line, "test", score) for score in SCORES},
        }
        for name, value in figures.items():
            if value is not None:
                points.setdefault(name, []).append((float(epoch), value))
    for x, line in _steps(folder / STEPS, epochs_done=max(epochs, default=0)):
        for name, key in STEP_CURVES.items():
            figure = _number(line.get(key))
            points.setdefault(name, []).append((x, float("nan") if figure is None else figure))
    tables = {name: np.array(found, dtype=np.float64) for name, found in points.items()}
    return {name: (table[:, 0], table[:, 1]) for name, table in tables.items()}


@dataclass(frozen=True, slots=True, eq=False)
class ResumedHistory:
    """What an interrupted training reported before it was resumed: its curves and its epochs."""

    curves: Curves
    epochs: tuple[EpochDone, ...]


def read_history(folder: Path, epochs: int) -> ResumedHistory:
    """The history in ``folder`` of a training planned for ``epochs``; damaged lines are left out."""
    found = [done for line in _epoch_lines(folder) if (done := _epoch_done(line, epochs)) is not None]
    return ResumedHistory(read_curves(folder), tuple(found))


def _epoch_done(line: dict[str, Any], epochs: int) -> EpochDone | None:
    try:
        return EpochDone(
            epoch=line["epoch"],
            epochs=epochs,
            train_loss=line["train_loss"],
            validation=_counted_score(line["validation"]),
            test=None if line["test"] is None else _counted_score(line["test"]),
            best=bool(line["best"]),
            seconds=float(line["seconds"]),
            validation_loss=line.get("validation_loss"),
            settings=DetectSettings(**line.get("settings", {})),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _counted_score(figures: dict[str, Any]) -> Score:
    counts = {name: int(figures[name]) for name in ("matched", "detected", "labelled", "images")}
    return Score.of(Counts(**counts))


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
    return [line for line in read_json_lines(folder / METRICS) if isinstance(line.get("epoch"), int)]


def _steps(path: Path, epochs_done: int) -> Iterator[tuple[float, dict[str, Any]]]:
    """The steps with their place in epochs; one written twice (before and after resuming) counts once.

    None while the first epoch is not done: the number of steps in an epoch is not known then.
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


def _outcome(folder: Path, result: dict[str, Any]) -> Outcome:
    if not result:
        return "interrupted"
    if not result.get("stopped"):
        return "finished"
    if "error" in result:
        return "stopped" if result["error"] is None else "failed"
    # Older results have no ``error``: there the last entry of the log, of one or more lines, is the error.
    entries = re.split(r"^(?=\d{4}-\d\d-\d\d \d\d:\d\d)", _read_log(folder), flags=re.MULTILINE)
    return "failed" if "[ERROR]" in entries[-1] else "stopped"


def _train_pictures(folder: Path, result: dict[str, Any]) -> int | None:
    """How many pictures the training learned from: from its result, before that from its state; from the log
    in older folders and before the first state."""
    if "train_pictures" in result:
        return _whole(result["train_pictures"], None)
    pictures = _read_state(folder / RESUME).get("pictures")
    if isinstance(pictures, list):
        return len(pictures)
    match = re.search(r"Loading training set: (\d+) images", _read_log(folder))
    return int(match.group(1)) if match else None


def _read_log(folder: Path) -> str:
    try:
        return (folder / LOG).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _read_state(path: Path) -> dict[str, Any]:
    """The description in ``resume.safetensors``; empty when there is none or it is damaged.

    Not by safetensors, which maps files into memory: Windows could not replace this one meanwhile.
    """
    try:
        with path.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(min(size, LONGEST_HEADER)))
            return dict(json.loads(header["__metadata__"][METADATA_KEY]))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("%s cannot be read: %r", path, error)
        return {}


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
    """When the training last wrote something; renaming it does not count."""
    for name in (RESULT, METRICS, LOG, CONFIG):
        with suppress(OSError):  # not there, or another program removed it just now
            return (folder / name).stat().st_mtime
    return 0.0


def _number(value: Any) -> float | None:
    usable = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if usable else None


def _first_number(*values: Any) -> float | None:
    return next((number for number in map(_number, values) if number is not None), None)


def _whole(value: Any, otherwise: T) -> int | T:
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise
