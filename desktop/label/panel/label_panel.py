"""The panel right of the canvas: table, text, vertices, findings."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.document.commands import WriteInReadingOrder
from desktop.label.context import LabelContext
from desktop.label.panel.findings import FindingsPanel
from desktop.label.panel.label_table import LabelTable
from desktop.label.panel.label_view import LabelView, lacks_text
from desktop.label.panel.prefill import Prefill
from desktop.label.panel.prefill_bar import PrefillBar
from desktop.label.panel.table_bar import TableBar
from desktop.label.panel.text_field import TextField
from desktop.settings.keys import key_text, with_keys
from desktop.ui.layout import column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import IconButton, Translated, text_label


class LabelPanel(Translated, QWidget):
    """The labels of the picture as a table, and the selected one in detail.

    ``left``: the keyboard goes back to the canvas.
    """

    left = Signal()
    rotate_requested = Signal()

    def __init__(self, context: LabelContext, prefill: Prefill, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._selection = context.selection
        self.view = LabelView(context)
        self.bar = TableBar(self.view)
        self.table = LabelTable(context, self.view)
        self.count = text_label("", "small", muted=True, name="label_table_count")
        self.text = TextField(context)
        self.prefill = PrefillBar(prefill)
        self.vertices = text_label("", "small", muted=True, name="label_vertices")
        self.rotate = IconButton("rotate-right", name="label_rotate_start")
        self.findings = FindingsPanel(context)
        parts = (
            self.bar,
            (self.table, 1),
            self.count,
            row((self.text, 1), self.prefill.button, spacing=UNIT // 2),
            self.prefill,
            row((self.vertices, 1), self.rotate, spacing=UNIT // 2),
            self.findings,
        )
        self.setLayout(column(*parts, margins=UNIT))
        self._connect()
        self.retranslate()
        self._show_vertices()

    def _connect(self) -> None:
        self.text.left.connect(self.left)
        self.text.step.connect(self._step)
        self.bar.left.connect(self.left)
        self.bar.first_wanted.connect(self._select_first)
        self.bar.write_order_requested.connect(self.write_in_reading_order)
        self.rotate.clicked.connect(self.rotate_requested)
        self._selection.changed.connect(self._show_vertices)
        self._context.edited.connect(self._show_vertices)
        self.view.changed.connect(self._show_count)

    def write_in_reading_order(self) -> None:
        """Put the lines of the gt file in the order they are read; the selected labels stay selected."""
        document = self._context.document
        if document is None or not document.editable:
            return
        command = WriteInReadingOrder(document)
        if command.changes:
            chosen = {id(document.labels[row]) for row in self._selection.rows()}
            document.undo_stack.push(command)
            self._selection.select([row for row, label in enumerate(document.labels) if id(label) in chosen])

    def next_without_text(self) -> None:
        """Edit the next label without text, as the table shows them."""
        row = self.view.next_without_text(self._selection.single())
        if row is not None:
            self._select_to_type(row)
            self.text.edit()

    def select_next(self, by: int) -> None:
        """Select the label ``by`` places after the selected one, as shown; never round from end to end."""
        row, rows = self._selection.single(), self.view.rows()
        if row in rows:
            self._step(by)
        elif rows:
            self._selection.select([rows[0 if by > 0 else -1]])

    def retranslate(self) -> None:
        self.text.setPlaceholderText(self.tr("Text of the selected label"))
        self.text.setAccessibleName(self.tr("Text of the selected label"))
        self.text.setToolTip(
            self.tr(
                "Text of the selected label ({keys})\nEnter: back to the canvas\n↑ ↓: label before, after"
                "\n{next}: next label without text"
            ).format(keys=key_text("label.edit_text"), next=key_text("label.next_without_text"))
        )
        self.table.setAccessibleName(self.tr("Labels"))
        self.rotate.set_tip(self.tr("Start at the next vertex"), key_text("label.rotate_start"))
        self.count.setToolTip(
            with_keys(self.tr("Edit the next label without text"), "label.next_without_text")
        )
        self._show_count()

    def _step(self, by: int) -> None:
        row = self._selection.single()
        other = self.view.neighbour(row, by) if row is not None else None
        if other is not None:
            self._select_to_type(other)
            self.text.selectAll()

    def _select_to_type(self, row: int) -> None:
        self._selection.select([row])
        self._context.model.typing_session = object()

    def _select_first(self) -> None:
        if rows := self.view.rows():
            self._selection.select([rows[0]])

    def _show_count(self) -> None:
        labels = self._context.model.labels
        empty = sum(map(lacks_text, labels))
        parts = []
        if self.view.filtered:
            shown = self.tr("{shown} of {count} shown")
            parts.append(shown.format(shown=self.view.rowCount(), count=len(labels)))
        if empty:
            parts.append(self.tr("Without text: {count}").format(count=empty))
        elif labels:
            parts.append(self.tr("Every label has a text"))
        elif self._context.document is not None:
            parts.append(self.tr("No labels yet. Press Q and click the four corners of a line of text."))
        self.count.setText(" · ".join(parts))

    def _show_vertices(self) -> None:
        label, text = self._context.selected_label(), ""
        self.rotate.setEnabled(bool(self._selection.rows()))
        if label is not None:
            one, two, three, four = (f"{n}: {x:g}, {y:g}" for n, (x, y) in enumerate(label.quad.tolist(), 1))
            text = f"{one}    {two}\n{three}    {four}"
        self.vertices.setText(text)
