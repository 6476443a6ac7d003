"""Decoding ahead, within the memory there is for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop.picture.picture_loader import PictureLoader
from desktop.settings.caches import caches
from tests.desktop.conftest import delete_now

PICTURE_BYTES = 40 * 30 * 4


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{number}.png" for number in range(6)]
    for path in paths:
        cv2.imwrite(str(path), np.zeros((30, 40, 3), np.uint8))
    return paths


@pytest.fixture
def loader(qapp: object) -> Iterator[PictureLoader]:
    del qapp
    loader = PictureLoader()
    yield loader
    delete_now(loader)


@pytest.fixture
def decoded(loader: PictureLoader) -> list[str]:
    names: list[str] = []
    loader.decoded.connect(lambda path, _image: names.append(path.stem))
    return names


def idle(qtbot: QtBot, loader: PictureLoader) -> None:
    qtbot.waitUntil(lambda: not loader._pending, timeout=20_000)


def test_as_many_ahead_as_there_is_room_for(
    loader: PictureLoader,
    decoded: list[str],
    pictures: list[Path],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(caches(), "picture_bytes", 4 * PICTURE_BYTES)
    loader.request(pictures[0], pictures[1:])
    qtbot.waitUntil(lambda: len(decoded) == 4, timeout=20_000)
    idle(qtbot, loader)
    assert sorted(decoded) == ["0", "1", "2", "3"]
    assert {path.stem for path in loader._cache} == {"0", "1", "2", "3"}
    shown: list[str] = []
    loader.loaded.connect(lambda path, _image: shown.append(path.stem))
    loader.request(pictures[1], pictures[2:])
    assert shown == ["1"]  # at hand
    qtbot.waitUntil(lambda: len(decoded) == 5, timeout=20_000)
    idle(qtbot, loader)
    assert {path.stem for path in loader._cache} == {"1", "2", "3", "4"}


def test_the_next_one_always_however_large(
    loader: PictureLoader,
    decoded: list[str],
    pictures: list[Path],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(caches(), "picture_bytes", PICTURE_BYTES // 2)
    loader.request(pictures[0], pictures[1:])
    qtbot.waitUntil(lambda: len(decoded) == 2, timeout=20_000)
    idle(qtbot, loader)
    assert {path.stem for path in loader._cache} == {"0", "1"}


def test_a_broken_picture_ahead_is_tried_once(
    loader: PictureLoader, decoded: list[str], pictures: list[Path], qtbot: QtBot
) -> None:
    pictures[1].write_bytes(b"no picture")
    failed: list[Path] = []
    loader.failed.connect(lambda path, _error: failed.append(path))
    loader.request(pictures[0], pictures[1:4])
    qtbot.waitUntil(lambda: len(decoded) == 3, timeout=20_000)
    idle(qtbot, loader)
    assert sorted(decoded) == ["0", "2", "3"]
    assert failed == []
    loader.request(pictures[1])
    qtbot.waitUntil(lambda: failed == [pictures[1]], timeout=20_000)
