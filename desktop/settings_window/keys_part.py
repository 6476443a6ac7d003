"""Choosing keys: the list of actions, the fields in which a new key is pressed, and who owns a key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from desktop.settings.key_table import ACTIONS, GROUPS, KeyAction
from desktop.settings.keys import MOST_KEYS, is_fixed, key_text, keys
from desktop.settings.settings import Settings
from desktop.settings_window.part import SettingsPart
from desktop.ui.i18n import translated
from desktop.ui.layout import row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import named, set_texts, text_label

NAME_ROLE = Qt.ItemDataRole.UserRole


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


class KeysPart(SettingsPart):
    """Every change acts at once; a key that another action has is refused, and whose it is is said."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = KeyChoices(settings)
        self.search = named(QLineEdit(), "settings_keys_search")
        self.search.setClearButtonEnabled(True)
        self.tree = named(QTreeWidget(), "settings_keys")
        self.tree.setColumnCount(2)
        self.tree.setRootIsDecorated(False)
        self.fields = [named(QKeySequenceEdit(), f"settings_key_{place + 1}") for place in range(MOST_KEYS)]
        for field in self.fields:
            field.setMaximumSequenceLength(1)
            field.setClearButtonEnabled(True)
            field.keySequenceChanged.connect(self._on_pressed)
        self._caption = text_label("")
        self._headings: list[QTreeWidgetItem] = []
        self.message = text_label("", "small", name="settings_key_message")
        self.reset = named(QPushButton(), "settings_key_reset")
        self.reset_all = named(QPushButton(), "settings_keys_reset")
        self._lay_out()
        self.search.textChanged.connect(self._filter)
        self.tree.currentItemChanged.connect(lambda _new, _old: self._show_action())
        self.reset.clicked.connect(self._reset)
        self.reset_all.clicked.connect(self._reset_all)
        keys().changed.connect(self.show_values)
        self._fill()
        self.retranslate()

    def action_name(self) -> str:
        """The action whose keys the fields show; empty when a heading is selected."""
        item = self.tree.currentItem()
        return "" if item is None else str(item.data(0, NAME_ROLE) or "")

    def choose(self, name: str) -> None:
        for item in self._items():
            if item.data(0, NAME_ROLE) == name:
                self.tree.setCurrentItem(item)

    def show_values(self) -> None:
        for item in self._items():
            name = item.data(0, NAME_ROLE)
            item.setText(1, key_text(name))
            font = item.font(1)
            font.setBold(keys().is_changed(name))
            item.setFont(1, font)
        self._show_fields()

    def retranslate(self) -> None:
        self.title.setText(self.tr("Keys"))
        self.search.setPlaceholderText(self.tr("Search actions and keys"))
        self.search.setAccessibleName(self.tr("Search actions and keys"))
        self.tree.setAccessibleName(self.tr("Actions and their keys"))
        self.tree.setHeaderLabels([self.tr("Action"), self.tr("Keys")])
        for heading, title in zip(self._headings, GROUPS.values(), strict=True):
            heading.setText(0, translated(title))
        for item in self._items():
            item.setText(0, ACTIONS[item.data(0, NAME_ROLE)].title())
        for place, field in enumerate(self.fields):
            field.setAccessibleName(self.tr("Key {number}").format(number=place + 1))
            field.setToolTip(self.tr("Click here and press the new key; the cross removes it"))
        set_texts(self.reset, self.tr("Default keys"), self.tr("Give this action its default keys"))
        set_texts(self.reset_all, self.tr("All default keys"), self.tr("Give every action its default keys"))
        self.show_values()
        self._show_action()

    # ---- inside

    def _lay_out(self) -> None:
        fields = [(field, 1) for field in self.fields]
        for widget, share in ((self.search, 0), (self.tree, 1), (self._caption, 0)):
            self.column.addWidget(widget, share)
        self.column.addLayout(row(*fields, self.reset))
        self.column.addLayout(row((self.message, 1), self.reset_all))

    def _fill(self) -> None:
        for group in GROUPS:
            heading = QTreeWidgetItem(self.tree)
            self._headings.append(heading)
            heading.setSizeHint(0, QSize(0, UNIT * 4))
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = heading.font(0)
            font.setBold(True)
            heading.setFont(0, font)
            for action in ACTIONS.values():
                if action.group == group:
                    item = QTreeWidgetItem(heading)
                    item.setData(0, NAME_ROLE, action.name)
                    item.setSizeHint(0, QSize(0, UNIT * 3))
        self.tree.expandAll()
        self.tree.setItemsExpandable(False)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)

    def _items(self) -> list[QTreeWidgetItem]:
        return [item for heading in self._headings for item in _children(heading)]

    def _filter(self, text: str) -> None:
        wanted = text.casefold()
        for item in self._items():
            item.setHidden(wanted not in f"{item.text(0)} {item.text(1)}".casefold())
        for heading in self._headings:
            heading.setHidden(all(item.isHidden() for item in _children(heading)))

    def _show_action(self) -> None:
        name = self.action_name()
        none = self.tr("Select an action to change its keys.")
        self._caption.setText(ACTIONS[name].title() if name else none)
        self._say("")
        self._show_fields()

    def _show_fields(self) -> None:
        name = self.action_name()
        sequences = keys().sequences(name) if name else ()
        for place, field in enumerate(self.fields):
            wanted = sequences[place] if place < len(sequences) else QKeySequence()
            if field.keySequence() != wanted:
                was_blocked = field.blockSignals(True)
                field.setKeySequence(wanted)
                field.blockSignals(was_blocked)
            field.setEnabled(bool(name))
        self.reset.setEnabled(bool(name) and keys().is_changed(name))

    def _on_pressed(self) -> None:
        if self.action_name():
            pressed = [field.keySequence() for field in self.fields]
            self._tell(self._choices.choose(self.action_name(), pressed))

    def _reset(self) -> None:
        if self.action_name():
            self._tell(self._choices.reset(self.action_name()))

    def _reset_all(self) -> None:
        self._say("")
        self._choices.reset_all()

    def _tell(self, refusal: Refusal | None) -> None:
        if refusal is None:
            self._say("")
            return
        key = refusal.sequence.toString(QKeySequence.SequenceFormat.NativeText)
        if refusal.owner is None:
            text = self.tr("{key} works in every picture and list and cannot be reassigned.").format(key=key)
        else:
            text = self.tr("{key} already belongs to “{owner}”. Give that another key first.")
            text = text.format(key=key, owner=refusal.owner.title())
        self._say(text, "warning")
        self._show_fields()

    def _say(self, text: str, tone: str = "") -> None:
        self.message.setText(text)
        self.message.setProperty("tone", tone)
        self.message.style().polish(self.message)


def _children(heading: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    return [item for row in range(heading.childCount()) if (item := heading.child(row)) is not None]
