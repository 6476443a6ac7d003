"""The experiments as a table's rows: what each column shows, how it sorts, renaming and ticking."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor

from desktop.train.charts.compared import ComparedExperiments
from desktop.train.charts.legend import ComparedStyle, swatch
from desktop.ui.i18n import current_language, format_duration, format_number
from desktop.ui.theme import colors
from desktop.ui.widgets import NONE_YET
from engine.errors import QuadTuneError
from engine.training.experiment import rename_experiment
from engine.training.record.record import TrainingRecord

COLUMNS = ("name", "state", "date", "pictures", "epochs", "rate", "hmean", "best", "time")
NAME, DATE = COLUMNS.index("name"), COLUMNS.index("date")
SORT_ROLE = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex


class ExperimentsModel(QAbstractTableModel):
    """A row for each `TrainingRecord`; the ticked ones are ``compared``.

    ``renamed`` after a name was changed, ``refused(error)`` when it could not be, ``full`` when another one
    was ticked than can be compared.
    """

    renamed = Signal()
    refused = Signal(object)
    full = Signal()

    def __init__(self, compared: ComparedExperiments) -> None:
        super().__init__(compared)
        self._compared = compared
        self._running: Path | None = None
        self.records: list[TrainingRecord] = []
        compared.changed.connect(self._redraw)

    def show_records(self, records: list[TrainingRecord]) -> None:
        self.beginResetModel()
        self.records = records
        self.endResetModel()

    def set_running(self, folder: Path | None) -> None:
        if folder != self._running:
            self._running = folder
            self._redraw()

    def is_running(self, record: TrainingRecord) -> bool:
        return record.folder == self._running

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.records)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._titles()[section]
            case Qt.ItemDataRole.ToolTipRole if section == NAME:
                return self.tr("Tick experiments to lay their curves over the charts")
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(section)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.column() == NAME:
            flags |= Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = 0) -> Any:
        record = self.records[index.row()]
        column = COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(record, column)
            case Qt.ItemDataRole.EditRole if column == "name":
                return record.name
            case Qt.ItemDataRole.CheckStateRole if column == "name":
                ticked = self._compared.slot(record.folder) is not None
                return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.DecorationRole if column == "name":
                slot = self._compared.slot(record.folder)
                return None if slot is None else swatch(ComparedStyle(slot))
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(index.column())
            case Qt.ItemDataRole.ForegroundRole if column == "state":
                return QColor(colors().error) if record.state == "failed" else None
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(record, column)
            case Qt.ItemDataRole.UserRole:
                return _sort_key(record, column)
        return None

    def setData(self, index: Index, value: Any, role: int = 0) -> bool:
        record = self.records[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole:
            return self._tick(record, Qt.CheckState(value) == Qt.CheckState.Checked)
        if role != Qt.ItemDataRole.EditRole:
            return False
        try:
            name = rename_experiment(record.folder, str(value))
        except QuadTuneError as error:
            self.refused.emit(error)
            return False
        if name == record.name:
            return False
        self.renamed.emit()
        return True

    def retranslate(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
        self._redraw()

    def _tick(self, record: TrainingRecord, ticked: bool) -> bool:
        if not ticked:
            self._compared.remove(record.folder)
            return True
        if self._compared.choose(record):
            return True
        self.full.emit()
        return False

    def _titles(self) -> tuple[str, ...]:
        return (
            self.tr("Experiment"),
            self.tr("State"),
            self.tr("Date"),
            self.tr("Pictures"),
            self.tr("Epochs"),
            self.tr("Rate"),
            self.tr("Hmean"),
            self.tr("Best epoch"),
            self.tr("Time"),
        )

    def _text(self, record: TrainingRecord, column: str) -> str:
        match column:
            case "name":
                return record.name
            case "date":
                day = _when(record).date()
                return QLocale(current_language()).toString(day, QLocale.FormatType.ShortFormat)
            case "pictures":
                return NONE_YET if record.pictures is None else str(record.pictures)
            case "epochs":
                planned = record.config.get("epochs")
                done = record.epochs_done
                return str(done) if planned in (None, done) else f"{done} / {planned}"
            case "rate":
                rate = record.config.get("learning_rate")
                return f"{rate:g}" if isinstance(rate, float) else self.tr("default")
            case "hmean":
                return f"{hmean_text(record.initial_hmean)} → {hmean_text(record.best_hmean)}"
            case "best":
                return str(record.best_epoch) if record.best_epoch else self.tr("start")
            case "time":
                return NONE_YET if record.seconds is None else format_duration(record.seconds)
            case _:
                return self._state(record)

    def _state(self, record: TrainingRecord) -> str:
        if self.is_running(record):
            return self.tr("running")
        return {
            "finished": self.tr("finished"),
            "stopped": self.tr("stopped"),
            "failed": self.tr("failed"),
            "interrupted": self.tr("interrupted"),
        }[record.state]

    def _tip(self, record: TrainingRecord, column: str) -> str | None:
        match column:
            case "name":
                return str(record.folder)
            case "date":
                return QLocale(current_language()).toString(_when(record), QLocale.FormatType.ShortFormat)
            case "hmean" if not record.on_test:
                return self.tr("On the validation pictures; there were no test pictures")
            case "hmean":
                return self.tr("On the test pictures, before and after")
            case "state" if record.state == "interrupted" and not self.is_running(record):
                return self.tr("It ended without a result: the program or the computer was stopped")
        return None

    def _redraw(self) -> None:
        if self.records:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.records) - 1, len(COLUMNS) - 1))


def _when(record: TrainingRecord) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(int(record.changed_at))


def _alignment(column: int) -> Qt.AlignmentFlag:
    left = COLUMNS[column] in ("name", "state")
    side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


def hmean_text(value: float | None) -> str:
    return NONE_YET if value is None else format_number(value, 3)


def _sort_key(record: TrainingRecord, column: str) -> float | str:
    rate = record.config.get("learning_rate")
    keys: dict[str, float | str | None] = {
        "name": record.name.casefold(),
        "state": record.state,
        "date": record.changed_at,
        "pictures": record.pictures,
        "epochs": record.epochs_done,
        "rate": rate if isinstance(rate, float) else None,
        "hmean": record.best_hmean,
        "best": record.best_epoch,
        "time": record.seconds,
    }
    key = keys[column]
    return -1.0 if key is None else key
