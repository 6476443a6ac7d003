"""Every action that has a key: its name, its keys unless others are chosen, and the pages where they work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from desktop.ui.i18n import translated
from engine.errors import Message

PageName = Literal["label", "check", "train", "detect", "export"]
PAGES: tuple[PageName, ...] = get_args(PageName)
Group = Literal["window", "pictures", "drawing", "labels", "check", "train", "detect"]
GROUPS: dict[Group, Message] = {
    "window": Message("Window"),
    "pictures": Message("Pictures"),
    "drawing": Message("Drawing"),
    "labels": Message("Labels"),
    "check": Message("Check"),
    "train": Message("Train"),
    "detect": Message("Detect and export"),
}


@dataclass(frozen=True, slots=True)
class KeyAction:
    """``keys`` are its default keys, Qt's portable text, separated by blanks.

    ``typing``: they work while somebody types into a field, too, unless they would type something there.
    """

    name: str
    group: Group
    keys: str
    text: Message
    pages: tuple[PageName, ...]
    typing: bool = False

    def title(self) -> str:
        return translated(self.text)


_ALL = PAGES
_LABEL: tuple[PageName, ...] = ("label",)
_VIEWS: tuple[PageName, ...] = ("label", "detect")
_LISTS: tuple[PageName, ...] = ("label", "train", "detect")

_TABLE = (
    KeyAction("window.label", "window", "Ctrl+1", Message("Go to Label"), _ALL, True),
    KeyAction("window.check", "window", "Ctrl+2", Message("Go to Check"), _ALL, True),
    KeyAction("window.train", "window", "Ctrl+3", Message("Go to Train"), _ALL, True),
    KeyAction("window.detect", "window", "Ctrl+4", Message("Go to Detect"), _ALL, True),
    KeyAction("window.export", "window", "Ctrl+5", Message("Go to Export"), _ALL, True),
    KeyAction("window.open", "window", "Ctrl+O Ctrl+U", Message("Open a folder of pictures"), _ALL, True),
    KeyAction(
        "window.training",
        "window",
        "Ctrl+T",
        Message("Go to training, from another page"),
        ("label", "check", "detect", "export"),
        True,
    ),
    KeyAction("window.settings", "window", "Ctrl+,", Message("Settings"), _ALL, True),
    KeyAction("window.keys", "window", "F1 ? ？", Message("Show the keys"), _ALL, True),
    KeyAction("window.help", "window", "Shift+F1", Message("Help on this page"), _ALL, True),
    KeyAction("picture.previous", "pictures", "A", Message("Previous picture"), _LISTS),
    KeyAction("picture.next", "pictures", "D", Message("Next picture"), _LISTS),
    KeyAction(
        "label.check",
        "pictures",
        "End",
        Message("Mark as checked and go on; without labels: there is no text here"),
        _LABEL,
    ),
    KeyAction("label.next_unchecked", "pictures", "Ctrl+Shift+D", Message("Next unchecked picture"), _LABEL),
    KeyAction("label.next_unlabelled", "pictures", "Shift+D", Message("Next unlabelled picture"), _LABEL),
    KeyAction("label.reload", "pictures", "F5", Message("Rescan the folder"), _LABEL, True),
    KeyAction("view.zoom_in", "pictures", "Ctrl++ Ctrl+=", Message("Zoom in"), _VIEWS, True),
    KeyAction("view.zoom_out", "pictures", "Ctrl+-", Message("Zoom out"), _VIEWS, True),
    KeyAction("view.actual", "pictures", "Ctrl+0", Message("Show at 100 %"), _VIEWS, True),
    KeyAction("view.fit", "pictures", "Ctrl+F", Message("Show the whole picture"), _LISTS, True),
    KeyAction("view.fit_width", "pictures", "Ctrl+Shift+F", Message("Fit the width"), _LABEL, True),
    KeyAction("label.zoom_to", "pictures", "Ctrl+G", Message("Zoom to the selected label"), _LABEL, True),
    KeyAction("label.texts", "pictures", "T", Message("Show the texts on the picture"), _LABEL),
    KeyAction("label.hide", "pictures", "Ctrl+H", Message("Hide the labels"), _LABEL, True),
    KeyAction("label.look", "pictures", "B", Message("Brightness and contrast"), _LABEL),
    KeyAction("label.loupe", "pictures", "L", Message("Loupe"), _LABEL),
    KeyAction("label.minimap", "pictures", "M", Message("Map of a large picture"), _LABEL),
    KeyAction("label.quad", "drawing", "Q", Message("Draw a quad with four clicks"), _LABEL),
    KeyAction("label.rect", "drawing", "W R", Message("Draw a rectangle by dragging"), _LABEL),
    KeyAction("label.select", "drawing", "Ctrl+J", Message("Select and move"), _LABEL),
    KeyAction("edit.undo", "labels", "Ctrl+Z", Message("Undo"), ("label", "check")),
    KeyAction("edit.redo", "labels", "Ctrl+Shift+Z Ctrl+Y", Message("Redo"), _LABEL),
    KeyAction(
        "label.delete",
        "labels",
        "Del Backspace",
        Message("Delete the selected labels; while drawing: take the last point back"),
        _LABEL,
    ),
    KeyAction("label.ignore", "labels", "I", Message("Ignore or stop ignoring"), _LABEL),
    KeyAction("label.edit_text", "labels", "F2 Ctrl+E", Message("Edit the text"), _LABEL, True),
    KeyAction(
        "label.next_without_text",
        "labels",
        "Ctrl+Return Ctrl+Enter",
        Message("Edit the next label without text"),
        _LABEL,
        True,
    ),
    KeyAction(
        "label.read_selected",
        "labels",
        "Ctrl+R",
        Message("Read the selected labels with the recogniser"),
        _LABEL,
        True,
    ),
    KeyAction(
        "label.read_picture",
        "labels",
        "Ctrl+Shift+R",
        Message("Read the picture's labels without text"),
        _LABEL,
        True,
    ),
    KeyAction("label.replace", "labels", "Ctrl+Shift+H", Message("Find and replace texts"), _LABEL, True),
    KeyAction("label.select_all", "labels", "Ctrl+A", Message("Select all"), _LABEL),
    KeyAction("label.copy", "labels", "Ctrl+C", Message("Copy"), _LABEL),
    KeyAction("label.paste", "labels", "Ctrl+V", Message("Paste, also on another picture"), _LABEL),
    KeyAction("label.duplicate", "labels", "Ctrl+D", Message("Duplicate"), _LABEL),
    KeyAction("label.vertex_1", "labels", "Z", Message("Pick vertex 1"), _LABEL),
    KeyAction("label.vertex_2", "labels", "X", Message("Pick vertex 2"), _LABEL),
    KeyAction("label.vertex_3", "labels", "C", Message("Pick vertex 3"), _LABEL),
    KeyAction("label.vertex_4", "labels", "V", Message("Pick vertex 4"), _LABEL),
    KeyAction("label.select_next", "labels", "N", Message("Select the next label"), _LABEL),
    KeyAction("label.select_previous", "labels", "Shift+N", Message("Select the previous label"), _LABEL),
    KeyAction("label.rotate_start", "labels", "S", Message("Start at the next vertex"), _LABEL),
    KeyAction("label.reverse", "labels", "Shift+S", Message("Reverse the order of the vertices"), _LABEL),
    KeyAction("label.clip", "labels", "K", Message("Clip to the picture"), _LABEL),
    KeyAction(
        "save", "labels", "Ctrl+S", Message("Save now; labels are also saved automatically"), _VIEWS, True
    ),
    KeyAction("check.again", "check", "F5", Message("Check again"), ("check",), True),
    KeyAction("train.start", "train", "Ctrl+T", Message("Start training"), ("train",), True),
    KeyAction(
        "view.map", "detect", "M", Message("Show the probability map, also in training"), ("train", "detect")
    ),
    KeyAction(
        "work.run",
        "detect",
        "Ctrl+Return Ctrl+Enter",
        Message("Detect in all pictures; export"),
        ("detect", "export"),
        True,
    ),
)

ACTIONS: dict[str, KeyAction] = {action.name: action for action in _TABLE}
