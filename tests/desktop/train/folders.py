"""Folders as trainings leave them, for tests of the experiments table and the compared curves."""

from __future__ import annotations

import json
import os
from pathlib import Path

from engine.training.events import TrainingResult
from engine.training.experiment import BEST
from tests.desktop.train import events

EPOCHS, STEPS = 3, 10


def write_experiment(
    folder: Path,
    age: int = 0,
    *,
    config: dict[str, object] | None = None,
    finished: bool = True,
    weights: bool = True,
    **result: object,
) -> Path:
    """An experiment of `EPOCHS` epochs of `STEPS` steps whose training ended ``age`` seconds ago."""
    folder.mkdir(parents=True)
    values = {"epochs": EPOCHS, "learning_rate": 0.001, "weights": "general", "seed": 0} | (config or {})
    (folder / "config.json").write_text(json.dumps(values), encoding="utf-8")
    (folder / "log.txt").write_text("[INFO] Loading training set: 108 images\n", encoding="utf-8")
    _write_lines(folder / "metrics.jsonl", [_epoch(epoch) for epoch in range(EPOCHS + 1)])
    _write_lines(folder / "steps.jsonl", [_step(step) for step in range(1, EPOCHS * STEPS + 1)])
    if weights:
        (folder / BEST).write_bytes(b"weights")
    last = folder / "metrics.jsonl"
    if finished:
        last = folder / "result.json"
        told: TrainingResult = events.result(folder, **{"best_epoch": 2, "epochs_done": EPOCHS, **result})
        last.write_text(json.dumps(told.to_json()), encoding="utf-8")
    os.utime(last, (1_700_000_000 - age, 1_700_000_000 - age))
    return folder


def _epoch(epoch: int) -> dict[str, object]:
    hmean = 0.4 + 0.1 * epoch
    counts = {"matched": 40 + 10 * epoch, "detected": 100, "labelled": 100, "images": 12}
    score = {"hmean": hmean, "precision": hmean, "recall": hmean, **counts}
    return {
        "epoch": epoch,
        "train_loss": 4 / epoch if epoch else None,
        "validation": score,
        "test": score,
        "best": epoch < EPOCHS,
        "seconds": 30.0 * (epoch + 1),
    }


def _step(step: int) -> dict[str, object]:
    return {
        "step": step,
        "epoch": (step - 1) // STEPS + 1,
        "loss": 5 / step,
        "bce": 0.1,
        "dice": 0.2,
        "l1": 0.03,
        "learning_rate": 0.001,
        "pictures_per_second": 9.5,
    }


def _write_lines(path: Path, lines: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
