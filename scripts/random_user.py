"""A user of the label page who does one random thing after another, by real mouse and key events."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QInputMethodEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.label.page import LabelPage

Key = Qt.Key
Keys = Qt.KeyboardModifier
NO_KEY, SHIFT, CTRL, ALT = Keys.NoModifier, Keys.ShiftModifier, Keys.ControlModifier, Keys.AltModifier
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
MOST_LABELS = 40
"""With more labels than this some are deleted first: pasting all of them would double their number."""
TEXTS = ("Total 12.50", "a, b", "##", "###", "  ", "票据 é")
WAIT_S = 20.0


class RandomUser:
    """Does one random thing after another; `act` is one gesture."""

    def __init__(self, page: LabelPage, seed: int) -> None:
        self.page = page
        self.canvas = page.canvas
        self.viewport = page.canvas.viewport()
        self.random = np.random.default_rng(seed)
        self.done: Counter[str] = Counter()
        self._gestures: list[tuple[int, Callable[[], None]]] = [
            (6, self.draw_quad),
            (6, self.draw_rectangle),
            (6, self.drag_label),
            (5, self.drag_vertex),
            (4, self.drag_side),
            (4, self.rotate),
            (4, self.band),
            (4, self.click),
            (5, self.nudge),
            (3, self.nudge_vertex),
            (6, self.letter),
            (4, self.write_text),
            (3, self.delete),
            (8, self.undo_or_redo),
            (4, self.copy_or_paste),
            (3, self.other_picture),
            (3, self.zoom_or_pan),
            (2, self.choose_from_menu),
            (2, self.change_tool),
            (1, self.escape),
        ]

    def act(self) -> None:
        """One gesture."""
        if self.page.document is not None and len(self.page.document.labels) > MOST_LABELS:
            self.key(Key.Key_A, CTRL)
            self.delete()
        weights = np.array([weight for weight, _ in self._gestures], float)
        gesture = self._gestures[self.random.choice(len(weights), p=weights / weights.sum())][1]
        self.done[gesture.__name__] += 1
        gesture()
        QApplication.processEvents()

    def rest(self) -> None:
        """Leave whatever is half done."""
        self.canvas.setFocus()
        for _ in range(3):
            self.key(Key.Key_Escape)
        self.wait_for_picture()

    # ---- gestures

    def draw_quad(self) -> None:
        self.key(Key.Key_Q)
        for _ in range(int(self.random.integers(3, 6))):
            self.press_and_release(self.place())
            self.perhaps_interrupt(0.06)

    def draw_rectangle(self) -> None:
        self.key(Key.Key_R)
        self.drag(self.place(), self.place())

    def drag_label(self) -> None:
        self.from_quad(lambda quad: quad.mean(axis=0))

    def drag_vertex(self) -> None:
        self.from_quad(lambda quad: quad[self.random.integers(4)])

    def drag_side(self) -> None:
        handles = self.canvas.handles()
        if handles is not None and len(handles.sides):
            self.drag(self.shown_at(handles.sides[self.random.integers(4)]), self.place())

    def rotate(self) -> None:
        handles = self.canvas.handles()
        if handles is not None:
            self.drag(self.shown_at(handles.rotation), self.place())

    def band(self) -> None:
        self.key(Key.Key_J, CTRL)
        self.drag(self.place(), self.place())

    def click(self) -> None:
        self.press_and_release(self.place(), SHIFT if self.random.random() < 0.4 else NO_KEY)

    def nudge(self) -> None:
        arrows = (Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down)
        for _ in range(int(self.random.integers(1, 4))):
            self.key(self.one_of(arrows), self.one_of((NO_KEY, SHIFT)))

    def nudge_vertex(self) -> None:
        self.key(self.one_of((Key.Key_Z, Key.Key_X, Key.Key_C, Key.Key_V)))
        self.nudge()

    def letter(self) -> None:
        self.key(
            *self.one_of(((Key.Key_I, NO_KEY), (Key.Key_S, NO_KEY), (Key.Key_S, SHIFT), (Key.Key_K, NO_KEY)))
        )

    def write_text(self) -> None:
        self.key(Key.Key_F2)
        field = QApplication.focusWidget()
        if field is self.page.panel.text:
            self.write(field, self.one_of(TEXTS))
            self.key(self.one_of((Key.Key_Return, Key.Key_Escape, Key.Key_Down)))
        self.canvas.setFocus()

    def delete(self) -> None:
        self.key(self.one_of((Key.Key_Delete, Key.Key_Backspace)))

    def undo_or_redo(self) -> None:
        for _ in range(int(self.random.integers(1, 5))):
            self.key(
                *self.one_of(
                    ((Key.Key_Z, CTRL), (Key.Key_Z, CTRL), (Key.Key_Y, CTRL), (Key.Key_Z, CTRL | SHIFT))
                )
            )

    def copy_or_paste(self) -> None:
        self.key(self.one_of((Key.Key_C, Key.Key_C, Key.Key_V, Key.Key_D)), CTRL)

    def other_picture(self) -> None:
        self.key(self.one_of((Key.Key_A, Key.Key_D)))
        if self.random.random() < 0.7:
            self.wait_for_picture()

    def zoom_or_pan(self) -> None:
        at = self.place()
        if self.random.random() < 0.3:
            self.key(self.one_of((Key.Key_F, Key.Key_0, Key.Key_G)), CTRL)
        elif self.random.random() < 0.5:
            self.wheel(at, self.one_of((120, -120)))
        else:
            self.drag(at, self.place(), MIDDLE)

    def choose_from_menu(self) -> None:
        at = self.place()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, self.viewport.mapToGlobal(at))
        QApplication.sendEvent(self.viewport, event)
        menu = self.page.menu
        if menu.isVisible():
            action = self.one_of(tuple(action for action in menu.actions() if not action.isSeparator()))
            QTest.mouseClick(menu, LEFT, NO_KEY, menu.actionGeometry(action).center())
        menu.close()
        self.canvas.setFocus()

    def change_tool(self) -> None:
        self.key(
            *self.one_of(((Key.Key_Q, NO_KEY), (Key.Key_W, NO_KEY), (Key.Key_J, CTRL), (Key.Key_H, CTRL)))
        )

    def escape(self) -> None:
        self.key(Key.Key_Escape)

    # ---- parts of gestures

    def from_quad(self, point_of: Callable[[np.ndarray], np.ndarray]) -> None:
        """Take hold of a quad, or of what of it is there."""
        quads = self.canvas.shown.quads
        self.key(Key.Key_J, CTRL)
        if len(quads):
            self.drag(self.shown_at(point_of(quads[self.random.integers(len(quads))])), self.place())

    def drag(self, start: QPoint, end: QPoint, button: Qt.MouseButton = LEFT) -> None:
        keys = self.one_of((NO_KEY, NO_KEY, NO_KEY, SHIFT, ALT))
        QTest.mousePress(self.viewport, button, keys if self.random.random() < 0.2 else NO_KEY, start)
        for part in (0.3, 0.7, 1.0):
            at = QPointF(start) + (QPointF(end) - QPointF(start)) * part
            where = QPointF(self.viewport.mapToGlobal(at.toPoint()))
            move = QMouseEvent(QMouseEvent.Type.MouseMove, at, where, Qt.MouseButton.NoButton, button, keys)
            QApplication.sendEvent(self.viewport, move)
            self.perhaps_interrupt(0.05)
        QTest.mouseRelease(self.viewport, button, keys, end)

    def press_and_release(self, at: QPoint, keys: Keys = NO_KEY) -> None:
        QTest.mouseClick(self.viewport, LEFT, keys, at)

    def perhaps_interrupt(self, likely: float) -> None:
        """Something else happens in the middle of a gesture."""
        if self.random.random() > likely:
            return
        self.done["interrupted"] += 1
        what = self.random.integers(5)
        if what == 0:
            self.key(Key.Key_Escape)
        elif what == 1:
            self.page.panel.text.setFocus()
            QApplication.processEvents()
            self.canvas.setFocus()
        elif what == 2:
            self.other_picture()
        elif what == 3:
            self.key(self.one_of((Key.Key_Z, Key.Key_Y)), CTRL)
        else:
            self.letter()

    def write(self, field: QWidget, text: str) -> None:
        """Key by key, or by an input method."""
        if text.isascii():
            QTest.keyClicks(field, text)
            return
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(field, event)

    def wheel(self, at: QPoint, angle: int) -> None:
        where = QPointF(self.viewport.mapToGlobal(at))
        nothing, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(QPointF(at), where, QPoint(), QPoint(0, angle), nothing, CTRL, phase, False)
        QApplication.sendEvent(self.viewport, event)

    def key(self, key: Key, keys: Keys = NO_KEY) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.canvas, key, keys)

    def place(self) -> QPoint:
        """Anywhere on the view, mostly on the picture and sometimes right at its edge."""
        kind = self.random.random()
        picture = self.canvas.picture_rect
        if kind < 0.15:
            size = self.viewport.size()
            return QPoint(*(int(self.random.integers(1, side - 1)) for side in size.toTuple()))
        x, y = self.random.random(2)
        if kind < 0.3:
            x, y = self.one_of(((x, 0.0), (x, 1.0), (0.0, y), (1.0, y)))
        return self.shown_at(np.array([x * picture.width(), y * picture.height()]))

    def shown_at(self, point: np.ndarray) -> QPoint:
        """The place of the view nearest to a point (2,) of the picture."""
        at, size = self.canvas.picture_to_viewport(QPointF(*point.tolist())), self.viewport.size()
        return QPoint(min(max(at.x(), 0), size.width() - 1), min(max(at.y(), 0), size.height() - 1))

    def one_of(self, things: tuple[Any, ...]) -> Any:
        return things[self.random.integers(len(things))]

    def wait_for_picture(self) -> None:
        end = time.monotonic() + WAIT_S
        while not self.canvas.has_picture:
            if time.monotonic() > end:
                raise TimeoutError("the picture does not appear")
            QApplication.processEvents()
