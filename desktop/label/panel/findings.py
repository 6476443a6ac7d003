"""What is wrong with the labels of the picture, listed under the table."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.document.picture_document import PictureDocument
from desktop.label.context import LabelContext
from desktop.ui.errors import describe
from desktop.ui.layout import column
from desktop.ui.theme import UNIT, colors
from desktop.ui.widgets import named, text_label
from engine.doctor.finding import Finding, FindingKind, Severity
from engine.doctor.labels import label_findings
from engine.errors import QuadTuneError
from engine.geometry import uncrossing_swap

_ROW_ROLE = int(Qt.ItemDataRole.UserRole)


def find_in(document: PictureDocument) -> list[QuadTuneError | Finding]:
    """All findings but mere notes: an unreadable gt file, its unreadable lines, what is wrong with labels."""
    found: list[QuadTuneError | Finding] = []
    if document.load_error is not None:
        found.append(document.load_error)
    found += [bad.error for bad in document.bad_lines]
    of_labels = [one for one in label_findings(document.labels) if one.severity is not Severity.NOTE]
    return found + sorted(of_labels, key=lambda one: one.row or 0)


class FindingsPanel(QWidget):
    """Lists the findings; hidden while there are none. Choosing a label's finding selects the label."""

    def __init__(self, context: LabelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._title = text_label("", "heading")
        self.list = named(QListWidget(), "label_findings")
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.list.itemClicked.connect(self._on_chosen)
        self.list.itemActivated.connect(self._on_chosen)
        self.setLayout(column(self._title, self.list, spacing=UNIT // 2))
        self.hide()
        context.edited.connect(self._refresh)
        context.saved.connect(self._refresh)  # lines have other numbers now

    def _refresh(self) -> None:
        document = self._context.document
        findings = find_in(document) if document is not None else []
        self.list.clear()
        for finding in findings:
            item = QListWidgetItem(self._text(finding))
            item.setForeground(QColor(colors().error))
            if isinstance(finding, Finding):
                item.setData(_ROW_ROLE, finding.row)
            else:
                item.setToolTip(finding.where())
            self.list.addItem(item)
        title = self.tr("Findings: {count}").format(count=len(findings))
        self._title.setText(title)
        self.list.setAccessibleName(title)
        self.setVisible(bool(findings))
        self._fit_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self._refresh()
        super().changeEvent(event)

    def _fit_height(self) -> None:
        """As high as its lines, up to a limit; the table keeps the rest."""
        metrics, width = self.list.fontMetrics(), self.width() - 3 * UNIT
        wrap = int(Qt.TextFlag.TextWordWrap)
        texts = [self.list.item(row).text() for row in range(self.list.count())]
        heights = [metrics.boundingRect(0, 0, width, UNIT * 100, wrap, text).height() for text in texts]
        self.list.setFixedHeight(min(sum(heights) + len(heights) * UNIT // 2 + UNIT, UNIT * 20))

    def _text(self, finding: QuadTuneError | Finding) -> str:
        if isinstance(finding, Finding):
            return self._text_of_label(finding)
        described = describe(finding)
        where = finding.path.name if finding.path is not None else ""
        if finding.line is not None:
            where += f":{finding.line}"
        return "\n".join(text for text in (f"{where} {described.message}".strip(), described.remedy) if text)

    def _text_of_label(self, finding: Finding) -> str:
        number = (finding.row or 0) + 1
        if finding.kind is FindingKind.EMPTY:
            return self.tr("Label {number} has no area: draw it again.").format(number=number)
        crossed, document = finding.kind is FindingKind.CROSSED, self._context.document
        if crossed and document is not None and (swap := uncrossing_swap(document.labels[number - 1].quad)):
            text = self.tr("Label {number} is crossed: swap vertices {first} and {second}.")
            return text.format(number=number, first=swap[0] + 1, second=swap[1] + 1)
        described = describe(finding.error)
        text = self.tr("Label {number}: {message} {remedy}")
        return text.format(number=number, message=described.message, remedy=described.remedy)

    def _on_chosen(self, item: QListWidgetItem) -> None:
        row = item.data(_ROW_ROLE)
        if row is not None:
            self._context.selection.select([row])
