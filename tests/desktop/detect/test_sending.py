"""Found boxes sent to labelling: real gt files, real undo, nothing of the person's overwritten."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop.detect.page import DetectPage
from desktop.document.project import Project
from desktop.session import Session
from engine.data.gt import Label, read_gt, read_labels, write_gt
from engine.data.proposals import proposals_path, read_proposals
from engine.geometry import ious, uncovered
from tests.desktop.conftest import find
from tests.desktop.detect.conftest import box_counts, detection_of, found_in, press, type_number, wait_idle


def gt_of(picture: Path) -> Path:
    return picture.parent / "train_gts" / f"gt_{picture.stem}.txt"


def project_of(session: Session) -> Project:
    assert session.project is not None
    return session.project


def send(qtbot: QtBot, page: DetectPage) -> None:
    """Press the button and wait for its question."""
    press(page, "detect_send_to_labels")
    qtbot.waitUntil(lambda: page.results.sending.sending.state in ("asking", "outside"))


def add(qtbot: QtBot, page: DetectPage) -> None:
    press(page, "detect_send_add")
    qtbot.waitUntil(lambda: page.results.sending.sending.state == "done")


@pytest.fixture
def in_project(qtbot: QtBot, detected: DetectPage, session: Session, pictures: list[Path]) -> DetectPage:
    """The page whose three detected pictures are the open project's."""
    session.open_project(pictures[0].parent)
    wait_idle(qtbot, detected)
    assert len(detected.model.detected()) == 3  # they are the project's own: the list stays
    return detected


def test_without_a_project_their_folder_is_offered(
    qtbot: QtBot, detected: DetectPage, session: Session, pictures: list[Path]
) -> None:
    send(qtbot, detected)
    bar = detected.results.sending
    assert "No project is open" in bar.text.text()
    assert not bar.add.isVisible()
    assert not bar.propose.isVisible()
    press(detected, "detect_send_open")
    assert session.project is not None
    assert session.project.root == pictures[0].parent
    qtbot.waitUntil(lambda: bar.sending.state == "asking")
    total = sum(box_counts(detected))
    assert bar.sending.summary.boxes == total
    press(detected, "detect_send_cancel")
    assert not bar.text.isVisible()
    assert not gt_of(pictures[0]).exists()  # nothing was written without a yes


def test_a_project_opened_by_another_path_is_the_same(
    qtbot: QtBot, detected: DetectPage, session: Session, pictures: list[Path], tmp_path: Path
) -> None:
    link = tmp_path / "link"
    link.symlink_to(pictures[0].parent, target_is_directory=True)
    detected.session.project_changed.disconnect(detected.model.follow_project)
    session.open_project(link)
    send(qtbot, detected)
    assert detected.results.sending.sending.summary.outside == []
    add(qtbot, detected)
    assert len(read_labels(gt_of(pictures[0]))) == len(detection_of(detected).scores)


def test_boxes_become_labels_that_one_undo_takes_back(
    qtbot: QtBot, in_project: DetectPage, session: Session, pictures: list[Path]
) -> None:
    page = in_project
    send(qtbot, page)
    add(qtbot, page)
    for picture in page.model.pictures:
        labels = read_labels(gt_of(picture.path))
        np.testing.assert_array_equal([label.quad for label in labels], np.round(found_in(picture).quads))
    shown: list[tuple[str, object]] = []
    session.page_requested.connect(lambda name, payload: shown.append((name, payload)))
    press(page, "detect_send_show")
    assert shown == [("label", pictures[0])]
    document = project_of(session).document(pictures[0])
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    document.flush()
    assert not gt_of(pictures[0]).exists()
    document.undo_stack.redo()
    assert document.flush()
    send(qtbot, page)  # a second time there is nothing left to add
    summary = page.results.sending.sending.summary
    assert summary.boxes == 0
    assert summary.labelled == sum(box_counts(page))
    assert not find(page, QPushButton, "detect_send_add").isVisible()


def test_labels_that_are_there_stay_and_keep_their_boxes_out(
    qtbot: QtBot, detected: DetectPage, session: Session, pictures: list[Path]
) -> None:
    boxes = detection_of(detected).quads
    mine = Label.from_quad(np.round(boxes[0]) + 1, "写的字, mine")
    write_gt(gt_of(pictures[0]), [mine])
    with gt_of(pictures[0]).open("a", encoding="utf-8") as file:
        file.write("no label at all\n")
    gt_of(pictures[1]).write_bytes(b"\xff\xfe not text")  # cannot be read, so it is not touched
    session.open_project(pictures[0].parent)
    send(qtbot, detected)
    add(qtbot, detected)
    gt = read_gt(gt_of(pictures[0]))
    assert gt.labels[0] == mine
    assert [bad.text for bad in gt.bad_lines] == ["no label at all"]
    assert len(gt.labels) == len(boxes)  # all but the first were added
    assert gt_of(pictures[1]).read_bytes() == b"\xff\xfe not text"
    summary = detected.results.sending.sending.summary
    assert (summary.labelled, summary.refused, summary.pictures) == (1, 1, 2)
    assert "1 picture left out: the labels cannot be changed." in detected.results.sending.text.text()


def test_what_is_sent_is_brought_up_to_date_first(qtbot: QtBot, in_project: DetectPage) -> None:
    page = in_project
    type_number(page, "detect_unclip_value", "2.60")
    wait_idle(qtbot, page)
    assert not page.model.is_up_to_date(page.model.pictures[2])
    send(qtbot, page)
    add(qtbot, page)
    for picture in page.model.pictures:
        assert found_in(picture).settings.unclip_ratio == pytest.approx(2.6)
        assert len(read_labels(gt_of(picture.path))) == len(found_in(picture).scores)


def test_other_settings_take_the_question_back(qtbot: QtBot, in_project: DetectPage) -> None:
    send(qtbot, in_project)
    type_number(in_project, "detect_unclip_value", "2.60")
    QApplication.processEvents()
    assert in_project.results.sending.sending.state == "idle"


quads = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(5, 40), st.integers(5, 40)), max_size=6
).map(
    lambda boxes: np.array(
        [[[x, y], [x + w, y], [x + w, y + h], [x, y + h]] for x, y, w, h in boxes], np.float64
    ).reshape(-1, 4, 2)
)


@given(quads, quads)
def test_uncovered_are_those_without_a_large_overlap(first: np.ndarray, second: np.ndarray) -> None:
    free = uncovered(first, second)
    if len(first) and len(second):
        np.testing.assert_array_equal(free, (ious(first, second) <= 0.5).all(axis=1))
    else:
        assert free.all()


def test_crossed_labels_do_not_stop_uncovered() -> None:
    square = np.array([[[0, 0], [10, 0], [10, 10], [0, 10]]], float)
    bow_tie = square[:, [0, 2, 1, 3]]
    point = np.full((1, 4, 2), 5.0)
    assert uncovered(square, np.concatenate([bow_tie, point])).tolist() == [True]
    assert uncovered(square, np.concatenate([bow_tie, square])).tolist() == [False]


def test_boxes_wait_as_proposals_until_somebody_decides(
    qtbot: QtBot, in_project: DetectPage, session: Session, pictures: list[Path]
) -> None:
    send(qtbot, in_project)
    press(in_project, "detect_send_propose")
    qtbot.waitUntil(lambda: in_project.results.sending.sending.state == "done")
    found = detection_of(in_project)
    assert not gt_of(pictures[0]).exists()  # no label before somebody said so
    waiting = read_proposals(proposals_path(project_of(session).root, pictures[0]))
    np.testing.assert_array_equal([one.label.quad for one in waiting], np.round(found.quads))
    np.testing.assert_allclose([one.score for one in waiting], found.scores, atol=1e-4)
    assert project_of(session).proposals.waiting == set(pictures)
