"""A line above the canvas that says what happened, with at most one thing to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from desktop.ui.widgets import IconButton, Translated, lay_out_banner, named, text_label

SHOWN_MS = 8000


class NoticeBar(Translated, QFrame):
    """Shows one notice; a newer one takes its place. Those without a button go by themselves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("label_notice")
        self.text = text_label("", name="label_notice_text")
        self.button = named(QPushButton(), "label_notice_action")
        self._close = IconButton("close", name="label_notice_close")
        self._action: Callable[[], object] | None = None
        self._gone = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._gone.timeout.connect(self.hide)
        lay_out_banner(self, "notice", self.text, self.button, self._close)
        self.button.clicked.connect(self._act)
        self._close.clicked.connect(self.hide)
        self.retranslate()
        self.hide()

    def tell(self, text: str) -> None:
        """Show ``text`` for a while."""
        self._show(text)
        self._gone.start()

    def offer(self, text: str, button: str, action: Callable[[], object]) -> None:
        """Show ``text`` until it is closed or its ``button`` is pressed, which calls ``action``."""
        self._show(text)
        self._gone.stop()
        self._action = action
        self.button.setText(button)
        self.button.show()

    def retranslate(self) -> None:
        self._close.set_tip(self.tr("Dismiss"))

    def _show(self, text: str) -> None:
        self.text.setText(text)
        self._action = None
        self.button.hide()
        self.show()

    def _act(self) -> None:
        self.hide()
        if self._action is not None:
            self._action()
