"""Write docs/ui-map.md: every named control of the window, where it is and what its tooltip says.

``python -m scripts.ui_map`` (``make ui-map``) opens the real window offscreen on a small project, opens every
page and every window beside it, and writes the map. The map depends on the code alone:
tests/desktop/test_ui_map.py compares it with the file.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QFileDialog,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)

from desktop.exchange.labels_menu import LabelsMenu
from desktop.label.page import LabelPage
from desktop.session import Session
from desktop.settings.key_table import PAGES
from desktop.settings.settings import Settings
from desktop.shell.main_window import MainWindow
from desktop.train.page import TrainPage
from engine.data.pictures import write_picture
from engine.files import write_text

MAP = Path(__file__).resolve().parents[1] / "docs" / "ui-map.md"
CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
)
"""What a person can press, drag or type into."""
CLOSED = (QAbstractSpinBox, QComboBox, QAbstractItemView, QKeySequenceEdit, QLineEdit, QTabBar, QFileDialog)
"""Controls whose inner widgets are theirs alone."""
DIALOG_BUTTONS = (
    "project_open", "welcome_sample_folder", "labels_import_folder", "labels_import_file",
    "labels_export_choose", "train_weights_browse", "detect_model_browse", "detect_compare_model_browse",
    "detect_add_pictures", "detect_add_folder", "export_model_browse", "export_folder_browse",
)  # fmt: skip
"""Each opens a dialog for files or folders, which is made then."""
WAIT_S = 120.0
HEAD = """# Controls by name

Every control a person can press has an object name; tests and the scripts that take pictures find it by that.
Written by `make ui-map` (`scripts/ui_map.py`) from the window itself: do not edit. A test compares the two.
The last column is the tooltip, or else the text, the title or the name for screen readers, in English, with
the default keys. What the words mean is in the [glossary](glossary.md)."""


def is_own(widget: QWidget) -> bool:
    """Whether ``widget`` is one of ours and no inner part of a control of Qt's."""
    if isinstance(widget, QScrollBar | QHeaderView):
        return False
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, CLOSED):
            return False
        parent = parent.parentWidget()
    return True


def controls(window: QWidget) -> list[QWidget]:
    """All controls; a button that an empty state does not use is hidden and has no name."""
    found = [w for w in window.findChildren(QWidget) if isinstance(w, CONTROLS) and is_own(w)]
    return [w for w in found if w.objectName() or not w.isHidden()]


def write_project(folder: Path) -> Path:
    """A folder with two labelled pictures; returns it."""
    for number in (1, 2):
        folder.mkdir(exist_ok=True)
        write_picture(folder / f"{number}.png", np.full((240, 320, 3), 225, np.uint8))
        (folder / "train_gts").mkdir(exist_ok=True)
        write_text(folder / "train_gts" / f"gt_{number}.txt", "20,20,200,20,200,60,20,60,Total\n")
    return folder


def open_everything(window: MainWindow, project: Path) -> None:
    """Open ``project``, every page, and every window and dialog beside the pages."""
    if not window.open_folder(project):
        raise RuntimeError(f"{project} does not open")
    for page in PAGES:
        window.show_page(page)
    label, train, menu = window.page("label"), window.page("train"), window.findChild(LabelsMenu)
    assert isinstance(label, LabelPage)
    assert isinstance(train, TrainPage)
    assert menu is not None
    menu.open_import()
    menu.open_export()
    label.texts.find_and_replace()
    window.show_keys()
    window.show_help()
    window.show_settings()
    for name in DIALOG_BUTTONS:
        button = window.findChild(QAbstractButton, name)
        if button is None:
            raise LookupError(f"there is no button {name!r}: correct DIALOG_BUTTONS in {__file__}")
        button.click()
    for menu_name in ("project_menu", "labels_menu"):
        child = window.findChild(QMenu, menu_name)
        assert child is not None
        child.aboutToShow.emit()
    end = time.monotonic() + WAIT_S
    while window.session.jobs.running():
        if time.monotonic() > end:
            raise TimeoutError(f"jobs still run after {WAIT_S} s")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)


def close_dialogs(window: MainWindow) -> None:
    """Close what `open_everything` opened beside the window."""
    for widget in window.findChildren(QWidget):
        if widget.isWindow():
            widget.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def ui_map(window: MainWindow, project: Path) -> str:
    """The text of the map: a table a section, in the order of the window. Call `open_everything` before."""
    sections: dict[str, dict[str, str]] = {}
    for thing in _named(window):
        rows = sections.setdefault(_section(thing, window), {})
        name, kind = thing.objectName(), type(thing).__name__
        rows.setdefault(name, f"| `{name}` | {kind} | {_says(thing, project)} |")
    parts = [HEAD]
    for title, rows in sections.items():
        parts += ["", f"## {title}", "", "| objectName | class | says |", "|---|---|---|", *rows.values()]
    return "\n".join(parts) + "\n"


def _named(window: MainWindow) -> Iterator[QWidget | QAction]:
    """Everything that has a name of ours, parents first."""
    for thing in window.findChildren(QObject):
        name = thing.objectName()
        if not name or name.startswith(("qt_", "_q")):
            continue
        if isinstance(thing, QAction) or (isinstance(thing, QWidget) and is_own(thing)):
            yield thing


def _section(thing: QWidget | QAction, window: MainWindow) -> str:
    """The page or window that ``thing`` is in; menus and file dialogs count where they open."""
    pages = {window.page(name): name.capitalize() for name in PAGES}
    parent: QObject | None = thing
    while parent is not None and parent is not window:
        if isinstance(parent, QWidget):
            if parent in pages:
                return pages[parent]
            if parent.isWindow() and not isinstance(parent, QMenu | QFileDialog) and parent.objectName():
                return f"Window `{parent.objectName()}`"
        parent = parent.parent()
    return "Main window"


def _says(thing: QWidget | QAction, project: Path) -> str:
    """The first line that ``thing`` says about itself; nothing that depends on the machine or the project."""
    texts = [thing.toolTip()]
    if isinstance(thing, QAbstractButton | QAction):
        texts.append(thing.text())
    if isinstance(thing, QWidget):
        texts += [thing.windowTitle(), thing.accessibleName()]
    text = next((text.splitlines()[0] for text in texts if text), "")
    if str(project.parent) in text or thing.objectName() in ("status_device", "status_memory"):
        return ""
    return re.sub(r"\s+", " ", text.replace("|", "\\|")).strip()


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt

    from desktop.app import make_application
    from desktop.ui import i18n
    from desktop.ui.theme import theme

    with tempfile.TemporaryDirectory() as temporary:
        os.environ["QUADTUNE_CONFIG_DIR"] = temporary
        app = make_application(["quadtune"])
        app.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
        settings = Settings(Path(temporary) / "settings.json")
        settings.update(language="en", theme="light")
        i18n.set_language("en")
        theme().install(app, "light")
        window = MainWindow(Session(settings))
        window.show()
        project = write_project(Path(temporary) / "project")
        open_everything(window, project)
        write_text(MAP, ui_map(window, project))
        close_dialogs(window)
        return 0 if window.close() else 1


if __name__ == "__main__":
    sys.exit(main())
