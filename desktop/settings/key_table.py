"""Every action that has a key: its name, its keys unless others are chosen, and the pages where they work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from PySide6.QtCore import QCoreApplication

from engine.errors import QT_TRANSLATE_NOOP

Page = Literal["label", "check", "train", "detect", "export"]
EVERYWHERE: tuple[Page, ...] = get_args(Page)
Group = Literal["window", "pictures", "drawing", "labels", "check", "train", "detect"]
GROUPS: dict[Group, str] = {
    "window": QT_TRANSLATE_NOOP("keys", "Window"),
    "pictures": QT_TRANSLATE_NOOP("keys", "Pictures"),
    "drawing": QT_TRANSLATE_NOOP("keys", "Drawing"),
    "labels": QT_TRANSLATE_NOOP("keys", "Labels"),
    "check": QT_TRANSLATE_NOOP("keys", "Check"),
    "train": QT_TRANSLATE_NOOP("keys", "Train"),
    "detect": QT_TRANSLATE_NOOP("keys", "Detect and export"),
}


@dataclass(frozen=True, slots=True)
class KeyAction:
    """``keys`` are its default keys, Qt's portable text, separated by blanks.

    ``typing``: they work while somebody types into a field, too, unless they would type something there.
    """

    name: str
    group: Group
    keys: str
    text: str
    pages: tuple[Page, ...]
    typing: bool = False

    def title(self) -> str:
        """What it does, in the current language."""
        return QCoreApplication.translate("keys", self.text)


_ALL = EVERYWHERE
_LABEL: tuple[Page, ...] = ("label",)
_VIEWS: tuple[Page, ...] = ("label", "detect")
_LISTS: tuple[Page, ...] = ("label", "train", "detect")

_TABLE = (
    KeyAction("window.label", "window", "Ctrl+1", QT_TRANSLATE_NOOP("keys", "Go to Label"), _ALL, True),
    KeyAction("window.check", "window", "Ctrl+2", QT_TRANSLATE_NOOP("keys", "Go to Check"), _ALL, True),
    KeyAction("window.train", "window", "Ctrl+3", QT_TRANSLATE_NOOP("keys", "Go to Train"), _ALL, True),
    KeyAction("window.detect", "window", "Ctrl+4", QT_TRANSLATE_NOOP("keys", "Go to Detect"), _ALL, True),
    KeyAction("window.export", "window", "Ctrl+5", QT_TRANSLATE_NOOP("keys", "Go to Export"), _ALL, True),
    KeyAction(
        "window.open",
        "window",
        "Ctrl+O Ctrl+U",
        QT_TRANSLATE_NOOP("keys", "Open a folder of pictures"),
        _ALL,
        True,
    ),
    KeyAction(
        "window.training",
        "window",
        "Ctrl+T",
        QT_TRANSLATE_NOOP("keys", "Go to training, from another page"),
        ("label", "check", "detect", "export"),
        True,
    ),
    KeyAction("window.settings", "window", "Ctrl+,", QT_TRANSLATE_NOOP("keys", "Settings"), _ALL, True),
    KeyAction("window.keys", "window", "F1 ? ？", QT_TRANSLATE_NOOP("keys", "Show the keys"), _ALL, True),
    KeyAction(
        "window.help", "window", "Shift+F1", QT_TRANSLATE_NOOP("keys", "Help on this page"), _ALL, True
    ),
    KeyAction("picture.previous", "pictures", "A", QT_TRANSLATE_NOOP("keys", "Previous picture"), _LISTS),
    KeyAction("picture.next", "pictures", "D", QT_TRANSLATE_NOOP("keys", "Next picture"), _LISTS),
    KeyAction(
        "label.check",
        "pictures",
        "End",
        QT_TRANSLATE_NOOP("keys", "Mark as checked, go on; without labels: no text here"),
        _LABEL,
    ),
    KeyAction(
        "label.next_unchecked",
        "pictures",
        "Ctrl+Shift+D",
        QT_TRANSLATE_NOOP("keys", "Next unchecked picture"),
        _LABEL,
    ),
    KeyAction(
        "label.next_unlabelled",
        "pictures",
        "Shift+D",
        QT_TRANSLATE_NOOP("keys", "Next unlabelled picture"),
        _LABEL,
    ),
    KeyAction(
        "label.reload",
        "pictures",
        "F5",
        QT_TRANSLATE_NOOP("keys", "Look at the folder again"),
        _LABEL,
        True,
    ),
    KeyAction(
        "view.zoom_in", "pictures", "Ctrl++ Ctrl+=", QT_TRANSLATE_NOOP("keys", "Zoom in"), _VIEWS, True
    ),
    KeyAction("view.zoom_out", "pictures", "Ctrl+-", QT_TRANSLATE_NOOP("keys", "Zoom out"), _VIEWS, True),
    KeyAction("view.actual", "pictures", "Ctrl+0", QT_TRANSLATE_NOOP("keys", "Show at 100 %"), _VIEWS, True),
    KeyAction(
        "view.fit", "pictures", "Ctrl+F", QT_TRANSLATE_NOOP("keys", "Show the whole picture"), _LISTS, True
    ),
    KeyAction(
        "view.fit_width", "pictures", "Ctrl+Shift+F", QT_TRANSLATE_NOOP("keys", "Fit the width"), _LABEL, True
    ),
    KeyAction(
        "label.zoom_to",
        "pictures",
        "Ctrl+G",
        QT_TRANSLATE_NOOP("keys", "Zoom to the selected label"),
        _LABEL,
        True,
    ),
    KeyAction(
        "label.texts", "pictures", "T", QT_TRANSLATE_NOOP("keys", "Show the texts on the picture"), _LABEL
    ),
    KeyAction("label.hide", "pictures", "Ctrl+H", QT_TRANSLATE_NOOP("keys", "Hide the labels"), _LABEL, True),
    KeyAction("label.look", "pictures", "B", QT_TRANSLATE_NOOP("keys", "Brightness and contrast"), _LABEL),
    KeyAction("label.loupe", "pictures", "L", QT_TRANSLATE_NOOP("keys", "Loupe"), _LABEL),
    KeyAction("label.minimap", "pictures", "M", QT_TRANSLATE_NOOP("keys", "Map of a large picture"), _LABEL),
    KeyAction(
        "label.quad", "drawing", "Q", QT_TRANSLATE_NOOP("keys", "Draw a quad with four clicks"), _LABEL
    ),
    KeyAction(
        "label.rect", "drawing", "W R", QT_TRANSLATE_NOOP("keys", "Draw a rectangle by dragging"), _LABEL
    ),
    KeyAction("label.select", "drawing", "Ctrl+J", QT_TRANSLATE_NOOP("keys", "Select and move"), _LABEL),
    KeyAction("edit.undo", "labels", "Ctrl+Z", QT_TRANSLATE_NOOP("keys", "Undo"), ("label", "check")),
    KeyAction("edit.redo", "labels", "Ctrl+Shift+Z Ctrl+Y", QT_TRANSLATE_NOOP("keys", "Redo"), _LABEL),
    KeyAction(
        "label.delete",
        "labels",
        "Del Backspace",
        QT_TRANSLATE_NOOP("keys", "Delete the selected labels; while drawing: take the last point back"),
        _LABEL,
    ),
    KeyAction(
        "label.ignore", "labels", "I", QT_TRANSLATE_NOOP("keys", "Ignore, or no longer ignore"), _LABEL
    ),
    KeyAction(
        "label.edit_text", "labels", "F2 Ctrl+E", QT_TRANSLATE_NOOP("keys", "Edit the text"), _LABEL, True
    ),
    KeyAction(
        "label.next_without_text",
        "labels",
        "Ctrl+Return Ctrl+Enter",
        QT_TRANSLATE_NOOP("keys", "Edit the next label without text"),
        _LABEL,
        True,
    ),
    KeyAction(
        "label.read_selected",
        "labels",
        "Ctrl+R",
        QT_TRANSLATE_NOOP("keys", "Read the selected labels by the recogniser"),
        _LABEL,
        True,
    ),
    KeyAction(
        "label.read_picture",
        "labels",
        "Ctrl+Shift+R",
        QT_TRANSLATE_NOOP("keys", "Read the picture's labels without text"),
        _LABEL,
        True,
    ),
    KeyAction(
        "label.replace",
        "labels",
        "Ctrl+Shift+H",
        QT_TRANSLATE_NOOP("keys", "Find and replace texts"),
        _LABEL,
        True,
    ),
    KeyAction("label.select_all", "labels", "Ctrl+A", QT_TRANSLATE_NOOP("keys", "Select all"), _LABEL),
    KeyAction("label.copy", "labels", "Ctrl+C", QT_TRANSLATE_NOOP("keys", "Copy"), _LABEL),
    KeyAction(
        "label.paste", "labels", "Ctrl+V", QT_TRANSLATE_NOOP("keys", "Paste, also on another picture"), _LABEL
    ),
    KeyAction("label.duplicate", "labels", "Ctrl+D", QT_TRANSLATE_NOOP("keys", "Duplicate"), _LABEL),
    KeyAction("label.vertex_1", "labels", "Z", QT_TRANSLATE_NOOP("keys", "Pick vertex 1"), _LABEL),
    KeyAction("label.vertex_2", "labels", "X", QT_TRANSLATE_NOOP("keys", "Pick vertex 2"), _LABEL),
    KeyAction("label.vertex_3", "labels", "C", QT_TRANSLATE_NOOP("keys", "Pick vertex 3"), _LABEL),
    KeyAction("label.vertex_4", "labels", "V", QT_TRANSLATE_NOOP("keys", "Pick vertex 4"), _LABEL),
    KeyAction("label.select_next", "labels", "N", QT_TRANSLATE_NOOP("keys", "Select the next label"), _LABEL),
    KeyAction(
        "label.select_previous",
        "labels",
        "Shift+N",
        QT_TRANSLATE_NOOP("keys", "Select the previous label"),
        _LABEL,
    ),
    KeyAction(
        "label.rotate_start", "labels", "S", QT_TRANSLATE_NOOP("keys", "Begin with the next vertex"), _LABEL
    ),
    KeyAction(
        "label.reverse",
        "labels",
        "Shift+S",
        QT_TRANSLATE_NOOP("keys", "Reverse the order of the vertices"),
        _LABEL,
    ),
    KeyAction("label.clip", "labels", "K", QT_TRANSLATE_NOOP("keys", "Clip to the picture"), _LABEL),
    KeyAction(
        "save",
        "labels",
        "Ctrl+S",
        QT_TRANSLATE_NOOP("keys", "Save now; labels are saved by themselves, too"),
        _VIEWS,
        True,
    ),
    KeyAction("check.again", "check", "F5", QT_TRANSLATE_NOOP("keys", "Check again"), ("check",), True),
    KeyAction(
        "train.start", "train", "Ctrl+T", QT_TRANSLATE_NOOP("keys", "Start training"), ("train",), True
    ),
    KeyAction(
        "view.map",
        "detect",
        "M",
        QT_TRANSLATE_NOOP("keys", "Show the probability map, also in training"),
        ("train", "detect"),
    ),
    KeyAction(
        "work.run",
        "detect",
        "Ctrl+Return Ctrl+Enter",
        QT_TRANSLATE_NOOP("keys", "Detect in all pictures; export"),
        ("detect", "export"),
        True,
    ),
)

ACTIONS: dict[str, KeyAction] = {action.name: action for action in _TABLE}
