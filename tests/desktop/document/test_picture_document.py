"""Documents on gt files of any kind: nothing crashes, nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.document.commands import InsertLabels, Reload, RemoveLabels, SetIgnore
from desktop.document.project import CHECKED, Project
from engine.data.gt import Entry, Label, read_gt
from engine.data.project_file import mark_checked

pytestmark = pytest.mark.usefixtures("qapp")

NEW = Label((1, 2, 30, 2, 30, 14, 1, 14), "new, “text”")
numbers = st.integers(-20, 9999).map(str) | st.sampled_from(["1.25", "x", "", "1e9", "nan"])
bom = "\ufeff"
lines = st.lists(numbers, min_size=6, max_size=9).map(",".join) | st.text(max_size=12)
gt_texts = st.lists(lines, max_size=5).map("\n".join) | st.lists(lines, max_size=5).map("\r\n".join)
gt_bytes = (
    st.binary(max_size=80)
    | gt_texts.map(lambda text: text.encode("utf-8", "replace"))
    | gt_texts.map(lambda text: (bom + text).encode("utf-8", "replace"))
)
quickly = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.png").touch()
    (tmp_path / "train_gts").mkdir()
    return tmp_path


def labels_of(entries: tuple[Entry, ...]) -> list[Label]:
    return [entry for entry in entries if isinstance(entry, Label)]


@quickly
@given(gt_bytes)
def test_any_gt_file_survives_being_changed_and_changed_back(folder: Path, data: bytes) -> None:
    gt = folder / "train_gts" / "gt_a.txt"
    gt.write_bytes(data)
    project = Project(folder)
    document = project.document(folder / "a.png")
    assert project.flush()
    assert gt.read_bytes() == data
    if not document.editable:
        return
    before = read_gt(gt).entries
    document.undo_stack.push(InsertLabels(document, [NEW]))
    if len(document.labels) > 1:
        document.undo_stack.push(SetIgnore(document, range(len(document.labels)), True))
        document.undo_stack.undo()
    assert project.flush()
    kept = read_gt(gt).entries
    assert kept[-1] == NEW
    assert [entry for entry in kept if isinstance(entry, Label)][:-1] == [
        e for e in before if isinstance(e, Label)
    ]
    document.undo_stack.push(RemoveLabels(document, [len(document.labels) - 1]))
    assert project.flush()
    texts = [getattr(entry, "text", entry) for entry in read_gt(gt).entries]
    assert texts == [getattr(entry, "text", entry) for entry in before]
    project.deleteLater()


@quickly
@given(gt_bytes, gt_bytes)
def test_any_file_of_another_program_is_taken_over_or_told(folder: Path, mine: bytes, theirs: bytes) -> None:
    gt = folder / "train_gts" / "gt_a.txt"
    gt.write_bytes(mine)
    project = Project(folder)
    document = project.document(folder / "a.png")
    noticed: list[bool] = []
    document.changed_on_disk.connect(lambda: noticed.append(True))
    gt.write_bytes(theirs)
    for _ in range(3):
        document.check_disk()
    assert len(noticed) == (document.editable and mine != theirs)
    document.undo_stack.push(InsertLabels(document, [NEW]))
    saved = project.flush()
    assert gt.read_bytes() == theirs or (saved and mine == theirs)
    project.deleteLater()


def test_undoing_a_reload_of_a_vanished_file_writes_it_again(folder: Path) -> None:
    gt = folder / "train_gts" / "gt_a.txt"
    gt.write_text("1,2,30,2,30,14,1,14,x\n")
    document = Project(folder).document(folder / "a.png")
    gt.unlink()
    document.undo_stack.push(Reload(document, document.read_from_disk()))
    assert document.flush()
    assert not gt.exists()
    document.undo_stack.undo()
    assert document.flush()
    assert gt.read_text() == "1,2,30,2,30,14,1,14,x\n"


def test_a_gt_file_that_came_after_the_folder_was_opened(folder: Path) -> None:
    project = Project(folder)
    picture = folder / "a.png"
    changed: list[int] = []
    project.picture_status_changed.connect(changed.append)
    (folder / "train_gts" / "a.png.txt").write_text("1,2,30,2,30,14,1,14,x\n")
    assert project.status(picture) == "unlabelled"
    project.document(picture)
    assert project.status(picture) == "labelled"
    assert changed == [0]
    mark_checked(folder, [picture])
    project.rescan()
    assert project.status(picture) == CHECKED
    assert project.counts() == {"pictures": 1, "labelled": 1, "checked": 1, "test": 0}
