"""The feature pyramid (Lin et al., CVPR 2017) and the convolution each head begins with.

In the words of the paper, with ``up`` repeating pixels and all outputs brought to 1/4::

    p5 = lateral5(c5)
    p4 = lateral4(c4) + up(p5, 2)
    p3 = lateral3(c3) + up(p4, 2)
    p2 = lateral2(c2) + up(p3, 2)
    features = concatenate(up(output5(p5), 8), up(output4(p4), 4), up(output3(p3), 2), output2(p2))

Nothing here has a bias, a batch-norm or a ReLU, as in the public implementations: all is linear. So each
convolution of something doubled is done before the doubling (`convolve_doubled`), and ``p2`` with its 256
channels at 1/4 never exists. Against the lines above this takes 8 to 12 % off a training step on a CPU and a
quarter off detection (docs/benchmarks.md); ``tests/engine/db/test_network.py`` compares the results.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTHS = (64, 128, 256, 512)
"""Channels of the backbone's four stages, finest first."""

CHANNELS = 256
"""Of the pyramid's levels, and of the features in all."""


class Features(NamedTuple):
    """The features, in two parts: ``fine`` (N, 64, H/4, W/4), the finest level, and ``coarse``
    (N, 192, H/8, W/8), the others from the coarsest on, still to be doubled.
    """

    fine: Tensor
    coarse: Tensor


class FeaturePyramid(nn.Module):
    """``laterals`` and ``outputs`` belong to the stages from the finest on."""

    def __init__(self) -> None:
        super().__init__()
        self.laterals = nn.ModuleList(nn.Conv2d(width, CHANNELS, 1, bias=False) for width in WIDTHS)
        self.outputs = nn.ModuleList(
            nn.Conv2d(CHANNELS, CHANNELS // 4, 3, padding=1, bias=False) for _ in WIDTHS
        )

    def forward(self, stages: list[Tensor]) -> Features:
        """``stages`` (N, C, h, w) finest first."""
        c2, *others = stages
        lateral2, *laterals = self.laterals
        output2, output3, output4, output5 = self.outputs
        p3, p4, p5 = (lateral(c) for lateral, c in zip(laterals, others, strict=True))
        p4 = p4 + upsample(p5, 2)
        p3 = p3 + upsample(p4, 2)
        # output2(lateral2(c2) + up(p3, 2)): two convolutions in a row are one.
        both = torch.einsum("omhw,mc->ochw", weight_of(output2), weight_of(lateral2)[:, :, 0, 0])
        fine = functional.conv2d(c2, both, padding=1) + convolve_doubled(p3, weight_of(output2))
        coarse = [upsample(output5(p5), 4), upsample(output4(p4), 2), output3(p3)]
        return Features(fine, torch.cat(coarse, dim=1))


class FeatureConv2d(nn.Conv2d):
    """A 3×3 convolution of `Features`, without bias."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs, 3, padding=1, bias=False)

    def forward(self, features: Features) -> Tensor:  # type: ignore[override]
        """(N, C, H/4, W/4)."""
        channels = features.coarse.shape[1]
        fine = functional.conv2d(features.fine, self.weight[:, channels:], padding=1)
        return fine + convolve_doubled(features.coarse, self.weight[:, :channels])


def weight_of(convolution: nn.Module) -> Tensor:
    return cast(nn.Conv2d, convolution).weight


def upsample(x: Tensor, factor: int) -> Tensor:
    return functional.interpolate(x, scale_factor=factor, mode="nearest")


def convolve_doubled(x: Tensor, weight: Tensor) -> Tensor:
    """What a 3×3 convolution (padding 1) with ``weight`` (O, C, 3, 3) makes of ``upsample(x, 2)``.

    In a doubled map two of three neighbouring taps fall on the same value: the whole is a transposed
    convolution of 4×4 with stride 2, 4/9 of the work. Returns (N, O, 2·H, 2·W).
    """
    taps = _of_doubled(_of_doubled(weight, 2), 3)
    return functional.conv_transpose2d(x, taps.transpose(0, 1), stride=2, padding=1)


def _of_doubled(weight: Tensor, dim: int) -> Tensor:
    """Where one value's two copies reach with three taps along ``dim``: four places."""
    before, middle, after = weight.unbind(dim)
    return torch.stack([after, middle + after, before + middle, before], dim)
