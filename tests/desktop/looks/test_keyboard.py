"""The whole window without a mouse: every control is reached, shows that it is, and says what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QGraphicsView,
    QStackedWidget,
    QTabBar,
    QWidget,
)

from desktop.settings.key_table import PAGES
from desktop.ui.i18n import LANGUAGES
from desktop.ui.theme import ThemeMode
from scripts.ui_map import CONTROLS, is_own
from tests.desktop.conftest import find
from tests.desktop.looks.conftest import Everything, OpenEverything

MOST_STEPS = 150
SEEN_PIXELS, SEEN_CHANGE = 40, 40
"""So many pixels change by so much of 255; the cursor of a text field is less."""
SAME_IN_EVERY_LANGUAGE = {"project_recent", "status_device"}
"""Names of things; profiles of exports are names of programs, too."""
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture
def opened(open_everything: OpenEverything) -> Everything:
    return open_everything("en", "light")


def is_control(widget: QWidget) -> bool:
    """Whether a person can do something with it; charts are there to be seen."""
    kinds = (*CONTROLS, QTabBar)
    return (isinstance(widget, kinds) and is_own(widget)) or widget.objectName() in ("canvas", "detect_view")


def controls(window: QWidget) -> list[QWidget]:
    """What has to be reached in ``window`` now."""
    inside = (w for w in window.findChildren(QWidget) if w.window() is window)
    return [w for w in inside if is_control(w) and w.isVisible() and w.isEnabled()]


def control_of(widget: QWidget | None) -> QWidget | None:
    """The control that ``widget``, which has the focus, is or is part of."""
    found = widget
    while found is not None and not is_control(found):
        found = found.parentWidget()
    return found if found is not None else widget


def tab(backwards: bool = False) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    key = Qt.Key.Key_Backtab if backwards else Qt.Key.Key_Tab
    QTest.keyClick(focused, key, Qt.KeyboardModifier.ShiftModifier if backwards else Qt.KeyboardModifier(0))


def walk(start: QWidget, *, backwards: bool = False) -> list[QWidget]:
    """The controls that Tab comes by from ``start`` until it is there again."""
    start.setFocus(Qt.FocusReason.TabFocusReason)
    path: list[QWidget] = []
    for _ in range(MOST_STEPS):
        here = control_of(QApplication.focusWidget())
        assert here is not None
        if path and here is path[0]:
            return path
        path.append(here)
        tab(backwards)
        assert control_of(QApplication.focusWidget()) is not here, f"a trap: {name(here)}"
    raise AssertionError(f"Tab never comes back: {[name(w) for w in path[-12:]]}")


def name(widget: QWidget) -> str:
    return widget.objectName() or f"{type(widget).__name__} in {widget.parentWidget()}"


def stands_for(widget: QWidget) -> set[QWidget]:
    """``widget`` and what the arrow keys reach from it: the other buttons of its group."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    if group is not None and group.exclusive():
        return set(group.buttons())
    if isinstance(widget, QAbstractButton) and widget.autoExclusive():
        parent = widget.parentWidget()
        assert parent is not None
        return set(parent.findChildren(type(widget)))
    return {widget}


def place(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def goes_back(before: QWidget, after: QWidget) -> bool:
    """Whether ``after`` stands where people have read already: left in the same line, or straight above."""
    a, b = place(before), place(after)
    same_line = min(a.bottom(), b.bottom()) - max(a.top(), b.top()) > min(a.height(), b.height()) / 2
    same_column = min(a.right(), b.right()) - max(a.left(), b.left()) > 0
    to_the_left, above = b.right() <= a.left(), b.bottom() <= a.top()
    return (same_line and to_the_left) or (above and (same_column or to_the_left))


def region(widget: QWidget) -> int:
    """0 the rail, 1 the bar on top, 2 the page, 3 the status bar."""
    found: QWidget | None = widget
    while found is not None:
        if found.objectName() in ("rail", "project_bar"):
            return ("rail", "project_bar").index(found.objectName())
        if type(found).__name__ == "StatusBar":
            return 3
        found = found.parentWidget()
    return 2


def test_tab_comes_by_every_control_in_the_order_of_reading(opened: Everything) -> None:
    wrong: list[str] = []
    for page in PAGES:
        opened.show(page)
        start = find(opened.window, QWidget, f"nav_{page}")
        path = walk(start)
        reached = set().union(*(stands_for(widget) for widget in path))
        wrong += [f"{page}: missed {name(w)}" for w in controls(opened.window) if w not in reached]
        wrong += [f"{page}: stops at {name(w)}" for w in path if not is_control(w)]
        wrong += [f"{page}: {name(b)} after {name(a)}" for a, b in pairwise(path) if region(b) < region(a)]
        wrong += [f"{page}: back to {name(b)} from {name(a)}" for a, b in steps(path) if goes_back(a, b)]
        if list(reversed(walk(start, backwards=True)))[:-1] != path[1:]:
            wrong.append(f"{page}: another way backwards")
    assert not wrong, "\n".join(wrong)


def test_tab_comes_by_every_control_of_a_dialog(opened: Everything) -> None:
    for dialog in opened.dialogs:
        opened.activate(dialog)
        wanted = controls(dialog)
        if len(wanted) < 2:
            continue
        path = walk(wanted[0])
        reached = set().union(*(stands_for(widget) for widget in path))
        assert [name(w) for w in wanted if w not in reached] == [], dialog.objectName()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_what_has_the_focus_shows_it(open_everything: OpenEverything, mode: ThemeMode) -> None:
    QApplication.setCursorFlashTime(0)
    opened = open_everything("en", mode)
    unseen = []
    for page in PAGES:
        opened.show(page)
        for widget in walk(find(opened.window, QWidget, f"nav_{page}")):
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            focused = pixels(widget)
            widget.clearFocus()
            if changed(focused, pixels(widget)) < SEEN_PIXELS:
                unseen.append(name(widget))
    assert not unseen, "\n".join(sorted(set(unseen)))


def steps(path: list[QWidget]) -> Iterator[tuple[QWidget, QWidget]]:
    """Neighbours of ``path`` in one region."""
    return ((a, b) for a, b in pairwise(path) if region(a) == region(b))


def pixels(widget: QWidget) -> np.ndarray:
    """What ``widget`` looks like in its window, (H, W, 4) uint8."""
    image = widget.window().grab(place(widget)).toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return rows[:, : image.width()].copy()


def changed(a: np.ndarray, b: np.ndarray) -> int:
    return int((np.abs(a.astype(int) - b).max(2) >= SEEN_CHANGE).sum())


def test_every_control_says_what_it_is(opened: Everything) -> None:
    wrong = []
    for language in LANGUAGES:
        opened.switch(language, "light")
        for window in (opened.window, *opened.dialogs):
            for widget in (w for w in window.findChildren(QWidget) if w.window() is window and is_told(w)):
                said = spoken(widget)
                if said in ("", widget.objectName()) or "&" in said or untranslated(widget, said, language):
                    wrong.append((language, widget.objectName(), said))
    assert not wrong, "\n".join(map(str, wrong))


def is_told(widget: QWidget) -> bool:
    """Whether a screen reader comes by it now or on another page."""
    known = is_control(widget) or isinstance(widget, QGraphicsView)
    return known and bool(widget.objectName()) and not is_put_away(widget)


def is_put_away(widget: QWidget) -> bool:
    """Whether it waits for its occasion; the pages of a stack wait for their turn only."""
    parent = widget.parentWidget()
    while parent is not None:
        if widget.isHidden() and not isinstance(parent, QStackedWidget):
            return True
        widget, parent = parent, parent.parentWidget()
    return False


def spoken(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None
    return interface.text(QAccessible.Text.Name)


def untranslated(widget: QWidget, said: str, language: str) -> bool:
    if widget.objectName() in SAME_IN_EVERY_LANGUAGE or widget.objectName().startswith("export_profile_"):
        return False
    if not re.search("[a-z]{3}", said):
        return False
    return bool(CHINESE.search(said)) != (language == "zh_CN")
