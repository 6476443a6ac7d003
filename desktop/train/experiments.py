"""The project's finished trainings, read from their folders, and the table that shows them."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDateTime, QEvent, QLocale, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import current_language, format_duration, format_number
from desktop.theme import UNIT
from desktop.widgets import named

WEIGHTS = "best.safetensors"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PastTraining:
    """One finished training; Hmean figures are None where nothing was measured."""

    folder: Path
    initial_hmean: float | None
    best_hmean: float | None
    best_epoch: int
    epochs_done: int
    seconds: float
    stopped: bool
    finished_at: QDateTime

    @property
    def name(self) -> str:
        return self.folder.name


def read_experiments(workdirs: Path) -> list[PastTraining]:
    """The experiments below ``workdirs`` that have weights and a readable ``result.json``, newest first."""
    folders = [path.parent for path in workdirs.glob("*/result.json")]
    found = [read_experiment(folder) for folder in folders if (folder / WEIGHTS).is_file()]
    experiments = [experiment for experiment in found if experiment is not None]
    return sorted(experiments, key=_age, reverse=True)


def read_experiment(folder: Path) -> PastTraining | None:
    """The training in ``folder``; None, and a line in the application's log, when it cannot be read."""
    path = folder / "result.json"
    try:
        values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return PastTraining(
            folder=folder,
            initial_hmean=_figure(values["initial_hmean"]),
            best_hmean=_figure(values["best_hmean"]),
            best_epoch=int(values["best_epoch"]),
            epochs_done=int(values["epochs_done"]),
            seconds=float(values["seconds"]),
            stopped=bool(values["stopped"]),
            finished_at=QDateTime.fromSecsSinceEpoch(int(path.stat().st_mtime)),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("The experiment in %s cannot be read: %r", folder, error)
        return None


def _age(experiment: PastTraining) -> tuple[int, str]:
    return experiment.finished_at.toSecsSinceEpoch(), experiment.name


def _figure(value: Any) -> float | None:
    return None if value is None else float(value)


class ExperimentsTable(QWidget):
    """A row for each experiment and what can be done with the selected one."""

    detect_requested = Signal(str)
    export_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.experiments: list[PastTraining] = []
        self.table = named(QTableWidget(0, 7), "train_experiments")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        self.table.itemSelectionChanged.connect(self._enable)
        self._detect = named(QPushButton(), "train_to_detect")
        self._export = named(QPushButton(), "train_to_export")
        self._open = named(QPushButton(), "train_open_folder")
        self._detect.clicked.connect(lambda: self.detect_requested.emit(str(self._folder())))
        self._export.clicked.connect(lambda: self.export_requested.emit(str(self._folder())))
        self._open.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder()))))
        buttons = QVBoxLayout()
        buttons.setSpacing(UNIT)
        for button in (self._detect, self._export, self._open):
            buttons.addWidget(button)
        buttons.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(UNIT, UNIT, UNIT, UNIT)
        row.setSpacing(UNIT)
        row.addWidget(self.table, 1)
        row.addLayout(buttons)
        self.retranslate()

    def show_experiments(self, experiments: list[PastTraining]) -> None:
        """Show these; the selection stays where it was, else goes to the first."""
        selected = self.selected()
        self.experiments = experiments
        self.table.setRowCount(len(experiments))
        for row, experiment in enumerate(experiments):
            self._fill_row(row, experiment)
        folders = [experiment.folder for experiment in experiments]
        if selected is not None and selected.folder in folders:
            self.table.selectRow(folders.index(selected.folder))
        elif experiments:
            self.table.selectRow(0)
        self._enable()

    def select(self, folder: Path) -> None:
        """Select the experiment in ``folder``."""
        for row, experiment in enumerate(self.experiments):
            if experiment.folder == folder:
                self.table.selectRow(row)

    def selected(self) -> PastTraining | None:
        rows = self.table.selectionModel().selectedRows()
        return self.experiments[rows[0].row()] if rows else None

    def retranslate(self) -> None:
        self.table.setHorizontalHeaderLabels(
            [
                self.tr("Experiment"),
                self.tr("Hmean"),
                self.tr("at the start"),
                self.tr("Best epoch"),
                self.tr("Epochs"),
                self.tr("Time taken"),
                self.tr("Date"),
            ]
        )
        self.table.setAccessibleName(self.tr("Finished trainings"))
        self._detect.setText(self.tr("Try it in Detect"))
        self._export.setText(self.tr("Export…"))
        self._open.setText(self.tr("Open folder"))
        self.show_experiments(self.experiments)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(UNIT * 60, UNIT * 18)

    def _fill_row(self, row: int, experiment: PastTraining) -> None:
        epochs = str(experiment.epochs_done)
        if experiment.stopped:
            epochs = self.tr("{epochs}, stopped").format(epochs=epochs)
        date = QLocale(current_language()).toString(experiment.finished_at, QLocale.FormatType.ShortFormat)
        texts = [
            experiment.name,
            _shown(experiment.best_hmean),
            _shown(experiment.initial_hmean),
            str(experiment.best_epoch) if experiment.best_epoch else self.tr("start"),
            epochs,
            format_duration(experiment.seconds),
            date,
        ]
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            if column:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, column, item)

    def _enable(self) -> None:
        for button in (self._detect, self._export, self._open):
            button.setEnabled(self.selected() is not None)

    def _folder(self) -> Path:
        experiment = self.selected()
        assert experiment is not None  # the buttons are disabled without a selection
        return experiment.folder


def _shown(hmean: float | None) -> str:
    return "–" if hmean is None else format_number(hmean, 3)
