"""Find and replace in the texts of a project: shown first, done as shown, undone picture by picture."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QTableView,
)

from desktop.document.picture_document import PictureDocument
from desktop.document.project_texts import ProjectTexts, put_texts
from desktop.label.texts.match_model import TextMatch
from desktop.label.texts.replace_window import ReplaceWindow
from desktop.label.texts.replacing import MatchesFound, search
from desktop.label.texts.text_search import Query, Replacer
from desktop.work.jobs import JobControl, JobStopped, Progress
from engine.data.gt import Label, read_gt, write_gt
from tests.desktop.conftest import delete_now
from tests.desktop.label.conftest import WAIT_MS, MakePage, UserDriver, child

Key = Qt.Key
ONE = (
    "10,20,90,20,90,40,10,40,Total 1,50\n"
    "10,60,90,60,90,80,10,80,###\n"
    "Total but no label\n"
    "10,90,90,90,90,99,10,99,x\n"
)
TWO = "10,20,90,20,90,40,10,40,total 2\n10,60,90,60,90,80,10,80,Totals: total\n"


_W = TypeVar("_W", bound=QObject)


class Window:
    """The window for it, used as a person does."""

    def __init__(self, user: UserDriver) -> None:
        self.user = user
        user.key(Key.Key_H, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        self.window = user.find(ReplaceWindow)
        self.model = user.page.texts.replacement
        user.qtbot.waitUntil(self.window.isActiveWindow, timeout=WAIT_MS)

    def part(self, kind: type[_W], name: str) -> _W:
        return child(self.window, kind, f"label_replace_{name}")

    def type(self, name: str, text: str) -> None:
        field = self.part(QLineEdit, name)
        QTest.mouseClick(field, Qt.MouseButton.LeftButton)
        field.selectAll()
        QTest.keyClicks(field, text)

    def press(self, name: str) -> None:
        button = self.part(QAbstractButton, name)
        if isinstance(button, QCheckBox):
            button.setFocus()
            QTest.keyClick(button, Key.Key_Space)
        else:
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def wait(self, state: str) -> None:
        self.user.qtbot.waitUntil(lambda: self.model.state == state, timeout=WAIT_MS)

    def look_for(self, find: str, put: str) -> list[tuple[str, str, str, str]]:
        """Type both; the rows of the list when it is complete."""
        self.type("find", find)
        self.type("with", put)
        self.part(QLineEdit, "with").setFocus()
        QTest.keyClick(self.part(QLineEdit, "with"), Key.Key_Return)
        self.wait("found")
        return self.rows()

    def rows(self) -> list[tuple[str, str, str, str]]:
        table = self.part(QTableView, "hits").model()
        return [
            tuple(table.index(row, column).data() for column in range(4)) for row in range(table.rowCount())
        ]

    @property
    def said(self) -> str:
        return self.part(QLabel, "state").text()


def gt(folder: Path, number: int) -> Path:
    return folder / "train_gts" / f"gt_图 {number}.txt"


@pytest.fixture
def texts(open_page: MakePage, blank_folder: Path) -> UserDriver:
    """Three pictures, two with labels; the first has an ignored one and a line that is none."""
    (blank_folder / "train_gts").mkdir()
    gt(blank_folder, 1).write_text(ONE)
    gt(blank_folder, 2).write_text(TWO)
    return open_page(blank_folder)


@pytest.fixture
def window(texts: UserDriver) -> Window:
    return Window(texts)


def test_every_hit_is_shown_then_replaced_then_undone_by_picture(window: Window, blank_folder: Path) -> None:
    assert window.look_for("total", "Sum") == [
        ("图 1.png", "1", "Total 1,50", "Sum 1,50"),
        ("图 2.png", "1", "total 2", "Sum 2"),
        ("图 2.png", "2", "Totals: total", "Sums: Sum"),
    ]
    assert "Found: 3, pictures: 2." in window.said
    assert gt(blank_folder, 1).read_text() == ONE
    window.press("apply")
    window.wait("done")
    assert window.said == "Replaced texts: 3, pictures: 2."
    assert gt(blank_folder, 1).read_text() == ONE.replace(
        "Total 1", "Sum 1"
    )  # not the ignored, not the bad line
    assert gt(blank_folder, 2).read_text() == TWO.replace("total", "Sum").replace("Total", "Sum")
    assert not gt(blank_folder, 3).exists()
    user = window.user
    QTest.keyClick(window.window, Key.Key_Escape)
    assert not window.window.isVisible()
    user.page.activateWindow()
    user.qtbot.waitUntil(user.page.isActiveWindow, timeout=WAIT_MS)
    user.canvas.setFocus()
    user.ctrl(Key.Key_Z)
    assert user.wait_saved() == ONE
    user.key(Key.Key_D)
    user.wait_picture()
    user.ctrl(Key.Key_Z)
    assert user.wait_saved() == TWO
    assert user.document.undo_stack.index() == 0  # one step each


def test_only_what_is_ticked_is_replaced(window: Window, blank_folder: Path) -> None:
    window.look_for("total", "Sum")
    window.part(QTableView, "hits").setFocus()
    QTest.keyClick(window.part(QTableView, "hits"), Key.Key_Down)
    QTest.keyClick(window.part(QTableView, "hits"), Key.Key_Space)
    every = window.part(QCheckBox, "every")
    assert every.checkState() == Qt.CheckState.PartiallyChecked
    assert window.part(QAbstractButton, "apply").text() == "Replace texts: 2"
    window.press("every")
    assert every.checkState() == Qt.CheckState.Checked
    window.press("every")
    assert not window.part(QAbstractButton, "apply").isEnabled()
    QTest.keyClick(window.part(QTableView, "hits"), Key.Key_Space)
    window.press("apply")
    window.wait("done")
    changed = [gt(blank_folder, number).read_text() != before for number, before in ((1, ONE), (2, TWO))]
    assert sum(changed) == 1


def test_options_narrow_what_is_found(window: Window) -> None:
    window.look_for("total", "Sum")
    window.press("case")
    window.wait("found")
    assert [row[2] for row in window.rows()] == ["total 2", "Totals: total"]
    assert window.rows()[1][3] == "Totals: Sum"
    window.press("whole")
    window.wait("found")
    assert window.rows() == []
    window.press("regular")
    window.look_for(r"total (\d)", r"\1 in total")
    assert window.rows() == [("图 2.png", "1", "total 2", "2 in total")]
    box = window.part(QComboBox, "scope")
    box.setFocus()
    QTest.keyClick(box, Key.Key_Down)
    window.wait("found")
    assert window.rows() == []


def test_this_picture_is_searched_as_it_is_on_the_screen(window: Window) -> None:
    box = window.part(QComboBox, "scope")
    box.setFocus()
    QTest.keyClick(box, Key.Key_Down)
    assert [row[0] for row in window.look_for("total", "Sum")] == ["图 1.png"]


def test_an_expression_of_no_use_is_told_in_the_window(window: Window) -> None:
    window.press("regular")
    window.type("find", "(")
    window.user.qtbot.waitUntil(lambda: window.model.error is not None, timeout=WAIT_MS)
    assert "cannot be used" in window.said
    assert window.rows() == []
    window.type("find", "(total)")
    window.wait("found")
    assert len(window.rows()) == 3


def test_what_changed_since_the_search_is_left_alone(window: Window, blank_folder: Path) -> None:
    window.look_for("total", "Sum")
    document = window.user.project.document(blank_folder / "图 2.png")
    put_texts(document, [(document.labels[0], "typed meanwhile")], "edit text")
    window.press("apply")
    window.wait("done")
    assert window.said == "Replaced texts: 2, pictures: 2. Skipped, changed meanwhile: 1."
    assert [label.transcription for label in read_gt(gt(blank_folder, 2)).labels] == [
        "typed meanwhile",
        "Sums: Sum",
    ]


def test_labels_that_are_not_saved_yet_are_found_too(texts: UserDriver) -> None:
    texts.click(50, 95)
    texts.key(Key.Key_F2)
    QTest.keyClicks(texts.page.panel.text, "subtotal")
    window = Window(texts)
    assert ("图 1.png", "3", "subtotal", "subSum") in window.look_for("total", "Sum")


def test_a_gt_file_that_cannot_be_read_is_counted(texts: UserDriver, blank_folder: Path) -> None:
    gt(blank_folder, 3).write_bytes(b"10,20,90,20,90,40,10,40,\xff\xfetotal\n")
    window = Window(texts)
    assert len(window.look_for("total", "Sum")) == 3
    assert "Gt files that cannot be read: 1." in window.said


def test_a_double_click_shows_the_label(window: Window) -> None:
    window.look_for("total", "Sum")
    table = window.part(QTableView, "hits")
    place = table.visualRect(table.model().index(2, 2)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.user.document.picture.name == "图 2.png"
    assert window.user.page.context.selection.rows() == [1]
    window.user.wait_picture()


def test_what_is_selected_in_the_text_field_is_looked_for(texts: UserDriver) -> None:
    texts.click(50, 30)
    texts.key(Key.Key_F2)
    window = Window(texts)
    assert window.part(QLineEdit, "find").text() == "Total 1,50"
    window.wait("found")


def test_letters_and_compositions_stay_in_the_window(window: Window) -> None:
    page = window.user.page
    before = page.document, page.canvas.tool, page.context.selection.rows()
    field = window.part(QLineEdit, "find")
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    window.user.compose("da")
    for key in (Key.Key_A, Key.Key_D, Key.Key_Q):
        QTest.keyClick(window.window, key)
    window.user.commit("大")
    assert field.text() == "大"
    table = window.part(QTableView, "hits")
    table.setFocus()
    for key in (Key.Key_A, Key.Key_D, Key.Key_Q):
        QTest.keyClick(table, key)
    assert (page.document, page.canvas.tool, page.context.selection.rows()) == before


class Recorder(JobControl):
    """A control without a job; stops after ``stop_after`` events."""

    def __init__(self, stop_after: int = 10**9) -> None:
        super().__init__(lambda: None)
        self.told: list[object] = []
        self.stop_after = stop_after

    def emit(self, event: object) -> None:
        self.told.append(event)
        if len(self.told) >= self.stop_after:
            self.request_stop()

    @property
    def hits(self) -> list[TextMatch]:
        return [hit for event in self.told if isinstance(event, MatchesFound) for hit in event.matches]


WORDS = st.text(st.sampled_from('aAb#, "\\大😀'), max_size=6)


@pytest.mark.usefixtures("qapp")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(WORDS, max_size=6), WORDS.filter(bool), WORDS, st.booleans(), st.booleans())
def test_what_is_shown_is_what_is_written(
    tmp_path: Path, texts: list[str], find: str, put: str, case: bool, whole: bool
) -> None:
    picture, path = tmp_path / "p.png", tmp_path / "train_gts" / "gt_p.txt"
    path.parent.mkdir(exist_ok=True)
    before = [Label((0, 0, 9, 0, 9, n + 1, 0, n + 1), text) for n, text in enumerate(texts)]
    write_gt(path, before)
    control = Recorder()
    search(ProjectTexts(tmp_path, (picture,), {}), Replacer(Query(find, put, case, whole)), control)
    document = PictureDocument(picture, path)
    count = put_texts(document, [(hit.label, hit.after) for hit in control.hits], "replace texts")
    shown = {hit.row: hit.after for hit in control.hits}
    assert count == len(shown)
    expected = [shown.get(row, label.transcription) for row, label in enumerate(before)]
    assert [label.transcription for label in read_gt(path).labels] == expected
    assert all(expected[row] == label.transcription for row, label in enumerate(before) if label.ignore)
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    document.flush()
    assert read_gt(path).labels == tuple(before)
    delete_now(document)


def many(folder: Path, count: int) -> ProjectTexts:
    gts = folder / "train_gts"
    gts.mkdir()
    lines = "".join(f"0,{n},9,{n},9,{n + 9},0,{n + 9},line {n} total\n" for n in range(5))
    for number in range(count):
        (gts / f"gt_{number:05d}.txt").write_text(lines)
    return ProjectTexts(folder, tuple(folder / f"{number:05d}.png" for number in range(count)), {})


def test_a_search_can_be_stopped_and_tells_how_long_it_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.label.texts.replacing.REPORT_EVERY_S", 0.0)
    texts = many(tmp_path, 20)
    control = Recorder()
    assert search(texts, Replacer(Query("total", "x")), control) == 0
    assert len(control.hits) == 100
    progress = [event for event in control.told if isinstance(event, Progress)]
    assert (progress[-1].done, progress[-1].total) == (20, 20)
    assert (progress[0].seconds_left or 0) > 0
    stopped = Recorder(stop_after=6)
    with pytest.raises(JobStopped):
        search(texts, Replacer(Query("total", "x")), stopped)
    assert 0 < len(stopped.hits) < 100


def test_the_window_stays_quick_while_many_pictures_are_replaced(
    open_page: MakePage, blank_folder: Path
) -> None:
    (blank_folder / "train_gts").mkdir()
    picture = (blank_folder / "图 1.png").read_bytes()
    for number in range(150):
        (blank_folder / f"p{number}.png").write_bytes(picture)
        (blank_folder / "train_gts" / f"gt_p{number}.txt").write_text(TWO)
    window = Window(open_page(blank_folder))
    window.look_for("total", "Sum")
    assert len(window.rows()) == 300
    window.press("apply")
    longest, last = 0.0, time.monotonic()
    while window.model.state == "replacing":
        QApplication.processEvents()
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
    assert window.said == "Replaced texts: 300, pictures: 150."
    assert longest < 1.0  # a slice is a hundredth of a second; machines are busy now and then
