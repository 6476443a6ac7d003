"""What an exported file computes: the network traced by torch, what a profile adds, and a description."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnx
import onnx_ir as ir
import torch
from onnxscript import GraphBuilder
from torch import Tensor, nn
from torch.export import Dim

from engine import __version__
from engine.detector import MAP
from engine.in_graph.boxes import Settings, boxes_from_map
from engine.in_graph.ops import Ops, Value, vector
from engine.models import DetectSettings, ModelInfo
from engine.network import STRIDE, DBNet
from engine.weights import load_network

MAXIMUM_SIDE = 4096
INPUT, BOXES, SCORES = "input", "boxes", "scores"
CHATTY = ("torch.onnx", "torch.export", "torch._dynamo", "onnxscript", "onnx_ir")


class MapGraph(nn.Module):
    """The probability map, normalisation included: what all profiles begin with.

    Input (N, 3, H, W) float32, BGR / 255; output (N, 1, H, W) float32, 0–1.
    """

    mean: Tensor
    std: Tensor

    def __init__(self, network: DBNet, info: ModelInfo) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("mean", torch.tensor(info.mean).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor(info.std).view(1, 3, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        return torch.sigmoid(self.network.probability_logits((x - self.mean) / self.std))


def load_graph(model: str | Path) -> tuple[MapGraph, ModelInfo]:
    """The probability map with the weights of ``model``. InputError as ``load_network`` raises it."""
    network, info = load_network(model)
    graph = MapGraph(network, info)
    graph.eval()
    return graph, info


def trace(graph: nn.Module) -> onnx.ModelProto:
    """``graph`` as ONNX with any batch size and any sides that are multiples of 32."""
    # Batch 2 and unequal sides: what is 1, or equal, while tracing may be taken for a constant.
    example = torch.zeros(2, 3, 2 * STRIDE, 3 * STRIDE)
    sides = {
        axis: STRIDE * Dim(name, min=1, max=MAXIMUM_SIDE // STRIDE) for axis, name in ((2, "h32"), (3, "w32"))
    }
    with _quiet():
        program = torch.onnx.export(
            graph,
            (example,),
            dynamo=True,
            external_data=False,
            verbose=False,
            input_names=[INPUT],
            output_names=[MAP],
            dynamic_shapes=({0: Dim("batch"), **sides},),
        )
    assert program is not None  # only the exporter without dynamo returns None
    return program.model_proto


def complete(traced: onnx.ModelProto, profile: str, settings: DetectSettings) -> onnx.ModelProto:
    """What ``profile`` makes of the traced map."""
    return COMPLETIONS[profile](traced, settings)


def _only_the_map(traced: onnx.ModelProto, _settings: DetectSettings) -> onnx.ModelProto:
    return traced


def _with_boxes(traced: onnx.ModelProto, settings: DetectSettings) -> onnx.ModelProto:
    """One picture at a time, boxes (N, 8) and scores (N,) instead of the map; ``settings`` as inputs with
    defaults."""
    model = ir.from_proto(traced)
    graph = model.graph
    (picture,), (probability,) = graph.inputs, graph.outputs
    picture.shape = ir.Shape([1, 3, "height", "width"])
    given = [_with_default(graph, name, getattr(settings, name)) for name in Settings._fields]
    builder = GraphBuilder(graph)
    builder.push_module("boxes")
    ops = Ops(builder)
    found = boxes_from_map(ops, ops.Squeeze(probability, vector(0, 1)), Settings(*given))
    graph.outputs.clear()
    for value, name, shape in zip(found, (BOXES, SCORES), (ir.Shape(["N", 8]), ir.Shape(["N"])), strict=True):
        value.name = name
        value.type = ir.TensorType(ir.DataType.FLOAT)
        value.shape = shape
        graph.outputs.append(value)
    return ir.to_proto(model)


def _with_default(graph: ir.Graph, name: str, number: float) -> Value:
    """A scalar input that may be left out: an initializer of the same name is its default."""
    value = ir.Value(
        name=name,
        type=ir.TensorType(ir.DataType.FLOAT),
        shape=ir.Shape([]),
        const_value=ir.tensor(np.array(number, np.float32), name=name),
    )
    graph.inputs.append(value)
    graph.register_initializer(value)
    return value


COMPLETIONS: dict[str, Callable[[onnx.ModelProto, DetectSettings], onnx.ModelProto]] = {
    "end2end": _with_boxes,
    "map": _only_the_map,
}


def describe(traced: onnx.ModelProto, info: ModelInfo, profile: str, size: tuple[int, int]) -> None:
    """Replace the tracer's notes, which hold paths of this machine, by what readers of the file need."""
    graph = traced.graph
    for part in (*graph.node, *graph.value_info, *graph.input, *graph.output, *graph.initializer):
        del part.metadata_props[:]
        part.doc_string = ""
    traced.producer_name = "QuadTune"
    traced.producer_version = __version__
    metadata = {
        **info.to_metadata(),
        "program": f"QuadTune {__version__}",
        "profile": profile,
        "size": f"{size[0]}x{size[1]}",
    }
    onnx.helper.set_model_props(traced, metadata)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the exporter's notes to itself: they are about its own insides."""
    levels = {name: logging.getLogger(name).level for name in CHATTY}
    try:
        for name in CHATTY:
            logging.getLogger(name).setLevel(logging.ERROR)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
