"""Each hint speaks on the curve it is meant for and is silent on the one just inside the limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.detect.evaluation import Counts, Score
from engine.training.events import EpochDone
from engine.training.record.hints import RunFigures, find_hints

# docs/benchmarks.md, "The default training": a good run on 120 handwritten pages.
REAL_LOSSES = (4.31, 2.96, 2.50, 2.37, 2.30)
REAL_VALIDATION = (0.476, 0.602, 0.659, 0.736, 0.773, 0.809)
REAL_TEST = (
    (0.375, 0.503),
    (0.460, 0.601),
    (0.457, 0.462),
    (0.576, 0.676),
    (0.645, 0.694),
    (0.704, 0.769),
)


def score(precision: float, recall: float) -> Score:
    return Score(precision, recall, 2 * precision * recall / (precision + recall), Counts(images=12))


def epochs(
    hmeans: Sequence[float],
    losses: Sequence[float] = (),
    validation_losses: Sequence[float] = (),
    planned: int | None = None,
) -> list[EpochDone]:
    """Epochs with these validation figures; entry 0 of ``hmeans`` is the start."""
    planned = planned or len(hmeans) - 1
    found, highest = [], -1.0
    for epoch, hmean in enumerate(hmeans):
        found.append(
            EpochDone(
                epoch=epoch,
                epochs=planned,
                train_loss=losses[epoch - 1] if epoch and losses else None,
                validation=score(hmean, hmean),
                test=None,
                best=hmean > highest,
                seconds=1.0,
                validation_loss=validation_losses[epoch - 1] if epoch and validation_losses else None,
            )
        )
        highest = max(highest, hmean)
    return found


def steps(means: Sequence[float], per_epoch: int = 15, noise: float = 0.3, seed: int = 0) -> np.ndarray:
    """Batch losses about these means of the epochs, joined by straight lines; ``noise`` is relative."""
    count = per_epoch * len(means)
    centre = np.interp(np.arange(count), np.arange(len(means)) * per_epoch + per_epoch / 2, means)
    return centre * np.random.default_rng(seed).uniform(1 - noise, 1 + noise, count)


def kinds(run: RunFigures) -> list[str]:
    return [hint.kind for hint in find_hints(run)]


GOOD = RunFigures(
    losses=steps(REAL_LOSSES),
    epochs=epochs(REAL_VALIDATION, REAL_LOSSES),
    past_peak=True,
    finished=True,
    waiting_share=0.05,
    pictures=120,
)
FLAT = RunFigures(
    losses=steps([3.0] * 5, noise=0.2),
    epochs=epochs([0.5, 0.501, 0.503, 0.499, 0.505, 0.507]),
    past_peak=True,
    finished=True,
)
MISSING = RunFigures(
    losses=steps([4, 3, 2, 1, 1]),
    epochs=[*epochs([0.5, 0.6, 0.65])[:2], replace(epochs([0.5, 0.6, 0.65])[2], validation=score(0.5, 0.9))],
    confident=20,
    confident_false=9,
)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("done", range(6))
def test_the_real_good_run_is_never_interrupted(seed: int, done: int) -> None:
    run = replace(
        GOOD,
        losses=steps(REAL_LOSSES, seed=seed)[: done * 15],
        epochs=GOOD.epochs[: done + 1],
        finished=done == 5,
    )
    assert kinds(run) == []


def test_its_figures_on_the_test_pictures_would_raise_no_doubt_about_labels() -> None:
    for precision, recall in REAL_TEST:
        measured = [*GOOD.epochs[:-1], replace(GOOD.epochs[-1], validation=score(precision, recall))]
        assert "labels_missing" not in kinds(replace(GOOD, epochs=measured, confident=20, confident_false=10))


def test_a_run_that_has_not_begun_has_no_hints() -> None:
    assert kinds(RunFigures(np.array([]), [])) == []
    assert kinds(RunFigures(np.array([]), epochs([0.4]), pictures=12)) == []


@pytest.mark.parametrize("changes", [{"rollbacks": 1}, {"losses": np.array([3.0, np.nan, 2.0])}])
def test_a_loss_that_is_no_number(changes: dict[str, Any]) -> None:
    (hint,) = find_hints(replace(GOOD, **changes))
    assert hint.kind == "rate_too_high"
    assert "finite" in str(hint.text)


def test_a_model_that_got_worse_than_its_start() -> None:
    (hint,) = find_hints(replace(GOOD, losses=steps([3.0]), epochs=epochs([0.6, 0.49], planned=5)))
    assert hint.kind == "rate_too_high"
    assert hint.text.parameters == {"before": "0.600", "now": "0.490"}
    inside = epochs([0.6, 0.51], planned=5)
    assert kinds(replace(GOOD, losses=steps([3.0]), epochs=inside, finished=False)) == []


def test_a_model_on_its_way_back_up_is_left_in_peace() -> None:
    recovering = epochs([0.6, 0.3, 0.45], planned=5)
    assert kinds(replace(GOOD, epochs=recovering, losses=steps([5, 4]), finished=False)) == []


def test_a_rising_loss() -> None:
    assert kinds(replace(GOOD, losses=steps([3, 2, 2.5, 3, 4], noise=0.1))) == ["rate_too_high"]
    assert kinds(replace(GOOD, losses=steps([3, 2, 2, 2.1, 2.2], noise=0.1))) == []


def test_a_jumping_loss() -> None:
    jumps = np.tile(np.repeat([1.0, 3.0], 10), 6)
    assert kinds(replace(GOOD, losses=jumps)) == ["rate_too_high"]
    assert kinds(replace(GOOD, losses=np.tile(np.repeat([2.0, 2.5], 10), 6))) == []


def test_a_rate_too_low_explains_why_nothing_was_learned() -> None:
    assert kinds(FLAT) == ["rate_too_low"]
    assert kinds(replace(FLAT, epochs=epochs([0.5, 0.49, 0.495, 0.49]))) == ["rate_too_low"]


@pytest.mark.parametrize(
    "changes",
    [
        {"past_peak": False},
        {"losses": steps([3.0, 2.9, 2.8, 2.6, 2.5], noise=0.1)},
        {"epochs": epochs([0.5, 0.52, 0.54, 0.55, 0.55, 0.55])},
        {"epochs": epochs([0.96, 0.96, 0.961, 0.96, 0.96, 0.96])},
    ],
    ids=["still rising", "the loss falls", "Hmean moves", "good already"],
)
def test_flat_curves_that_are_no_trouble(changes: dict[str, Any]) -> None:
    assert kinds(replace(FLAT, **changes)) == []


def test_a_rising_validation_loss_is_overfitting() -> None:
    losses, hmeans = [4, 3, 2, 1.5, 1.2, 1.0], [0.4, 0.5, 0.6, 0.65, 0.66, 0.66, 0.66]
    run = replace(GOOD, epochs=epochs(hmeans, losses, [2, 1.8, 1.7, 1.75, 1.8, 1.9], planned=10))
    (hint,) = find_hints(replace(run, finished=False))
    assert hint.kind == "overfitting"
    assert hint.remedy.parameters == {"epoch": 4}

    twice_only = epochs(hmeans, losses, [2, 1.8, 1.7, 1.65, 1.8, 1.9], planned=10)
    slightly = epochs(hmeans, losses, [2, 1.8, 1.7, 1.71, 1.72, 1.73], planned=10)
    no_longer_learning = epochs(hmeans, [4, 3, 1, 1.5, 1.2, 1.1], [2, 1.8, 1.7, 1.75, 1.8, 1.9], planned=10)
    for quiet in (twice_only, slightly, no_longer_learning):
        assert kinds(replace(run, epochs=quiet, finished=False)) == []


def test_a_validation_hmean_that_falls_from_its_best_is_overfitting() -> None:
    losses = [4, 3, 2, 1.5, 1.2, 1.0]
    fallen = epochs([0.4, 0.6, 0.7, 0.72, 0.62, 0.63, 0.6], losses, planned=10)
    assert kinds(replace(GOOD, epochs=fallen, finished=False)) == ["overfitting"]
    wavering = epochs([0.4, 0.6, 0.7, 0.72, 0.62, 0.66, 0.6], losses, planned=10)
    assert kinds(replace(GOOD, epochs=wavering, finished=False)) == []


def test_sure_of_text_where_nothing_is_labelled() -> None:
    (hint,) = find_hints(MISSING)
    assert hint.kind == "labels_missing"
    assert hint.text.parameters == {"precision": "0.500", "recall": "0.900"}
    assert "###" in str(hint.remedy)


@pytest.mark.parametrize(
    "changes",
    [{"confident_false": 4}, {"confident": 40}, {"losses": steps([4, 4, 4, 3.5, 3.5])}],
    ids=["a few only", "a small share", "not learned yet"],
)
def test_low_precision_for_other_reasons(changes: dict[str, Any]) -> None:
    assert kinds(replace(MISSING, **changes)) == []


def test_nothing_learned_is_said_at_the_end_only() -> None:
    run = replace(GOOD, epochs=epochs([0.8, 0.75, 0.76, 0.77, 0.78, 0.79]))
    assert kinds(run) == ["nothing_learned"]
    assert kinds(replace(run, finished=False)) == []


def test_waiting_for_pictures() -> None:
    (hint,) = find_hints(replace(GOOD, waiting_share=0.346))
    assert (hint.kind, hint.text.parameters) == ("waiting", {"share": 35})
    assert kinds(replace(GOOD, waiting_share=0.20)) == []
    assert kinds(replace(GOOD, waiting_share=0.9, losses=GOOD.losses[:19], finished=False)) == []


def test_still_improving_at_the_end() -> None:
    improving = replace(GOOD, epochs=epochs([0.4, 0.5, 0.6, 0.72]))
    (hint,) = find_hints(improving)
    assert (hint.kind, hint.text.parameters, hint.remedy.parameters) == (
        "more_epochs",
        {"gain": "0.120"},
        {"epochs": 6},
    )
    assert kinds(replace(improving, finished=False)) == []
    stopped = epochs([0.4, 0.5, 0.6, 0.72], planned=8)
    assert kinds(replace(improving, epochs=stopped)) == []
    assert kinds(replace(GOOD, epochs=epochs([0.4, 0.5, 0.6, 0.62]))) == []


def test_few_pictures() -> None:
    (hint,) = find_hints(replace(GOOD, pictures=49))
    assert (hint.kind, {**hint.text.parameters, **hint.remedy.parameters}) == (
        "few_pictures",
        {"count": 49, "enough": 50},
    )
    assert kinds(replace(GOOD, pictures=50)) == []
    assert kinds(replace(GOOD, pictures=20, epochs=epochs([0.9, 0.94, 0.96, 0.97, 0.97]))) == []


def test_the_most_important_comes_first_and_texts_can_be_filled_in() -> None:
    run = replace(MISSING, waiting_share=0.5, rollbacks=1, pictures=10)
    found = find_hints(run)
    assert [hint.kind for hint in found] == ["rate_too_high", "labels_missing", "waiting", "few_pictures"]
    for hint in found:
        for text in (hint.text, hint.remedy):
            assert "{" not in str(text)
