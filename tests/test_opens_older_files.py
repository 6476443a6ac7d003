"""What earlier versions left on disk still opens: trainings, finished and cut off, and settings.

``tests/old_files`` was written by the programs of then, but for two things: paths were made neutral, and of
weights only the header was kept, with the shapes of the tensors. The tests put tensors of those names and
shapes back: the general model's where it has them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from desktop.settings.settings import Settings
from desktop.settings.settings_file import VERSION
from engine.db.models import DetectSettings, general_weights, resolve_model
from engine.db.weights import load_network, load_weights
from engine.training import config as training_config
from engine.training import loop
from engine.training.events import EpochDone, Event
from engine.training.experiment import Experiment
from engine.training.record.record import read_curves, read_record, read_records
from tests.conftest import write_dataset

OLD = Path(__file__).parent / "old_files"
PREFIXES = ("network.", "average.module.")
"""Of a whole model's tensors within the state of a training."""


def old_tensor(name: str, shape: list[int], kind: str, general: Mapping[str, Tensor]) -> Tensor:
    """The general model's tensor ``name``; nothing moved yet and nothing counted for the rest."""
    for prefix in PREFIXES:
        name = name.removeprefix(prefix)
    # In a state of then, the head that gives the probability map had this name.
    now = name.replace("shrink_head.", "probability_head.")
    tensor = general.get(name, general.get(now))
    if tensor is not None and kind == "F32":
        assert list(tensor.shape) == shape, name
        return tensor.float()
    return torch.zeros(shape, dtype={"F32": torch.float32, "I64": torch.int64}[kind])


def restored(name: str, parent: Path) -> Path:
    """A copy of the old experiment ``name`` in ``parent``, with weights."""
    folder = parent / name
    shutil.copytree(OLD / name, folder)
    general = load_file(general_weights())
    for header in folder.glob("*.safetensors.json"):
        content = json.loads(header.read_text(encoding="utf-8"))
        tensors = {}
        for tensor, description in content["tensors"].items():
            kind, _, sides = description.partition(" ")
            shape = [int(side) for side in sides.split("x") if side]
            tensors[tensor] = old_tensor(tensor, shape, kind, general).clone()
        save_file(tensors, header.with_suffix(""), {"quadtune": json.dumps(content["metadata"])})
        header.unlink()
    return folder


@pytest.fixture
def workdirs(tmp_path: Path) -> Path:
    """A folder with both old experiments."""
    for name in ("finished", "cut_off"):
        restored(name, tmp_path / "workdirs")
    return tmp_path / "workdirs"


def test_a_finished_training_is_read(workdirs: Path) -> None:
    record = read_record(workdirs / "finished")
    assert record.name == "小票 first try"
    assert record.state == "finished"
    assert record.pictures == 4
    assert record.initial_hmean == pytest.approx(0.9444, abs=1e-4)
    assert record.best_hmean == pytest.approx(0.9444, abs=1e-4)
    assert record.on_test
    assert (record.best_epoch, record.epochs_done) == (0, 2)
    assert record.seconds == pytest.approx(305.0025, abs=1e-3)
    assert record.has_weights
    assert not record.resumable
    assert record.config["preset"] == "scene"
    assert record.config["learning_rate"] == 0.0007


def test_its_curves_are_read(workdirs: Path) -> None:
    curves = read_curves(workdirs / "finished")
    x, hmean = curves["test_hmean"]
    np.testing.assert_allclose(x, [0, 1, 2])
    np.testing.assert_allclose(hmean, [0.9444, 0.9811, 0.9811], atol=1e-4)
    np.testing.assert_allclose(curves["epoch_loss"][1], [5.9525, 3.6042], atol=1e-4)
    np.testing.assert_allclose(curves["validation_loss"][1], [2.8005, 2.7990, 2.7763], atol=1e-4)
    steps, losses = curves["loss"]
    assert len(steps) == 16
    assert steps[-1] == pytest.approx(2)
    np.testing.assert_allclose(losses[:3], [5.5154, 3.1526, 8.1214], atol=1e-4)


def test_its_weights_are_a_model(workdirs: Path) -> None:
    weights, info = load_weights(resolve_model(workdirs / "finished"))
    assert info.name == "general"  # no epoch was better
    assert info.variant == "resnet18_vd"
    assert info.settings == DetectSettings(long_side=1280, thresh=0.3, box_thresh=0.5, unclip_ratio=1.8)
    network, last = load_network(workdirs / "finished" / "last.safetensors")
    assert last.dataset == "receipts"
    assert last.source == "fine-tuned from general on receipts, epoch 2"
    assert last.hmean == pytest.approx(0.9811, abs=1e-4)
    same, _ = load_network("general")
    for name, tensor in network.state_dict().items():
        assert torch.equal(tensor, same.state_dict()[name]), name
    assert len(weights) == 149


def test_what_it_was_asked_for_can_be_asked_again(workdirs: Path) -> None:
    config = Experiment(workdirs / "finished").config()
    assert config.dataset == Path("/data/receipts")
    assert (config.epochs, config.batch_size, config.size, config.seed) == (2, 2, 64, 7)
    assert (config.preset, config.patience, config.freeze) == ("scene", 4, None)
    assert config.crops_per_epoch is None


def test_a_training_that_was_cut_off_goes_on(
    workdirs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = workdirs / "cut_off"
    by_name = {record.folder.name: record for record in read_records(workdirs)}
    assert by_name["cut_off"].resumable
    assert (by_name["cut_off"].state, by_name["cut_off"].epochs_done) == ("interrupted", 1)
    pictures = write_dataset(tmp_path / "receipts", train=4, test=2)
    values: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    values |= {"dataset": str(pictures), "out": str(workdirs)}
    (folder / "config.json").write_text(json.dumps(values), encoding="utf-8")
    monkeypatch.setattr(training_config, "MINIMUM_CROPS_PER_EPOCH", 4)  # it was made with that, to be short
    events: list[Event] = []
    result = loop.resume(folder, events.append)
    assert [event.epoch for event in events if isinstance(event, EpochDone)] == [2, 3]
    assert result.epochs_done == 3
    assert not result.stopped
    record = read_record(folder)
    assert (record.state, record.epochs_done) == ("finished", 3)
    assert record.initial_hmean == pytest.approx(0.9444, abs=1e-4)  # of then
    steps, _ = read_curves(folder)["loss"]
    np.testing.assert_allclose(steps, [0.5, 1, 1.5, 2, 2.5, 3])
    log = (folder / "log.txt").read_text(encoding="utf-8")
    assert log.startswith((OLD / "cut_off" / "log.txt").read_text(encoding="utf-8"))


def copied(name: str, tmp_path: Path) -> Path:
    path = tmp_path / "settings.json"
    shutil.copyfile(OLD / name, path)
    return path


def test_settings_of_the_version_before(tmp_path: Path) -> None:
    settings = Settings(copied("settings.json", tmp_path))
    values = settings.values
    assert (values.language, values.theme, values.device, values.reopen) == ("zh_CN", "dark", "cuda:0", True)
    assert (values.autosave_ms, values.picture_cache_mb, values.thumbnails) == (1000, 512, 800)
    assert values.keys == {"label.quad": ("F", "Ctrl+Alt+Q"), "label.rect": ()}
    assert values.recent == ("/data/receipts", "/data/票据", "/data/scans")
    assert values.last_folder == "/data/receipts"
    assert values.sample_folder == "/data/samples"
    assert values.geometry.startswith("01d9d0cb")
    place = settings.remembered("session", "place")
    assert place["picture"] == "train_images/img_002.jpg"
    assert place["view"] == {"mode": "free", "zoom": 1.5625, "x": 320.0, "y": 240.0}
    assert set(settings.remembered("session", "splitters")) == {"label_splitter", "train_splitter"}
    assert settings.remembered("train", "form") == {"epochs": 12, "batch_size": 4, "preset": "dial"}
    assert settings.remembered("train", "charts")["smoothing"] == "medium"
    assert settings.remembered("detect", "formats") == ["picture", "json", "gt", "csv"]
    assert settings.remembered("detect", "gallery") is True


def test_settings_of_version_1(tmp_path: Path) -> None:
    path = copied("settings-1.json", tmp_path)
    settings = Settings(path)
    values = settings.values
    assert (values.language, values.theme, values.sample_folder) == ("zh_CN", "light", "/data/samples")
    assert values.recent == ("/data/票据", "/data/scans")
    assert (values.device, values.autosave_ms) == ("auto", 300)
    assert settings.remembered("session", "folder") == "/data/票据"
    assert settings.remembered("train", "form") == {"epochs": 7, "batch_size": 8}
    settings.update(theme="dark")
    assert json.loads(path.read_text(encoding="utf-8"))["version"] == VERSION
    kept = path.with_suffix(".version-1.json")
    assert kept.read_bytes() == (OLD / "settings-1.json").read_bytes()
