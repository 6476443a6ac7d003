"""The two variants: their size, their shapes and the layout of the papers."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn.functional import conv2d

from engine.db.network import DBNet

torch.set_num_threads(1)


@pytest.fixture(scope="module", params=["resnet18", "resnet18_vd"])
def network(request: pytest.FixtureRequest) -> DBNet:
    torch.manual_seed(0)
    return DBNet(request.param).eval()


def count(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def test_resnet18_is_as_large_as_the_published_one() -> None:
    network = DBNet("resnet18")
    assert count(network) == 12_340_930
    assert count(network) - count(network.threshold_head) == 12_176_513
    # With num_batches_tracked, as torch saves them.
    assert len(network.state_dict()) == 158
    assert len(network.backbone.state_dict()) == 120


def test_resnet18_vd_is_as_large_as_the_published_one() -> None:
    network = DBNet("resnet18_vd")
    assert count(network) - count(network.threshold_head) == 12_199_969


def test_vd_pools_before_the_shortcut_except_in_the_first_stage() -> None:
    backbone = DBNet("resnet18_vd").backbone
    shortcuts = [backbone.get_submodule(f"layer{number}.0.downsample") for number in range(1, 5)]
    assert [type(shortcut.get_submodule("0")) for shortcut in shortcuts] == [
        nn.Conv2d,
        nn.AvgPool2d,
        nn.AvgPool2d,
        nn.AvgPool2d,
    ]
    pools = [shortcut.get_submodule("0") for shortcut in shortcuts[1:]]
    assert all(isinstance(pool, nn.AvgPool2d) for pool in pools)
    assert all(not pool.count_include_pad and pool.ceil_mode for pool in pools)


def test_maps_have_the_size_of_the_input(network: DBNet) -> None:
    shrink, threshold = network(torch.randn(2, 3, 64, 96))
    assert shrink.shape == threshold.shape == (2, 1, 64, 96)
    assert not torch.equal(shrink, threshold)


def test_detection_uses_the_probability_head_alone(network: DBNet) -> None:
    x = torch.randn(1, 3, 32, 64)
    assert torch.equal(network.probability_logits(x), network(x)[0])


def textbook_logits(network: DBNet, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The paper's figure 3, step by step: every level at 1/4, side by side, then the heads."""

    def doubled(y: torch.Tensor, factor: int) -> torch.Tensor:
        return y.repeat_interleave(factor, 2).repeat_interleave(factor, 3)

    merged, outputs = None, []
    stages = network.backbone(x)
    for index in reversed(range(4)):
        lateral = network.fpn.laterals[index](stages[index])
        merged = lateral if merged is None else lateral + doubled(merged, 2)
        outputs.append(doubled(network.fpn.outputs[index](merged), 2**index))
    features = torch.cat(outputs, dim=1)
    probability, threshold = (
        head[1:](conv2d(features, head.get_parameter("0.weight"), padding=1))
        for head in (network.probability_head, network.threshold_head)
    )
    return probability, threshold


def test_the_pyramid_computes_what_the_paper_says_with_less_work(network: DBNet) -> None:
    x = torch.randn(2, 3, 64, 96)
    for ours, textbook in zip(network(x), textbook_logits(network, x), strict=True):
        torch.testing.assert_close(
            ours, textbook, rtol=1e-4, atol=1e-5 * float(textbook.detach().abs().max())
        )


def test_the_pyramid_has_the_gradients_of_the_paper() -> None:
    network = DBNet("resnet18").double().train()
    x = torch.randn(2, 3, 64, 64, dtype=torch.float64)
    gradients = []
    for logits in (network, lambda y: textbook_logits(network, y)):
        network.zero_grad()
        sum(map_.square().mean() for map_ in logits(x)).backward()
        gradients.append([parameter.grad.clone() for parameter in network.parameters()])
    for ours, textbook in zip(*gradients, strict=True):
        torch.testing.assert_close(ours, textbook, rtol=1e-7, atol=1e-9)


def test_stages_halve_from_a_quarter_on(network: DBNet) -> None:
    stages = network.backbone(torch.randn(1, 3, 64, 128))
    assert [tuple(stage.shape[1:]) for stage in stages] == [
        (64, 16, 32),
        (128, 8, 16),
        (256, 4, 8),
        (512, 2, 4),
    ]


def test_the_finest_level_stays_apart(network: DBNet) -> None:
    x = torch.randn(1, 3, 64, 64)
    before = network.features(x)
    finest = network.fpn.outputs[0].get_parameter("weight")
    saved = finest.detach().clone()
    with torch.no_grad():
        finest.zero_()
    after = network.features(x)
    with torch.no_grad():
        finest.copy_(saved)
    assert torch.equal(before.coarse, after.coarse)
    assert after.fine.abs().max() == 0


@pytest.mark.parametrize("sides", [(48, 64), (64, 33)])
def test_other_sides_are_refused(network: DBNet, sides: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="multiples of 32"):
        network(torch.zeros(1, 3, *sides))


def test_an_unknown_variant_is_refused() -> None:
    with pytest.raises(ValueError, match="resnet50"):
        DBNet("resnet50")


def test_a_fresh_network_learns(network: DBNet) -> None:
    network.zero_grad()
    shrink, threshold = network(torch.randn(1, 3, 64, 64))
    (shrink.square().mean() + threshold.square().mean()).backward()
    assert all(
        parameter.grad is not None and parameter.grad.abs().sum() > 0 for parameter in network.parameters()
    )
