"""The fine-tuning loop: epochs of random crops, an evaluation after each, the best weights kept."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import cast

import torch

from engine.data.dataset import load_dataset
from engine.db.models import SCRATCH, ModelInfo
from engine.db.network import DBNet
from engine.db.weights import load_network, starting_network
from engine.detect.evaluation import Score
from engine.device.devices import describe_device, memory_format
from engine.device.memory import freed_memory_kept
from engine.errors import QuadTuneError, StorageError
from engine.training.config import TrainConfig
from engine.training.distributed import World, joined
from engine.training.evaluating import Evaluator
from engine.training.events import Finished, Started, TrainingResult
from engine.training.experiment import Experiment
from engine.training.optimiser import Optimiser
from engine.training.progress import Progress
from engine.training.report import Emit, Report
from engine.training.splits import Splits
from engine.training.state import State
from engine.training.steps import ShouldStop, Steps, Stopped
from engine.training.worker import follow


def train(
    config: TrainConfig, emit: Emit = lambda _event: None, should_stop: ShouldStop = lambda: False
) -> TrainingResult:
    """Fine-tune as ``config`` says; ``should_stop`` is asked between steps and between pictures.

    A stopped training keeps the best weights so far. Raises `InputError` before anything is written when the
    dataset or the weights cannot be used, `StorageError` when the disk refuses.
    """
    config.validate()
    with joined(config) as world, freed_memory_kept():
        device, splits = world.device(config.device), read_splits(config)
        network, info = starting_network(config.weights, config.seed)
        if not world.leads:
            return follow(config, world, device, splits, network, info, should_stop)
        experiment = Experiment.create(config.out, config)
        with experiment.held():
            training = Training(
                config, world, device, splits, network, info, experiment, Progress(), emit, should_stop
            )
            training.begin()
            return training.run()


def resume(
    folder: Path, emit: Emit = lambda _event: None, should_stop: ShouldStop = lambda: False
) -> TrainingResult:
    """Go on with the unfinished training in ``folder`` from its last whole epoch, as if never interrupted.

    What was written after that epoch is dropped. Raises as `train`, and `InputError` for a training that has
    ended or has not finished an evaluation.
    """
    experiment = Experiment(folder)
    state = State.read(experiment.resume)
    config = experiment.config()
    with joined(config) as world, freed_memory_kept():
        device, splits = world.device(config.device), read_splits(config)
        network = DBNet(state.info.variant)
        if not world.leads:
            return follow(config, world, device, splits, network, state.info, should_stop, state)
        with experiment.held():
            experiment.cut_back(state.lengths)
            before = state.progress
            training = Training(
                config, world, device, splits, network, state.info, experiment, before, emit, should_stop
            )
            training.go_on(state)
            return training.run()


def read_splits(config: TrainConfig) -> Splits:
    """The pictures of the dataset of ``config``, by what they are used for."""
    return Splits.of(load_dataset(config.dataset, seed=config.seed), config.seed)


class Training:
    """One run of `train` or `resume`: `begin` or `go_on` first, then `run`."""

    def __init__(
        self,
        config: TrainConfig,
        world: World,
        device: torch.device,
        splits: Splits,
        network: DBNet,
        info: ModelInfo,
        experiment: Experiment,
        progress: Progress,
        emit: Emit,
        should_stop: ShouldStop,
    ) -> None:
        self.config = config
        self.world = world
        self.device = device
        self.splits = splits
        self.info = info
        self.experiment = experiment
        self.progress = progress
        self.emit = emit
        self.should_stop = should_stop
        self.started = time.perf_counter() - progress.seconds
        self.crops_per_epoch = config.epoch_length(len(splits.train))
        self.steps_per_epoch = config.steps_per_epoch(self.crops_per_epoch)
        self.report = Report(experiment, config, progress, emit)
        self.optimiser = Optimiser(
            network,
            info,
            device,
            peak_rate=config.peak_rate(),
            total_steps=self.steps_per_epoch * config.epochs,
            frozen=config.frozen(),
            say=self.report.log,
            world=world,
        )

    def begin(self) -> None:
        """Say what is going to happen and put the initial weights in the best ones' place."""
        self._announce_pictures()
        fresh = self.config.weights == SCRATCH
        self.report.log(
            "[INFO] Initialising the model from "
            + ("nothing: it learns from scratch" if fresh else "pretrained weights...")
        )
        self._announce_work()
        self.experiment.save(self.experiment.best, self._network().state_dict(), self.info)

    def go_on(self, state: State) -> None:
        """Be where ``state`` was taken."""
        self.optimiser.restore(state.snapshot)
        epoch = self.progress.epoch
        self.report.log(f"[INFO] Going on after epoch {epoch} of {self.config.epochs}")
        if state.pictures != self._picture_names():
            self.report.log("[WARNING] The training pictures are not the ones this training began with")
        self._announce_work()

    def run(self) -> TrainingResult:
        """From the first evaluation to ``result.json``, which is also written when a run breaks off."""
        try:
            self._run_epochs()
        except Stopped:
            self.report.write_steps()
            self.report.log(
                f"[INFO] Stopped in epoch {self.progress.epochs_done + 1}; the best weights so far are kept"
            )
            result = self._finish(stopped=True)
        except QuadTuneError as error:
            self._leave_word(error)
            raise
        else:
            result = self._finish(stopped=False)
            self.experiment.forget_the_way()
        return self.world.from_leader(result)

    # -- saying ----------------------------------------------------------------------------------------

    def _announce_pictures(self) -> None:
        splits, say = self.splits, self.report.log
        say(f"[INFO] Loading training set: {len(splits.train)} images")
        for note in splits.notes:
            say(note)
        held = "the training pictures themselves" if splits.validation == splits.train else "held back"
        say(f"[INFO] Validation: {len(splits.validation)} images ({held}); test: {len(splits.test)} images")

    def _announce_work(self) -> None:
        config, splits = self.config, self.splits
        self.report.log(
            f"[INFO] An epoch is {self.steps_per_epoch} steps of {config.batch_size} crops of {config.size}×"
            f"{config.size}, each picture about {self.crops_per_epoch / len(splits.train):.1f} times"
        )
        device = describe_device(self.device)
        if self.world.size > 1:
            device = f"{self.world.size} × {device}"
        self.report.log(f"[INFO] Device: {device}")
        self.emit(
            Started(
                config=config,
                workdir=self.experiment.folder,
                train_pictures=len(splits.train),
                validation_pictures=len(splits.validation),
                test_pictures=len(splits.test),
                steps_per_epoch=self.steps_per_epoch,
                total_steps=self.steps_per_epoch * config.epochs,
                device=device,
                learning_rate=config.peak_rate(),
                resumed_epoch=self.progress.epochs_done,
            )
        )

    # -- epochs ----------------------------------------------------------------------------------------

    def _run_epochs(self) -> None:
        evaluator = Evaluator(
            self.splits,
            self.info,
            self.device,
            emit=self.emit,
            check_stop=self._check_stop,
            skip=self.report.skip,
        )
        self._train_and_evaluate(evaluator)
        self._test_best(evaluator)

    def _train_and_evaluate(self, evaluator: Evaluator) -> None:
        steps = Steps.of(
            self.config,
            self.splits,
            self.info,
            self.optimiser,
            self.report,
            self.should_stop,
            self.world,
        )
        for epoch in range(self.progress.epoch + 1, self.config.epochs + 1):
            loss = None
            if epoch > 0:
                loss, rate, waiting_share = steps.run_epoch(self.world.from_leader(epoch))
                self.report.trained(epoch, loss, rate, waiting_share)
            self._evaluate(evaluator, epoch, loss)
            if epoch == self.config.epochs or self._patience_is_over():
                return
            self._keep_state(steps)

    def _evaluate(self, evaluator: Evaluator, epoch: int, loss: float | None) -> None:
        """Choose settings on the validation pictures, report on the test set, keep the better weights."""
        started = time.perf_counter()
        network = self._network()
        figures = evaluator.evaluate(network, epoch)
        best = self.progress.is_best(figures.validation)
        reached = figures.test or figures.validation
        info = replace(self._info_of(epoch), settings=figures.settings, hmean=reached.hmean)
        if epoch > 0 and best:
            self.experiment.save(self.experiment.best, network.state_dict(), info)
        if epoch == 0 and not evaluator.reports_all:
            self.report.log(
                f"[INFO] Epochs are tested on {evaluator.reported_pictures} of {len(self.splits.test)}"
                " test pictures, start and end on all"
            )
            self.progress.whole_initial_hmean = self._whole_hmean(figures.whole_test)
        self.progress.take(epoch, figures.validation, figures.test)
        if epoch > 0:  # after the figures are taken in: a full disk now must not make the best ones wrong
            self.experiment.save(self.experiment.last, network.state_dict(), info)
        self.progress.seconds = time.perf_counter() - self.started
        self.progress.evaluation_seconds = time.perf_counter() - started
        self.report.epoch(loss, figures, best, self.progress.seconds)

    def _test_best(self, evaluator: Evaluator) -> None:
        """Let the result be about the whole test set, where an epoch's figures were about a part of it."""
        progress = self.progress
        if evaluator.reports_all:
            return
        best_hmean = progress.whole_initial_hmean
        if progress.best_epoch > 0:
            network, info = load_network(self.experiment.best)
            detecting = network.to(self.device).to(memory_format=memory_format(self.device)).eval()
            best_hmean = self._whole_hmean(evaluator.test_all(detecting, info.settings))
            self.experiment.save(self.experiment.best, network.state_dict(), replace(info, hmean=best_hmean))
        progress.initial_hmean, progress.best_hmean = progress.whole_initial_hmean, best_hmean

    def _whole_hmean(self, figures: Score | None) -> float | None:
        """Log what was found on the whole test set."""
        if figures is None:
            return None
        self.report.log(
            f"[INFO] All {figures.counts.images} test pictures: precision {figures.precision:.4f}"
            f" | recall {figures.recall:.4f} | Hmean {figures.hmean:.4f}"
        )
        return figures.hmean

    def _keep_state(self, steps: Steps) -> None:
        """Write what `resume` needs. A disk too full for that is no reason to end the training."""
        state = State(
            steps.snapshot, self.progress, self.info, self.experiment.lengths(), self._picture_names()
        )
        try:
            state.write(self.experiment.resume)
        except StorageError as error:
            self.report.log(f"[WARNING] This epoch cannot be gone on from after an interruption: {error}")

    def _patience_is_over(self) -> bool:
        patience, since = self.config.patience, self.progress.epochs_since_highest
        if not patience or since < patience:
            return False
        self.report.log(
            f"[INFO] The validation Hmean was not better for {since} epochs: the training ends here"
        )
        return True

    def _check_stop(self) -> None:
        if self.should_stop():
            raise Stopped

    def _network(self) -> DBNet:
        """The averaged network: what is evaluated and kept."""
        return cast(DBNet, self.optimiser.average.module).eval()

    def _info_of(self, epoch: int) -> ModelInfo:
        """The description of the weights of ``epoch``: where they come from."""
        dataset = self.config.dataset.resolve().name
        source = f"fine-tuned from {self.info.name} on {dataset}, epoch {epoch}"
        return replace(self.info, name=self.experiment.folder.name, source=source, dataset=dataset)

    def _picture_names(self) -> list[str]:
        return [sample.picture.name for sample in self.splits.train]

    # -- the end ---------------------------------------------------------------------------------------

    def _finish(self, stopped: bool) -> TrainingResult:
        progress, say = self.progress, self.report.log
        if progress.epochs_done and progress.best_epoch == 0:
            say("[INFO] No epoch was better than the start: the initial weights are kept as best")
        if progress.unreadable:
            say(f"[WARNING] Pictures that could not be read on the way: {len(progress.unreadable)}")
        result = self._result(stopped)
        say(f"Training finished. Model saved in {self.experiment.folder}/")
        self.experiment.finish(result)
        self.emit(Finished(result))
        return result

    def _leave_word(self, error: QuadTuneError) -> None:
        """Write down why the training broke off, as far as the disk still takes it."""
        for write in (
            self.report.write_steps,
            lambda: self.experiment.finish(self._result(stopped=True)),
            lambda: self.report.log(f"[ERROR] {error}"),
        ):
            with suppress(StorageError):  # the first error is the one to be read
                write()

    def _result(self, stopped: bool) -> TrainingResult:
        progress = self.progress
        return TrainingResult(
            workdir=self.experiment.folder,
            weights=self.experiment.best,
            initial_hmean=progress.initial_hmean,
            best_hmean=progress.best_hmean,
            best_epoch=progress.best_epoch,
            epochs_done=progress.epochs_done,
            seconds=time.perf_counter() - self.started,
            stopped=stopped,
            stopped_early=not stopped and progress.epochs_done < self.config.epochs,
            rollbacks=progress.rollbacks,
            unreadable_pictures=len(progress.unreadable),
        )
