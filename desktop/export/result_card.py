"""The result of an export: the file, how it was verified, code to use it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit

from desktop.export.run import Exported
from desktop.ui.i18n import format_number
from desktop.ui.layout import row
from desktop.ui.theme import SMALL, UNIT
from desktop.ui.widgets import Card, IconButton, Translated, named, push_button, text_label
from engine.export.snippets import snippet

CODE_LINES = 14


class ExportResultCard(Translated, Card):
    """Hidden until there is a result."""

    detect_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("export_result")
        self._result: Exported | None = None
        self.path = named(QLineEdit(), "export_path")
        self.copy_path = IconButton("content-copy", name="export_path_copy")
        self.open_folder = push_button("export_open_folder", "folder-open-outline", clicked=self._open_folder)
        self.to_detect = push_button("export_to_detect", "text-search")
        names = ("size", "checker", "difference", "agreement", "hmean", "opset", "seconds")
        self.captions = {name: text_label("", muted=True, one_line=True) for name in names}
        self.values = {name: text_label("", name=f"export_{name}_value") for name in names}
        self.code_title = text_label("", "heading")
        self.code = named(QPlainTextEdit(), "export_code")
        self.copy_code = push_button("export_code_copy", "content-copy")
        self._lay_out()
        self.copy_path.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.path.text()))
        self.copy_code.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.code.toPlainText()))
        self.to_detect.clicked.connect(lambda: self.detect_requested.emit(self.path.text()))
        self.retranslate()
        self.hide()

    def show_result(self, result: Exported | None) -> None:
        self._result = result
        self.setVisible(result is not None)
        if result is None:
            return
        report = result.report
        self.path.setText(str(report.path))
        self.path.setCursorPosition(0)
        self.values["size"].setText(f"{format_number(report.megabytes, 1)} MB")
        self.values["difference"].setText(f"{report.max_difference:.1e}")
        self.values["agreement"].setText(f"{format_number(100 * report.agreement, 1)} %")
        for label in (self.captions["hmean"], self.values["hmean"]):
            label.setVisible(report.hmean is not None)
        self.values["opset"].setText(str(report.opset))
        self.values["seconds"].setText(f"{format_number(report.seconds, 1)} s")
        self.code.setPlainText(snippet(report.path, report.options, result.info))
        self.retranslate()

    def _lay_out(self) -> None:
        self.path.setReadOnly(True)
        table = QGridLayout()
        table.setHorizontalSpacing(UNIT * 3)
        table.setVerticalSpacing(UNIT // 2)
        table.setColumnStretch(1, 1)
        for number, name in enumerate(self.captions):
            table.addWidget(self.captions[name], number, 0)
            table.addWidget(self.values[name], number, 1)
            self.values[name].setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(SMALL)
        font.setStyleHint(QFont.StyleHint.Monospace)
        self.code.setFont(font)
        self.code.setReadOnly(True)
        self.code.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.code.setFixedHeight(self.code.fontMetrics().lineSpacing() * CODE_LINES + UNIT * 3)
        where = row((self.path, 1), self.copy_path, self.open_folder, self.to_detect)
        self.add(where, table, UNIT, row((self.code_title, 1), self.copy_code), self.code)

    def retranslate(self) -> None:
        replaced = self._result is not None and self._result.replaced
        title = self.tr("Exported and verified")
        self.set_title(self.tr("Exported and verified; the earlier file was replaced") if replaced else title)
        captions = {
            "size": self.tr("File size"),
            "checker": self.tr("ONNX checker"),
            "difference": self.tr("Largest difference, torch against onnxruntime"),
            "agreement": self.tr("Boxes that agree with those of this program"),
            "hmean": self.tr("Hmean, before and after"),
            "opset": self.tr("Opset"),
            "seconds": self.tr("Time taken"),
        }
        for name, text in captions.items():
            self.captions[name].setText(text)
        self.values["checker"].setText(self.tr("passed"))
        self.values["hmean"].setText(self._hmean_text())
        self.path.setAccessibleName(self.tr("Exported file"))
        self.copy_path.set_tip(self.tr("Copy the path"))
        self.open_folder.setText(self.tr("Open folder"))
        self.to_detect.setText(self.tr("Try it in Detect"))
        self.code_title.setText(self.tr("Code to copy (also in the README beside the file)"))
        self.copy_code.setText(self.tr("Copy code"))
        self.code.setAccessibleName(self.tr("Code to copy"))

    def _hmean_text(self) -> str:
        report = None if self._result is None else self._result.report
        if report is None or report.hmean is None or report.hmean_before is None:
            return ""
        before, after = format_number(report.hmean_before, 3), format_number(report.hmean, 3)
        text = self.tr("{before} → {after} (on %n test picture(s))", "", report.measured_pictures)
        return text.format(before=before, after=after)

    def _open_folder(self) -> None:
        if self._result is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._result.report.path.parent)))
