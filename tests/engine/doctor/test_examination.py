"""The whole check: every kind of finding in real folders, its figures, and any bytes at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.data.dataset import Sample, load_dataset
from engine.data.gt import format_gt, read_gt
from engine.doctor.examination import DatasetReport, Doctor, find_problems
from engine.doctor.finding import Finding, FindingKind, Severity
from engine.doctor.inspection import SampleInspection, inspect
from tests.conftest import DatasetFactory

LINES = {
    FindingKind.CROSSED: "10,10,50,30,50,10,10,30,crossed",
    FindingKind.EMPTY: "10,10,10,10,10,30,10,30,flat",
    FindingKind.OUTSIDE: "900,900,950,900,950,930,900,930,outside",
    FindingKind.PARTLY_OUTSIDE: "300,10,330,10,330,30,300,30,partly",
    FindingKind.TINY: "10,200,60,200,60,204,10,204,low",
    FindingKind.UNREADABLE_LINE: "no label at all",
}
FIXABLE = {
    FindingKind.CROSSED,
    FindingKind.EMPTY,
    FindingKind.PARTLY_OUTSIDE,
    FindingKind.DUPLICATE,
    FindingKind.REVERSED,
}


def examine(root: Path) -> DatasetReport:
    return Doctor().examine(load_dataset(root))


def of_kind(report: DatasetReport, kind: FindingKind) -> list[Finding]:
    return [finding for finding in report.findings if finding.kind is kind]


def write(root: Path, *lines: str, number: int = 1) -> Path:
    """Other lines for a picture of 320 × 240; returns the gt file."""
    gt = root / "train_gts" / f"gt_img_{number:03d}.txt"
    gt.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return gt


def test_nothing_is_wrong_with_a_good_set_but_its_size(make_dataset: DatasetFactory) -> None:
    report = examine(make_dataset(train=3, test=1))
    assert [finding.kind for finding in report.findings] == [FindingKind.FEW]
    assert not report.blocked
    assert (report.labels, report.ignored, report.crop_size) == (16, 4, None)
    assert report.texts.directions() == {"horizontal": 12, "tilted": 0, "vertical": 0}
    assert sum(report.texts.height_counts(640)) == 12


@pytest.mark.parametrize("kind", LINES)
def test_a_line_of_each_kind_is_told_with_file_line_and_label(
    make_dataset: DatasetFactory, kind: FindingKind
) -> None:
    root = make_dataset(train=2, test=1)
    gt = write(root, "20,60,80,60,80,80,20,80,fine", "", LINES[kind])
    report = examine(root)
    (finding,) = of_kind(report, kind)
    assert (finding.path, finding.line) == (gt, 3)
    assert finding.picture == root / "train_images" / "img_001.png"
    assert finding.row == (None if kind is FindingKind.UNREADABLE_LINE else 1)
    assert finding.remedy
    assert (finding.fix is not None) == (kind in FIXABLE)
    assert finding.blocks == report.blocked == (kind is FindingKind.UNREADABLE_LINE)
    assert {other.kind for other in report.findings} == {kind, FindingKind.FEW}


def test_what_counts_as_tiny_is_what_training_leaves_out(make_dataset: DatasetFactory) -> None:
    root = make_dataset(train=1, test=1, size=(2560, 400))
    write(root, "10,20,900,20,900,31,10,31,11 pixels", "10,60,900,60,900,73,10,73,13 pixels")
    (finding,) = of_kind(examine(root), FindingKind.TINY)
    assert finding.row == 0  # at half the size 5.5 pixels
    assert "5.5 pixels" in finding.message
    assert "1280" in finding.message


def test_twice_is_told_apart_from_on_top_of_each_other(make_dataset: DatasetFactory) -> None:
    root = make_dataset(train=1, test=1)
    write(
        root,
        "10,10,110,10,110,40,10,40,one",
        "10,10,110,10,110,40,10,40,",
        "10,11,110,11,110,40,10,40,two",
        "10,60,110,60,110,90,10,90,alone",
    )
    report = examine(root)
    (twice,) = of_kind(report, FindingKind.DUPLICATE)
    (over,) = of_kind(report, FindingKind.OVERLAP)
    assert (twice.row, over.row) == (1, 2)
    assert "label 1" in twice.message
    assert "IoU 0.97" in over.message
    assert over.fix is None


def test_unreadable_files(make_dataset: DatasetFactory) -> None:
    root = make_dataset(train=3, test=1, unlabelled=1, lists=False)
    (root / "train_images" / "img_001.png").write_bytes(b"")
    (root / "train_images" / "img_004.png").write_bytes(b"GIF89a")
    (root / "train_gts" / "gt_img_002.txt").write_bytes(b"\xff\xfe")
    report = examine(root)
    (picture,) = of_kind(report, FindingKind.UNREADABLE_PICTURE)
    (line,) = of_kind(report, FindingKind.UNREADABLE_LINE)
    assert picture.path == root / "train_images" / "img_001.png"
    assert line.path == root / "train_gts" / "gt_img_002.txt"
    (unlabelled,) = of_kind(report, FindingKind.UNLABELLED_UNREADABLE)
    assert unlabelled.severity is Severity.WARNING
    assert report.blocked


def test_pictures_without_text(make_dataset: DatasetFactory) -> None:
    root = make_dataset(train=3, test=1)
    write(root)
    write(root, "10,10,50,10,50,30,10,30,###", number=2)
    report = examine(root)
    assert len(of_kind(report, FindingKind.NO_TEXT)) == 2
    assert not report.blocked
    write(root, "10,10,50,10,50,30,10,30,###", number=3)
    report = examine(root)
    assert len(of_kind(report, FindingKind.NOTHING_TO_LEARN)) == 1
    assert report.blocked


def test_large_pictures_come_with_a_crop_size_that_holds_their_lines(make_dataset: DatasetFactory) -> None:
    root = make_dataset(train=1, test=1, size=(1000, 300))
    report = examine(root)
    assert len(of_kind(report, FindingKind.LARGE)) == 2
    assert report.crop_size == 640
    write(root, *("10,{0},990,{0},990,{1},10,{1},long".format(y, y + 20) for y in range(0, 250, 25)))
    report = examine(root)
    assert report.crop_size == 1024
    assert "crops of 1024" in of_kind(report, FindingKind.LARGE)[0].remedy


def test_the_same_picture_in_train_and_test_by_path_and_by_content(make_dataset: DatasetFactory) -> None:
    root = make_dataset(train=3, test=2)
    shutil.copy(root / "train_images" / "img_002.png", root / "test_images" / "img_001.png")
    with (root / "test_list.txt").open("a") as file:
        file.write("train_images/img_003.png train_gts/gt_img_003.txt\n")
    report = examine(root)
    (by_path,) = of_kind(report, FindingKind.IN_BOTH)
    assert (by_path.path, by_path.line) == (root / "test_list.txt", 3)
    (by_content,) = of_kind(report, FindingKind.SAME_CONTENT)
    assert by_content.path == root / "test_images" / "img_001.png"
    assert "img_002.png" in by_content.message


def test_only_files_of_equal_size_are_read(
    make_dataset: DatasetFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_dataset(train=3, test=2)
    (root / "train_images" / "img_001.png").write_bytes(b"a picture, or not")
    (root / "test_images" / "img_001.png").write_bytes(b"another of 17 byt")
    read: list[Path] = []

    def noted(path: Path) -> bytes:
        read.append(path)
        return path.name.encode()

    monkeypatch.setattr("engine.doctor.whole_set.file_digest", noted)
    sizes = [path.stat().st_size for path in sorted(root.glob("*_images/*.png"))]
    assert len(set(sizes)) == 4  # only the two written here are equal
    Doctor().examine(load_dataset(root))
    assert sorted(path.relative_to(root).as_posix() for path in read) == [
        "test_images/img_001.png",
        "train_images/img_001.png",
    ]


def test_odd_orders(make_dataset: DatasetFactory) -> None:
    root = make_dataset(train=2, test=1)
    straight = [f"10,{y},110,{y},110,{y + 15},10,{y + 15},line" for y in range(5, 225, 20)]
    write(root, *straight)
    write(root, "10,10,10,30,110,30,110,10,around", "110,90,10,90,10,70,110,70,upside down", number=2)
    report = examine(root)
    (around,) = of_kind(report, FindingKind.REVERSED)
    (turned,) = of_kind(report, FindingKind.TURNED)
    assert (around.row, turned.row) == (0, 1)
    assert around.fix is not None
    assert turned.fix is None


def test_directions_and_heights(make_dataset: DatasetFactory) -> None:
    root = make_dataset(train=1, test=1)
    for gt in root.glob("*_gts/*.txt"):
        gt.write_text("5,5,9,5,9,9,5,9,###\n")
    write(
        root,
        "10,10,110,10,110,30,10,30,level",
        "150,10,170,10,170,110,150,110,upright",
        "200,100,270,170,260,180,190,110,tilted",
        "10,100,30,100,30,120,10,120,square",
    )
    texts = examine(root).texts
    assert texts.directions() == {"horizontal": 2, "tilted": 1, "vertical": 1}
    assert texts.height_counts(640) == [0, 0, 1, 3, 0, 0, 0]
    assert texts.height_counts(160) == [0, 1, 3, 0, 0, 0, 0]


def test_a_second_check_only_looks_at_what_changed(
    make_dataset: DatasetFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_dataset(train=3, test=1)
    looked: list[str] = []

    def noted(sample: Sample, side: int) -> SampleInspection:
        looked.append(sample.picture.name)
        return inspect(sample, side)

    monkeypatch.setattr("engine.doctor.examination.inspect", noted)
    doctor, dataset = Doctor(), load_dataset(root)
    doctor.examine(dataset)
    assert len(looked) == 4
    write(root, LINES[FindingKind.CROSSED], number=2)
    report = doctor.examine(dataset)
    assert looked[4:] == ["img_002.png"]
    assert len(of_kind(report, FindingKind.CROSSED)) == 1


def test_progress_is_told_and_its_exception_ends_the_check(make_dataset: DatasetFactory) -> None:
    dataset = load_dataset(make_dataset(train=3, test=1))
    told: list[tuple[int, int]] = []
    Doctor().examine(dataset, lambda *now: told.append(now))
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]

    def stop(done: int, _total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Doctor().examine(dataset, stop)


def test_training_hears_of_problems_but_not_of_notes(make_dataset: DatasetFactory) -> None:
    root = make_dataset(train=2, test=1)
    write(root, *LINES.values())
    kinds = [finding.kind for finding in find_problems(load_dataset(root))]
    assert kinds == [FindingKind.CROSSED, FindingKind.EMPTY, FindingKind.OUTSIDE, FindingKind.UNREADABLE_LINE]


def test_every_kind_has_a_title() -> None:
    assert all(kind.title.template for kind in FindingKind)


@given(data=st.binary(max_size=300))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_as_gt_are_a_report(tmp_path: Path, data: bytes) -> None:
    root = tmp_path / "set"
    if not root.exists():
        (root / "train_images").mkdir(parents=True)
        (root / "train_gts").mkdir()
        cv2.imwrite(str(root / "train_images" / "a.png"), np.full((40, 60, 3), 255, np.uint8))
    (root / "train_gts" / "gt_a.txt").write_bytes(data)
    report = examine(root)
    assert report.to_json()["labelled"] == 1


NUMBERS = st.one_of(st.integers(-30, 90), st.floats(-1e6, 1e6).map(lambda value: round(value, 2)))
GT_LINES = st.lists(
    st.tuples(st.lists(NUMBERS, min_size=8, max_size=8), st.sampled_from(["", "a", "b", "###"]))
)


@given(lines=GT_LINES, repeated=st.integers(0, 3))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_fix_never_adds_a_finding_of_its_kind(
    tmp_path: Path, lines: list[tuple[list[float], str]], repeated: int
) -> None:
    root = tmp_path / "set"
    gt = root / "train_gts" / "gt_a.txt"
    if not root.exists():
        (root / "train_images").mkdir(parents=True)
        gt.parent.mkdir()
        cv2.imwrite(str(root / "train_images" / "a.png"), np.full((60, 80, 3), 255, np.uint8))
    texts = [",".join([*map(str, points), text]) for points, text in lines]
    before = "".join(f"{text}\n" for text in [*texts, *texts[:repeated]])
    gt.write_text(before, "utf-8")
    report = examine(root)
    for finding in report.findings:
        if finding.fix is None:
            continue
        entries = read_gt(gt).entries
        fixed = finding.fix(entries)
        assert fixed != list(entries)
        gt.write_text(format_gt(fixed), "utf-8")
        after = len(of_kind(examine(root), finding.kind))
        assert after < len(of_kind(report, finding.kind)), finding
        gt.write_text(before, "utf-8")


def test_real_sets(shared_data: Path) -> None:
    report = examine(shared_data / "handwriting")
    assert report.labels == 649
    assert {
        one.row
        for one in of_kind(report, FindingKind.REVERSED)
        if one.path is not None and one.path.name == "gt_img_6.txt"
    } == {0, 1}
    assert report.texts.directions()["horizontal"] == 647
