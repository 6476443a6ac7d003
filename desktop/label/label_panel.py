"""The panel right of the canvas: table, text, vertices, findings."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.document import PictureDocument
from desktop.label.commands import MoveQuads
from desktop.label.findings import FindingsPanel
from desktop.label.label_model import LabelModel
from desktop.label.label_table import LabelTable, TextField
from desktop.label.selection import Selection
from desktop.theme import UNIT
from desktop.widgets import IconButton, text_label


class LabelPanel(QWidget):
    """All that is said about the labels of a picture."""

    left = Signal()

    def __init__(self, model: LabelModel, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._selection = selection
        self.table = LabelTable(model, selection)
        self.text = TextField(model, selection)
        self.vertices = text_label("", "small", muted=True, name="label_vertices")
        self.rotate = IconButton("rotate-right", name="label_rotate_start")
        self.findings = FindingsPanel()
        row = QHBoxLayout()
        row.addWidget(self.vertices, 1)
        row.addWidget(self.rotate)
        column = QVBoxLayout(self)
        column.setContentsMargins(UNIT, UNIT, UNIT, UNIT)
        column.setSpacing(UNIT)
        column.addWidget(self.table, 1)
        column.addWidget(self.text)
        column.addLayout(row)
        column.addWidget(self.findings)
        self.text.left.connect(self.left)
        self.text.step.connect(self._step)
        self.rotate.clicked.connect(self.rotate_start)
        self.findings.row_chosen.connect(lambda row: selection.select([row]))
        selection.changed.connect(self._show_vertices)
        model.edited.connect(self._show_vertices)
        self.retranslate()
        self._show_vertices()

    def rotate_start(self) -> None:
        """Let the second vertex of the selected quads be the first."""
        document = self._model.document
        rows = self._selection.rows()
        if document is not None and document.editable and rows:
            turned = {row: np.roll(document.labels[row].quad, -1, axis=0) for row in rows}
            document.undo_stack.push(MoveQuads(document, turned))

    def show_findings(self, document: PictureDocument | None) -> None:
        """List what is wrong in ``document`` now."""
        self.findings.show_document(document)

    def retranslate(self) -> None:
        self.text.setPlaceholderText(self.tr("Text of the selected label"))
        self.text.setAccessibleName(self.tr("Text of the selected label"))
        self.text.setToolTip(self.tr("Text of the selected label ({keys})").format(keys="F2, Ctrl+E"))
        self.table.setAccessibleName(self.tr("Labels"))
        self.rotate.set_tip(self.tr("Begin with the next vertex"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _step(self, by: int) -> None:
        row = self._selection.single()
        if row is not None and 0 <= row + by < self._model.rowCount():
            self._selection.select([row + by])
            self._model.typing_session = object()
            self.text.selectAll()

    def _show_vertices(self) -> None:
        row, document = self._selection.single(), self._model.document
        chosen = document is not None and row is not None and row < len(document.labels)
        self.rotate.setEnabled(bool(self._selection.rows()))
        if not chosen or document is None or row is None:
            self.vertices.setText("")
            return
        points = document.labels[row].quad
        one, two, three, four = (f"{n}: {x:g}, {y:g}" for n, (x, y) in enumerate(points.tolist(), 1))
        self.vertices.setText(f"{one}    {two}\n{three}    {four}")
