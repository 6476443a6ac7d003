"""Choosing keys: what is possible, and what has another owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

from desktop.settings.key_table import ACTIONS, KeyAction
from desktop.settings.keys import is_fixed, keys
from desktop.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class Refusal:
    """``sequence`` belongs to ``owner``; to every picture and list when that is None."""

    sequence: QKeySequence
    owner: KeyAction | None


class KeyChoices:
    """Writes the keys of actions to the settings, which act at once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def choose(self, name: str, sequences: Sequence[QKeySequence]) -> Refusal | None:
        """Give action ``name`` these keys, or say what speaks against it and leave all as it is."""
        wanted = list(dict.fromkeys(s.toString() for s in sequences if not s.isEmpty()))
        for text in wanted:
            sequence = QKeySequence(text)
            if is_fixed(sequence):
                return Refusal(sequence, None)
            owner = keys().taken_by(name, sequence)
            if owner is not None:
                return Refusal(sequence, owner)
        chosen = {k: v for k, v in self._settings.values.keys.items() if k != name}
        if wanted != _defaults(name):
            chosen[name] = tuple(wanted)
        self._settings.update(keys=chosen)
        return None

    def reset(self, name: str) -> Refusal | None:
        """Give action ``name`` its default keys, unless another one has them by now."""
        return self.choose(name, [QKeySequence(text) for text in _defaults(name)])

    def reset_all(self) -> None:
        self._settings.update(keys={})


def _defaults(name: str) -> list[str]:
    return [QKeySequence(text).toString() for text in ACTIONS[name].keys.split()]
