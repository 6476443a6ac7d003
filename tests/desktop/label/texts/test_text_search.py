"""Finding and replacing in one text: against Python's own, with any texts at all."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.label.texts.text_search import Query, Replacer
from engine.errors import InputError

TEXTS = st.text(st.sampled_from("aAbß.\\*$ 大学𠮷😀,1"), max_size=12)
WORDS = st.text(st.sampled_from("aAb.\\*$ 大𠮷😀"), min_size=1, max_size=3)


@given(TEXTS, WORDS, TEXTS, st.booleans(), st.booleans())
def test_plain_text_is_found_as_it_is(text: str, find: str, put: str, match_case: bool, whole: bool) -> None:
    told = Replacer(Query(find, put, match_case, whole))(text)
    pattern = re.compile(re.escape(find), 0 if match_case else re.IGNORECASE)
    if whole:
        assert told == (put if pattern.fullmatch(text) else None)
    else:
        assert told == (pattern.sub(lambda _: put, text) if pattern.search(text) else None)


@given(TEXTS, st.sampled_from(["a", "a*", "(a|b)+", r"\d", "^a", "[^,]*$", "(大)(.)", "", r"(?<=a)b", "$"]))
def test_regular_expressions_do_what_pythons_do(text: str, pattern: str) -> None:
    told = Replacer(Query(pattern, "<\\0>", match_case=True, regular=True))(text)
    own = re.compile(pattern)
    assert told == (own.sub(lambda found: f"<{found[0]}>", text) if own.search(text) else None)


def test_groups_and_backslashes_in_the_replacement() -> None:
    swap = Replacer(Query(r"(\d+)-(\d+)", r"\2/\1\\", regular=True))
    assert swap("no. 12-345 and 6-7") == "no. 345/12\\ and 7/6\\"
    optional = Replacer(Query(r"a(b)?", r"[\1]", regular=True))
    assert optional("ab a") == "[b] []"


def test_case_counts_only_when_asked() -> None:
    assert Replacer(Query("total", "SUM"))("Total TOTAL") == "SUM SUM"
    assert Replacer(Query("total", "SUM", match_case=True))("Total TOTAL") is None
    assert Replacer(Query("é", "e"))("É") == "e"


@pytest.mark.parametrize(("find", "put"), [("(", ""), ("a)", ""), ("[", ""), ("(a)", r"\2")])
def test_an_expression_of_no_use_is_told(find: str, put: str) -> None:
    with pytest.raises(InputError) as caught:
        Replacer(Query(find, put, regular=True))
    assert caught.value.remedy


def test_an_expression_that_would_take_for_ever_is_given_up() -> None:
    replacer = Replacer(Query(r"(a+)+$", "", regular=True))
    started = time.process_time()
    with pytest.raises(InputError, match="too long"):
        replacer("a" * 60 + "!")
    assert time.process_time() - started < 10
