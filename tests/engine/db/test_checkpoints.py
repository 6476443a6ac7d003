"""Importing other programs' checkpoints: all of one, or nothing and the reason why."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from engine.db.checkpoints import DAMO_MEAN, PADDLE_MEAN, PADDLE_STD, import_checkpoint
from engine.db.network import DBNet
from engine.errors import InputError
from tests.engine.foreign import damo_checkpoint, damo_forward, paddle_tensors, randomise, write_onnx

torch.set_num_threads(1)


@pytest.fixture(scope="module")
def damo() -> dict[str, Tensor]:
    torch.manual_seed(2)
    return damo_checkpoint()


@pytest.fixture(scope="module")
def vd() -> DBNet:
    torch.manual_seed(3)
    network = DBNet("resnet18_vd")
    randomise(network)
    return network


def save(path: Path, content: object) -> Path:
    torch.save(content, path)
    return path


def load(variant: str, state: dict[str, Tensor]) -> DBNet:
    network = DBNet(variant)
    result = network.load_state_dict(state, strict=False)
    assert not result.unexpected_keys
    assert all(name.endswith("num_batches_tracked") for name in result.missing_keys)
    return network.eval()


# --- ModelScope and MhLiao ---


def test_modelscope_computes_what_the_original_does(damo: dict[str, Tensor], tmp_path: Path) -> None:
    assert len(damo) == 158
    imported = import_checkpoint(save(tmp_path / "pytorch_model.pt", damo))
    assert (imported.matched, imported.missing, imported.unexpected) == (134, [], [])
    assert imported.info.variant == "resnet18"
    assert imported.info.mean == DAMO_MEAN
    assert imported.info.std == (1, 1, 1)
    network = load("resnet18", imported.state)
    x = torch.randn(2, 3, 64, 96)
    with torch.no_grad():
        for ours, theirs in zip(network(x), damo_forward(damo, x), strict=True):
            torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("prefix", ["", "model.", "module.", "model.module."])
@pytest.mark.parametrize("wrappers", [(), ("state_dict",), ("model",), ("model", "state_dict")])
def test_prefixes_and_wrappers(
    damo: dict[str, Tensor], tmp_path: Path, prefix: str, wrappers: tuple[str, ...]
) -> None:
    content: dict[str, object] = {prefix + name: tensor for name, tensor in damo.items()}
    for wrapper in wrappers:
        content = {wrapper: content, "epoch": 7}
    imported = import_checkpoint(save(tmp_path / "final.pth", content))
    assert imported.matched == 134
    assert torch.equal(imported.state["backbone.stem.0.0.weight"], damo["backbone.conv1.weight"])
    assert torch.equal(imported.state["fpn.outputs.0.weight"], damo["decoder.out2.weight"])
    assert torch.equal(imported.state["fpn.outputs.3.weight"], damo["decoder.out5.0.weight"])


def test_layers_the_original_never_calls_are_left_out(damo: dict[str, Tensor], tmp_path: Path) -> None:
    extra = {
        "backbone.fc.weight": torch.zeros(2, 2),
        "backbone.smooth.bias": torch.zeros(2),
        "step": torch.zeros(1),
    }
    imported = import_checkpoint(save(tmp_path / "a.pth", damo | extra))
    assert imported.unexpected == sorted(extra)
    assert not imported.missing


def test_a_missing_threshold_head_starts_as_a_copy(damo: dict[str, Tensor], tmp_path: Path) -> None:
    state = {name: tensor for name, tensor in damo.items() if "thresh" not in name}
    imported = import_checkpoint(save(tmp_path / "a.pt", state))
    assert imported.matched == 134 - 13
    assert len(imported.missing) == 13
    head = {
        name.removeprefix("threshold_head."): t for name, t in imported.state.items() if "threshold" in name
    }
    for name, tensor in head.items():
        same = torch.equal(tensor, imported.state[f"probability_head.{name}"])
        assert same == (not name.startswith("6.")), name
    load("resnet18", imported.state)


def dropped(state: dict[str, Tensor], part: str) -> dict[str, Tensor]:
    return {name: tensor for name, tensor in state.items() if part not in name}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda s: s | {"backbone.layer2.0.conv2_offset.weight": torch.zeros(1)}, "deformable"),
        (lambda s: s | {"backbone.layer1.0.conv3.weight": torch.zeros(1)}, "ResNet50"),
        (lambda s: s | {"backbone.layer1.2.conv1.weight": torch.zeros(1)}, "deeper"),
        (lambda s: s | {"decoder.concat_attention.weight": torch.zeros(1)}, "concat_attention"),
        (lambda s: s | {"decoder.in5.bias": torch.zeros(256)}, "laterals.3.bias"),
        (lambda s: dropped(s, "layer4.1.conv2"), r"133 of 134.*layer4\.1\.conv2"),
        (lambda s: dropped(s, "thresh.6"), r"threshold_head\.6"),
        (lambda s: s | {"decoder.in2.weight": torch.zeros(256, 32, 1, 1)}, r"laterals\.0"),
        (lambda s: {f"student.{name}": tensor for name, tensor in s.items()}, "0 of 134"),
        (lambda _: {"epoch": 3}, "no weights"),
        (lambda _: [1, 2], "no weights"),
    ],
)
def test_another_network_is_refused(damo: dict[str, Tensor], tmp_path: Path, change, reason: str) -> None:  # type: ignore[no-untyped-def]
    path = save(tmp_path / "a.pth", change(damo))
    with pytest.raises(InputError, match=reason) as caught:
        import_checkpoint(path)
    assert caught.value.path == path
    assert caught.value.remedy


class Trap:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (os.environ["QUADTUNE_TRAP"],)


def test_a_pickle_that_runs_code_is_refused_and_not_run(
    damo: dict[str, Tensor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "sprung"
    monkeypatch.setenv("QUADTUNE_TRAP", str(trap))
    path = save(tmp_path / "a.pth", {"state_dict": damo, "args": Trap()})
    with pytest.raises(InputError, match="could run code"):
        import_checkpoint(path)
    (tmp_path / "b.pth").write_bytes(pickle.dumps(Trap()))
    with pytest.raises(InputError, match="could run code"):
        import_checkpoint(tmp_path / "b.pth")
    assert not trap.exists()
    torch.load(path, weights_only=False)  # the trap does work
    assert trap.exists()


def test_broken_and_foreign_files_are_refused(damo: dict[str, Tensor], tmp_path: Path) -> None:
    whole = save(tmp_path / "a.pth", damo).read_bytes()
    for name, content in (
        ("cut.pth", whole[: len(whole) // 2]),
        ("empty.pth", b""),
        ("text.pt", b"hello"),
        ("a.onnx", b"\x08hello"),
        ("empty.onnx", b""),
        ("a.pdparams", b"x"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError) as caught:
            import_checkpoint(tmp_path / name)
        assert caught.value.path == tmp_path / name
        assert caught.value.remedy
    with pytest.raises(InputError, match="no such"):
        import_checkpoint(tmp_path / "absent.pt")


# --- PaddleOCR ---


@pytest.mark.parametrize("constants", [True, False])
def test_paddle_tensors_all_find_their_place(vd: DBNet, tmp_path: Path, constants: bool) -> None:
    tensors = paddle_tensors(vd)
    imported = import_checkpoint(write_onnx(tmp_path / "det.onnx", tensors, constants))
    assert imported.matched == len(tensors) == 136
    assert imported.unexpected == []
    assert all(name.startswith("threshold_head.") for name in imported.missing)
    assert (imported.info.variant, imported.info.mean, imported.info.std) == (
        "resnet18_vd",
        PADDLE_MEAN,
        PADDLE_STD,
    )
    original = vd.state_dict()
    for name, tensor in imported.state.items():
        if not name.startswith("threshold_head."):
            assert torch.equal(tensor, original[name]), name


def test_paddle_numbers_are_the_published_ones(vd: DBNet) -> None:
    tensors = paddle_tensors(vd)
    shortcuts = {number for number in range(32) if tensors[f"conv2d_{number}.w_0"].shape[2] == 1} - {
        23,
        24,
        25,
        26,
    }
    assert shortcuts == {5, 10, 15, 20}
    assert [tensors[f"conv2d_{number}.w_0"].shape[1] for number in range(23, 27)] == [64, 128, 256, 512]


@pytest.mark.parametrize("name", ["conv2d_32.w_0", "conv2d_0.w_0"])
def test_another_paddle_network_is_refused(vd: DBNet, tmp_path: Path, name: str) -> None:
    tensors = paddle_tensors(vd) | {name: np.zeros((8, 3, 3, 3), np.float32)}
    with pytest.raises(InputError, match="another network"):
        import_checkpoint(write_onnx(tmp_path / "det.onnx", tensors, constants=False))
