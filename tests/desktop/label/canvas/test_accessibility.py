"""The canvas without a mouse and without eyes: what it says, going from label to label, moving over it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible

from desktop.picture.picture_view import ARROW_STEP
from desktop.ui import i18n
from tests.desktop.label.conftest import UserDriver

SHIFT = Qt.KeyboardModifier.ShiftModifier


def said(user: UserDriver) -> str:
    interface = QAccessible.queryAccessibleInterface(user.canvas)
    return interface.text(QAccessible.Text.Description)


def draw_two(user: UserDriver) -> None:
    user.key(Qt.Key.Key_W)
    user.drag((20, 20), (120, 60))
    user.drag((20, 100), (120, 140))
    user.ctrl(Qt.Key.Key_J)
    user.page.context.selection.clear()


def test_it_says_which_picture_and_which_label(user: UserDriver) -> None:
    draw_two(user)
    user.qtbot.waitUntil(lambda: said(user) == "图 1.png. Labels: 2")
    user.key(Qt.Key.Key_N)
    user.page.panel.text.edit()
    user.commit("TOTAL")
    user.qtbot.waitUntil(lambda: said(user) == "图 1.png. Labels: 2. Label 1 is selected: TOTAL")
    i18n.set_language("zh_CN")
    user.qtbot.waitUntil(lambda: said(user) == "图 1.png. 标注：2. 已选中标注 1：TOTAL")


def test_a_key_goes_from_label_to_label(user: UserDriver) -> None:
    draw_two(user)
    for held, row in ((None, 0), (None, 1), (None, 1), (SHIFT, 0), (SHIFT, 0)):
        user.key(Qt.Key.Key_N, held or Qt.KeyboardModifier.NoModifier)
        assert user.page.context.selection.rows() == [row]
    user.page.context.selection.clear()
    user.key(Qt.Key.Key_N, SHIFT)
    assert user.page.context.selection.rows() == [1]


def test_arrow_keys_move_over_the_picture_unless_a_label_is_selected(user: UserDriver) -> None:
    draw_two(user)
    user.canvas.set_zoom(4.0)

    def corner() -> QPointF:
        return user.canvas.viewport_to_picture(QPointF(0, 0))

    before = corner()
    user.key(Qt.Key.Key_Right)
    user.key(Qt.Key.Key_Down)
    step = ARROW_STEP / 4.0
    assert (corner() - before).toTuple() == (step, step)
    before, quads = corner(), user.quads
    user.key(Qt.Key.Key_N)
    user.key(Qt.Key.Key_Right)
    assert corner() == before
    assert user.quads[0][0] == quads[0][0] + 1
