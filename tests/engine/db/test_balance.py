"""Rescaling changes no output, in training and in detection, and brings every convolution to one size."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from engine.db.balance import balance
from engine.db.network import DBNet
from engine.db.weights import load_network


def unbalanced(variant: str) -> DBNet:
    """A network whose convolutions differ widely in size and whose batch-norms have seen data."""
    torch.manual_seed(0)
    network = DBNet(variant).train()
    with torch.no_grad():
        for index, module in enumerate(network.modules()):
            if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
                module.weight.mul_((0.1, 1.0, 7.0)[index % 3])
        for _ in range(3):
            network(torch.randn(2, 3, 64, 64))
    return network


@pytest.mark.parametrize("variant", ["resnet18", "resnet18_vd"])
def test_detection_stays_the_same(variant: str) -> None:
    network, x = unbalanced(variant).eval(), torch.randn(1, 3, 64, 96)
    before = network(x)
    balance(network)
    for old, new in zip(before, network(x), strict=True):
        torch.testing.assert_close(new, old, rtol=1e-3, atol=1e-4 * float(old.detach().abs().max()))


@pytest.mark.parametrize("variant", ["resnet18", "resnet18_vd"])
def test_training_sees_the_same_outputs(variant: str) -> None:
    network, x = unbalanced(variant).double(), torch.randn(2, 3, 64, 96, dtype=torch.float64)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eps = 1e-12
    before = network(x)
    balance(network)
    for old, new in zip(before, network(x), strict=True):
        torch.testing.assert_close(new, old, rtol=1e-5, atol=1e-6)


def test_every_convolution_gets_the_size_of_a_fresh_one() -> None:
    network = unbalanced("resnet18_vd")
    balance(network)
    for name, module in network.named_modules():
        if isinstance(module, nn.Conv2d) and not name.startswith("fpn"):
            fan_in = module.in_channels * math.prod(module.kernel_size)
            assert module.weight.detach().square().mean().sqrt() == pytest.approx(
                math.sqrt(2 / fan_in), rel=1e-3
            ), name


def test_the_general_weights_find_the_same_after_balancing() -> None:
    network, _ = load_network("general")
    network.eval()
    x = torch.randn(1, 3, 64, 96)
    with torch.no_grad():
        before = network.probability_logits(x)
        balance(network)
        after = network.probability_logits(x)
    assert (before - after).abs().max() < 1e-2


def test_a_layer_of_zeros_is_left_alone() -> None:
    network = unbalanced("resnet18")
    with torch.no_grad():
        network.backbone.get_parameter("layer2.0.conv1.weight").zero_()
    balance(network)
    assert all(torch.isfinite(tensor).all() for tensor in network.state_dict().values())
