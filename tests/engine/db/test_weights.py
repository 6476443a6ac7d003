"""Weights on disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import safetensors.torch
import torch

from engine.db.network import DBNet
from engine.db.weights import load_network, load_weights, save_weights
from engine.errors import InputError
from engine.sample import render
from tests.engine.db.test_models import INFO

torch.set_num_threads(1)


@pytest.fixture(scope="module")
def network() -> DBNet:
    torch.manual_seed(1)
    return DBNet("resnet18")


def test_single_precision_comes_back_exactly(network: DBNet, tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    save_weights(path, network.state_dict(), INFO)
    state, info = load_weights(path)
    assert info == INFO
    assert len(state) == 158 - 24  # without the 24 counters of batch-norm
    assert all(torch.equal(tensor, network.state_dict()[name]) for name, tensor in state.items())


def test_half_precision_halves_and_keeps_batch_norm(network: DBNet, tmp_path: Path) -> None:
    state = network.state_dict()
    state["probability_head.1.running_var"] = torch.full((64,), 3.7e8)  # more than half precision can hold
    save_weights(tmp_path / "full.safetensors", state, INFO)
    save_weights(tmp_path / "half.safetensors", state, INFO, half=True)
    full, half = ((tmp_path / f"{name}.safetensors").stat().st_size for name in ("full", "half"))
    assert half == pytest.approx(full / 2, rel=0.01)
    loaded, _ = load_weights(tmp_path / "half.safetensors")
    for name, tensor in loaded.items():
        assert tensor.dtype == torch.float32
        if tensor.ndim == 1:
            assert torch.equal(tensor, state[name])
        torch.testing.assert_close(tensor, state[name], rtol=1e-3, atol=1e-6)


def test_the_same_weights_are_the_same_bytes(network: DBNet, tmp_path: Path) -> None:
    contents = set()
    for number in range(4):
        path = tmp_path / f"{number}.safetensors"
        save_weights(path, network.state_dict(), INFO)
        contents.add(path.read_bytes())
    assert len(contents) == 1


def test_files_keep_the_names_of_earlier_versions(network: DBNet, tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    save_weights(path, network.state_dict(), INFO)
    stored = set(safetensors.torch.load_file(path))
    assert "shrink_head.0.weight" in stored
    assert not any("probability_head" in name for name in stored)


def test_a_network_comes_back_whole(network: DBNet, tmp_path: Path) -> None:
    path = tmp_path / "best.safetensors"
    save_weights(path, network.state_dict(), INFO)
    loaded, info = load_network(tmp_path)
    assert (loaded.variant, info) == ("resnet18", INFO)
    x = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(loaded.eval()(x)[1], network.eval()(x)[1])


def test_counters_in_a_file_are_tolerated(network: DBNet, tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    metadata = {"quadtune": json.dumps(INFO.to_metadata())}
    safetensors.torch.save_file(network.state_dict(), path, metadata=metadata)
    load_network(path)


@pytest.mark.parametrize("change", ["missing", "left over", "shape", "variant"])
def test_what_does_not_fit_is_named(network: DBNet, tmp_path: Path, change: str) -> None:
    state = network.state_dict()
    name = "fpn.laterals.2.weight"
    if change == "missing":
        del state[name]
    elif change == "left over":
        name = "fpn.laterals.9.weight"
        state[name] = torch.zeros(1)
    elif change == "shape":
        state[name] = torch.zeros(1)
    else:
        state = DBNet("resnet18_vd").state_dict()
        name = "backbone.layer1.0.downsample"
    path = tmp_path / "a.safetensors"
    save_weights(path, state, INFO)
    with pytest.raises(InputError, match=name) as caught:
        load_network(path)
    assert caught.value.path == path


def test_damaged_and_foreign_files_are_refused(network: DBNet, tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    save_weights(path, network.state_dict(), INFO)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(InputError, match="cannot be read"):
        load_weights(path)
    safetensors.torch.save_file({"a": torch.zeros(1)}, path, metadata={"format": "pt"})
    with pytest.raises(InputError, match="does not hold a model"):
        load_weights(path)
    (tmp_path / "a.onnx").touch()
    with pytest.raises(InputError, match=r"\.onnx"):
        load_network(tmp_path / "a.onnx")


def test_general_finds_text_and_is_calm() -> None:
    network, info = load_network("general")
    image, labels = render("test", 8, 0)
    height, width = (side // 32 * 32 for side in image.shape[:2])
    pixels = torch.from_numpy(image[:height, :width].copy()).permute(2, 0, 1)[None] / 255
    x = (pixels - torch.tensor(info.mean).view(1, 3, 1, 1)) / torch.tensor(info.std).view(1, 3, 1, 1)
    with torch.no_grad():
        shrink, threshold = network.eval()(x)
    logits = shrink[0, 0]
    assert (threshold.sigmoid() - 0.5).abs().mean() < 0.05  # the fresh threshold head decides nothing yet
    assert logits.abs().quantile(0.95) < 15
    centres = [label.quad.mean(axis=0).round().astype(int) for label in labels if not label.ignore]
    inside = [logits[y, x] for x, y in centres if x < width and y < height]
    found = sum(bool(logit > 0) for logit in inside)
    assert found >= 0.5 * len(inside)
    assert (logits > 0).float().mean() < 0.3
