"""Proposed boxes on disk: what is written is read back, garbage is named, nothing waiting means no file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.gt import Label
from engine.data.proposals import (
    Proposal,
    pictures_with_proposals,
    proposals_path,
    read_proposals,
    write_proposals,
)
from engine.errors import InputError

points = st.tuples(*[st.floats(-1e4, 1e4).map(lambda value: round(value, 2))] * 8)
boxes = st.lists(
    st.builds(Proposal, st.builds(Label, points, st.text()), st.integers(0, 10_000).map(lambda n: n / 10_000))
)


@given(boxes)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, found: list[Proposal]
) -> None:
    path = tmp_path_factory.mktemp("proposals") / "一.json"
    write_proposals(path, found)
    assert read_proposals(path) == found
    assert path.exists() == bool(found)


def test_files_are_found_by_their_pictures(tmp_path: Path) -> None:
    pictures = {tmp_path / "train_images" / "a.b.jpg", tmp_path / "图 1.png"}
    for picture in pictures:
        write_proposals(proposals_path(tmp_path, picture), [Proposal(Label((0, 0, 9, 0, 9, 9, 0, 9)), 0.5)])
    assert pictures_with_proposals(tmp_path) == pictures
    for picture in pictures:
        write_proposals(proposals_path(tmp_path, picture), [])
    assert pictures_with_proposals(tmp_path) == set()


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "replace")))
def test_garbage_is_an_error_that_names_the_file(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("proposals") / "a.json"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"a\.json"):
        read_proposals(path)


@pytest.mark.parametrize(
    "text",
    [
        '{"proposals": [{"points": [1, 2, 3], "text": "", "score": 1}]}',
        '{"proposals": [{"points": [0, 0, 9, 0, 9, 9, 0, NaN], "text": "", "score": 1}]}',
        '{"proposals": [{"points": [0, 0, 9, 0, 9, 9, 0, 9], "text": "", "score": NaN}]}',
        '{"proposals": [{"points": [0, 0, 9, 0, 9, 9, 0, 9], "text": ""}]}',
        '{"proposals": 1}',
        "[" * 100_000,
    ],
)
def test_half_right_files_are_errors_too(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(InputError):
        read_proposals(path)
