"""Check marks: the project file is small, shared, and never overwritten blindly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.data.project_file import PROJECT_FILE, mark_checked, read_checked, unmark_checked
from engine.errors import InputError


def test_there_need_not_be_a_file(tmp_path: Path) -> None:
    assert read_checked(tmp_path) == set()
    unmark_checked(tmp_path, [tmp_path / "a.jpg"])
    mark_checked(tmp_path, [])
    assert list(tmp_path.iterdir()) == []


def test_marks_come_and_go(tmp_path: Path) -> None:
    one, two = tmp_path / "train_images" / "图 1.jpg", tmp_path / "b.png"
    mark_checked(tmp_path, [one, two])
    assert read_checked(tmp_path) == {one, two}
    unmark_checked(tmp_path, [two, tmp_path / "never.png"])
    assert read_checked(tmp_path) == {one}
    stored = json.loads((tmp_path / PROJECT_FILE).read_text(encoding="utf-8"))
    assert stored == {"version": 1, "checked": ["train_images/图 1.jpg"]}


def test_what_another_program_wrote_meanwhile_stays(tmp_path: Path) -> None:
    mark_checked(tmp_path, [tmp_path / "a.png"])
    path = tmp_path / PROJECT_FILE
    path.write_text(
        json.dumps({"version": 1, "checked": ["a.png", "theirs.png"], "note": [1, "二"]}), "utf-8"
    )
    mark_checked(tmp_path, [tmp_path / "b.png"])
    stored = json.loads(path.read_text(encoding="utf-8"))
    assert stored == {"version": 1, "checked": ["a.png", "b.png", "theirs.png"], "note": [1, "二"]}


def test_a_name_that_is_no_unicode_survives(tmp_path: Path) -> None:
    picture = tmp_path / "b\udce9.png"
    mark_checked(tmp_path, [picture])
    assert read_checked(tmp_path) == {picture}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"version": 1, "checked": {}}',
        '{"version": 1, "checked": [1]}',
        '{"version": 2}',
        "[" * 9999,
    ],
)
def test_what_is_not_ours_is_told_and_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / PROJECT_FILE
    path.write_text(content)
    for act in (read_checked, lambda root: mark_checked(root, [root / "a.png"])):
        with pytest.raises(InputError) as caught:
            act(tmp_path)
        assert caught.value.path == path
        assert caught.value.remedy
    assert path.read_text() == content


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_and_never_changed(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / PROJECT_FILE
    path.write_bytes(data)
    refused = False
    try:
        read_checked(tmp_path)
    except InputError:
        refused = True
    if refused:
        with pytest.raises(InputError):
            mark_checked(tmp_path, [tmp_path / "a.png"])
        assert path.read_bytes() == data
