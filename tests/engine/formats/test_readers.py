"""Files as the programs themselves write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.errors import InputError
from engine.formats import detect_format
from engine.formats.importing import plan_import
from engine.formats.yolo_obb import yaml_names
from tests.engine.formats.conftest import blank, labels_of, only, write

QUAD = (10.0, 10.0, 60.0, 12.0, 60.0, 30.0, 10.0, 28.0)


def notes(root: Path, source: Path) -> list[str]:
    return [str(note) for note in plan_import(root, source).notes]


# ---- PPOCRLabel


def ppocr(name: str, boxes: str) -> str:
    return f"{name}\t{boxes}\n"


def test_ppocrlabel(photos: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    boxes = (
        '[{"transcription": "12, \\"a\\" 元", "points": [[10, 10], [60, 12], [60, 30], [10, 28]], '
        '"difficult": false}, {"transcription": "lost", "points": [[0, 0], [9, 0], [9, 9], [0, 9]], '
        '"difficult": true, "key_cls": "total"}, {"transcription": "###", "points": '
        '[[1.5, 2.25], [9, 0], [9, 9], [0, 9]], "difficult": false, "key_cls": "None"}]'
    )
    write(source / "Label.txt", ppocr("scans/票 1.jpg", boxes) + ppocr("scans/b.png", "[]"))
    write(source / "Cache.cach", ppocr("scans/c.png", "[]"))
    write(source / "fileState.txt", "D:\\scans\\票 1.jpg\t1\nD:\\scans\\gone.jpg\t1\n")
    assert detect_format(source).name == "ppocrlabel"
    plan = plan_import(photos, source)
    assert labels_of(plan) == {
        "票 1.jpg": [
            (QUAD, '12, "a" 元'),
            ((0, 0, 9, 0, 9, 9, 0, 9), "###"),
            ((1.5, 2.25, 9, 0, 9, 9, 0, 9), "###"),
        ],
        "b.png": [],
    }
    assert plan.checked == (photos / "票 1.jpg",)
    assert plan.problems == plan.unmatched == ()
    assert [note.problem.parameters["count"] for note in plan.notes] == [
        1,
        1,
    ]  # a text and a class are not kept


def test_ppocrlabel_polygons_become_rectangles(photos: Path, tmp_path: Path) -> None:
    points = "[[10, 10], [30, 10], [50, 10], [50, 20], [30, 20], [10, 20]]"
    label = write(tmp_path / "Label.txt", ppocr("x/b.png", f'[{{"transcription": "a", "points": {points}}}]'))
    assert only(photos, label) == [((10, 10, 50, 10, 50, 20, 10, 20), "a")]
    assert "1. Their smallest" in notes(photos, label)[0]


def test_ppocrlabel_says_what_it_could_not_read(photos: Path, tmp_path: Path) -> None:
    good = '{"transcription": "a", "points": [[10, 10], [60, 12], [60, 30], [10, 28]], "difficult": false}'
    text = "no tab at all\n" + ppocr("x/b.png", f'[{good}, 7, {{"points": [[1, 2], ["3", 4]]}}]')
    label = write(tmp_path / "Label.txt", text + ppocr("x/c.png", "{}") + ppocr("x/away.png", "[]"))
    plan = plan_import(photos, label, "ppocrlabel")
    assert labels_of(plan) == {"b.png": [(QUAD, "a")]}
    told = [(error.line, error.problem.parameters.get("number")) for error in plan.problems]
    assert told == [(1, None), (2, 2), (2, 3), (3, None)]
    assert all(error.path == label and error.remedy for error in plan.problems)
    (gone,) = plan.unmatched
    assert (gone.line, gone.problem.parameters["name"]) == (4, "away.png")


def test_a_training_list_of_paddleocr_is_read_too(photos: Path, tmp_path: Path) -> None:
    listed = write(
        tmp_path / "lists" / "det_train.txt",
        ppocr("x/b.png", '[{"transcription": "a", "points": [[10, 10], [60, 12], [60, 30], [10, 28]]}]'),
    )
    assert only(photos, listed.parent) == [(QUAD, "a")]


# ---- labelme, X-AnyLabeling


def shape(points: Any, label: str = "text", kind: str = "polygon", **more: Any) -> dict[str, Any]:
    return {"label": label, "points": points, "group_id": None, "shape_type": kind, "flags": {}, **more}


def labelme(picture: str, *shapes: Any, size: tuple[int, int] = (200, 100)) -> dict[str, Any]:
    return {
        "version": "5.4.1", "flags": {}, "shapes": list(shapes), "imagePath": picture, "imageData": None,
        "imageHeight": size[1], "imageWidth": size[0],
    }  # fmt: skip


POINTS = [[10, 10], [60, 12], [60, 30], [10, 28]]


def test_labelme_labels_are_texts(photos: Path, tmp_path: Path) -> None:
    write(
        tmp_path / "s" / "b.json",
        labelme(
            "..\\pictures\\b.png",
            shape(POINTS, "Total, 12"),
            shape([[50, 40], [20, 30]], "rest", "rectangle"),
            shape(POINTS, "hidden", flags={"difficult": True}),
            shape(POINTS, "###", description=None),
        ),
    )
    assert only(photos, tmp_path / "s") == [
        (QUAD, "Total, 12"),
        ((20, 30, 50, 30, 50, 40, 20, 40), "rest"),
        (QUAD, "###"),
        (QUAD, "###"),
    ]


def test_x_anylabeling_descriptions_are_texts(photos: Path, tmp_path: Path) -> None:
    common: dict[str, Any] = {"score": None, "attributes": {}, "kie_linking": []}
    corners = [[20, 30], [50, 30], [50, 40], [20, 40]]
    write(
        tmp_path / "s" / "票 1.json",
        labelme(
            "票 1.jpg",
            shape(POINTS, kind="rotation", direction=0.04, description="欢迎", difficult=False, **common),
            shape(corners, kind="rectangle", description="", difficult=False, **common),
            shape(corners, kind="rectangle", description="dim", difficult=True, **common),
            shape(corners, kind="rectangle", description="", difficult="false", **common),
            shape(corners, "ignore", "quadrilateral", description="", **common),
        ),
    )
    box = (20, 30, 50, 30, 50, 40, 20, 40)
    expected = [(QUAD, "欢迎"), (box, ""), (box, "###"), (box, ""), (box, "###")]
    assert only(photos, tmp_path / "s") == expected


def test_one_name_on_all_boxes_is_a_class(photos: Path, tmp_path: Path) -> None:
    source = write(
        tmp_path / "s" / "b.json", labelme("b.png", shape(POINTS), shape(POINTS), shape(POINTS, "###"))
    )
    assert only(photos, source) == [(QUAD, ""), (QUAD, ""), (QUAD, "###")]
    assert "taken for a class" in notes(photos, source)[0]


def test_shapes_that_are_no_regions_are_told(photos: Path, tmp_path: Path) -> None:
    source = write(
        tmp_path / "s" / "b.json",
        labelme(
            "b.png",
            shape(POINTS, "a"),
            shape([[1, 2]], "b", "point"),
            shape([[1, 2], [3, 4]], "c", "line"),
            5,
        ),
    )
    write(tmp_path / "s" / "settings.json", {"theme": "dark"})
    write(tmp_path / "s" / "torn.json", '{"shapes": [\n{"label"')
    plan = plan_import(photos, tmp_path / "s")
    assert labels_of(plan) == {"b.png": [(QUAD, "a")]}
    assert [error.problem.parameters.get("number") for error in plan.problems] == [2, 3, 4, None, None]
    assert [error.path for error in plan.problems[:3]] == [source] * 3
    assert plan.problems[-1].line == 2


def test_a_renamed_picture_is_found_by_the_name_of_its_file(photos: Path, tmp_path: Path) -> None:
    write(tmp_path / "s" / "c.json", labelme("IMG_0007.jpeg", shape(POINTS, "a")))
    assert only(photos, tmp_path / "s") == [(QUAD, "a")]


def test_labels_of_a_larger_picture_are_noted(photos: Path, tmp_path: Path) -> None:
    write(tmp_path / "s" / "b.json", labelme("b.png", shape(POINTS, "a"), size=(400, 200)))
    (note,) = notes(photos, tmp_path / "s")
    assert "400 × 200" in note
    assert "200 × 100" in note


# ---- ICDAR, CVAT, Datumaro


def test_the_archive_of_cvat(photos: Path, tmp_path: Path) -> None:
    folder = tmp_path / "task" / "text_localization" / "default"
    blank(folder / "images" / "b.png")
    write(folder / "gt_b.txt", '10.0,10.0,60.0,12.0,60.0,30.0,10.0,28.0,"Total, 12"\n1.0 2.0 30.0 40.5 "x"\n')
    write(folder / "gt_c.txt", '0.0,0.0,20.0,0.0,20.0,5.0,20.0,10.0,0.0,10.0,"five"\n5,6,1,2\n')
    assert detect_format(tmp_path / "task").name == "icdar"
    plan = plan_import(photos, tmp_path / "task")
    assert plan.problems == plan.unmatched == ()
    assert labels_of(plan) == {
        "b.png": [(QUAD, "Total, 12"), ((1, 2, 30, 2, 30, 40.5, 1, 40.5), "x")],
        "c.png": [((0, 0, 20, 0, 20, 10, 0, 10), "five"), ((1, 2, 5, 2, 5, 6, 1, 6), "")],
    }
    assert len(plan.notes) == 1


def test_an_archive_is_to_be_unpacked(photos: Path, tmp_path: Path) -> None:
    archive = write(tmp_path / "task.zip", b"PK\x03\x04")
    with pytest.raises(InputError, match="Unpack"):
        plan_import(photos, archive)


def test_gt_files_in_folders_of_one_name_find_their_part(tmp_path: Path) -> None:
    root, source = tmp_path / "data", tmp_path / "gts"
    for part in ("train", "test"):
        blank(root / f"{part}_images" / "img_1.png")
        write(source / f"{part}_gts" / "gt_img_1.txt", f"1,2,3,4,5,6,7,8,{part}\n")
    plan = plan_import(root, source)
    assert {p.parent.name: labels[0].transcription for p, labels in plan.labels.items()} == {
        "train_images": "train",
        "test_images": "test",
    }
    write(source / "other" / "gt_img_1.txt", "1,2,3,4,5,6,7,8,whose?\n")
    (unclear,) = plan_import(root, source).unmatched
    assert "Several pictures" in str(unclear.problem)


def test_bad_lines_are_told_with_their_number(photos: Path, tmp_path: Path) -> None:
    path = write(
        tmp_path / "s" / "gt_b.txt", "\ufeff1,2,3,4,5,6,7,8,a\r\n\r\nnot a line\r\n9,9,9,x,5,6,7,8\r\n"
    )
    plan = plan_import(photos, path)
    assert [error.line for error in plan.problems] == [3, 4]
    assert plan.boxes == 1


# ---- COCO


def coco(*annotations: Any, **more: Any) -> dict[str, Any]:
    categories = [{"id": 1, "name": "text"}, {"id": 2, "name": "Ignore"}]
    images = [{"id": 7, "file_name": "default/b.png", "width": 200, "height": 100}]
    return {"images": images, "categories": categories, "annotations": list(annotations), **more}


def annotation(**more: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "image_id": 7,
        "category_id": 1,
        "segmentation": [[10, 10, 60, 12, 60, 30, 10, 28]],
        **more,
    }


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"attributes": {"text": "a, b", "occluded": False}}, "a, b"),
        ({"transcription": "元"}, "元"),
        ({"caption": 12}, "12"),
        ({"utf8_string": "q", "legibility": "legible"}, "q"),
        ({}, ""),
        ({"iscrowd": 1, "attributes": {"text": "###"}}, "###"),
        ({"category_id": 2}, "###"),
        ({"attributes": {"ignore": True}}, "###"),
        ({"utf8_string": "", "legibility": "illegible"}, "###"),
    ],
)
def test_coco_texts(photos: Path, tmp_path: Path, more: dict[str, Any], text: str) -> None:
    source = write(tmp_path / "instances.json", coco(annotation(**more)))
    assert only(photos, source) == [(QUAD, text)]


def test_coco_shapes(photos: Path, tmp_path: Path) -> None:
    source = write(
        tmp_path / "instances.json",
        coco(
            annotation(segmentation=[], bbox=[20, 30, 30, 10]),
            annotation(segmentation={"counts": "abc", "size": [100, 200]}, bbox=[20, 30, 30, 10], iscrowd=0),
            annotation(segmentation=[[20, 30, 50, 30, 50, 40, 20, 40, 20, 30]]),
            annotation(segmentation=[[0, 0, 10, 0, 10, 10], [30, 0, 30, 10, 20, 10]]),
            annotation(segmentation=[], bbox=[20, 30, 30, 10], attributes={"rotation": 90.0}),
        ),
    )
    box = (20, 30, 50, 30, 50, 40, 20, 40)
    labels = [points for points, _ in only(photos, source)]
    assert labels[:4] == [box, box, box, (0, 0, 30, 0, 30, 10, 0, 10)]
    assert labels[4] == pytest.approx((40, 20, 40, 50, 30, 50, 30, 20))
    assert len(notes(photos, source)) == 2


def test_coco_says_what_it_could_not_read(photos: Path, tmp_path: Path) -> None:
    source = write(
        tmp_path / "instances.json",
        coco(
            annotation(),
            annotation(image_id=99),
            annotation(segmentation=[[1, 2, 3]], bbox=None),
            annotation(segmentation=None, bbox=[1, 2, 3]),
            annotation(segmentation=[], bbox=[9e6, 0, 9e6, 5]),
            "text",
        ),
    )
    plan = plan_import(photos, source)
    assert [error.problem.parameters["number"] for error in plan.problems] == [2, 3, 4, 5, 6]
    assert plan.boxes == 1


# ---- YOLO-OBB


def test_yolo_obb(photos: Path, tmp_path: Path) -> None:
    source = tmp_path / "yolo"
    write(
        source / "data.yaml",
        "path: .\ntrain: images/train\n\nnames:\n  0: text\n  1: 'ignore'  # unreadable\n",
    )
    write(
        source / "labels" / "train" / "b.txt",
        "0 0.05 0.1 0.3 0.12 0.3 0.3 0.05 0.28\n1 0.05 0.1 0.3 0.12 0.3 0.3 0.05 0.28\n\n0 0.5 0.5 0.1 0.2\n"
        "0 0.05 0.1 0.3 0.12 0.3 0.3 0.05 0.28 0.93\nx 1 2\n0 0.1 nan 0.2 0.3\n",
    )
    assert detect_format(source).name == "yolo-obb"
    plan = plan_import(photos, source)
    assert labels_of(plan) == {
        "b.png": [(QUAD, ""), (QUAD, "###"), ((90, 40, 110, 40, 110, 60, 90, 60), ""), (QUAD, "")]
    }
    assert [error.line for error in plan.problems] == [6, 7]


def test_yolo_obb_without_the_picture(photos: Path, tmp_path: Path) -> None:
    write(tmp_path / "labels" / "gone.txt", "0 0.05 0.1 0.3 0.12 0.3 0.3 0.05 0.28\n")
    plan = plan_import(photos, tmp_path / "labels")
    assert len(plan.unmatched) == 1
    assert plan.labels == {}


@pytest.mark.parametrize(
    "text",
    [
        "names: [text, ignore]\n",
        'nc: 2\nnames: ["text", "ignore"]',
        "names:\n- text\n- ignore\nnc: 2\n",
        "names:\r\n  0: text\r\n  1: ignore\r\n# end\r\n",
        "names: {0: text, 1: ignore}\n",
        "names: ['text',\n  'ignore']\n",
    ],
)
def test_class_names_in_all_spellings(text: str) -> None:
    assert yaml_names(text) == {0: "text", 1: "ignore"}


def test_a_yaml_file_without_names() -> None:
    assert yaml_names("train: x\n") == {}


# ---- any source


def test_what_is_no_source_is_told(photos: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        plan_import(photos, tmp_path / "none")
    with pytest.raises(InputError, match="known format"):
        plan_import(photos, photos)
    with pytest.raises(InputError, match="format COCO"):
        plan_import(photos, photos, "coco")
    with pytest.raises(InputError, match="no label format"):
        plan_import(photos, photos, "xml")
    with pytest.raises(InputError, match="no such folder"):
        plan_import(tmp_path / "none", photos)


def test_names_are_compared_whatever_their_case_and_composition(tmp_path: Path) -> None:
    root = tmp_path / "photos"
    blank(root / "Café 1.PNG")
    decomposed = "Cafe\u0301 1.png"
    source = write(tmp_path / "Label.txt", ppocr(f"x/{decomposed}", "[]"))
    assert list(labels_of(plan_import(root, source))) == ["Café 1.PNG"]


def test_two_pictures_of_one_stem_share_a_gt_file(tmp_path: Path) -> None:
    root = tmp_path / "photos"
    blank(root / "a.jpg")
    blank(root / "a.png")
    source = write(tmp_path / "Label.txt", ppocr("x/a.jpg", "[]") + ppocr("x/a.png", "[]"))
    plan = plan_import(root, source)
    assert [picture.name for picture in plan.labels] == ["a.jpg"]
    assert "share" in str(plan.unmatched[0].problem)
