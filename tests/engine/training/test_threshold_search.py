"""Choosing thresholds on maps whose best thresholds are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.data.gt import Label
from engine.db.models import DetectSettings
from engine.training.threshold_search import MappedPicture, choose_settings, score_at


def faint_picture() -> MappedPicture:
    """One word at 0.42, a false alarm at 0.33; the word's label is its region grown by ten pixels."""
    probability = np.zeros((128, 256), np.float32)
    probability[40:60, 40:140] = 0.42
    probability[90:110, 40:140] = 0.33
    return MappedPicture(probability, 256, 128, [Label((30, 30, 150, 30, 150, 70, 30, 70), "word")])


def test_faint_text_is_found_by_a_lower_score() -> None:
    start = DetectSettings(thresh=0.3, box_thresh=0.5)
    assert score_at([faint_picture()], start).hmean == 0
    chosen, figures = choose_settings([faint_picture()], start)
    assert figures.hmean == 1
    assert chosen.box_thresh <= 0.4
    assert score_at([faint_picture()], chosen) == figures


def test_what_is_perfect_already_is_left_alone() -> None:
    start = DetectSettings(thresh=0.37, box_thresh=0.41, unclip_ratio=1.4)
    chosen, figures = choose_settings([faint_picture()], start)
    assert figures.hmean == 1
    assert chosen == start


def test_on_a_plateau_of_the_protocol_the_best_fitting_boxes_win() -> None:
    start = DetectSettings(box_thresh=0.4, unclip_ratio=2.3)
    loose, tight = (score_at([faint_picture()], replace(start, unclip_ratio=ratio)) for ratio in (2.3, 1.4))
    assert loose.hmean == tight.hmean == 1
    chosen, _ = choose_settings([faint_picture()], start)
    # The region spans 99 × 19 pixel centres: 10 pixels more around are an unclip ratio of 10 · 236 / 1881.
    assert chosen.unclip_ratio == 1.4


def test_without_anything_to_find_the_settings_stay() -> None:
    empty = MappedPicture(np.zeros((32, 32), np.float32), 32, 32, [])
    assert choose_settings([empty], DetectSettings())[0] == DetectSettings()
