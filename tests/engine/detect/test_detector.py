"""The detector with the general weights on drawn pictures, and what it writes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.data.gt import Label
from engine.data.pictures import read_picture
from engine.db.models import DetectSettings
from engine.db.scaling import detection_scale, network_size
from engine.detect.detector import Detector
from engine.detect.evaluation import compare
from engine.detect.open import open_detector
from engine.detect.pipeline import Failed, Found
from engine.detect.results import (
    ResultNames,
    draw_quads,
    failure_json,
    new_output_folder,
    save_detection,
)
from engine.errors import InputError, Message


@pytest.fixture(scope="module")
def detector() -> Detector:
    return open_detector("general", "cpu")


@pytest.fixture(scope="module")
def picture() -> tuple[np.ndarray, list[Label]]:
    """Three lines of text on white, with their labels."""
    image = np.full((240, 400, 3), 255, np.uint8)
    labels = []
    for row, text in enumerate(("INVOICE 2024", "Total 12.50", "Thank you")):
        (width, height), base = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 1.0, 2)
        y = 60 + 70 * row
        cv2.putText(image, text, (40, y), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (20, 20, 20), 2, cv2.LINE_AA)
        top, bottom, right = y - height, y + base // 2, 40 + width
        labels.append(Label((40, top, right, top, right, bottom, 40, bottom), text))
    return image, labels


def test_sizes_are_multiples_of_32_and_never_larger_than_the_picture_needs() -> None:
    assert network_size(1920, 1080, 960) == (960, 544)
    assert network_size(400, 240, 960) == (384, 256)
    assert network_size(5, 5, 960) == (32, 32)
    assert detection_scale(300, 200, 960) == 1.0


def test_text_is_found_where_it_is(detector: Detector, picture: tuple[np.ndarray, list[Label]]) -> None:
    image, labels = picture
    detection = detector.detect(image)
    counts = compare(detection.quads, labels)
    assert counts.matched == 3
    assert len(detection.scores) == len(detection.quads)
    assert detector.probability_map(image).shape == (256, 384)
    assert detection.seconds > 0


def test_settings_reach_the_post_processing(
    detector: Detector, picture: tuple[np.ndarray, list[Label]]
) -> None:
    strict = detector.detect(picture[0], DetectSettings(box_thresh=1.0))
    assert len(strict.quads) == 0
    assert detector.probability_map(picture[0]).max() > 0.5


def test_results_are_written_as_the_product_promises(
    tmp_path: Path, detector: Detector, picture: tuple[np.ndarray, list[Label]]
) -> None:
    folder = new_output_folder(tmp_path)
    assert folder.name.startswith("outputs_2")
    detection, names = detector.detect(picture[0]), ResultNames()
    found = Found(tmp_path / "票据.jpg", detection, image=picture[0])
    drawn, record = save_detection(folder, names.next(found.picture), found)
    values = json.loads(record.read_text(encoding="utf-8"))
    assert list(values) == ["image_path", "texts", "boxes", "scores", "success", "inference_time"]
    assert len(values["boxes"]) == len(values["scores"]) == len(values["texts"]) == len(detection.quads)
    assert all(isinstance(value, int) for box in values["boxes"] for value in box)
    assert values["success"] is True
    assert not np.array_equal(read_picture(drawn), picture[0])
    # A second picture of that name does not overwrite the first.
    other = replace(found, picture=tmp_path / "other" / "票据.jpg")
    again, _ = save_detection(folder, names.next(other.picture), other)
    assert again != drawn
    assert drawn.exists()


def test_the_drawn_picture_is_a_copy() -> None:
    image = np.zeros((50, 50, 3), np.uint8)
    drawn = draw_quads(image, np.array([[[5, 5], [40, 5], [40, 20], [5, 20]]], np.float32), np.array([0.5]))
    assert not image.any()
    assert drawn[5, 20].any()


def test_a_failure_is_told_in_the_same_form() -> None:
    values = failure_json(Failed(Path("a.jpg"), InputError(Message("It is broken."))))
    assert values["success"] is False
    assert values["error"] == "It is broken."
    assert values["boxes"] == []


def test_a_broken_onnx_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"not a model")
    with pytest.raises(InputError) as caught:
        open_detector(path)
    assert caught.value.path == path


def test_a_device_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="nonsense"):
        open_detector("general", "nonsense")
