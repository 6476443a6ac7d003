"""Rows and columns of widgets in one expression, with the spacing that the window has everywhere."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.theme import UNIT

STRETCH = -1
"""An item that takes the room that is left."""
TOP, LEFT = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignLeft

Item = (
    QWidget
    | QLayout
    | int  # so many pixels of room, or STRETCH
    | tuple[QWidget, int]  # with a stretch factor
    | tuple[QLayout, int]
    | tuple[QWidget, int, Qt.AlignmentFlag]
)
Margins = int | tuple[int, int, int, int]
"""In pixels: the same on all sides, or left, top, right, bottom."""
_L = TypeVar("_L", bound=QBoxLayout)


def row(*items: Item, spacing: int = UNIT, margins: Margins = 0) -> QHBoxLayout:
    """``items`` side by side, ``spacing`` pixels apart."""
    return _fill(QHBoxLayout(), items, spacing, margins)


def column(*items: Item, spacing: int = UNIT, margins: Margins = 0) -> QVBoxLayout:
    """``items`` one below the other, ``spacing`` pixels apart."""
    return _fill(QVBoxLayout(), items, spacing, margins)


def scroll_area(content: QLayout, name: str = "") -> QScrollArea:
    """``content``, scrolling up and down where the window is too low for it."""
    inside, scroll = QWidget(), QScrollArea()
    inside.setLayout(content)
    scroll.setObjectName(name)
    scroll.setWidget(inside)
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the controls in it have the focus, and scroll it
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return scroll


def stack(*pages: QWidget) -> QStackedWidget:
    """``pages`` of which one is shown at a time, first the first."""
    stacked = QStackedWidget()
    for page in pages:
        stacked.addWidget(page)
    return stacked


def _fill(layout: _L, items: tuple[Item, ...], spacing: int, margins: Margins) -> _L:
    layout.setSpacing(spacing)
    layout.setContentsMargins(*((margins,) * 4 if isinstance(margins, int) else margins))
    add(layout, *items)
    return layout


def add(layout: QBoxLayout, *items: Item) -> None:
    """Append ``items`` to a row or a column."""
    for item in items:
        match item:
            case int():
                layout.addStretch(1) if item == STRETCH else layout.addSpacing(item)
            case QWidget():
                layout.addWidget(item)
            case QLayout():
                layout.addLayout(item)
            case (QLayout() as inner, stretch):
                layout.addLayout(inner, stretch)
            case (QWidget() as widget, stretch):
                layout.addWidget(widget, stretch)
            case (widget, stretch, alignment):
                layout.addWidget(widget, stretch, alignment)
