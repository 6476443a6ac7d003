"""Keys of a page that keep quiet while somebody types.

Bare letters must never fire while a text field has the focus or an input method composes in it
("a" of a pinyin syllable is not "previous picture"): they are switched off as soon as the focus
enters anything one can type into, so the key goes to the field, whole and unasked.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)


def takes_text(widget: QWidget | None) -> bool:
    """Whether one can type into ``widget``."""
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    return isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit | QAbstractSpinBox)


class PageShortcuts(QObject):
    """Shortcuts of one page; those of :meth:`add` rest while typing, those of :meth:`add_always` do not."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._quiet_while_typing: list[QShortcut] = []
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    def add(self, keys: str, action: Callable[[], object]) -> None:
        """Call ``action`` for any of ``keys`` (separated by blanks) unless somebody types."""
        self._quiet_while_typing += self._make(keys, action)

    def add_always(self, keys: str, action: Callable[[], object]) -> None:
        """Call ``action`` for any of ``keys``, also from within a text field."""
        self._make(keys, action)

    def _make(self, keys: str, action: Callable[[], object]) -> list[QShortcut]:
        made = []
        for key in keys.split():
            shortcut = QShortcut(QKeySequence(key), self._page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)
            made.append(shortcut)
        return made

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        del old
        typing = takes_text(new)
        for shortcut in self._quiet_while_typing:
            shortcut.setEnabled(not typing)
