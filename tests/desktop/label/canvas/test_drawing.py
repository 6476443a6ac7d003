"""Drawing with real mouse and key events; the gt file on disk is what counts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from tests.desktop.label.conftest import WAIT_MS

Key = Qt.Key


def test_four_clicks_and_a_text_are_on_disk_within_a_second(hands) -> None:
    hands.draw((50, 40), (150, 50), (148, 80), (49, 70))
    hands.key(Key.Key_Return)
    field = hands.page.findChild(QLineEdit, "label_text")
    assert field.hasFocus()
    QTest.keyClicks(field, "Total, 12.50 ")
    hands.compose("huan'ying")
    hands.commit("欢迎")
    assert hands.wait_saved() == "50,40,150,50,148,80,49,70,Total, 12.50 欢迎\n"
    assert hands.gt == hands.page.document.picture.parent / "train_gts" / "gt_图 1.txt"
    assert list(hands.gt.parent.iterdir()) == [hands.gt]  # no temporary file is left


def test_drawing_goes_on_after_a_quad(hands) -> None:
    hands.draw((10, 10), (60, 10), (60, 30), (10, 30))
    for point in ((100, 100), (160, 100), (160, 130), (100, 130)):
        hands.click(*point)
    assert hands.quads == [[10, 10, 60, 10, 60, 30, 10, 30], [100, 100, 160, 100, 160, 130, 100, 130]]
    assert hands.canvas.tool == "quad"


def test_fast_clicks_are_clicks_though_qt_calls_them_double(hands) -> None:
    hands.key(Key.Key_Q)
    viewport, left = hands.canvas.viewport(), Qt.MouseButton.LeftButton
    QTest.mouseClick(viewport, left, pos=hands.at(10, 10))
    QTest.mouseDClick(viewport, left, pos=hands.at(60, 10))
    QTest.mouseClick(viewport, left, pos=hands.at(60, 40))
    QTest.mouseDClick(viewport, left, pos=hands.at(10, 40))
    assert hands.quads == [[10, 10, 60, 10, 60, 40, 10, 40]]


def test_the_persons_vertex_order_is_kept(hands) -> None:
    hands.draw((100, 80), (20, 80), (20, 20), (100, 20))
    assert hands.wait_saved() == "100,80,20,80,20,20,100,20,\n"


def test_points_outside_snap_to_the_edge_of_the_picture(hands) -> None:
    hands.draw((-30, -20), (420, -5), (430, 320), (-3, 310))
    assert hands.quads == [[0, 0, 400, 0, 400, 300, 0, 300]]


def test_a_crossed_quad_is_kept_and_told(hands) -> None:
    hands.draw((10, 10), (100, 60), (100, 10), (10, 60))
    assert hands.quads == [[10, 10, 100, 60, 100, 10, 10, 60]]
    findings = hands.page.panel.findings.list
    assert findings.isVisible()
    assert findings.item(0).text() == "Label 1 is crossed: swap vertices 2 and 3."
    hands.ctrl(Key.Key_Z)
    assert not findings.isVisible()


def test_backspace_takes_the_last_point_back(hands) -> None:
    hands.draw((10, 10), (60, 10), (200, 200))
    hands.key(Key.Key_Backspace)
    hands.click(60, 40)
    hands.click(10, 40)
    assert hands.quads == [[10, 10, 60, 10, 60, 40, 10, 40]]


def test_backspace_to_the_first_point_ends_the_gesture(hands) -> None:
    hands.draw((10, 10))
    hands.key(Key.Key_Backspace)
    assert hands.canvas.gesture is None


def test_escape_leaves_no_trace_of_a_half_drawn_quad(hands) -> None:
    hands.draw((10, 10), (60, 10), (60, 40))
    hands.key(Key.Key_Escape)
    assert hands.canvas.gesture is None
    assert hands.canvas.tool == "quad"
    assert hands.quads == []
    assert not hands.page.document.dirty
    hands.key(Key.Key_Escape)
    assert hands.canvas.tool == "select"


def test_the_next_picture_cancels_a_half_drawn_quad(hands) -> None:
    first = hands.page.document
    hands.draw((10, 10), (60, 10), (60, 40))
    hands.key(Key.Key_D)
    assert hands.page.document is not first
    hands.wait_picture()
    hands.click(10, 40)
    assert first.labels == []
    assert hands.quads == []
    assert len(hands.canvas.gesture.points) == 1


def test_a_dragged_rectangle_runs_clockwise_from_its_top_left(hands) -> None:
    for start, end, key in (((120, 90), (20, 30), Key.Key_W), ((200, 30), (300, 90), Key.Key_R)):
        hands.key(key)
        hands.drag(start, end)
    assert hands.quads == [
        [20, 30, 120, 30, 120, 90, 20, 90],
        [200, 30, 300, 30, 300, 90, 200, 90],
    ]


def test_a_click_with_the_rectangle_tool_makes_nothing(hands) -> None:
    hands.key(Key.Key_W)
    hands.click(50, 50)
    assert hands.quads == []


def test_tool_buttons_leave_the_focus_on_the_canvas(hands) -> None:
    for name in ("tool_quad", "tool_rect", "tool_pan", "tool_select"):
        button = hands.page.findChild(object, name)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert hands.canvas.tool == name.removeprefix("tool_")
        assert button.isChecked()
        assert hands.canvas.hasFocus()


def test_undo_to_the_beginning_leaves_no_gt_file(hands) -> None:
    hands.draw((10, 10), (60, 10), (60, 40), (10, 40))
    hands.wait_saved()
    assert hands.page.pictures.list.currentIndex().data(257) == "labelled"
    hands.ctrl(Key.Key_Z)
    hands.qtbot.waitUntil(lambda: not hands.gt.exists(), timeout=WAIT_MS)
    assert hands.page.pictures.list.currentIndex().data(257) == "unlabelled"
    hands.ctrl(Key.Key_Y)
    assert hands.wait_saved() == "10,10,60,10,60,40,10,40,\n"


def test_deleting_the_last_label_says_there_is_no_text(hands) -> None:
    hands.draw((10, 10), (60, 10), (60, 40), (10, 40))
    hands.key(Key.Key_Delete)
    assert hands.wait_saved() == ""
    assert hands.gt.exists()


def test_pictures_stay_as_they_are(hands) -> None:
    picture: Path = hands.page.document.picture
    before = picture.read_bytes(), picture.stat().st_mtime_ns
    hands.draw((10, 10), (60, 10), (60, 40), (10, 40))
    hands.wait_saved()
    assert (picture.read_bytes(), picture.stat().st_mtime_ns) == before
