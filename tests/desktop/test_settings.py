"""Settings survive a restart, and a bad file costs the settings only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.settings import RECENT_MAX, VERSION, Settings, Values, config_folder


def test_what_is_set_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings = Settings(path)
    settings.update(language="zh_CN", theme="dark", geometry="01d9", sample_folder="/tmp/样例")
    settings.add_recent(Path("/data/收据"))
    settings.remember("train", "epochs", 7)
    settings.remember("train", "size", 640)
    again = Settings(path)
    assert again.values == settings.values
    assert again.values.recent == (str(Path("/data/收据")),)
    assert again.remembered("train", "epochs") == 7
    assert again.remembered("label", "epochs", "none") == "none"
    assert json.loads(path.read_text(encoding="utf-8"))["version"] == VERSION


def test_changes_are_told_by_name_and_only_real_ones(settings: Settings) -> None:
    heard: list[str] = []
    settings.changed.connect(heard.append)
    settings.update(theme="dark", language="en")
    settings.update(theme="dark")
    assert heard == ["theme"]


def test_recent_folders_are_the_latest_without_doubles(settings: Settings) -> None:
    for number in range(RECENT_MAX + 3):
        settings.add_recent(Path(f"/data/{number}"))
    settings.add_recent(Path("/data/7"))
    recent = settings.values.recent
    assert len(recent) == RECENT_MAX == len(set(recent))
    assert recent[:2] == (str(Path("/data/7")), str(Path("/data/12")))
    settings.forget_recent(Path("/data/7"))
    assert str(Path("/data/7")) not in settings.values.recent


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 99}', '{"theme": "dark"}', "\udcff"])
def test_an_unreadable_file_means_defaults_and_is_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert Settings(path).values == Values()
    assert path.with_suffix(".unreadable.json").exists()


def test_fields_of_the_wrong_kind_fall_back_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(
        json.dumps(
            {
                "version": VERSION,
                "language": "klingon",
                "theme": "dark",
                "recent": ["/a", 3],
                "geometry": 5,
                "pages": {"label": {"x": 1}, "train": 2},
                "unknown": True,
            }
        ),
        encoding="utf-8",
    )
    assert Settings(path).values == Values(theme="dark", recent=("/a",), pages={"label": {"x": 1}})


def test_a_folder_that_cannot_be_written_is_told_and_the_setting_holds(qtbot: QtBot, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("a file where the folder should be", encoding="utf-8")
    settings = Settings(in_the_way / "settings.json")
    with qtbot.waitSignal(settings.save_failed):
        settings.update(theme="dark")
    assert settings.values.theme == "dark"


def test_tests_do_not_touch_the_real_settings(own_folders: Path) -> None:
    assert config_folder() == own_folders
