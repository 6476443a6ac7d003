from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.dataset import (
    Sample,
    dataset_pictures,
    dataset_root,
    gt_path_for,
    held_back,
    load_dataset,
    load_labels,
    make_lists,
    require_text,
)
from engine.doctor.examination import find_problems
from engine.errors import InputError

MakeDataset = Callable[..., Path]


def pairs(root: Path, samples: tuple[Sample, ...]) -> list[tuple[str, str]]:
    return [
        (sample.picture.relative_to(root).as_posix(), sample.gt.relative_to(root).as_posix())
        for sample in samples
        if sample.gt is not None
    ]


def train_pairs(count: int) -> list[tuple[str, str]]:
    return [
        (f"train_images/img_{number:03d}.png", f"train_gts/gt_img_{number:03d}.txt")
        for number in range(1, count + 1)
    ]


@pytest.mark.parametrize(
    "line",
    [
        "train_images/{name}.png train_gts/gt_{name}.txt",
        "train_images/{name}.png   train_gts/gt_{name}.txt  ",
        "train_images/{name}.png\ttrain_gts/gt_{name}.txt",
        "./train_images/{name}.png ./train_gts/gt_{name}.txt",
        "train_images\\{name}.png train_gts\\gt_{name}.txt",
        "train_images/{name}.png",
        "{name}.png",
        "{root}/train_images/{name}.png {root}/train_gts/gt_{name}.txt",
        "{root}/train_images/{name}.png\t{root}/train_gts/gt_{name}.txt",
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_every_form_of_list(make_dataset: MakeDataset, line: str, line_end: str, bom: bytes) -> None:
    root = make_dataset(train=2, test=1, name="my data", lists=False, size=(64, 64))
    text = line_end.join(line.format(name=f"img_{number:03d}", root=root) for number in (1, 2)) + line_end * 2
    (root / "train_list.txt").write_bytes(bom + text.encode())
    dataset = load_dataset(root)
    assert pairs(root, dataset.train) == train_pairs(2)
    assert [sample.line for sample in dataset.train] == [1, 2]
    assert dataset.train[0].listed_in == root / "train_list.txt"
    assert pairs(root, dataset.test) == [("test_images/img_001.png", "test_gts/gt_img_001.txt")]
    assert dataset.split_note is None


def test_a_list_rules_over_the_folder(make_dataset: MakeDataset) -> None:
    root = make_dataset(train=3, size=(64, 64))
    (root / "train_list.txt").write_text("img_003.png\nimg_001.png\nimg_003.png\n")
    dataset = load_dataset(root)
    assert [sample.picture.stem for sample in dataset.train] == ["img_003", "img_001"], "once, in its order"
    assert dataset.unlabelled == 0


def test_paths_with_blanks_and_chinese(make_dataset: MakeDataset) -> None:
    root = make_dataset(train=1, test=1, size=(64, 64))
    picture, gt = root / "train_images" / "发票 no 1.png", root / "train_gts" / "gt_发票 no 1.txt"
    (root / "train_images" / "img_001.png").rename(picture)
    (root / "train_gts" / "gt_img_001.txt").rename(gt)
    for line in (
        "train_images/发票 no 1.png train_gts/gt_发票 no 1.txt",
        "train_images/发票 no 1.png\ttrain_gts/gt_发票 no 1.txt",
        "发票 no 1.png",
        "train_images/发票 no 1.png",
    ):
        (root / "train_list.txt").write_text(line + "\n", "utf-8")
        (sample,) = load_dataset(root).train
        assert (sample.picture, sample.gt) == (picture, gt), line
        assert len(load_labels(sample)) == 3


def test_no_lists_means_all_labelled_pictures(make_dataset: MakeDataset) -> None:
    root = make_dataset(train=3, test=2, unlabelled=2, lists=False, size=(64, 64))
    dataset = load_dataset(root)
    assert pairs(root, dataset.train) == train_pairs(3)
    assert len(dataset.test) == 2
    assert dataset.unlabelled == 2
    assert dataset.split_note is None


def test_a_plain_folder_splits_itself(make_dataset: MakeDataset) -> None:
    root = make_dataset(train=10, test=0, plain=True, unlabelled=1, lists=False, size=(64, 64))
    dataset = load_dataset(root, seed=3)
    assert (len(dataset.train), len(dataset.test), dataset.unlabelled) == (8, 2, 1)
    assert dataset.split_note is not None
    assert "2 of 10" in dataset.split_note
    assert not {s.picture for s in dataset.train} & {s.picture for s in dataset.test}
    assert load_dataset(root, seed=3) == dataset
    assert any(load_dataset(root, seed=seed).test != dataset.test for seed in range(4, 9))
    assert pairs(root, dataset.train)[0][1].startswith("train_gts/gt_img_")


def test_a_split_never_takes_everything(make_dataset: MakeDataset) -> None:
    root = make_dataset(train=2, test=0, lists=False, size=(64, 64))
    assert [len(part) for part in (load_dataset(root).train, load_dataset(root).test)] == [1, 1]
    (root / "train_gts" / "gt_img_002.txt").unlink()
    single = load_dataset(root)
    assert [len(part) for part in (single.train, single.test)] == [1, 0]
    assert single.split_note is not None


def test_a_train_list_without_test_pictures_is_split(make_dataset: MakeDataset) -> None:
    root = make_dataset(train=5, test=0, size=(64, 64))
    dataset = load_dataset(root)
    assert [len(dataset.train), len(dataset.test)] == [4, 1]
    assert dataset.split_note is not None


def test_an_empty_gt_is_a_picture_without_text(make_dataset: MakeDataset) -> None:
    root = make_dataset(train=2, size=(64, 64))
    (root / "train_gts" / "gt_img_001.txt").write_text("")
    assert load_labels(load_dataset(root).train[0]) == []


def fails(root: Path, text: str) -> InputError:
    with pytest.raises(InputError, match=text) as caught:
        load_dataset(root)
    assert caught.value.remedy
    return caught.value


def test_missing_folder_and_file_instead(tmp_path: Path) -> None:
    assert fails(tmp_path / "none", "no such folder").path == tmp_path / "none"
    (tmp_path / "file").write_text("x")
    fails(tmp_path / "file", "This is a file")


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff\r\n"])
def test_an_empty_list(make_dataset: MakeDataset, content: str) -> None:
    root = make_dataset(size=(64, 64))
    (root / "test_list.txt").write_text(content, "utf-8")
    assert fails(root, "list is empty").path == root / "test_list.txt"


def test_listed_picture_or_gt_missing(make_dataset: MakeDataset) -> None:
    root = make_dataset(train=3, size=(64, 64))
    (root / "train_images" / "img_002.png").rename(root / "aside.png")
    error = fails(root, r"train_images/img_002\.png is missing")
    assert (error.path, error.line) == (root / "train_list.txt", 2)
    (root / "aside.png").rename(root / "train_images" / "img_002.png")
    (root / "train_gts" / "gt_img_003.txt").unlink()
    error = fails(root, r"gt_img_003\.txt is missing")
    assert (error.path, error.line) == (root / "train_list.txt", 3)
    (root / "train_list.txt").write_text("img_001.png\n\nimg_003.png\n")
    assert fails(root, r"gt_img_003\.txt is missing").line == 3


@pytest.mark.parametrize("line", ["x" * 6000, "a b c", "img_001.png\tno.txt", "\0", "train_images"])
def test_nonsense_in_a_list_is_told_with_its_line(make_dataset: MakeDataset, line: str) -> None:
    root = make_dataset(train=1, size=(64, 64))
    (root / "train_list.txt").write_text(f"img_001.png\n{line}\n")
    assert fails(root, "is missing").line == 2


def test_a_list_that_is_no_utf8(make_dataset: MakeDataset) -> None:
    root = make_dataset(size=(64, 64))
    (root / "train_list.txt").write_bytes("img_001.png\n发票.png\n".encode("gbk"))
    error = fails(root, "UTF-8")
    assert (error.path, error.line) == (root / "train_list.txt", 2)


def test_nothing_labelled(make_dataset: MakeDataset, tmp_path: Path) -> None:
    root = make_dataset(train=0, test=0, unlabelled=2, size=(64, 64))
    assert fails(root, "no labelled pictures").path == root
    (tmp_path / "void").mkdir()
    fails(tmp_path / "void", "no labelled pictures")


def test_two_pictures_sharing_a_gt(make_dataset: MakeDataset) -> None:
    root = make_dataset(train=2, lists=False, size=(64, 64))
    shutil.copy(root / "train_images" / "img_001.png", root / "train_images" / "img_001.jpg")
    error = fails(root, "share the gt file gt_img_001")
    assert "img_001.jpg" in str(error)
    assert "img_001.png" in str(error)
    (root / "train_list.txt").write_text(
        "train_images/img_001.png train_gts/gt_img_001.txt\n"
        "train_images/img_002.png train_gts/gt_img_001.txt\n"
    )
    error = fails(root, "share the gt file")
    assert (error.path, error.line) == (root / "train_list.txt", 2)


def test_gt_names(tmp_path: Path) -> None:
    train, test, plain = tmp_path / "train_images/x.jpg", tmp_path / "test_images/x.jpg", tmp_path / "x.jpg"
    assert gt_path_for(tmp_path, train) == tmp_path / "train_gts" / "gt_x.txt"
    assert gt_path_for(tmp_path, test) == tmp_path / "test_gts" / "gt_x.txt"
    assert gt_path_for(tmp_path, plain) == tmp_path / "train_gts" / "gt_x.txt"
    (tmp_path / "train_gts").mkdir()
    for name in ("x.jpg.txt", "x.txt", "gt_x.txt"):
        (tmp_path / "train_gts" / name).touch()
        assert gt_path_for(tmp_path, train) == tmp_path / "train_gts" / name


def test_root_and_pictures(make_dataset: MakeDataset) -> None:
    root = make_dataset(train=2, test=1, size=(64, 64))
    assert [dataset_root(root / name) for name in ("train_images", "test_images", "train_gts")] == [root] * 3
    assert dataset_root(root) == root
    assert [path.relative_to(root).as_posix() for path in dataset_pictures(root)] == [
        "train_images/img_001.png",
        "train_images/img_002.png",
        "test_images/img_001.png",
    ]
    plain = make_dataset(train=2, test=0, plain=True, name="plain", size=(64, 64))
    assert dataset_pictures(plain) == [plain / "img_001.png", plain / "img_002.png"]


def samples(count: int) -> list[Sample]:
    return [Sample(Path(f"{number}.png"), None) for number in range(count)]


@given(st.integers(24, 400), st.integers(0, 5))
def test_held_back_is_a_seeded_tenth_of_at_least_eight(count: int, seed: int) -> None:
    everything = samples(count)
    training, validation = held_back(everything, seed)
    assert len(validation) == max(8, round(count / 10))
    assert {*training, *validation} == {*everything}
    assert len(training) + len(validation) == count
    assert held_back(everything, seed) == (training, validation)


def test_few_samples_validate_on_themselves() -> None:
    assert held_back(samples(23)) == (samples(23), samples(23))


def test_lists_are_written_and_read_back(make_dataset: MakeDataset) -> None:
    root = make_dataset(train=3, test=2, unlabelled=1, lists=False, size=(64, 64))
    before = load_dataset(root)
    assert make_lists(root) == {"train": 3, "test": 2, "unlabelled": 1}
    assert (root / "train_list.txt").read_bytes().decode() == "".join(f"{a} {b}\n" for a, b in train_pairs(3))
    after = load_dataset(root)
    assert pairs(root, after.train) == pairs(root, before.train)
    assert pairs(root, after.test) == pairs(root, before.test)


def test_lists_of_a_plain_folder_with_blanks(make_dataset: MakeDataset) -> None:
    root = make_dataset(train=2, test=0, plain=True, lists=False, size=(64, 64))
    (root / "img_002.png").rename(root / "img 2.png")
    (root / "train_gts" / "gt_img_002.txt").rename(root / "train_gts" / "gt_img 2.txt")
    assert make_lists(root) == {"train": 2, "test": 0, "unlabelled": 0}
    text = (root / "train_list.txt").read_text()
    assert text == "img 2.png\ttrain_gts/gt_img 2.txt\nimg_001.png train_gts/gt_img_001.txt\n"
    assert not (root / "test_list.txt").exists()
    dataset = load_dataset(root)
    assert len(dataset.train) + len(dataset.test) == 2


def test_a_hand_made_test_list_stays_and_is_not_trained_on(make_dataset: MakeDataset) -> None:
    root = make_dataset(train=3, test=0, lists=False, size=(64, 64))
    (root / "test_list.txt").write_text("train_images/img_002.png\n")
    make_lists(root)
    assert (root / "test_list.txt").read_text() == "train_images/img_002.png\n"
    dataset = load_dataset(root)
    assert [sample.picture.stem for sample in dataset.train] == ["img_001", "img_003"]


def test_lists_of_nothing_are_refused(make_dataset: MakeDataset) -> None:
    root = make_dataset(train=0, test=0, unlabelled=1, size=(64, 64))
    with pytest.raises(InputError, match="no labelled pictures"):
        make_lists(root)
    assert not (root / "train_list.txt").exists()


def test_labels_are_read_strictly(make_dataset: MakeDataset) -> None:
    root = make_dataset(train=1, size=(64, 64))
    gt = root / "train_gts" / "gt_img_001.txt"
    gt.write_text("1,2,3,4,5,6,7,8,ok\n1,2,3,4,5,6,7\n")
    with pytest.raises(InputError) as caught:
        load_labels(load_dataset(root).train[0])
    assert (caught.value.path, caught.value.line) == (gt, 2)


def test_require_text(make_dataset: MakeDataset) -> None:
    root = make_dataset(train=2, size=(64, 64))
    require_text(load_dataset(root).train, root)
    for gt in (root / "train_gts").iterdir():
        gt.write_text("1,2,9,2,9,8,1,8,###\n")
    with pytest.raises(InputError, match="nothing to learn") as caught:
        require_text(load_dataset(root).train, root)
    assert caught.value.path == root


def test_problems_are_told_once_with_file_and_line(make_dataset: MakeDataset) -> None:
    root = make_dataset(train=3, test=1)
    assert find_problems(load_dataset(root)) == []
    gt = root / "train_gts" / "gt_img_001.txt"
    gt.write_text(
        "\n10,10,50,10,50,30,10,30,fine\n"
        "10,10,50,30,50,10,10,30,crossed\n"
        "10,10,10,10,10,30,10,30,flat\n"
        "900,900,950,900,950,930,900,930,outside\n"
        "seven\n"
    )
    (root / "train_images" / "img_002.png").write_bytes(b"")
    (root / "train_gts" / "gt_img_003.txt").write_bytes(b"\xff\xfe")
    with (root / "test_list.txt").open("a") as file:
        file.write("train_images/img_001.png train_gts/gt_img_001.txt\n")
    findings = find_problems(load_dataset(root))
    told = [(one.path and one.path.relative_to(root).as_posix(), one.line, one.blocks) for one in findings]
    assert told == [
        ("train_gts/gt_img_001.txt", 3, False),
        ("train_gts/gt_img_001.txt", 4, False),
        ("train_gts/gt_img_001.txt", 5, False),
        ("train_gts/gt_img_001.txt", 6, True),
        ("train_images/img_002.png", None, True),
        ("train_gts/gt_img_003.txt", 1, True),
        ("test_list.txt", 2, False),
    ]
    words = ("cross", "no area", "outside the picture (320 × 240", "field 1", "zero bytes", "UTF-8", "both")
    for finding, word in zip(findings, words, strict=True):
        assert word in str(finding.error)
        assert str(finding.path) in str(finding.error)


def test_real_sets(shared_data: Path) -> None:
    counts = {}
    for name in ("icdar2015", "receipts", "handwriting"):
        dataset = load_dataset(shared_data / name)
        counts[name] = (len(dataset.train), len(dataset.test))
        assert dataset.split_note is None
        require_text(dataset.train[:3], dataset.root)
        part = replace(dataset, train=dataset.train[:20], test=dataset.test[:20])
        assert not [one for one in find_problems(part) if one.blocks]
    assert counts == {"icdar2015": (700, 100), "receipts": (60, 50), "handwriting": (120, 40)}


@pytest.mark.skipif(os.name != "posix", reason="names that are no Unicode exist on POSIX only")
def test_a_file_name_that_is_no_unicode_does_not_crash_the_lists(make_dataset: MakeDataset) -> None:
    root = make_dataset(train=2, lists=False, size=(64, 64))
    odd = os.fsdecode("发票".encode("gbk"))
    (root / "train_images" / "img_002.png").rename(root / "train_images" / f"{odd}.png")
    (root / "train_gts" / "gt_img_002.txt").rename(root / "train_gts" / f"gt_{odd}.txt")
    assert make_lists(root)["train"] == 2
    assert fails(root, "UTF-8").path == root / "train_list.txt"
