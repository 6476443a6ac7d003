"""A disk that is full in the middle of a training: what is kept, what is said, how it goes on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import RawIOBase
from pathlib import Path

import pytest
import torch

from engine.db.weights import load_weights, save_weights
from engine.errors import StorageError
from engine.training import loop
from engine.training.events import EpochDone, Event, LogLine
from tests.engine.training.helpers import json_file, small

if sys.platform != "win32":
    import resource

GENERAL = Path("resources/weights/general.safetensors").resolve()


@pytest.fixture
def badly_read(tmp_path: Path) -> Path:
    """The general weights with settings that spoil every box: epoch 1 is better, by choosing others."""
    weights, info = load_weights(GENERAL)
    path = tmp_path / "badly_read.safetensors"
    save_weights(path, weights, replace(info, settings=replace(info.settings, unclip_ratio=9.0)))
    return path


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 700 MB in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if not sys.platform.startswith("linux") or mount is None:
        pytest.skip("tmpfs is a Linux file system")
    command = [mount, "-t", "tmpfs", "-o", "size=700m", "quadtune-test", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root may mount a file system")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def largest_file() -> Iterator[Callable[[int], None]]:
    """Sets the most bytes that this process may write into one file; undone afterwards."""
    if sys.platform == "win32":
        pytest.skip("Windows has no limit on the size of files")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def fill_up(filler: Path) -> None:
    """Let ``filler`` take all the room there is."""
    with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
        write_for_ever(file)


def write_for_ever(file: RawIOBase) -> None:
    while True:
        file.write(bytes(4096))


def assert_initial(path: Path, start: Path) -> None:
    """``path`` holds the weights a training starts from, whole."""
    kept, _ = load_weights(path)
    initial, _ = load_weights(start)
    assert kept.keys() == initial.keys()
    assert all(tensor.shape == kept[name].shape for name, tensor in initial.items())
    assert all(bool(torch.isfinite(tensor).all()) for tensor in kept.values())


def test_a_full_disk_keeps_the_best_weights_and_the_training_goes_on_when_there_is_room(
    tiny: Path, small_disk: Path, badly_read: Path
) -> None:
    """Not even ``result.json`` fits any more: what is told is the first thing that did not."""
    filler = small_disk / "filler"
    events: list[Event] = []

    def fill(event: Event) -> None:
        events.append(event)
        if isinstance(event, LogLine) and "[Epoch 1/2] waiting" in event.text:
            fill_up(filler)

    with pytest.raises(StorageError, match="the disk is full") as caught:
        loop.train(small(tiny, small_disk, weights=str(badly_read)), fill)
    (folder,) = small_disk.glob("exp_*")
    assert caught.value.path is not None
    assert caught.value.path.parent == folder
    assert "Free some space on that disk" in str(caught.value)
    assert not (folder / "result.json").exists()
    assert_initial(folder / "best.safetensors", badly_read)
    assert not list(folder.glob(".quadtune-*")), "half written files are left"

    filler.unlink()
    result = loop.resume(folder)
    assert result.epochs_done == 2
    assert result.best_epoch > 0
    assert json_file(folder / "result.json")["epochs_done"] == 2


def test_weights_that_do_not_fit_end_the_training_with_a_result(
    tiny: Path, tmp_path: Path, badly_read: Path, largest_file: Callable[[int], None]
) -> None:
    """Small files still fit. Doing without a file to go on from is told and no reason to stop."""
    events: list[Event] = []

    def limit(event: Event) -> None:
        events.append(event)
        if isinstance(event, EpochDone) and event.epoch == 0:
            largest_file(10 << 20)

    with pytest.raises(StorageError, match=r"best\.safetensors: .*the disk is full"):
        loop.train(small(tiny, tmp_path / "out", weights=str(badly_read)), limit)
    largest_file(resource.RLIM_INFINITY)
    (folder,) = (tmp_path / "out").glob("exp_*")
    result = json_file(folder / "result.json")
    assert (result["epochs_done"], result["best_epoch"], result["stopped"]) == (0, 0, True)
    assert_initial(folder / "best.safetensors", badly_read)
    assert not (folder / "resume.safetensors").exists()
    said = [event.text for event in events if isinstance(event, LogLine)]
    assert any("[WARNING] The training cannot be resumed after this epoch" in line for line in said)
    assert "[ERROR]" in (folder / "log.txt").read_text(encoding="utf-8").splitlines()[-1]
