"""Which labels are selected: one truth for the canvas and the table."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, Signal

from desktop.label.panel.label_model import LabelModel

_Flag = QItemSelectionModel.SelectionFlag


class Selection(QObject):
    """Rows of a :class:`LabelModel`; they follow when labels come and go."""

    changed = Signal()

    def __init__(self, model: LabelModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.selection_model = QItemSelectionModel(model, self)
        self.selection_model.selectionChanged.connect(self.changed)
        model.modelReset.connect(self.changed)

    def rows(self) -> list[int]:
        """The selected rows, ascending."""
        # selectedRows() asks the model for the flags of every cell, which is slow for a thousand labels.
        chosen = self.selection_model.selection()
        ranges = [chosen.at(number) for number in range(chosen.count())]
        return sorted({row for part in ranges for row in range(part.top(), part.bottom() + 1)})

    def single(self) -> int | None:
        """The selected row when it is exactly one."""
        rows = self.rows()
        return rows[0] if len(rows) == 1 else None

    def select(self, rows: Collection[int]) -> None:
        """Select exactly ``rows``; the last one becomes the current one."""
        chosen = QItemSelection()
        for row in rows:
            chosen.select(self._model.index(row, 0), self._model.index(row, self._model.columnCount() - 1))
        self.selection_model.select(chosen, _Flag.ClearAndSelect)
        if rows:
            last = self._model.index(list(rows)[-1], LabelModel.TEXT)
            self.selection_model.setCurrentIndex(last, _Flag.NoUpdate)

    def toggle(self, row: int) -> None:
        """Add ``row`` or take it out."""
        self.select(sorted(set(self.rows()) ^ {row}))

    def clear(self) -> None:
        """Select nothing."""
        self.selection_model.clear()
