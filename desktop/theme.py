"""Looks: one unit, four type sizes, a light and a dark palette on Qt's Fusion style.

The platform's colour scheme is followed unless the settings say otherwise. Text and controls reach
WCAG AA contrast (4.5 : 1) in both palettes; tests/desktop/test_theme.py measures it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

import resources

UNIT = 8
SMALL, BODY, HEADING, TITLE = 12, 13, 15, 20

ThemeMode = Literal["system", "light", "dark"]

# Quads, colour-blind safe (Okabe and Ito 2008). They lie on pictures, so they do not follow the theme.
QUAD_LABEL = QColor("#0072B2")
QUAD_SELECTED = QColor("#E69F00")
QUAD_IGNORED = QColor("#9AA0A6")
QUAD_PREDICTION = QColor("#CC79A7")
QUAD_ERROR = QColor("#D55E00")
QUAD_LINE = 2
QUAD_VERTEX = 8
QUAD_FILL_ALPHA = 26  # 10 % of 255


@dataclass(frozen=True, slots=True)
class Colors:
    """The colours of one palette, as ``#rrggbb``."""

    dark: bool
    window: str
    surface: str
    raised: str
    text: str
    muted: str
    border: str
    hover: str
    accent: str
    accent_hover: str
    on_accent: str
    selection: str
    error: str
    error_surface: str
    warning: str
    success: str
    canvas: str


LIGHT = Colors(
    dark=False,
    window="#F3F4F6",
    surface="#FFFFFF",
    raised="#FFFFFF",
    text="#1B1F24",
    muted="#57606A",
    border="#D3D8DE",
    hover="#E6E9ED",
    accent="#0069A8",
    accent_hover="#005A91",
    on_accent="#FFFFFF",
    selection="#D6E8F5",
    error="#A83F00",
    error_surface="#FCEBE1",
    warning="#7A5200",
    success="#1A6B3C",
    canvas="#DDE1E6",
)
DARK = Colors(
    dark=True,
    window="#1E2126",
    surface="#16191D",
    raised="#272B31",
    text="#E6E8EB",
    muted="#A5ACB5",
    border="#3B4149",
    hover="#333840",
    accent="#56ADE3",
    accent_hover="#7CC1EA",
    on_accent="#0B1117",
    selection="#1F4560",
    error="#FF9C6B",
    error_surface="#3A2418",
    warning="#F0B849",
    success="#6CC592",
    canvas="#0F1113",
)


class Theme(QObject):
    """Applies a palette to the application and says when it changed (:attr:`changed`)."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.mode: ThemeMode = "system"
        self.colors = LIGHT
        self._applied = False

    def install(self, app: QApplication, mode: ThemeMode = "system") -> None:
        """Set style, font and palette; call once, then :meth:`set_mode`."""
        app.setStyle(QStyleFactory.create("Fusion"))
        font = app.font()
        font.setPixelSize(BODY)
        app.setFont(font)
        app.styleHints().colorSchemeChanged.connect(self._follow_system, Qt.ConnectionType.UniqueConnection)
        self.set_mode(mode)

    def set_mode(self, mode: ThemeMode) -> None:
        self.mode = mode
        colors = _colors_for(mode)
        if self._applied and colors is self.colors:
            return
        self.colors = colors
        self._applied = True
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(make_palette(colors))
            app.setStyleSheet(make_style_sheet(colors))
        self.changed.emit()

    def _follow_system(self) -> None:
        if self.mode == "system":
            self.set_mode("system")


_theme: Theme | None = None


def theme() -> Theme:
    """The one theme of the application."""
    global _theme
    if _theme is None:
        _theme = Theme()
    return _theme


def colors() -> Colors:
    """The colours in use now; ask again after ``theme().changed`` or a ``PaletteChange`` event."""
    return theme().colors


def _colors_for(mode: ThemeMode) -> Colors:
    if mode == "system":
        hints = QGuiApplication.styleHints()
        return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT
    return DARK if mode == "dark" else LIGHT


def _check_mark(colors: Colors) -> str:
    """The tick of a ticked box. Fusion's own box has no border to see in the dark palette."""
    name = f"check_{'dark' if colors.dark else 'light'}.svg"
    return (Path(str(resources.__file__)).parent / "icons" / name).as_posix()


def make_palette(colors: Colors) -> QPalette:
    """The Qt palette of ``colors``."""
    role = QPalette.ColorRole
    palette = QPalette(QColor(colors.raised), QColor(colors.window))
    for which, value in {
        role.Window: colors.window,
        role.WindowText: colors.text,
        role.Base: colors.surface,
        role.AlternateBase: colors.window,
        role.Text: colors.text,
        role.PlaceholderText: colors.muted,
        role.Button: colors.raised,
        role.ButtonText: colors.text,
        role.BrightText: colors.error,
        role.ToolTipBase: colors.raised,
        role.ToolTipText: colors.text,
        role.Highlight: colors.accent,
        role.HighlightedText: colors.on_accent,
        role.Accent: colors.accent,
        role.Link: colors.accent,
        role.LinkVisited: colors.accent,
        role.Mid: colors.border,
    }.items():
        palette.setColor(which, QColor(value))
    disabled = QColor(colors.muted)
    disabled.setAlphaF(0.7)
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, disabled)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(colors.border))
    return palette


def make_style_sheet(c: Colors) -> str:
    """What a palette cannot say: cards, the primary button, the rail, banners."""
    return f"""
    QAbstractItemView {{ selection-background-color: {c.selection}; selection-color: {c.text}; }}
    QToolTip {{ color: {c.text}; background: {c.raised}; border: 1px solid {c.border}; padding: 4px; }}
    QFrame[card="true"] {{ background: {c.raised}; border: 1px solid {c.border}; border-radius: 6px; }}
    QLabel[type="small"] {{ font-size: {SMALL}px; }}
    QLabel[type="heading"] {{ font-size: {HEADING}px; font-weight: 600; }}
    QLabel[type="title"] {{ font-size: {TITLE}px; font-weight: 600; }}
    QLabel[muted="true"] {{ color: {c.muted}; }}
    QLabel[tone="error"] {{ color: {c.error}; }}
    QLabel[tone="warning"] {{ color: {c.warning}; }}
    QLabel[tone="success"] {{ color: {c.success}; }}
    QPushButton {{ padding: 5px 12px; border: 1px solid {c.border}; border-radius: 4px;
        background: {c.raised}; }}
    QPushButton:hover {{ background: {c.hover}; }}
    QPushButton:pressed, QPushButton:checked {{ background: {c.selection}; }}
    QPushButton:focus {{ border-color: {c.accent}; }}
    QPushButton:disabled {{ color: {c.muted}; background: {c.window}; }}
    QPushButton[primary="true"] {{ background: {c.accent}; color: {c.on_accent};
        border-color: {c.accent}; font-weight: 600; }}
    QPushButton[primary="true"]:hover {{ background: {c.accent_hover}; }}
    QPushButton[primary="true"]:focus {{ border: 2px solid {c.text}; padding: 4px 11px; }}
    QPushButton[primary="true"]:disabled {{ background: {c.border}; color: {c.muted};
        border-color: {c.border}; }}
    QSpinBox, QDoubleSpinBox, QComboBox, QLineEdit {{ min-height: {UNIT * 3}px; }}
    QLineEdit {{ border: 1px solid {c.border}; border-radius: 4px; padding: 0 {UNIT // 2}px; }}
    QLineEdit:focus {{ border-color: {c.accent}; }}
    QAbstractSpinBox QLineEdit, QComboBox QLineEdit, QAbstractItemView QLineEdit {{
        border: none; padding: 0; }}
    QToolButton {{ border: 1px solid transparent; border-radius: 4px; padding: 4px;
        background: transparent; }}
    QToolButton:hover {{ background: {c.hover}; }}
    QToolButton:checked {{ background: {c.selection}; }}
    QToolButton:focus {{ border-color: {c.accent}; }}
    QToolButton::menu-indicator {{ image: none; }}
    QFrame[banner="error"] {{ background: {c.error_surface}; border: 1px solid {c.error};
        border-radius: 6px; margin-top: {UNIT}px; }}
    QFrame#rail {{ background: {c.surface}; border-right: 1px solid {c.border}; }}
    QFrame#project_bar {{ background: {c.surface}; border-bottom: 1px solid {c.border}; }}
    QFrame#rail QToolButton {{ font-size: {SMALL}px; padding: 6px 2px; }}
    QStatusBar {{ background: {c.surface}; border-top: 1px solid {c.border}; }}
    QStatusBar::item {{ border: none; }}
    QCheckBox::indicator, QAbstractItemView::indicator {{ width: 14px; height: 14px; border-radius: 3px;
        border: 1px solid {c.muted}; background: {c.surface}; }}
    QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{
        border-color: {c.accent}; background: {c.accent}; image: url("{_check_mark(c)}"); }}
    QCheckBox::indicator:focus {{ border-color: {c.accent}; }}
    QRadioButton::indicator {{ width: 12px; height: 12px; border-radius: 7px;
        border: 1px solid {c.muted}; background: {c.raised}; }}
    QRadioButton::indicator:checked {{ border: 4px solid {c.accent}; width: 6px; height: 6px; }}
    QRadioButton::indicator:focus {{ border-color: {c.accent}; }}
    QCheckBox::indicator:disabled {{ border-color: {c.border}; background: {c.window}; }}
    QSplitter::handle {{ background: {c.border}; }}
    QSplitter::handle:horizontal {{ width: 1px; }}
    QSplitter::handle:vertical {{ height: 1px; }}
    """
