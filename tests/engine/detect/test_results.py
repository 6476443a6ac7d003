"""What `save_detection` leaves on disk, in every format, read back as others read it."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.gt import read_labels
from engine.data.pictures import read_picture
from engine.db.models import DetectSettings
from engine.detect.maps import Detection, InputScale
from engine.detect.pipeline import Found, text_key
from engine.detect.results import COLUMNS, FORMATS, ResultNames, save_detection
from engine.errors import InputError, StorageError
from engine.geometry import rectify

QUADS = np.array(
    [[[20.4, 10.2], [99.6, 10.2], [99.6, 29.7], [20.4, 29.7]], [[120, 40], [180, 70], [170, 90], [110, 60]]],
    np.float32,
)
TEXTS = ["合计: 12,50", 'a "quoted", text']


def sheet() -> np.ndarray:
    """A white picture whose quads are filled, the second in red."""
    image = np.full((120, 200, 3), 255, np.uint8)
    for quad, color in zip(QUADS, ((0, 0, 0), (0, 0, 255)), strict=True):
        cv2.fillPoly(image, [np.round(quad).astype(np.int32)], color)
    return image


def found(picture: Path | str = "a.png", count: int = 2, texts: Sequence[str] = ()) -> Found:
    scores = np.array([0.91234, 0.5], np.float32)[:count]
    detection = Detection(QUADS[:count], scores, DetectSettings(), InputScale(960), 0.25)
    known = {text_key(quad): text for quad, text in zip(QUADS, texts, strict=False)}
    return Found(Path(picture), detection, known, image=sheet())


def rows_of(path: Path) -> list[list[str]]:
    """As Excel reads it."""
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_every_format(tmp_path: Path) -> None:
    picture = tmp_path / "票据 1.jpg"
    folder = tmp_path / "out"
    written = save_detection(folder, "票据 1_result", found(picture, texts=TEXTS), FORMATS)
    assert sorted(written) == sorted(path for path in folder.rglob("*") if path.is_file())
    assert written[-1] == folder / "票据 1_result.json"
    record = json.loads(written[-1].read_text(encoding="utf-8"))
    assert record["texts"] == [[text] for text in TEXTS]
    labels = read_labels(folder / "gts" / "gt_票据 1.txt")
    assert [label.transcription for label in labels] == TEXTS
    assert [list(label.points) for label in labels] == record["boxes"]
    header, *rows = rows_of(folder / "results.csv")
    assert header == list(COLUMNS)
    assert rows[0] == [
        str(picture),
        "1",
        "20",
        "10",
        "100",
        "10",
        "100",
        "30",
        "20",
        "30",
        "0.9123",
        TEXTS[0],
    ]
    assert rows[1][-1] == TEXTS[1]
    first = read_picture(folder / "crops" / "票据 1_1.png")
    assert first.shape[:2] == pytest.approx((20, 79), abs=1)
    second = read_picture(folder / "crops" / "票据 1_2.png")
    assert second.mean(axis=(0, 1)) == pytest.approx((0, 0, 255), abs=30)
    assert not np.array_equal(read_picture(folder / "票据 1_result.png"), sheet())


def test_without_texts_and_without_boxes(tmp_path: Path) -> None:
    save_detection(tmp_path, "a_result", found(), FORMATS)
    save_detection(tmp_path, "empty_result", found(count=0), FORMATS)
    assert [label.transcription for label in read_labels(tmp_path / "gts" / "gt_a.txt")] == ["", ""]
    assert read_labels(tmp_path / "gts" / "gt_empty.txt") == []
    assert len(rows_of(tmp_path / "results.csv")) == 3
    assert (tmp_path / "empty_result.json").is_file()


@pytest.mark.parametrize("format_", [name for name in FORMATS if name != "csv"])
def test_a_stem_used_before_gets_a_number_in_every_format(tmp_path: Path, format_: str) -> None:
    names = ResultNames()
    first, second = (
        save_detection(tmp_path, names.next(each.picture), each, [format_])
        for each in (found("one/a.png"), found("two/a.jpg"))
    )
    assert not set(first) & set(second)
    assert all("a_2" in path.name for path in second)
    again = save_detection(tmp_path, "a_2_result", found("two/a.jpg"), [format_])
    assert again == second


def test_a_table_cut_short_goes_on_in_a_new_line(tmp_path: Path) -> None:
    save_detection(tmp_path, "a_result", found(), ["csv"])
    table = tmp_path / "results.csv"
    with table.open("ab") as file:
        file.write(b"b.png,1,20")  # the program was killed here
    save_detection(tmp_path, "c_result", found("c.png", 1), ["csv"])
    rows = rows_of(table)
    assert [row[0] for row in rows] == ["picture", "a.png", "a.png", "b.png", "c.png"]
    assert len(rows[-1]) == len(COLUMNS)


def test_an_unknown_format_and_a_folder_in_the_way_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="excel"):
        save_detection(tmp_path, "a_result", found(), ["excel"])
    (tmp_path / "results.csv").mkdir()
    with pytest.raises(StorageError, match=r"results\.csv"):
        save_detection(tmp_path, "a_result", found(), ["csv", "json"])
    assert not (tmp_path / "a_result.json").exists()  # it is not done


@given(st.floats(0, 360), st.floats(20, 80), st.floats(10, 60), st.booleans())
def test_rectify_turns_any_rectangle_upright(
    angle: float, width: float, height: float, mirrored: bool
) -> None:
    """Its first quarter is marked; the mark ends up in the top left corner of the crop."""
    turn = np.radians(angle)
    axes = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
    corners = (unit * (width, height)) @ axes
    corners += 100 - corners.mean(axis=0)
    if mirrored:
        corners = np.roll(corners[::-1], 1, axis=0)
    image = np.full((200, 200, 3), 255, np.uint8)
    quarter = np.array([corners[0], corners[[0, 1]].mean(0), corners.mean(0), corners[[0, 3]].mean(0)])
    cv2.fillPoly(image, [np.round(quarter).astype(np.int32)], (0, 0, 0))
    crop = rectify(image, corners)
    sides = (height, width) if not mirrored else (width, height)
    assert crop.shape[:2] == pytest.approx(sides, abs=1)
    h, w = crop.shape[0] // 2, crop.shape[1] // 2
    quarters = [crop[:h, :w], crop[:h, w:], crop[h:, :w], crop[h:, w:]]
    assert np.argmin([part.mean() for part in quarters]) == 0
