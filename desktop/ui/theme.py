"""Looks: one unit, four type sizes, a light and a dark palette on Qt's Fusion style.

The platform's colour scheme is followed unless the settings say otherwise. Text and controls reach WCAG AA
contrast (4.5 : 1) in both palettes, outlines and what is disabled 3 : 1; tests/desktop/ui/test_theme.py
measures it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
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
# What is drawn on pictures besides: ink and the light or dark ground that it needs on any of them.
PICTURE_INK = QColor("#1B1F24")
PICTURE_LIGHT = QColor("#FFFFFF")
PICTURE_CHIP = QColor(255, 255, 255, 225)
PICTURE_HALO = QColor(255, 255, 255, 170)
PICTURE_SHADE = QColor(0, 0, 0, 110)

# Lines of charts in the light and the dark palette: colour-blind safe (Okabe and Ito 2008), in a shade with
# at least 3 : 1 against the ground.
CHART_LINES = {
    "blue": ("#0072B2", "#56B4E9"),
    "vermilion": ("#D55E00", "#FF8A4C"),
    "green": ("#00805C", "#2FC29A"),
    "purple": ("#A8558A", "#E0A0C4"),
}
# Earlier experiments, one a slot: after Tol's "muted" scheme (2021), apart from the four above.
CHART_COMPARED = (
    ("#882255", "#E183B1"),
    ("#8A7A00", "#DDCC77"),
    ("#2E8BA3", "#88CCEE"),
    ("#5B50B5", "#A79BF0"),
    ("#6B6B6B", "#C2C2C2"),
)


@dataclass(frozen=True, slots=True)
class Colors:
    """The colours of one palette, as ``#rrggbb``.

    ``border`` parts areas; ``outline`` is what makes a control be seen as one, and what is disabled.
    """

    dark: bool
    window: str
    surface: str
    raised: str
    text: str
    muted: str
    border: str
    outline: str
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


_SHADES = {  # light and dark
    "window": ("#F3F4F6", "#1E2126"),
    "surface": ("#FFFFFF", "#16191D"),
    "raised": ("#FFFFFF", "#272B31"),
    "text": ("#1B1F24", "#E6E8EB"),
    "muted": ("#57606A", "#A5ACB5"),
    "border": ("#D3D8DE", "#3B4149"),
    "outline": ("#7D8590", "#7D8590"),
    "hover": ("#E6E9ED", "#333840"),
    "accent": ("#0069A8", "#56ADE3"),
    "accent_hover": ("#005A91", "#7CC1EA"),
    "on_accent": ("#FFFFFF", "#0B1117"),
    "selection": ("#D6E8F5", "#1C3F58"),
    "error": ("#A83F00", "#FF9C6B"),
    "error_surface": ("#FCEBE1", "#3A2418"),
    "warning": ("#7A5200", "#F0B849"),
    "success": ("#1A6B3C", "#6CC592"),
    "canvas": ("#DDE1E6", "#0F1113"),
}
LIGHT, DARK = (
    Colors(dark, **{name: shades[dark] for name, shades in _SHADES.items()}) for dark in (False, True)
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


@cache
def theme() -> Theme:
    return Theme()


def colors() -> Colors:
    """The colours in use now; ask again after ``theme().changed`` or a ``PaletteChange`` event."""
    return theme().colors


def _colors_for(mode: ThemeMode) -> Colors:
    if mode == "system":
        hints = QGuiApplication.styleHints()
        return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT
    return DARK if mode == "dark" else LIGHT


def _mark(name: str, colors: Colors) -> str:
    """A mark inside a control: the tick of a box, the arrows of a list and of a number."""
    name = f"{name}_{'dark' if colors.dark else 'light'}.svg"
    return (Path(str(resources.__file__)).parent / "icons" / name).as_posix()


def make_palette(colors: Colors) -> QPalette:
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
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(colors.outline))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(colors.border))
    return palette


def make_style_sheet(c: Colors) -> str:
    """What a palette cannot say: cards, the primary button, the rail, banners."""
    return f"""
    QAbstractItemView, QPlainTextEdit {{ border: 1px solid {c.border}; }}
    QFrame[card="true"] QAbstractItemView, QScrollArea {{ border: 1px solid transparent; }}
    QAbstractItemView:focus, QPlainTextEdit:focus, QScrollArea:focus,
    QFrame[card="true"] QAbstractItemView:focus {{ border: 1px solid {c.accent}; }}
    PictureView {{ border: 2px solid {c.canvas}; }}
    PictureView:focus {{ border-color: {c.accent}; }}
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
    QPushButton:focus {{ border: 2px solid {c.accent}; padding: 4px 11px; }}
    QPushButton:disabled {{ color: {c.outline}; background: {c.window}; }}
    QPushButton[primary="true"] {{ background: {c.accent}; color: {c.on_accent};
        border-color: {c.accent}; font-weight: 600; }}
    QPushButton[primary="true"]:hover {{ background: {c.accent_hover}; }}
    QPushButton[primary="true"]:focus {{ border: 2px solid {c.text}; padding: 4px 11px; }}
    QPushButton[primary="true"]:disabled {{ background: {c.border}; color: {c.muted};
        border-color: {c.border}; }}
    QAbstractSpinBox, QComboBox, QLineEdit {{ min-height: {UNIT * 3}px; color: {c.text};
        background: {c.surface}; border: 1px solid {c.outline}; border-radius: 4px;
        padding: 0 {UNIT // 2}px; }}
    QAbstractSpinBox:focus, QComboBox:focus, QLineEdit:focus {{ border: 2px solid {c.accent};
        padding: 0 {UNIT // 2 - 1}px; min-height: {UNIT * 3 - 2}px; }}
    QAbstractSpinBox:disabled, QComboBox:disabled, QLineEdit:disabled {{ color: {c.outline};
        background: {c.window}; border-color: {c.border}; }}
    QAbstractSpinBox QLineEdit, QComboBox QLineEdit, QAbstractItemView QLineEdit {{
        border: none; padding: 0; min-height: 0; background: transparent; }}
    QComboBox::drop-down {{ border: none; width: {UNIT * 5 // 2}px; }}
    QComboBox::down-arrow {{ image: url("{_mark("chevron_down", c)}"); width: 16px; height: 16px; }}
    QComboBox QAbstractItemView {{ background: {c.raised}; border: 1px solid {c.outline}; }}
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: none; width: {UNIT * 5 // 2}px;
        background: transparent; subcontrol-origin: border; }}
    QAbstractSpinBox::up-button {{ subcontrol-position: top right; }}
    QAbstractSpinBox::down-button {{ subcontrol-position: bottom right; }}
    QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {{ background: {c.hover}; }}
    QAbstractSpinBox::up-arrow {{ image: url("{_mark("chevron_up", c)}"); width: 12px; height: 12px; }}
    QAbstractSpinBox::down-arrow {{ image: url("{_mark("chevron_down", c)}"); width: 12px; height: 12px; }}
    QToolButton {{ border: 1px solid transparent; border-radius: 4px; padding: 4px;
        background: transparent; }}
    QToolButton:hover {{ background: {c.hover}; }}
    QToolButton:checked {{ background: {c.selection}; }}
    QToolButton:focus {{ border: 2px solid {c.accent}; padding: 3px; }}
    QToolButton::menu-indicator {{ image: none; }}
    QFrame[banner="error"] {{ background: {c.error_surface}; border: 1px solid {c.error};
        border-radius: 6px; margin-top: {UNIT}px; }}
    QFrame[banner="notice"] {{ background: {c.raised}; border: 1px solid {c.accent};
        border-radius: 6px; margin-top: {UNIT}px; }}
    QFrame#rail {{ background: {c.surface}; border-right: 1px solid {c.border}; }}
    QFrame#project_bar {{ background: {c.surface}; border-bottom: 1px solid {c.border}; }}
    QFrame#rail QToolButton {{ font-size: {SMALL}px; padding: 6px 2px; }}
    QFrame#rail QToolButton:focus {{ padding: 5px 1px; }}
    QStatusBar {{ background: {c.surface}; border-top: 1px solid {c.border}; }}
    QStatusBar::item {{ border: none; }}
    QCheckBox::indicator, QAbstractItemView::indicator {{ width: 14px; height: 14px; border-radius: 3px;
        border: 1px solid {c.muted}; background: {c.surface}; }}
    QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{
        border-color: {c.accent}; background: {c.accent}; image: url("{_mark("check", c)}"); }}
    QCheckBox:focus, QRadioButton:focus {{ color: {c.accent}; text-decoration: underline; }}
    QCheckBox::indicator:focus {{ border: 2px solid {c.accent}; width: 12px; height: 12px; }}
    QRadioButton::indicator {{ width: 12px; height: 12px; border-radius: 7px;
        border: 1px solid {c.muted}; background: {c.raised}; }}
    QRadioButton::indicator:checked {{ border: 4px solid {c.accent}; width: 6px; height: 6px; }}
    QRadioButton::indicator:focus {{ border-color: {c.accent}; }}
    QCheckBox::indicator:disabled {{ border-color: {c.border}; background: {c.window}; }}
    QHeaderView {{ border: none; background: {c.window}; }}
    QHeaderView::section {{ background: {c.window}; color: {c.muted}; border: none;
        border-bottom: 1px solid {c.border}; padding: {UNIT // 2}px; }}
    QTreeView::item {{ min-height: {UNIT * 3}px; }}
    QTabWidget::pane {{ border: none; border-top: 1px solid {c.border}; }}
    QTabBar::tab {{ color: {c.muted}; background: transparent; padding: {UNIT // 2}px {UNIT * 3 // 2}px;
        border: 2px solid transparent; }}
    QTabBar::tab:hover {{ color: {c.text}; }}
    QTabBar::tab:selected {{ color: {c.text}; border-bottom-color: {c.accent}; }}
    QTabBar::tab:focus {{ border-color: {c.accent}; border-radius: 4px; }}
    QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {c.border}; }}
    QSlider::sub-page:horizontal {{ border-radius: 2px; background: {c.accent}; }}
    QSlider::handle:horizontal {{ width: 12px; height: 12px; margin: -6px 0; border-radius: 8px;
        border: 2px solid {c.accent}; background: {c.raised}; }}
    QSlider::handle:horizontal:focus {{ border-color: {c.text}; background: {c.accent}; }}
    QSlider::sub-page:horizontal:disabled {{ background: {c.outline}; }}
    QSlider::handle:horizontal:disabled {{ border-color: {c.outline}; }}
    QScrollBar {{ background: transparent; border: none; }}
    QScrollBar:vertical {{ width: {UNIT * 3 // 2}px; }}
    QScrollBar:horizontal {{ height: {UNIT * 3 // 2}px; }}
    QScrollBar::handle {{ background: {c.outline}; border-radius: 3px; margin: 3px; }}
    QScrollBar::handle:hover {{ background: {c.muted}; }}
    QScrollBar::handle:vertical {{ min-height: {UNIT * 4}px; }}
    QScrollBar::handle:horizontal {{ min-width: {UNIT * 4}px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QSplitter::handle {{ background: {c.border}; }}
    QSplitter::handle:horizontal {{ width: 1px; }}
    QSplitter::handle:vertical {{ height: 1px; }}
    """
