"""The network written as ONNX from its weights computes what torch computes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.db.models import VARIANTS, ModelInfo, general_weights
from engine.db.network import DBNet
from engine.db.weights import save_weights
from engine.detect.detector import Detector
from engine.detect.onnx_detector import OnnxDetector
from engine.detect.open import open_detector
from engine.detect.torch_detector import TorchDetector
from engine.errors import InputError

ROOT = Path(__file__).resolve().parents[3]


def info(variant: str) -> ModelInfo:
    return ModelInfo("test", variant, (0.4, 0.5, 0.6), (0.2, 0.3, 0.4))


def lively(variant: str) -> DBNet:
    """A network none of whose numbers is 0 or 1 by default, batch-norm included."""
    torch.manual_seed(3)
    network = DBNet(variant).eval()
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            assert module.running_mean is not None
            assert module.running_var is not None
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 2)
            torch.nn.init.normal_(module.bias, 0, 0.2)
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
    return network


@pytest.fixture(scope="module", params=VARIANTS)
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Detector, Detector]:
    """The same weights by torch and by onnxruntime."""
    path = tmp_path_factory.mktemp("weights") / "w.safetensors"
    save_weights(path, lively(request.param).state_dict(), info(request.param))
    return TorchDetector.load(path, "cpu"), open_detector(path, "cpu")


@settings(max_examples=6)
@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 99))
def test_maps_are_those_of_torch(both: tuple[Detector, Detector], rows: int, columns: int, seed: int) -> None:
    image = np.random.default_rng(seed).integers(0, 256, (32 * rows, 32 * columns, 3), dtype=np.uint8)
    by_torch, by_runtime = (detector.probability_map(image) for detector in both)
    assert np.ptp(by_torch) > 0.01
    np.testing.assert_allclose(by_runtime, by_torch, atol=1e-3)


def test_on_a_cpu_weights_are_run_without_torch() -> None:
    """torch takes seconds to load and hundreds of megabytes."""
    code = (
        "import sys; from engine.detect.open import open_detector; open_detector('general', 'cpu');"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    assert isinstance(open_detector(general_weights(), "cpu"), OnnxDetector)


def test_tensors_that_do_not_fit_are_named(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    state = DBNet("resnet18").state_dict()
    del state["fpn.laterals.1.weight"]
    save_weights(path, state, info("resnet18"))
    with pytest.raises(InputError, match=r"fpn\.laterals\.1\.weight"):
        open_detector(path, "cpu")
    state["fpn.laterals.1.weight"] = torch.zeros(3, 3, 3)
    save_weights(path, state, info("resnet18"))
    with pytest.raises(InputError, match=r"fpn\.laterals\.1\.weight"):
        open_detector(path, "cpu")
