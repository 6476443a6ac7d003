"""The network of `engine.db.network` as ONNX, written straight from its weights: no torch, no tracing.

On a CPU onnxruntime takes half of torch's time and memory for it: it fuses convolution, batch-norm and ReLU
and keeps the maps in the layout its kernels prefer. Batch-norm is folded into the convolution before it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

DEEP = "resnet18_vd"
NORMALISED, LOGITS, THRESHOLD_LOGITS = "normalised", "logits", "threshold_logits"
MAP = "probability"
"""What every exported file calls its probability map (N, 1, H, W), whether it is an output or not."""

OPSET, IR_VERSION = 18, 9
EPSILON = 1e-5
STAGES = (1, 2, 3, 4)

State = Mapping[str, NDArray[np.float32]]


def network_graph(state: State, variant: str) -> onnx.ModelProto:
    """`NORMALISED` pixels (N, 3, H, W) float32, sides multiples of 32, to `MAP` (N, 1, H, W).

    ``state``: the tensors of a `engine.db.network.DBNet`. KeyError and ValueError when one is missing or
    does not fit.
    """
    graph = _Graph(state)
    levels = _levels(graph, variant)
    graph.add("Sigmoid", _head_logits(graph, "probability_head", levels, LOGITS), name=MAP)
    graph.add_output(MAP)
    return graph.model


def both_heads_graph(state: State, variant: str) -> onnx.ModelProto:
    """The same to `LOGITS` and `THRESHOLD_LOGITS` (N, 1, H, W), which the loss takes."""
    graph = _Graph(state)
    levels = _levels(graph, variant)
    graph.add_output(_head_logits(graph, "probability_head", levels, LOGITS))
    graph.add_output(_head_logits(graph, "threshold_head", levels, THRESHOLD_LOGITS))
    return graph.model


class _Graph:
    """Collects nodes and constants; values are referred to by name."""

    def __init__(self, state: State) -> None:
        graph = helper.make_graph([], "network", [_plane(NORMALISED, 3)], [])
        opset = helper.make_opsetid("", OPSET)
        # Filled in place: building it from finished parts would copy all weights twice more.
        self.model = helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION)
        self._state = state

    def add_output(self, name: str) -> None:
        """Make ``name`` (N, 1, H, W) an output."""
        self.model.graph.output.append(_plane(name, 1))

    def add(self, operator: str, *inputs: str, name: str = "", **attributes: object) -> str:
        nodes = self.model.graph.node
        name = name or f"v{len(nodes)}"
        nodes.append(helper.make_node(operator, list(inputs), [name], **attributes))
        return name

    def constant(self, values: NDArray[np.floating]) -> str:
        constants = self.model.graph.initializer
        name = f"c{len(constants)}"
        array = np.ascontiguousarray(values, np.float32)
        constants.append(numpy_helper.from_array(array, name))
        return name

    def weight(self, name: str) -> NDArray[np.float32]:
        return np.asarray(self._state[f"{name}.weight"], np.float32)

    def norm(self, name: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Scale and shift of a batch-norm, per channel."""
        mean, variance = (self._state[f"{name}.running_{part}"] for part in ("mean", "var"))
        scale = self.weight(name) / np.sqrt(variance + EPSILON)
        return scale, self.bias(name) - mean * scale

    def bias(self, name: str) -> NDArray[np.float32]:
        return np.asarray(self._state[f"{name}.bias"], np.float32)

    def convolve(
        self,
        x: str,
        weight: NDArray[np.float32],
        bias: NDArray[np.float32] | None = None,
        stride: int = 1,
    ) -> str:
        """A convolution that keeps the size but for its stride."""
        extra = [] if bias is None else [self.constant(bias)]
        pads = [weight.shape[-1] // 2] * 4
        return self.add("Conv", x, self.constant(weight), *extra, pads=pads, strides=[stride] * 2)

    def convolve_normed(self, x: str, convolution: str, norm: str, stride: int = 1) -> str:
        scale, shift = self.norm(norm)
        return self.convolve(x, self.weight(convolution) * scale[:, None, None, None], shift, stride)

    def convolve_doubled(self, x: str, weight: NDArray[np.float32]) -> str:
        """`engine.db.pyramid.convolve_doubled`."""
        taps = _of_doubled(_of_doubled(weight, 2), 3).transpose(1, 0, 2, 3)
        return self.add("ConvTranspose", x, self.constant(taps), pads=[1] * 4, strides=[2, 2])

    def double(self, x: str, times: int = 1) -> str:
        scales = self.constant(np.array([1, 1, 2**times, 2**times]))
        return self.add(
            "Resize", x, "", scales,
            mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor",
        )  # fmt: skip


def _plane(name: str, channels: int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", channels, "height", "width"])


def _levels(graph: _Graph, variant: str) -> tuple[str, str]:
    """``fine`` and ``coarse`` of `engine.db.pyramid.Features`."""
    finest, *others = _backbone(graph, NORMALISED, deep=variant == DEEP)
    return _pyramid(graph, finest, others)


def _backbone(graph: _Graph, x: str, deep: bool) -> list[str]:
    for index, stride in enumerate((2, 1, 1) if deep else (2,)):
        stem = f"backbone.stem.{index}" if deep else "backbone.stem.0"
        x = graph.add("Relu", graph.convolve_normed(x, f"{stem}.0", f"{stem}.1", stride))
    x = graph.add("MaxPool", x, kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)
    stages = []
    for stage in STAGES:
        first = f"backbone.layer{stage}.0"
        stride = 1 if stage == 1 else 2
        shortcut = x
        if deep and stride == 2:
            pooled = graph.add("AveragePool", x, kernel_shape=[2, 2], strides=[2, 2])
            shortcut = graph.convolve_normed(pooled, f"{first}.downsample.1", f"{first}.downsample.2")
        elif deep or stride == 2:
            shortcut = graph.convolve_normed(x, f"{first}.downsample.0", f"{first}.downsample.1", stride)
        x = _block(graph, x, shortcut, first, stride)
        x = _block(graph, x, x, f"backbone.layer{stage}.1", 1)
        stages.append(x)
    return stages


def _block(graph: _Graph, x: str, shortcut: str, name: str, stride: int) -> str:
    inner = graph.add("Relu", graph.convolve_normed(x, f"{name}.conv1", f"{name}.bn1", stride))
    outer = graph.convolve_normed(inner, f"{name}.conv2", f"{name}.bn2")
    return graph.add("Relu", graph.add("Add", outer, shortcut))


def _pyramid(graph: _Graph, finest: str, others: list[str]) -> tuple[str, str]:
    lateral3, lateral4, lateral5 = (
        graph.convolve(x, graph.weight(f"fpn.laterals.{level}")) for level, x in enumerate(others, start=1)
    )
    output2, output3, output4, output5 = (graph.weight(f"fpn.outputs.{level}") for level in range(4))
    merged4 = graph.add("Add", lateral4, graph.double(lateral5))
    merged3 = graph.add("Add", lateral3, graph.double(merged4))
    both = np.einsum("omhw,mc->ochw", output2, graph.weight("fpn.laterals.0")[:, :, 0, 0])
    fine = graph.add("Add", graph.convolve(finest, both), graph.convolve_doubled(merged3, output2))
    coarse = (
        graph.double(graph.convolve(lateral5, output5), 2),
        graph.double(graph.convolve(merged4, output4)),
        graph.convolve(merged3, output3),
    )
    return fine, graph.add("Concat", *coarse, axis=1)


def _head_logits(graph: _Graph, head: str, levels: tuple[str, str], name: str) -> str:
    fine, coarse = levels
    scale, shift = graph.norm(f"{head}.1")
    first = graph.weight(f"{head}.0") * scale[:, None, None, None]
    split = first.shape[1] * 3 // 4
    joined = graph.add(
        "Add", graph.convolve(fine, first[:, split:], shift), graph.convolve_doubled(coarse, first[:, :split])
    )
    x = graph.add("Relu", joined)
    scale, shift = graph.norm(f"{head}.4")
    upscale = graph.weight(f"{head}.3") * scale[:, None, None]
    bias = graph.bias(f"{head}.3") * scale + shift
    x = graph.add("ConvTranspose", x, graph.constant(upscale), graph.constant(bias), strides=[2, 2])
    last = graph.constant(graph.weight(f"{head}.6")), graph.constant(graph.bias(f"{head}.6"))
    return graph.add("ConvTranspose", graph.add("Relu", x), *last, name=name, strides=[2, 2])


def _of_doubled(weight: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    before, middle, after = np.moveaxis(weight, axis, 0)
    return np.stack([after, middle + after, before + middle, before], axis)
