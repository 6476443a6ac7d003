"""Drawing with real mouse and key events; the gt file on disk is what counts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from tests.desktop.label.conftest import WAIT_MS, UserDriver

Key = Qt.Key


def test_four_clicks_and_a_text_are_on_disk_within_a_second(user: UserDriver) -> None:
    user.draw((50, 40), (150, 50), (148, 80), (49, 70))
    user.key(Key.Key_Return)
    field = user.find(QLineEdit, "label_text")
    assert field.hasFocus()
    QTest.keyClicks(field, "Total, 12.50 ")
    user.compose("huan'ying")
    user.commit("欢迎")
    assert user.wait_saved() == "50,40,150,50,148,80,49,70,Total, 12.50 欢迎\n"
    assert user.gt == user.document.picture.parent / "train_gts" / "gt_图 1.txt"
    assert list(user.gt.parent.iterdir()) == [user.gt]  # no temporary file is left


def test_drawing_goes_on_after_a_quad(user: UserDriver) -> None:
    user.draw((10, 10), (60, 10), (60, 30), (10, 30))
    for point in ((100, 100), (160, 100), (160, 130), (100, 130)):
        user.click(*point)
    assert user.quads == [[10, 10, 60, 10, 60, 30, 10, 30], [100, 100, 160, 100, 160, 130, 100, 130]]
    assert user.canvas.tool == "quad"


def test_fast_clicks_are_clicks_though_qt_calls_them_double(user: UserDriver) -> None:
    user.key(Key.Key_Q)
    viewport, left = user.canvas.viewport(), Qt.MouseButton.LeftButton
    QTest.mouseClick(viewport, left, pos=user.at(10, 10))
    QTest.mouseDClick(viewport, left, pos=user.at(60, 10))
    QTest.mouseClick(viewport, left, pos=user.at(60, 40))
    QTest.mouseDClick(viewport, left, pos=user.at(10, 40))
    assert user.quads == [[10, 10, 60, 10, 60, 40, 10, 40]]


def test_the_persons_vertex_order_is_kept(user: UserDriver) -> None:
    user.draw((100, 80), (20, 80), (20, 20), (100, 20))
    assert user.wait_saved() == "100,80,20,80,20,20,100,20,\n"


def test_points_outside_snap_to_the_edge_of_the_picture(user: UserDriver) -> None:
    user.draw((-30, -20), (420, -5), (430, 320), (-3, 310))
    assert user.quads == [[0, 0, 400, 0, 400, 300, 0, 300]]


def test_a_crossed_quad_is_kept_and_told(user: UserDriver) -> None:
    user.draw((10, 10), (100, 60), (100, 10), (10, 60))
    assert user.quads == [[10, 10, 100, 60, 100, 10, 10, 60]]
    findings = user.page.panel.findings.list
    assert findings.isVisible()
    assert findings.item(0).text() == "Label 1 is crossed: swap vertices 2 and 3."
    user.ctrl(Key.Key_Z)
    assert not findings.isVisible()


def test_backspace_takes_the_last_point_back(user: UserDriver) -> None:
    user.draw((10, 10), (60, 10), (200, 200))
    user.key(Key.Key_Backspace)
    user.click(60, 40)
    user.click(10, 40)
    assert user.quads == [[10, 10, 60, 10, 60, 40, 10, 40]]


def test_backspace_to_the_first_point_ends_the_gesture(user: UserDriver) -> None:
    user.draw((10, 10))
    user.key(Key.Key_Backspace)
    assert user.canvas.gesture is None


def test_escape_leaves_no_trace_of_a_half_drawn_quad(user: UserDriver) -> None:
    user.draw((10, 10), (60, 10), (60, 40))
    user.key(Key.Key_Escape)
    assert user.canvas.gesture is None
    tools = [user.canvas.tool]
    assert user.quads == []
    assert not user.document.dirty
    user.key(Key.Key_Escape)
    assert [*tools, user.canvas.tool] == ["quad", "select"]


def test_the_next_picture_cancels_a_half_drawn_quad(user: UserDriver) -> None:
    first = user.document
    user.draw((10, 10), (60, 10), (60, 40))
    user.key(Key.Key_D)
    assert user.document is not first
    user.wait_picture()
    user.click(10, 40)
    assert first.labels == []
    assert user.quads == []
    assert len(user.points) == 1


def test_a_dragged_rectangle_runs_clockwise_from_its_top_left(user: UserDriver) -> None:
    for start, end, key in (((120, 90), (20, 30), Key.Key_W), ((200, 30), (300, 90), Key.Key_R)):
        user.key(key)
        user.drag(start, end)
    assert user.quads == [
        [20, 30, 120, 30, 120, 90, 20, 90],
        [200, 30, 300, 30, 300, 90, 200, 90],
    ]


def test_a_click_with_the_rectangle_tool_makes_nothing(user: UserDriver) -> None:
    user.key(Key.Key_W)
    user.click(50, 50)
    assert user.quads == []


def test_tool_buttons_leave_the_focus_on_the_canvas(user: UserDriver) -> None:
    for name in ("tool_quad", "tool_rect", "tool_pan", "tool_select"):
        button = user.find(QAbstractButton, name)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert user.canvas.tool == name.removeprefix("tool_")
        assert button.isChecked()
        assert user.canvas.hasFocus()


def test_undo_to_the_beginning_leaves_no_gt_file(user: UserDriver) -> None:
    user.draw((10, 10), (60, 10), (60, 40), (10, 40))
    user.wait_saved()
    assert user.page.pictures.list.currentIndex().data(257) == "labelled"
    user.ctrl(Key.Key_Z)
    user.qtbot.waitUntil(lambda: not user.gt.exists(), timeout=WAIT_MS)
    assert user.page.pictures.list.currentIndex().data(257) == "unlabelled"
    user.ctrl(Key.Key_Y)
    assert user.wait_saved() == "10,10,60,10,60,40,10,40,\n"


def test_deleting_the_last_label_says_there_is_no_text(user: UserDriver) -> None:
    user.draw((10, 10), (60, 10), (60, 40), (10, 40))
    user.key(Key.Key_Delete)
    assert user.wait_saved() == ""
    assert user.gt.exists()


def test_pictures_stay_as_they_are(user: UserDriver) -> None:
    picture: Path = user.document.picture
    before = picture.read_bytes(), picture.stat().st_mtime_ns
    user.draw((10, 10), (60, 10), (60, 40), (10, 40))
    user.wait_saved()
    assert (picture.read_bytes(), picture.stat().st_mtime_ns) == before
