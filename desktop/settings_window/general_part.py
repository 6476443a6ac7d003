"""Language, colours, what happens at the start, when labels are saved."""

from __future__ import annotations

from typing import get_args

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from desktop.settings.settings import Settings
from desktop.settings_window.part import SettingsPart
from desktop.ui.i18n import LANGUAGES, format_number
from desktop.ui.theme import ThemeMode
from desktop.ui.widgets import named, set_texts, text_label

DELAYS_MS = (100, 300, 1000, 2000, 5000)
SYSTEM = ""
"""In the list of languages: what the settings call None."""


class GeneralPart(SettingsPart):
    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.language = named(QComboBox(), "settings_language")
        for code, name in {SYSTEM: "", **LANGUAGES}.items():
            self.language.addItem(name, code)
        self.theme = named(QComboBox(), "settings_theme")
        for mode in get_args(ThemeMode):
            self.theme.addItem("", mode)
        self.reopen = named(QCheckBox(), "settings_reopen")
        self.autosave = named(QComboBox(), "settings_autosave")
        for delay in DELAYS_MS:
            self.autosave.addItem("", delay)
        self._why = text_label("", "small", muted=True)
        for control in (self.language, self.theme, self.reopen, self.autosave):
            self.add_row(control)
        self.add_note(self._why)
        self.column.addStretch(1)
        self.show_values()
        self.retranslate()
        update = settings.update
        self.language.activated.connect(lambda _: update(language=self.language.currentData() or None))
        self.theme.activated.connect(lambda _: update(theme=self.theme.currentData()))
        self.autosave.activated.connect(lambda _: update(autosave_ms=self.autosave.currentData()))
        self.reopen.clicked.connect(lambda on: update(reopen=on))

    def show_values(self) -> None:
        values = self._settings.values
        self.language.setCurrentIndex(self.language.findData(values.language or SYSTEM))
        self.theme.setCurrentIndex(self.theme.findData(values.theme))
        self.reopen.setChecked(values.reopen)
        nearest = min(DELAYS_MS, key=lambda delay: abs(delay - values.autosave_ms))
        self.autosave.setCurrentIndex(self.autosave.findData(nearest))

    def retranslate(self) -> None:
        self.title.setText(self.tr("General"))
        self.set_caption(self.language, self.tr("Language"))
        self.set_caption(self.theme, self.tr("Colours"))
        self.set_caption(self.reopen, self.tr("On start"))
        self.set_caption(self.autosave, self.tr("Labels are saved"))
        self.language.setItemText(0, self.tr("System default"))
        for row, text in enumerate((self.tr("System default"), self.tr("Light"), self.tr("Dark"))):
            self.theme.setItemText(row, text)
        tip = self.tr("With its page, picture and zoom. “Close the project” leads back to the welcome page.")
        set_texts(self.reopen, self.tr("Reopen the last folder"), tip)
        for row, delay in enumerate(DELAYS_MS):
            seconds = format_number(delay / 1000, 1 if delay < 1000 else 0)
            self.autosave.setItemText(row, self.tr("{seconds} s after a change").format(seconds=seconds))
        self._why.setText(
            self.tr(
                "Every change is saved automatically, also when you leave the picture or close the window; "
                "this cannot be switched off. Choose a longer delay for slow network drives. What is not in "
                "its file yet is kept in a journal and offered again after a crash."
            )
        )
