"""Minimum-area rectangles of many regions at once, by projecting them on a fan of angles.

The exact algorithm walks around each convex hull, which no standard operator can do. Here all regions are
projected on `COARSE` directions within a right angle, then `ROUNDS` times on ever closer ones near the best.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.export.in_graph.ops import Ops, Value, vector

COARSE = 32
"""Directions within 90° in the first round: one every 2.8°."""

FINE, ROUNDS = 4, 3
"""Directions tried on either side of the best in each further round, down to steps of 0.04°."""

RIGHT_ANGLE = np.pi / 2
NOWHERE = np.array(-1e9, np.float32)


class Spans(NamedTuple):
    """Rows of regions: ``left`` and ``right`` end, ``row``, (N, 1) float32 pixels; region numbers (N,)."""

    left: Value
    right: Value
    row: Value
    region: Value


class Rectangles(NamedTuple):
    """M rectangles: ``angle`` from the x to the u axis, 0 … 90°; lowest and highest u and v; all (M,)."""

    angle: Value
    low_u: Value
    high_u: Value
    low_v: Value
    high_v: Value


def least_area(ops: Ops, spans: Spans, count: Value) -> Rectangles:
    """The rectangle of each of ``count`` (1,) regions around the ends of its spans."""
    step = RIGHT_ANGLE / COARSE
    fan = (np.arange(COARSE) * step).astype(np.float32)[None]
    angle, reach = _least(ops, fan, _reach(ops, spans, count, np.cos(fan), np.sin(fan)))
    for _ in range(ROUNDS):
        step /= FINE
        near = (np.arange(-FINE, FINE + 1) * step).astype(np.float32)[None]
        angles = ops.Clip(ops.Add(angle, near), 0.0, RIGHT_ANGLE)
        cosines, sines = (ops.Gather(each, spans.region) for each in (ops.Cos(angles), ops.Sin(angles)))
        angle, reach = _least(ops, angles, _reach(ops, spans, count, cosines, sines))
    angle, high_u, high_v, low_u, low_v = (ops.Squeeze(each, vector(1)) for each in (angle, *reach))
    return Rectangles(angle, ops.Neg(low_u), high_u, ops.Neg(low_v), high_v)


def _reach(
    ops: Ops, spans: Spans, count: Value, cosines: Value | np.ndarray, sines: Value | np.ndarray
) -> list[Value]:
    """Greatest u, v, −u and −v of each region, (M, A) each, where u runs along the angle and v across it."""
    left, right, row, region = spans
    # Within 0 … 90° right ends reach farthest along u and against v, left ends the other way.
    along_right = ops.Add(ops.Mul(right, cosines), ops.Mul(row, sines))
    along_left = ops.Add(ops.Mul(left, cosines), ops.Mul(row, sines))
    across = ops.Mul(row, cosines)
    reach = ops.Concat(
        along_right,
        ops.Sub(across, ops.Mul(left, sines)),
        ops.Neg(along_left),
        ops.Sub(ops.Mul(right, sines), across),
        axis=1,
    )
    width = ops.Slice(ops.Shape(reach), vector(1), vector(2))
    target = ops.Expand(ops.Unsqueeze(region, vector(1)), ops.Shape(reach))
    nowhere = ops.Expand(NOWHERE, ops.Concat(count, width, axis=0))
    farthest = ops.ScatterElements(nowhere, target, reach, axis=0, reduction="max")
    return list(ops.Split(farthest, axis=1, num_outputs=4, _outputs=4))


def _least(ops: Ops, angles: Value | np.ndarray, reach: list[Value]) -> tuple[Value, list[Value]]:
    """The angle of least area and the reach there, all (M, 1); ``angles`` are (M, A) or (1, A)."""
    high_u, high_v, low_u, low_v = reach
    area = ops.Mul(ops.Add(high_u, low_u), ops.Add(high_v, low_v))
    least = ops.ArgMin(area, axis=1, keepdims=1)
    angle = ops.GatherElements(ops.Expand(angles, ops.Shape(area)), least, axis=1)
    return angle, [ops.GatherElements(each, least, axis=1) for each in reach]
