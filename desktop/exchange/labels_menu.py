"""The menu "Labels" of the project bar: labels in and out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMenu, QToolButton, QWidget

from desktop.session import Session
from desktop.ui import icons
from desktop.ui.widgets import Translated, named, set_texts


class LabelsMenu(Translated, QToolButton):
    """Opens the dialogs beside the work; one of each at a time."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("labels_menu_button")
        self._session = session
        self._dialogs: dict[str, QDialog] = {}
        menu = named(QMenu(self), "labels_menu")
        self._import = named(menu.addAction(""), "labels_import")
        self._import.triggered.connect(self.open_import)
        self._export = named(menu.addAction(""), "labels_export")
        self._export.triggered.connect(self.open_export)
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        icons.assign(self, "swap-horizontal")
        session.project_changed.connect(self._follow)
        self._follow()
        self.retranslate()

    def open_import(self) -> None:
        from desktop.exchange.import_dialog import ImportDialog

        self._open("import", ImportDialog)

    def open_export(self) -> None:
        from desktop.exchange.export_dialog import ExportDialog

        self._open("export", ExportDialog)

    def retranslate(self) -> None:
        set_texts(self, self.tr("Labels"), self.tr("Labels of other programs"))
        self._import.setText(self.tr("Import labels…"))
        self._export.setText(self.tr("Export labels…"))

    def _follow(self) -> None:
        self.setVisible(self._session.project is not None)

    def _open(self, name: str, kind: Callable[[Session, QWidget], QDialog]) -> None:
        dialog = self._dialogs.get(name)
        if dialog is None:
            dialog = kind(self._session, self.window())
            self._dialogs[name] = dialog
            dialog.destroyed.connect(lambda: self._dialogs.pop(name, None))
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
