"""ResNet18 + feature pyramid + DB heads: the text detector of "Real-time Scene Text Detection with
Differentiable Binarization" (Liao et al., AAAI 2020), without deformable convolutions.

The module reads like figure 3 of the paper: a backbone (1/4 … 1/32), a feature pyramid, and two heads of one
shape, one for the probability of text and one for the adaptive threshold.
Both variants have been trained by others on large data, so their layouts are fixed:
``resnet18`` is ModelScope's ``cv_resnet18_ocr-detection``, ``resnet18_vd`` is PaddleOCR's
``ch_ppocr_server_v2.0_det`` (ResNet-D: deep stem, pooled shortcuts; He et al., CVPR 2019).
"""

from __future__ import annotations

from torch import Tensor, nn
from torchvision.models.resnet import BasicBlock
from torchvision.ops.misc import Conv2dNormActivation

from engine.db.models import VARIANTS
from engine.db.pyramid import CHANNELS, FeatureConv2d, FeaturePyramid, Features
from engine.db.scaling import SIDE_MULTIPLE


class DBNet(nn.Module):
    """The whole detector. Input: (N, 3, H, W) normalised BGR, H and W multiples of 32."""

    def __init__(self, variant: str = "resnet18_vd") -> None:
        super().__init__()
        if variant not in VARIANTS:
            raise ValueError(f"variant {variant!r} is none of {VARIANTS}")
        self.variant = variant
        self.backbone = Backbone(variant)
        self.fpn = FeaturePyramid()
        self.probability_head = db_head()
        self.threshold_head = db_head()
        self.apply(_initialise)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the probability map and of the threshold map, each (N, 1, H, W)."""
        features = self.features(x)
        return self.probability_head(features), self.threshold_head(features)

    def probability_logits(self, x: Tensor) -> Tensor:
        """Logits of the probability map alone, (N, 1, H, W): all that detection needs."""
        logits: Tensor = self.probability_head(self.features(x))
        return logits

    def features(self, x: Tensor) -> Features:
        """What both heads see."""
        height, width = x.shape[-2:]
        if height % SIDE_MULTIPLE or width % SIDE_MULTIPLE:
            raise ValueError(f"sides {width}×{height} are not multiples of {SIDE_MULTIPLE}")
        features: Features = self.fpn(self.backbone(x))
        return features


class Backbone(nn.Module):
    """ResNet18 without its classifier; gives the outputs of its four stages, finest first."""

    def __init__(self, variant: str) -> None:
        super().__init__()
        if variant == "resnet18_vd":
            self.stem = deep_stem()
            self.layer1 = stage(64, 64, 1, projection(64, 64, 1))
            shortcut = pooled_projection
        else:
            self.stem = plain_stem()
            self.layer1 = stage(64, 64, 1, None)
            shortcut = projection
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


def deep_stem() -> nn.Sequential:
    """ResNet-D's three 3×3 convolutions and a max-pool: 1/4 of the input's size, 64 channels."""
    return nn.Sequential(
        Conv2dNormActivation(3, 32, 3, stride=2),
        Conv2dNormActivation(32, 32, 3),
        Conv2dNormActivation(32, 64, 3),
        nn.MaxPool2d(3, stride=2, padding=1),
    )


def stage(inputs: int, outputs: int, stride: int, shortcut: nn.Module | None) -> nn.Sequential:
    """Two basic blocks, the first of which changes size and width; ``shortcut`` None passes its input on."""
    return nn.Sequential(BasicBlock(inputs, outputs, stride, shortcut), BasicBlock(outputs, outputs))


def projection(inputs: int, outputs: int, stride: int) -> nn.Sequential:
    """ResNet's shortcut where the shape changes: 1×1 convolution and batch-norm."""
    return nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))


def pooled_projection(inputs: int, outputs: int, stride: int) -> nn.Sequential:
    """ResNet-D's shortcut: an average pool does the striding, so no pixel is skipped."""
    pool = nn.AvgPool2d(stride, stride, ceil_mode=True, count_include_pad=False)
    return nn.Sequential(pool, *projection(inputs, outputs, 1))


def db_head() -> nn.Sequential:
    """Logits at the input's size from features at a quarter of it."""
    inner = CHANNELS // 4
    return nn.Sequential(
        FeatureConv2d(CHANNELS, inner),
        nn.BatchNorm2d(inner),
        nn.ReLU(inplace=True),
        nn.ConvTranspose2d(inner, inner, 2, stride=2),
        nn.BatchNorm2d(inner),
        nn.ReLU(inplace=True),
        nn.ConvTranspose2d(inner, 1, 2, stride=2),
    )


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        if module.bias is not None:
            nn.init.zeros_(module.bias)
