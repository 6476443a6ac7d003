"""What an interrupted training had told before: read from its folder when it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.detect.evaluation import Counts, Score
from engine.training.events import EpochDone
from engine.training.experiment_folder import METRICS
from engine.training.record.record import Curves, read_curves, read_json_lines


@dataclass(frozen=True, slots=True, eq=False)
class EarlierFigures:
    """The curves (see `engine.training.record.record.read_curves`) and the epochs of the interrupted part."""

    curves: Curves
    epochs: tuple[EpochDone, ...]


def read_earlier(folder: Path, epochs: int) -> EarlierFigures:
    """The figures in ``folder`` of a training planned for ``epochs``; lines that are damaged are left out."""
    lines = read_json_lines(folder / METRICS)
    found = [done for line in lines if (done := _epoch(line, epochs)) is not None]
    return EarlierFigures(read_curves(folder), tuple(found))


def _epoch(line: dict[str, Any], epochs: int) -> EpochDone | None:
    try:
        return EpochDone(
            epoch=int(line["epoch"]),
            epochs=epochs,
            train_loss=line["train_loss"],
            validation=_score(line["validation"]),
            test=None if line["test"] is None else _score(line["test"]),
            best=bool(line["best"]),
            seconds=float(line["seconds"]),
            validation_loss=line.get("validation_loss"),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _score(figures: dict[str, Any]) -> Score:
    counts = {name: int(figures[name]) for name in ("matched", "detected", "labelled", "images")}
    return Score.of(Counts(**counts))
