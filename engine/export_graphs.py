"""What an exported file computes: one ``nn.Module`` a profile, traced by torch and described for readers."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn
from torch.export import Dim

from engine import __version__
from engine.models import ModelInfo
from engine.network import STRIDE, DBNet
from engine.weights import load_network

MAXIMUM_SIDE = 4096
CHATTY = ("torch.onnx", "torch.export", "torch._dynamo", "onnxscript", "onnx_ir")


class MapGraph(nn.Module):
    """Profile ``map``: the probability map, normalisation included.

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


@dataclass(frozen=True, slots=True)
class Graph:
    """How a profile is built and what its outputs are called."""

    build: Callable[[DBNet, ModelInfo], nn.Module]
    outputs: tuple[str, ...]


GRAPHS = {"map": Graph(MapGraph, ("probability",))}


def load_graph(model: str | Path, profile: str) -> tuple[nn.Module, ModelInfo]:
    """What ``profile`` computes with the weights of ``model``. InputError as ``load_network`` raises it."""
    network, info = load_network(model)
    return GRAPHS[profile].build(network, info).eval(), info


def trace(graph: nn.Module, profile: str) -> onnx.ModelProto:
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
            input_names=["input"],
            output_names=list(GRAPHS[profile].outputs),
            dynamic_shapes=({0: Dim("batch"), **sides},),
        )
    assert program is not None  # only the exporter without dynamo returns None
    return program.model_proto


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
