"""Icons: Material Design Icons through qtawesome, drawn in the colours of the theme.

Pages name icons by their short name (``"folder-open-outline"``; see pictogrammers.com/library/mdi)
and let :func:`assign` keep a button's icon in step with the theme.
"""

from __future__ import annotations

import os
import weakref
from typing import Literal, Protocol

os.environ.setdefault("QT_API", "pyside6")  # qtawesome asks qtpy, which asks this

import qtawesome
from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from desktop.theme import QUAD_LABEL, QUAD_SELECTED, colors, theme

IconRole = Literal["text", "muted", "accent", "on_accent", "error", "warning", "success"]


class HasIcon(Protocol):
    """A button, an action or anything else that shows an icon."""

    def setIcon(self, icon: QIcon, /) -> None: ...


def icon(name: str, role: IconRole = "text") -> QIcon:
    """The icon ``name`` in the theme's present colours; it does not follow a later theme."""
    now = colors()
    return qtawesome.icon(f"mdi6.{name}", color=getattr(now, role), color_disabled=now.border)


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


_the_follower: _Follower | None = None


def _follower() -> _Follower:
    global _the_follower
    if _the_follower is None:
        _the_follower = _Follower()
    return _the_follower


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
    white = QColor("white")
    corners = [QPointF(14, 26), QPointF(48, 16), QPointF(51, 40), QPointF(16, 49)]
    painter.setPen(
        QPen(white, 4.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.setBrush(QColor(255, 255, 255, 50))
    painter.drawPolygon(corners)
    painter.setPen(Qt.PenStyle.NoPen)
    for number, corner in enumerate(corners):
        painter.setBrush(QUAD_SELECTED if number == 0 else white)
        painter.drawEllipse(corner, 6, 6)
    painter.end()
    return pixmap
