"""The window of the settings: beside the work, not modal; everything acts at once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from desktop.session import Session
from desktop.settings_window.device_part import DevicePart
from desktop.settings_window.general_part import GeneralPart
from desktop.settings_window.keys_part import KeysPart
from desktop.settings_window.memory_part import MemoryPart
from desktop.ui import icons
from desktop.ui.layout import STRETCH, column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Translated, named, set_texts, text_label

ICONS = ("tune-variant", "expansion-card-variant", "memory", "keyboard-outline")
"""Of the parts, in their order."""


class SettingsWindow(Translated, QDialog):
    """A list of parts on the left, the part on the right, "all defaults" below."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_window")
        self._settings = session.settings
        self.general = GeneralPart(session.settings)
        self.device = DevicePart(session)
        self.memory = MemoryPart(session.settings)
        self.keys = KeysPart(session.settings)
        self._parts = (self.general, self.device, self.memory, self.keys)
        self.sections = named(QListWidget(), "settings_sections")
        self.sections.setFixedWidth(UNIT * 20)
        self.sections.setFrameShape(QFrame.Shape.NoFrame)
        self._stack = QStackedWidget()
        for part, icon in zip(self._parts, ICONS, strict=True):
            item = QListWidgetItem(icons.icon(icon), "", self.sections)
            item.setSizeHint(QSize(0, UNIT * 4))
            self._stack.addWidget(part)
        self.reset = named(QPushButton(), "settings_reset")
        self.undo = named(QPushButton(), "settings_reset_undo")
        self._reset_text = text_label("", "small", name="settings_reset_text")
        self.close_button = named(QPushButton(), "settings_close")
        self._lay_out()
        self.sections.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.sections.setCurrentRow(0)
        self.reset.clicked.connect(self._ask_reset)
        self.undo.clicked.connect(self._undo_reset)
        self.close_button.clicked.connect(self.close)
        session.settings.changed.connect(self._show_values)
        self._show_undo(False)
        self.resize(UNIT * 92, UNIT * 70)
        self.retranslate()

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Settings"))
        titles = (self.tr("General"), self.tr("Device"), self.tr("Memory"), self.tr("Keys"))
        for number, title in enumerate(titles):
            self.sections.item(number).setText(title)
        self.sections.setAccessibleName(self.tr("Sections of the settings"))
        set_texts(self.reset, self.tr("Reset all…"), self.tr("Reset all settings to their defaults"))
        set_texts(self.undo, self.tr("Undo"), self.tr("Restore the settings as they were before"))
        self._reset_text.setText(self.tr("All settings were reset."))
        self.close_button.setText(self.tr("Close"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            for number, icon in enumerate(ICONS):
                self.sections.item(number).setIcon(icons.icon(icon))
        super().changeEvent(event)

    # ---- inside

    def _lay_out(self) -> None:
        middle = row(self.sections, (self._stack, 1), spacing=0)
        buttons = (self.reset, self._reset_text, self.undo, STRETCH, self.close_button)
        below = row(*buttons, margins=(UNIT * 2, UNIT, UNIT * 2, UNIT))
        self.setLayout(column((middle, 1), below, spacing=0))
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter belongs to the fields

    def _show_values(self) -> None:
        for part in self._parts:
            part.show_values()

    def _ask_reset(self) -> None:
        ask = named(QMessageBox(self), "settings_reset_dialog")
        ask.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ask.setIcon(QMessageBox.Icon.Question)
        ask.setWindowTitle(self.tr("Settings"))
        ask.setText(self.tr("Reset all settings to their defaults?"))
        ask.setInformativeText(
            self.tr("Recent folders and what the pages remember are kept. This can be undone in this window.")
        )
        yes = named(
            ask.addButton(self.tr("Reset all"), QMessageBox.ButtonRole.AcceptRole), "settings_reset_yes"
        )
        no = named(ask.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole), "settings_reset_no")
        ask.setDefaultButton(no)
        yes.clicked.connect(self._reset)
        ask.open()

    def _reset(self) -> None:
        self._settings.reset()
        self._show_undo(True)

    def _undo_reset(self) -> None:
        self._settings.undo_reset()
        self._show_undo(False)

    def _show_undo(self, shown: bool) -> None:
        self._reset_text.setVisible(shown)
        self.undo.setVisible(shown)
