"""Which labels the table shows and in what order. The file keeps its own order, and labels their numbers."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Literal, get_args

import numpy as np
from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Signal,
)

from desktop.label.context import LabelContext, Selection, rows_of
from desktop.label.label_model import LabelModel
from desktop.work.delay import Delay
from engine.data.gt import Label
from engine.data.reading_order import reading_order

Index = QModelIndex | QPersistentModelIndex
Shown = Literal["all", "without_text", "ignored"]
Order = Literal["file", "reading"]
SHOWN: tuple[Shown, ...] = get_args(Shown)
ORDERS: tuple[Order, ...] = get_args(Order)

_Flag = QItemSelectionModel.SelectionFlag


def lacks_text(label: Label) -> bool:
    """Whether nothing is written in ``label``, not even that it is ignored."""
    return not label.transcription.strip()


class LabelView(QSortFilterProxyModel):
    """Labels whose text holds some words and that are of a kind; the selected ones always stay.

    Nothing vanishes while somebody types into it: labels are filtered and sorted again when the selection
    has moved on. ``changed`` tells that other rows may be shown, or in another order.
    """

    changed = Signal()

    def __init__(self, context: LabelContext) -> None:
        super().__init__(context)
        self.shown: Shown = "all"
        self.order: Order = "file"
        self._model = model = context.model
        self._selection = context.selection
        self._text = ""
        self._kept: set[int] = set()
        self._rank: list[int] | None = None
        self.setDynamicSortFilter(False)
        self.setSourceModel(model)
        self._later = Delay(self, 0, self._filter_again)
        context.selection.changed.connect(self._on_selection_changed)
        model.modelAboutToBeReset.connect(self._forget_order)
        model.modelReset.connect(self._filter_again)
        context.edited.connect(self._on_edited)

    # ---- what is shown

    def set_text(self, text: str) -> None:
        """Show labels whose text holds ``text``, in whatever case."""
        self._text = text.strip().casefold()
        self._filter_again()

    def set_shown(self, shown: Shown) -> None:
        self.shown = shown
        self._filter_again()

    def set_order(self, order: Order) -> None:
        """Show labels as the file has them, or as they are read."""
        self.order = order
        self._sort_again()

    @property
    def filtered(self) -> bool:
        """Whether some labels may be left out."""
        return bool(self._text) or self.shown != "all"

    def rows(self) -> list[int]:
        """The rows of the document that are shown, in the order they are shown."""
        return [self.mapToSource(self.index(row, 0)).row() for row in range(self.rowCount())]

    # ---- going from label to label

    def neighbour(self, row: int, by: int) -> int | None:
        """The row shown ``by`` places after ``row`` of the document; None beyond the ends."""
        place = self.mapFromSource(self._model.index(row, 0))
        other = self.index(place.row() + by, 0) if place.isValid() else QModelIndex()
        return self.mapToSource(other).row() if other.isValid() else None

    def next_without_text(self, row: int | None) -> int | None:
        """The first row without text after ``row`` as shown, from the top again after the last; else None."""
        shown, labels = self.rows(), self._model.labels
        start = shown.index(row) + 1 if row in shown else 0
        empty = (other for other in shown[start:] + shown[:start] if lacks_text(labels[other]))
        return next((other for other in empty if other != row), None)

    # ---- Qt

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        del parent
        labels = self._model.labels
        if row in self._kept or row >= len(labels):
            return True
        label = labels[row]
        of_kind = {"all": True, "without_text": lacks_text(label), "ignored": label.ignore}[self.shown]
        return of_kind and self._text in label.transcription.casefold()

    def lessThan(self, left: Index, right: Index) -> bool:
        if self._rank is None:
            self._rank = self._reading_rank()
        return self._rank[left.row()] < self._rank[right.row()]

    # ---- inside

    def _reading_rank(self) -> list[int]:
        quads = np.array([label.points for label in self._model.labels]).reshape(-1, 4, 2)
        rank = np.empty(len(quads), np.intp)
        rank[reading_order(quads)] = np.arange(len(quads))
        return rank.tolist()

    def _forget_order(self) -> None:
        self._rank = None

    def _filter_again(self) -> None:
        self._later.stop()
        self._kept = set(self._selection.rows())
        self.invalidate()
        self.changed.emit()

    def _sort_again(self) -> None:
        self._rank = None
        self.sort(-1 if self.order == "file" else LabelModel.NUMBER)
        self.changed.emit()

    def _on_selection_changed(self) -> None:
        if self.filtered:
            self._later.start()

    def _on_edited(self) -> None:
        if self.order == "reading" and self._rank != self._reading_rank():
            self._sort_again()
        else:
            self.changed.emit()


class ShownSelection(QItemSelectionModel):
    """The selection as the table shows it: a mirror of :class:`Selection`, which stays the one truth.

    What a person selects in the table goes there and comes back; rows that the table only stops showing
    stay selected.
    """

    def __init__(self, view: LabelView, selection: Selection) -> None:
        super().__init__(view, view)
        self._view = view
        self._selection = selection
        self._truth = selection.selection_model
        self._truth.selectionChanged.connect(self._show)
        self._truth.currentChanged.connect(self._show_current)
        self.currentChanged.connect(self._tell_current)
        view.changed.connect(self._show)

    # One method for both overloads of Qt's.
    def select(self, chosen: QItemSelection | Index, command: QItemSelectionModel.SelectionFlag) -> None:
        if not isinstance(chosen, QItemSelection):
            chosen = QItemSelection(chosen, chosen)
        rows = [self._view.mapToSource(self._view.index(row, 0)).row() for row in rows_of(chosen)]
        self._truth.select(_of_rows(self._truth, rows), command)

    def _show(self) -> None:
        model = self._truth.model()
        rows = [row for row in self._selection.rows() if row < model.rowCount()]
        places = {self._view.mapFromSource(model.index(row, 0)).row() for row in rows} - {-1}
        if sorted(places) != rows_of(self.selection()):
            super().select(_of_rows(self, places), _Flag.ClearAndSelect)

    def _show_current(self, current: QModelIndex) -> None:
        place = self._view.mapFromSource(current)
        if place.isValid() and place != self.currentIndex():
            self.setCurrentIndex(place, _Flag.NoUpdate)

    def _tell_current(self, current: QModelIndex) -> None:
        there = self._view.mapToSource(current)
        if there.isValid() and there != self._truth.currentIndex():
            self._truth.setCurrentIndex(there, _Flag.NoUpdate)


def _of_rows(selection_model: QItemSelectionModel, rows: Iterable[int]) -> QItemSelection:
    """``rows`` of the model as a selection, neighbours in one range."""
    model, found = selection_model.model(), QItemSelection()
    for _, run in groupby(enumerate(sorted(rows)), key=lambda place_row: place_row[1] - place_row[0]):
        neighbours = [row for _, row in run]
        last_cell = model.index(neighbours[-1], model.columnCount() - 1)
        found.select(model.index(neighbours[0], 0), last_cell)
    return found
