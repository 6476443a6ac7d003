"""A thin layer over onnxscript's graph builder: numpy arrays as constants, and loops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import onnx_ir as ir
from onnxscript import GraphBuilder, OpBuilder

Value = ir.Value
END = 2**62
"""As the end of a slice: to the last element."""


class Ops:
    """``ops.Add(a, 1)``: every ONNX operator as a method; numpy arrays and Python numbers become constants.

    Python integers are int64 and floats float32, whatever they are combined with.
    """

    def __init__(self, builder: GraphBuilder, op: OpBuilder | None = None) -> None:
        self.builder = builder
        self._op = op or builder.op

    def __getattr__(self, name: str) -> Callable[..., Any]:
        operator = getattr(self._op, name)

        def call(*inputs: Any, **attributes: Any) -> Any:
            return operator(*(self._input(each) for each in inputs), **attributes)

        return call

    def cast(self, value: Value, to: ir.DataType) -> Value:
        """``value`` as another element type."""
        cast: Value = self.Cast(value, to=int(to))
        return cast

    def length(self, value: Value) -> Value:
        """(1,) int64: the first dimension of ``value``."""
        length: Value = self.Slice(self.Shape(value), vector(0), vector(1))
        return length

    def column(self, table: Value, index: int) -> Value:
        """(N,): one column of ``table`` (N, M)."""
        column: Value = self.Gather(table, index, axis=1)
        return column

    def loop(
        self, body: Callable[..., Sequence[Value]], go_on: Value, state: dict[str, Value]
    ) -> list[Value]:
        """Run ``body(ops, *state)``, which returns whether to go on, then the new state, until it says no.

        ``state``: int64 vectors by name; their lengths may change from round to round.
        """
        inputs = [_declared("round", ir.DataType.INT64, []), _declared("going", ir.DataType.BOOL, [])]
        inputs += [_declared(name, ir.DataType.INT64, [f"{name}s"]) for name in state]
        outputs = [_declared("go_on", ir.DataType.BOOL, [])]
        outputs += [_declared(f"{name}_after", ir.DataType.INT64, [f"{name}s_after"]) for name in state]

        name = body.__name__.strip("_")

        def traced(op: OpBuilder, _round: Value, _going: Value, *values: Value) -> Sequence[Value]:
            op.builder.push_module(name)  # no name twice, inside and outside
            return body(Ops(self.builder, op), *values)

        graph = self.builder.subgraph(traced, inputs, outputs, name=name)
        found = self.Loop(None, go_on, *state.values(), body=graph, _outputs=len(state))
        return [found] if isinstance(found, Value) else list(found)

    def _input(self, value: Any) -> Any:
        if isinstance(value, bool | int):
            value = np.array(value, np.int64)
        elif isinstance(value, float):
            value = np.array(value, np.float32)
        return self._op.Constant(value=ir.tensor(value)) if isinstance(value, np.ndarray) else value


def vector(*numbers: int) -> np.ndarray:
    """A constant int64 vector: shapes, axes, starts and ends."""
    return np.array(numbers, np.int64)


def _declared(name: str, kind: ir.DataType, shape: Sequence[int | str]) -> Value:
    return ir.Value(name=name, type=ir.TensorType(kind), shape=ir.Shape(shape))
