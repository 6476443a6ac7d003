"""Throwing away means that it can be had back."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from desktop.document.trash import move_to_trash
from engine.errors import StorageError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="XDG_DATA_HOME rules the trash on Linux only")


def test_a_folder_goes_to_the_trash_of_a_fresh_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "home" / ".local" / "share"
    monkeypatch.setenv("XDG_DATA_HOME", str(data))
    folder = tmp_path / "exp_实验"
    folder.mkdir()
    (folder / "log.txt").write_text("kept", encoding="utf-8")

    place = move_to_trash(folder)

    assert not folder.exists()
    assert place == data / "Trash" / "files" / "exp_实验"
    assert (place / "log.txt").read_text(encoding="utf-8") == "kept"
    assert (data / "Trash" / "info" / "exp_实验.trashinfo").is_file()


def test_what_is_not_there_is_told_with_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    with pytest.raises(StorageError) as caught:
        move_to_trash(tmp_path / "nothing")

    assert caught.value.path == tmp_path / "nothing"
