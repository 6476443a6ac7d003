"""One type scale, one spacing unit, one place for colours, and room for all of it on small screens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QFormLayout,
    QGridLayout,
    QLayout,
    QMainWindow,
    QStackedLayout,
    QStatusBar,
    QTabWidget,
    QWidget,
)

import desktop
from desktop.settings.key_table import PAGES
from desktop.ui.i18n import LANGUAGES
from desktop.ui.theme import BODY, HEADING, SMALL, TITLE, UNIT
from tests.desktop.looks.conftest import OpenEverything

SOURCES = Path(str(desktop.__file__)).parent
SMALLEST_SCREEN = (1280, 672)
"""1366 × 768 at 100 % and 1920 × 1080 at 150 %, less the title and the task bar."""
LITERAL_COLOR = re.compile(
    r"[\"']#[0-9A-Fa-f]{6}\b|QColor\(\"|QColor\(\d|GlobalColor\.(?!transparent)|\brgba?\(\s*\d"
)
FONT_SIZE = re.compile(r"(?:setPixelSize|setPointSizeF?)\(([^)]*)\)|font-size:\s*([^;]*)|font: ")
NAMED_SIZE = re.compile(r"\{?(SMALL|BODY|HEADING|TITLE)\}?(px)?")


def code_lines() -> Iterator[tuple[str, str]]:
    """Every line of the window's code with where it is, theme.py apart."""
    for path in sorted(SOURCES.rglob("*.py")):
        if path != SOURCES / "ui" / "theme.py":
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                yield f"{path.relative_to(SOURCES)}:{number}: {line.strip()}", line


def test_colours_are_named_in_the_theme_only() -> None:
    assert [where for where, line in code_lines() if LITERAL_COLOR.search(line)] == []


def test_painted_text_has_a_size_of_the_scale() -> None:
    sizes = [
        (where, match[1] or match[2])
        for where, line in code_lines()
        for match in FONT_SIZE.finditer(line)
        if "GLYPH_SHARE" not in line  # an icon
    ]
    assert len(sizes) > 5
    assert [
        where for where, size in sizes if not size or not NAMED_SIZE.fullmatch(size.strip(" }\"',"))
    ] == []


def test_every_text_and_every_gap(open_everything: OpenEverything) -> None:
    opened = open_everything("en", "light")
    for language in LANGUAGES:
        opened.switch(language, "light")
        widgets = [opened.window, *opened.window.findChildren(QWidget)]
        assert len(widgets) > 400
        wrong = {f"{where(w)} {w.font().pixelSize()}" for w in widgets if not has_named_size(w)}
        wrong |= {f"{where(one.parent())} {gaps(one)}" for one in layouts(widgets) if not on_grid(one)}
        assert not wrong, "\n".join(sorted(wrong))


def test_pages_and_dialogs_fit_small_screens(open_everything: OpenEverything) -> None:
    opened = open_everything("en", "light")
    width, height = SMALLEST_SCREEN
    for language in LANGUAGES:
        opened.switch(language, "light")
        for page in PAGES:
            opened.show(page)
            smallest = opened.window.minimumSizeHint().expandedTo(opened.window.minimumSize())
            assert smallest.width() <= width, (page, smallest)
            assert smallest.height() <= height, (page, smallest)
    for dialog in opened.dialogs:
        assert dialog.width() <= width, dialog.objectName()
        assert dialog.height() <= height, dialog.objectName()


def has_named_size(widget: QWidget) -> bool:
    widget.ensurePolished()
    return widget.font().pixelSize() in (SMALL, BODY, HEADING, TITLE)


def layouts(widgets: list[QWidget]) -> Iterator[QLayout]:
    """All layouts in ``widgets`` that hold something; Qt's own controls have some too."""
    for widget in widgets:
        for layout in widget.findChildren(QLayout):
            inside = layout.parentWidget()
            own = not isinstance(inside, QStatusBar | QAbstractSpinBox | QTabWidget | QMainWindow)
            if inside is widget and layout.count() and own and not isinstance(layout, QStackedLayout):
                yield layout


def gaps(layout: QLayout) -> list[int]:
    margins = layout.contentsMargins()
    between = {layout.spacing()} if layout.count() > 1 else set()
    if isinstance(layout, QGridLayout | QFormLayout):
        across = layout.columnCount() > 1 if isinstance(layout, QGridLayout) else True
        between = {layout.horizontalSpacing()} if across else set()
        between |= {layout.verticalSpacing()} if layout.rowCount() > 1 else set()
    return [margins.left(), margins.top(), margins.right(), margins.bottom(), *sorted(between)]


def on_grid(layout: QLayout) -> bool:
    return all(gap >= 0 and gap % (UNIT // 2) == 0 for gap in gaps(layout))


def where(thing: QObject | None) -> str:
    """The nearest named widget and the kind of ``thing``."""
    kind = type(thing).__name__
    while thing is not None and not thing.objectName():
        thing = thing.parent()
    return f"{kind} in {thing.objectName() if thing is not None else 'nothing'}"
