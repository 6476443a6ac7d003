"""The sheet of keys. It is not modal: it can stay open beside the work."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.theme import UNIT
from desktop.widgets import text_label

COLUMNS = 2


class KeySheet(QDialog):
    """Keys in groups, by what they do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("key_sheet")
        self.setModal(False)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)
        self.resize(UNIT * 104, UNIT * 82)
        self.retranslate()

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Keys"))
        groups = self._groups()
        sheet = QWidget()
        row = QHBoxLayout(sheet)
        row.setContentsMargins(UNIT * 3, UNIT * 3, UNIT * 3, UNIT * 3)
        row.setSpacing(UNIT * 4)
        half = (len(groups) + 1) // COLUMNS
        for part in (groups[:half], groups[half:]):
            column = QVBoxLayout()
            column.setSpacing(UNIT * 2)
            for title, keys in part:
                column.addWidget(text_label(title, "heading"))
                column.addLayout(_key_grid(keys))
            column.addStretch(1)
            row.addLayout(column, 1)
        self._area.setWidget(sheet)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        return [
            (
                self.tr("Window"),
                [
                    ("Ctrl+1 … Ctrl+4", self.tr("Label, train, detect, export")),
                    ("Ctrl+O", self.tr("Open a folder of pictures")),
                    ("Ctrl+T", self.tr("Go to training; there: start")),
                    ("F1", self.tr("Show the keys")),
                ],
            ),
            (
                self.tr("Pictures"),
                [
                    ("A / D", self.tr("Previous, next picture")),
                    (self.tr("Ctrl+wheel"), self.tr("Zoom at the mouse")),
                    ("Ctrl++ / Ctrl+−", self.tr("Zoom in, zoom out")),
                    ("Ctrl+0", self.tr("Show at 100 %")),
                    ("Ctrl+F", self.tr("Show the whole picture")),
                    ("Ctrl+Shift+F", self.tr("Fit the width")),
                    ("Ctrl+G", self.tr("Zoom to the selected label")),
                    ("Ctrl+H", self.tr("Hide the labels")),
                    (self.tr("Middle button, Space"), self.tr("Drag the picture")),
                ],
            ),
            (
                self.tr("Drawing"),
                [
                    ("Q", self.tr("Draw a quad with four clicks")),
                    ("W, R", self.tr("Draw a rectangle by dragging")),
                    ("Backspace", self.tr("While drawing: take the last point back")),
                    ("Esc", self.tr("Cancel, back to selecting")),
                    ("Ctrl+J", self.tr("Select and move")),
                ],
            ),
            (
                self.tr("Labels"),
                [
                    ("Ctrl+Z", self.tr("Undo")),
                    ("Ctrl+Shift+Z, Ctrl+Y", self.tr("Redo")),
                    ("Del, Backspace", self.tr("Delete the selected labels")),
                    ("I", self.tr("Ignore, or no longer ignore")),
                    ("F2, Ctrl+E", self.tr("Edit the text")),
                    ("Ctrl+A", self.tr("Select all")),
                    ("Ctrl+C / Ctrl+V", self.tr("Copy, paste; also on another picture")),
                    ("Ctrl+D", self.tr("Duplicate")),
                    (self.tr("Arrow keys"), self.tr("Move by 1 pixel, with Shift by 10")),
                    ("Z X C V", self.tr("Pick vertex 1 to 4; arrow keys then move it")),
                    ("Ctrl+S", self.tr("Save now; it also happens by itself")),
                ],
            ),
            (
                self.tr("Train"),
                [
                    ("A / D", self.tr("Previous, next validation picture")),
                    ("M", self.tr("Show the probability map")),
                    (self.tr("Space"), self.tr("Compare the selected experiment, or no longer")),
                    ("Enter", self.tr("Try the selected experiment in Detect")),
                    ("F2", self.tr("Rename the selected experiment")),
                    ("Del", self.tr("Move the selected experiment to the trash")),
                ],
            ),
            (
                self.tr("Detect and export"),
                [
                    ("Ctrl+Return", self.tr("Detect in all pictures; export")),
                    ("M", self.tr("Show the probability map")),
                    ("Ctrl+S", self.tr("Save the results")),
                ],
            ),
        ]


def _key_grid(keys: list[tuple[str, str]]) -> QGridLayout:
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
