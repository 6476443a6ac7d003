"""The order in which labels are read: real receipts, tilted and vertical text, and any quads at all."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from engine.data.gt import BadLine, Label, format_gt, parse_gt, read_gt
from engine.data.reading_order import in_reading_order, reading_order
from engine.geometry import transform

QUADS = arrays.arrays(
    np.float64,
    st.tuples(st.integers(0, 12), st.just(4), st.just(2)),
    elements=st.integers(-50, 400).map(float),
)


def box(x: float, y: float, width: float, height: float) -> list[list[float]]:
    return [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]


def page(rows: int, columns: int) -> np.ndarray:
    """Words of a printed page, in the order they are read, a little out of line as in a scan."""
    return np.array(
        [
            box(20 + 110 * column, 20 + 40 * row + (column * 5) % 7, 60 + 9 * (column % 4), 20 + row % 5)
            for row in range(rows)
            for column in range(columns)
        ],
        float,
    )


def turned(quads: np.ndarray, degrees: float) -> np.ndarray:
    angle = np.radians(degrees)
    matrix = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0]])
    return transform(quads, matrix)


@given(QUADS, st.randoms(use_true_random=False))
def test_any_quads_give_a_permutation_that_the_order_of_the_file_does_not_change(
    quads: NDArray[np.float64], random: Random
) -> None:
    order = reading_order(quads)
    assert sorted(order.tolist()) == list(range(len(quads)))
    shuffled = list(range(len(quads)))
    random.shuffle(shuffled)
    again = reading_order(quads[shuffled])
    np.testing.assert_array_equal(quads[shuffled][again], quads[order])


@given(QUADS)
def test_what_is_in_order_stays_and_equal_labels_keep_their_order(quads: NDArray[np.float64]) -> None:
    once = reading_order(quads)
    assert reading_order(quads[once]).tolist() == list(range(len(quads)))
    twice = np.concatenate([quads, quads])
    order = reading_order(twice).tolist()
    place = {index: at for at, index in enumerate(order)}
    assert all(place[index] < place[index + len(quads)] for index in range(len(quads)))


@pytest.mark.parametrize("degrees", [0, -20, -6, 3, 15, 30])
def test_a_tilted_page_is_read_line_by_line(degrees: float) -> None:
    quads = turned(page(8, 5), degrees)
    mixed = np.random.default_rng(3).permutation(len(quads))
    assert mixed[reading_order(quads[mixed])].tolist() == list(range(len(quads)))


def test_vertical_text_is_read_in_columns_from_the_right() -> None:
    columns = [box(300 - 60 * column, 20 + 130 * part, 30, 120) for column in range(4) for part in range(2)]
    heading = box(100, -60, 200, 30)
    quads = turned(np.array([heading, *columns], float), 4)
    mixed = np.random.default_rng(4).permutation(len(quads))
    told = mixed[reading_order(quads[mixed])].tolist()
    assert [index for index in told if index] == list(range(1, 9))


def test_a_tall_box_among_lines_is_read_where_it_begins() -> None:
    quads = np.concatenate([[box(10, 10, 20, 200)], page(4, 2) + np.array([40, 0])])
    assert reading_order(quads).tolist()[:3] == [0, 1, 2]


def test_the_points_of_a_quad_may_begin_anywhere_and_run_either_way() -> None:
    quads = page(5, 4)
    random = np.random.default_rng(5)
    other = [np.roll(quad[:: random.choice([-1, 1])], random.integers(4), axis=0) for quad in quads]
    assert reading_order(np.array(other)).tolist() == list(range(len(quads)))


def test_lines_of_a_real_receipt_come_from_top_to_bottom(shared_data: Path) -> None:
    labels = read_gt(shared_data / "receipts" / "train_gts" / "gt_img_41.txt").labels
    quads = np.array([label.quad for label in labels])
    told = quads[reading_order(quads)].mean(axis=1)
    height = np.median([np.ptp(quad[:, 1]) for quad in quads])
    down = np.diff(told[:, 1])
    assert (down > -height).all()  # never back by more than the wobble of one line
    same_line = np.abs(down) < height / 4
    assert same_line.sum() > 10
    assert (np.diff(told[:, 0])[same_line] > 0).all()


def test_lines_that_cannot_be_read_go_with_the_label_before_them() -> None:
    text = "# top\n0,90,50,90,50,99,0,99,low\n# after low\n0,10,50,10,50,20,0,20,high\n"
    entries = parse_gt(text).entries
    assert format_gt(in_reading_order(entries)) == (
        "# top\n0,10,50,10,50,20,0,20,high\n0,90,50,90,50,99,0,99,low\n# after low\n"
    )
    assert in_reading_order([]) == []
    only_bad = [entry for entry in entries if isinstance(entry, BadLine)]
    assert in_reading_order(only_bad) == only_bad


@given(QUADS, st.lists(st.booleans(), max_size=12))
def test_reordering_a_file_loses_nothing(quads: NDArray[np.float64], bad: list[bool]) -> None:
    lines = [format_gt([Label.from_quad(quad, str(n))]) for n, quad in enumerate(quads)]
    for number, wrong in enumerate(bad):
        if wrong:
            lines.insert(min(number, len(lines)), f"wrong {number}\n")
    entries = parse_gt("".join(lines)).entries
    told = in_reading_order(entries)
    assert sorted(map(str, told)) == sorted(map(str, entries))
    assert in_reading_order(told) == told
