"""The project's trainings: a table of them and what can be done with the selected one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, QSortFilterProxyModel, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QWidget,
)

from desktop.document.trash import move_to_trash
from desktop.session import Session
from desktop.train.charts.compared import MOST_COMPARED, ComparedExperiments
from desktop.train.experiments.comparison import ROW_HEIGHT, ComparisonTable
from desktop.train.experiments.experiments_model import DATE, NAME, SORT_ROLE, ExperimentsModel, Index
from desktop.ui import icons
from desktop.ui.layout import STRETCH, column, row, stack
from desktop.ui.tables import set_up_rows
from desktop.ui.theme import UNIT
from desktop.ui.widgets import PathLabel, Translated, named, set_texts, text_label
from engine.errors import StorageError
from engine.training.experiment import LONGEST_NAME
from engine.training.record.record import TrainingRecord, read_records

ACTIONS = {
    "detect": "text-recognition",
    "export": "export-variant",
    "resume": "play-circle-outline",
    "reuse": "tune-variant",
    "compare": "compare-horizontal",
    "rename": "rename-outline",
    "open_folder": "folder-open-outline",
    "trash": "trash-can-outline",
}
"""What can be done, each with its icon; action and button are named ``experiment_<name>``."""
ICON_ONLY = ("rename", "open_folder", "trash")


class ExperimentsTable(QTableView):
    """Keys of a list of things: Delete, F2, Enter."""

    delete_pressed = Signal()
    enter_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Delete:
                self.delete_pressed.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.enter_pressed.emit()
            case Qt.Key.Key_F2:
                self.edit(self.currentIndex().siblingAtColumn(NAME))
            case Qt.Key.Key_Space if self.currentIndex().column() != NAME:
                super().setCurrentIndex(self.currentIndex().siblingAtColumn(NAME))
                super().keyPressEvent(event)
            case _:
                super().keyPressEvent(event)


class NameEditor(QStyledItemDelegate):
    """Edits a name in place, in a field named ``experiment_name``."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        del option, index  # every name is edited alike
        editor = named(QLineEdit(parent), "experiment_name")
        editor.setMaxLength(LONGEST_NAME)
        return editor


class ExperimentsPanel(Translated, QWidget):
    """Lists what lies in the session's workdirs; see `ACTIONS`.

    ``detect_requested`` and ``export_requested`` carry the experiment's folder as a model,
    ``resume_requested`` its path, ``reuse_requested`` the values of its ``config.json``, ``trashed`` where it
    was, ``failed`` an error for the person.
    """

    detect_requested = Signal(str)
    export_requested = Signal(str)
    resume_requested = Signal(Path)
    reuse_requested = Signal(dict)
    trashed = Signal(Path)
    failed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.compared = ComparedExperiments(session, self)
        self.model = ExperimentsModel(self.compared)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.model)
        self._sorted.setSortRole(SORT_ROLE)
        self.table = named(ExperimentsTable(), "train_experiments")
        self.comparison = ComparisonTable(self.compared)
        self._none_yet = text_label("", muted=True, name="experiment_none")
        self._none_yet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = stack(self.table, self.comparison, self._none_yet)
        self.actions_by_name = {name: QAction(self) for name in ACTIONS}
        self._notice = text_label("", "small", muted=True, name="experiment_notice", one_line=True)
        self._trash_path = PathLabel("experiment_trash_path")
        self._setup_table()
        self._assemble()
        self._connect()
        self._say("")
        self.retranslate()

    def refresh(self) -> None:
        """Read the folders again; the selection stays where it was, else goes to the first row."""
        selected = self.selected()
        records = read_records(self._session.workdirs())
        if records != self.model.records:  # else a name that is being typed would be lost
            self.model.show_records(records)
            self._fit_columns()
        self.compared.update(records)
        if records and not (selected is not None and self.select(selected.folder)):
            self.table.selectRow(0)
        self._enable()

    def select(self, folder: Path) -> bool:
        """Select the experiment in ``folder``; whether it is there."""
        for number, record in enumerate(self.model.records):
            if record.folder == folder:
                self.table.setCurrentIndex(self._sorted.mapFromSource(self.model.index(number, NAME)))
                return True
        return False

    def selected(self) -> TrainingRecord | None:
        rows = self.table.selectionModel().selectedRows()
        return self.model.records[self._sorted.mapToSource(rows[0]).row()] if rows else None

    def set_running(self, folder: Path | None) -> None:
        """Set which experiment is being trained: it can be neither thrown away nor resumed."""
        self.model.set_running(folder)
        self._enable()

    def retranslate(self) -> None:
        texts = {
            "detect": (self.tr("Try it in Detect"), self.tr("Use this model on the Detect page (Enter)")),
            "export": (self.tr("Export…"), self.tr("Export this model on the Export page")),
            "resume": (self.tr("Resume"), self.tr("Continue this training where it was interrupted")),
            "reuse": (self.tr("Reuse settings"), self.tr("Put its settings into the form on the left")),
            "compare": (
                self.tr("Compare"),
                self.tr("Show where the ticked experiments differ; tick two or more"),
            ),
            "rename": (self.tr("Rename"), self.tr("Rename (F2)")),
            "open_folder": (self.tr("Open folder"), self.tr("Open its folder")),
            "trash": (self.tr("Move to the trash"), self.tr("Move it to the trash (Del)")),
        }
        for name, (text, tip) in texts.items():
            set_texts(self.actions_by_name[name], text, tip)
        for name in ICON_ONLY:
            self._buttons[name].setAccessibleName(texts[name][0])
        self.table.setAccessibleName(self.tr("Trainings of this project"))
        self._none_yet.setText(
            self.tr(
                "Every training is kept here with its result, to be tried, compared, exported and resumed."
            )
        )
        self.model.retranslate()
        self._fit_columns()
        self.comparison.retranslate()

    def sizeHint(self) -> QSize:
        return QSize(UNIT * 60, UNIT * 16)

    def _setup_table(self) -> None:
        table = self.table
        table.setModel(self._sorted)
        set_up_rows(table)
        table.setItemDelegateForColumn(NAME, NameEditor(table))
        table.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.setSortingEnabled(True)
        table.sortByColumn(DATE, Qt.SortOrder.DescendingOrder)
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        table.setWordWrap(False)
        table.setAlternatingRowColors(True)
        table.horizontalHeader().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)

    def _fit_columns(self) -> None:
        """As wide as title and cells; the table's own way keeps room for a sort arrow in every title."""
        metrics, model = self.table.fontMetrics(), self._sorted
        for number in range(NAME + 1, model.columnCount()):
            texts = [model.headerData(number, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)]
            texts += [model.index(record, number).data() for record in range(model.rowCount())]
            widest = max(metrics.horizontalAdvance(text) for text in texts)
            self.table.setColumnWidth(number, widest + UNIT * 2)

    def _assemble(self) -> None:
        self._buttons: dict[str, QToolButton] = {}
        for name, action in self.actions_by_name.items():
            action.setObjectName(f"experiment_{name}")
            icons.assign(action, ACTIONS[name])
            button = self._buttons[name] = named(QToolButton(), f"experiment_{name}")
            button.setDefaultAction(action)
            if name not in ICON_ONLY:
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.actions_by_name["compare"].setCheckable(True)
        buttons = list(self._buttons.values())
        half, with_text = UNIT // 2, len(buttons) - len(ICON_ONLY)
        tools = row(*buttons[:with_text], STRETCH, *buttons[with_text:], spacing=half)
        notice = row(self._notice, (self._trash_path, 1))
        self.setLayout(column(tools, (self._stack, 1), notice, spacing=half, margins=(0, half, 0, 0)))

    def _connect(self) -> None:
        does: dict[str, Callable[[TrainingRecord], object]] = {
            "detect": lambda record: self.detect_requested.emit(str(record.folder)),
            "export": lambda record: self.export_requested.emit(str(record.folder)),
            "resume": lambda record: self.resume_requested.emit(record.folder),
            "reuse": lambda record: self.reuse_requested.emit(dict(record.config)),
            "rename": self._edit_name,
            "open_folder": lambda record: QDesktopServices.openUrl(QUrl.fromLocalFile(str(record.folder))),
            "trash": self._throw_away,
        }
        for name, function in does.items():
            self.actions_by_name[name].triggered.connect(lambda _on=False, do=function: self._do(do))
        self.actions_by_name["compare"].toggled.connect(self._show_comparison)
        self.table.delete_pressed.connect(self.actions_by_name["trash"].trigger)
        self.table.enter_pressed.connect(self.actions_by_name["detect"].trigger)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.table.selectionModel().selectionChanged.connect(self._enable)
        self.compared.changed.connect(self._enable)
        # The table is in the middle of closing its editor when this comes.
        self.model.renamed.connect(self._session.models_changed, Qt.ConnectionType.QueuedConnection)
        self.model.refused.connect(self.failed)
        self.model.full.connect(self._say_full)

    def _do(self, function: Callable[[TrainingRecord], object]) -> None:
        record = self.selected()
        if record is not None:
            self._say("")
            function(record)

    def _enable(self) -> None:
        record = self.selected()
        running = record is not None and self.model.is_running(record)
        possible = {
            "detect": record is not None and record.has_weights,
            "export": record is not None and record.has_weights,
            "resume": record is not None and record.resumable and not running,
            "reuse": record is not None and bool(record.config),
            "compare": len(self.compared.records()) > 1,
            "rename": record is not None,
            "open_folder": record is not None,
            "trash": record is not None and not running,
        }
        for name, enabled in possible.items():
            self.actions_by_name[name].setEnabled(enabled)
        if not possible["compare"]:
            self.actions_by_name["compare"].setChecked(False)
        self._show_comparison(self.actions_by_name["compare"].isChecked())
        self._buttons["resume"].setVisible(record is not None and record.resumable)

    def _edit_name(self, record: TrainingRecord) -> None:
        self.actions_by_name["compare"].setChecked(False)
        if self.select(record.folder):
            self.table.setFocus()
            self.table.edit(self.table.currentIndex())

    def _throw_away(self, record: TrainingRecord) -> None:
        try:
            place = move_to_trash(record.folder)
        except StorageError as error:
            self.failed.emit(error)
            return
        self._session.models_changed.emit()
        self.trashed.emit(record.folder)
        text = self.tr("“{name}” is in the trash and can be restored from there.")
        self._say(text.format(name=record.name), place)

    def _show_comparison(self, shown: bool) -> None:
        listed = self.table if self.model.records else self._none_yet
        self._stack.setCurrentWidget(self.comparison if shown else listed)

    def _show_menu(self, place: QPoint) -> None:
        if self.selected() is not None:
            menu = named(QMenu(self), "experiment_menu")
            menu.addActions(list(self.actions_by_name.values()))
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.table.viewport().mapToGlobal(place))

    def _say_full(self) -> None:
        text = self.tr("At most {most} experiments can be compared; untick one first.")
        self._say(text.format(most=MOST_COMPARED))

    def _say(self, text: str, path: Path | None = None) -> None:
        """A quiet line below the table; an empty ``text`` takes it away."""
        self._notice.setText(text)
        self._notice.setVisible(bool(text))
        self._trash_path.set_path(path)
        self._trash_path.setVisible(path is not None)
