"""What the pre-flight check found in the data, as text that can be copied. It is not modal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from desktop.ui.errors import describe
from desktop.ui.layout import column
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Translated, named
from engine.doctor.finding import Finding


class FindingsSheet(Translated, QDialog):
    """One paragraph a finding: where, what, what to do. Those that block come first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train_findings_sheet")
        self._findings: Sequence[Finding] = ()
        self.text = named(QPlainTextEdit(), "train_findings_text")
        self.text.setReadOnly(True)
        self.setLayout(column(self.text, margins=UNIT))
        self.resize(UNIT * 80, UNIT * 40)
        self.retranslate()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        self._findings = findings
        ordered = sorted(findings, key=lambda one: not one.blocks)
        self.text.setPlainText("\n\n".join(self._paragraph(one) for one in ordered))

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Findings in the data"))
        self.text.setAccessibleName(self.tr("Findings in the data"))
        self.show_findings(self._findings)

    def _paragraph(self, finding: Finding) -> str:
        text = describe(finding.error)
        if finding.blocks:
            text = replace(
                text, message=self.tr("Training would stop here: {what}").format(what=text.message)
            )
        return text.body()
