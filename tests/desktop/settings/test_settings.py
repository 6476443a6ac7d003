"""Settings survive a restart, several programs share them, and a bad file costs the settings only."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from desktop.settings import settings_file
from desktop.settings.settings import Settings, config_folder
from desktop.settings.settings_file import MIGRATIONS, PREFERENCES, RECENT_MAX, VERSION, Values

VERSION_1 = {
    "version": 1,
    "language": "zh_CN",
    "theme": "dark",
    "recent": ["/data/收据", "/data/b"],
    "last_folder": "/data/收据",
    "geometry": "01d9",
    "sample_folder": "",
    "pages": {"train": {"form": {"epochs": 7}}},
}


def test_what_is_set_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings = Settings(path)
    settings.update(language="zh_CN", theme="dark", geometry="01d9", sample_folder="/tmp/样例")
    settings.update(device="cuda:1", reopen=False, autosave_ms=1000, picture_cache_mb=64, thumbnails=100)
    settings.update(keys={"label.quad": ("F", "Ctrl+Alt+Q"), "label.rect": ()})
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


# ---- several programs


def test_two_programs_do_not_lose_each_others_folders_and_settings(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    one, other = Settings(path), Settings(path)
    heard: list[str] = []
    one.changed.connect(heard.append)
    one.add_recent(Path("/data/a"))
    other.add_recent(Path("/data/b"))
    other.update(theme="dark")
    other.remember("detect", "formats", ["json"])
    one.remember("train", "epochs", 7)
    one.add_recent(Path("/data/c"))
    wanted = tuple(str(Path(f"/data/{name}")) for name in "cba")
    for settings in (one, Settings(path)):
        assert settings.values.recent == wanted
        assert settings.values.theme == "dark"
        assert settings.remembered("train", "epochs") == 7
        assert settings.remembered("detect", "formats") == ["json"]
    assert "theme" in heard  # what the other chose acts here, too


# ---- versions


def test_a_file_of_version_1_is_taken_over_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps(VERSION_1), encoding="utf-8")
    settings = Settings(path)
    assert settings.values == Values(
        language="zh_CN",
        theme="dark",
        recent=("/data/收据", "/data/b"),
        last_folder="/data/收据",
        geometry="01d9",
        pages={"train": {"form": {"epochs": 7}}, "session": {"folder": "/data/收据"}},
    )
    kept = tmp_path / "settings.version-1.json"
    assert json.loads(kept.read_text(encoding="utf-8")) == VERSION_1
    settings.update(reopen=False)
    assert json.loads(path.read_text(encoding="utf-8"))["version"] == VERSION
    assert Settings(path).values == settings.values


def test_there_is_a_way_from_every_version_to_this_one() -> None:
    assert sorted(MIGRATIONS) == list(range(1, VERSION))


def test_a_file_of_a_newer_program_is_kept_aside_whole(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    newer = {"version": VERSION + 5, "theme": {"of": "a kind we do not know"}}
    path.write_text(json.dumps(newer), encoding="utf-8")
    settings = Settings(path)
    assert settings.values == Values()
    settings.update(theme="dark")
    kept = tmp_path / f"settings.version-{VERSION + 5}.json"
    assert json.loads(kept.read_text(encoding="utf-8")) == newer
    assert Settings(path).values.theme == "dark"


def test_a_newer_program_that_writes_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings = Settings(path)
    settings.update(theme="dark")
    path.write_text('{"version": 77, "new": 1}', encoding="utf-8")
    settings.add_recent(Path("/data/a"))
    assert json.loads((tmp_path / "settings.version-77.json").read_text(encoding="utf-8"))["new"] == 1
    assert Settings(path).values.theme == "dark"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": true}', '{"version": 0}', '{"theme": "dark"}', "\udcff"]
)
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
                "device": "cuda:x",
                "reopen": "yes",
                "autosave_ms": 10**9,
                "picture_cache_mb": True,
                "thumbnails": 1,
                "keys": {"label.quad": ["F"], "label.rect": "G", "label.clip": [3]},
                "recent": ["/a", 3],
                "geometry": 5,
                "pages": {"label": {"x": 1}, "train": 2},
                "unknown": True,
            }
        ),
        encoding="utf-8",
    )
    assert Settings(path).values == Values(
        theme="dark",
        autosave_ms=5000,
        thumbnails=50,
        keys={"label.quad": ("F",)},
        recent=("/a",),
        pages={"label": {"x": 1}},
    )


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(
    version=st.integers(1, VERSION),
    data=st.dictionaries(st.sampled_from(sorted(asdict(Values()))), _ANYTHING),
)
@examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_in_the_file_the_program_starts(
    tmp_path: Path, version: int, data: dict[str, Any]
) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({**data, "version": version}), encoding="utf-8")
    values = Settings(path).values
    settings_file.write(path, values)
    assert settings_file.read(path) == values


def test_a_folder_that_cannot_be_written_is_told_and_the_setting_holds(qtbot: QtBot, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("a file where the folder should be", encoding="utf-8")
    settings = Settings(in_the_way / "settings.json")
    with qtbot.waitSignal(settings.save_failed):
        settings.update(theme="dark")
    assert settings.values.theme == "dark"
    in_the_way.unlink()
    settings.add_recent(Path("/data/a"))
    assert Settings(in_the_way / "settings.json").values.theme == "dark"


# ---- defaults


def test_reset_puts_the_choices_back_keeps_the_work_and_can_be_undone(settings: Settings) -> None:
    settings.update(language="zh_CN", device="cpu", autosave_ms=2000, keys={"label.quad": ("F",)})
    settings.add_recent(Path("/data/a"))
    settings.remember("train", "epochs", 7)
    chosen = settings.values
    settings.reset()
    for name in PREFERENCES:
        assert getattr(settings.values, name) == getattr(Values(), name)
    assert settings.values.recent == chosen.recent
    assert settings.remembered("train", "epochs") == 7
    settings.add_recent(Path("/data/b"))
    settings.undo_reset()
    assert {name: getattr(settings.values, name) for name in PREFERENCES} == {
        name: getattr(chosen, name) for name in PREFERENCES
    }
    assert len(settings.values.recent) == 2
    assert Settings(settings.path).values == settings.values


def test_tests_do_not_touch_the_real_settings(own_folders: Path) -> None:
    assert config_folder() == own_folders
