"""The left rail: one button a page, the settings menu and the help button."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import get_args

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QButtonGroup, QFrame, QMenu, QToolButton, QVBoxLayout, QWidget

from desktop import icons
from desktop.i18n import LANGUAGES
from desktop.session import PAGES, PageName
from desktop.settings import Settings
from desktop.theme import UNIT, ThemeMode

PAGE_ICONS: dict[PageName, str] = {
    "label": "vector-rectangle",
    "train": "chart-line",
    "detect": "text-box-search-outline",
    "export": "export-variant",
}


class Rail(QFrame):
    """Emits ``page_chosen(name)`` and ``help_requested``; writes language and theme to the settings."""

    page_chosen = Signal(str)
    help_requested = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self._settings = settings
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
        self._menu, self._actions = self._make_menu()
        self._settings_button = _rail_button("nav_settings", "cog-outline")
        self._settings_button.setMenu(self._menu)
        self._settings_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._help_button = _rail_button("nav_help", "help-circle-outline")
        self._help_button.clicked.connect(self.help_requested)
        column.addWidget(self._settings_button)
        column.addWidget(self._help_button)
        self.retranslate()

    def set_page(self, page: PageName) -> None:
        """Mark ``page`` as the one shown."""
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
            "train": (self.tr("Train"), self.tr("Fine-tune the detector on your labels")),
            "detect": (self.tr("Detect"), self.tr("Try a model on pictures")),
            "export": (self.tr("Export"), self.tr("Make an ONNX file of a model")),
        }
        for number, page in enumerate(PAGES, start=1):
            name, tip = names[page]
            self._pages[page].setText(name)
            self._pages[page].setToolTip(f"{tip} (Ctrl+{number})")
        self._settings_button.setText(self.tr("Settings"))
        self._settings_button.setToolTip(self.tr("Language and colours"))
        self._help_button.setText(self.tr("Keys"))
        self._help_button.setToolTip(self.tr("Show the keys (F1)"))
        self._titles["language"].setText(self.tr("Language"))
        self._titles["theme"].setText(self.tr("Colours"))
        self._actions["lang_system"].setText(self.tr("As the system"))
        self._actions["theme_system"].setText(self.tr("As the system"))
        self._actions["theme_light"].setText(self.tr("Light"))
        self._actions["theme_dark"].setText(self.tr("Dark"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _make_menu(self) -> tuple[QMenu, dict[str, QAction]]:
        menu = QMenu(self)
        menu.setObjectName("settings_menu")
        actions: dict[str, QAction] = {}
        self._titles = {"language": menu.addSection("")}
        languages: list[tuple[str, str | None, str]] = [("lang_system", None, "")]
        languages += [(f"lang_{code}", code, name) for code, name in LANGUAGES.items()]
        now = self._settings.values
        group = QActionGroup(menu)
        for name, language, text in languages:
            actions[name] = self._add_choice(
                menu,
                group,
                name,
                text,
                now.language == language,
                partial(self._settings.update, language=language),
            )
        self._titles["theme"] = menu.addSection("")
        group = QActionGroup(menu)
        for mode in get_args(ThemeMode):
            actions[f"theme_{mode}"] = self._add_choice(
                menu,
                group,
                f"theme_{mode}",
                "",
                now.theme == mode,
                partial(self._settings.update, theme=mode),
            )
        return menu, actions

    @staticmethod
    def _add_choice(
        menu: QMenu, group: QActionGroup, name: str, text: str, chosen: bool, choose: Callable[[], object]
    ) -> QAction:
        action = QAction(text, menu)
        action.setObjectName(name)
        action.setCheckable(True)
        action.setChecked(chosen)
        action.triggered.connect(lambda: choose())
        group.addAction(action)
        menu.addAction(action)
        return action


def _rail_button(name: str, icon: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setIconSize(QSize(UNIT * 3, UNIT * 3))
    button.setFixedWidth(UNIT * 9)
    icons.assign(button, icon)
    return button
