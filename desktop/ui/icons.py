"""Icons: Material Design Icons (``resources/fonts``), drawn in the colours of the theme.

Pages name icons by their short name (``"folder-open-outline"``; see pictogrammers.com/library/mdi)
and let :func:`assign` keep a button's icon in step with the theme.
"""

from __future__ import annotations

import json
import weakref
from functools import cache
from pathlib import Path
from typing import Literal, Protocol

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPen, QPixmap

import resources
from desktop.ui.theme import PICTURE_LIGHT, QUAD_FILL_ALPHA, QUAD_LABEL, QUAD_SELECTED, colors, theme

_FONT = Path(str(resources.__file__)).parent / "fonts" / "materialdesignicons.ttf"
GLYPH_SHARE = 0.875
"""Of an icon's height, as Material Design leaves a border around its drawings."""

IconRole = Literal["text", "muted", "accent", "on_accent", "error", "warning", "success"]


class HasIcon(Protocol):
    """A button, an action or anything else that shows an icon."""

    def setIcon(self, icon: QIcon, /) -> None: ...


def icon(name: str, role: IconRole = "text") -> QIcon:
    """The icon ``name`` in the theme's present colours; it does not follow a later theme.

    Raises `KeyError` when there is no icon of that name.
    """
    now = colors()
    return QIcon(_Glyph(chr(int(_characters()[name], 16)), QColor(getattr(now, role)), QColor(now.outline)))


class _Glyph(QIconEngine):
    """One character of the icon font, in one colour, and in another where the control is disabled."""

    def __init__(self, character: str, color: QColor, disabled: QColor) -> None:
        super().__init__()
        self._character, self._color, self._disabled = character, color, disabled

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        font = QFont(_family())
        font.setPixelSize(max(1, round(GLYPH_SHARE * rect.height())))
        painter.save()
        painter.setFont(font)
        painter.setPen(self._disabled if mode == QIcon.Mode.Disabled else self._color)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._character)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        if pixmap.isNull():  # no room for an icon, nothing to paint on
            return pixmap
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Glyph(self._character, self._color, self._disabled)


@cache
def _family() -> str:
    number = QFontDatabase.addApplicationFont(str(_FONT))
    return QFontDatabase.applicationFontFamilies(number)[0]


@cache
def _characters() -> dict[str, str]:
    """Code points, as hexadecimal text, by the names of the icons."""
    return dict(json.loads(_FONT.with_suffix(".json").read_text(encoding="utf-8")))


def assign(target: HasIcon, name: str, role: IconRole = "text") -> None:
    """Show icon ``name`` on ``target`` and recolour it whenever the theme changes."""
    _follower().put(target, name, role)


class _Follower(QObject):
    """Remembers which target shows which icon, without keeping targets alive."""

    def __init__(self) -> None:
        super().__init__()
        self._targets: weakref.WeakKeyDictionary[HasIcon, tuple[str, IconRole]] = weakref.WeakKeyDictionary()
        theme().changed.connect(self.refresh)

    def put(self, target: HasIcon, name: str, role: IconRole) -> None:
        self._targets[target] = (name, role)
        target.setIcon(icon(name, role))

    def refresh(self) -> None:
        for target, (name, role) in list(self._targets.items()):
            try:
                target.setIcon(icon(name, role))
            except RuntimeError:  # the Qt object behind it is gone, the Python one not yet
                del self._targets[target]


@cache
def _follower() -> _Follower:
    return _Follower()


def app_icon() -> QIcon:
    """The application's own icon: a quad with its first vertex marked."""
    found = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        found.addPixmap(_draw_app_icon(size))
    return found


def _draw_app_icon(size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / 64, size / 64)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QUAD_LABEL)
    painter.drawRoundedRect(QRectF(2, 2, 60, 60), 13, 13)
    corners = [QPointF(14, 26), QPointF(48, 16), QPointF(51, 40), QPointF(16, 49)]
    painter.setPen(
        QPen(PICTURE_LIGHT, 4.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    inside = QColor(PICTURE_LIGHT)
    inside.setAlpha(2 * QUAD_FILL_ALPHA)
    painter.setBrush(inside)
    painter.drawPolygon(corners)
    painter.setPen(Qt.PenStyle.NoPen)
    for number, corner in enumerate(corners):
        painter.setBrush(QUAD_SELECTED if number == 0 else PICTURE_LIGHT)
        painter.drawEllipse(corner, 6, 6)
    painter.end()
    return pixmap
