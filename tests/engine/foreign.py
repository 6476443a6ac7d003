"""Checkpoints in other programs' layouts, written here from scratch for the tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
import torchvision
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from engine.db.network import DBNet


def randomise(module: nn.Module) -> None:
    """Fill every tensor, so that a swapped pair cannot go unnoticed."""
    for name, tensor in module.state_dict().items():
        if tensor.dtype.is_floating_point:
            tensor.copy_(torch.rand(tensor.shape) * 0.1 + 0.5 * name.endswith("running_var"))


def damo_checkpoint() -> dict[str, Tensor]:
    """The 158 tensors of ModelScope's layout, as its documentation lists them."""
    backbone = torchvision.models.resnet18()
    del backbone.fc
    randomise(backbone)
    state = {f"backbone.{name}": tensor for name, tensor in backbone.state_dict().items()}
    for level, width in ((5, 512), (4, 256), (3, 128), (2, 64)):
        state[f"decoder.in{level}.weight"] = torch.randn(256, width, 1, 1) * 0.05
        output = f"decoder.out{level}.weight" if level == 2 else f"decoder.out{level}.0.weight"
        state[output] = torch.randn(64, 256, 3, 3) * 0.02
    for head in ("binarize", "thresh"):
        layers = nn.Sequential(
            nn.Conv2d(256, 64, 3, padding=1, bias=False), nn.BatchNorm2d(64), nn.ReLU(),
            nn.ConvTranspose2d(64, 64, 2, 2), nn.BatchNorm2d(64), nn.ReLU(), nn.ConvTranspose2d(64, 1, 2, 2),
        )  # fmt: skip
        randomise(layers)
        state |= {f"decoder.{head}.{name}": tensor for name, tensor in layers.state_dict().items()}
    return state


def damo_forward(state: dict[str, Tensor], x: Tensor) -> tuple[Tensor, Tensor]:
    """What the original computes from ``state``, written out by hand: both heads' logits."""
    backbone = torchvision.models.resnet18()
    backbone.fc = nn.Identity()
    backbone.load_state_dict(
        {n.removeprefix("backbone."): t for n, t in state.items() if n.startswith("backbone")}
    )
    backbone.eval()
    x = backbone.maxpool(functional.relu(backbone.bn1(backbone.conv1(x))))
    c2 = backbone.layer1(x)
    c3 = backbone.layer2(c2)
    c4 = backbone.layer3(c3)
    c5 = backbone.layer4(c4)

    def lateral(level: int, c: Tensor) -> Tensor:
        return functional.conv2d(c, state[f"decoder.in{level}.weight"])

    def output(name: str, p: Tensor, factor: int) -> Tensor:
        p = functional.conv2d(p, state[f"decoder.{name}.weight"], padding=1)
        return p.repeat_interleave(factor, 2).repeat_interleave(factor, 3)

    def twice(p: Tensor) -> Tensor:
        return p.repeat_interleave(2, 2).repeat_interleave(2, 3)

    in5 = lateral(5, c5)
    out4 = twice(in5) + lateral(4, c4)
    out3 = twice(out4) + lateral(3, c3)
    out2 = twice(out3) + lateral(2, c2)
    fuse = torch.cat(
        [
            output("out5.0", in5, 8),
            output("out4.0", out4, 4),
            output("out3.0", out3, 2),
            output("out2", out2, 1),
        ],
        1,
    )

    def norm(head: str, index: int, y: Tensor) -> Tensor:
        mean, variance, weight, bias = (
            state[f"decoder.{head}.{index}.{part}"]
            for part in ("running_mean", "running_var", "weight", "bias")
        )
        return functional.relu(functional.batch_norm(y, mean, variance, weight, bias))

    def run(head: str) -> Tensor:
        y = norm(head, 1, functional.conv2d(fuse, state[f"decoder.{head}.0.weight"], padding=1))
        for index in (3, 6):
            weight, bias = (state[f"decoder.{head}.{index}.{part}"] for part in ("weight", "bias"))
            y = functional.conv_transpose2d(y, weight, bias, stride=2)
            y = norm(head, 4, y) if index == 3 else y
        return y

    return run("binarize"), run("thresh")


def paddle_tensors(network: DBNet) -> dict[str, np.ndarray]:
    """The detector of ``network`` under Paddle's names, numbered as the layers are built."""
    convs: list[nn.Module] = [
        module for module in network.backbone.modules() if isinstance(module, nn.Conv2d)
    ]
    convs += [*network.fpn.laterals, *list(network.fpn.outputs)[::-1], network.probability_head[0]]
    norms: list[nn.Module] = [
        module for module in network.backbone.modules() if isinstance(module, nn.BatchNorm2d)
    ]
    norms += [network.probability_head[1], network.probability_head[4]]
    tensors: dict[str, Tensor] = {
        f"conv2d_{number}.w_0": conv.get_parameter("weight") for number, conv in enumerate(convs)
    }
    for number, norm in enumerate(norms):
        tensors |= {
            f"batch_norm_{number}.w_0": norm.get_parameter("weight"),
            f"batch_norm_{number}.b_0": norm.get_parameter("bias"),
            f"batch_norm_{number}.w_1": norm.get_buffer("running_mean"),
            f"batch_norm_{number}.w_2": norm.get_buffer("running_var"),
        }  # fmt: skip
    for number, index in enumerate((3, 6)):
        layer = network.probability_head[index]
        tensors[f"conv2d_transpose_{number}.w_0"] = layer.get_parameter("weight")
        tensors[f"conv2d_transpose_{number}.b_0"] = layer.get_parameter("bias").reshape(1, -1, 1, 1)
    return {name: tensor.detach().numpy() for name, tensor in tensors.items()}


def write_onnx(path: Path, tensors: dict[str, np.ndarray], constants: bool) -> Path:
    """An ONNX file with these weights, as Constant nodes (as paddle2onnx writes them) or as initialisers."""
    protos = [numpy_helper.from_array(array, name) for name, array in tensors.items()]
    nodes = [
        helper.make_node("Identity", ["x"], ["y"]),
        helper.make_node("Constant", [], ["one"], value_float=1.0),
    ]
    if constants:
        nodes += [helper.make_node("Constant", [], [proto.name], value=proto) for proto in protos]
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in "xy"]
    graph = helper.make_graph(nodes, "g", values[:1], values[1:], [] if constants else protos)
    onnx.save(helper.make_model(graph), path)
    return path
