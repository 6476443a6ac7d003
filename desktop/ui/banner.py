"""Bars over a page: what is the matter, and buttons for what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtWidgets import QFrame, QPushButton

from desktop.ui.layout import row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Translated, push_button, text_label

Text = Callable[[], str]
"""Gives a text in the current language."""


class Banner(Translated, QFrame):
    """Shows ``message()``, in a label named ``<name>_text``; hidden while that is empty.

    Call `retranslate` once all buttons are added, and `refresh` whenever the message may be another one.
    """

    def __init__(
        self,
        name: str,
        message: Text,
        kind: Literal["notice", "error"] = "notice",
        *,
        text_kind: str = "body",
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("banner", kind)
        self.text = text_label("", text_kind, name=f"{name}_text")
        self._message = message
        self._buttons: list[tuple[QPushButton, Text, Text]] = []
        self._row = row((self.text, 1), margins=(UNIT * 2, UNIT // 2, UNIT, UNIT // 2))
        self.setLayout(self._row)

    def add_button(
        self, name: str, action: Callable[[], object], text: Text, tip: Text = lambda: ""
    ) -> QPushButton:
        """Add a button named ``name`` that does ``action``."""
        button = push_button(name, clicked=lambda: action())
        self._buttons.append((button, text, tip))
        self._row.addWidget(button)
        return button

    def refresh(self) -> None:
        """Show the message of now, or hide."""
        message = self._message()
        self.text.setText(message)
        self.setVisible(bool(message))

    def retranslate(self) -> None:
        for button, text, tip in self._buttons:
            button.setText(text())
            button.setToolTip(tip())
        self.refresh()
