"""From a probability map to boxes and scores within an ONNX graph, as `engine.db.postprocess` does it.

The pixels of the map take a handful of passes; the rest works on row runs of text, some thousands on a full
page.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import onnx_ir as ir

from engine.db.postprocess import MINIMUM_SHORT_SIDE, MINIMUM_UNCLIPPED_SIDE
from engine.export.in_graph.components import Runs, find_runs, join
from engine.export.in_graph.ops import END, Ops, Value, vector
from engine.export.in_graph.rectangles import Rectangles, Spans, least_area

FLOAT, INT64, DOUBLE = ir.DataType.FLOAT, ir.DataType.INT64, ir.DataType.DOUBLE
DOWN_THEN_RIGHT = np.array(1e-4, np.float32)
"""Weight of a pixel to the right against a pixel down in the order of the boxes."""


class Thresholds(NamedTuple):
    """Scalars, float32; see `engine.db.models.DetectSettings`."""

    thresh: Value
    box_thresh: Value
    unclip_ratio: Value


class Components(NamedTuple):
    """R runs; ``of``: the component of each, 0 … K − 1; ``pixels`` and ``score`` (K,), float32."""

    runs: Runs
    of: Value
    pixels: Value
    score: Value


def boxes_from_map(ops: Ops, probability: Value, thresholds: Thresholds) -> tuple[Value, Value]:
    """Boxes (N, 8) and scores (N,) of a map (H, W), in pixels of the map; see `engine.db.postprocess`.

    Unlike there, the number of regions is not limited.
    """
    size = ops.cast(ops.Shape(probability), FLOAT)
    stride = ops.Add(ops.Slice(ops.Shape(probability), vector(1), vector(2)), 1)
    # With an empty row above and below and an empty pixel after each row, only neighbours touch.
    flat = ops.Reshape(ops.Pad(probability, vector(1, 0, 1, 1), 0.0), vector(-1))
    components = _components(ops, flat, thresholds.thresh, stride)
    spans, scores = _promising(ops, components, thresholds.box_thresh, stride)
    rectangles = least_area(ops, spans, ops.Shape(scores))
    return _boxes(ops, rectangles, scores, thresholds.unclip_ratio, size)


def _components(ops: Ops, flat: Value, thresh: Value, stride: Value) -> Components:
    text = ops.Greater(flat, thresh)
    runs, one, other = find_runs(ops, text, stride)
    root = join(ops, runs.number, one, other)
    first = ops.cast(ops.Equal(root, runs.number), INT64)
    count = ops.ReduceSum(first, vector(0), keepdims=1)
    of = ops.Gather(ops.Sub(ops.CumSum(first, 0), 1), root)

    # Cumulative sums of all text pixels in order: the sum of a run is a difference of two.
    length = ops.Sub(runs.ends, runs.starts)
    end = ops.CumSum(length, 0)
    sums = ops.CumSum(ops.cast(ops.Compress(flat, text), DOUBLE), 0)
    sums = ops.Concat(np.zeros(1), sums, axis=0)
    total = ops.cast(ops.Sub(ops.Gather(sums, end), ops.Gather(sums, ops.Sub(end, length))), FLOAT)
    nothing = ops.Expand(0.0, count)
    pixels = ops.ScatterElements(nothing, of, ops.cast(length, FLOAT), axis=0, reduction="add")
    score = ops.Div(ops.ScatterElements(nothing, of, total, axis=0, reduction="add"), pixels)
    return Components(runs, of, pixels, score)


def _promising(ops: Ops, components: Components, box_thresh: Value, stride: Value) -> tuple[Spans, Value]:
    """The spans and scores of components with a sufficient score and not too small for any box."""
    runs, of, pixels, score = components
    # A region has at least as many pixels as its box has rows or columns.
    kept = ops.And(ops.GreaterOrEqual(score, box_thresh), ops.GreaterOrEqual(pixels, MINIMUM_SHORT_SIDE + 1))
    renumbered = ops.Sub(ops.CumSum(ops.cast(kept, INT64), 0), 1)
    row = ops.Div(runs.starts, stride)
    wanted = ops.And(ops.Gather(kept, of), ops.Not(_enclosed(ops, of, row)))
    starts, ends, row = (ops.Compress(each, wanted) for each in (runs.starts, runs.ends, row))
    region = ops.Gather(renumbered, ops.Compress(of, wanted))
    begin = ops.Mul(row, stride)
    left, right = ops.Sub(starts, begin), ops.Sub(ops.Sub(ends, begin), 1)
    # The first row of the padded map is row −1 of the map.
    ends_and_row = (left, right, ops.Sub(row, 1))
    left, right, row = (ops.Unsqueeze(ops.cast(each, FLOAT), vector(1)) for each in ends_and_row)
    return Spans(left, right, row, region), ops.Compress(score, kept)


def _enclosed(ops: Ops, of: Value, row: Value) -> Value:
    """(R,): which runs lie between two of their own component in one row, so that no corner is theirs."""

    def same(values: Value) -> Any:
        return ops.Equal(ops.Slice(values, vector(1), vector(END)), ops.Slice(values, vector(0), vector(-1)))

    joined = ops.And(same(of), same(row))
    no = np.zeros(1, bool)
    # Cut to length because without any run there is nothing to prepend to.
    before = ops.Slice(ops.Concat(no, joined, axis=0), vector(0), ops.length(of))
    after = ops.Slice(ops.Concat(joined, no, axis=0), vector(0), ops.length(of))
    enclosed: Value = ops.And(before, after)
    return enclosed


def _boxes(
    ops: Ops, rectangles: Rectangles, scores: Value, unclip_ratio: Value, size: Value
) -> tuple[Value, Value]:
    """Boxes, grown and cut to the map, clockwise from the top left, and scores; from top to bottom."""
    angle, low_u, high_u, low_v, high_v = rectangles
    width, height = ops.Sub(high_u, low_u), ops.Sub(high_v, low_v)
    # Growing a rectangle by D with round joins and boxing it again adds D on every side.
    grow = ops.Div(ops.Mul(ops.Mul(width, height), unclip_ratio), ops.Mul(ops.Add(width, height), 2.0))
    short = ops.Min(width, height)
    kept = ops.And(
        ops.GreaterOrEqual(short, MINIMUM_SHORT_SIDE),
        ops.GreaterOrEqual(ops.Add(short, ops.Mul(grow, 2.0)), MINIMUM_UNCLIPPED_SIDE),
    )
    cosine, sine = ops.Cos(angle), ops.Sin(angle)
    low_u, low_v = ops.Sub(low_u, grow), ops.Sub(low_v, grow)
    high_u, high_v = ops.Add(high_u, grow), ops.Add(high_v, grow)
    xs, ys = [], []
    for u, v in ((low_u, low_v), (high_u, low_v), (high_u, high_v), (low_u, high_v)):
        # A pixel's centre is half a pixel from its corner.
        xs.append(ops.Add(ops.Sub(ops.Mul(u, cosine), ops.Mul(v, sine)), 0.5))
        ys.append(ops.Add(ops.Add(ops.Mul(u, sine), ops.Mul(v, cosine)), 0.5))
    columns = ([ops.Unsqueeze(each, vector(1)) for each in corners] for corners in (xs, ys))
    x, y = (ops.Compress(ops.Concat(*each, axis=1), kept, axis=0) for each in columns)
    scores = ops.Compress(scores, kept)

    first = ops.ArgMin(ops.Add(x, y), axis=1, keepdims=1)
    order = ops.Mod(ops.Add(first, np.arange(4)[None]), 4)
    x, y = (
        ops.Min(ops.Max(ops.GatherElements(each, order, axis=1), 0.0), ops.Gather(size, axis))
        for each, axis in ((x, 1), (y, 0))
    )
    pairs = ops.Concat(ops.Unsqueeze(x, vector(2)), ops.Unsqueeze(y, vector(2)), axis=2)
    place = ops.Add(ops.column(y, 0), ops.Mul(ops.column(x, 0), DOWN_THEN_RIGHT))
    _, sorted_ = ops.TopK(place, ops.Shape(place), axis=0, largest=0, sorted=1, _outputs=2)
    return ops.Gather(ops.Reshape(pairs, vector(-1, 8)), sorted_), ops.Gather(scores, sorted_)
