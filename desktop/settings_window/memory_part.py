"""How much the window keeps in memory, and where its own files are."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QSpinBox, QWidget

from desktop.settings.caches import caches
from desktop.settings.settings import Settings
from desktop.settings.settings_file import PICTURE_CACHE_MB, THUMBNAILS
from desktop.settings_window.part import SettingsPart
from desktop.ui.i18n import format_bytes
from desktop.ui.widgets import PathLabel, named, set_texts, text_label

REFRESH_MS = 1000


class MemoryPart(SettingsPart):
    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.pictures = _spin_box("settings_picture_cache", PICTURE_CACHE_MB, 32)
        self.pictures.setSuffix(" MB")
        self.thumbnails = _spin_box("settings_thumbnails", THUMBNAILS, 50)
        self._used = text_label("", name="settings_cache_used")
        self.empty = named(QPushButton(), "settings_cache_empty")
        self._note = text_label("", "small", muted=True)
        self._place = text_label("")
        self.folder = PathLabel("settings_folder")
        self.folder.set_path(settings.path.parent)
        self.add_row(self.pictures)
        self.add_row(self.thumbnails)
        self.add_note(self._used)
        self.column.addWidget(self.empty, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self._note, self._place, self.folder):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self._show_used)
        self.show_values()
        self.retranslate()
        self.pictures.valueChanged.connect(lambda value: settings.update(picture_cache_mb=value))
        self.thumbnails.valueChanged.connect(lambda value: settings.update(thumbnails=value))
        self.empty.clicked.connect(self._empty)

    def show_values(self) -> None:
        for box, value in (
            (self.pictures, self._settings.values.picture_cache_mb),
            (self.thumbnails, self._settings.values.thumbnails),
        ):
            was_blocked = box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(was_blocked)

    def retranslate(self) -> None:
        self.title.setText(self.tr("Memory"))
        self.set_caption(self.pictures, self.tr("Decoded pictures per page"))
        self.set_caption(self.thumbnails, self.tr("Thumbnails per list"))
        set_texts(self.empty, self.tr("Empty the cache"), self.tr("Free all pictures that are not shown"))
        self._note.setText(
            self.tr(
                "Pictures are kept in memory only, so that going back and forth is quick; no copy is written."
            )
        )
        self._place.setText(self.tr("Settings and crash reports are in:"))
        self._show_used()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_used()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _show_used(self) -> None:
        held = format_bytes(caches().held_bytes())
        self._used.setText(self.tr("In use now: {size}").format(size=held))

    def _empty(self) -> None:
        caches().empty()
        self._show_used()


def _spin_box(name: str, limits: tuple[int, int], step: int) -> QSpinBox:
    box = named(QSpinBox(), name)
    box.setRange(*limits)
    box.setSingleStep(step)
    box.setKeyboardTracking(False)
    return box
