"""Advice when the figures of a training show a known problem. Pure functions.

Every rule is conservative and fires only when the figures leave little doubt: nobody reads hints again after
a wrong one. tests/engine/training/record/test_hints.py shows each limit from both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.errors import Message
from engine.training.events import EpochDone
from engine.training.record.curve_math import Values

HintKind = Literal[
    "rate_too_high",
    "rate_too_low",
    "overfitting",
    "labels_missing",
    "nothing_learned",
    "waiting",
    "more_epochs",
    "few_pictures",
]

FEW_STEPS = 30
"""Losses of fewer steps are noise."""
HMEAN_COLLAPSE = 0.10
"""Rate too high: validation Hmean this far below the start."""
LOSS_RISE = 1.30
"""Rate too high: the last quarter's mean loss, as a multiple of the best earlier quarter's."""
LOSS_SWING = 0.35
"""Rate too high: how much the mean loss of ten steps typically differs from that of the ten before."""
LOSS_STUCK = 0.95
"""Rate too low: the last quarter's mean loss is still this much of the first quarter's."""
HMEAN_STUCK = 0.02
"""Rate too low: the best Hmean is no further than this from the start."""
GOOD_HMEAN = 0.95
"""A model this good has little left to learn: flat curves and few pictures are no trouble then."""
OVERFIT_EPOCHS, OVERFIT_RISE = 3, 1.05
"""Over-fitting: validation loss higher in each of so many epochs, by this factor in all."""
OVERFIT_DROP = 0.08
"""Over-fitting: validation Hmean this far below its best, which is `OVERFIT_EPOCHS` old."""
PRECISION_GAP = 0.25
"""Labels missing: precision this far below recall …"""
CONFIDENT = 0.8
CONFIDENT_FALSE, CONFIDENT_FALSE_SHARE = 5, 0.25
"""… and so many quads scored `CONFIDENT` or more, and this share of them, where nothing is labelled …"""
LEARNED = 0.7
"""… and the loss at the end is at most this much of the loss at the beginning."""
WAITING_SHARE, WAITING_STEPS = 0.20, 20
LATE_GAIN, LATE_GAIN_SHARE = 0.03, 0.25
"""Still improving: what the last epoch alone added to the validation Hmean, and its share of all gained."""
ENOUGH_PICTURES = 50


@dataclass(frozen=True, slots=True)
class Hint:
    """A problem and what to do about it."""

    kind: HintKind
    text: Message
    remedy: Message


@dataclass(frozen=True, slots=True)
class RunFigures:
    """What the rules look at. ``losses`` (N,) are those of the batches in order, some maybe not finite.

    ``past_peak``: the learning rate has passed its peak; ``finished``: all planned epochs are done or
    patience ended the training; ``rollbacks``: how often a loss was not finite. ``confident`` counts the
    quads scored `CONFIDENT` or more in the checked validation pictures after the last epoch,
    ``confident_false`` those of them where nothing is labelled. ``pictures`` counts the labelled ones, None
    when unknown.
    """

    losses: Values
    epochs: Sequence[EpochDone]
    past_peak: bool = False
    finished: bool = False
    rollbacks: int = 0
    waiting_share: float = 0.0
    confident: int = 0
    confident_false: int = 0
    pictures: int | None = None

    @property
    def hmeans(self) -> list[float]:
        """Validation Hmean of every epoch, the start's first."""
        return [done.validation.hmean for done in self.epochs]

    @property
    def trained(self) -> Sequence[EpochDone]:
        """The epochs after the start."""
        return [done for done in self.epochs if done.epoch > 0]


def find_hints(run: RunFigures) -> list[Hint]:
    """The hints about ``run``, the most important first; mostly none."""
    found = [hint for rule in RULES if (hint := rule(run)) is not None]
    kinds = {hint.kind for hint in found}
    if kinds & {"rate_too_high", "rate_too_low"}:  # they explain why nothing was learned
        found = [hint for hint in found if hint.kind not in ("nothing_learned", "more_epochs")]
    return found


def _rate_too_high(run: RunFigures) -> Hint | None:
    hmeans = run.hmeans
    if run.rollbacks or not np.isfinite(run.losses).all():
        text = Message("The learning rate looks too high: the loss was no longer a finite number.")
    elif run.trained and hmeans[-1] < hmeans[0] - HMEAN_COLLAPSE and hmeans[-1] <= min(hmeans) + HMEAN_STUCK:
        text = Message(
            "The learning rate looks too high: Hmean fell from {before} at the start to {now}.",
            before=f"{hmeans[0]:.3f}",
            now=f"{hmeans[-1]:.3f}",
        )
    elif _loss_rises(run.losses):
        text = Message("The learning rate looks too high: the loss is rising.")
    elif _loss_swings(run.losses):
        text = Message("The learning rate looks too high: the loss jumps up and down.")
    else:
        return None
    remedy = Message("Train again with a third of the learning rate. The best weights so far are kept.")
    return Hint("rate_too_high", text, remedy)


def _loss_rises(losses: Values) -> bool:
    if len(losses) < FEW_STEPS:
        return False
    *earlier, last = (float(part.mean()) for part in np.array_split(losses, 4))
    return last > LOSS_RISE * min(earlier)


def _loss_swings(losses: Values) -> bool:
    if len(losses) < 2 * FEW_STEPS:
        return False
    means = losses[: len(losses) // 10 * 10].reshape(-1, 10).mean(axis=1)
    return float(np.median(np.abs(np.diff(means))) / np.median(means)) > LOSS_SWING


def _rate_too_low(run: RunFigures) -> Hint | None:
    hmeans = run.hmeans
    enough = len(run.losses) >= FEW_STEPS and len(run.trained) >= 2 and run.past_peak
    if not enough or max(hmeans) >= GOOD_HMEAN or max(hmeans) - hmeans[0] > HMEAN_STUCK:
        return None
    if abs(hmeans[-1] - hmeans[0]) > HMEAN_STUCK or _loss_ratio(run.losses) < LOSS_STUCK:
        return None
    return Hint(
        "rate_too_low",
        Message("The learning rate looks too low: the loss hardly falls and Hmean hardly moves."),
        Message("Train again with three times the learning rate, or with more epochs."),
    )


def _overfitting(run: RunFigures) -> Hint | None:
    trained = run.trained
    if len(trained) <= OVERFIT_EPOCHS:
        return None
    before, now = trained[-1 - OVERFIT_EPOCHS], trained[-1]
    if before.train_loss is None or now.train_loss is None or now.train_loss >= before.train_loss:
        return None
    if not (_validation_loss_rises(trained) or _hmean_drops(trained)):
        return None
    best = max(run.epochs, key=lambda done: done.validation.hmean)
    return Hint(
        "overfitting",
        Message(
            "The model begins to learn the training pictures by heart: on them the loss falls, on the "
            "validation pictures it gets worse."
        ),
        Message(
            "You may stop now: the weights of epoch {epoch} are kept. More labelled pictures help most; "
            "fewer epochs or a preset with more variation help too.",
            epoch=best.epoch,
        ),
    )


def _validation_loss_rises(trained: Sequence[EpochDone]) -> bool:
    known = [loss for done in trained[-1 - OVERFIT_EPOCHS :] if (loss := done.validation_loss) is not None]
    if len(known) <= OVERFIT_EPOCHS:
        return False
    return bool(np.all(np.diff(known) > 0)) and known[-1] >= OVERFIT_RISE * known[0]


def _hmean_drops(trained: Sequence[EpochDone]) -> bool:
    hmeans = [done.validation.hmean for done in trained]
    best = int(np.argmax(hmeans))
    late = hmeans[best + 1 :]
    return len(late) >= OVERFIT_EPOCHS and max(late[-OVERFIT_EPOCHS:]) <= hmeans[best] - OVERFIT_DROP


def _labels_missing(run: RunFigures) -> Hint | None:
    if len(run.trained) < 2 or len(run.losses) < FEW_STEPS or _loss_ratio(run.losses) > LEARNED:
        return None
    score = run.epochs[-1].validation
    many = run.confident_false >= max(CONFIDENT_FALSE, CONFIDENT_FALSE_SHARE * run.confident)
    if score.precision > score.recall - PRECISION_GAP or not many:
        return None
    return Hint(
        "labels_missing",
        Message(
            "The model is sure of text where nothing is labelled (precision {precision}, recall {recall}).",
            precision=f"{score.precision:.3f}",
            recall=f"{score.recall:.3f}",
        ),
        Message(
            "Look at the validation pictures: text that is there should be labelled, or marked ### where it "
            "should not count."
        ),
    )


def _nothing_learned(run: RunFigures) -> Hint | None:
    if not run.finished or not run.trained or any(done.best for done in run.trained):
        return None
    return Hint(
        "nothing_learned",
        Message("No epoch was better than the start, so the weights of the start are kept."),
        Message("Check the labels of a few pictures first; then try more pictures or another learning rate."),
    )


def _waiting(run: RunFigures) -> Hint | None:
    if len(run.losses) < WAITING_STEPS or run.waiting_share <= WAITING_SHARE:
        return None
    return Hint(
        "waiting",
        Message(
            "Training waits for pictures during {share} % of the time.", share=round(100 * run.waiting_share)
        ),
        Message(
            "Put the pictures on a fast local disk, make very large ones smaller, or close other programs."
        ),
    )


def _more_epochs(run: RunFigures) -> Hint | None:
    trained, hmeans = run.trained, run.hmeans
    if not run.finished or len(trained) < 2 or trained[-1].epoch < trained[-1].epochs:
        return None
    late, gained = hmeans[-1] - max(hmeans[:-1]), hmeans[-1] - hmeans[0]
    if late < LATE_GAIN or late < LATE_GAIN_SHARE * gained:
        return None
    return Hint(
        "more_epochs",
        Message(
            "The model was still getting better: the last epoch alone added {gain} to Hmean.",
            gain=f"{late:.3f}",
        ),
        Message("Train longer: {epochs} epochs, for example.", epochs=2 * trained[-1].epochs),
    )


def _few_pictures(run: RunFigures) -> Hint | None:
    few = run.pictures is not None and run.pictures < ENOUGH_PICTURES
    if not few or not run.trained or max(run.hmeans) >= GOOD_HMEAN:
        return None
    return Hint(
        "few_pictures",
        Message("There are few labelled pictures to learn from: {count}.", count=run.pictures),
        Message("Label {enough} or more, of every kind that you will meet.", enough=ENOUGH_PICTURES),
    )


RULES: tuple[Callable[[RunFigures], Hint | None], ...] = (
    _rate_too_high,
    _overfitting,
    _labels_missing,
    _rate_too_low,
    _nothing_learned,
    _waiting,
    _more_epochs,
    _few_pictures,
)


def _loss_ratio(losses: Values) -> float:
    """Mean loss of the last quarter of the steps over that of the first quarter."""
    first, *_, last = np.array_split(losses, 4)
    return float(last.mean() / first.mean())
