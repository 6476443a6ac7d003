"""The folder of one training: ``workdirs/exp_YYYYMMDDhhmmss/`` and everything written into it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from torch import Tensor

from engine import files
from engine.models import ModelInfo
from engine.training.config import TrainConfig
from engine.training.events import TrainingResult
from engine.weights import save_weights

BEST, LAST = "best.safetensors", "last.safetensors"


class Experiment:
    """Writes ``config.json``, ``log.txt``, ``metrics.jsonl``, the weights and ``result.json``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def create(cls, out: Path, config: TrainConfig) -> Experiment:
        """Make a new folder in ``out``, named after the time. Raises `StorageError` when it cannot."""
        folder = files.new_dated_folder(out, "exp_")
        files.write_json(folder / "config.json", config.to_json())
        return cls(folder)

    @property
    def best(self) -> Path:
        return self.folder / BEST

    @property
    def last(self) -> Path:
        return self.folder / LAST

    def log(self, line: str) -> None:
        """Add a line to ``log.txt``."""
        self._append("log.txt", f"{datetime.now():%Y-%m-%d %H:%M:%S} {line}")

    def add_metrics(self, values: Mapping[str, Any]) -> None:
        """Add one JSON object to ``metrics.jsonl``."""
        self._append("metrics.jsonl", json.dumps(values))

    def save(self, path: Path, state: Mapping[str, Tensor], info: ModelInfo) -> None:
        """Write weights; what was there before stays until the new file is whole."""
        save_weights(path, state, info)

    def finish(self, result: TrainingResult) -> None:
        """Write ``result.json``: the end of every training that was not lost."""
        files.write_json(self.folder / "result.json", result.to_json())

    def _append(self, name: str, line: str) -> None:
        path = self.folder / name
        try:
            with path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(line + "\n")
        except OSError as error:
            raise files.storage_error(path, error) from error
