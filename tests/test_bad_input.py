"""Everything a person can hand in wrong, through the real command line.

Each gives one clear message with file, line and remedy, exit status 2, and leaves every file as it was.
What training can work around is a warning: it names the file, and training goes on.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from engine.cli import main

MakeDataset = Callable[..., Path]
REPOSITORY = Path(__file__).resolve().parents[1]
TINY = ("--epochs", "1", "--batch-size", "2", "--size", "64", "--device", "cpu", "--workers", "0")


def contents(root: Path) -> dict[str, bytes]:
    """Every file below ``root``, by relative path."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


class Refused:
    """Runs a command that must be refused and holds the message to the rules."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: object, says: tuple[object, ...]) -> None:
        self.capsys.readouterr()
        assert main([*map(str, arguments), "--json"]) == 2
        out, err = self.capsys.readouterr()
        messages = [line for line in err.splitlines() if line.startswith("error:")]
        assert len(messages) == 1, err
        for words in says:
            assert str(words) in messages[0]
        assert "Traceback" not in err
        answer = json.loads(out)
        assert answer["success"] is False
        assert f"error: {answer['error']}" == messages[0]


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Refused:
    return Refused(capsys)


@pytest.fixture
def small(make_dataset: MakeDataset) -> Path:
    """Four training and one test picture, lists included."""
    return make_dataset(train=4, test=1, size=(160, 96))


@pytest.fixture
def short_epochs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.training.config.MINIMUM_CROPS_PER_EPOCH", 4)


def refuses_training(refused: Refused, root: Path, out: Path, *says: object) -> None:
    """``train`` refuses ``root`` before it writes anything, anywhere."""
    before = contents(root) if root.is_dir() else {}
    refused("train", root, "--out", out, *TINY, says=says)
    assert not out.exists()
    assert (contents(root) if root.is_dir() else {}) == before


# --- folders and lists ---


@pytest.mark.parametrize("command", ["train", "evaluate", "lists"])
def test_missing_folder(refused: Refused, tmp_path: Path, command: str) -> None:
    refused(command, tmp_path / "none", says=(tmp_path / "none", "There is no such folder", "Check the path"))
    assert list(tmp_path.iterdir()) == []


def test_without_json_only_stderr_speaks(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["lists", str(tmp_path / "none")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert (
        err == f"error: {tmp_path / 'none'}: There is no such folder. Check the path of the dataset folder.\n"
    )


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_empty_list(refused: Refused, small: Path, command: str) -> None:
    (small / "train_list.txt").write_text("\n")
    before = contents(small)
    refused(command, small, says=(small / "train_list.txt", "list is empty", "Delete it"))
    assert contents(small) == before


def test_list_entry_without_file(refused: Refused, small: Path, tmp_path: Path) -> None:
    (small / "train_images" / "img_002.png").unlink()
    where = f"{small / 'train_list.txt'}:2:"
    refuses_training(refused, small, tmp_path / "out", where, "img_002.png is missing", "remove the line")


def test_picture_without_gt(refused: Refused, small: Path, tmp_path: Path) -> None:
    (small / "train_gts" / "gt_img_003.txt").unlink()
    where = f"{small / 'train_list.txt'}:3:"
    refuses_training(refused, small, tmp_path / "out", where, "gt_img_003.txt is missing", "img_003.png")


def test_lists_keep_the_old_list_when_nothing_is_labelled(refused: Refused, small: Path) -> None:
    for part in ("train", "test"):
        for gt in (small / f"{part}_gts").iterdir():
            gt.unlink()
    before = contents(small)
    refused("lists", small, says=(small, "no labelled pictures", "Label some"))
    assert contents(small) == before


# --- gt files ---


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("10,10,50,10,50,30,10", "here are only 7"),
        ("10,10,50,10,50,30,10,TOTAL", "field 8 is “TOTAL”"),
        ("10,ten,50,10,50,30,10,30,TOTAL", "field 2 is “ten”"),
    ],
    ids=["seven numbers", "seven numbers and a text", "letters"],
)
@pytest.mark.parametrize("part", ["train", "test"])
def test_gt_line_that_is_none(
    refused: Refused, small: Path, tmp_path: Path, part: str, line: str, told: str
) -> None:
    """Not only in the first file: every label is looked at before training starts."""
    gt = max((small / f"{part}_gts").iterdir())
    gt.write_text("10,10,50,10,50,30,10,30,fine\n" + line + "\n")
    refuses_training(refused, small, tmp_path / "out", f"{gt}:2:", told, "Write the line as")
    refused("evaluate", small, "--split", part, "--device", "cpu", says=(f"{gt}:2:", told))


def test_gt_that_is_no_utf8(refused: Refused, small: Path, tmp_path: Path) -> None:
    gt = small / "train_gts" / "gt_img_004.txt"
    gt.write_bytes(b"10,10,50,10,50,30,10,30,fine\n" + "10,10,50,10,50,30,10,30,发票\n".encode("gbk"))
    refuses_training(refused, small, tmp_path / "out", f"{gt}:2:", "not UTF-8", "Save it as UTF-8")


@pytest.mark.parametrize("content", ["", "10,10,50,10,50,30,10,30,###\n"], ids=["empty", "all ignored"])
def test_no_positive_box_at_all(refused: Refused, small: Path, tmp_path: Path, content: str) -> None:
    for gt in (small / "train_gts").iterdir():
        gt.write_text(content)
    refuses_training(refused, small, tmp_path / "out", small, "nothing to learn", "Draw boxes")


@pytest.mark.usefixtures("short_epochs")
def test_what_training_works_around_is_told(
    capsys: pytest.CaptureFixture[str], small: Path, tmp_path: Path
) -> None:
    """A crossed quad, a file that is no picture and an empty one: warned of by name, training goes on."""
    gt = small / "train_gts" / "gt_img_001.txt"
    gt.write_text("10,10,50,10,50,30,10,30,fine\n60,10,100,30,100,10,60,30,crossed\n")
    no_picture, empty = (small / "train_images" / f"img_00{number}.png" for number in (3, 4))
    no_picture.write_text("this is no picture")
    empty.write_bytes(b"")
    before = contents(small)
    assert main(["train", str(small), "--out", str(tmp_path / "out"), *TINY, "--json"]) == 0
    out, err = capsys.readouterr()
    (experiment,) = (tmp_path / "out").iterdir()
    log = (experiment / "log.txt").read_text("utf-8")
    for where, words in (
        (f"{gt}:2:", "cross each other"),
        (no_picture, "not a picture"),
        (empty, "zero bytes"),
    ):
        for told in (err, log):
            lines = [line for line in told.splitlines() if str(where) in line]
            assert len(lines) == 1, told
            assert "[WARNING]" in lines[0]
            assert words in lines[0]
    assert "training set: 2 images" in log
    assert json.loads(out)["epochs_done"] == 1
    assert (experiment / "best.safetensors").is_file()
    assert contents(small) == before


def test_no_usable_picture_left(refused: Refused, small: Path, tmp_path: Path) -> None:
    for picture in (small / "train_images").iterdir():
        picture.write_bytes(b"")
    first = small / "train_images" / "img_001.png"
    refuses_training(refused, small, tmp_path / "out", first, "zero bytes", "Copy the picture again")


# --- pictures ---


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "zero bytes"), (b"this is no picture", "not a picture"), (None, "damaged or cut off")],
    ids=["zero bytes", "no picture", "cut off"],
)
def test_unusable_picture(
    capsys: pytest.CaptureFixture[str], refused: Refused, small: Path, tmp_path: Path,
    content: bytes | None, told: str,
) -> None:  # fmt: skip
    picture = small / "test_images" / "img_001.png"
    picture.write_bytes(picture.read_bytes()[:2000] if content is None else content)
    before = contents(small)
    refused("evaluate", small, "--device", "cpu", says=(picture, told, "Copy" if not content else "Use JPEG"))
    capsys.readouterr()
    good = small / "train_images" / "img_001.png"
    assert main(["detect", str(picture), str(good), "--out", str(tmp_path / "out"), "--device", "cpu"]) == 2
    out, err = capsys.readouterr()
    assert [line for line in err.splitlines() if str(picture) in line and told in line]
    (results,) = (tmp_path / "out").iterdir()
    written = sorted(path.name for path in results.iterdir())
    assert written == ["img_001_result.json", "img_001_result.png", "run.json"]
    assert str(results) in out, "the good picture is detected all the same"
    assert contents(small) == before


def test_missing_picture_and_folder_without_pictures(
    capsys: pytest.CaptureFixture[str], refused: Refused, tmp_path: Path
) -> None:
    assert main(["detect", str(tmp_path / "none.png"), "--out", str(tmp_path / "out")]) == 2
    assert f"{tmp_path / 'none.png'}: There is no such file." in capsys.readouterr().err
    (tmp_path / "void").mkdir()
    refused("detect", tmp_path / "void", says=(tmp_path / "void", "holds no pictures", "Choose a folder"))


# --- weights ---


class RunsCode:
    """Unpickled, it makes the file ``marker``: what a malicious checkpoint does."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.marker,)


@pytest.mark.parametrize("form", ["pickle", "torch"])
def test_a_checkpoint_that_would_run_code(refused: Refused, tmp_path: Path, form: str) -> None:
    import torch

    marker, checkpoint, out = tmp_path / "ran", tmp_path / "model.pt", tmp_path / "model.safetensors"
    content = {"state_dict": {"weight": torch.zeros(1)}, "extra": RunsCode(marker)}
    if form == "pickle":
        checkpoint.write_bytes(pickle.dumps(content))
    else:
        torch.save(content, checkpoint)
    torch.load(checkpoint, weights_only=False) if form == "torch" else pickle.loads(checkpoint.read_bytes())
    assert marker.exists(), "the trap works"
    marker.unlink()
    refused("import-weights", checkpoint, "--out", out, says=(checkpoint, "could run code", "state_dict"))
    assert not marker.exists()
    assert not out.exists()


def test_a_checkpoint_of_another_network(refused: Refused, small: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import save_file

    out, checkpoint = tmp_path / "new.safetensors", tmp_path / "other.pt"
    torch.save({"features.0.weight": torch.zeros(8, 3, 3, 3), "head.bias": torch.zeros(8)}, checkpoint)
    out.write_bytes(b"an older model")
    refused(
        "import-weights", checkpoint, "--out", out, says=(checkpoint, "another network", "Give PaddleOCR")
    )
    torch.save({"backbone.weight": torch.zeros(1), "decoder.weight": torch.zeros(1)}, checkpoint)
    refused("import-weights", checkpoint, "--out", out, says=(checkpoint, "another network"))
    torch.save({0: torch.zeros(1), "state_dict": 7}, checkpoint)
    refused("import-weights", checkpoint, "--out", out, says=(checkpoint, "no weights"))
    assert out.read_bytes() == b"an older model"
    refuses = ("train", small, "--out", tmp_path / "out", *TINY, "--weights")
    refused(*refuses, checkpoint, says=(checkpoint, "import-weights"))
    foreign = tmp_path / "foreign.safetensors"
    save_file({"weight": torch.zeros(3)}, foreign)
    refused(*refuses, foreign, says=(foreign,))
    refused("detect", small / "test_images", "--model", foreign, "--out", tmp_path / "out", says=(foreign,))
    refused("export", "--model", foreign, "--out", tmp_path / "models", says=(foreign,))
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize("name", ["none.safetensors", "none.onnx", "none.pt", "nowhere", "folder"])
def test_a_model_that_is_not_there(refused: Refused, small: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    model = tmp_path / name
    refused("train", small, "--out", tmp_path / "out", "--weights", model, *TINY, says=(model,))
    refused("detect", small / "train_images", "--model", model, "--out", tmp_path / "out", says=(model,))
    assert not (tmp_path / "out").exists()


# --- disks ---


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """``mounted(options)``: a file system of its own, mounted with ``options``; ``remount(options)`` too."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("mounting a small or a read-only disk needs root")
    place = tmp_path / "disk"
    place.mkdir()

    def mount(options: str) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", options, "none", str(place)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"no mounting here: {done.stderr.strip()}")
        return place

    yield mount
    subprocess.run(["umount", "-l", str(place)], capture_output=True, check=False)


def fill_up(disk: Path) -> None:
    with (disk / "rest").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))


@pytest.mark.usefixtures("short_epochs")
def test_full_disk(refused: Refused, mounted: Callable[..., Path], small: Path) -> None:
    disk = mounted("size=2m")
    before = contents(small)
    full = "the disk is full"
    refused("train", small, "--out", disk / "out", *TINY, says=(disk / "out", full, "Free some space"))
    left = {Path(name).name for name in contents(disk)}
    assert left == {"config.json", "log.txt"}, "no half-written weights"
    fill_up(disk)
    refused("detect", small / "test_images", "--out", disk, "--device", "cpu", says=(disk, full))
    assert contents(small) == before


def test_full_disk_without_root(small: Path) -> None:
    """RLIMIT_FSIZE 0: the system refuses every byte that is written to a file."""
    resource = pytest.importorskip("resource", reason="limits on files are POSIX")
    (small / "train_list.txt").write_text("img_001.png\n")
    before = contents(small)
    done = subprocess.run(
        [sys.executable, str(REPOSITORY / "main.py"), "lists", str(small)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 2
    (message,) = done.stderr.splitlines()
    assert message.startswith(f"error: {small / 'train_list.txt'}: ")
    assert "the disk is full. Free some space" in message
    assert contents(small) == before


@pytest.fixture
def read_only(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder nobody can write to: root needs a read-only mount, others permission bits."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        yield request.getfixturevalue("mounted")("ro")
        return
    if os.name != "posix":
        pytest.skip("permission bits of folders are POSIX")
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    yield folder
    folder.chmod(0o700)


def refuses_to_write(refused: Refused, small: Path, folder: Path, *says: str) -> None:
    before = contents(small)
    picture = small / "test_images" / "img_001.png"
    refused("train", small, "--out", folder / "out", *TINY, says=(folder / "out", *says))
    refused("detect", picture, "--out", folder / "out", "--device", "cpu", says=(folder / "out", *says))
    refused("sample", folder / "sample", says=(folder / "sample", *says))
    assert contents(small) == before


def test_read_only_folder(refused: Refused, small: Path, read_only: Path) -> None:
    refuses_to_write(refused, small, read_only, "could not be written: ", "hoose a")


def test_a_folder_below_a_file(refused: Refused, small: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    refuses_to_write(refused, small, tmp_path / "file", "something else has its place", "Move that away")
    assert (tmp_path / "file").read_text() == "kept"


def test_lists_of_a_read_only_dataset(
    refused: Refused, mounted: Callable[..., Path], make_dataset: MakeDataset
) -> None:
    disk = mounted("size=4m")
    root = make_dataset(train=2, test=1, size=(64, 64), name="disk/data")
    (root / "train_list.txt").write_text("img_001.png\n")
    mounted_again = subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=False)
    assert mounted_again.returncode == 0
    before = contents(root)
    refused("lists", root, says=(root / "train_list.txt", "read-only", "can be written to"))
    assert contents(root) == before
