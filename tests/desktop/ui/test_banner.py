"""One bar over a page: a message, buttons, and the language."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.ui import i18n
from desktop.ui.banner import Banner
from tests.desktop.conftest import find


def test_message_and_buttons(qtbot: QtBot) -> None:
    messages = {"en": "Two pictures wait", "zh_CN": "两张图片待处理"}
    buttons = {"en": "Accept", "zh_CN": "接受"}
    shown = True
    pressed: list[str] = []
    bar = Banner("test_bar", lambda: messages[i18n.current_language()] if shown else "", "error")
    qtbot.addWidget(bar)
    accept = bar.add_button(
        "test_accept",
        lambda: pressed.append("accept"),
        lambda: buttons[i18n.current_language()],
        lambda: "tip",
    )
    bar.retranslate()
    assert bar.isVisible()
    assert bar.property("banner") == "error"
    text = find(bar, QLabel, "test_bar_text")
    assert text is not None
    assert text.text() == "Two pictures wait"
    assert find(bar, QPushButton, "test_accept") is accept
    assert (accept.text(), accept.toolTip()) == ("Accept", "tip")
    accept.click()
    assert pressed == ["accept"]
    i18n.set_language("zh_CN")
    qtbot.waitUntil(lambda: accept.text() == "接受")
    assert text.text() == "两张图片待处理"
    shown = False
    bar.refresh()
    assert not bar.isVisible()
