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
from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon

from desktop.theme import colors, theme

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
