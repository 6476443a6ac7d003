"""Projects and documents without a window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.document.commands import InsertLabels, MoveQuads, RemoveLabels, SetIgnore, SetTranscription
from desktop.document.project import Project
from engine.data.gt import Label
from engine.errors import InputError

pytestmark = pytest.mark.usefixtures("qapp")

QUAD = np.array([[0, 0], [10, 0], [10, 5], [0, 5]])


@pytest.fixture
def project(make_dataset: Callable[..., Path]) -> Project:
    return Project(make_dataset(train=2, test=1, unlabelled=1))


def test_counts_and_states(project: Project) -> None:
    assert project.counts() == {"pictures": 4, "labelled": 3, "checked": 0, "test": 1}
    assert [project.status(picture) for picture in project.pictures] == [
        "labelled", "labelled", "unlabelled", "labelled",
    ]  # fmt: skip
    assert project.name == "data"


def test_the_folder_of_the_pictures_means_the_project(project: Project) -> None:
    assert Project(project.root / "train_images").root == project.root


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        Project(tmp_path / "none")


def test_a_document_is_kept_with_its_history(project: Project) -> None:
    document = project.document(project.pictures[0])
    document.undo_stack.push(InsertLabels(document, [Label.from_quad(QUAD, "new")]))
    assert project.document(project.pictures[0]) is document
    assert document.undo_stack.canUndo()


def test_saved_is_a_fact(project: Project, qtbot: QtBot) -> None:
    said: list[bool] = []
    changed: list[int] = []
    project.saved_changed.connect(said.append)
    project.picture_status_changed.connect(changed.append)
    one, two = project.document(project.pictures[2]), project.document(project.pictures[0])
    one.undo_stack.push(InsertLabels(one, [Label.from_quad(QUAD, "new")]))
    two.undo_stack.push(RemoveLabels(two, [0]))
    assert said == [False]
    assert not project.all_saved
    qtbot.waitUntil(lambda: project.all_saved, timeout=20_000)
    assert said == [False, True]
    assert changed == [2]
    assert one.gt_path.read_text() == "0,0,10,0,10,5,0,5,new\n"


def test_leaving_the_application_saves(project: Project, qapp: QApplication) -> None:
    from PySide6.QtCore import Qt

    document = project.document(project.pictures[2])
    document.undo_stack.push(InsertLabels(document, [Label.from_quad(QUAD, "new")]))
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert project.all_saved
    assert document.gt_path.exists()


def test_commands_tell_the_rows(project: Project) -> None:
    document = project.document(project.pictures[0])
    said: list[tuple[str, int]] = []
    document.label_inserted.connect(lambda row: said.append(("inserted", row)))
    document.label_removed.connect(lambda row: said.append(("removed", row)))
    document.label_changed.connect(lambda row: said.append(("changed", row)))
    before = list(document.labels)
    stack = document.undo_stack
    stack.push(RemoveLabels(document, [0, 2]))
    stack.push(InsertLabels(document, [before[0], before[2]]))
    stack.push(SetTranscription(document, 1, "x", object()))
    stack.push(MoveQuads(document, {0: QUAD}))
    assert said == [
        ("removed", 2), ("removed", 0), ("inserted", 2), ("inserted", 3), ("changed", 1), ("changed", 0),
    ]  # fmt: skip
    while stack.canUndo():
        stack.undo()
    assert document.labels == before


def test_numbers_from_other_programs_keep_their_decimals(project: Project) -> None:
    picture = project.pictures[0]
    gt = project.root / "train_gts" / "gt_img_001.txt"
    gt.write_text("1.25,2.5,30.75,2,30,10,1,10,a\n5,5,9,5,9,9,5,9,b\n")
    document = project.document(picture)
    document.undo_stack.push(SetTranscription(document, 1, "c", object()))
    assert project.flush()
    assert gt.read_text() == "1.25,2.5,30.75,2,30,10,1,10,a\n5,5,9,5,9,9,5,9,c\n"


def test_half_typed_ignore_mark_is_not_remembered_as_a_text(project: Project) -> None:
    document = project.document(project.pictures[0])
    session = object()
    for text in ("#", "##", "###"):
        document.undo_stack.push(SetTranscription(document, 0, text, session))
    document.undo_stack.push(SetIgnore(document, [0], False))
    assert document.labels[0].transcription == ""


def test_two_pictures_of_one_gt_file_do_not_overwrite_each_other(make_dataset: Callable[..., Path]) -> None:
    root = make_dataset(train=1, test=0, lists=False)
    first = root / "train_images" / "img_001.png"
    (root / "train_images" / "img_001.bmp").write_bytes(first.read_bytes())
    project = Project(root)
    one, two = (project.document(picture) for picture in project.pictures)
    assert one.gt_path == two.gt_path
    assert one.editable
    assert not two.editable
    assert two.labels == []
    assert "share the gt file gt_img_001.txt" in str(two.load_error)
