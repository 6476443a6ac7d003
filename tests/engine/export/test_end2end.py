"""The file that needs no code beside it: boxes and scores from the graph itself."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import onnx
import onnxruntime
import pytest

from engine.data.pictures import write_picture
from engine.db.models import read_info
from engine.detect.open import open_detector
from engine.errors import QuadTuneError
from engine.export.options import ExportOptions, ExportReport
from engine.export.run import export_model
from engine.sample import render

SIZE = (800, 800)

# What our users already have in production; no letter of it may have to change.
SNIPPET = """
session = ort.InferenceSession("model_800x800.onnx")
image = cv2.imread("test.jpg"); h, w = image.shape[:2]
blob = cv2.resize(image, (800, 800)).transpose(2, 0, 1)[np.newaxis, ...].astype(np.float32) / 255.0
outputs = session.run(None, {"input": blob})
boxes, scores = outputs[0], outputs[1]
boxes[:, ::2] *= w / 800; boxes[:, 1::2] *= h / 800
"""


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> ExportReport:
    path = tmp_path_factory.mktemp("end2end") / "model_800x800.onnx"
    report = export_model("general", path, ExportOptions(SIZE))
    assert report is not None
    return report


@pytest.fixture
def picture() -> np.ndarray:
    return render("test", 1, 0)[0]


def session_of(report: ExportReport) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(report.path, providers=["CPUExecutionProvider"])


def blob_of(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    return cv2.resize(picture, (width, height)).transpose(2, 0, 1)[None].astype(np.float32) / 255


def test_it_is_the_default_and_agrees(exported: ExportReport) -> None:
    assert exported.options.profile == "end2end"
    assert exported.agreement >= 0.97
    assert 0 < exported.max_difference <= 1e-3


def test_only_standard_operators(exported: ExportReport) -> None:
    model = onnx.load(exported.path)
    onnx.checker.check_model(model, full_check=True)
    assert {node.domain for node in model.graph.node} == {""}
    assert [(item.domain, item.version >= 18) for item in model.opset_import] == [("", True)]
    assert not model.functions


def test_the_snippet_runs_unchanged(
    exported: ExportReport, picture: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(exported.path.parent)
    write_picture(Path("test.jpg"), picture)
    names = {"ort": onnxruntime, "cv2": cv2, "np": np}
    exec(SNIPPET, names)
    boxes, scores = names["boxes"], names["scores"]
    height, width = picture.shape[:2]
    detected = open_detector("general", "cpu").detect(picture)
    assert len(detected.quads) > 3
    assert abs(len(boxes) - len(detected.quads)) <= 1  # the snippet stretches the picture to a square
    centres, expected = boxes.reshape(-1, 4, 2).mean(axis=1), detected.quads.mean(axis=1)
    apart = np.abs(centres[:, None] - expected[None]).max(axis=2)
    assert (apart.min(axis=1) < 0.02 * max(width, height)).all()
    assert ((scores > 0.5) & (scores <= 1)).all()


def test_what_goes_in_and_comes_out(exported: ExportReport) -> None:
    session = session_of(exported)
    (given,) = session.get_inputs()
    assert (given.name, given.type, given.shape[:2]) == ("input", "tensor(float)", [1, 3])
    assert all(isinstance(side, str) for side in given.shape[2:])
    settings = [(each.name, each.shape) for each in session.get_overridable_initializers()]
    assert settings == [("thresh", []), ("box_thresh", []), ("unclip_ratio", [])]
    assert [each.name for each in session.get_outputs()] == ["boxes", "scores"]


def test_settings_may_be_given(exported: ExportReport, picture: np.ndarray) -> None:
    session, blob = session_of(exported), blob_of(picture, 640, 480)
    stored = read_info(exported.path).settings
    boxes, scores = session.run(None, {"input": blob})
    same = {
        "thresh": np.float32(stored.thresh),
        "box_thresh": np.float32(stored.box_thresh),
        "unclip_ratio": np.float32(stored.unclip_ratio),
    }
    fed = {name: np.array(value) for name, value in same.items()}
    again, _ = session.run(None, {"input": blob, **fed})
    np.testing.assert_array_equal(again, boxes)
    limit = np.array(np.median(scores), np.float32)
    fewer, sure = session.run(None, {"input": blob, "box_thresh": limit})
    assert 0 < len(fewer) < len(boxes)
    assert (sure >= limit).all()
    grown, _ = session.run(None, {"input": blob, "unclip_ratio": np.array(3.0, np.float32)})
    assert np.ptp(grown.reshape(-1, 4, 2), axis=1).sum() > np.ptp(boxes.reshape(-1, 4, 2), axis=1).sum()


@pytest.mark.parametrize("side", [32, 320, 416])
def test_no_text_is_an_answer(exported: ExportReport, side: int) -> None:
    for level in (0, 1):
        blob = np.full((1, 3, side, side), level, np.float32)
        boxes, scores = session_of(exported).run(None, {"input": blob})
        assert (boxes.shape, scores.shape) == ((0, 8), (0,))


def test_the_detect_page_reads_its_map(exported: ExportReport, picture: np.ndarray) -> None:
    by_torch, by_file = (open_detector(model, "cpu") for model in ("general", exported.path))
    np.testing.assert_allclose(
        by_file.probability_map(picture, 416), by_torch.probability_map(picture, 416), atol=1e-3
    )
    assert by_file.info == by_torch.info


def test_a_file_whose_boxes_differ_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.export.in_graph.boxes.MINIMUM_SHORT_SIDE", 12.0)
    with pytest.raises(QuadTuneError, match="boxes of the exported file differ"):
        export_model("general", tmp_path / "model.onnx", ExportOptions((416, 416)))
    assert list(tmp_path.iterdir()) == []
