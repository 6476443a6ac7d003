"""The keys people bring along, one by one, as far as they are about the canvas.

Next unchecked, mark checked and the answers to predictions have tests of their own.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.desktop.label.conftest import BOX, UserDriver

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
NO_KEY = Qt.KeyboardModifier.NoModifier


@pytest.mark.parametrize(
    ("key", "held", "holds"),
    [
        (Key.Key_Q, NO_KEY, lambda page: page.canvas.tool == "quad"),
        (Key.Key_W, NO_KEY, lambda page: page.canvas.tool == "rect"),
        (Key.Key_R, NO_KEY, lambda page: page.canvas.tool == "rect"),
        (Key.Key_Delete, NO_KEY, lambda page: page.document.labels == []),
        (Key.Key_Backspace, NO_KEY, lambda page: page.document.labels == []),
        (Key.Key_I, NO_KEY, lambda page: page.document.labels[0].ignore),
        (Key.Key_D, CTRL, lambda page: len(page.document.labels) == 2),
        (Key.Key_E, CTRL, lambda page: page.panel.text.hasFocus()),
        (Key.Key_F2, NO_KEY, lambda page: page.panel.text.hasFocus()),
        (Key.Key_Return, NO_KEY, lambda page: page.panel.text.hasFocus()),
        (Key.Key_Z, CTRL, lambda page: page.document.labels == []),
        (Key.Key_Right, NO_KEY, lambda page: page.document.labels[0].points[0] == 101),
        (Key.Key_Right, SHIFT, lambda page: page.document.labels[0].points[0] == 110),
        (Key.Key_Up, SHIFT, lambda page: page.document.labels[0].points[1] == 90),
        (Key.Key_G, CTRL, lambda page: page.canvas.zoom > 2),
        (Key.Key_H, CTRL, lambda page: page.canvas.labels_hidden),
        (Key.Key_S, CTRL, lambda page: page.document.gt_path.exists()),
        (Key.Key_D, NO_KEY, lambda page: page.document.picture.name == "图 2.png"),
        (Key.Key_B, NO_KEY, lambda page: page.toolbar.tone_popup.isVisible()),
        (Key.Key_L, NO_KEY, lambda page: not page.canvas.loupe.switched_on),
        (Key.Key_M, NO_KEY, lambda page: not page.canvas.minimap.switched_on),
    ],
)
def test_a_key_does_what_it_says(
    one: UserDriver, key: Key, held: Qt.KeyboardModifier, holds: Callable[..., bool]
) -> None:
    assert not holds(one.page)
    one.key(key, held)
    assert holds(one.page)
    one.page.toolbar.tone_popup.close()


@pytest.mark.parametrize(("key", "held"), [(Key.Key_Z, CTRL | SHIFT), (Key.Key_Y, CTRL)])
def test_redo(one: UserDriver, key: Key, held: Qt.KeyboardModifier) -> None:
    one.ctrl(Key.Key_Z)
    assert one.quads == []
    one.key(key, held)
    assert one.quads == [BOX]


@pytest.mark.parametrize(
    ("vertex", "key"), list(enumerate((Key.Key_Z, Key.Key_X, Key.Key_C, Key.Key_V))), ids="ZXCV"
)
def test_a_letter_picks_a_vertex_and_arrows_move_it(one: UserDriver, vertex: int, key: Key) -> None:
    one.key(key)
    one.key(Key.Key_Down)
    one.key(Key.Key_Right, SHIFT)
    expected = list(BOX)
    expected[2 * vertex] += 10
    expected[2 * vertex + 1] += 1
    assert one.quads == [expected]


def test_escape_leaves_the_drawing_mode_and_then_the_selection(one: UserDriver) -> None:
    one.key(Key.Key_Q)
    one.key(Key.Key_Escape)
    assert one.canvas.tool == "select"
    assert one.page.context.selection.rows() == [0]
    one.key(Key.Key_Escape)
    assert one.page.context.selection.rows() == []


@pytest.mark.parametrize("button", [Qt.MouseButton.MiddleButton, Qt.MouseButton.LeftButton])
def test_middle_drag_and_space_drag_pan(one: UserDriver, button: Qt.MouseButton) -> None:
    viewport, start, end = one.canvas.viewport(), QPoint(150, 150), QPoint(190, 175)
    if button == Qt.MouseButton.LeftButton:
        QTest.keyPress(one.canvas, Key.Key_Space)
    before = one.at(0, 0)
    QTest.mousePress(viewport, button, NO_KEY, start)
    where = viewport.mapToGlobal(end.toPointF())
    move = QMouseEvent(QMouseEvent.Type.MouseMove, end, where, Qt.MouseButton.NoButton, button, NO_KEY)
    QApplication.sendEvent(viewport, move)
    QTest.mouseRelease(viewport, button, NO_KEY, end)
    if button == Qt.MouseButton.LeftButton:
        QTest.keyRelease(one.canvas, Key.Key_Space)
    assert one.at(0, 0) - before == QPoint(40, 25)
    assert one.quads == [BOX]
