"""The left rail: one button a page, the settings and the help button."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QMenu, QToolButton, QWidget

from desktop.settings.key_table import PAGES, PageName
from desktop.settings.keys import key_text, with_keys
from desktop.ui import icons
from desktop.ui.layout import STRETCH, column
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Translated, named, set_texts

PAGE_ICONS: dict[PageName, str] = {
    "label": "vector-rectangle",
    "check": "stethoscope",
    "train": "chart-line",
    "detect": "text-box-search-outline",
    "export": "export-variant",
}


class Rail(Translated, QFrame):
    """Emits ``page_chosen(name)``, ``settings_requested``, ``help_requested`` and ``keys_requested``."""

    page_chosen = Signal(str)
    settings_requested = Signal()
    help_requested = Signal()
    keys_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self._group = QButtonGroup(self)
        self._pages: dict[PageName, QToolButton] = {}
        for page in PAGES:
            button = _rail_button(f"nav_{page}", PAGE_ICONS[page])
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, page=page: self.page_chosen.emit(page))
            self._group.addButton(button)
            self._pages[page] = button
        self._settings_button = _rail_button("nav_settings", "cog-outline")
        self._settings_button.clicked.connect(self.settings_requested)
        self._help_button = _rail_button("nav_help", "help-circle-outline")
        menu = named(QMenu(self), "help_menu")
        self._pages_action = named(menu.addAction(""), "help_pages")
        self._pages_action.triggered.connect(lambda: self.help_requested.emit())
        self._keys_action = named(menu.addAction(""), "help_keys")
        self._keys_action.triggered.connect(lambda: self.keys_requested.emit())
        self._help_button.setMenu(menu)
        self._help_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        margins = (UNIT // 2, UNIT, UNIT // 2, UNIT)
        below = (self._settings_button, self._help_button)
        self.setLayout(column(*self._pages.values(), STRETCH, *below, spacing=UNIT // 2, margins=margins))
        self.retranslate()

    def set_page(self, page: PageName) -> None:
        self._pages[page].setChecked(True)

    def set_pages_enabled(self, enabled: bool) -> None:
        """Without a project there is nothing the pages could show."""
        self._group.setExclusive(enabled)
        for button in self._pages.values():
            button.setEnabled(enabled)
            if not enabled:
                button.setChecked(False)

    def retranslate(self) -> None:
        names = {
            "label": (self.tr("Label"), self.tr("Draw and correct labels")),
            "check": (self.tr("Check"), self.tr("Find what is wrong with the data")),
            "train": (self.tr("Train"), self.tr("Fine-tune the detector on your labels")),
            "detect": (self.tr("Detect"), self.tr("Try a model on pictures")),
            "export": (self.tr("Export"), self.tr("Turn a model into an ONNX file")),
        }
        for page in PAGES:
            name, tip = names[page]
            set_texts(self._pages[page], name, with_keys(tip, f"window.{page}"))
        tip = with_keys(self.tr("Language, colours, device, keys"), "window.settings")
        set_texts(self._settings_button, self.tr("Settings"), tip)
        for_help, for_keys = key_text("window.help"), key_text("window.keys")
        tip = self.tr("Help pages ({help}) and keys ({keys})").format(help=for_help, keys=for_keys)
        set_texts(self._help_button, self.tr("Help"), tip)
        self._pages_action.setText(self.tr("Help pages") + "\t" + for_help)
        self._keys_action.setText(self.tr("Keys") + "\t" + for_keys)


def _rail_button(name: str, icon: str) -> QToolButton:
    button = named(QToolButton(), name)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setIconSize(QSize(UNIT * 3, UNIT * 3))
    button.setFixedWidth(UNIT * 9)
    icons.assign(button, icon)
    return button
