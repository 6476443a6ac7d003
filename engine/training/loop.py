"""The fine-tuning loop: epochs of random crops, an evaluation after each, the best weights kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import cast

import numpy as np
import torch
from torch import Tensor

from engine.dataset import Sample, load_dataset, load_labels
from engine.detector import TorchDetector
from engine.devices import choose_device, describe_device
from engine.errors import QT_TRANSLATE_NOOP, QuadTuneError
from engine.evaluation import Score, evaluate_samples
from engine.memory import freed_memory_kept
from engine.models import DetectSettings, ModelInfo
from engine.network import DBNet
from engine.pictures import read_picture
from engine.training.config import MINIMUM_CROPS_PER_EPOCH, TrainConfig
from engine.training.data import Crops, EpochOrder, default_workers, make_loader
from engine.training.events import (
    EpochDone,
    EvaluationProgress,
    Event,
    Finished,
    LogLine,
    Started,
    StepDone,
    TrainingResult,
)
from engine.training.experiment import Experiment
from engine.training.operating_point import MappedPicture, choose_settings, score_at
from engine.training.optimiser import Optimiser
from engine.training.splits import Splits
from engine.weights import load_network

Emit = Callable[[Event], None]
ShouldStop = Callable[[], bool]


def train(
    config: TrainConfig, emit: Emit = lambda _event: None, should_stop: ShouldStop = lambda: False
) -> TrainingResult:
    """Fine-tune as ``config`` says; ``should_stop`` is asked between steps and between pictures.

    A stopped training keeps the best weights so far. Raises `InputError` before anything is written when the
    dataset or the weights cannot be used, `StorageError` when the disk refuses.
    """
    config.validate()
    device = choose_device(config.device)
    dataset = load_dataset(config.dataset, seed=config.seed)
    splits = Splits.of(dataset, config.seed)
    network, info = load_network(config.weights)
    experiment = Experiment.create(config.out, config)
    with freed_memory_kept():
        return Training(config, device, splits, network, info, experiment, emit, should_stop).run()


class Stopped(Exception):  # noqa: N818 - not an error: the person asked for it
    """Raised inside the loop when ``should_stop`` answered yes."""


class Training:
    """One run of `train`, its parts in the order in which they happen."""

    def __init__(
        self,
        config: TrainConfig,
        device: torch.device,
        splits: Splits,
        network: DBNet,
        info: ModelInfo,
        experiment: Experiment,
        emit: Emit,
        should_stop: ShouldStop,
    ) -> None:
        self.config = config
        self.device = device
        self.splits = splits
        self.info = info
        self.experiment = experiment
        self.emit = emit
        self.should_stop = should_stop
        self.started = time.perf_counter()
        crops = config.crops_per_epoch or max(len(splits.train), MINIMUM_CROPS_PER_EPOCH)
        self.order = EpochOrder(crops, config.seed)
        self.loader = make_loader(
            Crops(
                splits.train,
                size=config.size,
                long_side=info.settings.long_side,
                length=crops * config.epochs,
                seed=config.seed,
            ),
            self.order,
            config.batch_size,
            default_workers(device) if config.workers is None else config.workers,
            device,
        )
        self.steps_per_epoch = max(crops // config.batch_size, 1)
        self.crops_per_epoch = crops
        self.total_steps = self.steps_per_epoch * config.epochs
        torch.manual_seed(config.seed)
        self.optimiser = Optimiser(
            network,
            info,
            device,
            peak_rate=config.peak_rate(),
            total_steps=self.total_steps,
            say=self.log,
        )
        self.best_epoch = 0
        self.best_validation = -1.0
        self.initial_hmean: float | None = None
        self.best_hmean: float | None = None
        self.evaluation_seconds = 0.0

    def run(self) -> TrainingResult:
        """From the first log line to ``result.json``, which is also written when a run breaks off."""
        self._announce()
        self.experiment.save(self.experiment.best, self._network().state_dict(), self.info)
        epochs_done, stopped = 0, False
        try:
            self._evaluate(0, None)
            for epoch in range(1, self.config.epochs + 1):
                loss = self._train_epoch(epoch)
                self._evaluate(epoch, loss)
                epochs_done = epoch
        except Stopped:
            stopped = True
            self.log(f"[INFO] Stopped in epoch {epochs_done + 1}; the best weights so far are kept")
        except QuadTuneError as error:
            self.log(f"[ERROR] {error}")
            self.experiment.finish(self._result(epochs_done, stopped=True))
            raise
        return self._finish(epochs_done, stopped)

    def log(self, text: str) -> None:
        """One line for ``log.txt`` and whoever listens."""
        self.experiment.log(text)
        self.emit(LogLine(text))

    def _announce(self) -> None:
        config, splits = self.config, self.splits
        self.log(f"[INFO] Loading training set: {len(splits.train)} images")
        for note in splits.notes:
            self.log(note)
        held = "the training pictures themselves" if splits.validation == splits.train else "held back"
        self.log(
            f"[INFO] Validation: {len(splits.validation)} images ({held}); test: {len(splits.test)} images"
        )
        self.log("[INFO] Initialising the model from pretrained weights...")
        self.log(
            f"[INFO] An epoch is {self.steps_per_epoch} steps of {config.batch_size} crops of {config.size}×"
            f"{config.size}, each picture about {self.crops_per_epoch / len(splits.train):.1f} times"
        )
        device = describe_device(self.device)
        self.log(f"[INFO] Device: {device}")
        self.emit(
            Started(
                config=config,
                workdir=self.experiment.folder,
                train_pictures=len(splits.train),
                validation_pictures=len(splits.validation),
                test_pictures=len(splits.test),
                steps_per_epoch=self.steps_per_epoch,
                total_steps=self.total_steps,
                device=device,
                learning_rate=config.peak_rate(),
            )
        )

    # -- training ------------------------------------------------------------------------------------

    def _train_epoch(self, epoch: int) -> float:
        """Train one epoch and return its mean loss."""
        self.order.epoch = epoch
        done = (epoch - 1) * self.steps_per_epoch
        losses: list[float] = []
        started = time.perf_counter()
        for number, (rate, parts) in enumerate(self._steps(), start=1):
            losses.append(parts[0])
            seconds = (time.perf_counter() - started) / number
            self._tell_step(epoch, done + number, rate, parts, seconds)
        mean = float(np.mean(losses))
        self.log(f"[Epoch {epoch}/{self.config.epochs}] Loss: {mean:.3f} | LR: {rate:.3g}")
        return mean

    def _steps(self) -> Iterator[tuple[float, list[float]]]:
        """Run the steps; yield rate and losses one step late, so that the device never waits for us."""
        waiting: tuple[float, Tensor] | None = None
        for images, targets in self.loader:
            self._check_stop()
            rate = self.optimiser.rate
            losses = self.optimiser.step(images, targets)
            if waiting is not None:
                yield waiting[0], self._finite(waiting[1].tolist())
            waiting = rate, losses
        if waiting is not None:
            yield waiting[0], self._finite(waiting[1].tolist())

    def _finite(self, losses: list[float]) -> list[float]:
        if not np.isfinite(losses).all():
            raise QuadTuneError(
                QT_TRANSLATE_NOOP("engine", "The loss is no longer a finite number."),
                remedy=QT_TRANSLATE_NOOP(
                    "engine", "Train again with a smaller learning rate; the best weights so far are kept."
                ),
                path=self.experiment.folder,
            )
        return losses

    def _tell_step(self, epoch: int, step: int, rate: float, losses: list[float], seconds: float) -> None:
        epochs_left = self.config.epochs - epoch + 1
        self.emit(
            StepDone(
                step=step,
                total_steps=self.total_steps,
                epoch=epoch,
                loss=losses[0],
                bce=losses[1],
                dice=losses[2],
                l1=losses[3],
                learning_rate=rate,
                pictures_per_second=self.config.batch_size / seconds,
                seconds_left=(self.total_steps - step) * seconds + epochs_left * self.evaluation_seconds,
            )
        )

    def _check_stop(self) -> None:
        if self.should_stop():
            raise Stopped

    # -- evaluation ----------------------------------------------------------------------------------

    def _evaluate(self, epoch: int, loss: float | None) -> None:
        """Choose settings on the validation pictures, report on the test pictures, keep better weights."""
        started = time.perf_counter()
        network = self._network()
        detector = TorchDetector(network, self.info, self.device)
        maps = self._maps(detector, self.splits.validation)
        start = self.info.settings
        settings, validation = (start, score_at(maps, start)) if epoch == 0 else choose_settings(maps, start)
        test = self._test_score(detector, settings)
        best = validation.hmean > self.best_validation
        if epoch > 0:
            info = replace(self._info_of(epoch), settings=settings)
            for path in (self.experiment.last, self.experiment.best) if best else (self.experiment.last,):
                self.experiment.save(path, network.state_dict(), info)
        if best:
            self.best_epoch, self.best_validation = epoch, validation.hmean
            self.best_hmean = test.hmean if test else None
        if epoch == 0:
            self.initial_hmean = self.best_hmean
        self.evaluation_seconds = time.perf_counter() - started
        self._tell_epoch(epoch, loss, validation, test, settings, best)

    def _maps(self, detector: TorchDetector, samples: Sequence[Sample]) -> list[MappedPicture]:
        maps = []
        for number, sample in enumerate(samples, start=1):
            self._check_stop()
            image = read_picture(sample.picture)
            probability = detector.probability_map(image)
            maps.append(MappedPicture(probability, image.shape[1], image.shape[0], load_labels(sample)))
            self.emit(EvaluationProgress(number, len(samples), "validation"))
        return maps

    def _test_score(self, detector: TorchDetector, settings: DetectSettings) -> Score | None:
        samples = self.splits.test
        if not samples:
            return None

        def told(done: int) -> None:
            self._check_stop()
            self.emit(EvaluationProgress(done, len(samples), "test"))

        return evaluate_samples(detector, samples, settings, told)

    def _network(self) -> DBNet:
        """The averaged network: what is evaluated and kept."""
        return cast(DBNet, self.optimiser.average.module).eval()

    def _info_of(self, epoch: int) -> ModelInfo:
        """The description of the weights of ``epoch``: where they come from."""
        source = f"fine-tuned from {self.info.name} on {self.config.dataset.resolve().name}, epoch {epoch}"
        return replace(self.info, name=self.experiment.folder.name, source=source)

    def _tell_epoch(
        self,
        epoch: int,
        loss: float | None,
        validation: Score,
        test: Score | None,
        settings: DetectSettings,
        best: bool,
    ) -> None:
        head = f"[Epoch {epoch}/{self.config.epochs}]"
        for name, figures in (("Validation", validation), ("Test", test)):
            if figures is not None:
                self.log(
                    f"{head} {name}: precision {figures.precision:.4f} | recall {figures.recall:.4f}"
                    f" | Hmean {figures.hmean:.4f}"
                )
        self.log(
            f"{head} thresh {settings.thresh} | box score {settings.box_thresh}"
            f" | unclip {settings.unclip_ratio}{' | best so far' if best else ''}"
        )
        seconds = time.perf_counter() - self.started
        self.experiment.add_metrics(
            {
                "epoch": epoch,
                "train_loss": loss,
                "validation": validation.to_json(),
                "test": test.to_json() if test else None,
                "settings": asdict(settings),
                "best": best,
                "seconds": seconds,
            }
        )
        self.emit(EpochDone(epoch, self.config.epochs, loss, validation, test, best, seconds))

    def _finish(self, epochs_done: int, stopped: bool) -> TrainingResult:
        if epochs_done and self.best_epoch == 0:
            self.log("[INFO] No epoch was better than the start: the initial weights are kept as best")
        result = self._result(epochs_done, stopped)
        self.log(f"Training finished. Model saved in {self.experiment.folder}/")
        self.experiment.finish(result)
        self.emit(Finished(result))
        return result

    def _result(self, epochs_done: int, stopped: bool) -> TrainingResult:
        return TrainingResult(
            workdir=self.experiment.folder,
            weights=self.experiment.best,
            initial_hmean=self.initial_hmean,
            best_hmean=self.best_hmean,
            best_epoch=self.best_epoch,
            epochs_done=epochs_done,
            seconds=time.perf_counter() - self.started,
            stopped=stopped,
        )
