"""The context menu of the canvas: what can be done with the selected labels, each with its key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from desktop.label.canvas.canvas import Canvas
from desktop.label.canvas.edits import LabelEdits
from desktop.settings.keys import key_text
from desktop.ui.widgets import Translated

Needs = Literal["one", "some", "clipboard", "nothing"]


@dataclass(frozen=True, slots=True)
class Entry:
    """An action and what it needs: one selected label, some, text on the clipboard, nothing."""

    action: QAction
    needs: Needs
    edits: bool


class CanvasMenu(Translated, QMenu):
    """Opens where the canvas requests it. The shortcuts belong to the page; here they are only shown."""

    def __init__(self, canvas: Canvas, edits: LabelEdits) -> None:
        super().__init__(canvas)
        self.setObjectName("label_menu")
        self._canvas = canvas
        self._entries: dict[str, Entry] = {}
        self._add("edit_text", canvas.edit_requested.emit, "one")
        self._add("ignore", edits.toggle_ignore, "some")
        self.addSeparator()
        self._add("copy", edits.copy, "some", edits=False)
        self._add("paste", edits.paste, "clipboard")
        self._add("duplicate", edits.duplicate, "some")
        self._add("select_all", edits.select_all, "nothing", edits=False)
        self.addSeparator()
        self._add("rotate_start", edits.rotate_start, "some")
        self._add("reverse", edits.reverse_order, "some")
        self._add("clip", edits.clip, "some")
        self.addSeparator()
        self._add("zoom_to", canvas.zoom_to_selection, "some", edits=False)
        self.addSeparator()
        self._add("delete", edits.delete, "some")
        canvas.menu_requested.connect(self.open_at)
        self.retranslate()

    def open_at(self, place: QPoint) -> None:
        """Show it at ``place`` of the screen."""
        count, can_edit = len(self._canvas.selection.rows()), self._canvas.can_edit()
        there = {
            "one": count == 1,
            "some": count > 0,
            "clipboard": bool(QGuiApplication.clipboard().text()),
            "nothing": True,
        }
        for entry in self._entries.values():
            entry.action.setEnabled(there[entry.needs] and (can_edit or not entry.edits))
        self.popup(place)

    def retranslate(self) -> None:
        texts = {
            "edit_text": self.tr("Edit the text"),
            "ignore": self.tr("Ignore or stop ignoring"),
            "copy": self.tr("Copy"),
            "paste": self.tr("Paste"),
            "duplicate": self.tr("Duplicate"),
            "select_all": self.tr("Select all"),
            "rotate_start": self.tr("Start at the next vertex"),
            "reverse": self.tr("Reverse the order of the vertices"),
            "clip": self.tr("Clip to the picture"),
            "zoom_to": self.tr("Zoom to the selected label"),
            "delete": self.tr("Delete"),
        }
        for name, text in texts.items():
            # After the tab the menu shows a key; a real shortcut would compete with the page's.
            self._entries[name].action.setText(f"{text}\t{key_text(f'label.{name}')}")

    def _add(self, name: str, run: Callable[[], object], needs: Needs, *, edits: bool = True) -> None:
        """``name`` is that of the key, too."""
        action = self.addAction("")
        action.setObjectName(f"label_menu_{name}")
        action.triggered.connect(lambda: run())
        self._entries[name] = Entry(action, needs, edits)
