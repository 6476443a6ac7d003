"""The list of findings on the left: groups with counts, ten thousand rows at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeView, QWidget

from desktop.check.findings_model import FINDING_ROLE, FindingsModel, Index
from desktop.ui.layout import column
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Translated, named
from engine.doctor.finding import Finding, FindingKind

Key = tuple[FindingKind, Path | None, int | None, int | None]


class FindingsTree(Translated, QWidget):
    """``chosen`` carries the current finding, on a group its first; ``opened``, one that was activated.

    After the findings have changed the same one stays current, or the next of its kind takes its place.
    """

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = FindingsModel(self)
        self.view = named(QTreeView(), "check_findings")
        self.view.setModel(self.model)
        self.view.setHeaderHidden(True)
        self.view.setUniformRowHeights(True)
        self.view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.view.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        header = self.view.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(1, UNIT * 8)
        self.view.selectionModel().currentChanged.connect(
            lambda index: self.chosen.emit(self._finding_at(index))
        )
        self.view.activated.connect(self._on_activated)
        self.setLayout(column(self.view))
        self.retranslate()

    def current(self) -> Finding | None:
        """The finding that is current; of a group the first."""
        return self._finding_at(self.view.currentIndex())

    def set_findings(self, findings: Sequence[Finding]) -> None:
        self._replace(lambda: self.model.set_findings(findings))

    def take_out(self, findings: Collection[Finding]) -> None:
        self._replace(lambda: self.model.take_out(findings))

    def retranslate(self) -> None:
        self.view.setAccessibleName(self.tr("Findings"))

    def _replace(self, change: Callable[[], object]) -> None:
        at, finding = self.view.currentIndex(), self.current()
        row = at.row()
        unfolded = {kind for kind in FindingKind if self.view.isExpanded(self.model.group_index(kind))}
        selection = self.view.selectionModel()
        blocked = selection.blockSignals(True)
        change()
        for kind in unfolded:
            self.view.setExpanded(self.model.group_index(kind), True)
        self.view.setCurrentIndex(self._place_of(finding, row))
        selection.blockSignals(blocked)
        self.view.viewport().update()

    def _place_of(self, finding: Finding | None, row: int) -> QModelIndex:
        """Where ``finding`` is now; else what is in its ``row``; else the first one."""
        group = self.model.group_index(finding.kind) if finding is not None else QModelIndex()
        if group.isValid() and finding is not None:
            keys = [_key(one) for one in self.model.of_kind(finding.kind)]
            place = keys.index(_key(finding)) if _key(finding) in keys else min(row, len(keys) - 1)
            return self.model.index(place, 0, group)
        first = self.model.index(0, 0)
        self.view.setExpanded(first, True)
        return self.model.index(0, 0, first)

    def _finding_at(self, index: Index) -> Finding | None:
        finding: Finding | None = index.data(FINDING_ROLE)
        if finding is None and index.isValid():
            finding = self.model.index(0, 0, self.model.index(index.row(), 0)).data(FINDING_ROLE)
        return finding

    def _on_activated(self, index: Index) -> None:
        finding = index.data(FINDING_ROLE)
        if finding is not None:
            self.opened.emit(finding)


def _key(finding: Finding | None) -> Key | None:
    """What makes two findings of two reports the same."""
    return None if finding is None else (finding.kind, finding.picture, finding.row, finding.line)
