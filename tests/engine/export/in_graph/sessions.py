"""Parts of the in-graph post-processing as files of their own, run by onnxruntime."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import onnx
import onnx_ir as ir
import onnxruntime
from onnxscript import GraphBuilder

from engine.db.models import DetectSettings
from engine.export.in_graph.boxes import Thresholds, boxes_from_map
from engine.export.in_graph.ops import Ops, Value

FLOAT = ir.DataType.FLOAT


def session(
    inputs: dict[str, list[int | str]], build: Callable[..., tuple[Value, ...]], kind: ir.DataType = FLOAT
) -> Callable[..., list[np.ndarray]]:
    """Call it with one array an input and get the outputs of ``build(ops, *inputs)``."""
    values = [
        ir.Value(name=name, type=ir.TensorType(kind), shape=ir.Shape(shape)) for name, shape in inputs.items()
    ]
    graph = ir.Graph(name="part", inputs=[], outputs=[], nodes=[], opset_imports={"": 18})
    builder = GraphBuilder(graph)
    graph.inputs.extend(values)
    outputs = build(Ops(builder), *values)
    for number, value in enumerate(outputs):
        value.name = f"output_{number}"
    graph.outputs.extend(outputs)
    model = ir.to_proto(ir.Model(graph, ir_version=9))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    running = onnxruntime.InferenceSession(
        onnx.shape_inference.infer_shapes(model).SerializeToString(),
        options,
        providers=["CPUExecutionProvider"],
    )

    def run(*arrays: np.ndarray) -> list[np.ndarray]:
        fed = dict(zip(inputs, map(np.asarray, arrays), strict=True))
        return [np.asarray(each) for each in running.run(None, fed)]

    return run


def boxes_session() -> Callable[[np.ndarray, DetectSettings], list[np.ndarray]]:
    """The whole post-processing: boxes (N, 8) and scores (N,) of a map (H, W)."""

    def build(ops: Ops, probability: Value, *settings: Value) -> tuple[Value, ...]:
        return boxes_from_map(ops, probability, Thresholds(*settings))

    run = session({"probability": ["H", "W"], **{name: [] for name in Thresholds._fields}}, build)

    def boxes(probability: np.ndarray, settings: DetectSettings) -> list[np.ndarray]:
        given = (np.array(getattr(settings, name), np.float32) for name in Thresholds._fields)
        return run(probability, *given)

    return boxes
