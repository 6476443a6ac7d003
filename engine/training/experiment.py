"""The folder of one training: ``workdirs/exp_YYYYMMDDhhmmss/`` and everything written into it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from torch import Tensor

from engine import files
from engine.db.models import ModelInfo
from engine.db.weights import save_weights
from engine.errors import InputError, Message
from engine.training.config import TrainConfig
from engine.training.events import TrainingResult
from engine.training.experiment_folder import RUNNING

BEST, LAST, RESUME = "best.safetensors", "last.safetensors", "resume.safetensors"
LOG, METRICS, STEPS = "log.txt", "metrics.jsonl", "steps.jsonl"
CONFIG, RESULT = "config.json", "result.json"


class Experiment:
    """Writes ``config.json``, ``log.txt``, ``metrics.jsonl``, ``steps.jsonl``, the weights and
    ``result.json``. Every method raises `StorageError` when the disk refuses.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def create(cls, out: Path, config: TrainConfig) -> Experiment:
        """Make a new folder in ``out``, named after the time."""
        folder = files.new_dated_folder(out, "exp_")
        files.write_json(folder / CONFIG, config.to_json())
        return cls(folder)

    @property
    def best(self) -> Path:
        return self.folder / BEST

    @property
    def last(self) -> Path:
        return self.folder / LAST

    @property
    def resume(self) -> Path:
        """What `engine.training.loop.resume` goes on from; there while the training is unfinished."""
        return self.folder / RESUME

    def config(self) -> TrainConfig:
        """What this training was asked for. InputError when ``config.json`` cannot be read."""
        path = self.folder / CONFIG
        try:
            return TrainConfig.from_json(json.loads(files.read_text(path)))
        except (ValueError, TypeError, KeyError) as error:
            raise InputError(
                Message(
                    "The description of this training is damaged: {detail}.", detail=str(error).rstrip(".")
                ),
                remedy=Message("Start a new training with its best weights."),
                path=path,
            ) from error

    def log(self, line: str) -> None:
        """Add a line to ``log.txt``."""
        self._append(LOG, f"{datetime.now():%Y-%m-%d %H:%M:%S} {line}\n")

    def add_metrics(self, values: Mapping[str, Any]) -> None:
        """Add the line of an epoch to ``metrics.jsonl``."""
        self._append(METRICS, _json_line(values))

    def add_steps(self, steps: Sequence[Mapping[str, Any]]) -> None:
        """Add a line for each step to ``steps.jsonl``."""
        if steps:
            self._append(STEPS, "".join(map(_json_line, steps)))

    def save(self, path: Path, state: Mapping[str, Tensor], info: ModelInfo) -> None:
        """Write weights; what was there before stays until the new file is whole."""
        save_weights(path, state, info)

    def finish(self, result: TrainingResult) -> None:
        """Write ``result.json``: the end of every training that was not lost."""
        files.write_json(self.folder / RESULT, result.to_json())

    def forget_the_way(self) -> None:
        """Delete what only an unfinished training needs."""
        self._delete(RESUME)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Within, no other program goes on with this training. InputError when one does already."""
        path = self.folder / RUNNING
        lock: IO[bytes] | None = None
        try:
            lock = files.locked(path)
        except BlockingIOError as error:
            raise InputError(
                Message("This training runs already, in another window or program."),
                remedy=Message("Wait until it ends, or stop it there."),
                path=self.folder,
            ) from error
        except OSError:  # some network drives know no locks
            lock = None
        try:
            yield
        finally:
            if lock is not None:
                lock.close()
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def lengths(self) -> dict[str, int]:
        """Bytes in each of the files that grow."""
        paths = {name: self.folder / name for name in (LOG, METRICS, STEPS)}
        return {name: path.stat().st_size if path.exists() else 0 for name, path in paths.items()}

    def cut_back(self, lengths: Mapping[str, int]) -> None:
        """Drop what was written after `lengths` was asked, and the result of a stopped training."""
        for name, length in lengths.items():
            path = self.folder / name
            if path.exists() and path.stat().st_size > length:
                files.write_bytes(path, files.read_bytes(path)[:length])
        self._delete(RESULT)

    def _delete(self, name: str) -> None:
        path = self.folder / name
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise files.storage_error(path, error) from error

    def _append(self, name: str, text: str) -> None:
        path = self.folder / name
        try:
            with path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            raise files.storage_error(path, error) from error


def _json_line(values: Mapping[str, Any]) -> str:
    return json.dumps(values, allow_nan=False) + "\n"
