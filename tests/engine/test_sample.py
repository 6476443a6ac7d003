"""The sample project: whole, exact, the same every time, and never over something that is there."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from engine import sample
from engine.data import dataset, gt
from engine.data.project_file import read_suggestion
from engine.doctor.examination import find_problems
from engine.errors import InputError, StorageError
from engine.geometry import is_clockwise, is_crossed, short_side
from engine.sample import sheet, surfaces, words
from engine.sample.ink import Ink, column, dotted, handwritten, printed, seven_segments, spaced

KINDS = range(1, len(sample.KINDS) + 1)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole sample project with the default seed."""
    folder = tmp_path_factory.mktemp("sample") / "样本 project"
    sample.make_sample(folder)
    return folder


def all_labels(folder: Path) -> list[gt.Label]:
    loaded = dataset.load_dataset(folder)
    return [label for one in (*loaded.train, *loaded.test) for label in dataset.load_labels(one)]


def test_it_loads_as_a_dataset_without_a_single_finding(project: Path) -> None:
    loaded = dataset.load_dataset(project)
    assert (len(loaded.train), len(loaded.test)) == (sample.TRAIN_PICTURES, sample.TEST_PICTURES)
    assert loaded.split_note is None
    assert loaded.unlabelled == 0
    assert find_problems(loaded) == []
    assert (project / "train_list.txt").read_text().splitlines()[0] == (
        "train_images/img_001.jpg train_gts/gt_img_001.txt"
    )
    assert read_suggestion(project) == sample.FIRST_TRAINING
    assert not [path for path in project.parent.iterdir() if path != project]


def test_it_has_what_detectors_stumble_over(project: Path) -> None:
    labels = all_labels(project)
    texts = [label.transcription for label in labels]
    chinese = [text for text in texts if any("\u4e00" <= c <= "\u9fff" for c in text)]
    assert len(chinese) > 80
    assert sum(text.isascii() and text != gt.IGNORE for text in texts) > 80
    assert sum("," in text for text in texts) > 20
    assert 10 < texts.count(gt.IGNORE) < len(texts) / 8
    upright_columns = [
        label
        for label in labels
        if len(label.transcription) > 2 and side(label.quad, 1) > 2 * side(label.quad, 0)
    ]
    assert len(upright_columns) > 20
    tilts = [
        abs(np.rad2deg(np.arctan2(*(label.quad[1] - label.quad[0])[::-1])))
        for label in labels
        if len(label.transcription) > 4
    ]
    assert sum(tilt > 8 for tilt in tilts) > 20
    assert sum(tilt > 60 for tilt in tilts) > 5, "some text is turned by a quarter or a half"


def side(quad: np.ndarray, first: int) -> float:
    return float(np.linalg.norm(quad[first + 1] - quad[first]))


@pytest.mark.parametrize("number", KINDS)
def test_quads_are_clockwise_inside_the_picture_and_large_enough_to_learn(number: int) -> None:
    image, labels = sample.render("test", number, seed=4)
    height, width = image.shape[:2]
    assert 640 <= max(width, height) <= 1000
    assert min(width, height) >= 480
    assert labels
    for label in labels:
        quad = label.quad
        assert not is_crossed(quad)
        assert is_clockwise(quad)
        assert (quad >= 0).all()
        assert (quad <= (width - 1, height - 1)).all()
        assert label.ignore or short_side(quad) >= 6


@pytest.mark.parametrize("number", KINDS)
def test_the_ink_lies_in_its_quads_and_fills_them(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The difference between the picture and the same one without ink is where the labels say."""
    for effect in ("blur", "noise", "compress"):  # what spreads ink beyond where it was put
        monkeypatch.setattr(surfaces, effect, lambda *_: None)
    # Small print and crossed-out lines are altered besides being written.
    monkeypatch.setattr(sheet.Sheet, "spoil", lambda *_: None)
    with_ink, labels = sample.render("train", number, seed=2)
    monkeypatch.setattr(sheet, "paint", lambda *_: None)
    without, same_labels = sample.render("train", number, seed=2)
    assert labels == same_labels
    difference = cv2.absdiff(with_ink, without).max(axis=2) > 24
    inside = np.zeros(difference.shape, np.uint8)
    cv2.fillPoly(inside, [label.quad.astype(np.int32) for label in labels], 1)
    grown = cv2.dilate(inside, np.ones((5, 5), np.uint8)) > 0
    assert difference[~grown].sum() == 0
    for label in labels:
        if label.ignore:
            continue
        mine = np.zeros(difference.shape, np.uint8)
        cv2.fillPoly(mine, [label.quad.astype(np.int32)], 1)
        ys, xs = np.nonzero(difference & (mine > 0))
        assert len(xs), label
        assert tight(label.quad, np.column_stack([xs, ys])), label


def tight(quad: np.ndarray, ink: np.ndarray) -> bool:
    """Whether ``ink`` (N, 2) comes close to all four sides of ``quad``."""
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    to_square = cv2.getPerspectiveTransform(quad, square)
    places = cv2.perspectiveTransform(ink[None].astype(np.float32), to_square)[0]
    spare = np.array([side(quad, 0), side(quad, 1)])
    room = np.concatenate([places.min(0), 1 - places.max(0)]) * np.tile(spare, 2)
    return bool((room < 6).all())


def test_the_same_seed_gives_the_same_bytes(project: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    sample.make_sample(again, train=3, test=1)
    for path in sorted(again.rglob("*_00*")):
        assert path.read_bytes() == (project / path.relative_to(again)).read_bytes(), path.name
    assert len(list(again.rglob("*.jpg"))) == 4


def test_another_seed_and_the_test_part_give_other_pictures() -> None:
    first, _ = sample.render("train", 1, seed=0)
    for part, seed in (("train", 1), ("test", 0)):
        other, _ = sample.render(part, 1, seed)
        assert first.shape != other.shape or (first != other).any()


def test_progress_and_report_count_what_was_written(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    made = sample.make_sample(
        tmp_path / "s", train=3, test=1, progress=lambda done, of: steps.append((done, of))
    )
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
    labels = all_labels(tmp_path / "s")
    assert made == sample.SampleReport(
        tmp_path / "s", 3, 1, len(labels), sum(label.ignore for label in labels)
    )


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    sample.make_sample(tmp_path, train=1, test=1)
    assert len(dataset.load_dataset(tmp_path).train) == 1


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    mine = tmp_path / "notes.txt"
    mine.write_text("mine")
    for taken in (tmp_path, mine):
        with pytest.raises(InputError) as raised:
            sample.make_sample(taken, train=1, test=1)
        assert raised.value.remedy
        assert raised.value.path == taken
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    assert mine.read_text() == "mine"


def test_a_stopped_rendering_leaves_nothing_behind(tmp_path: Path) -> None:
    class StopError(Exception):
        pass

    def stop(done: int, _total: int) -> None:
        if done == 2:
            raise StopError

    with pytest.raises(StopError):
        sample.make_sample(tmp_path / "sample", progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        sample.make_sample(tmp_path / "file" / "sample", train=1, test=1)


def test_the_font_draws_every_character_of_every_text() -> None:
    missing = printed("\ue123", 40).mask
    for character in sorted(set("".join(texts(vars(words)))) - {" "}):
        mask = printed(character, 40).mask  # raises where nothing is drawn
        assert character == "?" or mask.shape != missing.shape or (mask != missing).any(), character


def texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for name, inner in value.items() if name.isupper() for text in texts(inner)]
    return [text for inner in value for text in texts(inner)] if isinstance(value, tuple) else []


@pytest.mark.parametrize(
    "ink",
    [
        printed("Ωg, 总计", 40),
        column("竖排文字", 40),
        spaced("048213", 40, 50),
        handwritten("记得 call, 9:30", 40, np.random.default_rng(1)),
        dotted("EXP 2026.03", 3),
        seven_segments("-12.50", 60),
    ],
    ids=lambda ink: ink.text,
)
def test_ink_is_cut_to_what_is_drawn(ink: Ink) -> None:
    for border in (ink.mask[0], ink.mask[-1], ink.mask[:, 0], ink.mask[:, -1]):
        assert border.max() > 24
    assert ink.advance > 0
    assert ink.unreadable.text == gt.IGNORE
