"""What the objects of the label page share: the project, the document on show and the selected labels."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, Signal
from PySide6.QtGui import QUndoGroup

from desktop.document.picture_document import PictureDocument
from desktop.document.project import Project
from desktop.label.label_model import LabelModel
from desktop.session import Session
from desktop.work.delay import Delay
from engine.data.gt import Label

_Flag = QItemSelectionModel.SelectionFlag


def rows_of(selection: QItemSelection) -> list[int]:
    """The rows in ``selection``, ascending."""
    # selectedRows() asks the model for the flags of every cell, which is slow for a thousand labels.
    ranges = [selection.at(number) for number in range(selection.count())]
    return sorted({row for part in ranges for row in range(part.top(), part.bottom() + 1)})


class Selection(QObject):
    """The selected rows of a :class:`LabelModel`, one truth for canvas and table.

    They follow when labels come and go.
    """

    changed = Signal()

    def __init__(self, model: LabelModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.selection_model = QItemSelectionModel(model, self)
        self.selection_model.selectionChanged.connect(self.changed)
        model.modelReset.connect(self.changed)

    def rows(self) -> list[int]:
        """The selected rows, ascending."""
        return rows_of(self.selection_model.selection())

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
        self.selection_model.clear()


class LabelContext(QObject):
    """The project, the document on show and the selection; who depends on them follows these signals.

    The signals of the document on show pass through here, so that nobody else connects to one document
    after another. ``edited`` comes once for all label changes of one turn of the event loop.
    """

    project_changed = Signal()
    document_changed = Signal()
    label_inserted = Signal(int)
    label_removed = Signal(int)
    label_changed = Signal(int)
    labels_replaced = Signal()
    edited = Signal()
    saved = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.project: Project | None = None
        self.model = LabelModel(self)
        self.selection = Selection(self.model, self)
        self.history = QUndoGroup(self)
        self._edited_soon = Delay(self, 0, self.edited)
        for changed in (self.label_inserted, self.label_removed, self.label_changed):
            changed.connect(lambda _row: self._edited_soon.start())
        self.labels_replaced.connect(self.edited)
        session.project_changed.connect(self.use_project)

    @property
    def document(self) -> PictureDocument | None:
        """The document on show."""
        return self.model.document

    def selected_label(self) -> Label | None:
        """The selected label when it is exactly one."""
        row, labels = self.selection.single(), self.model.labels
        return labels[row] if row is not None and row < len(labels) else None

    def use_project(self) -> None:
        """Work on the project of the session; no document is on show then."""
        self.show(None)
        self.project = self.session.project
        self.project_changed.emit()

    def show(self, document: PictureDocument | None) -> None:
        """Put ``document`` on show, or none."""
        if self.document is not None:
            self.document.disconnect(self)
        self.model.set_document(document)
        if document is None:
            self.history.setActiveStack(None)  # type: ignore[arg-type]
        else:
            document.label_inserted.connect(self.label_inserted)
            document.label_removed.connect(self.label_removed)
            document.label_changed.connect(self.label_changed)
            document.reset.connect(self.labels_replaced)
            document.saved.connect(self.saved)
            self.history.addStack(document.undo_stack)
            document.undo_stack.setActive(True)
        self.document_changed.emit()
        self.edited.emit()
