"""Shown on top of the window when the last run crashed: where the report is, and that it can be sent."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from desktop.diagnostics.crash import dismiss
from desktop.ui.banner import Banner


class CrashBar(Banner):
    def __init__(self) -> None:
        super().__init__("crash_bar", self._message, text_kind="small")
        self.text.setObjectName("crash_text")
        self._reports: list[Path] = []
        self.open_folder = self.add_button(
            "crash_open_folder",
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._reports[0].parent))),
            lambda: self.tr("Open folder"),
            lambda: self.tr("Open the folder that the report is in"),
        )
        self.copy = self.add_button(
            "crash_copy",
            self._copy,
            lambda: self.tr("Copy"),
            lambda: self.tr("Copy the report, to paste it into a message"),
        )
        self.dismiss = self.add_button(
            "crash_dismiss",
            self._dismiss,
            lambda: self.tr("Dismiss"),
            lambda: self.tr("Do not offer this report again; it stays in the folder “seen”"),
        )
        self.retranslate()

    def offer(self, reports: list[Path]) -> None:
        """Show ``reports``, the newest first, if there are any."""
        self._reports = reports
        self.refresh()

    def _message(self) -> str:
        if not self._reports:
            return ""
        return self.tr(
            "QuadTune crashed the last time it ran. A report was written that helps the developers: "
            "it holds no pictures and no labels, and folders are left out. Nothing is sent automatically."
        )

    def _copy(self) -> None:
        texts = [report.read_text(encoding="utf-8") for report in self._reports if report.is_file()]
        QGuiApplication.clipboard().setText("\n\n".join(texts))

    def _dismiss(self) -> None:
        dismiss(self._reports)
        self.offer([])
