"""Both palettes can be read; icons follow the palette."""

from __future__ import annotations

import gc

import pytest
import shiboken6
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from desktop import icons
from desktop.theme import DARK, LIGHT, Colors, colors, theme

AA_TEXT, AA_CONTROL = 4.5, 3.0


def luminance(text: str) -> float:
    """Relative luminance of WCAG 2.1."""

    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    color = QColor(text)
    red, green, blue = (linear(v) for v in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_reaches_aa_on_everything_it_stands_on(palette: Colors) -> None:
    grounds = (palette.window, palette.surface, palette.raised, palette.hover)
    for name in ("text", "muted", "error", "warning", "success"):
        for ground in grounds:
            assert contrast(getattr(palette, name), ground) >= AA_TEXT, (name, ground)
    assert contrast(palette.text, palette.selection) >= AA_TEXT
    assert contrast(palette.text, palette.error_surface) >= AA_TEXT
    assert contrast(palette.error, palette.error_surface) >= AA_TEXT
    assert contrast(palette.on_accent, palette.accent) >= AA_TEXT
    assert contrast(palette.on_accent, palette.accent_hover) >= AA_TEXT
    for ground in grounds:
        assert contrast(palette.accent, ground) >= AA_CONTROL


def test_switching_recolours_palette_and_icons(qtbot: QtBot, qapp: QApplication) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    icons.assign(button, "folder-open-outline")

    def ink() -> float:
        image = button.icon().pixmap(24, 24).toImage()
        solid = [image.pixelColor(x, y) for x in range(24) for y in range(24)]
        return sum(c.lightnessF() for c in solid if c.alpha() > 200) / sum(c.alpha() > 200 for c in solid)

    theme().set_mode("light")
    assert ink() < 0.4
    assert qapp.palette().window().color().name() == LIGHT.window.lower()
    theme().set_mode("dark")
    assert colors() is DARK
    assert ink() > 0.6
    assert qapp.palette().window().color().name() == DARK.window.lower()


def test_icons_do_not_keep_their_buttons_alive() -> None:
    button = QToolButton()
    icons.assign(button, "close")
    shiboken6.delete(button)
    theme().set_mode("dark")
    del button
    gc.collect()
    theme().set_mode("light")
