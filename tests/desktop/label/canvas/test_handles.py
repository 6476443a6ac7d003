"""Rotating and resizing by handles, snapping to the edges, with real mouse events."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.desktop.label.conftest import BOX, UserDriver

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
NO_KEY = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def send_move(user: UserDriver, x: float, y: float, keys: Qt.KeyboardModifier) -> None:
    """QTest's own moves know nothing of the keys held."""
    viewport, at = user.canvas.viewport(), user.at(x, y).toPointF()
    where = viewport.mapToGlobal(at)
    event = QMouseEvent(QMouseEvent.Type.MouseMove, at, where, Qt.MouseButton.NoButton, LEFT, keys)
    QApplication.sendEvent(viewport, event)


def drag(
    user: UserDriver, start: tuple[float, float], end: tuple[float, float], keys: Qt.KeyboardModifier = NO_KEY
) -> None:
    """Press, take hold of ``keys``, drag, let go."""
    user.press(*start)
    send_move(user, (start[0] + end[0]) / 2, (start[1] + end[1]) / 2, keys)
    send_move(user, *end, keys)
    QTest.mouseRelease(user.canvas.viewport(), LEFT, keys, user.at(*end))
    QApplication.processEvents()


def rotation(user: UserDriver) -> tuple[float, float]:
    x, y = user.handles.rotation.tolist()
    return x, y


def side(user: UserDriver, number: int) -> tuple[float, float]:
    x, y = user.handles.sides[number].tolist()
    return x, y


@pytest.mark.parametrize(
    ("number", "end", "expected"),
    [
        (0, (170, 70), [100, 70, 220, 70, 220, 180, 100, 180]),
        (1, (250, 111), [100, 100, 250, 100, 250, 180, 100, 180]),
        (2, (160, 200), [100, 100, 220, 100, 220, 200, 100, 200]),
        (3, (120, 140), [120, 100, 220, 100, 220, 180, 120, 180]),
    ],
)
def test_a_side_moves_along_its_normal(
    one: UserDriver, number: int, end: tuple[float, float], expected: list[int]
) -> None:
    one.drag(side(one, number), end)
    assert one.quads == [expected]
    one.ctrl(Key.Key_Z)
    assert one.quads == [BOX]
    one.ctrl(Key.Key_Y)
    assert one.quads == [expected]


def test_a_side_of_a_tilted_quad_stays_parallel(user: UserDriver) -> None:
    user.draw((100, 100), (180, 160), (150, 200), (70, 140))
    user.ctrl(Key.Key_J)
    start = side(user, 1)
    user.drag(start, (start[0] + 16, start[1] + 12))
    assert user.quads == [[100, 100, 196, 172, 166, 212, 70, 140]]


def test_a_side_stops_at_the_edge_and_snaps_to_it(one: UserDriver) -> None:
    one.drag(side(one, 1), (390, 140))
    assert one.quads[0][2] == 390
    one.drag(side(one, 1), (396, 140))
    assert one.quads[0] == [100, 100, 400, 100, 400, 180, 100, 180]
    one.drag(side(one, 2), (250, 700))
    assert one.quads[0] == [100, 100, 400, 100, 400, 300, 100, 300]


def test_the_handle_of_a_short_side_leaves_the_vertices_free(user: UserDriver) -> None:
    user.key(Key.Key_W)
    user.drag((100, 100), (220, 118))
    user.ctrl(Key.Key_J)
    x, y = side(user, 1)
    assert x > 228
    user.drag((x, y), (x + 30, y))
    assert user.quads == [[100, 100, 250, 100, 250, 118, 100, 118]]


def test_the_rotation_handle_turns_the_quad_about_its_middle(one: UserDriver) -> None:
    drag(one, rotation(one), (160 + 60, 140))
    assert one.quads == [[200, 80, 200, 200, 120, 200, 120, 80]]
    one.ctrl(Key.Key_Z)
    assert one.quads == [BOX]
    assert one.document.undo_stack.redoText() == "rotate label"


def test_shift_turns_to_multiples_of_15_degrees(user: UserDriver) -> None:
    user.draw((100, 100), (199, 110), (191, 190), (92, 180))
    user.ctrl(Key.Key_J)
    drag(user, rotation(user), (180, 60), SHIFT)
    quad = np.array(user.quads[0]).reshape(4, 2)
    along = quad[1] - quad[0]
    assert np.degrees(np.arctan2(along[1], along[0])) % 15 == pytest.approx(0, abs=0.6)
    assert abs(along[1]) > 5


def test_several_quads_turn_about_their_common_middle(user: UserDriver) -> None:
    user.key(Key.Key_W)
    user.drag((100, 100), (160, 140))
    user.drag((200, 200), (260, 240))
    user.ctrl(Key.Key_J)
    user.ctrl(Key.Key_A)
    x, y = rotation(user)
    assert (x, y) == pytest.approx((180, 72))
    drag(user, (x, y), (180, 300))
    assert user.quads == [
        [260, 240, 200, 240, 200, 200, 260, 200],
        [160, 140, 100, 140, 100, 100, 160, 100],
    ]
    user.ctrl(Key.Key_Z)
    assert user.quads[0] == [100, 100, 160, 100, 160, 140, 100, 140]


def test_a_handle_out_of_sight_is_on_the_other_side(user: UserDriver) -> None:
    user.canvas.set_zoom(2.0)
    user.canvas.centerOn(150, user.canvas.viewport().height() / 4)  # the picture begins at the view's edge
    user.key(Key.Key_W)
    user.drag((100, 8), (220, 60))
    user.ctrl(Key.Key_J)
    assert rotation(user)[1] > 60


def test_drawing_snaps_to_the_edges_unless_alt_is_held(user: UserDriver) -> None:
    user.draw((3, 4), (397, 2), (398, 296), (5, 290))
    assert user.quads == [[0, 0, 400, 0, 400, 300, 0, 290]]
    user.key(Key.Key_W)
    drag(user, (50, 50), (397, 297))
    assert user.quads[1][4:6] == [400, 300]
    drag(user, (60, 60), (397, 297), ALT)
    assert user.quads[2][4:6] == [397, 297]


def test_a_vertex_snaps_to_the_edge_within_a_few_screen_pixels(one: UserDriver) -> None:
    drag(one, (100, 100), (4, 104))
    assert one.quads[0][:2] == [0, 104]
    drag(one, (0, 104), (3, 104), ALT)
    assert one.quads[0][:2] == [3, 104]
    one.canvas.set_zoom(4.0)
    one.canvas.centerOn(40, 104)
    drag(one, (3, 104), (4, 100))
    assert one.quads[0][:2] == [4, 100]  # sixteen screen pixels away


def test_there_are_no_handles_where_nothing_can_be_changed(one: UserDriver) -> None:
    assert one.canvas.handles() is not None
    one.ctrl(Key.Key_H)
    assert one.canvas.handles() is None
    one.ctrl(Key.Key_H)
    one.key(Key.Key_Q)
    assert one.canvas.handles() is None
    one.ctrl(Key.Key_J)
    one.canvas.set_zoom(0.1)
    assert one.canvas.handles() is None  # a speck


def test_the_pointer_tells_of_handles(one: UserDriver) -> None:
    for point, shape in (
        (side(one, 0), Qt.CursorShape.SizeVerCursor),
        (side(one, 1), Qt.CursorShape.SizeHorCursor),
        (rotation(one), Qt.CursorShape.OpenHandCursor),
    ):
        one.move(*point)
        QApplication.processEvents()
        assert one.canvas.viewport().cursor().shape() == shape
