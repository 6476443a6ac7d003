"""Rescaling a network's convolutions to one size without changing what it computes.

Adam moves every weight by about the learning rate, however large the weight is. In checkpoints trained with
weight decay and batch-norm the convolutions differ tenfold in size: one rate is too small for one layer and
too large for the next. The scale between a convolution and its batch-norm is arbitrary: here every
convolution gets the size of He et al.'s initialisation (ICCV 2015), and the batch-norm's statistics follow.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn

from engine.db.network import DBNet

Convolution = nn.Conv2d | nn.ConvTranspose2d


@torch.no_grad()
def balance(network: DBNet) -> None:
    """Rescale ``network`` in place. It computes the same as before, in training too, except for rounding."""
    for convolution, norm in _normed_convolutions(network.backbone):
        _rescale(convolution, norm)
    # There is no batch-norm inside the pyramid. Its laterals are added up, so they share one factor; its
    # outputs share another; the heads' first batch-norms see the product.
    laterals = [cast(nn.Conv2d, layer) for layer in network.fpn.laterals]
    outputs = [cast(nn.Conv2d, layer) for layer in network.fpn.outputs]
    pyramid = 1.0
    for layers in (laterals, outputs):
        factor = _factor(layers)
        pyramid *= factor
        for layer in layers:
            _scale(layer, factor)
    for head in (network.probability_head, network.threshold_head):
        first, second = _normed_convolutions(head)
        _rescale(*first, inputs_grown=pyramid)
        _rescale(*second)


def _normed_convolutions(part: nn.Module) -> Iterator[tuple[Convolution, nn.BatchNorm2d]]:
    """Every convolution that a batch-norm follows at once, with it."""
    layers = [module for module in part.modules() if next(module.children(), None) is None]
    for layer, following in pairwise(layers):
        if isinstance(layer, Convolution) and isinstance(following, nn.BatchNorm2d):
            yield layer, following


def _rescale(convolution: Convolution, norm: nn.BatchNorm2d, inputs_grown: float = 1.0) -> None:
    """Scale ``convolution`` to its wanted size; ``norm`` undoes that and what its inputs have grown by."""
    factor = _factor([convolution])
    _scale(convolution, factor)
    _follow(norm, inputs_grown * factor)


def _factor(layers: list[Convolution] | list[nn.Conv2d]) -> float:
    """The factor that gives the layers their wanted size on (geometric) average; 1 for layers of zeros."""
    sizes = [
        _wanted_size(layer) / max(_size(layer.weight), 1e-12) for layer in layers if _size(layer.weight) > 0
    ]
    return math.exp(sum(map(math.log, sizes)) / len(sizes)) if sizes else 1.0


def _wanted_size(layer: Convolution) -> float:
    """√(2 / number of inputs summed): keeps the deviation of activations constant through ReLU layers."""
    taps = math.prod(layer.kernel_size)
    if isinstance(layer, nn.ConvTranspose2d):
        taps //= math.prod(layer.stride)
    return math.sqrt(2 / (layer.in_channels * taps))


def _size(weight: Tensor) -> float:
    return float(weight.double().square().mean().sqrt())


def _scale(layer: Convolution, factor: float) -> None:
    layer.weight.mul_(factor)
    if layer.bias is not None:
        layer.bias.mul_(factor)


def _follow(norm: nn.BatchNorm2d, factor: float) -> None:
    """Make ``norm`` give the same results for inputs ``factor`` times as large."""
    mean, variance = cast(Tensor, norm.running_mean), cast(Tensor, norm.running_var)
    grown = variance.double() * factor**2
    # Not exactly 1 / factor: the small number against division by zero does not grow with the values.
    gain = torch.sqrt((grown + norm.eps) / (variance.double() + norm.eps)) / factor
    norm.weight.mul_(gain.to(norm.weight.dtype))
    mean.mul_(factor)
    variance.copy_(grown)
