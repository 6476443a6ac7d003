"""The keys in force: the defaults of `desktop.settings.key_table` with what the person chose instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from PySide6.QtCore import QCoreApplication, QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from desktop.settings.key_table import ACTIONS, KeyAction

MOST_KEYS = 3
"""Of one action."""

_FIXED = frozenset(
    QKeySequence(key).toString()
    for key in (
        "Esc", "Return", "Enter", "Space", "Tab", "Shift+Tab",
        "Left", "Right", "Up", "Down", "Shift+Left", "Shift+Right", "Shift+Up", "Shift+Down",
    )
)  # fmt: skip
"""Keys of the picture and of every list and field: they cannot be given to an action."""

_HELD = Qt.KeyboardModifier
_COMMAND = _HELD.ControlModifier | _HELD.AltModifier | _HELD.MetaModifier
_FIRST_SPECIAL_KEY = 0x01000000


def types_text(sequence: QKeySequence) -> bool:
    """Whether pressing it in a text field puts something there."""
    pressed = QKeyCombination() if sequence.isEmpty() else sequence[0]  # type: ignore[index]
    return not pressed.keyboardModifiers() & _COMMAND and 0 < pressed.key() < _FIRST_SPECIAL_KEY


def is_fixed(sequence: QKeySequence) -> bool:
    """Whether no action can have it."""
    return sequence.toString() in _FIXED


class Keys(QObject):
    """The keys of all actions. When they change, `changed` is emitted and every text is set again."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._chosen: dict[str, tuple[str, ...]] = {}

    def use(self, chosen: Mapping[str, Sequence[str]]) -> None:
        """Take ``chosen`` keys (Qt's portable text) in place of defaults; unknown actions are ignored."""
        known = {name: tuple(keys) for name, keys in chosen.items() if name in ACTIONS}
        if known == self._chosen:
            return
        self._chosen = known
        self.changed.emit()
        app = QCoreApplication.instance()
        if app is not None:
            QCoreApplication.postEvent(app, QEvent(QEvent.Type.LanguageChange))

    def sequences(self, name: str) -> tuple[QKeySequence, ...]:
        """The keys of action ``name``, the first of them first."""
        texts = self._chosen.get(name, tuple(ACTIONS[name].keys.split()))
        found = (QKeySequence(text) for text in texts[:MOST_KEYS])
        return tuple(sequence for sequence in found if not sequence.isEmpty())

    def text(self, name: str) -> str:
        """``W, R``: the keys of action ``name`` as the system writes them; empty when it has none."""
        native = QKeySequence.SequenceFormat.NativeText
        texts = (sequence.toString(native) for sequence in self.sequences(name))
        return ", ".join(dict.fromkeys(texts))  # Return and Enter have one name in some languages

    def is_changed(self, name: str) -> bool:
        return name in self._chosen

    def taken_by(self, name: str, sequence: QKeySequence) -> KeyAction | None:
        """The other action that has ``sequence`` on a page where ``name`` works; None when it is free."""
        pages = set(ACTIONS[name].pages)
        for other in ACTIONS.values():
            if other.name != name and pages & set(other.pages) and sequence in self.sequences(other.name):
                return other
        return None

    def is_pressed(self, name: str, event: QKeyEvent) -> bool:
        return QKeySequence(event.keyCombination()) in self.sequences(name)


@cache
def keys() -> Keys:
    return Keys()


def key_text(name: str) -> str:
    return keys().text(name)


def with_keys(text: str, name: str) -> str:
    """``text`` with the keys of action ``name`` in brackets, if it has any."""
    shown = key_text(name)
    return f"{text} ({shown})" if shown else text
