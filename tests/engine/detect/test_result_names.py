"""Names of results: one for each picture, whatever pictures are called."""

from __future__ import annotations

import time
import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from engine.detect.results import ResultNames


def test_names_are_those_of_the_product() -> None:
    names = ResultNames()
    assert [names.next(Path(path)) for path in ("a/x.jpg", "b/x.png", "c/X.jpg", "y.jpg")] == [
        "x_result", "x_2_result", "X_3_result", "y_result",
    ]  # fmt: skip


def test_what_is_in_the_folder_already_is_not_given_again() -> None:
    names = ResultNames(["x_result", "x_3_result"])
    assert [names.next(Path("x.jpg")) for _ in range(3)] == ["x_2_result", "x_4_result", "x_5_result"]


@given(st.lists(st.sampled_from(["x", "X", "x_2", "x_2_result", "é", "e\u0301", "ß", "SS", ""]), max_size=30))
def test_no_two_are_the_same_file_anywhere(stems: list[str]) -> None:
    names = ResultNames()
    given_out = [names.next(Path(f"{stem}.jpg")) for stem in stems]
    folded = {unicodedata.normalize("NFC", name).casefold() for name in given_out}
    assert len(folded) == len(stems)


def test_a_stem_used_a_hundred_thousand_times_takes_no_time() -> None:
    names, picture = ResultNames(), Path("img.jpg")
    start = time.perf_counter()
    last = [names.next(picture) for _ in range(100_000)][-1]
    assert last == "img_100000_result"
    assert time.perf_counter() - start < 10
