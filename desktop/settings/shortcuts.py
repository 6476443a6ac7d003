"""Keys of a page that keep quiet while somebody types.

Bare letters must never fire while a text field has the focus or an input method composes in it
("a" of a pinyin syllable is not "previous picture"): they are switched off as soon as the focus
enters anything one can type into, so the key goes to the field, whole and unasked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QKeySequenceEdit,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from desktop.settings.key_table import ACTIONS
from desktop.settings.keys import keys, types_text

WITHIN = Qt.ShortcutContext.WidgetWithChildrenShortcut
IN_WINDOW = Qt.ShortcutContext.WindowShortcut


def takes_text(widget: QWidget | None) -> bool:
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    return isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit | QAbstractSpinBox | QKeySequenceEdit)


class PageShortcuts(QObject):
    """The keys of actions (`desktop.settings.key_table`) on one page; they follow what the person chooses.

    ``context``: whether the focus has to be within ``page``, or only in its window.
    """

    def __init__(self, page: QWidget, context: Qt.ShortcutContext = WITHIN) -> None:
        super().__init__(page)
        self._page = page
        self._context = context
        self._actions: dict[str, Callable[[], object]] = {}
        self._off: set[str] = set()
        self._made: list[tuple[str, QShortcut]] = []
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)
        keys().changed.connect(self._make_all)

    def add(self, name: str, action: Callable[[], object]) -> None:
        self._actions[name] = action
        self._make(name)

    def switch(self, name: str, on: bool) -> None:
        """Let the keys of ``name`` rest, or work again."""
        (self._off.discard if on else self._off.add)(name)
        self._enable(QApplication.focusWidget())

    def _make_all(self) -> None:
        for _, shortcut in self._made:
            shortcut.setEnabled(False)  # it may be what is being handled just now
            shortcut.deleteLater()
        self._made.clear()
        for name in self._actions:
            self._make(name)

    def _make(self, name: str) -> None:
        for sequence in keys().sequences(name):
            shortcut = QShortcut(sequence, self._page)
            shortcut.setContext(self._context)
            shortcut.activated.connect(partial(self._run, name))
            self._made.append((name, shortcut))
        self._enable(QApplication.focusWidget())

    def _run(self, name: str) -> None:
        self._actions[name]()

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        del old
        self._enable(new)

    def _enable(self, focused: QWidget | None) -> None:
        typing = takes_text(focused)
        for name, shortcut in self._made:
            works = not typing or (ACTIONS[name].typing and not types_text(shortcut.key()))
            shortcut.setEnabled(works and name not in self._off)
