"""Orthogonal steps for convolutions, AdamW's for the rest."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from engine.training.muon import MuonAdamW, orthogonal, suits_muon


@pytest.mark.parametrize("shape", [(1, 24, 100), (3, 100, 24), (2, 32, 32)])
def test_steps_are_orthogonal_and_keep_the_directions(shape: tuple[int, int, int]) -> None:
    torch.manual_seed(0)
    matrices = torch.randn(shape)
    found = orthogonal(matrices)
    assert found.shape == matrices.shape
    singular = torch.linalg.svdvals(found)
    assert singular.min() > 0.5 or shape[1] == shape[2]  # a square random matrix has some tiny ones
    assert singular.max() < 1.25
    u, _, vt = torch.linalg.svd(matrices, full_matrices=False)
    nearest = u @ vt
    cosine = (found * nearest).sum((1, 2)) / (found.norm(dim=(1, 2)) * nearest.norm(dim=(1, 2)))
    assert cosine.min() > 0.95


def test_a_gradient_of_nothing_moves_nothing() -> None:
    assert not orthogonal(torch.zeros(1, 20, 30)).any()


def test_which_weights_suit() -> None:
    assert suits_muon(nn.Conv2d(64, 64, 3).weight)
    assert suits_muon(nn.Conv2d(16, 64, 1).weight)
    assert not suits_muon(nn.Conv2d(512, 512, 3).weight)  # too slow
    assert not suits_muon(nn.ConvTranspose2d(64, 1, 2).weight)  # one channel: a vector
    assert not suits_muon(nn.BatchNorm2d(64).weight)


def test_other_groups_step_as_adamw_does() -> None:
    ours, theirs = nn.Parameter(torch.ones(3)), nn.Parameter(torch.ones(3))
    conv = nn.Parameter(torch.zeros(16, 16, 1, 1))
    mine = MuonAdamW(
        [{"params": [conv], "muon": True, "weight_decay": 0.0}, {"params": [ours], "muon": False}], lr=0.1
    )
    reference = torch.optim.AdamW([theirs], lr=0.1)
    for _ in range(3):
        ours.grad, theirs.grad = ours.detach() ** 2, theirs.detach() ** 2
        conv.grad = torch.eye(16).view(16, 16, 1, 1) * 1e-6
        mine.step()
        reference.step()
    assert torch.equal(ours, theirs)
    # However small the gradient: steps of 0.1 · 0.2 · √16, of singular values of about one.
    moved = -conv.detach().flatten(1).diagonal()
    assert moved.min() > 3 * 0.7 * 0.08
    assert moved.max() < 3 * 1.25 * 0.08


def test_it_solves_what_steepest_descent_does_not() -> None:
    """A badly conditioned regression: after as many steps as steepest descent's, a tenth of its error."""
    torch.manual_seed(0)
    inputs = torch.randn(256, 16) * torch.logspace(0, -2, 16)
    wanted = torch.randn(16, 16)

    def error_after(make: object) -> float:
        weight = nn.Parameter(torch.zeros(16, 16, 1, 1))
        optimiser = make(weight)  # type: ignore[operator]
        schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.0, 200)
        for _ in range(200):
            loss = (inputs @ (weight.flatten(1) - wanted).T).square().mean()
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
            schedule.step()
        return float((weight.detach().flatten(1) - wanted).square().mean())

    def muon(weight: nn.Parameter) -> MuonAdamW:
        return MuonAdamW([{"params": [weight], "muon": True, "weight_decay": 0.0}], lr=0.2)

    assert error_after(muon) < 0.1 * error_after(lambda weight: torch.optim.SGD([weight], lr=1.0))
