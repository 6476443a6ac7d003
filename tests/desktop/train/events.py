"""Events of an invented but plausible training, for tests of the views and for pictures of the page."""

from __future__ import annotations

import math
import random
from pathlib import Path

from engine.detect.evaluation import Counts, Score
from engine.training.config import TrainConfig
from engine.training.events import EpochDone, Finished, LogLine, Started, StepDone, TrainingResult

LABELLED = 200


def score(recall: float, precision: float, images: int) -> Score:
    """A score of about these rates, made from whole counts."""
    matched = round(LABELLED * recall)
    return Score.of(Counts(matched, round(matched / precision), LABELLED, images))


def started(workdir: Path, *, epochs: int = 5, steps: int = 40) -> Started:
    return Started(
        config=TrainConfig(dataset=workdir.parent.parent, epochs=epochs, out=workdir.parent),
        workdir=workdir,
        train_pictures=108,
        validation_pictures=12,
        test_pictures=40,
        steps_per_epoch=steps,
        total_steps=epochs * steps,
        device="CPU, 1 thread",
        learning_rate=4e-4,
    )


def step(number: int, total: int, per_epoch: int, noise: random.Random) -> StepDone:
    """Step ``number`` of ``total``: losses that fall and jump about, a rate that rises and falls."""
    fall = math.exp(-3 * number / total)
    bce, dice, l1 = (fall * scale * noise.uniform(0.7, 1.3) + 0.02 for scale in (0.25, 0.45, 0.06))
    part = number / total
    return StepDone(
        step=number,
        total_steps=total,
        epoch=(number - 1) // per_epoch + 1,
        loss=5 * bce + dice + 10 * l1,
        bce=bce,
        dice=dice,
        l1=l1,
        learning_rate=4e-4
        * (part / 0.1 if part < 0.1 else 0.5 + 0.5 * math.cos(math.pi * (part - 0.1) / 0.9)),
        pictures_per_second=noise.uniform(9.4, 10.6),
        seconds_left=(total - number) * 0.8,
        waiting_share=0.04,
    )


def result(workdir: Path, **changes: object) -> TrainingResult:
    values: dict[str, object] = {
        "workdir": workdir,
        "weights": workdir / "best.safetensors",
        "initial_hmean": 0.4,
        "best_hmean": 0.712,
        "best_epoch": 4,
        "epochs_done": 5,
        "seconds": 274.0,
        "stopped": False,
        "train_pictures": 108,
    }
    return TrainingResult(**{**values, **changes})  # type: ignore[arg-type]


def whole_run(workdir: Path, *, epochs: int = 5, steps: int = 40, test: bool = True) -> list[object]:
    """A run from its start to its end; the best epoch is the last but one."""
    noise = random.Random(0)
    events: list[object] = [
        LogLine("[INFO] Loading training set: 120 images"),
        LogLine("[INFO] Initialising the model from pretrained weights..."),
        started(workdir, epochs=epochs, steps=steps),
    ]
    total = epochs * steps
    for epoch in range(epochs + 1):
        if epoch:
            first = (epoch - 1) * steps + 1
            events += [step(number, total, steps, noise) for number in range(first, first + steps)]
            events.append(LogLine(f"[Epoch {epoch}/{epochs}] Loss: {0.876 / epoch:.3f} | LR: 0.0004"))
        gain = 0.32 * (1 - math.exp(-epoch)) - (0.02 if epoch == epochs else 0)
        validation = score(0.44 + gain, 0.5 + 0.9 * gain, 12)
        on_test = score(0.38 + gain, 0.42 + gain, 40) if test else None
        events.append(
            EpochDone(
                epoch=epoch,
                epochs=epochs,
                train_loss=4 / (1 + epoch) if epoch else None,
                validation=validation,
                test=on_test,
                best=epoch < epochs,
                seconds=20.0 * (epoch + 1),
                validation_loss=3 / (1 + epoch) if epoch else None,
                epochs_since_highest=int(epoch == epochs),
                patience=10,
            )
        )
        events.append(LogLine(f"[Epoch {epoch}/{epochs}] Validation: Hmean {validation.hmean:.4f}"))
    events.append(LogLine(f"Training finished. Model saved in {workdir}/"))
    events.append(Finished(result(workdir, best_epoch=epochs - 1, epochs_done=epochs)))
    return events
