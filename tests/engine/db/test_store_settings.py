"""Settings written into model files: nothing else in them changes."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file, save_file

from engine.db.models import GENERAL, METADATA_KEY, DetectSettings, ModelInfo, general_weights, read_info
from engine.db.store_settings import store_settings
from engine.errors import InputError

INFO = ModelInfo("收据", "resnet18_vd", (0.4, 0.5, 0.6), (0.2, 0.2, 0.2), source="here", licence="mine")
OWN = DetectSettings(long_side=960, thresh=0.21, box_thresh=0.63, unclip_ratio=2.15)


def write_weights(path: Path) -> dict[str, np.ndarray]:
    import json

    random = np.random.default_rng(1)
    tensors: dict[str, np.ndarray] = {
        "a": random.normal(size=(3, 5)).astype(np.float16),
        "b": random.normal(size=7).astype(np.float32),
    }
    save_file(tensors, path, metadata={METADATA_KEY: json.dumps(INFO.to_metadata())})
    return tensors


def write_onnx(path: Path) -> None:
    """As the end2end export does it: settings are inputs with initializers of the same names."""
    scalars = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, []) for name in ("thresh", "box_thresh")
    ]
    graph = helper.make_graph(
        [helper.make_node("Add", ["thresh", "box_thresh"], ["sum"])],
        "g",
        scalars,
        [helper.make_tensor_value_info("sum", TensorProto.FLOAT, [])],
        [numpy_helper.from_array(np.array(0.3, np.float32), name) for name in ("thresh", "box_thresh")]
        + [numpy_helper.from_array(np.array(1.5, np.float32), "unclip_ratio")],  # no input: not a setting
    )
    model = helper.make_model(graph)
    helper.set_model_props(model, {**INFO.to_metadata(), "profile": "end2end", "size": "800x608"})
    onnx.save(model, path)


def test_weights_keep_every_tensor(tmp_path: Path) -> None:
    path = tmp_path / "exp" / "best.safetensors"
    path.parent.mkdir()
    tensors = write_weights(path)
    assert store_settings(path.parent, OWN) == replace(INFO, settings=OWN)
    assert read_info(path) == replace(INFO, settings=OWN)
    for name, tensor in load_file(path).items():
        np.testing.assert_array_equal(tensor, tensors[name])
        assert tensor.dtype == tensors[name].dtype
    once = path.read_bytes()
    store_settings(path, DetectSettings())
    assert path.read_bytes() != once
    store_settings(path, OWN)  # back again
    assert path.read_bytes() == once
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_an_exported_file_gets_them_as_defaults_of_its_inputs(tmp_path: Path) -> None:
    import onnxruntime

    path = tmp_path / "model.onnx"
    write_onnx(path)
    store_settings(path, OWN)
    assert read_info(path) == replace(INFO, settings=OWN)
    model = onnx.load(path)
    kept = {item.key: item.value for item in model.metadata_props}
    assert (kept["profile"], kept["size"]) == ("end2end", "800x608")
    values = {item.name: numpy_helper.to_array(item) for item in model.graph.initializer}
    assert values["unclip_ratio"] == pytest.approx(1.5)
    session = onnxruntime.InferenceSession(path.read_bytes(), providers=["CPUExecutionProvider"])
    (total,) = session.run(None, {})
    assert total == pytest.approx(OWN.thresh + OWN.box_thresh)


def test_what_cannot_be_is_told_and_nothing_changes(tmp_path: Path) -> None:
    if general_weights().is_file():
        with pytest.raises(InputError, match="stay as they are"):
            store_settings(GENERAL, OWN)
        with pytest.raises(InputError, match="stay as they are"):
            store_settings(general_weights(), OWN)
    path = tmp_path / "best.safetensors"
    write_weights(path)
    before = path.read_bytes()
    with pytest.raises(InputError, match="thresh"):
        store_settings(path, replace(OWN, thresh=1.5))
    assert path.read_bytes() == before
    cut = tmp_path / "cut.safetensors"
    cut.write_bytes(before[:20])
    with pytest.raises(InputError):
        store_settings(cut, OWN)
    assert asdict(read_info(path).settings) == asdict(DetectSettings())
