"""Brightness, contrast and gamma of the view. The file is not changed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QWidget

from desktop.picture.picture_view import PictureView
from desktop.ui.layout import column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import NumberSlider, Translated, named, text_label
from desktop.work.delay import Delay
from engine.data.tones import tone_table


class TonePopup(Translated, QFrame):
    """Three sliders over the canvas. They apply to every picture until the window closes."""

    changed = Signal(bool)
    """Whether any slider differs from its default."""

    def __init__(self, view: PictureView, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("label_look_popup")
        self.setProperty("card", True)
        self._view = view
        self.brightness = NumberSlider("look_brightness", -100, 100, 5, 0, decimals=0)
        self.contrast = NumberSlider("look_contrast", -100, 100, 5, 0, decimals=0)
        self.gamma = NumberSlider("look_gamma", 0.2, 5.0, 0.1, 1.0, decimals=1)
        self.reset = named(QPushButton(), "look_reset")
        self._sliders = (self.brightness, self.contrast, self.gamma)
        self._names = [QLabel() for _ in self._sliders]
        self._note = text_label("", "small", muted=True)
        # One repaint for all that happens in a turn of the event loop: a large picture takes its time.
        self._soon = Delay(self, 0, self._apply)
        grid = QGridLayout()
        grid.setHorizontalSpacing(UNIT * 2)
        grid.setVerticalSpacing(UNIT)
        for line, (name, slider) in enumerate(zip(self._names, self._sliders, strict=True)):
            slider.setMinimumWidth(UNIT * 30)
            slider.box.setFixedWidth(UNIT * 10)
            slider.value_changed.connect(lambda _value: self._soon.start())
            grid.addWidget(name, line, 0)
            grid.addWidget(slider, line, 1)
        below = row((self._note, 1), self.reset)
        self.setLayout(column(grid, below, spacing=UNIT * 3 // 2, margins=UNIT * 2))
        self.reset.clicked.connect(self.set_back)
        self.retranslate()

    def set_back(self) -> None:
        """Show pictures as they are."""
        for slider, value in zip(self._sliders, (0, 0, 1.0), strict=True):
            slider.set_value(value)

    def open_above(self, button: QWidget) -> None:
        self.adjustSize()
        self.move(button.mapToGlobal(QPoint(button.width() - self.width(), -self.height() - UNIT)))
        self.show()
        self.brightness.setFocus()

    def retranslate(self) -> None:
        texts = (self.tr("Brightness"), self.tr("Contrast"), self.tr("Gamma"))
        for name, slider, text in zip(self._names, self._sliders, texts, strict=True):
            name.setText(text)
            slider.set_accessible_name(text)
        self.reset.setText(self.tr("Reset"))
        self._note.setText(self.tr("Changes the view only, not the file."))

    def _apply(self) -> None:
        brightness, contrast, gamma = (slider.value() for slider in self._sliders)
        plain = (brightness, contrast, gamma) == (0, 0, 1.0)
        self._view.set_tones(None if plain else tone_table(brightness / 100, contrast / 100, gamma))
        self.changed.emit(not plain)
