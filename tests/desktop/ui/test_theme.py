"""Both palettes can be read; icons follow the palette."""

from __future__ import annotations

import gc

import pytest
import shiboken6
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from desktop.ui import icons
from desktop.ui.theme import (
    CHART_COMPARED,
    CHART_LINES,
    DARK,
    LIGHT,
    PICTURE_INK,
    PICTURE_LIGHT,
    QUAD_PREDICTION,
    QUAD_SELECTED,
    Colors,
    ThemeMode,
    colors,
    theme,
)

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
    for ink in (palette.text, palette.muted):
        assert contrast(ink, palette.selection) >= AA_TEXT
    for ink in (palette.text, palette.error):
        assert contrast(ink, palette.error_surface) >= AA_TEXT
    assert contrast(palette.on_accent, palette.accent) >= AA_TEXT
    assert contrast(palette.on_accent, palette.accent_hover) >= AA_TEXT


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_controls_and_what_has_the_focus_are_seen(palette: Colors) -> None:
    """WCAG 2.1, 1.4.11: what marks a control, its state or a figure has 3 : 1 to what it lies on."""
    grounds = (palette.window, palette.surface, palette.raised, palette.hover)
    for ground in (*grounds, palette.selection, palette.canvas, palette.error_surface):
        assert contrast(palette.accent, ground) >= AA_CONTROL, ("focus", ground)
    for ground in grounds:
        assert contrast(palette.outline, ground) >= AA_CONTROL, ("outline, disabled text", ground)
        assert contrast(palette.warning, ground) >= AA_CONTROL, ("star of a chart", ground)
    # Round a primary button the focus is a frame in the colour of the text.
    assert contrast(palette.text, palette.window) >= AA_CONTROL
    assert contrast(palette.muted, palette.border) >= AA_CONTROL, "a disabled primary button"
    for border, ground in ((palette.error, palette.window), (palette.accent, palette.window)):
        assert contrast(border, ground) >= AA_CONTROL, "frames of error and notice bars"
    for light_and_dark in (*CHART_LINES.values(), *CHART_COMPARED):
        assert contrast(light_and_dark[palette.dark], palette.raised) >= AA_CONTROL, "lines of charts"


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_palette_given_to_qt_is_the_one_measured(qapp: QApplication, mode: ThemeMode) -> None:
    theme().set_mode(mode)
    palette, now = qapp.palette(), colors()
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    for ink in (role.WindowText, role.Text, role.ButtonText):
        assert palette.color(group.Active, ink).name() == now.text.lower()
        assert palette.color(group.Disabled, ink).name() == now.outline.lower()
    for ground in (now.surface, now.window, now.raised):
        assert contrast(palette.color(role.PlaceholderText).name(), ground) >= AA_TEXT
    assert (
        contrast(palette.color(role.HighlightedText).name(), palette.color(role.Highlight).name()) >= AA_TEXT
    )
    assert contrast(palette.color(role.Link).name(), now.window) >= AA_TEXT


def test_text_on_pictures_has_a_ground_of_its_own() -> None:
    assert contrast(PICTURE_INK.name(), PICTURE_LIGHT.name()) >= AA_TEXT
    for box in (QUAD_PREDICTION, QUAD_SELECTED):
        assert contrast(PICTURE_INK.name(), box.name()) >= AA_TEXT


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
