"""The texts of the label page: table, find and replace, and reading by the recogniser, wired together."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop.label.context import LabelContext
from desktop.label.panel.label_panel import LabelPanel
from desktop.label.texts.replace_window import ReplaceWindow
from desktop.label.texts.replacing import Replacement
from desktop.settings.shortcuts import PageShortcuts


class TextTools(QObject):
    """Made by the page. ``picture_wanted``: show that picture, a match in it was activated."""

    picture_wanted = Signal(object)

    def __init__(self, context: LabelContext, panel: LabelPanel, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._panel = panel
        self._page = page
        self._window: ReplaceWindow | None = None
        self.replacement = Replacement(context)
        panel.bar.replace_requested.connect(self.find_and_replace)

    def add_shortcuts(self, keys: PageShortcuts) -> None:
        """The keys of the texts; none of them is a bare letter."""
        keys.add("label.replace", self.find_and_replace)
        keys.add("label.next_without_text", self._panel.next_without_text)
        keys.add("label.read_selected", self._panel.prefill.selected.trigger)
        keys.add("label.read_picture", self._panel.prefill.picture.trigger)

    def find_and_replace(self) -> None:
        """Show the window for it; what is selected in a text field is what to find."""
        if self._window is None:
            self._window = ReplaceWindow(self.replacement, self._page)
            self._window.jump_requested.connect(self._jump)
        field = QApplication.focusWidget()
        self._window.open_with(field.selectedText() if isinstance(field, QLineEdit) else "")

    def _jump(self, picture: Path, row: int) -> None:
        self.picture_wanted.emit(picture)
        document = self._context.document
        if document is not None and document.picture == picture and row < len(document.labels):
            self._context.selection.select([row])
