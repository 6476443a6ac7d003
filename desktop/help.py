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
        self.resize(UNIT * 96, UNIT * 74)
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
                    ("Ctrl+T", self.tr("Go to training")),
                    ("F1", self.tr("Show the keys")),
                ],
            ),
        ]


def _key_grid(keys: list[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(UNIT * 2)
    grid.setVerticalSpacing(UNIT // 2)
    grid.setColumnStretch(1, 1)
    for number, (key, what) in enumerate(keys):
        name = QLabel(key)
        name.setProperty("muted", True)
        grid.addWidget(name, number, 0)
        grid.addWidget(text_label(what), number, 1)
    return grid
