"""The fine-tuning loop: epochs of random crops, an evaluation after each, the best weights kept."""

from __future__ import annotations

import math
import time
from collections import deque
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np
from torch import Tensor

from engine.db.models import SCRATCH
from engine.db.network import DBNet
from engine.db.weights import save_weights, starting_network
from engine.device.devices import describe_device
from engine.device.memory import freed_memory_kept
from engine.errors import InputError, Message, QuadTuneError, StorageError
from engine.training.batches import Clock, Crops, EpochOrder, default_workers, make_loader
from engine.training.config import TrainConfig
from engine.training.distributed import Stopped, joined, run_worker
from engine.training.evaluating import Evaluator
from engine.training.events import EpochDone, Started, StepDone, TrainingResult
from engine.training.experiment import RESUME, Emit, Experiment, SilentLog, TrainingLog
from engine.training.optimiser import Optimiser, seed_torch
from engine.training.run import Run, ShouldStop, Splits
from engine.training.state import TrainingProgress, TrainingState

SNAPSHOT_STEPS = 50
"""Good weights are put aside at least this often, and at the end of every epoch."""

MOST_ROLLBACKS = 3
"""Returns to good weights, each with half the rate; the next loss that is not finite ends the training."""


def train(
    config: TrainConfig, emit: Emit = lambda _event: None, should_stop: ShouldStop = lambda: False
) -> TrainingResult:
    """Fine-tune as ``config`` says; ``should_stop`` is called between steps and between pictures.

    A stopped training keeps the best weights so far. Raises `InputError` before anything is written when the
    dataset or the weights cannot be used, `StorageError` when the disk refuses.
    """
    config.validate()
    with joined(config) as group, freed_memory_kept():
        device, splits = group.device(config.device), Splits.read(config)
        network, info = starting_network(config.weights, config.seed)
        experiment = Experiment.create(config.out, config) if group.leads else Experiment(config.out)
        run = Run(config, group, device, splits, info, experiment, emit, should_stop)
        return _train(run, network)


def resume(
    folder: Path, emit: Emit = lambda _event: None, should_stop: ShouldStop = lambda: False
) -> TrainingResult:
    """Continue the unfinished training in ``folder`` after its last whole epoch, as if never interrupted.

    What was written after that epoch is dropped. Raises as `train`, and `InputError` for a training that has
    ended or has not finished an evaluation.
    """
    experiment = Experiment(folder)
    state = TrainingState.read(experiment.resume)
    config = experiment.config()
    with joined(config) as group, freed_memory_kept():
        device, splits = group.device(config.device), Splits.read(config)
        run = Run(config, group, device, splits, state.info, experiment, emit, should_stop)
        return _train(run, DBNet(state.info.variant), state)


def _train(run: Run, network: DBNet, state: TrainingState | None = None) -> TrainingResult:
    """Train from ``state`` if there is one; every process returns the leader's result."""
    if not run.group.leads:
        return run_worker(run.group, Training(run, network, state).train_epoch)
    with run.experiment.held():
        if state is not None:
            run.experiment.cut_back(state.lengths)
        training = Training(run, network, state)
        training.begin(state)
        return run.group.from_leader(training.train())


class Training:
    """What changes during a `Run`: ``good`` is the last snapshot known to be finite."""

    def __init__(self, run: Run, network: DBNet, state: TrainingState | None) -> None:
        config = run.config
        self.run = run
        self.progress = TrainingProgress() if state is None else state.progress
        self.started = time.perf_counter() - self.progress.seconds
        log = TrainingLog if run.group.leads else SilentLog
        self.log = log(run.experiment, config, self.progress, run.emit)
        self.optimiser = Optimiser(
            network, run.info, run.device, config, run.total_steps, warn=self.log.log, group=run.group
        )
        if state is not None:
            self.optimiser.restore(state.snapshot)
        self.good = self.optimiser.snapshot()
        self.order = EpochOrder(run.crops_per_epoch, config.seed)
        count = run.crops_per_epoch * config.epochs
        crops = Crops(run.splits.train, config, run.info.settings.long_side, count)
        workers = default_workers(run.device, run.group) if config.workers is None else config.workers
        self.loader = make_loader(crops, self.order, config.batch_size, workers, run.device, run.group)

    def begin(self, state: TrainingState | None) -> None:
        """Log what is going to happen; a new training also keeps the initial weights as the best ones."""
        run, config, splits, log = self.run, self.run.config, self.run.splits, self.log
        if state is None:
            log.log(f"[INFO] Loading training set: {len(splits.train)} images")
            for note in splits.notes:
                log.log(note)
            origin = "the training pictures themselves" if splits.validation == splits.train else "held back"
            validation = f"{len(splits.validation)} images ({origin})"
            log.log(f"[INFO] Validation: {validation}; test: {len(splits.test)} images")
            fresh = config.weights == SCRATCH
            start = "nothing: it learns from scratch" if fresh else "pretrained weights..."
            log.log(f"[INFO] Initialising the model from {start}")
        else:
            log.log(f"[INFO] Resuming after epoch {self.progress.epoch} of {config.epochs}")
            if state.pictures != self._picture_names():
                log.log("[WARNING] The training pictures are not the ones this training began with")
        device = describe_device(run.device)
        log.started(
            Started(
                config=config,
                workdir=run.experiment.folder,
                train_pictures=len(splits.train),
                validation_pictures=len(splits.validation),
                test_pictures=len(splits.test),
                steps_per_epoch=run.steps_per_epoch,
                total_steps=run.total_steps,
                device=device if run.group.size == 1 else f"{run.group.size} × {device}",
                learning_rate=config.peak_rate(),
                resumed_epoch=self.progress.epochs_done,
            )
        )
        if state is None:
            save_weights(run.experiment.best, self._average().state_dict(), run.info)

    def train(self) -> TrainingResult:
        """From the first evaluation to ``result.json``, which is also written when a training breaks off."""
        try:
            self._train_and_evaluate()
        except Stopped:
            self.log.write_steps()
            self.log.log(
                f"[INFO] Stopped in epoch {self.progress.epochs_done + 1}; the best weights so far are kept"
            )
            result = self._result(stopped=True)
            self.log.finished(result)
        except QuadTuneError as error:
            # Write down why the training broke off, as far as the disk still takes it.
            for write in (
                self.log.write_steps,
                partial(self.run.experiment.finish, self._result(stopped=True, error=str(error))),
                partial(self.log.log, f"[ERROR] {error}"),
            ):
                with suppress(StorageError):  # the first error is the one to be read
                    write()
            raise
        else:
            result = self._result()
            self.log.finished(result)
            self.run.experiment.delete(RESUME)
        return result

    # -- an epoch --------------------------------------------------------------------------------------

    def train_epoch(self, epoch: int) -> float | None:
        """Train one epoch (from 1), in all processes at once: the mean loss of its good steps, if any.

        Raises `Stopped` when one of them should stop, QuadTuneError when losses keep being not finite.
        """
        run, config, optimiser, log = self.run, self.run.config, self.optimiser, self.log
        first, last = (epoch - 1) * run.steps_per_epoch, epoch * run.steps_per_epoch
        clock, losses, skipped = Clock(), list[float](), list[InputError]()
        pending = deque[PendingStep]()
        self.order.epoch = epoch
        for step, batch in enumerate(clock.waiting_for(self.loader), start=first + 1):
            if run.group.any(run.should_stop()):
                raise Stopped
            for error in batch.skipped:
                log.skip(error)
            skipped += batch.skipped

            seed_torch(config.seed, step)
            rate = optimiser.rate
            pending.append(PendingStep(step, rate, optimiser.step(batch.images, batch.targets)))

            # Losses are read one step late, so that the device never waits for us.
            put_aside = step % SNAPSHOT_STEPS == 0 or step == last
            while len(pending) > (0 if put_aside else 1):
                done = pending.popleft()
                loss, bce, dice, l1 = done.losses.tolist()
                if not math.isfinite(loss):
                    self._roll_back(done.step)
                    pending.clear()  # computed with the weights that were just thrown away
                    break
                losses.append(loss)
                seconds = clock.seconds / (done.step - first)
                evaluations = (config.epochs - epoch + 1) * self.progress.evaluation_seconds
                log.step(
                    StepDone(
                        step=done.step,
                        total_steps=run.total_steps,
                        epoch=epoch,
                        loss=loss,
                        bce=bce,
                        dice=dice,
                        l1=l1,
                        learning_rate=done.rate,
                        pictures_per_second=config.batch_size / seconds,
                        seconds_left=(run.total_steps - done.step) * seconds + evaluations,
                        waiting_share=clock.waiting_share,
                        memory_bytes=optimiser.memory_bytes(),
                    )
                )
            if put_aside:
                self._put_aside()
        for error in run.group.gathered(skipped):
            log.skip(error)  # those of other processes; our own are noted already
        mean = float(np.mean(losses)) if losses else None
        log.trained(epoch, mean, rate, clock.waiting_share)
        return mean

    def _put_aside(self) -> None:
        """Keep the present weights as good ones, if they are."""
        snapshot = self.optimiser.snapshot()
        if not snapshot.is_finite():  # a finite loss may have had gradients that were not
            self._roll_back(snapshot.numbers["step"])
            snapshot = self.optimiser.snapshot()
        self.good = snapshot

    def _roll_back(self, step: int) -> None:
        """Return to the good weights with half the learning rate. QuadTuneError after `MOST_ROLLBACKS`."""
        if self.progress.rollbacks == MOST_ROLLBACKS:
            raise QuadTuneError(
                Message(
                    "The loss is no longer a finite number, {rollbacks} smaller learning rates on.",
                    rollbacks=MOST_ROLLBACKS,
                ),
                remedy=Message(
                    "Check the pictures and labels, or train again with a smaller learning rate;"
                    " the best weights so far are kept."
                ),
                path=self.run.experiment.folder,
            )
        self.progress.rollbacks += 1
        self.optimiser.restore_weights(self.good)
        self.optimiser.slow_down(0.5)
        self.log.log(
            f"[WARNING] The loss of step {step} is not a finite number: back to the weights of step"
            f" {self.good.numbers['step']} with half the learning rate"
            f" ({self.progress.rollbacks} of {MOST_ROLLBACKS})"
        )

    # -- between epochs --------------------------------------------------------------------------------

    def _train_and_evaluate(self) -> None:
        run, progress = self.run, self.progress
        evaluator = Evaluator(run, self.log)
        for epoch in range(progress.epoch + 1, run.config.epochs + 1):
            loss = None
            if epoch > 0:
                loss = self.train_epoch(run.group.from_leader(epoch))
            self._evaluate(evaluator, epoch, loss)
            if epoch == run.config.epochs or self._patience_is_over():
                break
            self._keep_state()
        if not evaluator.reports_all:
            evaluator.test_best(progress)

    def _evaluate(self, evaluator: Evaluator, epoch: int, loss: float | None) -> None:
        """Choose settings on the validation pictures, report on the test set, keep the better weights."""
        started = time.perf_counter()
        experiment, progress = self.run.experiment, self.progress
        network = self._average()
        figures = evaluator.evaluate(network, epoch)
        best = progress.is_best(figures.validation)
        reached = figures.test or figures.validation
        dataset = self.run.config.dataset.resolve().name
        info = replace(
            self.run.info,
            name=experiment.folder.name,
            source=f"fine-tuned from {self.run.info.name} on {dataset}, epoch {epoch}",
            dataset=dataset,
            settings=figures.settings,
            hmean=reached.hmean,
        )
        if epoch > 0 and best:
            save_weights(experiment.best, network.state_dict(), info)
        if epoch == 0 and not evaluator.reports_all:
            progress.whole_initial_hmean = evaluator.announce_part(figures)
        progress.take(epoch, figures.validation, figures.test)
        if epoch > 0:  # after the figures are taken in: a full disk now must not make the best ones wrong
            save_weights(experiment.last, network.state_dict(), info)
        progress.seconds = time.perf_counter() - self.started
        progress.evaluation_seconds = time.perf_counter() - started
        self.log.epoch(
            EpochDone(
                epoch=epoch,
                epochs=self.run.config.epochs,
                train_loss=loss,
                validation=figures.validation,
                test=figures.test,
                best=best,
                seconds=progress.seconds,
                validation_loss=figures.loss,
                settings=figures.settings,
                epochs_since_highest=progress.epochs_since_highest,
                patience=self.run.config.patience,
            )
        )

    def _keep_state(self) -> None:
        """Write what `resume` needs. A disk too full for that is no reason to end the training."""
        experiment = self.run.experiment
        state = TrainingState(
            self.good, self.progress, self.run.info, experiment.lengths(), self._picture_names()
        )
        try:
            state.write(experiment.resume)
        except StorageError as error:
            self.log.log(f"[WARNING] The training cannot be resumed after this epoch: {error}")

    def _patience_is_over(self) -> bool:
        patience, since = self.run.config.patience, self.progress.epochs_since_highest
        if not patience or since < patience:
            return False
        self.log.log(f"[INFO] The validation Hmean was not better for {since} epochs: the training ends here")
        return True

    def _average(self) -> DBNet:
        """The averaged network: what is evaluated and kept."""
        return cast(DBNet, self.optimiser.average.module).eval()

    def _picture_names(self) -> list[str]:
        return [sample.picture.name for sample in self.run.splits.train]

    # -- the end ---------------------------------------------------------------------------------------

    def _result(self, stopped: bool = False, error: str | None = None) -> TrainingResult:
        progress, experiment = self.progress, self.run.experiment
        return TrainingResult(
            workdir=experiment.folder,
            weights=experiment.best,
            initial_hmean=progress.initial_hmean,
            best_hmean=progress.best_hmean,
            best_epoch=progress.best_epoch,
            epochs_done=progress.epochs_done,
            seconds=time.perf_counter() - self.started,
            stopped=stopped,
            stopped_early=not stopped and progress.epochs_done < self.run.config.epochs,
            rollbacks=progress.rollbacks,
            unreadable_pictures=len(progress.unreadable),
            train_pictures=len(self.run.splits.train),
            error=error,
        )


class PendingStep(NamedTuple):
    """A step whose losses (4,) may still be under way on the device."""

    step: int
    rate: float
    losses: Tensor
