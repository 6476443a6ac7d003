"""Language and colours change without a restart, and completely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QMenu, QTabBar, QTableView, QTreeView, QWidget

from desktop.settings.key_table import PAGES
from desktop.ui.theme import ThemeMode
from desktop.ui.widgets import PathLabel
from tests.desktop.looks.conftest import Everything, OpenEverything

NO_TEXT = {
    "objectName",
    "styleSheet",
    "inputMask",
    "html",
    "documentTitle",
    "windowIconText",
    "windowFilePath",
}
CHANGING = {"status_memory", "train_figure_elapsed"}
Text = tuple[str, str, str]
"""The nearest object name, what kind of text, the text."""
Look = tuple[str, ThemeMode]


def name(widget: QWidget) -> str:
    found: QWidget | None = widget
    while found is not None and not found.objectName():
        found = found.parentWidget()
    return found.objectName() if found is not None else ""


def texts_of(widget: QWidget) -> Iterator[tuple[str, str]]:
    """All texts of one widget: its properties, its items, its actions."""
    kind = widget.metaObject()
    for number in range(kind.propertyCount()):
        one = kind.property(number)
        name = str(one.name())
        elided = name == "text" and isinstance(widget.parentWidget(), PathLabel)
        if str(one.typeName()) == "QString" and name not in NO_TEXT and not elided:
            yield name, str(one.read(widget))
    if isinstance(widget, QComboBox):
        yield from (("item", widget.itemText(place)) for place in range(widget.count()))
    if isinstance(widget, QTabBar):
        yield from (("tab", widget.tabText(place)) for place in range(widget.count()))
    if isinstance(widget, QMenu):
        yield from (("action", action.text()) for action in widget.actions())
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from (("cell", text) for text in cells(widget.model(), QModelIndex()))
    if isinstance(widget, QTableView | QTreeView) and widget.model() is not None:
        model = widget.model()
        for column in range(model.columnCount()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                yield "header", str(model.headerData(column, Qt.Orientation.Horizontal, role))


def cells(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for row in range(model.rowCount(parent)):
        for column in range(model.columnCount(parent)):
            index = model.index(row, column, parent)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                yield str(index.data(role))
        yield from cells(model, model.index(row, 0, parent))


def texts(opened: Everything) -> Counter[Text]:
    """Everything that can be read in the window as it is, the dialogs included."""
    found: Counter[Text] = Counter()
    for window in (opened.window, *opened.dialogs):
        shown = [w for w in window.findChildren(QWidget) if w.isVisible() or isinstance(w, QMenu)]
        for widget in (window, *shown):
            if name(widget) not in CHANGING:
                found.update((name(widget), kind, text) for kind, text in texts_of(widget) if text)
    return found


def picture(widget: QWidget) -> np.ndarray:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return rows[:, : image.width(), :3].copy()


EN_LIGHT: Look = ("en", "light")
ZH_DARK: Look = ("zh_CN", "dark")


@pytest.mark.parametrize(("first", "second"), [(EN_LIGHT, ZH_DARK), (ZH_DARK, EN_LIGHT)])
def test_after_a_switch_all_is_as_if_started_so(
    open_everything: OpenEverything, first: Look, second: Look
) -> None:
    started_so = open_everything(*second)
    wanted = {page: (texts(started_so), pictures(started_so)) for page in shown_in_turn(started_so)}
    started_so.close_now()
    opened = open_everything(*first)
    for page in shown_in_turn(opened):
        opened.switch(*second)
        read, (wanted_texts, wanted_pictures) = texts(opened), wanted[page]
        assert sum(read.values()) > 100
        assert (page, read - wanted_texts, wanted_texts - read) == (page, Counter(), Counter())
        for name, looks in pictures(opened).items():
            assert difference(looks, wanted_pictures[name]) == "", (page, name)
        opened.switch(*first)


def shown_in_turn(opened: Everything) -> Iterator[str]:
    for page in PAGES:
        opened.show(page)
        opened.window.setFocus()
        yield page


def pictures(opened: Everything) -> dict[str, np.ndarray]:
    """What every window looks like."""
    opened.window.statusBar().hide()  # it tells the memory in use
    found = {window.objectName(): picture(window) for window in (opened.window, *opened.dialogs)}
    opened.window.statusBar().show()
    return found


def difference(a: np.ndarray, b: np.ndarray) -> str:
    if a.shape != b.shape:
        return f"{a.shape} and {b.shape}"
    rows, columns = np.nonzero((a != b).any(2))
    return f"{rows.min()}–{rows.max()}, {columns.min()}–{columns.max()}" if len(rows) else ""
