"""Findings as a tree: one group a kind, in it a row a finding. Texts are made when a row is shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from desktop.ui import icons
from desktop.ui.errors import describe
from desktop.ui.i18n import format_number, translated
from desktop.ui.icons import IconRole
from desktop.ui.theme import colors, theme
from engine.doctor.examination import in_order
from engine.doctor.finding import Finding, FindingKind, Severity

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole

FINDING_ROLE = int(_Role.UserRole)
KIND_ROLE = FINDING_ROLE + 1
_GROUP = 0
"""Internal id of the index of a group; that of a finding is one more than the row of its group."""

MARKS: dict[Severity, tuple[str, IconRole]] = {
    Severity.ERROR: ("alert-octagon", "error"),
    Severity.WARNING: ("alert-outline", "warning"),
    Severity.NOTE: ("information-outline", "muted"),
}


class FindingsModel(QAbstractItemModel):
    """Two columns: what it is, and how many."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups: list[tuple[FindingKind, list[Finding]]] = []
        theme().changed.connect(self._on_theme)

    def set_findings(self, findings: Sequence[Finding]) -> None:
        """Show these, the worst kinds first."""
        groups: dict[FindingKind, list[Finding]] = {}
        for finding in findings:
            groups.setdefault(finding.kind, []).append(finding)
        self.beginResetModel()
        self._groups = [(kind, groups[kind]) for kind in in_order(groups)]
        self.endResetModel()

    def take_out(self, findings: Collection[Finding]) -> None:
        """Show these no longer."""
        gone = {id(finding) for finding in findings}
        self.set_findings([one for _, group in self._groups for one in group if id(one) not in gone])

    def of_kind(self, kind: FindingKind) -> list[Finding]:
        return next((list(group) for one, group in self._groups if one is kind), [])

    def group_index(self, kind: FindingKind) -> QModelIndex:
        """The row of a kind; not valid when there is none."""
        rows = [row for row, (one, _) in enumerate(self._groups) if one is kind]
        return self.index(rows[0], 0) if rows else QModelIndex()

    # ---- Qt

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _GROUP)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        group = index.internalId() if index.isValid() else _GROUP
        return QModelIndex() if group == _GROUP else self.createIndex(int(group) - 1, 0, _GROUP)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        if not parent.isValid():
            return len(self._groups)
        is_group = parent.internalId() == _GROUP and parent.column() == 0
        return len(self._groups[parent.row()][1]) if is_group else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        del parent
        return 2

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if index.internalId() == _GROUP:
            return self._group_data(index, role)
        kind, group = self._groups[int(index.internalId()) - 1]
        finding = group[index.row()]
        if role == FINDING_ROLE:
            return finding
        if role == KIND_ROLE:
            return kind
        if role == _Role.DisplayRole and index.column() == 0:
            return self._place(finding)
        if role == _Role.ToolTipRole:
            return describe(finding.error).message
        return None

    def _group_data(self, index: Index, role: int) -> Any:
        kind, group = self._groups[index.row()]
        match index.column(), role:
            case _, _Role.ToolTipRole:
                return translated(kind.title)
            case 0, _Role.DisplayRole:
                return translated(kind.title)
            case 0, _Role.DecorationRole:
                return icons.icon(*MARKS[group[0].severity])
            case 1, _Role.DisplayRole:
                return format_number(len(group))
            case 1, _Role.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case 1, _Role.ForegroundRole:
                return QColor(colors().muted)
        return kind if role == KIND_ROLE else None

    def _place(self, finding: Finding) -> str:
        """Which picture and label, or else which file."""
        if finding.picture is None:
            return describe(finding.error).message
        if finding.row is not None:
            text = self.tr("{name} · label {number}")
            return text.format(name=finding.picture.name, number=finding.row + 1)
        if finding.line is not None:
            return self.tr("{name} · line {number}").format(name=finding.picture.name, number=finding.line)
        return finding.picture.name

    def _on_theme(self) -> None:
        if self._groups:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._groups) - 1, 1))
