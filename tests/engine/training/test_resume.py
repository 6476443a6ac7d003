"""Going on with a training that was killed or stopped gives what an uninterrupted one gives."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from engine import cli
from engine.db.weights import load_weights
from engine.errors import InputError
from engine.training import loop
from engine.training.events import EpochDone, Event, Started, StepDone
from engine.training.experiment import Experiment
from tests.conftest import write_dataset
from tests.engine.training.helpers import Trained, json_file, json_lines, small

ROOT = Path(__file__).resolve().parents[3]

KILLED = """
import os, signal, sys, torch
from pathlib import Path
from engine.training import loop
from engine.training.events import EpochDone
from tests.engine.training.helpers import small

def kill_in_epoch_2(event):
    if isinstance(event, EpochDone) and event.epoch == 2:
        os.kill(os.getpid(), signal.SIGKILL)

torch.set_num_threads(1)
loop.train(small(Path(sys.argv[1]), Path(sys.argv[2])), kill_in_epoch_2)
"""

WALL_CLOCK = {"seconds", "pictures_per_second"}


def curve(folder: Path, name: str) -> list[dict[str, Any]]:
    """The lines of a file without what depends on how fast the machine was."""
    return [
        {key: value for key, value in line.items() if key not in WALL_CLOCK}
        for line in json_lines(folder / name)
    ]


def assert_same_training(folder: Path, uninterrupted: Path) -> None:
    for name in ("metrics.jsonl", "steps.jsonl"):
        assert curve(folder, name) == curve(uninterrupted, name)
    for name in ("last.safetensors", "best.safetensors"):
        expected, _ = load_weights(uninterrupted / name)
        found, _ = load_weights(folder / name)
        assert found.keys() == expected.keys()
        assert all(torch.equal(found[key], tensor) for key, tensor in expected.items())
    own = {"workdir", "weights", "seconds"}
    results = [json_file(each / "result.json") for each in (folder, uninterrupted)]
    assert {k: v for k, v in results[0].items() if k not in own} == {
        k: v for k, v in results[1].items() if k not in own
    }


@pytest.fixture(scope="module")
def stopped(one_thread: None, tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of `trained`'s twin, stopped in the middle of its second epoch; not to be changed."""
    del one_thread
    events: list[Event] = []

    def in_epoch_2() -> bool:
        return any(isinstance(event, EpochDone) and event.epoch == 1 for event in events)

    result = loop.train(small(tiny, tmp_path_factory.mktemp("stopped")), events.append, in_epoch_2)
    assert result.stopped
    assert result.epochs_done == 1
    return result.workdir


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_training_goes_on_as_if_nothing_had_happened(
    tiny: Path, trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Killed after epoch 2 was written down but before its state was: it is trained and told again."""
    child = subprocess.run(
        [sys.executable, "-c", KILLED, tiny, tmp_path],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr
    (folder,) = tmp_path.glob("exp_*")
    assert len(json_lines(folder / "metrics.jsonl")) == 3
    assert (folder / "resume.safetensors").is_file()
    assert not (folder / "result.json").exists()

    assert cli.main(["train", "--resume", str(folder), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert Path(answer["workdir"]) == folder
    assert_same_training(folder, trained.folder)
    assert not (folder / "resume.safetensors").exists()
    log = (folder / "log.txt").read_text(encoding="utf-8")
    assert "[INFO] Resuming after epoch 1 of 2" in log
    assert log.count("[Epoch 1/2] Loss: ") == log.count("[Epoch 2/2] Loss: ") == 1


def test_a_stopped_training_can_go_on(stopped: Path, trained: Trained, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(stopped, tmp_path / "exp"))
    events: list[Event] = []
    result = loop.resume(folder, events.append)
    assert not result.stopped
    assert_same_training(folder, trained.folder)
    (started,) = [event for event in events if isinstance(event, Started)]
    assert started.resumed_epoch == 1
    assert [event.step for event in events if isinstance(event, StepDone)] == [3, 4]


def test_other_pictures_than_before_are_told(stopped: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(stopped, tmp_path / "exp"))
    config = json_file(folder / "config.json")
    config["dataset"] = str(write_dataset(tmp_path / "data", train=4, test=1, size=(160, 96)))
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    assert loop.resume(folder, should_stop=lambda: True).stopped
    log = (folder / "log.txt").read_text(encoding="utf-8")
    assert "[WARNING] The training pictures are not the ones this training began with" in log


def test_what_has_ended_or_never_was_cannot_go_on(trained: Trained, tmp_path: Path) -> None:
    for folder in (trained.folder, tmp_path / "none"):
        with pytest.raises(InputError, match="cannot go on"):
            loop.resume(folder)
    assert not (tmp_path / "none").exists()


def test_a_damaged_state_is_told_and_nothing_is_changed(stopped: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(stopped, tmp_path / "exp"))
    state = Experiment(folder).resume
    state.write_bytes(state.read_bytes()[:1000])
    with pytest.raises(InputError, match="damaged"):
        loop.resume(folder)
    assert (folder / "result.json").is_file()


def test_a_config_that_is_no_config_is_told(stopped: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(stopped, tmp_path / "exp"))
    (folder / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match=r"config\.json"):
        loop.resume(folder)
