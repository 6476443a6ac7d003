"""Experiments side by side: only what differs between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from desktop.train.charts.compared import ComparedExperiments
from desktop.train.charts.legend import ComparedStyle, swatch
from desktop.train.experiments.experiments_model import hmean_text
from desktop.ui.i18n import format_duration
from desktop.ui.theme import UNIT
from desktop.ui.widgets import NONE_YET, Translated
from engine.training.record.record import TrainingRecord

ROW_HEIGHT = UNIT * 13 // 4
NOT_COMPARED = ("out", "workers")
"""Settings that change where and how fast, never what is learned."""


class ComparisonTable(Translated, QTableWidget):
    """A column for each compared experiment, a row for each setting or result in which they differ."""

    def __init__(self, compared: ComparedExperiments) -> None:
        super().__init__()
        self.setObjectName("experiment_comparison")
        self._compared = compared
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setHighlightSections(False)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        compared.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        records = self._compared.records()
        rows = [(title, texts) for title, texts in self._rows(records) if len(set(texts)) > 1]
        self.setRowCount(len(rows))
        self.setColumnCount(len(records))
        self.setVerticalHeaderLabels([title for title, _ in rows])
        for column, record in enumerate(records):
            header = QTableWidgetItem(record.name)
            slot = self._compared.slot(record.folder)
            if slot is not None:
                header.setIcon(QIcon(swatch(ComparedStyle(slot))))
            self.setHorizontalHeaderItem(column, header)
            for row, (_, texts) in enumerate(rows):
                item = QTableWidgetItem(texts[column])
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                self.setItem(row, column, item)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("What differs between the compared experiments"))
        self.refresh()

    def _rows(self, records: Sequence[TrainingRecord]) -> list[tuple[str, list[str]]]:
        names = self._setting_names()
        # Settings this version does not know are shown too, by their key.
        keys = list(names) + sorted({key for r in records for key in r.config} - set(names))
        shown = [key for key in keys if key not in NOT_COMPARED]
        settings = [(names.get(key, key), [_plain(r.config.get(key)) for r in records]) for key in shown]
        return self._results(records) + settings

    def _results(self, records: Sequence[TrainingRecord]) -> list[tuple[str, list[str]]]:
        columns: list[tuple[str, Callable[[TrainingRecord], str]]] = [
            (self.tr("Hmean at the start"), lambda record: hmean_text(record.initial_hmean)),
            (self.tr("Best Hmean"), lambda record: hmean_text(record.best_hmean)),
            (self.tr("Best epoch"), lambda record: str(record.best_epoch)),
            (self.tr("Epochs done"), lambda record: str(record.epochs_done)),
            (
                self.tr("Time taken"),
                lambda record: NONE_YET if record.seconds is None else format_duration(record.seconds),
            ),
            (self.tr("Training pictures"), lambda record: _plain(record.pictures)),
        ]
        return [(title, [text(record) for record in records]) for title, text in columns]

    def _setting_names(self) -> dict[str, str]:
        return {
            "weights": self.tr("Start from"),
            "preset": self.tr("Preset"),
            "epochs": self.tr("Epochs"),
            "batch_size": self.tr("Batch size"),
            "learning_rate": self.tr("Learning rate"),
            "size": self.tr("Crop size"),
            "crops_per_epoch": self.tr("Crops per epoch"),
            "patience": self.tr("Patience"),
            "seed": self.tr("Seed"),
            "device": self.tr("Device"),
            "dataset": self.tr("Pictures in"),
        }


def _plain(value: Any) -> str:
    if value is None:
        return NONE_YET
    return f"{value:g}" if isinstance(value, float) else str(value)
