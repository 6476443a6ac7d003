"""The loss against hand-computed values."""

from __future__ import annotations

import math

import pytest
import torch

from engine.db.loss import balanced_bce, db_loss, dice_loss

ONES = torch.ones(1, 1, 20, 20)


def some_text() -> torch.Tensor:
    text = torch.zeros(1, 1, 20, 20)
    text[..., 5:10, 5:15] = 1
    return text


def test_three_hard_negatives_count_for_each_positive() -> None:
    text = some_text()  # 50 positives, 350 negatives
    logits = torch.where(text > 0, 2.0, -4.0)
    logits[..., 0, :] = 3.0  # 20 hard negatives among the 150 that count
    expected = (
        50 * math.log1p(math.exp(-2)) + 20 * math.log1p(math.exp(3)) + 130 * math.log1p(math.exp(-4))
    ) / 200
    assert balanced_bce(logits, text, ONES).item() == pytest.approx(expected, rel=1e-4)


def test_masked_pixels_do_not_count() -> None:
    text = some_text()
    mask = ONES.clone()
    mask[..., 0, :] = 0
    logits = torch.where(text > 0, 9.0, -9.0)
    wrong = logits.clone()
    wrong[..., 0, :] = 9.0
    assert torch.equal(balanced_bce(wrong, text, mask), balanced_bce(logits, text, mask))
    assert dice_loss(torch.sigmoid(wrong), text, mask) < 0.01


def test_pictures_without_text_teach() -> None:
    logits = torch.full((1, 1, 20, 20), 2.0, requires_grad=True)
    empty = torch.zeros_like(ONES)
    loss = db_loss(logits, torch.zeros_like(logits), empty, ONES, empty, empty)
    loss.total.backward()
    assert loss.bce > 1
    assert logits.grad is not None
    assert (logits.grad > 0).all()  # every false alarm is pushed down


def test_a_batch_that_is_masked_out_altogether_gives_a_finite_loss() -> None:
    logits = torch.zeros(1, 1, 8, 8, requires_grad=True)
    nothing = torch.zeros(1, 1, 8, 8)
    loss = db_loss(logits, logits * 1, nothing, nothing, nothing, nothing)
    loss.total.backward()
    assert torch.isfinite(loss.total)
    assert logits.grad is not None
    assert torch.isfinite(logits.grad).all()


def test_extreme_logits_stay_finite() -> None:
    text = some_text()
    logits = torch.where(text > 0, -300.0, 300.0).requires_grad_()
    loss = db_loss(logits, torch.full_like(text, -300.0), text, ONES, text * 0.7, text)
    loss.total.backward()
    assert logits.grad is not None
    assert torch.isfinite(logits.grad).all()
    assert loss.total > 100


def test_the_total_is_the_weighted_sum() -> None:
    text = some_text()
    loss = db_loss(torch.randn_like(text), torch.randn_like(text), text, ONES, text * 0.7, text)
    assert loss.total.item() == pytest.approx((5 * loss.bce + 10 * loss.l1 + loss.dice).item(), rel=1e-5)


def test_the_right_answer_has_nearly_no_loss() -> None:
    text = some_text()
    threshold = torch.full_like(text, 0.5)
    loss = db_loss(
        torch.where(text > 0, 12.0, -12.0),
        torch.zeros_like(text),
        text,
        ONES,
        threshold,
        torch.ones_like(text),
    )
    assert loss.total < 0.01
