"""The left rail: one button a page, the settings and the help button."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QFrame, QMenu, QToolButton, QVBoxLayout, QWidget

from desktop.session import PAGES, PageName
from desktop.settings.keys import key_text, with_keys
from desktop.ui import icons
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Translated

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
        column = QVBoxLayout(self)
        column.setContentsMargins(UNIT // 2, UNIT, UNIT // 2, UNIT)
        column.setSpacing(UNIT // 2)
        self._group = QButtonGroup(self)
        self._pages: dict[PageName, QToolButton] = {}
        for page in PAGES:
            button = _rail_button(f"nav_{page}", PAGE_ICONS[page])
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, page=page: self.page_chosen.emit(page))
            self._group.addButton(button)
            self._pages[page] = button
            column.addWidget(button)
        column.addStretch(1)
        self._settings_button = _rail_button("nav_settings", "cog-outline")
        self._settings_button.clicked.connect(self.settings_requested)
        self._help_button = _rail_button("nav_help", "help-circle-outline")
        self._actions: dict[str, QAction] = {}
        self._help_button.setMenu(self._make_help_menu())
        self._help_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        column.addWidget(self._settings_button)
        column.addWidget(self._help_button)
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
            self._pages[page].setText(name)
            self._pages[page].setToolTip(with_keys(tip, f"window.{page}"))
        self._settings_button.setText(self.tr("Settings"))
        self._settings_button.setToolTip(
            with_keys(self.tr("Language, colours, device, keys"), "window.settings")
        )
        self._help_button.setText(self.tr("Help"))
        self._help_button.setToolTip(
            self.tr("Help pages ({help}) and keys ({keys})").format(
                help=key_text("window.help"), keys=key_text("window.keys")
            )
        )
        self._actions["help_pages"].setText(self.tr("Help pages") + "\t" + key_text("window.help"))
        self._actions["help_keys"].setText(self.tr("Keys") + "\t" + key_text("window.keys"))

    def _make_help_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("help_menu")
        for name, wanted in (("help_pages", self.help_requested), ("help_keys", self.keys_requested)):
            action = menu.addAction("")
            action.setObjectName(name)
            action.triggered.connect(lambda _on=False, wanted=wanted: wanted.emit())
            self._actions[name] = action
        return menu


def _rail_button(name: str, icon: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setIconSize(QSize(UNIT * 3, UNIT * 3))
    button.setFixedWidth(UNIT * 9)
    icons.assign(button, icon)
    return button
