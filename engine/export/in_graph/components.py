"""Connected components of a binary map, joined at corners too, on row runs instead of pixels.

A run is a stretch of text pixels in one row. Two runs in neighbouring rows touch, corners included, when the
later start is not beyond the end of the other run. So every touching pair is found by looking up, for each
run, the last run in the row above and in the row below that starts no later: two look-ups a run, however many
runs it touches.

Components are found by hooking: for each pair not yet joined, the root with the greater number is hung below
the smaller one, and all climb towards their roots by pointer jumping (Shiloach and Vishkin, 1982). Joined
pairs are dropped, so that a page of noise costs little more than its first round.
"""

from __future__ import annotations

from typing import NamedTuple

import onnx_ir as ir

from engine.export.in_graph.ops import END, Ops, Value, vector


class Runs(NamedTuple):
    """R runs in reading order: flat index of the first pixel and after the last, and 0 … R − 1; int64."""

    starts: Value
    ends: Value
    number: Value


def find_runs(ops: Ops, text: Value, stride: Value) -> tuple[Runs, Value, Value]:
    """The runs of ``text``, and which of them touch: two vectors of run numbers, one pair each.

    ``text``, bool and flat, has rows of ``stride`` pixels; the first and the last row, and the last pixel of
    every row, must be without text.
    """
    after, before = ops.Slice(text, vector(1), vector(END)), ops.Slice(text, vector(0), vector(-1))
    change = ops.Xor(after, before)
    # Without text at both ends, every second change begins a run and the next one ends it.
    place = ops.Range(1, ops.Squeeze(ops.length(text)), 1)
    bounds = ops.Reshape(ops.Compress(place, change), vector(-1, 2))
    number = ops.Range(0, ops.Squeeze(ops.length(bounds)), 1)
    runs = Runs(ops.column(bounds, 0), ops.column(bounds, 1), number)

    # begun[p]: how many runs start no later than pixel p + 1. int32 is summed fastest.
    begun = ops.CumSum(ops.cast(ops.And(change, after), ir.DataType.INT32), 0)
    pairs = []
    for beside in (ops.Sub(runs.starts, stride), ops.Add(runs.starts, stride)):
        last = ops.Sub(ops.cast(ops.Gather(begun, ops.Sub(beside, 1)), ir.DataType.INT64), 1)
        partner = ops.Max(last, 0)
        touch = ops.And(
            ops.LessOrEqual(ops.Gather(runs.starts, partner), beside),
            ops.GreaterOrEqual(ops.Gather(runs.ends, partner), beside),
        )
        pairs.append((ops.Compress(number, touch), ops.Compress(partner, touch)))
    (a, b), (c, d) = pairs
    return runs, ops.Concat(a, c, axis=0), ops.Concat(b, d, axis=0)


def join(ops: Ops, number: Value, one: Value, other: Value) -> Value:
    """(R,): the first run of each run's component; ``number``: 0 … R − 1, the pairs: all touching runs."""

    def _hook(ops: Ops, parent: Value, one: Value, other: Value) -> list[Value]:
        one, other = ops.Gather(parent, one), ops.Gather(parent, other)
        apart = ops.Not(ops.Equal(one, other))
        one, other = ops.Compress(one, apart), ops.Compress(other, apart)
        low, high = ops.Min(one, other), ops.Max(one, other)
        above = ops.Gather(parent, high)
        # Only roots are hung elsewhere: taking another run from its parent would split its component.
        target = ops.Where(ops.Equal(above, high), low, above)
        parent = ops.ScatterElements(parent, high, target, axis=0, reduction="min")
        for _ in range(2):
            parent = ops.Gather(parent, parent)
        return [_any(ops, one), parent, one, other]

    def _climb(ops: Ops, parent: Value) -> list[Value]:
        above = ops.Gather(parent, parent)
        risen = ops.Compress(parent, ops.Not(ops.Equal(above, parent)))
        return [_any(ops, risen), above]

    state = {"parent": number, "one": one, "other": other}
    parent, _, _ = ops.loop(_hook, _any(ops, one), state)
    (root,) = ops.loop(_climb, _any(ops, number), {"parent": parent})
    return root


def _any(ops: Ops, values: Value) -> Value:
    """Whether a vector has any element."""
    found: Value = ops.Greater(ops.Squeeze(ops.length(values)), 0)
    return found
