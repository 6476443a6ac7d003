"""Icons are drawn in the colours of the theme."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon

from desktop.ui import icons
from desktop.ui.theme import colors

pytestmark = pytest.mark.usefixtures("qapp")


def inks(found: QIcon, mode: QIcon.Mode) -> dict[str, int]:
    """How many pixels have which colour, but for the transparent and the half transparent ones."""
    image = found.pixmap(QSize(32, 32), 1.0, mode).toImage()
    counts: dict[str, int] = {}
    for y in range(image.height()):
        for x in range(image.width()):
            color = image.pixelColor(x, y)
            if color.alpha() == 255:
                counts[color.name()] = counts.get(color.name(), 0) + 1
    return counts


def test_an_icon_has_the_colour_of_its_role() -> None:
    for role in ("text", "accent", "error"):
        found = inks(icons.icon("folder-open-outline", role), QIcon.Mode.Normal)
        assert set(found) == {QColor(getattr(colors(), role)).name()}
        assert sum(found.values()) > 50


def test_a_disabled_icon_is_pale() -> None:
    assert set(inks(icons.icon("play"), QIcon.Mode.Disabled)) == {QColor(colors().outline).name()}


def test_where_there_is_no_room_nothing_is_painted(qtlog: Any) -> None:
    glyph = icons._Glyph("x", QColor("red"), QColor("red"))
    assert glyph.pixmap(QSize(0, 0), QIcon.Mode.Normal, QIcon.State.Off).isNull()
    assert qtlog.records == []


def test_icons_differ() -> None:
    assert inks(icons.icon("play"), QIcon.Mode.Normal) != inks(icons.icon("stop"), QIcon.Mode.Normal)


def test_a_name_that_is_no_icon() -> None:
    with pytest.raises(KeyError, match="no-such-icon"):
        icons.icon("no-such-icon")
