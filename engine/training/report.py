"""What a training says: events for its caller, the same figures as lines of its files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from engine.errors import InputError
from engine.training.config import TrainConfig
from engine.training.evaluating import Evaluation
from engine.training.events import EpochDone, Event, LogLine, StepDone
from engine.training.experiment import Experiment
from engine.training.progress import Progress

Emit = Callable[[Event], None]


class Report:
    """Tells a caller through ``emit`` and writes ``log.txt``, ``metrics.jsonl`` and ``steps.jsonl``."""

    def __init__(self, experiment: Experiment, config: TrainConfig, progress: Progress, emit: Emit) -> None:
        self.experiment = experiment
        self.progress = progress
        self.emit = emit
        self._config = config
        self._steps: list[dict[str, Any]] = []

    def log(self, text: str) -> None:
        """One line for ``log.txt`` and whoever listens."""
        self.emit(LogLine(text))
        self.experiment.log(text)

    def head(self, epoch: int) -> str:
        """How log lines about ``epoch`` begin."""
        return f"[Epoch {epoch}/{self._config.epochs}]"

    def step(self, done: StepDone) -> None:
        """Tell a step; its line is written by the next `write_steps`."""
        self.emit(done)
        self._steps.append(
            {
                "step": done.step,
                "epoch": done.epoch,
                "loss": done.loss,
                "bce": done.bce,
                "dice": done.dice,
                "l1": done.l1,
                "learning_rate": done.learning_rate,
                "pictures_per_second": done.pictures_per_second,
            }
        )

    def trained(self, epoch: int, loss: float | None, rate: float, waiting_share: float) -> None:
        """Log how the steps of an epoch went and write them down."""
        shown = "no number" if loss is None else f"{loss:.3f}"
        self.log(f"{self.head(epoch)} Loss: {shown} | LR: {rate:.3g}")
        self.log(f"{self.head(epoch)} waiting for data: {waiting_share:.1%}")
        self.write_steps()

    def write_steps(self) -> None:
        """Write the steps told since the last time: once an epoch, not once a step."""
        lines, self._steps = self._steps, []
        self.experiment.add_steps(lines)

    def skip(self, error: InputError) -> None:
        """Note a picture that could not be read on the way; each is told once."""
        picture = str(error.path)
        if picture not in self.progress.unreadable:
            self.progress.unreadable.append(picture)
            self.log(f"[WARNING] Picture skipped: {error}")

    def epoch(self, loss: float | None, figures: Evaluation, best: bool, seconds: float) -> None:
        """Tell the figures after the epoch that ``progress`` has just taken in."""
        epoch = self.progress.epoch
        for name, score in (("Validation", figures.validation), ("Test", figures.test)):
            if score is not None:
                self.log(
                    f"{self.head(epoch)} {name}: precision {score.precision:.4f} | recall {score.recall:.4f}"
                    f" | Hmean {score.hmean:.4f}"
                )
        settings = figures.settings
        validation_loss = "" if figures.loss is None else f"validation loss {figures.loss:.3f} | "
        self.log(
            f"{self.head(epoch)} {validation_loss}thresh {settings.thresh} | box score {settings.box_thresh}"
            f" | unclip {settings.unclip_ratio}{' | best so far' if best else ''}"
        )
        self.experiment.add_metrics(
            {
                "epoch": epoch,
                "train_loss": loss,
                "validation_loss": figures.loss,
                "validation": figures.validation.to_json(),
                "test": figures.test.to_json() if figures.test else None,
                "settings": asdict(settings),
                "best": best,
                "seconds": seconds,
            }
        )
        self.emit(
            EpochDone(
                epoch=epoch,
                epochs=self._config.epochs,
                train_loss=loss,
                validation=figures.validation,
                test=figures.test,
                best=best,
                seconds=seconds,
                validation_loss=figures.loss,
                settings=settings,
                epochs_since_highest=self.progress.epochs_since_highest,
                patience=self._config.patience,
            )
        )
