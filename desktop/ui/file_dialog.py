"""Asking for files and folders without stopping the event loop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

Chosen = Callable[[list[Path]], object]


def ask_files(
    parent: QWidget, name: str, title: str, folder: str | Path, filters: str, chosen: Chosen
) -> None:
    """Open a dialog named ``name`` for one or more files; ``chosen`` gets them unless it is dismissed."""
    dialog = _dialog(parent, name, title, folder, chosen)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilter(filters)
    dialog.open()


def ask_folder(parent: QWidget, name: str, title: str, folder: str | Path, chosen: Chosen) -> None:
    """The same for one folder."""
    dialog = _dialog(parent, name, title, folder, chosen)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.open()


def _dialog(parent: QWidget, name: str, title: str, folder: str | Path, chosen: Chosen) -> QFileDialog:
    wanted = Path(folder) if str(folder) else Path.home()
    # The nearest folder that is there: Qt would take the rest for a file's name.
    start = next((place for place in (wanted, *wanted.parents) if place.is_dir()), Path.home())
    dialog = QFileDialog(parent, title, str(start))
    dialog.setObjectName(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(lambda names: chosen([Path(name) for name in names]))
    return dialog
