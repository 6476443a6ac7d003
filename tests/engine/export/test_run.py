"""ONNX files: what they compute, what they tell, and that none appears unchecked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from engine.cli import main
from engine.data.pictures import write_picture
from engine.db.models import DetectSettings, general_weights, read_info, resolve_model
from engine.db.network import DBNet
from engine.db.network_onnx import LOGITS
from engine.db.weights import load_network, save_weights
from engine.detect.open import open_detector
from engine.detect.torch_detector import TorchDetector
from engine.errors import InputError, QuadTuneError, StorageError
from engine.export import run
from engine.export.graph import complete
from engine.export.options import (
    ExportOptions,
    ExportReport,
    Precision,
    check_size,
    export_path,
    parse_size,
)
from engine.export.profiles import BUILT_IN, GROUP, Profile, find_profile, profiles
from engine.export.run import export_model
from engine.export.snippets import snippet
from engine.export.verify import verify
from engine.sample import make_sample, render
from tests.conftest import PluginFactory
from tests.engine.db.test_models import INFO
from tests.engine.foreign import damo_checkpoint

SIZE = (352, 320)
Exported = tuple[ExportReport, list[str]]


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def general(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """The general weights, exported once for all tests here (ten seconds)."""
    stages: list[str] = []
    path = tmp_path_factory.mktemp("模型 folder") / "model_352x320.onnx"
    report = export_model("general", path, ExportOptions(SIZE, "map"), stage=stages.append)
    assert report is not None
    return report, stages


@pytest.fixture
def last_bias(general_map: onnx.ModelProto, monkeypatch: pytest.MonkeyPatch) -> onnx.TensorProto:
    """The bias of the logits in the graph that the test's exports will start from."""
    graph = onnx.ModelProto()
    graph.CopyFrom(general_map)
    monkeypatch.setattr(run, "network_graph", lambda _state, _variant: graph)
    (name,) = [node.input[2] for node in graph.graph.node if node.output[0] == LOGITS]
    return next(item for item in graph.graph.initializer if item.name == name)


def map_by_torch(blob: np.ndarray) -> np.ndarray:
    """The general model's map of BGR / 255 pixels."""
    network, info = load_network("general")
    mean, std = (np.array(values, np.float32).reshape(1, 3, 1, 1) for values in (info.mean, info.std))
    with torch.inference_mode():
        normalised = torch.from_numpy((blob - mean) / std)
        return network.eval().probability_logits(normalised).sigmoid().numpy()


def test_the_report_tells_what_was_written(general: Exported) -> None:
    report, stages = general
    assert stages == ["loading", "converting", "checking", "writing"]
    assert report.options == ExportOptions(SIZE, "map")
    assert report.agreement > 0.99
    assert (report.hmean, report.hmean_before) == (None, None)
    assert 0 < report.max_difference <= 1e-3
    assert report.megabytes == pytest.approx(report.path.stat().st_size / 1e6)
    assert 45 < report.megabytes < 52
    assert report.opset >= 18
    assert report.seconds > 0
    assert sorted(item.name for item in report.path.parent.iterdir()) == [
        "model_352x320.onnx",
        "model_352x320_README.md",
    ]
    assert report.readme == report.path.with_name("model_352x320_README.md")


def test_the_interface_is_the_documented_one(general: Exported) -> None:
    model = onnx.load(general[0].path)
    onnx.checker.check_model(model)
    (given,), (answer,) = model.graph.input, model.graph.output
    assert (given.name, answer.name) == ("input", "probability")
    for value, channels in ((given, 3), (answer, 1)):
        assert value.type.tensor_type.elem_type == onnx.TensorProto.FLOAT
        sides = value.type.tensor_type.shape.dim
        assert sides[1].dim_value == channels
        assert all(sides[axis].dim_param for axis in (0, 2, 3))


@pytest.mark.parametrize("shape", [(1, 320, 352), (3, 32, 64), (1, 96, 32), (2, 160, 160)])
def test_any_batch_and_any_sides_of_32_work(general: Exported, shape: tuple[int, int, int]) -> None:
    count, height, width = shape
    session = onnxruntime.InferenceSession(general[0].path, providers=["CPUExecutionProvider"])
    blob = np.random.default_rng(0).random((count, 3, height, width), np.float32)
    (probability,) = session.run(None, {"input": blob})
    assert probability.shape == (count, 1, height, width)
    np.testing.assert_allclose(probability, map_by_torch(blob), atol=1e-3)


def test_the_file_describes_itself(general: Exported) -> None:
    path = general[0].path
    assert read_info(path) == read_info("general")
    metadata = {item.key: item.value for item in onnx.load(path).metadata_props}
    assert metadata["size"] == "352x320"
    assert metadata["profile"] == "map"
    assert metadata["program"].startswith("QuadTune ")
    by_runtime = onnxruntime.InferenceSession(path).get_modelmeta().custom_metadata_map
    assert by_runtime == metadata


def test_nothing_of_this_machine_is_in_the_file(general: Exported) -> None:
    data = general[0].path.read_bytes()
    assert str(Path(torch.__file__).parent).encode() not in data
    assert str(Path(__file__).parents[3]).encode() not in data
    assert b"onnxscript" not in data


def test_the_detector_answers_alike(general: Exported) -> None:
    image, _ = render("test", 1, 0)
    torch_detector, onnx_detector = TorchDetector.load(general_weights()), open_detector(general[0].path)
    maps = [detector.probability_map(image, 320) for detector in (torch_detector, onnx_detector)]
    np.testing.assert_allclose(maps[0], maps[1], atol=1e-3)
    assert maps[0].max() > 0.9


def test_the_other_variant_with_its_own_normalisation(tmp_path: Path) -> None:
    torch.manual_seed(5)
    weights = tmp_path / "best.safetensors"
    save_weights(weights, DBNet("resnet18").state_dict(), INFO)
    pictures = [tmp_path / "一.png", tmp_path / "b.jpg"]
    for number, picture in enumerate(pictures, start=1):
        write_picture(picture, render("test", number, 0)[0])
    options = ExportOptions((320, 320), "map", pictures=tuple(pictures))
    report = export_model(tmp_path, tmp_path / "out.onnx", options)
    assert report is not None
    assert read_info(report.path) == INFO
    network, _ = load_network(weights)
    blob = torch.rand(1, 3, 64, 96)
    with torch.inference_mode():
        mean, std = (torch.tensor(values).view(1, 3, 1, 1) for values in (INFO.mean, INFO.std))
        by_hand = network.eval().probability_logits((blob - mean) / std).sigmoid().numpy()
    session = onnxruntime.InferenceSession(report.path)
    np.testing.assert_allclose(session.run(None, {"input": blob.numpy()})[0], by_hand, atol=1e-3)


def test_a_file_that_answers_differently_is_not_kept(last_bias: onnx.TensorProto, tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"the last good one")
    last_bias.raw_data = np.float32(3).tobytes()
    with pytest.raises(QuadTuneError, match="answers differently") as caught:
        export_model("general", path, ExportOptions(SIZE))
    assert caught.value.path == path
    assert path.read_bytes() == b"the last good one"
    assert [item.name for item in tmp_path.iterdir()] == ["model.onnx"]


def test_not_a_number_is_a_difference(last_bias: onnx.TensorProto, tmp_path: Path) -> None:
    last_bias.raw_data = np.float32(np.nan).tobytes()
    with pytest.raises(QuadTuneError, match="answers differently"):
        export_model("general", tmp_path / "model.onnx", ExportOptions(SIZE))


@pytest.mark.parametrize("profile", BUILT_IN, ids=lambda profile: profile.name)
@pytest.mark.parametrize("size", [None, (96, 64)])
def test_every_profile_holds_the_map_its_consumer_sees(
    general_map: onnx.ModelProto, profile: Profile, size: tuple[int, int] | None
) -> None:
    network, info = load_network("general")
    network.eval()
    exported = complete(general_map, profile, info, size)
    onnx.checker.check_model(exported, full_check=True)
    assert {node.domain for node in exported.graph.node} <= {"", "ai.onnx"}
    image = render("test", 1, 0)[0]
    verified = verify(exported, profile, network, info, [image], [size or (320, 416)])
    assert verified.max_difference < 1e-3
    assert verified.agreement > 0.97


def test_plugins_add_profiles(add_plugin: PluginFactory, tmp_path: Path) -> None:
    code = """
from engine.errors import Message
from engine.export.profiles import Profile

def made(name):
    return Profile(name, "flat_map", Message("Ours"), Message("For us."), "run(@MODEL@)", input="x")

scanner, end2end, nothing = made("scanner"), made("end2end"), "not a profile"
"""
    add_plugin(GROUP, {name: f"added_package:{name}" for name in ("scanner", "end2end", "nothing")}, code)
    assert list(profiles()) == [*(profile.name for profile in BUILT_IN), "scanner"]
    assert find_profile("end2end") is BUILT_IN[0]
    report = export_model("general", tmp_path / "model.onnx", ExportOptions(SIZE, "scanner"))
    assert report is not None
    graph = onnx.load(report.path).graph
    assert [value.name for value in (*graph.input, *graph.output)] == ["x", "map"]
    assert snippet(report.path, report.options, INFO) == f"run({report.path.as_posix()!r})"
    with pytest.raises(InputError, match="onnxtr, scanner"):
        find_profile("boxer")


def test_a_profile_says_what_it_expects(general_map: onnx.ModelProto) -> None:
    _, info = load_network("general")

    def sides(profile: str, size: tuple[int, int] | None) -> list[int | str]:
        shape = complete(general_map, find_profile(profile), info, size).graph.input[0].type.tensor_type.shape
        return [side.dim_value or side.dim_param for side in shape.dim]

    assert sides("opencv", None) == [1, 3, "height", "width"]
    assert sides("opencv", (96, 64)) == [1, 3, 64, 96]
    assert sides("onnxtr", None)[:2] == ["batch", 3]
    assert sides("onnxtr", (96, 64)) == ["batch", 3, 64, 96]


def test_a_fixed_size_takes_nothing_else(tmp_path: Path) -> None:
    report = export_model("general", tmp_path / "model.onnx", ExportOptions(SIZE, fixed=True))
    assert report is not None
    session = onnxruntime.InferenceSession(report.path)
    assert session.get_inputs()[0].shape == [1, 3, 320, 352]
    with pytest.raises(Exception, match="invalid dimensions"):
        session.run(None, {"input": np.zeros((1, 3, 320, 320), np.float32)})
    told = report.readme.read_text(encoding="utf-8")
    assert "(1, 3, 320, 352)" in told
    assert "WIDTH, HEIGHT = 352, 320  # the file takes no other size" in told
    assert "@" not in told


@pytest.mark.parametrize(("precision", "megabytes"), [("float16", 26), ("int8", 16)])
def test_smaller_numbers_are_calibrated_and_measured(
    tmp_path: Path, precision: Precision, megabytes: float
) -> None:
    make_sample(tmp_path / "票据", train=2, test=2)
    options = ExportOptions((416, 320), precision=precision, dataset=tmp_path / "票据")
    stages: list[str] = []
    report = export_model("general", tmp_path / "model.onnx", options, stage=stages.append)
    assert report is not None
    assert report.megabytes < megabytes
    assert report.measured_pictures == 2
    assert report.hmean_before is not None
    assert report.hmean is not None
    assert report.hmean_before > 0.5
    assert report.hmean == pytest.approx(report.hmean_before, abs=0.1)
    assert ("calibrating" in stages) == (precision == "int8")
    assert stages[-1] == "writing"
    metadata = {item.key: item.value for item in onnx.load(report.path).metadata_props}
    assert metadata["precision"] == precision
    assert metadata["exported_hmean_on"] == "票据, 2 test pictures"
    session = onnxruntime.InferenceSession(report.path)
    blob = cv2.resize(render("test", 1, 0)[0], (416, 320)).transpose(2, 0, 1)[None] / np.float32(255)
    assert len(session.run(["boxes"], {"input": blob})[0]) > 3


@pytest.mark.parametrize("after", ["loading", "converting", "checking"])
def test_a_stopped_export_writes_nothing(tmp_path: Path, after: str) -> None:
    stages: list[str] = []
    path = tmp_path / "model.onnx"
    report = export_model(
        "general",
        path,
        ExportOptions(SIZE),
        stage=stages.append,
        should_stop=lambda: bool(stages) and stages[-1] == after,
    )
    assert report is None
    assert stages[-1] == after
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError):
        export_model("general", tmp_path / "file" / "model.onnx", ExportOptions(SIZE))


def test_what_cannot_be_exported(general: Exported, tmp_path: Path) -> None:
    out = tmp_path / "out.onnx"
    with pytest.raises(InputError, match="cannot be trained or exported"):
        export_model(general[0].path, out)
    with pytest.raises(InputError, match="profile 'boxer'"):
        export_model("general", out, ExportOptions(profile="boxer"))
    with pytest.raises(InputError, match="8-bit integers need pictures"):
        export_model("general", out, ExportOptions(precision="int8"))
    with pytest.raises(InputError, match="precision 'int4'"):
        export_model("general", out, ExportOptions(precision="int4"))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no such model"):
        export_model(tmp_path / "absent.safetensors", out)
    with pytest.raises(InputError, match="no such file"):
        export_model("general", out, ExportOptions(pictures=(tmp_path / "absent.png",)))
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "size"), [("800", (800, 800)), ("800x608", (800, 608)), (" 320 × 1536 ", (320, 1536))]
)
def test_sizes(text: str, size: tuple[int, int]) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "big", "800x", "x800", "8e2", "800.0", "800x800x3", "-800"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(InputError, match="not a size"):
        parse_size(text)


@pytest.mark.parametrize(
    ("size", "nearest"), [((810, 800), 800), ((800, 288), 320), ((1568, 800), 1536), ((0, 0), 320)]
)
def test_sizes_out_of_reach_name_the_nearest(size: tuple[int, int], nearest: int) -> None:
    with pytest.raises(InputError, match=f"nearest size that can be is {nearest}"):
        check_size(size)


def test_names_of_files(tmp_path: Path) -> None:
    usual, other = ExportOptions((800, 608)), ExportOptions((800, 608), "opencv", "float16")
    assert export_path(tmp_path, usual) == tmp_path / "model_800x608.onnx"
    assert export_path(tmp_path, other) == tmp_path / "model_800x608_opencv_float16.onnx"
    assert export_path(tmp_path / "a.onnx", other) == tmp_path / "a.onnx"


# --- command line ---


def test_export_command_prints_one_json_object(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--size", "352x320", "--out", str(tmp_path), "--json"]) == 0
    answer: dict[str, Any] = json.loads(capfd.readouterr().out)
    assert answer["success"] is True
    assert Path(answer["path"]) == tmp_path / "model_352x320.onnx"
    assert answer["size"] == [352, 320]
    assert resolve_model(answer["path"]).is_file()


def test_export_command_refuses(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--size", "810", "--out", str(tmp_path), "--json"]) == 2
    answer = json.loads(capfd.readouterr().out)
    assert answer["success"] is False
    assert "810" in answer["error"]
    assert list(tmp_path.iterdir()) == []


def test_import_weights_command(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    checkpoint = tmp_path / "pytorch_model.pt"
    torch.save({f"model.module.{name}": tensor for name, tensor in damo_checkpoint().items()}, checkpoint)
    out = tmp_path / "damo.safetensors"
    assert main(["import-weights", str(checkpoint), "--out", str(out), "--json"]) == 0
    answer = json.loads(capfd.readouterr().out)
    assert (answer["matched"], answer["missing"], answer["variant"]) == (134, [], "resnet18")
    info = read_info(out)
    assert (info.name, info.settings) == ("pytorch_model", DetectSettings())


def test_import_weights_command_refuses(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    checkpoint = tmp_path / "a.pt"
    torch.save({"epoch": 1}, checkpoint)
    assert main(["import-weights", str(checkpoint), "--out", str(tmp_path / "a.safetensors")]) == 2
    assert "no weights" in capfd.readouterr().err
    assert main(["import-weights", str(checkpoint), "--out", str(tmp_path / "a.bin")]) == 2
    assert [item.name for item in tmp_path.iterdir()] == ["a.pt"]
