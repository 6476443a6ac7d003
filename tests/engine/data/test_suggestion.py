"""What a folder suggests for a training; nonsense in its project file never stops one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.project_file import (
    PROJECT_FILE,
    Suggestion,
    mark_checked,
    read_checked,
    read_suggestion,
    write_suggestion,
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_suggestion(tmp_path, Suggestion(3, 80))
    assert read_suggestion(tmp_path) == Suggestion(3, 80)
    assert read_checked(tmp_path) == set()


def test_check_marks_leave_it_alone(tmp_path: Path) -> None:
    write_suggestion(tmp_path, Suggestion(epochs=2))
    mark_checked(tmp_path, [tmp_path / "img.png"])
    assert read_suggestion(tmp_path) == Suggestion(epochs=2)
    assert read_checked(tmp_path) == {tmp_path / "img.png"}


def test_a_folder_without_a_project_file_suggests_nothing(tmp_path: Path) -> None:
    assert read_suggestion(tmp_path) == Suggestion()


@pytest.mark.parametrize(
    "values",
    [None, 3, [], {"epochs": 0}, {"epochs": True}, {"epochs": "5"}, {"epochs": 10**9}, {"epochs": 2.5}],
)
def test_what_makes_no_sense_is_passed_over(tmp_path: Path, values: object) -> None:
    (tmp_path / PROJECT_FILE).write_text(json.dumps({"version": 1, "training": values}), encoding="utf-8")
    assert read_suggestion(tmp_path) == Suggestion()


@given(content=st.one_of(st.binary(), st.text().map(str.encode)))
def test_no_file_breaks_it(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("project")
    (folder / PROJECT_FILE).write_bytes(content)
    assert read_suggestion(folder) == Suggestion()
