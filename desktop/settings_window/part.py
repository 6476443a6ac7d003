"""What the parts of the settings have in common: a title, rows of controls, and texts below them."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from desktop.ui.layout import column
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Translated, text_label


class SettingsPart(Translated, QWidget):
    """Subclasses add rows and set all texts in `retranslate`, captions with `set_caption`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = text_label("", "heading")
        self._captions: dict[QWidget, QLabel] = {}
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(UNIT * 2)
        self._form.setVerticalSpacing(UNIT * 3 // 2)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        margins = (UNIT * 3, UNIT * 2, UNIT * 3, UNIT * 2)
        self.column = column(self.title, self._form, spacing=UNIT * 2, margins=margins)
        self.setLayout(self.column)

    def retranslate(self) -> None:
        """Set all texts."""
        raise NotImplementedError

    def add_row(self, control: QWidget) -> None:
        """A row for ``control``, its caption before it."""
        control.setMinimumWidth(max(control.minimumWidth(), UNIT * 26))
        self._captions[control] = QLabel()
        self._captions[control].setBuddy(control)
        self._form.addRow(self._captions[control], control)

    def add_note(self, note: QLabel) -> None:
        """A text over the whole width, below the rows so far."""
        self._form.addRow(note)

    def set_caption(self, control: QWidget, text: str) -> None:
        """Caption and accessible name of ``control``."""
        self._captions[control].setText(text)
        control.setAccessibleName(text)
