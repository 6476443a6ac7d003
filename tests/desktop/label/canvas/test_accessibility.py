"""The canvas without a mouse and without eyes: what it says, going from label to label, moving over it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible

from desktop.picture.picture_view import ARROW_STEP
from desktop.ui import i18n
from tests.desktop.label.conftest import Hands

SHIFT = Qt.KeyboardModifier.ShiftModifier


def said(hands: Hands) -> str:
    interface = QAccessible.queryAccessibleInterface(hands.canvas)
    return interface.text(QAccessible.Text.Description)


def draw_two(hands: Hands) -> None:
    hands.key(Qt.Key.Key_W)
    hands.drag((20, 20), (120, 60))
    hands.drag((20, 100), (120, 140))
    hands.ctrl(Qt.Key.Key_J)
    hands.page.context.selection.clear()


def test_it_says_which_picture_and_which_label(hands: Hands) -> None:
    draw_two(hands)
    hands.qtbot.waitUntil(lambda: said(hands) == "图 1.png. Labels: 2")
    hands.key(Qt.Key.Key_N)
    hands.page.panel.text.edit()
    hands.commit("TOTAL")
    hands.qtbot.waitUntil(lambda: said(hands) == "图 1.png. Labels: 2. Label 1 is selected: TOTAL")
    i18n.set_language("zh_CN")
    hands.qtbot.waitUntil(lambda: said(hands) == "图 1.png. 标注：2. 已选中标注 1：TOTAL")


def test_a_key_goes_from_label_to_label(hands: Hands) -> None:
    draw_two(hands)
    for held, row in ((None, 0), (None, 1), (None, 1), (SHIFT, 0), (SHIFT, 0)):
        hands.key(Qt.Key.Key_N, held or Qt.KeyboardModifier.NoModifier)
        assert hands.page.context.selection.rows() == [row]
    hands.page.context.selection.clear()
    hands.key(Qt.Key.Key_N, SHIFT)
    assert hands.page.context.selection.rows() == [1]


def test_arrow_keys_move_over_the_picture_unless_a_label_is_selected(hands: Hands) -> None:
    draw_two(hands)
    hands.canvas.set_zoom(4.0)

    def corner() -> QPointF:
        return hands.canvas.viewport_to_picture(QPointF(0, 0))

    before = corner()
    hands.key(Qt.Key.Key_Right)
    hands.key(Qt.Key.Key_Down)
    step = ARROW_STEP / 4.0
    assert (corner() - before).toTuple() == (step, step)
    before, quads = corner(), hands.quads
    hands.key(Qt.Key.Key_N)
    hands.key(Qt.Key.Key_Right)
    assert corner() == before
    assert hands.quads[0][0] == quads[0][0] + 1
