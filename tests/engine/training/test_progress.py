"""Which epoch's weights are kept, on figures made by hand."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from engine.detect.evaluation import Counts, Score
from engine.training.state import TrainingProgress


def figures(matched: int, labelled: int = 40) -> Score:
    """As many detections as labels, so that precision, recall and Hmean are all ``matched / labelled``."""
    return Score.of(Counts(matched, labelled, labelled, 12))


def taken(*scores: Score) -> tuple[TrainingProgress, list[bool]]:
    progress = TrainingProgress()
    return progress, [progress.take(epoch, score, score) for epoch, score in enumerate(scores)]


def test_the_standard_error_is_that_of_a_proportion() -> None:
    assert figures(30).standard_error == pytest.approx((0.75 * 0.25 / 40) ** 0.5)
    assert figures(40).standard_error == 0.0
    assert Score.of(Counts()).standard_error == 0.0


def test_among_epochs_a_few_labels_cannot_tell_apart_the_latest_is_kept() -> None:
    progress, best = taken(figures(20), figures(36), figures(35), figures(30))
    assert best == [True, True, True, False]  # 36 of 40 is known to about 2 of 40
    assert progress.best_epoch == 2
    assert progress.best_hmean == pytest.approx(35 / 40)
    assert (progress.highest_epoch, progress.epochs_since_highest) == (1, 2)


def test_many_labels_tell_the_same_epochs_apart() -> None:
    progress, best = taken(figures(2000, 4000), figures(3600, 4000), figures(3500, 4000))
    assert best == [True, True, False]
    assert progress.best_epoch == 1


@pytest.mark.parametrize("later", [20, 19])
def test_an_epoch_that_does_not_beat_the_start_is_not_kept(later: int) -> None:
    progress, best = taken(figures(20), figures(later), figures(21), figures(later))
    assert best == [True, False, True, False]
    assert progress.best_epoch == 2


def test_steps_down_within_the_error_do_not_add_up() -> None:
    progress, best = taken(figures(10), *(figures(count) for count in range(36, 30, -1)))
    assert best == [True, True, True, False, False, False, False]
    assert progress.highest_epoch == 1
    again = TrainingProgress.from_json(asdict(progress))
    assert again == progress
    assert not again.is_best(figures(33))
