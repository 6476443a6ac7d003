"""What a profile adds to the network's graph: normalisation, outputs and a description."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import onnx
import onnx_ir as ir
from onnxscript import GraphBuilder

from engine import __version__
from engine.db.models import NORMALISATION, PLAIN, DetectSettings, ModelInfo
from engine.db.network_onnx import LOGITS
from engine.export.in_graph.boxes import Thresholds, boxes_from_map
from engine.export.in_graph.ops import Ops, Value, vector
from engine.export.profiles import Output, Profile

BOXES, SCORES = "boxes", "scores"


def complete(
    plain: onnx.ModelProto, profile: Profile, info: ModelInfo, size: tuple[int, int] | None = None
) -> onnx.ModelProto:
    """The network's graph ``plain`` of the model ``info``, completed for ``profile``.

    ``size`` fixes width and height. Inside, the map (N, 1, H, W) is always called
    `engine.db.network_onnx.MAP`.
    """
    model = ir.from_proto(plain)
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
    """Turn the consumer's normalisation into the network's own, in one step."""
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
    """The map is what the network's graph gives already."""


def _give_flat_map(graph: ir.Graph, ops: Ops, _settings: DetectSettings) -> None:
    flat = ops.Squeeze(graph.outputs[0], vector(0, 1))
    _replace_outputs(graph, [(flat, "map", ["height", "width"])])


def _give_logits(graph: ir.Graph, ops: Ops, _settings: DetectSettings) -> None:
    # Found by name: in half precision the sigmoid is not the only node between them and the probability.
    inside = next(value for node in graph for value in node.outputs if value.name == LOGITS)
    inside.name = "logits_inside"
    shape = list(graph.outputs[0].shape or ())
    _replace_outputs(graph, [(ops.cast(inside, ir.DataType.FLOAT), LOGITS, shape)])


def _give_boxes(graph: ir.Graph, ops: Ops, settings: DetectSettings) -> None:
    """Boxes (N, 8) and scores (N,) instead of the map; ``settings`` become inputs with defaults."""
    (probability,) = graph.outputs
    given = [_with_default(graph, name, getattr(settings, name)) for name in Thresholds._fields]
    found = boxes_from_map(ops, ops.Squeeze(probability, vector(0, 1)), Thresholds(*given))
    _replace_outputs(graph, zip(found, (BOXES, SCORES), (["N", 8], ["N"]), strict=True))


OUTPUTS: dict[Output, Callable[[ir.Graph, Ops, DetectSettings], None]] = {
    "boxes": _give_boxes,
    "map": _give_map,
    "flat_map": _give_flat_map,
    "logits": _give_logits,
}


def _replace_outputs(graph: ir.Graph, outputs: Iterable[tuple[Value, str, Sequence[Any]]]) -> None:
    """Make these float32 values, given with name and shape, the only outputs."""
    graph.outputs.clear()
    for value, name, shape in outputs:
        value.name = name
        value.type = ir.TensorType(ir.DataType.FLOAT)
        value.shape = ir.Shape(shape)
        graph.outputs.append(value)


def _with_default(graph: ir.Graph, name: str, number: float) -> Value:
    """An optional scalar input: the initializer of the same name is its default."""
    value = ir.Value(
        name=name,
        type=ir.TensorType(ir.DataType.FLOAT),
        shape=ir.Shape([]),
        const_value=ir.tensor(np.array(number, np.float32), name=name),
    )
    graph.inputs.append(value)
    graph.register_initializer(value)
    return value


def describe(
    model: onnx.ModelProto, info: ModelInfo, profile: Profile, size: tuple[int, int], more: Mapping[str, str]
) -> None:
    """Replace the builder's notes, which concern only itself, by what readers of the file need."""
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
        metadata[NORMALISATION] = profile.normalisation.to_text()
    onnx.helper.set_model_props(model, metadata)
