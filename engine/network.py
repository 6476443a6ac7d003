"""ResNet18 + FPN + DB heads: the text detector of "Real-time Scene Text Detection with Differentiable
Binarization" (Liao et al., AAAI 2020), without deformable convolutions.

The module reads like figure 3 of the paper: backbone (1/4 … 1/32), feature pyramid, and two heads of
one shape, one for the probability of text (the shrink map) and one for the adaptive threshold.
Both variants have been trained by others on large data, so their layouts are fixed:
``resnet18`` is ModelScope's ``cv_resnet18_ocr-detection``, ``resnet18_vd`` is PaddleOCR's
``ch_ppocr_server_v2.0_det`` (ResNet-D: deep stem, pooled shortcuts; He et al., CVPR 2019).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional
from torchvision.models.resnet import BasicBlock
from torchvision.ops import Conv2dNormActivation

from engine.models import VARIANTS

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
        features = self.features(x)
        return self.shrink_head(features), self.threshold_head(features)

    def probability_logits(self, x: Tensor) -> Tensor:
        """Logits of the shrink map alone, (N, 1, H, W): all that detection needs."""
        return self.shrink_head(self.features(x))

    def features(self, x: Tensor) -> Tensor:
        """What both heads look at: (N, 256, H/4, W/4)."""
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
    return nn.Sequential(Conv2dNormActivation(3, 64, 7, stride=2), nn.MaxPool2d(3, stride=2, padding=1))


def deep_stem_of_vd() -> nn.Sequential:
    """Three 3×3 convolutions and a max-pool: 1/4 of the input's size, 64 channels."""
    return nn.Sequential(
        Conv2dNormActivation(3, 32, 3, stride=2),
        Conv2dNormActivation(32, 32, 3),
        Conv2dNormActivation(32, 64, 3),
        nn.MaxPool2d(3, stride=2, padding=1),
    )


def stage(inputs: int, outputs: int, stride: int, shortcut: nn.Module | None) -> nn.Sequential:
    """Two basic blocks; the first changes size and width."""
    return nn.Sequential(BasicBlock(inputs, outputs, stride, shortcut), BasicBlock(outputs, outputs))


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


class FeaturePyramid(nn.Module):
    """Feature pyramid (Lin et al., CVPR 2017) whose four levels are brought to 1/4 and concatenated.

    Laterals and outputs have neither bias nor batch-norm, as in the public implementations.
    """

    def __init__(self) -> None:
        super().__init__()
        self.laterals = nn.ModuleList(nn.Conv2d(width, INNER, 1, bias=False) for width in WIDTHS)
        self.outputs = nn.ModuleList(
            nn.Conv2d(INNER, INNER // 4, 3, padding=1, bias=False) for _ in WIDTHS
        )  # fmt: skip

    def forward(self, stages: list[Tensor]) -> Tensor:
        """``stages`` finest first; the result holds the coarsest level's channels first."""
        lateral2, lateral3, lateral4, lateral5 = (
            lateral(feature) for lateral, feature in zip(self.laterals, stages, strict=True)
        )
        merged4 = lateral4 + upsample(lateral5, 2)
        merged3 = lateral3 + upsample(merged4, 2)
        merged2 = lateral2 + upsample(merged3, 2)
        output2, output3, output4, output5 = self.outputs
        return torch.cat(
            [
                upsample(output5(lateral5), 8),
                upsample(output4(merged4), 4),
                upsample(output3(merged3), 2),
                output2(merged2),
            ],
            dim=1,
        )


def upsample(x: Tensor, factor: int) -> Tensor:
    return functional.interpolate(x, scale_factor=factor, mode="nearest")


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
