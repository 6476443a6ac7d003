"""Two versions of a gt file: what differs, and both in one."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from engine.data.gt import Entry, Label, parse_gt
from engine.data.gt_merge import Difference, differences, merged


def label(x: int, text: str = "") -> Label:
    return Label((x, 0, x + 9, 0, x + 9, 5, x, 5), text)


A, B, C = label(1, "a"), label(20, "b"), label(40, "c")
BAD = parse_gt("no label").entries[0]

entries = st.lists(
    st.builds(label, st.integers(0, 4), st.sampled_from(["", "x", "y", "###"])) | st.just(BAD), max_size=6
)


def texts(found: list[Entry]) -> list[str]:
    return [entry.transcription if isinstance(entry, Label) else entry.text for entry in found]


def test_the_same_lines_in_another_order_do_not_differ() -> None:
    assert differences([A, B, BAD], [BAD, B, A]) == []


def test_lines_of_one_side_and_lines_that_changed() -> None:
    moved, told = label(25, "b"), A.with_transcription("A")
    assert differences([told, moved, C], [A, B, BAD]) == [
        Difference(told, A),
        Difference(moved, B),
        Difference(None, BAD),
        Difference(C, None),
    ]


def test_both_sides_added_and_deleted() -> None:
    mine, theirs = [B, label(60, "mine")], [A, B, C, label(80, "theirs")]
    assert texts(merged([A, B, C], mine, theirs)) == ["b", "theirs", "mine"]


def test_a_text_changed_here_and_a_place_changed_there() -> None:
    assert merged([A, B], [A.with_transcription("A"), B], [A, label(25, "b")]) == [
        A.with_transcription("A"),
        label(25, "b"),
    ]


def test_where_both_wrote_a_text_mine_counts() -> None:
    mine, theirs = A.with_transcription("mine"), A.with_transcription("theirs")
    assert merged([A], [mine], [theirs]) == [mine]


def test_what_they_changed_is_not_deleted_by_me() -> None:
    assert merged([A, B], [B], [A.with_transcription("theirs"), B]) == [A.with_transcription("theirs"), B]


def test_what_both_added_is_there_once() -> None:
    assert merged([], [A, B], [B, C]) == [B, C, A]


@given(entries, entries)
def test_nobody_changed_anything(base: list[Entry], theirs: list[Entry]) -> None:
    assert merged(base, base, theirs) == theirs
    assert differences(base, base) == []


@given(entries, entries)
def test_only_mine_changed(base: list[Entry], mine: list[Entry]) -> None:
    assert differences(merged(base, mine, base), mine) == []


def test_what_i_moved_keeps_the_text_they_gave_it() -> None:
    moved, told = label(3, "a"), A.with_transcription("theirs")
    assert merged([A], [moved], [told]) == [moved.with_transcription("theirs")]


@given(entries, entries, entries)
@example([label(1, "x")], [label(0, "x")], [label(1)])  # moved here, its text deleted there
def test_nothing_that_was_added_is_lost(base: list[Entry], mine: list[Entry], theirs: list[Entry]) -> None:
    got = merged(base, mine, theirs)
    for entry in mine:
        if entry not in base and entry not in got:
            assert has(got, points_of=entry)
            assert has(base, text_of=entry)
    for entry in theirs:
        if entry not in base and entry not in got:
            assert has(mine, points_of=entry) or has(got, text_of=entry)


def has(side: list[Entry], points_of: Entry | None = None, text_of: Entry | None = None) -> bool:
    """Whether a label of ``side`` has the points of the one, or the text of the other."""
    return any(
        (isinstance(points_of, Label) and one.points == points_of.points)
        or (isinstance(text_of, Label) and one.transcription == text_of.transcription)
        for one in side
        if isinstance(one, Label)
    )
