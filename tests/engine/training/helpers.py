"""Trainings of seconds, and what they told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from engine.training import loop
from engine.training.config import TrainConfig
from engine.training.events import Event, LogLine, TrainingResult

E = TypeVar("E")


def small(dataset: Path, out: Path, **changes: object) -> TrainConfig:
    """Two epochs of two steps of two crops of 64 × 64, in this process."""
    config = TrainConfig(
        dataset, epochs=2, batch_size=2, size=64, crops_per_epoch=4, out=out, device="cpu", workers=0
    )
    return replace(config, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Trained:
    """A training that came to its end."""

    result: TrainingResult
    events: Sequence[Event]

    @property
    def folder(self) -> Path:
        return self.result.workdir

    def of(self, kind: type[E]) -> list[E]:
        """The events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def said(self) -> str:
        """All log lines."""
        return "\n".join(event.text for event in self.of(LogLine))


def run(config: TrainConfig, **kwargs: object) -> Trained:
    events: list[Event] = []
    result = loop.train(config, events.append, **kwargs)  # type: ignore[arg-type]
    return Trained(result, events)


def json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def json_file(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))
