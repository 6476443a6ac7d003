"""`detect` as a script would call it on many pictures: lines, resuming, Ctrl+C."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine import cli
from tests.conftest import DatasetFactory

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def pictures(make_dataset: DatasetFactory) -> Path:
    """A data set with two folders of pictures of the same names: three and two."""
    return make_dataset(train=3, test=2, size=(96, 64))


def run(capsys: pytest.CaptureFixture[str], *argv: object, status: int = 0) -> tuple[str, str]:
    capsys.readouterr()
    assert cli.main(["detect", *map(str, argv)]) == status
    out, err = capsys.readouterr()
    return out, err


def document(capsys: pytest.CaptureFixture[str], *argv: object, status: int = 0) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(run(capsys, *argv, "--json", status=status)[0])
    return answer


def folders(pictures: Path) -> tuple[Path, Path]:
    return pictures / "train_images", pictures / "test_images"


def records(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*_result.json")]


def test_a_line_for_each_picture_and_nothing_else(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pictures / "train_images" / "img_002.png").write_bytes(b"broken")
    out, err = run(capsys, *folders(pictures), "--json-lines", "--out", tmp_path / "out", status=2)
    told = [json.loads(line) for line in out.splitlines()]
    assert [each["success"] for each in told] == [True, False, True, True, True]
    assert "5 quads" not in out
    assert "1 failed" in err
    assert "img_002.png" in err


def test_two_pictures_of_one_name_have_two_results(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = document(capsys, *folders(pictures), "--out", tmp_path / "out")
    assert list(found) == ["success", "out", "results"]
    folder = Path(found["out"])
    assert {path.stem for path in folder.glob("*.png")} == {
        "img_001_result", "img_002_result", "img_003_result", "img_001_2_result", "img_002_2_result",
    }  # fmt: skip
    assert sorted(each["image_path"] for each in records(folder)) == sorted(
        each["image_path"] for each in found["results"]
    )


def test_resuming_does_what_is_missing_with_the_options_of_before(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pictures)
    options = ("--long-side", 64, "--box-thresh", 1.0, "--out", tmp_path / "out")
    whole = document(capsys, "train_images", "test_images", *options)
    folder = Path(whole["out"])
    # As a crash leaves it: a drawn picture without its record, a record that was never made, half a record.
    kept = (folder / "img_001_result.json").read_bytes()
    (folder / "img_002_result.json").unlink()
    (folder / "img_002_2_result.json").unlink()
    (folder / "img_002_2_result.png").unlink()
    (folder / "img_003_result.json").write_text("{", encoding="utf-8")

    monkeypatch.chdir(tmp_path)
    out, _ = run(capsys, "--resume", folder, "--json-lines")
    done = [json.loads(line) for line in out.splitlines()]
    assert [Path(each["image_path"]).relative_to(pictures).as_posix() for each in done] == [
        "train_images/img_002.png", "train_images/img_003.png", "test_images/img_002.png",
    ]  # fmt: skip
    assert all(each["boxes"] == [] for each in done)  # nothing reaches a score of 1.0
    assert (folder / "img_001_result.json").read_bytes() == kept
    monkeypatch.chdir(pictures)
    again = document(capsys, "--resume", folder)
    assert len(again["results"]) == 5
    assert run(capsys, "--resume", folder, "--json-lines")[0] == ""


def test_what_failed_is_tried_again(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train, _ = folders(pictures)
    healthy = (train / "img_002.png").read_bytes()
    (train / "img_002.png").write_bytes(b"broken")
    folder = document(capsys, train, "--out", tmp_path / "out", status=2)["out"]
    (train / "img_002.png").write_bytes(healthy)
    again = document(capsys, "--resume", folder)
    assert again["success"]
    assert len(again["results"]) == 3


@pytest.mark.parametrize("more", [("--thresh", "0.2"), ("--tiles",), ("--model", "general"), ("x.png",)])
def test_resuming_takes_no_other_options(
    more: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, err = run(capsys, *more, "--resume", tmp_path, status=2)
    assert "--resume" in err


def test_what_cannot_be_asked_for_is_refused(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "can be resumed" in run(capsys, "--resume", tmp_path, status=2)[1]
    assert "No pictures" in run(capsys, status=2)[1]
    assert "--json-lines" in run(capsys, pictures, "--json", "--json-lines", status=2)[1]
    train, _ = folders(pictures)
    assert "tile_scale" in run(capsys, train, "--tile-scale", 0, status=2)[1]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(
    make_dataset: DatasetFactory, tmp_path: Path
) -> None:
    train = make_dataset(train=40, test=0, size=(224, 224)) / "train_images"
    command = [sys.executable, "main.py", "detect", train, "--json-lines", "--out", tmp_path / "out"]
    process = subprocess.Popen(
        [*map(str, command)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130
    (folder,) = (tmp_path / "out").iterdir()
    assert f"detect --resume {folder}" in err
    assert "Traceback" not in err
    assert len(out.splitlines()) + 1 == len(records(folder)) < 40


def test_what_else_is_saved_and_kept_for_going_on(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = document(capsys, *folders(pictures), "--save", "gt", "csv", "crops", "--out", tmp_path / "out")
    folder = Path(found["out"])
    boxes = sum(len(each["boxes"]) for each in found["results"])
    assert boxes > 0
    assert not list(folder.glob("*_result.png"))
    assert len(records(folder)) == len(list((folder / "gts").iterdir())) == 5
    assert len(list((folder / "crops").iterdir())) == boxes
    table = (folder / "results.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(table) == 1 + boxes  # one header, though pictures are written in threads
    assert sum(line.startswith("picture,") for line in table) == 1

    gone = next(folder.glob("img_003_result.json"))
    gone.unlink()
    document(capsys, "--resume", folder)
    assert gone.exists()
    assert not list(folder.glob("*_result.png"))


def test_texts_are_read_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.data.pictures import write_picture
    from engine.sample import render

    write_picture(tmp_path / "page.png", render("test", 1, 0)[0])
    asked = (tmp_path / "page.png", "--read-texts", "--out", tmp_path / "out")
    with monkeypatch.context() as patch:
        patch.setattr("engine.detect.recogniser.PACKAGE", "no_such_package")
        _, told = run(capsys, *asked, status=2)
        assert "pip install rapidocr" in told
        assert not (tmp_path / "out").exists()
    pytest.importorskip("rapidocr")
    found = document(capsys, *asked)
    assert any("Total" in text for (text,) in found["results"][0]["texts"])


def test_an_unknown_format_is_refused(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, told = run(capsys, pictures / "test_images", "--save", "pdf", "--out", tmp_path / "out", status=2)
    assert "no result format 'pdf'" in told
    assert not (tmp_path / "out").exists()
