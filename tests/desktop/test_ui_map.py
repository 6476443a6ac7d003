"""Every control can be found by name, and docs/ui-map.md tells which there are."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)

from desktop.session import PAGES
from desktop.shell.main_window import MainWindow
from tests.conftest import DatasetFactory

UI_MAP = Path(__file__).resolve().parents[2] / "docs" / "ui-map.md"
PRESSED = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
)
WHOLE = (QAbstractSpinBox, QComboBox, QAbstractItemView, QKeySequenceEdit, QLineEdit, QTabBar)
"""Controls whose inner widgets are theirs alone."""


def is_own(widget: QWidget) -> bool:
    """Whether ``widget`` is one of ours and no inner part of a control of Qt's."""
    if isinstance(widget, QScrollBar | QHeaderView):
        return False
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, WHOLE):
            return False
        parent = parent.parentWidget()
    return True


def controls(window: MainWindow) -> list[QWidget]:
    """All controls; a button that an empty state does not use is hidden and has no name."""
    found = [w for w in window.findChildren(QWidget) if isinstance(w, PRESSED) and is_own(w)]
    return [w for w in found if w.objectName() or not w.isHidden()]


def test_every_control_has_a_name_and_is_in_the_map(
    main_window: MainWindow, make_dataset: DatasetFactory
) -> None:
    main_window.open_folder(make_dataset(train=2, test=1))
    for page in PAGES:
        main_window.show_page(page)
    names = set(re.findall(r"`([a-z][A-Za-z0-9_]*)`", UI_MAP.read_text(encoding="utf-8")))
    found = controls(main_window)
    assert len(found) > 60
    nameless = [f"{type(w).__name__} in {w.parentWidget()}" for w in found if not w.objectName()]
    assert nameless == []
    assert sorted({w.objectName() for w in found} - names) == []
