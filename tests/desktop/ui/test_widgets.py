"""Shared widgets."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from desktop.ui.widgets import Card, EmptyState, NumberSlider, PathLabel, PrimaryButton
from tests.desktop.conftest import find


def test_slider_and_box_show_one_number(qtbot: QtBot) -> None:
    number = NumberSlider("threshold", 0.0, 1.0, 0.05, 0.3)
    qtbot.addWidget(number)
    number.show()
    assert (number.slider.objectName(), number.box.objectName()) == ("threshold", "threshold_value")
    heard: list[float] = []
    number.value_changed.connect(heard.append)
    QTest.keyClick(number.slider, Qt.Key.Key_Right)
    assert number.value() == 0.35
    number.box.selectAll()
    QTest.keyClicks(number.box, "0.62")
    QTest.keyClick(number.box, Qt.Key.Key_Return)
    assert number.value() == 0.62  # the exact number is kept though the slider has whole steps only
    assert number.slider.value() == 12
    assert heard == [0.35, 0.62]
    number.set_value(2.0)
    assert number.value() == 1.0


def test_a_long_path_is_shortened_and_copied_whole(qtbot: QtBot) -> None:
    path = Path("/data") / ("long" * 60) / "model_800x800.onnx"
    label = PathLabel("export_path")
    qtbot.addWidget(label)
    label.resize(200, 30)
    label.show()
    copy = find(label, QToolButton, "export_path_copy")
    assert not copy.isEnabled()
    label.set_path(path)
    shown = label.findChildren(QLabel)[0].text()
    assert "…" in shown
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == str(path)


def test_an_empty_state_offers_its_button(qtbot: QtBot) -> None:
    empty = EmptyState("image-off-outline", button_name="detect_add")
    qtbot.addWidget(empty)
    empty.set_texts("Nothing here", "Add pictures.", "Add pictures…")
    empty.show()
    with qtbot.waitSignal(empty.clicked):
        QTest.mouseClick(find(empty, PrimaryButton, "detect_add"), Qt.MouseButton.LeftButton)
    without = EmptyState("image-off-outline")
    qtbot.addWidget(without)
    without.show()
    assert not without.button.isVisible()


def test_a_card_shows_its_title_only_when_it_has_one(qtbot: QtBot) -> None:
    card = Card()
    qtbot.addWidget(card)
    card.show()
    (title,) = card.findChildren(QLabel)
    assert not title.isVisible()
    card.set_title("Data")
    assert title.isVisible()
