"""The arithmetic behind drawn curves: thinning, smoothing, the range worth showing. Numpy only.

A curve is two float64 arrays (N,): ``x`` ascending, ``y`` its values; a value that is not finite is a gap.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

MOST_POINTS = 400
"""Points of a drawn line: painting a jagged line of thousands takes a third of a second, and shows less."""

WHISKER = 1.5
"""Values further from the quartiles than this many interquartile ranges are outliers (Tukey 1977)."""


def thinned(x: Values, y: Values, most: int = MOST_POINTS) -> tuple[Values, Values]:
    """``x`` and ``y`` as at most ``most`` means of neighbours; a gap only where all neighbours are gaps."""
    if len(x) <= most:
        return x, y
    starts = np.linspace(0, len(x), most, endpoint=False).astype(np.intp)
    finite = np.isfinite(y)
    counts = np.add.reduceat(finite.astype(np.float64), starts)
    sums = np.add.reduceat(np.where(finite, y, 0.0), starts)
    means = np.divide(sums, counts, out=np.full(len(starts), np.nan), where=counts > 0)
    return np.add.reduceat(x, starts) / np.diff(starts, append=len(x)), means


def sampled(x: Values, y: Values, most: int = MOST_POINTS) -> tuple[Values, Values]:
    """At most ``most`` of the points as they are, evenly spread: for dots, whose scatter should be seen."""
    stride = -(-len(x) // most) if len(x) else 1
    return x[::stride], y[::stride]


def smoothed(y: Values, strength: float) -> Values:
    """The exponential moving average of ``y`` with weight ``strength`` (0 to below 1) on the past.

    Bias-corrected as in Adam (Kingma and Ba 2015): the first values are means of what there is and do not
    lean on a made-up start. Gaps stay gaps and do not disturb what follows. Apply it to a thinned curve:
    then a line looks equally smooth in a short and in a long run.
    """
    if not 0 <= strength < 1:
        raise ValueError(f"smoothing strength {strength} is outside 0 to 1")
    if strength == 0 or len(y) == 0:
        return y
    finite = np.isfinite(y)
    # Later weights are lost in the rounding of float64.
    longest = int(np.log(1e-16) / np.log(strength)) + 1
    weights = strength ** np.arange(min(len(y), longest), dtype=np.float64)
    sums = np.convolve(np.where(finite, y, 0.0), weights)[: len(y)]
    totals = np.convolve(finite.astype(np.float64), weights)[: len(y)]
    means: Values = np.divide(sums, totals, out=np.full(len(y), np.nan), where=finite)
    return means


def shown_range(
    lines: Sequence[Values], *, ignore_outliers: bool = False, logarithmic: bool = False
) -> tuple[float, float]:
    """The lowest and the highest value to show of ``lines``.

    Linear: from 0. Logarithmic: values that are not positive cannot be shown and do not count. With
    ``ignore_outliers`` each line counts within its own fences only (`WHISKER`), on the scale it is drawn in.
    """
    ranges = [_line_range(line, ignore_outliers, logarithmic) for line in lines]
    known = [found for found in ranges if found is not None]
    if not known:
        return (0.1, 1.0) if logarithmic else (0.0, 1.0)
    low, high = min(found[0] for found in known), max(found[1] for found in known)
    if logarithmic:
        return (low, high) if high > low else (low / 2, high * 2)
    return min(low, 0.0), high if high > 0 else 1.0


def _line_range(line: Values, ignore_outliers: bool, logarithmic: bool) -> tuple[float, float] | None:
    usable = line[np.isfinite(line) & (line > 0)] if logarithmic else line[np.isfinite(line)]
    if len(usable) == 0:
        return None
    if not ignore_outliers:
        return float(usable.min()), float(usable.max())
    scaled = np.log10(usable) if logarithmic else usable
    lower, upper = np.percentile(scaled, (25, 75))
    reach = WHISKER * (upper - lower)
    # The fences themselves may lie far from any value, so the outermost value within them is taken.
    within = usable[(scaled >= lower - reach) & (scaled <= upper + reach)]
    return float(within.min()), float(within.max())


def nearest_index(x: Values, at: float) -> int | None:
    """The index of the value of ``x`` nearest to ``at``; None when there is none."""
    return int(np.abs(x - at).argmin()) if len(x) else None
