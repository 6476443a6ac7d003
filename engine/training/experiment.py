"""The folder of one training, ``workdirs/exp_YYYYMMDDhhmmss/``: its files, its lock, its log. No torch.

`engine.training.record.record` reads it back.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from engine import files
from engine.errors import InputError, Message
from engine.training.config import TrainConfig
from engine.training.events import EpochDone, Event, Finished, LogLine, Started, StepDone, TrainingResult

if TYPE_CHECKING:
    from engine.detect.evaluation import Score
    from engine.training.state import TrainingProgress

BEST, LAST, RESUME = "best.safetensors", "last.safetensors", "resume.safetensors"
LOG, METRICS, STEPS = "log.txt", "metrics.jsonl", "steps.jsonl"
CONFIG, RESULT, NAME = "config.json", "result.json", "name.txt"
RUNNING = "running.lock"
"""Held by the program that trains there."""

LONGEST_NAME = 60

STEP_COLUMNS = ("step", "epoch", "loss", "bce", "dice", "l1", "learning_rate", "pictures_per_second")
"""The fields of `StepDone` in ``steps.jsonl``."""

Emit = Callable[[Event], None]

log = logging.getLogger(__name__)


def is_experiment(folder: Path) -> bool:
    return (folder / CONFIG).is_file() or (folder / RESULT).is_file()


def is_running(folder: Path) -> bool:
    """Whether a program trains in ``folder`` now."""
    return files.is_locked(folder / RUNNING)


def experiment_name(folder: Path) -> str:
    """The text of ``name.txt``, else the name of ``folder``."""
    try:
        name = " ".join((folder / NAME).read_text(encoding="utf-8-sig").split())
    except FileNotFoundError:
        return folder.name
    except (OSError, UnicodeDecodeError) as error:
        log.warning("The name of %s cannot be read: %r", folder, error)
        return folder.name
    return name[:LONGEST_NAME] or folder.name


def rename_experiment(folder: Path, name: str) -> str:
    """Call the experiment in ``folder`` ``name`` from now on and return the name as it is kept.

    The folder itself stays where it is: other files hold its path. Raises `InputError` for a name that is
    empty, too long or that of another experiment beside it, `StorageError` when it cannot be written.
    """
    kept = " ".join(name.split())
    if not 1 <= len(kept) <= LONGEST_NAME:
        raise InputError(
            Message("The name of an experiment has 1 to {longest} characters.", longest=LONGEST_NAME),
            remedy=Message("Choose another name."),
            path=folder,
        )
    for other in folder.parent.iterdir():
        if other != folder and is_experiment(other) and experiment_name(other) == kept:
            raise InputError(
                Message("Another experiment is called “{name}” already.", name=kept),
                remedy=Message("Choose another name."),
                path=other,
            )
    if kept != experiment_name(folder):
        files.write_text(folder / NAME, kept + "\n")
    return kept


class Experiment:
    """The folder as a training uses it. Every method raises `StorageError` when the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.best, self.last, self.resume = (folder / name for name in (BEST, LAST, RESUME))

    @classmethod
    def create(cls, out: Path, config: TrainConfig) -> Experiment:
        """Make a new folder in ``out``, named after the time."""
        folder = files.new_dated_folder(out, "exp_")
        files.write_json(folder / CONFIG, config.to_json())
        return cls(folder)

    def config(self) -> TrainConfig:
        """The configuration of this training. InputError when ``config.json`` cannot be read."""
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

    def append(self, name: str, text: str) -> None:
        path = self.folder / name
        try:
            with path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            raise files.storage_error(path, error) from error

    def finish(self, result: TrainingResult) -> None:
        """Write ``result.json``: the end of every training that was not killed."""
        files.write_json(self.folder / RESULT, result.to_json())

    def delete(self, name: str) -> None:
        path = self.folder / name
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise files.storage_error(path, error) from error

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other programs from resuming this training. InputError when one trains here already."""
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
            pass
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
        """Drop what was written after `lengths` was called, and the result of a stopped training."""
        for name, length in lengths.items():
            path = self.folder / name
            if path.exists() and path.stat().st_size > length:
                files.write_bytes(path, files.read_bytes(path)[:length])
        self.delete(RESULT)


class TrainingLog:
    """What a training reports: events through ``emit``, and ``log.txt``, metrics and steps in its folder."""

    def __init__(
        self, experiment: Experiment, config: TrainConfig, progress: TrainingProgress, emit: Emit
    ) -> None:
        self._experiment = experiment
        self._config = config
        self._progress = progress
        self._steps: list[StepDone] = []
        self.emit = emit

    def log(self, text: str) -> None:
        """Add a line to ``log.txt``."""
        self.emit(LogLine(text))
        self._experiment.append(LOG, f"{datetime.now():%Y-%m-%d %H:%M:%S} {text}\n")

    def started(self, event: Started) -> None:
        config = event.config
        crops = config.epoch_length(event.train_pictures)
        self.log(
            f"[INFO] An epoch is {event.steps_per_epoch} steps of {config.batch_size} crops of {config.size}×"
            f"{config.size}, each picture about {crops / event.train_pictures:.1f} times"
        )
        self.log(f"[INFO] Device: {event.device}")
        self.emit(event)

    def step(self, event: StepDone) -> None:
        """Report a step; its line is written by the next `write_steps`."""
        self.emit(event)
        self._steps.append(event)

    def write_steps(self) -> None:
        """Write the steps since the last call: once an epoch, not once a step."""
        steps, self._steps = self._steps, []
        if steps:
            rows = ({name: getattr(step, name) for name in STEP_COLUMNS} for step in steps)
            self._experiment.append(STEPS, "".join(map(_json_line, rows)))

    def trained(self, epoch: int, loss: float | None, rate: float, waiting_share: float) -> None:
        """Log how the steps of an epoch went and write them down."""
        shown = "no number" if loss is None else f"{loss:.3f}"
        self._log_epoch(epoch, f"Loss: {shown} | LR: {rate:.3g}")
        self._log_epoch(epoch, f"waiting for data: {waiting_share:.1%}")
        self.write_steps()

    def skip(self, error: InputError) -> None:
        """Note a training picture that could not be read, once for each picture."""
        picture = str(error.path)
        if picture not in self._progress.unreadable:
            self._progress.unreadable.append(picture)
            self.log(f"[WARNING] Picture skipped: {error}")

    def epoch(self, event: EpochDone) -> None:
        epoch, settings = event.epoch, event.settings
        for name, score in (("Validation", event.validation), ("Test", event.test)):
            if score is not None:
                self._log_epoch(epoch, f"{name}: {figures_text(score)}")
        parts = [] if event.validation_loss is None else [f"validation loss {event.validation_loss:.3f}"]
        parts += [f"thresh {settings.thresh}", f"box score {settings.box_thresh}"]
        parts += [f"unclip {settings.unclip_ratio}", *(["best so far"] if event.best else [])]
        self._log_epoch(epoch, " | ".join(parts))
        line = {
            "epoch": epoch,
            "train_loss": event.train_loss,
            "validation_loss": event.validation_loss,
            "validation": event.validation.to_json(),
            "test": event.test.to_json() if event.test else None,
            "settings": asdict(settings),
            "best": event.best,
            "seconds": event.seconds,
        }
        self._experiment.append(METRICS, _json_line(line))
        self.emit(event)

    def finished(self, result: TrainingResult) -> None:
        """Log how the training ended and write ``result.json``."""
        if result.epochs_done and result.best_epoch == 0:
            self.log("[INFO] No epoch was better than the start: the initial weights are kept as best")
        if result.unreadable_pictures:
            self.log(f"[WARNING] Pictures that could not be read on the way: {result.unreadable_pictures}")
        self.log(f"Training finished. Model saved in {result.workdir}/")
        self._experiment.finish(result)
        self.emit(Finished(result))

    def _log_epoch(self, epoch: int, text: str) -> None:
        self.log(f"[Epoch {epoch}/{self._config.epochs}] {text}")


class SilentLog(TrainingLog):
    """The log of a process that does not lead: it counts unreadable pictures and writes nothing."""

    def log(self, text: str) -> None:
        pass

    def step(self, event: StepDone) -> None:
        pass


def figures_text(score: Score) -> str:
    return f"precision {score.precision:.4f} | recall {score.recall:.4f} | Hmean {score.hmean:.4f}"


def _json_line(values: Mapping[str, Any]) -> str:
    return json.dumps(values, allow_nan=False) + "\n"
