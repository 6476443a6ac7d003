"""What an exported file computes: the network traced by torch, what a profile adds, and a description."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import numpy as np
import onnx
import onnx_ir as ir
import onnxscript.optimizer
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
from engine.profiles import PLAIN, Output, Profile

MAXIMUM_SIDE = 4096
NORMALISED, LOGITS, BOXES, SCORES = "normalised", "logits", "boxes", "scores"
NORMALISATION = "input"
"""The metadata that says, as JSON, what a file expects to have been done to pixels; absent: / 255 only."""
NO_LIMIT = 1 << 40
CHATTY = ("torch.onnx", "torch.export", "torch._dynamo", "onnxscript", "onnx_ir")


class MapGraph(nn.Module):
    """The probability map: what all profiles hold.

    Input (N, 3, H, W) float32, normalised; output (N, 1, H, W) float32, 0–1.
    """

    def __init__(self, network: DBNet) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> Tensor:
        return torch.sigmoid(self.network.probability_logits(x))


def trace(network: DBNet) -> onnx.ModelProto:
    """The probability map of ``network`` as ONNX: any batch size, any sides that are multiples of 32.

    What is computed from weights alone is computed here: OpenCV 4 cannot, others would at every start.
    """
    # Batch 2 and unequal sides: what is 1, or equal, while tracing may be taken for a constant.
    example = torch.zeros(2, 3, 2 * STRIDE, 3 * STRIDE)
    sides = {
        axis: STRIDE * Dim(name, min=1, max=MAXIMUM_SIDE // STRIDE) for axis, name in ((2, "h32"), (3, "w32"))
    }
    with _quiet():
        program = torch.onnx.export(
            MapGraph(network).eval(),
            (example,),
            dynamo=True,
            external_data=False,
            verbose=False,
            input_names=[NORMALISED],
            output_names=[MAP],
            dynamic_shapes=({0: Dim("batch"), **sides},),
        )
        assert program is not None  # only the exporter without dynamo returns None
        model = program.model
        onnxscript.optimizer.optimize(model, input_size_limit=NO_LIMIT, output_size_limit=NO_LIMIT)
    (logits,) = model.graph.node(-1).inputs
    assert logits is not None
    logits.name = LOGITS
    return ir.to_proto(model)


def complete(
    traced: onnx.ModelProto, profile: Profile, info: ModelInfo, size: tuple[int, int] | None = None
) -> onnx.ModelProto:
    """What ``profile`` makes of the traced map of the model ``info``; ``size`` fixes width and height.

    Inside, the map (N, 1, H, W) is always called `engine.detector.MAP`.
    """
    model = ir.from_proto(traced)
    graph = model.graph
    builder = GraphBuilder(graph)
    ops = Ops(builder)
    _normalise(graph, ops, profile, info)
    if size is not None or profile.one_picture:
        batch = 1 if profile.one_picture else "batch"
        graph.inputs[0].shape = ir.Shape([batch, 3, *(("height", "width") if size is None else size[::-1])])
    builder.push_module(profile.output)
    OUTPUTS[profile.output](graph, ops, info.settings)
    graph.sort()
    return ir.to_proto(model)


def _normalise(graph: ir.Graph, ops: Ops, profile: Profile, info: ModelInfo) -> None:
    """Turn what the consumer made of the pixels into what the network knows, in one step."""
    theirs, (inside,) = profile.normalisation, graph.inputs
    given = ir.Value(name=profile.input, type=inside.type, shape=inside.shape)
    graph.inputs[0] = given
    channels: Value = given
    mean, std = theirs.mean, theirs.std
    if theirs.order == "RGB":
        channels = ops.Gather(given, vector(2, 1, 0), axis=1)
        mean, std = mean[::-1], std[::-1]
    scale = _per_channel(np.divide(std, info.std))
    shift = _per_channel((np.array(mean) - info.mean) / info.std)
    known = ops.Add(ops.Mul(channels, scale), shift)
    known.name = inside.name
    ir.convenience.replace_all_uses_with(inside, known)


def _per_channel(values: np.ndarray) -> np.ndarray:
    return values.astype(np.float32).reshape(1, 3, 1, 1)


def _give_map(_graph: ir.Graph, _ops: Ops, _settings: DetectSettings) -> None:
    """The traced graph does."""


def _give_flat_map(graph: ir.Graph, ops: Ops, _settings: DetectSettings) -> None:
    flat = ops.Squeeze(graph.outputs[0], vector(0, 1))
    _replace_outputs(graph, [(flat, "map", ["height", "width"])])


def _give_logits(graph: ir.Graph, ops: Ops, _settings: DetectSettings) -> None:
    # By name: in half precision there is more between them and the probability than the sigmoid.
    inside = next(value for node in graph for value in node.outputs if value.name == LOGITS)
    inside.name = "logits_inside"
    shape = list(graph.outputs[0].shape or ())
    _replace_outputs(graph, [(ops.cast(inside, ir.DataType.FLOAT), LOGITS, shape)])


def _give_boxes(graph: ir.Graph, ops: Ops, settings: DetectSettings) -> None:
    """Boxes (N, 8) and scores (N,) instead of the map; ``settings`` as inputs with defaults."""
    (probability,) = graph.outputs
    given = [_with_default(graph, name, getattr(settings, name)) for name in Settings._fields]
    found = boxes_from_map(ops, ops.Squeeze(probability, vector(0, 1)), Settings(*given))
    _replace_outputs(graph, zip(found, (BOXES, SCORES), (["N", 8], ["N"]), strict=True))


OUTPUTS: dict[Output, Callable[[ir.Graph, Ops, DetectSettings], None]] = {
    "boxes": _give_boxes,
    "map": _give_map,
    "flat_map": _give_flat_map,
    "logits": _give_logits,
}


def _replace_outputs(graph: ir.Graph, outputs: Iterable[tuple[Value, str, Sequence[Any]]]) -> None:
    """Give out float32 values by name and shape instead."""
    graph.outputs.clear()
    for value, name, shape in outputs:
        value.name = name
        value.type = ir.TensorType(ir.DataType.FLOAT)
        value.shape = ir.Shape(shape)
        graph.outputs.append(value)


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


def giving_the_map(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy of an exported file that gives out its probability map and nothing else."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    del copy.graph.output[:]
    copy.graph.output.append(onnx.helper.make_tensor_value_info(MAP, onnx.TensorProto.FLOAT, None))
    return copy


def describe(
    model: onnx.ModelProto, info: ModelInfo, profile: Profile, size: tuple[int, int], more: Mapping[str, str]
) -> None:
    """Replace the tracer's notes, which hold paths of this machine, by what readers of the file need."""
    graph = model.graph
    for part in (*graph.node, *graph.value_info, *graph.input, *graph.output, *graph.initializer):
        del part.metadata_props[:]
        part.doc_string = ""
    model.producer_name = "QuadTune"
    model.producer_version = __version__
    metadata = {
        **info.to_metadata(),
        "program": f"QuadTune {__version__}",
        "profile": profile.name,
        "size": f"{size[0]}x{size[1]}",
        **more,
    }
    if profile.normalisation != PLAIN:
        metadata[NORMALISATION] = json.dumps(asdict(profile.normalisation))
    onnx.helper.set_model_props(model, metadata)


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
