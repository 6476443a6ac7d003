"""What happens to labels that are there, and round trips."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.data import gt
from engine.data.dataset import gt_path_for
from engine.data.gt import Label
from engine.data.project_file import mark_checked, read_checked, unmark_checked
from engine.errors import InputError, QuadTuneError
from engine.formats import formats, writable
from engine.formats.exporting import plan_export, run_export
from engine.formats.importing import plan_import, run_import
from tests.conftest import DatasetFactory
from tests.engine.formats.conftest import blank, on_disk, write

OLD = "1,2,3,4,5,6,7,8,old\nnot a line\n"
NEW = Label((10, 10, 60, 12, 60, 30, 10, 28), "new")


@pytest.fixture
def half_labelled(photos: Path) -> Path:
    """``b.png`` has labels."""
    write(photos / "train_gts" / "gt_b.txt", OLD)
    return photos


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    for name in ("b", "c"):
        write(folder / f"gt_{name}.txt", gt.format_gt([NEW]))
    return folder


def test_existing_labels_are_kept(half_labelled: Path, source: Path) -> None:
    report = run_import(plan_import(half_labelled, source))
    assert report.kept == (half_labelled / "b.png",)
    assert report.pictures == (half_labelled / "c.png",)
    assert (report.boxes, report.backup) == (1, None)
    assert (half_labelled / "train_gts" / "gt_b.txt").read_text() == OLD
    assert on_disk(half_labelled, "c.png") == [NEW]


def test_adding_keeps_all_lines_and_repeats_none(half_labelled: Path, source: Path) -> None:
    report = run_import(plan_import(half_labelled, source), "add")
    path = half_labelled / "train_gts" / "gt_b.txt"
    assert path.read_text() == OLD + "10,10,60,12,60,30,10,28,new\n"
    assert report.backup is not None
    assert (report.backup / "train_gts" / "gt_b.txt").read_text() == OLD
    again = run_import(plan_import(half_labelled, source), "add")
    assert again.pictures == ()
    assert again.backup is None
    assert path.read_text() == OLD + "10,10,60,12,60,30,10,28,new\n"


def test_replacing_keeps_a_copy(half_labelled: Path, source: Path) -> None:
    plan = plan_import(half_labelled, source)
    assert plan.labelled == {half_labelled / "b.png"}
    report = run_import(plan, "replace")
    assert on_disk(half_labelled, "b.png") == [NEW]
    assert report.backup is not None
    assert [p.relative_to(report.backup).as_posix() for p in report.backup.rglob("*.txt")] == [
        "train_gts/gt_b.txt"
    ]
    assert (report.backup / "train_gts" / "gt_b.txt").read_text() == OLD
    # The copies are not taken for labels to import, nor is anything else changed.
    assert run_import(plan_import(half_labelled, half_labelled), "replace").pictures == ()


def test_a_gt_file_that_cannot_be_read_is_not_added_to(half_labelled: Path, source: Path) -> None:
    path = write(half_labelled / "train_gts" / "gt_b.txt", b"\xff\xfe1,2")
    report = run_import(plan_import(half_labelled, source), "add")
    assert [problem.path for problem in report.problems] == [path]
    assert path.read_bytes() == b"\xff\xfe1,2"


def test_labels_drawn_after_the_look_are_not_lost(photos: Path, source: Path) -> None:
    plan = plan_import(photos, source)
    write(photos / "train_gts" / "gt_c.txt", OLD)
    assert run_import(plan, "keep").kept == (photos / "c.png",)
    assert (photos / "train_gts" / "gt_c.txt").read_text() == OLD


def test_pictures_with_several_records_get_all_boxes_once(photos: Path, tmp_path: Path) -> None:
    other = NEW.with_transcription("second")
    write(tmp_path / "s" / "one" / "gt_b.txt", gt.format_gt([NEW]))
    write(tmp_path / "s" / "two" / "gt_b.txt", gt.format_gt([NEW, other]))
    run_import(plan_import(photos, tmp_path / "s"))
    assert on_disk(photos, "b.png") == [NEW, other]


def test_the_work_is_told_and_can_be_ended(photos: Path, source: Path) -> None:
    told: list[tuple[int, int]] = []
    written: list[Path] = []
    run_import(plan_import(photos, source), progress=lambda *done: told.append(done), written=written.append)
    assert told == [(0, 2), (1, 2)]
    assert written == [photos / "b.png", photos / "c.png"]


# ---- export


def test_exports_never_overwrite(make_dataset: DatasetFactory, tmp_path: Path) -> None:
    plan = plan_export(make_dataset(train=2, test=1))
    mine = write(tmp_path / "out" / "mine.txt", "keep me")
    for name in writable():
        with pytest.raises(InputError, match="new or an empty folder"):
            run_export(plan, mine.parent, name)
    with pytest.raises(InputError, match="only read"):
        run_export(plan, tmp_path / "new", "labelme")
    assert [path.name for path in mine.parent.iterdir()] == ["mine.txt"]


def test_an_export_that_fails_leaves_nothing(make_dataset: DatasetFactory, tmp_path: Path) -> None:
    plan = plan_export(make_dataset(train=2, test=1))
    before = sorted(tmp_path.iterdir())

    def stop(done: int, total: int) -> None:
        assert total == 3
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_export(plan, tmp_path / "out", "icdar", stop)
    assert sorted(tmp_path.iterdir()) == before


def test_the_icdar_folder_is_a_data_set(make_dataset: DatasetFactory, tmp_path: Path) -> None:
    root = make_dataset(train=3, test=2, unlabelled=1, lists=False)
    write(root / "train_gts" / "gt_img_002.txt", OLD)
    plan = plan_export(root)
    assert (plan.pictures, plan.unlabelled, plan.split_drawn) == (5, 1, False)
    assert (
        plan.size
        == sum(path.stat().st_size for path in root.rglob("*.png"))
        - (root / "train_images" / "img_004.png").stat().st_size
    )
    report = run_export(plan, tmp_path / "out", "icdar")
    assert len(report.notes) == 1  # the line that is no label
    assert report.labels == plan.labels
    assert (tmp_path / "out" / "train_gts" / "gt_img_002.txt").read_text() == OLD
    for listed in ("train_list.txt", "test_list.txt"):
        for line in (tmp_path / "out" / listed).read_text().splitlines():
            picture, gt_path = (tmp_path / "out" / part for part in line.split(" "))
            assert picture.read_bytes() == (root / picture.relative_to(tmp_path / "out")).read_bytes()
            assert gt_path.read_bytes() == (root / gt_path.relative_to(tmp_path / "out")).read_bytes()


def test_a_data_set_without_test_pictures_gets_some(make_dataset: DatasetFactory) -> None:
    plan = plan_export(make_dataset(train=5, test=0, plain=True, lists=False))
    assert plan.split_drawn
    assert [len(part.samples) for part in plan.parts] == [4, 1]


def test_ppocrlabel_opens_what_is_exported(make_dataset: DatasetFactory, tmp_path: Path) -> None:
    root = make_dataset(train=2, test=1)
    done = root / "train_images" / "img_002.png"
    mark_checked(root, [done])
    run_export(plan_export(root), tmp_path / "out", "ppocrlabel")
    folder = tmp_path / "out" / "train"
    lines = (folder / "Label.txt").read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[0] for line in lines] == ["train/img_001.png", "train/img_002.png"]
    box = json.loads(lines[0].split("\t")[1])[0]
    assert box.keys() == {"transcription", "points", "difficult"}
    assert all(type(value) is int for point in box["points"] for value in point)
    # PPOCRLabel drops labels of unchecked pictures from Label.txt, and finds them in the other file.
    assert (folder / "Cache.cach").read_bytes() == (folder / "Label.txt").read_bytes()
    assert (folder / "fileState.txt").read_text() == f"{folder / 'img_002.png'}\t1\n"
    plan = plan_import(root, tmp_path / "out")
    assert plan.checked == (done,)
    unmark_checked(root, [done])
    assert run_import(plan).checked == (done,)
    assert read_checked(root) == {done}
    gt_path_for(root, done).unlink()
    unmark_checked(root, [done])
    assert run_import(replace(plan, labels={})).checked == ()  # a mark says something about a gt file
    assert read_checked(root) == set()


def test_coco_as_its_tools_expect_it(make_dataset: DatasetFactory, tmp_path: Path) -> None:
    root = make_dataset(train=2, test=1)
    run_export(plan_export(root), tmp_path / "out", "coco")
    value = json.loads(
        (tmp_path / "out" / "annotations" / "instances_train.json").read_text(encoding="utf-8")
    )
    assert [image["file_name"] for image in value["images"]] == [
        "train_images/img_001.png",
        "train_images/img_002.png",
    ]
    assert len({one["id"] for one in value["annotations"]}) == len(value["annotations"])
    for one in value["annotations"]:
        left, top, width, height = one["bbox"]
        assert one["segmentation"] == [
            [left, top, left + width, top, left + width, top + height, left, top + height]
        ]
        assert one["area"] == width * height
        assert one["iscrowd"] == (one["attributes"]["text"] == "###")


# ---- round trips

coordinate = st.one_of(
    st.integers(-500, 5000).map(float),
    st.floats(-500, 5000, allow_nan=False).map(lambda value: round(value, 2)),
)
text = st.one_of(
    st.sampled_from(
        ["###", "", "a, b", '"quoted"', 'half "', " blanks ", "元/€", "1,2,3,4", "false", "*", "ignore"]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=12),
)
labels = st.lists(
    st.builds(Label, st.tuples(*[coordinate] * 8), text),  # crossed and empty quads, too
    max_size=5,
)
QUICK = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("name", writable())
@QUICK
@given(first=labels, second=labels)
def test_what_is_exported_is_imported_as_it_was(name: str, first: list[Label], second: list[Label]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root, again = Path(folder) / "data", Path(folder) / "again"
        for number, content in enumerate((first, second), start=1):
            for place in (root, again):
                blank(place / "train_images" / f"图 {number}.png", 8, 8)
            gt.write_gt(root / "train_gts" / f"gt_图 {number}.txt", content)
        run_export(plan_export(root), Path(folder) / "out", name)
        plan = plan_import(again, Path(folder) / "out")
        assert plan.format == name
        report = run_import(plan)
        assert report.unmatched == report.problems == ()
        for number, content in enumerate((first, second), start=1):
            assert on_disk(again, f"train_images/图 {number}.png") == content


# ---- anything at all

KEYS = [
    "shapes", "points", "label", "flags", "shape_type", "description", "images", "annotations", "id",
    "image_id", "file_name", "segmentation", "bbox", "attributes", "rotation", "categories", "name",
    "transcription", "difficult",
]  # fmt: skip
value = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.integers(10**320)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=9),
        st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=6,
        ),
    ),
    max_leaves=25,
)
NAMES = {
    "ppocrlabel": "Label.txt",
    "labelme": "b.json",
    "coco": "b.json",
    "icdar": "gt_b.txt",
    "yolo-obb": "b.txt",
}


def try_to_import(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "data"
        blank(root / "b.png", 8, 8)
        path = write(Path(folder) / "s" / NAMES[name], content)
        told: list[QuadTuneError] = []
        for chosen in ("auto", name):
            try:
                run_import(plan_import(root, path, chosen), "add")
            except QuadTuneError as error:
                told.append(error)
        for one in formats().values():
            one.recognises(path)
        assert all(error.remedy for error in told)


@pytest.mark.parametrize("name", formats())
@QUICK
@given(content=st.binary(max_size=200))
def test_any_bytes_are_survived(name: str, content: bytes) -> None:
    try_to_import(name, content)


@pytest.mark.parametrize("name", ["labelme", "coco", "ppocrlabel"])
@QUICK
@given(content=value)
def test_any_json_is_survived(name: str, content: object) -> None:
    around: object = content
    if name == "labelme":
        around = {"shapes": [content, {"points": content}], "imagePath": content, "imageWidth": content}
    elif name == "coco":
        image = {"id": 1, "file_name": "b.png", "width": content}
        bare = {"image_id": 1, "category_id": content}
        boxes = [content, {**bare, "bbox": content, "attributes": content}, {**bare, "segmentation": content}]
        around = {"images": [image, content], "annotations": boxes, "categories": content}
    text = json.dumps(around)
    if name == "ppocrlabel":
        text = f"x/b.png\t{text}\nx/b.png\t" + json.dumps(
            [content, {"points": content, "transcription": content}]
        )
    try_to_import(name, text.encode())


@pytest.mark.parametrize("name", ["icdar", "yolo-obb"])
@QUICK
@given(content=st.text('0123456789.,-+e "#\n\tx', max_size=120))
def test_any_numbers_are_survived(name: str, content: str) -> None:
    try_to_import(name, content.encode())


def test_deep_json_is_survived() -> None:
    try_to_import("coco", b"[" * 100_000)
