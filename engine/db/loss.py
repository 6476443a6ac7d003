"""The loss of DB: dice on the approximate binary map + 10·L1 on the threshold map + 5·BCE on the shrink map.

Liao et al., "Real-time Scene Text Detection with Differentiable Binarization" (AAAI 2020); the weights are
those of every public implementation (the paper's text gives 1 for BCE).
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

BCE_WEIGHT, L1_WEIGHT, DICE_WEIGHT = 5.0, 10.0, 1.0
NEGATIVE_RATIO = 3
SHARPNESS = 50.0
"""k of the differentiable binarisation."""

EPS = 1e-6
_NEGATIVES_OF_TEXT_FREE_BATCHES = 1000
"""Hard negatives per picture in a batch without a positive pixel, so that pictures without text teach too."""


class Loss(NamedTuple):
    """Scalars on the device; ``total`` is the weighted sum of the other three."""

    total: Tensor
    bce: Tensor
    dice: Tensor
    l1: Tensor


def db_loss(
    shrink_logits: Tensor,
    threshold_logits: Tensor,
    shrink_map: Tensor,
    shrink_mask: Tensor,
    threshold_map: Tensor,
    threshold_mask: Tensor,
) -> Loss:
    """All tensors are (N, 1, H, W) or (N, H, W), float. Nothing here waits for the device."""
    shape = shrink_map.shape
    shrink_logits, threshold_logits = shrink_logits.float().view(shape), threshold_logits.float().view(shape)
    threshold = torch.sigmoid(threshold_logits)
    # k·(P − T) goes through a sigmoid, never through exp(): that overflows in half precision.
    binary = torch.sigmoid(SHARPNESS * (torch.sigmoid(shrink_logits) - threshold))
    bce = balanced_bce(shrink_logits, shrink_map, shrink_mask)
    dice = dice_loss(binary, shrink_map, shrink_mask)
    l1 = ((threshold - threshold_map).abs() * threshold_mask).sum() / (threshold_mask.sum() + EPS)
    return Loss(BCE_WEIGHT * bce + L1_WEIGHT * l1 + DICE_WEIGHT * dice, bce, dice, l1)


def balanced_bce(logits: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """Binary cross-entropy over all positives of the batch and three times as many of its hardest negatives.

    The number of negatives stays on the device: ``topk(int(count))`` would wait for it, so the sorted
    negatives are weighted by rank < count instead.
    """
    each = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
    positive, negative = target * mask, (1.0 - target) * mask
    positives = positive.sum()
    floor = float(_NEGATIVES_OF_TEXT_FREE_BATCHES * target.shape[0])
    wanted = torch.where(positives > 0, NEGATIVE_RATIO * positives, positives.new_tensor(floor))
    negatives = torch.minimum(negative.sum(), wanted)
    hardest = (each * negative).flatten().sort(descending=True).values
    rank = torch.arange(hardest.numel(), device=hardest.device)
    negative_sum = (hardest * (rank < negatives)).sum()
    return ((each * positive).sum() + negative_sum) / (positives + negatives + EPS)


def dice_loss(prediction: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """1 − 2·I / U over the batch within ``mask``."""
    intersection = (prediction * target * mask).sum()
    union = (prediction * mask).sum() + (target * mask).sum() + EPS
    return 1.0 - 2.0 * intersection / union
