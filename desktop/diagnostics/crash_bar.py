"""Shown on top of the window when the last run crashed: where the report is, and that it can be sent."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from desktop.diagnostics.crash import dismiss
from desktop.ui.widgets import Translated, lay_out_banner, named, text_label


class CrashBar(Translated, QFrame):
    """Hidden as long as there is no report."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("crash_bar")
        self._reports: list[Path] = []
        self._text = text_label("", "small", name="crash_text")
        self.copy = named(QPushButton(), "crash_copy")
        self.open_folder = named(QPushButton(), "crash_open_folder")
        self.dismiss = named(QPushButton(), "crash_dismiss")
        lay_out_banner(self, "notice", self._text, self.open_folder, self.copy, self.dismiss)
        self.copy.clicked.connect(self._copy)
        self.open_folder.clicked.connect(self._open_folder)
        self.dismiss.clicked.connect(self._dismiss)
        self.retranslate()
        self.hide()

    def offer(self, reports: list[Path]) -> None:
        """Show ``reports``, the newest first, if there are any."""
        self._reports = reports
        self.setVisible(bool(reports))

    def retranslate(self) -> None:
        self._text.setText(
            self.tr(
                "Something went badly wrong the last time. A report was written that helps the developers: "
                "it holds no pictures and no labels, and folders are left out. Nothing is sent by itself."
            )
        )
        self.copy.setText(self.tr("Copy"))
        self.copy.setToolTip(self.tr("Copy the report, to paste it into a message"))
        self.open_folder.setText(self.tr("Open folder"))
        self.open_folder.setToolTip(self.tr("Open the folder that the report is in"))
        self.dismiss.setText(self.tr("Dismiss"))
        self.dismiss.setToolTip(self.tr("Offer this report no more; it stays in the folder “seen”"))

    def _copy(self) -> None:
        texts = [report.read_text(encoding="utf-8") for report in self._reports if report.is_file()]
        QGuiApplication.clipboard().setText("\n\n".join(texts))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._reports[0].parent)))

    def _dismiss(self) -> None:
        dismiss(self._reports)
        self.offer([])
