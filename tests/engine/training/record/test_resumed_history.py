"""The figures of an interrupted training are those it had told."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from engine.db.models import DetectSettings
from engine.detect.evaluation import Counts, Score
from engine.training.config import TrainConfig
from engine.training.events import EpochDone
from engine.training.experiment import Experiment, TrainingLog
from engine.training.record.record import read_history
from engine.training.state import TrainingProgress


def test_what_was_written_is_what_was_told(tmp_path: Path) -> None:
    told: list[object] = []
    config = TrainConfig(dataset=tmp_path, epochs=7)
    experiment = Experiment.create(tmp_path, config)
    log = TrainingLog(experiment, config, TrainingProgress(), told.append)
    for epoch in range(2):
        log.epoch(
            EpochDone(
                epoch=epoch,
                epochs=7,
                train_loss=None if epoch == 0 else 2.5,
                validation=Score.of(Counts(30, 40, 50, 12)),
                test=Score.of(Counts(3, 4, 5, 2)),
                best=epoch == 1,
                seconds=12.5,
                validation_loss=1.25,
                settings=DetectSettings(thresh=0.4),
            )
        )

    read = read_history(experiment.folder, epochs=7).epochs

    expected = [event for event in told if isinstance(event, EpochDone)]
    assert len(read) == len(expected) == 2
    for again, before in zip(read, expected, strict=True):
        for name in (
            "epoch",
            "epochs",
            "train_loss",
            "validation",
            "test",
            "best",
            "seconds",
            "validation_loss",
            "settings",
        ):
            assert getattr(again, name) == getattr(before, name), name


def test_a_damaged_line_is_left_out(tmp_path: Path) -> None:
    counts = asdict(Counts(1, 2, 3, 1))
    good = {"epoch": 0, "train_loss": None, "validation": counts, "test": None, "best": True, "seconds": 1}
    lines = [good, {**good, "validation": None}, {"epoch": 2}, {**good, "epoch": "x"}]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (tmp_path / "metrics.jsonl").write_text(text + '{"epoch": 3', encoding="utf-8")

    assert [done.epoch for done in read_history(tmp_path, 5).epochs] == [0]
