"""Components in the graph are those of scipy, on any mask."""

from __future__ import annotations

import numpy as np
import onnx_ir as ir
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import ndimage

from engine.export.in_graph.components import find_runs, join
from engine.export.in_graph.ops import Ops, Value, vector
from tests.engine.export.in_graph.masks import adversarial
from tests.engine.export.in_graph.sessions import session

SIDE = 61


def _runs_and_roots(ops: Ops, padded: Value) -> tuple[Value, ...]:
    stride = ops.Slice(ops.Shape(padded), vector(1), vector(2))
    runs, one, other = find_runs(ops, ops.Reshape(padded, vector(-1)), stride)
    return runs.starts, runs.ends, join(ops, runs.number, one, other)


run_graph = session({"mask": ["H", "W"]}, _runs_and_roots, ir.DataType.BOOL)


def components(mask: np.ndarray) -> np.ndarray:
    """A number for every pixel; 0 is ground."""
    padded = np.pad(mask, ((1, 1), (0, 1)))
    labels = np.zeros(padded.size, int)
    for start, end, root in zip(*run_graph(padded), strict=True):
        labels[start:end] = root + 1
    return labels.reshape(padded.shape)[1:-1, :-1]


def assert_same_components(mask: np.ndarray) -> None:
    found = components(mask)
    expected, count = ndimage.label(mask, structure=np.ones((3, 3)))
    assert ((found > 0) == mask).all()
    together = np.unique(np.stack([found[mask], expected[mask]]), axis=1)
    assert together.shape[1] == count == len(np.unique(found[mask]))


@given(arrays.arrays(bool, st.tuples(st.integers(1, 24), st.integers(1, 24))))
def test_any_mask(mask: np.ndarray) -> None:
    assert_same_components(mask)


@given(st.integers(0, 2**32 - 1), st.floats(0.02, 0.98), st.integers(1, 90), st.integers(1, 90))
def test_any_noise(seed: int, share: float, height: int, width: int) -> None:
    assert_same_components(np.random.default_rng(seed).random((height, width)) < share)


@pytest.mark.parametrize("name", adversarial(SIDE))
def test_masks_made_to_be_hard(name: str) -> None:
    assert_same_components(adversarial(SIDE)[name])
