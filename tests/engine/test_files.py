from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from engine.errors import InputError, StorageError
from engine.files import atomic_path, new_dated_folder, read_text, write_bytes, write_json, write_text

posix_only = pytest.mark.skipif(os.name != "posix", reason="POSIX permissions and limits")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_writes_through_missing_folders_and_unicode_names(tmp_path: Path) -> None:
    path = tmp_path / "数据 集" / "über" / "标注.txt"
    write_text(path, "中文\n二\n")
    assert path.read_bytes() == "中文\n二\n".encode()
    assert names(path.parent) == ["标注.txt"]


def test_replaces_an_old_file_and_leaves_no_temporary(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"a much longer old content")
    write_bytes(path, b"new")
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["a.bin"]


def test_json_is_readable_utf8_and_refuses_nan(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_json(path, {"text": "中", "scores": [0.5]})
    assert json.loads(path.read_text("utf-8")) == {"text": "中", "scores": [0.5]}
    assert "中" in path.read_text("utf-8")
    with pytest.raises(ValueError, match="JSON"):
        write_json(path, {"loss": float("nan")})
    assert json.loads(path.read_text("utf-8"))["text"] == "中"


def test_an_error_in_the_block_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"old")

    def save() -> None:
        with atomic_path(path) as temporary:
            assert (temporary.suffix, temporary.parent) == (".onnx", tmp_path)
            temporary.write_bytes(b"half")
            raise RuntimeError("library")

    with pytest.raises(RuntimeError, match="library"):
        save()
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["model.onnx"]


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError) as caught:
        write_text(tmp_path / "file" / "inner" / "a.txt", "text")
    assert "something else has its place" in str(caught.value)
    assert caught.value.path == tmp_path / "file" / "inner" / "a.txt"
    assert caught.value.remedy
    assert (tmp_path / "file").read_text() == "x"


def test_a_target_that_is_a_folder_is_told_and_kept(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    (tmp_path / "a.txt" / "inside").write_text("x")
    with pytest.raises(StorageError):
        write_text(tmp_path / "a.txt", "text")
    assert (tmp_path / "a.txt" / "inside").read_text() == "x"
    assert names(tmp_path) == ["a.txt"]


def test_a_name_too_long_is_told_with_the_reason_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        write_text(tmp_path / ("x" * 300) / "a.txt", "text")
    assert "could not be written" in str(caught.value)


@posix_only
def test_a_full_disk_keeps_the_old_file(tmp_path: Path) -> None:
    """RLIMIT_FSIZE makes the system refuse more than 64 KiB, as a full disk does."""
    path = tmp_path / "labels.txt"
    path.write_bytes(b"old")
    code = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from engine.errors import StorageError\n"
        "from engine.files import write_bytes\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))\n"
        "try:\n"
        "    write_bytes(Path(sys.argv[1]), b'x' * 1_000_000)\n"
        "except StorageError as error:\n"
        "    print(error)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert "the disk is full" in run.stdout
    assert str(path) in run.stdout
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["labels.txt"]


@posix_only
def test_keeps_the_permissions_of_the_old_file_and_uses_the_umask_for_new_ones(tmp_path: Path) -> None:
    old = tmp_path / "old.txt"
    old.write_text("x")
    old.chmod(0o640)
    write_text(old, "y")
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    plain = tmp_path / "plain.txt"
    plain.write_text("x")
    write_text(tmp_path / "new.txt", "y")
    assert (tmp_path / "new.txt").stat().st_mode == plain.stat().st_mode


@posix_only
def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    real = tmp_path / "elsewhere" / "real.txt"
    write_text(real, "old")
    link = tmp_path / "link.txt"
    link.symlink_to(real)
    write_text(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert names(real.parent) == ["real.txt"]


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    whole = ["a" * 50_000, "b" * 70_000]
    write_text(path, whole[0])
    seen: set[str] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(path.read_text())

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(30):
        write_text(path, whole[turn % 2])
    stop.set()
    reader.join()
    assert seen <= set(whole)


def test_read_text_drops_the_bom(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfabc\r\n")
    assert read_text(path) == "abc\r\n"


def test_read_text_names_the_line_that_is_no_utf8(tmp_path: Path) -> None:
    path = tmp_path / "gbk.txt"
    path.write_bytes(b"first\nsecond\n" + "中文".encode("gbk") + b"\n")
    with pytest.raises(InputError) as caught:
        read_text(path)
    assert (caught.value.path, caught.value.line) == (path, 3)
    assert "UTF-8" in str(caught.value)


def test_read_text_tells_missing_files_from_folders(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_text(tmp_path / "none.txt")
    with pytest.raises(InputError, match="folder"):
        read_text(tmp_path)


def test_dated_folders_never_collide(tmp_path: Path) -> None:
    folders = [new_dated_folder(tmp_path / "out", "exp_") for _ in range(3)]
    assert len(set(folders)) == 3
    assert all(folder.is_dir() and len(folder.name) == len("exp_20260105143022") for folder in folders)


def test_a_dated_folder_below_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(StorageError):
        new_dated_folder(tmp_path / "out", "exp_")
