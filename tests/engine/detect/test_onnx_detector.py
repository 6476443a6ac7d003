"""Exported files of every kind behind one detector, on small files made here by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from engine.db.models import DetectSettings, ModelInfo
from engine.db.network_onnx import MAP
from engine.detect.onnx_session import available_providers, check_provider, choose_providers
from engine.detect.open import open_detector
from engine.errors import InputError

INFO = ModelInfo("by hand", "resnet18", (0.5, 0.5, 0.5), (0.25, 0.25, 0.25))
MEAN, STD = (0.4, 0.5, 0.6), (0.2, 0.25, 0.5)


def write_model(
    path: Path,
    channel: int,
    *,
    sides: Sequence[int | str] = ("h", "w"),
    described: dict[str, object] | None = None,
    inside: bool = False,
) -> Path:
    """A file whose map is one channel of the picture: input · std + mean, as ``described``.

    ``inside``: it gives out the logits of the map in two dimensions instead of the map.
    """
    pick = np.zeros((1, 3, 1, 1), np.float32)
    std, mean = (described or {}).get("std", (1, 1, 1)), (described or {}).get("mean", (0, 0, 0))
    pick[0, channel] = std[channel]  # type: ignore[index]
    constants = {"pick": pick, "shift": np.array([mean[channel]], np.float32)}  # type: ignore[index]
    nodes = [
        helper.make_node("Conv", ["x", "pick", "shift"], ["raw"]),
        helper.make_node("Clip", ["raw", "least", "most"], [MAP]),
    ]
    constants |= {"least": np.array(0.001, np.float32), "most": np.array(0.999, np.float32)}
    outputs = [helper.make_tensor_value_info(MAP, TensorProto.FLOAT, None)]
    if inside:
        nodes += [helper.make_node("Squeeze", [MAP], ["flat"]), helper.make_node("Log", ["flat"], ["other"])]
        outputs = [helper.make_tensor_value_info("other", TensorProto.FLOAT, None)]
    picture = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, *sides])
    kept = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    model = helper.make_model(
        helper.make_graph(nodes, "by hand", [picture], outputs, kept),
        opset_imports=[helper.make_opsetid("", 18)],
        ir_version=9,
    )
    properties = INFO.to_metadata()
    if described is not None:
        properties["input"] = json.dumps(described)
    helper.set_model_props(model, properties)
    onnx.save(model, path)
    return path


@pytest.fixture
def colours() -> np.ndarray:
    """A picture whose channels differ: (64, 96, 3)."""
    return np.random.default_rng(0).integers(10, 245, (64, 96, 3), dtype=np.uint8)


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("channel", [0, 1, 2])
def test_blue_green_red_between_0_and_1_unless_the_file_says_otherwise(
    channel: int, inside: bool, colours: np.ndarray, tmp_path: Path
) -> None:
    detector = open_detector(write_model(tmp_path / "m.onnx", channel, inside=inside))
    probability = detector.probability_map(colours)
    np.testing.assert_allclose(probability, colours[..., channel] / 255, atol=1e-6)
    assert detector.info == INFO


@pytest.mark.parametrize("order", ["BGR", "RGB"])
def test_the_input_is_made_as_the_file_says(order: str, colours: np.ndarray, tmp_path: Path) -> None:
    described: dict[str, object] = {"mean": MEAN, "std": STD, "order": order}
    for channel in range(3):
        detector = open_detector(write_model(tmp_path / "m.onnx", channel, described=described))
        expected = (colours if order == "BGR" else colours[..., ::-1])[..., channel] / 255
        np.testing.assert_allclose(detector.probability_map(colours), expected, atol=1e-6)


@pytest.mark.parametrize("wrong", [{"mean": MEAN}, {"mean": MEAN, "std": (1, 1), "order": "BGR"},
                                   {"mean": MEAN, "std": (1, 0, 1), "order": "BGR"},
                                   {"mean": MEAN, "std": STD, "order": "GBR"}])  # fmt: skip
def test_a_damaged_description_is_refused(wrong: dict[str, object], tmp_path: Path) -> None:
    path = write_model(tmp_path / "m.onnx", 0)
    model = onnx.load(path)
    model.metadata_props.add(key="input", value=json.dumps(wrong))
    onnx.save(model, path)
    with pytest.raises(InputError) as caught:
        open_detector(path)
    assert caught.value.path == path


def test_a_file_of_one_size_gets_pictures_of_that_size(tmp_path: Path) -> None:
    detector = open_detector(write_model(tmp_path / "m.onnx", 1, sides=(64, 160)))
    image = np.zeros((400, 200, 3), np.uint8)
    image[100:200, 40:120] = 255
    settings = DetectSettings(long_side=1280, unclip_ratio=0.01)
    assert detector.input_size(200, 400) == (160, 64)
    assert detector.probability_map(image, settings.long_side).shape == (64, 160)
    (quad,) = detector.detect(image, settings).quads
    # A pixel of the map is 1.25 × 6.25 of the picture; the outline runs half of one inside.
    assert np.abs(quad - [[40, 100], [120, 100], [120, 200], [40, 200]]).max() < 3.2


def test_auto_takes_a_card_and_never_what_is_slow_to_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    def there(*names: str) -> None:
        full = [f"{name}ExecutionProvider" for name in (*names, "Azure", "CPU")]
        monkeypatch.setattr("onnxruntime.get_available_providers", lambda: full)

    there("Tensorrt", "CUDA")
    assert list(available_providers()) == ["tensorrt", "cuda", "cpu"]
    assert choose_providers() == ["CUDAExecutionProvider", "CPUExecutionProvider"]
    assert choose_providers("cuda:1")[0] == ("CUDAExecutionProvider", {"device_id": "1"})
    assert choose_providers("TensorRT")[0] == "TensorrtExecutionProvider"
    there("Dml")
    assert choose_providers()[0] == "DmlExecutionProvider"
    assert choose_providers("directml")[0] == "DmlExecutionProvider"
    there("CoreML")
    assert choose_providers() == ["CPUExecutionProvider"]
    assert choose_providers("cpu") == ["CPUExecutionProvider"]
    for wrong in ("cuda", "nonsense", "coreml:x", ""):
        with pytest.raises(InputError, match="auto, coreml, cpu"):
            choose_providers(wrong)


def test_a_provider_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """onnxruntime goes on with the CPU by itself; a person who asked for a card wants to know."""
    path = write_model(tmp_path / "m.onnx", 0)
    real = __import__("onnxruntime").get_available_providers()
    monkeypatch.setattr("onnxruntime.get_available_providers", lambda: ["CUDAExecutionProvider", *real])

    class Session:
        def get_providers(self) -> list[str]:
            return ["CPUExecutionProvider"]

    with pytest.raises(InputError, match="cuda"):
        check_provider(Session(), "cuda")
    check_provider(Session(), "auto")
    monkeypatch.undo()
    assert open_detector(path, "cpu").info == INFO
    with pytest.raises(InputError, match="nowhere"):
        open_detector(path, "nowhere")
