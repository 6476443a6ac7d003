"""A line above the canvas that says what happened, with at most one thing to do about it."""

from __future__ import annotations

from collections.abc import Callable

from desktop.ui.banner import Banner
from desktop.ui.widgets import IconButton
from desktop.work.delay import Delay

SHOWN_MS = 8000


class NoticeBar(Banner):
    """Shows one notice, the newest. Those without a button hide after a while."""

    def __init__(self) -> None:
        super().__init__("label_notice", lambda: self._notice)
        self._notice = ""
        self._button_text = ""
        self._action: Callable[[], object] = self.clear
        self.button = self.add_button("label_notice_action", self._act, lambda: self._button_text)
        self._close = IconButton("close", name="label_notice_close")
        self._close.clicked.connect(self.clear)
        self._row.addWidget(self._close)
        self._expire = Delay(self, SHOWN_MS, self.clear)
        self.retranslate()

    def tell(self, text: str) -> None:
        """Show ``text`` for a while."""
        self._show(text, "", self.clear)
        self._expire.start()

    def offer(self, text: str, button: str, action: Callable[[], object]) -> None:
        """Show ``text`` until it is closed or its ``button`` is pressed, which calls ``action``."""
        self._show(text, button, action)
        self._expire.stop()

    def clear(self) -> None:
        self._notice = ""
        self.refresh()

    def retranslate(self) -> None:
        self._close.set_tip(self.tr("Dismiss"))
        super().retranslate()

    def _show(self, text: str, button: str, action: Callable[[], object]) -> None:
        self._notice, self._button_text, self._action = text, button, action
        self.button.setVisible(bool(button))
        super().retranslate()

    def _act(self) -> None:
        self.clear()
        self._action()
