"""train, evaluate, detect, export, lists and sample as a script would call them."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine import cli
from engine.cli.output import speak_utf8
from tests.conftest import DatasetFactory

ROOT = Path(__file__).resolve().parents[3]


def answer(capsys: pytest.CaptureFixture[str], *argv: object, status: int = 0) -> dict[str, Any]:
    """What a command with ``--json`` prints: one object, and nothing else, on stdout."""
    capsys.readouterr()
    assert cli.main([*map(str, argv), "--json"]) == status
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """An epoch of four crops."""
    import engine.training.config

    monkeypatch.setattr(engine.training.config, "MINIMUM_CROPS_PER_EPOCH", 4)


@pytest.mark.usefixtures("quick")
def test_train_evaluate_detect_and_export_work_together(
    make_dataset: DatasetFactory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_dataset(train=4, test=2, size=(160, 120))
    out = tmp_path / "workdirs"
    options = ("--epochs", 1, "--batch-size", 2, "--size", 96, "--device", "cpu", "--workers", 0)
    trained = answer(capsys, "train", root, *options, "--out", out)
    experiment = Path(trained["workdir"])
    assert {"initial_hmean", "best_hmean", "best_epoch", "weights", "seconds"} <= trained.keys()
    assert json.loads((experiment / "result.json").read_text(encoding="utf-8")) == trained

    figures = answer(capsys, "evaluate", root, "--model", experiment)
    assert figures["images"] == 2
    assert figures["hmean"] == pytest.approx(trained["best_hmean"])
    assert {"precision", "recall", "hmean", "images"} <= figures.keys()
    assert answer(capsys, "evaluate", root, "--model", experiment, "--split", "train")["images"] == 4

    exported = answer(capsys, "export", "--model", experiment, "--size", 320, "--out", tmp_path / "models")
    model = tmp_path / "models" / "model_320x320.onnx"
    assert Path(exported["path"]) == model
    again = answer(capsys, "evaluate", root, "--model", model)
    assert again["hmean"] == pytest.approx(figures["hmean"])

    found = answer(capsys, "detect", root / "test_images", "--model", model, "--out", tmp_path / "outputs")
    assert found["success"]
    assert len(found["results"]) == 2
    folder = Path(found["out"])
    assert folder.parent == tmp_path / "outputs"
    for name in ("img_001", "img_002"):
        assert (folder / f"{name}_result.png").is_file()
        record = json.loads((folder / f"{name}_result.json").read_text(encoding="utf-8"))
        assert record in found["results"]


def test_a_broken_picture_does_not_stop_the_others(
    make_dataset: DatasetFactory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pictures = make_dataset(train=2, test=0, size=(160, 120)) / "train_images"
    (pictures / "broken.jpg").write_bytes(b"no picture")
    found = answer(capsys, "detect", pictures, "--out", tmp_path / "out", status=2)
    assert [result["success"] for result in found["results"]] == [False, True, True]
    assert "broken.jpg" in found["results"][0]["error"]


def test_settings_on_the_command_line_win(
    make_dataset: DatasetFactory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = make_dataset(train=1, test=0) / "train_images" / "img_001.png"
    found = answer(capsys, "detect", picture, "--box-thresh", 1.0, "--out", tmp_path / "out")
    assert found["results"][0]["boxes"] == []
    assert cli.main(["detect", str(picture), "--thresh", "7"]) == 2


def test_an_error_is_one_json_object_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, "evaluate", tmp_path / "nowhere", status=2)
    assert told["success"] is False
    assert "nowhere" in told["error"]


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([command.replace("_", "-"), "--help"])
    assert left.value.code == 0
    assert "--json" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
def test_ctrl_c_stops_a_training_and_keeps_the_best(make_dataset: DatasetFactory, tmp_path: Path) -> None:
    import signal

    root = make_dataset(train=4, test=1, size=(160, 120))
    command = [sys.executable, "main.py", "train", root, "--epochs", "500", "--size", "64", "--json",
               "--batch-size", "2", "--workers", "0", "--out", tmp_path / "w"]  # fmt: skip
    process = subprocess.Popen(
        [*map(str, command)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "[Epoch 0/500]" in line:
            break
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    result = json.loads(out)
    assert result["stopped"] is True
    assert Path(result["weights"]).is_file()


def test_output_into_a_pipe_is_utf8_whatever_windows_prefers(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(pipe, encoding="cp1252"))
    monkeypatch.setattr(sys, "stderr", None)  # as in a program without a terminal
    speak_utf8("win32")
    print("样例", flush=True)
    assert pipe.getvalue().decode("utf-8").strip() == "样例"
