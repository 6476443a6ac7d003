"""ResNet18 + FPN + DB heads: the text detector of "Real-time Scene Text Detection with Differentiable
Binarization" (Liao et al., AAAI 2020), without deformable convolutions.

The module reads like figure 3 of the paper: backbone (1/4 … 1/32), feature pyramid, and two heads of
one shape, one for the probability of text (the shrink map) and one for the adaptive threshold.
Both variants have been trained by others on large data, so their layouts are fixed:
``resnet18`` is ModelScope's ``cv_resnet18_ocr-detection``, ``resnet18_vd`` is PaddleOCR's
``ch_ppocr_server_v2.0_det`` (ResNet-D: deep stem, pooled shortcuts; He et al., CVPR 2019).
"""

from __future__ import annotations

from typing import NamedTuple, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.db.models import VARIANTS

STRIDE = 32
"""Sides of the input are multiples of this."""

WIDTHS = (64, 128, 256, 512)
INNER = 256


class DBNet(nn.Module):
    """The whole detector. Input: (N, 3, H, W) normalised BGR, H and W multiples of 32."""

    def __init__(self, variant: str = "resnet18_vd") -> None:
        super().__init__()
        if variant not in VARIANTS:
            raise ValueError(f"variant {variant!r} is none of {VARIANTS}")
        self.variant = variant
        self.backbone = Backbone(deep_stem=variant == "resnet18_vd")
        self.fpn = FeaturePyramid()
        self.shrink_head = db_head()
        self.threshold_head = db_head()
        self.apply(_initialise)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the shrink map and of the threshold map, each (N, 1, H, W)."""
        levels = self.levels(x)
        return head_logits(self.shrink_head, levels), head_logits(self.threshold_head, levels)

    def probability_logits(self, x: Tensor) -> Tensor:
        """Logits of the shrink map alone, (N, 1, H, W): all that detection needs."""
        return head_logits(self.shrink_head, self.levels(x))

    def levels(self, x: Tensor) -> Levels:
        """What both heads look at."""
        height, width = x.shape[-2:]
        if height % STRIDE or width % STRIDE:
            raise ValueError(f"sides {width}×{height} are not multiples of {STRIDE}")
        return self.fpn(self.backbone(x))


class Backbone(nn.Module):
    """ResNet18 up to its last stage; gives the four stages' outputs, finest first."""

    def __init__(self, deep_stem: bool) -> None:
        super().__init__()
        self.stem = deep_stem_of_vd() if deep_stem else plain_stem()
        first = projection(64, 64, 1) if deep_stem else None
        shortcut = pooled_projection if deep_stem else projection
        self.layer1 = stage(64, 64, 1, first)
        self.layer2 = stage(64, 128, 2, shortcut(64, 128, 2))
        self.layer3 = stage(128, 256, 2, shortcut(128, 256, 2))
        self.layer4 = stage(256, 512, 2, shortcut(256, 512, 2))

    def forward(self, x: Tensor) -> list[Tensor]:
        c2 = self.layer1(self.stem(x))
        c3 = self.layer2(c2)
        c4 = self.layer3(c3)
        c5 = self.layer4(c4)
        return [c2, c3, c4, c5]


def plain_stem() -> nn.Sequential:
    """One 7×7 convolution and a max-pool: 1/4 of the input's size, 64 channels."""
    return nn.Sequential(ConvNormReLU(3, 64, 7, stride=2), nn.MaxPool2d(3, stride=2, padding=1))


def deep_stem_of_vd() -> nn.Sequential:
    """Three 3×3 convolutions and a max-pool: 1/4 of the input's size, 64 channels."""
    return nn.Sequential(
        ConvNormReLU(3, 32, 3, stride=2),
        ConvNormReLU(32, 32, 3),
        ConvNormReLU(32, 64, 3),
        nn.MaxPool2d(3, stride=2, padding=1),
    )


def stage(inputs: int, outputs: int, stride: int, shortcut: nn.Module | None) -> nn.Sequential:
    """Two basic blocks; the first changes size and width."""
    return nn.Sequential(BasicBlock(inputs, outputs, stride, shortcut), BasicBlock(outputs, outputs))


class ConvNormReLU(nn.Sequential):
    """Convolution that keeps the size but for the stride, batch-norm, ReLU."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1) -> None:
        super().__init__(
            nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
        )


class BasicBlock(nn.Module):
    """ResNet's block of two 3×3 convolutions (He et al., CVPR 2016); ``shortcut`` None passes the input on.

    The names of its parts are those of the published weights.
    """

    def __init__(self, inputs: int, outputs: int, stride: int = 1, shortcut: nn.Module | None = None) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = shortcut

    def forward(self, x: Tensor) -> Tensor:
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        y += x if self.downsample is None else self.downsample(x)
        return self.relu(y)


def projection(inputs: int, outputs: int, stride: int) -> nn.Sequential:
    """ResNet's shortcut where the shape changes: 1×1 convolution and batch-norm."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False),
        nn.BatchNorm2d(outputs),
    )


def pooled_projection(inputs: int, outputs: int, stride: int) -> nn.Sequential:
    """ResNet-D's shortcut: an average pool does the striding, so no pixel is skipped."""
    return nn.Sequential(
        nn.AvgPool2d(stride, stride, ceil_mode=True, count_include_pad=False),
        nn.Conv2d(inputs, outputs, 1, bias=False),
        nn.BatchNorm2d(outputs),
    )


class Levels(NamedTuple):
    """The feature pyramid's outputs: ``fine`` (N, 64, H/4, W/4) and, coarsest first and brought to one size,
    ``coarse`` (N, 192, H/8, W/8). The heads see ``coarse`` doubled and ``fine`` side by side: 256 channels.
    """

    fine: Tensor
    coarse: Tensor


class FeaturePyramid(nn.Module):
    """Feature pyramid (Lin et al., CVPR 2017) whose four levels are brought to 1/4 and concatenated.

    Laterals and outputs have neither bias nor batch-norm, as in the public implementations. That makes the
    finest level linear in its two inputs, so it is computed without its 256 channels ever existing at 1/4:
    lateral and output convolution become one, and what comes from below is convolved before it is doubled.
    """

    def __init__(self) -> None:
        super().__init__()
        self.laterals = nn.ModuleList(nn.Conv2d(width, INNER, 1, bias=False) for width in WIDTHS)
        self.outputs = nn.ModuleList(
            nn.Conv2d(INNER, INNER // 4, 3, padding=1, bias=False) for _ in WIDTHS
        )  # fmt: skip

    def forward(self, stages: list[Tensor]) -> Levels:
        """``stages`` finest first."""
        finest, *others = stages
        finest_lateral, *laterals = self.laterals
        output2, output3, output4, output5 = self.outputs
        lateral3, lateral4, lateral5 = (
            lateral(feature) for lateral, feature in zip(laterals, others, strict=True)
        )
        merged4 = lateral4 + upsample(lateral5, 2)
        merged3 = lateral3 + upsample(merged4, 2)
        both = torch.einsum("omhw,mc->ochw", weight_of(output2), weight_of(finest_lateral)[:, :, 0, 0])
        fine = functional.conv2d(finest, both, padding=1) + convolve_doubled(merged3, weight_of(output2))
        coarse = [upsample(output5(lateral5), 4), upsample(output4(merged4), 2), output3(merged3)]
        return Levels(fine, torch.cat(coarse, dim=1))


def weight_of(convolution: nn.Module) -> Tensor:
    return cast(nn.Conv2d, convolution).weight


def upsample(x: Tensor, factor: int) -> Tensor:
    return functional.interpolate(x, scale_factor=factor, mode="nearest")


def convolve_doubled(x: Tensor, weight: Tensor) -> Tensor:
    """What a 3×3 convolution (padding 1) with ``weight`` (O, C, 3, 3) makes of ``upsample(x, 2)``.

    In a doubled map two of three neighbouring taps fall on the same value: the whole is a transposed
    convolution of 4×4 with stride 2, 4/9 of the work. Returns (N, O, 2·H, 2·W).
    """
    return functional.conv_transpose2d(
        x, _of_doubled(_of_doubled(weight, 2), 3).transpose(0, 1), stride=2, padding=1
    )


def _of_doubled(weight: Tensor, dim: int) -> Tensor:
    """Where one value's two copies reach with three taps along ``dim``: four places."""
    before, middle, after = weight.unbind(dim)
    return torch.stack([after, middle + after, before + middle, before], dim)


def head_logits(head: nn.Sequential, levels: Levels) -> Tensor:
    """Logits (N, 1, H, W) of one head."""
    weight, channels = weight_of(head[0]), levels.coarse.shape[1]
    fine = functional.conv2d(levels.fine, weight[:, channels:], padding=1)
    first = fine + convolve_doubled(levels.coarse, weight[:, :channels])
    return head[1:](first)


def db_head() -> nn.Sequential:
    """Logits at the input's size from features at a quarter of it."""
    quarter = INNER // 4
    return nn.Sequential(
        nn.Conv2d(INNER, quarter, 3, padding=1, bias=False),
        nn.BatchNorm2d(quarter),
        nn.ReLU(inplace=True),
        nn.ConvTranspose2d(quarter, quarter, 2, stride=2),
        nn.BatchNorm2d(quarter),
        nn.ReLU(inplace=True),
        nn.ConvTranspose2d(quarter, 1, 2, stride=2),
    )


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        if module.bias is not None:
            nn.init.zeros_(module.bias)
