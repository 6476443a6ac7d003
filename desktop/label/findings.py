"""What is wrong with the labels of a picture, said under the table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.document import PictureDocument
from desktop.errors import describe
from desktop.theme import UNIT, colors
from desktop.widgets import text_label
from engine.errors import QuadTuneError
from engine.geometry import is_crossed
from engine.gt import Points

_ROW_ROLE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class Crossed:
    """Label ``row`` has crossing sides; swapping two vertices (from 0) uncrosses them, if any do."""

    row: int
    swap: tuple[int, int] | None


@lru_cache(maxsize=20_000)
def _crossing(points: Points) -> tuple[bool, tuple[int, int] | None]:
    quad = np.array(points).reshape(4, 2)
    if not is_crossed(quad):
        return False, None
    for first, second in ((1, 2), (2, 3)):
        order = [0, 1, 2, 3]
        order[first], order[second] = second, first
        if not is_crossed(quad[order]):
            return True, (first, second)
    return True, None


def find_in(document: PictureDocument) -> list[QuadTuneError | Crossed]:
    """All findings: an unreadable gt file, its unreadable lines, crossed quads."""
    found: list[QuadTuneError | Crossed] = []
    if document.load_error is not None:
        found.append(document.load_error)
    found += [bad.error for bad in document.bad_lines]
    for row, label in enumerate(document.labels):
        crossed, swap = _crossing(label.points)
        if crossed:
            found.append(Crossed(row, swap))
    return found


class FindingsPanel(QWidget):
    """Lists the findings; hidden while there are none. Choosing a label's finding selects the label."""

    row_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: PictureDocument | None = None
        self._title = text_label("", "heading")
        self.list = QListWidget()
        self.list.setObjectName("label_findings")
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.list.itemClicked.connect(self._on_chosen)
        self.list.itemActivated.connect(self._on_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT // 2)
        column.addWidget(self._title)
        column.addWidget(self.list)
        self.hide()

    def show_document(self, document: PictureDocument | None) -> None:
        """List what is wrong in ``document`` now; call again after every change."""
        self._document = document
        findings = find_in(document) if document is not None else []
        self.list.clear()
        for finding in findings:
            item = QListWidgetItem(self._text(finding))
            item.setForeground(QColor(colors().error))
            if isinstance(finding, Crossed):
                item.setData(_ROW_ROLE, finding.row)
            else:
                item.setToolTip(finding.where())
            self.list.addItem(item)
        self._title.setText(self.tr("Findings: {count}").format(count=len(findings)))
        self.setVisible(bool(findings))
        self._fit_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self.show_document(self._document)
        super().changeEvent(event)

    def _fit_height(self) -> None:
        """As high as its lines, up to a limit; the table keeps the rest."""
        metrics, width = self.list.fontMetrics(), self.width() - 3 * UNIT
        wrap = int(Qt.TextFlag.TextWordWrap)
        texts = [self.list.item(row).text() for row in range(self.list.count())]
        heights = [metrics.boundingRect(0, 0, width, UNIT * 100, wrap, text).height() for text in texts]
        self.list.setFixedHeight(min(sum(heights) + len(heights) * UNIT // 2 + UNIT, UNIT * 20))

    def _text(self, finding: QuadTuneError | Crossed) -> str:
        if isinstance(finding, Crossed):
            if finding.swap is None:
                text = self.tr("Label {number} has no area: draw it anew.")
                return text.format(number=finding.row + 1)
            text = self.tr("Label {number} is crossed: swap vertices {first} and {second}.")
            first, second = (vertex + 1 for vertex in finding.swap)
            return text.format(number=finding.row + 1, first=first, second=second)
        said = describe(finding)
        where = finding.path.name if finding.path is not None else ""
        if finding.line is not None:
            where += f":{finding.line}"
        return "\n".join(text for text in (f"{where} {said.message}".strip(), said.remedy) if text)

    def _on_chosen(self, item: QListWidgetItem) -> None:
        row = item.data(_ROW_ROLE)
        if row is not None:
            self.row_chosen.emit(row)
