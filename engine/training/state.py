"""``resume.safetensors``: all that a training needs to go on as if it had never been interrupted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import load

from engine.db.models import METADATA_KEY, ModelInfo, tensor_name
from engine.db.weights import write_tensors
from engine.errors import InputError, Message
from engine.training.optimiser import Snapshot
from engine.training.progress import Progress


@dataclass(frozen=True, slots=True)
class State:
    """A training between two epochs.

    ``info`` describes the model it started from, ``lengths`` are those of `Experiment.lengths`, ``pictures``
    the file names of the training pictures.
    """

    snapshot: Snapshot
    progress: Progress
    info: ModelInfo
    lengths: Mapping[str, int]
    pictures: list[str]

    def write(self, path: Path) -> None:
        """Put the state at ``path`` in one step. StorageError when writing fails."""
        rest = {
            "numbers": self.snapshot.numbers,
            "progress": self.progress.to_json(),
            "info": self.info.to_metadata(),
            "lengths": dict(self.lengths),
            "pictures": self.pictures,
        }
        write_tensors(path, self.snapshot.tensors, rest)

    @classmethod
    def read(cls, path: Path) -> State:
        """Inverse of `write`. InputError when there is no state or it is damaged."""
        if not path.is_file():
            raise InputError(
                Message("This training cannot go on: it has ended or never began."),
                remedy=Message("Start a new training; it may start from these weights."),
                path=path.parent,
            )
        try:
            with safe_open(path, framework="pt") as file:
                rest = json.loads((file.metadata() or {})[METADATA_KEY])
            # Not mapped into memory: Windows could not replace the file by the next state.
            tensors = {tensor_name(name): tensor for name, tensor in load(path.read_bytes()).items()}
            return cls._of(tensors, rest, path)
        except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
            raise InputError(
                Message("The state of this training is damaged: {detail}.", detail=str(error).rstrip(".")),
                remedy=Message("Start a new training with its best weights."),
                path=path,
            ) from error

    @classmethod
    def _of(cls, tensors: dict[str, Any], rest: dict[str, Any], path: Path) -> State:
        return cls(
            Snapshot(tensors, rest["numbers"]),
            Progress.from_json(rest["progress"]),
            ModelInfo.from_metadata(rest["info"], path),
            rest["lengths"],
            rest["pictures"],
        )
