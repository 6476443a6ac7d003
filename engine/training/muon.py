"""Muon for the convolutions, AdamW for the rest: a step turns the gradient's momentum into an orthogonal
matrix, so that directions with small gradients are learned as fast as those with large ones.

Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024); steps of AdamW's size by Liu
et al., "Muon is Scalable for LLM Training" (2025), so both share one learning rate. ``torch.optim.Muon``
takes matrices only and computes in bfloat16, in which a CPU took twenty times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

import torch
from torch import Tensor

MOMENTUM = 0.95
RMS_OF_ADAMW = 0.2
COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""Of the quintic in Newton–Schulz' iteration, chosen by its authors to grow small singular values fast."""
ITERATIONS = 5
SMALLEST_SIDE = 16
LARGEST_COUNT = 1_000_000
"""Weights of larger convolutions (the last stage's) are left to AdamW: their matrices take too long."""


def suits_muon(weight: Tensor) -> bool:
    """Whether ``weight`` is a matrix of many rows and columns that is quick to make orthogonal."""
    if weight.ndim != 4:
        return False
    rows, columns = weight.shape[0], weight[0].numel()
    return min(rows, columns) >= SMALLEST_SIDE and weight.numel() <= LARGEST_COUNT


class MuonAdamW(torch.optim.AdamW):
    """AdamW whose groups with ``muon`` True are stepped by Muon; these hold convolution weights only."""

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> None:  # type: ignore[override]
        """Take one step; gradients of Muon's weights are used up."""
        for group in self.param_groups:
            if not group.get("muon"):
                continue
            shape = attrgetter("shape")
            learning = sorted((weight for weight in group["params"] if weight.grad is not None), key=shape)
            for _, alike in groupby(learning, key=shape):
                self._step_muon(list(alike), group["lr"], group["weight_decay"])
        super().step(closure)

    def _step_muon(self, weights: Sequence[Tensor], rate: float, decay: float) -> None:
        """Step ``weights`` of one shape, all at once: alone they are too small for a graphics card."""
        steps = orthogonal(torch.stack([self._direction(weight).flatten(1) for weight in weights]))
        size = rate * RMS_OF_ADAMW * max(steps.shape[1:]) ** 0.5
        for weight, step in zip(weights, steps, strict=True):
            weight.mul_(1 - rate * decay).sub_(step.view_as(weight), alpha=size)
            weight.grad = None  # AdamW passes over it

    def _direction(self, weight: Tensor) -> Tensor:
        """The momentum of the gradient with Nesterov's look ahead."""
        gradient, state = weight.grad, self.state[weight]
        assert gradient is not None
        if not state:
            state["momentum"] = torch.zeros_like(weight)
        return gradient.lerp(state["momentum"].lerp_(gradient, 1 - MOMENTUM), MOMENTUM)


def orthogonal(matrices: Tensor) -> Tensor:
    """The (semi-)orthogonal matrices nearest to ``matrices`` (K, M, N), roughly: singular values become
    0.7 to 1.2, those that were under a thousandth of the largest less.

    Newton–Schulz' iteration X ← (a + b·A + c·A²)·X with A = X·Xᵀ, carried out on A alone: its factors are
    polynomials of the first A, so they commute, and X is multiplied once.
    """
    wide = matrices.shape[1] <= matrices.shape[2]
    x: Tensor = matrices if wide else matrices.transpose(1, 2)
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    a, b, c = COEFFICIENTS
    one = torch.eye(x.shape[1], device=x.device, dtype=x.dtype)
    gram, product = x @ x.mT, one
    for _ in range(ITERATIONS):
        factor = torch.baddbmm(gram, gram, gram, beta=b, alpha=c) + a * one
        gram = factor @ gram @ factor
        product = factor @ product
    x = product @ x
    return x if wide else x.transpose(1, 2)
