"""Nothing is lost: bad lines, full disks, files that others change, closing."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.session import Session
from engine import files
from engine.errors import QuadTuneError
from tests.desktop.label.conftest import WAIT_MS, MakePage, UserDriver

Key = Qt.Key
QUAD = ((10, 10), (60, 10), (60, 40), (10, 40))
LINE = "10,10,60,10,60,40,10,40,\n"


def write_gt(folder: Path, text: str, number: int = 1) -> Path:
    path = folder / "train_gts" / f"gt_图 {number}.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def findings(user: UserDriver) -> list[str]:
    shown = user.page.panel.findings.list
    return [shown.item(row).text() for row in range(shown.count())] if shown.isVisible() else []


def test_lines_that_cannot_be_read_are_told_and_kept_in_place(
    open_page: MakePage, blank_folder: Path
) -> None:
    bad = "1,2,three,4,5,6,7,8,x"
    path = write_gt(blank_folder, f"\ufeff5,5,25,5,25,15,5,15,a\r\n\r\n{bad}\r\n50,5,75,5,75,15,50,15,b\r\n")
    user = open_page(blank_folder)
    assert len(findings(user)) == 1
    assert findings(user)[0].startswith("gt_图 1.txt:3 ")
    user.draw(*QUAD)
    expected = f"5,5,25,5,25,15,5,15,a\n{bad}\n50,5,75,5,75,15,50,15,b\n{LINE}"
    assert user.wait_saved() == expected
    assert path.read_bytes() == expected.encode()
    assert findings(user)[0].startswith("gt_图 1.txt:2 ")  # where it is now
    user.ctrl(Key.Key_A)
    user.key(Key.Key_Delete)
    assert user.wait_saved() == f"{bad}\n"
    user.ctrl(Key.Key_Z)
    assert user.wait_saved() == expected


def test_looking_does_not_write(open_page: MakePage, blank_folder: Path) -> None:
    path = write_gt(blank_folder, "\ufeff5,5,25,5,25,15,5,15,a\r\n")
    before = path.read_bytes(), path.stat().st_mtime_ns
    user = open_page(blank_folder)
    user.click(15, 10)
    user.key(Key.Key_D)
    user.ctrl(Key.Key_S)
    QTest.qWait(400)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert [child.name for child in path.parent.iterdir()] == [path.name]


def test_a_gt_file_that_is_no_text_is_told_and_never_written(open_page: MakePage, blank_folder: Path) -> None:
    path = write_gt(blank_folder, "")
    path.write_bytes("1,1,9,1,9,9,1,9,欢迎\n".encode("gbk"))
    user = open_page(blank_folder)
    assert "UTF-8" in findings(user)[0]
    user.draw(*QUAD)
    assert user.quads == []
    assert path.read_bytes() == "1,1,9,1,9,9,1,9,欢迎\n".encode("gbk")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
def test_a_full_or_read_only_disk_is_told_and_saving_goes_on_by_itself(
    user: UserDriver, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refuse(*_paths: Path) -> None:
        raise OSError(code, "no")

    errors: list[QuadTuneError] = []
    project = user.project
    project.save_failed.connect(errors.append)
    with monkeypatch.context() as broken:
        broken.setattr(files, "_replace", refuse)
        user.draw(*QUAD)
        user.qtbot.waitUntil(lambda: bool(errors), timeout=WAIT_MS)
        assert user.page.unsaved.isVisible()
        assert not project.all_saved
        assert errors[0].path == user.gt
        assert not user.gt.exists()
        QTest.mouseClick(user.find(QPushButton, "label_save_retry"), Qt.MouseButton.LeftButton)
        assert not project.all_saved
        assert len(errors) == 2
    assert user.quads  # nothing is lost
    user.qtbot.waitUntil(lambda: project.all_saved, timeout=WAIT_MS)
    assert user.gt.read_text() == LINE
    assert not user.page.unsaved.isVisible()


def test_something_in_the_way_of_the_gt_folder(user: UserDriver) -> None:
    in_the_way = user.gt.parent
    in_the_way.write_text("not a folder")
    user.draw(*QUAD)
    user.qtbot.waitUntil(lambda: user.page.unsaved.isVisible(), timeout=WAIT_MS)
    in_the_way.unlink()
    QTest.mouseClick(user.find(QPushButton, "label_save_retry"), Qt.MouseButton.LeftButton)
    assert user.gt.read_text() == LINE
    assert not user.page.unsaved.isVisible()


def test_a_file_that_others_changed_is_not_overwritten(open_page: MakePage, blank_folder: Path) -> None:
    path = write_gt(blank_folder, "5,5,25,5,25,15,5,15,a\n")
    user = open_page(blank_folder)
    user.stop_watching()  # nobody notices before there are changes here
    path.write_text("5,5,25,5,25,15,5,15,theirs\n")
    user.draw(*QUAD)
    user.qtbot.waitUntil(lambda: user.page.unsaved.isVisible(), timeout=WAIT_MS)
    assert path.read_text() == "5,5,25,5,25,15,5,15,theirs\n"
    QTest.mouseClick(user.find(QPushButton, "label_reload"), Qt.MouseButton.LeftButton)
    assert [label.transcription for label in user.document.labels] == ["theirs"]
    assert not user.page.unsaved.isVisible()
    assert path.read_text() == "5,5,25,5,25,15,5,15,theirs\n"
    user.ctrl(Key.Key_Z)  # one's own labels come back, and are saved
    assert user.wait_saved() == f"5,5,25,5,25,15,5,15,a\n{LINE}"
    user.key(Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert user.wait_saved() == "5,5,25,5,25,15,5,15,theirs\n"


def test_a_file_that_others_made_is_not_overwritten(user: UserDriver) -> None:
    user.stop_watching()
    user.draw(*QUAD)
    user.gt.parent.mkdir()
    user.gt.write_text("5,5,25,5,25,15,5,15,theirs\n")
    user.qtbot.waitUntil(lambda: user.page.unsaved.isVisible(), timeout=WAIT_MS)
    assert user.gt.read_text() == "5,5,25,5,25,15,5,15,theirs\n"


def test_going_on_saves_at_once(user: UserDriver) -> None:
    first = user.document
    user.draw(*QUAD)
    user.key(Key.Key_D)
    assert first.gt_path.read_text() == LINE


def test_ctrl_s_saves_at_once(user: UserDriver) -> None:
    user.draw(*QUAD)
    user.ctrl(Key.Key_S)
    assert user.gt.read_text() == LINE


def test_opening_another_folder_saves_first(
    user: UserDriver, session: Session, make_dataset: Callable[..., Path]
) -> None:
    path = user.gt
    user.draw(*QUAD)
    session.open_project(make_dataset())
    assert path.read_text() == LINE
    user.wait_picture()
    assert len(user.document.labels) == 4


def test_steady_work_is_saved_every_second(user: UserDriver) -> None:
    """A timer that every change starts anew would never fire here."""
    user.draw(*QUAD)
    for _ in range(8):
        user.key(Key.Key_Right)
        QTest.qWait(100)
    assert user.gt.exists()
    on_disk = int(user.gt.read_text().split(",")[0])
    assert on_disk >= 10 + 3
