"""The sheet of keys. It is not modal: it can stay open beside the work."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QScrollArea, QWidget

from desktop.settings.key_table import ACTIONS, GROUPS, PAGES, Group
from desktop.settings.keys import key_text
from desktop.ui.i18n import translated
from desktop.ui.layout import STRETCH, column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Translated, text_label

COLUMNS = 3
MOST_SHOWN = 4
"""Keys in one line; of more the first and the last."""
Row = tuple[str, str]
"""Keys, and what they do."""
Section = tuple[str, list[Row]]
"""A heading, and rows."""


class KeySheet(Translated, QDialog):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("key_sheet")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setLayout(column(self._area))
        self.resize(UNIT * 140, UNIT * 82)
        self.retranslate()

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Keys"))
        groups = self.groups()
        sheet = QWidget()
        columns = row(spacing=UNIT * 4, margins=UNIT * 3)
        for part in _in_columns(groups):
            items = (item for title, keys in part for item in (text_label(title, "heading"), _key_grid(keys)))
            columns.addLayout(column(*items, STRETCH, spacing=UNIT * 2), 1)
        sheet.setLayout(columns)
        self._area.setWidget(sheet)

    def groups(self) -> list[Section]:
        """The keys in force, and what is always the same: keys of pictures and lists, and what drags do."""
        fixed = self._fixed()
        groups = [
            (translated(title), [*self._rows(group), *fixed.get(group, [])])
            for group, title in GROUPS.items()
        ]
        proposed = [
            ("Enter", self.tr("Accept the picked one, pick the next")),
            (key_text("label.delete"), self.tr("Reject the picked one")),
            (self.tr("Double-click"), self.tr("Accept it and edit its text")),
        ]
        groups.insert(list(GROUPS).index("labels") + 1, (self.tr("Proposed boxes"), proposed))
        return groups

    def _rows(self, group: Group) -> Iterator[Row]:
        """What has a key in ``group``, with what belongs together in one line."""
        together = self._together()
        others = {name for names in together for name in names[1:]}
        for action in ACTIONS.values():
            if action.group != group or action.name in others:
                continue
            names = next((names for names in together if names[0] == action.name), (action.name,))
            shown = [text for name in names if (text := key_text(name))]
            if shown:
                text = " / ".join(shown) if len(shown) <= MOST_SHOWN else f"{shown[0]} … {shown[-1]}"
                yield text, together.get(names, action.title())

    def _together(self) -> dict[tuple[str, ...], str]:
        return {
            tuple(f"window.{page}" for page in PAGES): self.tr("Label, check, train, detect, export"),
            ("picture.previous", "picture.next"): self.tr("Previous, next picture"),
            ("label.next_unchecked", "label.next_unlabelled"): self.tr(
                "Next unchecked, next unlabelled picture"
            ),
            ("view.zoom_in", "view.zoom_out"): self.tr("Zoom in, zoom out"),
            ("label.look", "label.loupe", "label.minimap"): self.tr("Brightness and contrast, loupe, map"),
            ("label.select_next", "label.select_previous"): self.tr("Select the next, the previous label"),
            ("label.copy", "label.paste"): self.tr("Copy, paste; also on another picture"),
            tuple(f"label.vertex_{number}" for number in range(1, 5)): self.tr(
                "Pick vertex 1 to 4; arrow keys then move it"
            ),
            ("label.rotate_start", "label.reverse"): self.tr("Start at the next vertex, reverse the order"),
        }

    def _fixed(self) -> dict[str, list[Row]]:
        return {
            "pictures": [
                (self.tr("Space"), self.tr("Mark as checked and go on")),
                (self.tr("Ctrl+wheel"), self.tr("Zoom at the mouse")),
                (self.tr("Middle button, Space"), self.tr("Drag the picture")),
            ],
            "drawing": [
                ("Esc", self.tr("Cancel, back to selecting")),
                (self.tr("Shift, rotating"), self.tr("Turn by steps of 15°")),
                (self.tr("Alt, dragging"), self.tr("Do not snap to the edges of the picture")),
            ],
            "labels": [
                (self.tr("Arrow keys"), self.tr("Move by 1 pixel, with Shift by 10; a picked vertex alone"))
            ],
            "check": [("Enter", self.tr("Show the finding on the Label page"))],
            "train": [
                (self.tr("Space"), self.tr("Compare the selected experiment, or no longer")),
                ("Enter", self.tr("Try the selected experiment in Detect")),
                ("F2", self.tr("Rename the selected experiment")),
                ("Del", self.tr("Move the selected experiment to the trash")),
            ],
        }


def _in_columns(groups: list[Section]) -> Iterator[list[Section]]:
    """``groups`` in order, in columns of about the same number of lines."""
    sizes = [len(keys) + 2 for _, keys in groups]  # the heading takes two
    starts = accumulate(sizes, initial=0)
    places = [start * COLUMNS // sum(sizes) for start, _ in zip(starts, sizes, strict=False)]
    for number in range(COLUMNS):
        yield [group for group, place in zip(groups, places, strict=True) if place == number]


def _key_grid(keys: list[Row]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(UNIT * 2)
    grid.setVerticalSpacing(UNIT // 2)
    grid.setColumnMinimumWidth(0, UNIT * 18)
    grid.setColumnStretch(1, 1)
    for number, (key, what) in enumerate(keys):
        name = QLabel(key)
        name.setProperty("muted", True)
        grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text_label(what), number, 1)
    return grid
