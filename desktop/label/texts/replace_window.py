"""The window for find and replace: beside the work, never in its way."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTableView,
    QWidget,
)

from desktop.label.texts.match_model import MatchModel
from desktop.label.texts.replacing import Replacement
from desktop.label.texts.text_search import Query
from desktop.settings.keys import key_text
from desktop.ui.errors import describe
from desktop.ui.i18n import format_duration
from desktop.ui.layout import STRETCH, column, row
from desktop.ui.tables import set_up_rows
from desktop.ui.theme import UNIT
from desktop.ui.widgets import PrimaryButton, named, text_label
from desktop.work.work_window import WorkWindow


class ReplaceWindow(WorkWindow):
    """Drives a :class:`Replacement`. ``jump_requested(picture, row)``: a match was activated."""

    jump_requested = Signal(object, int)

    def __init__(self, replacement: Replacement, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("label_replace_window")
        self._replacement = replacement
        self.what = named(QLineEdit(), "label_replace_find")
        self.put = named(QLineEdit(), "label_replace_with")
        self.case = named(QCheckBox(), "label_replace_case")
        self.whole = named(QCheckBox(), "label_replace_whole")
        self.regular = named(QCheckBox(), "label_replace_regular")
        self.scope = named(QComboBox(), "label_replace_scope")
        self.every = named(QCheckBox(tristate=True), "label_replace_every")
        self.table = named(QTableView(wordWrap=False), "label_replace_hits")
        self.state = text_label("", name="label_replace_state")
        self.progress = named(QProgressBar(textVisible=False), "label_replace_progress")
        self.apply = PrimaryButton(name="label_replace_apply")
        self.close_button = named(QPushButton(), "label_replace_close")
        self._find_label, self._put_label = QLabel(), QLabel()
        self._note = text_label("", "small", muted=True)
        self._asking = (self.what, self.put, self.case, self.whole, self.regular, self.scope, self.table)
        self._set_up()
        self._lay_out()
        self._connect()
        self.retranslate()

    def open_with(self, text: str) -> None:
        """Show the window; ``text``, if there is any, is what to find."""
        if text:
            self.what.setText(text)
        self.show()
        self.raise_()
        self.activateWindow()
        self.what.setFocus()
        self.what.selectAll()
        if self._replacement.state != "replacing":
            self._replacement.search()

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Find and replace texts"))
        self._find_label.setText(self.tr("Find"))
        self._put_label.setText(self.tr("Replace with"))
        self.case.setText(self.tr("Match case"))
        self.whole.setText(self.tr("Whole text"))
        self.whole.setToolTip(self.tr("Only labels whose whole text matches"))
        self.regular.setText(self.tr("Regular expression"))
        self.regular.setToolTip(
            self.tr("In the replacement, \\1 stands for the first group and \\0 for the whole match")
        )
        self.scope.setItemText(0, self.tr("All pictures"))
        self.scope.setItemText(1, self.tr("This picture"))
        self.scope.setAccessibleName(self.tr("Where to search"))
        self.table.setAccessibleName(self.tr("Matches"))
        self.table.setToolTip(self.tr("Double-click: show the label"))
        self.every.setText(self.tr("All"))
        self._note.setText(
            self.tr(
                "Ignored labels (###) and unreadable lines are left alone. Each picture gets one undo step:"
                " {keys} on that picture reverts it."
            ).format(keys=key_text("edit.undo"))
        )
        self._replacement.matches.retranslate()
        self._show()

    def stop_work(self) -> None:
        self._replacement.stop()

    def _set_up(self) -> None:
        self._find_label.setBuddy(self.what)
        self._put_label.setBuddy(self.put)
        self.scope.addItem("", True)
        self.scope.addItem("", False)
        self.progress.setMaximumHeight(UNIT * 2)
        self.apply.setAutoDefault(False)
        self.close_button.setAutoDefault(False)  # Enter in a field searches
        table = self.table
        table.setModel(self._replacement.matches)
        set_up_rows(table)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = table.horizontalHeader()
        header.setResizeContentsPrecision(0)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(MatchModel.PICTURE, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(MatchModel.NUMBER, QHeaderView.ResizeMode.ResizeToContents)
        header.resizeSection(MatchModel.PICTURE, UNIT * 24)

    def _lay_out(self) -> None:
        fields = QGridLayout()
        fields.setHorizontalSpacing(UNIT)
        fields.setVerticalSpacing(UNIT)
        fields.addWidget(self._find_label, 0, 0)
        fields.addWidget(self.what, 0, 1)
        fields.addWidget(self.scope, 0, 2)
        fields.addWidget(self._put_label, 1, 0)
        fields.addWidget(self.put, 1, 1, 1, 2)
        fields.setColumnStretch(1, 1)
        options = row(self.case, self.whole, self.regular, STRETCH, self.every, spacing=UNIT * 2)
        buttons = row((self.state, 1), self.close_button, self.apply)
        parts = (fields, options, (self.table, 1), self.progress, self._note, buttons)
        self.setLayout(column(*parts, margins=UNIT * 2))
        self.resize(UNIT * 96, UNIT * 68)

    def _connect(self) -> None:
        for field in (self.what, self.put):
            field.textChanged.connect(self._ask)
            field.returnPressed.connect(self._replacement.search)
        for box in (self.case, self.whole, self.regular):
            box.toggled.connect(self._ask)
        self.scope.currentIndexChanged.connect(self._ask)
        self.every.clicked.connect(self._tick_all)
        self.table.doubleClicked.connect(self._jump)
        self.table.activated.connect(self._jump)
        self.apply.clicked.connect(self._replacement.replace)
        self.close_button.clicked.connect(self._stop_or_close)
        self._replacement.changed.connect(self._show)

    def _ask(self) -> None:
        options = (box.isChecked() for box in (self.case, self.whole, self.regular))
        query = Query(self.what.text(), self.put.text(), *options)
        self._replacement.set_query(query, self.scope.currentData())

    def _tick_all(self) -> None:
        matches = self._replacement.matches
        matches.tick_all(matches.ticked_count() < len(matches.matches))

    def _jump(self, index: QModelIndex) -> None:
        found = self._replacement.matches.matches[index.row()]
        self.jump_requested.emit(found.picture, found.row)

    def _stop_or_close(self) -> None:
        if self._replacement.busy:
            self._replacement.stop()
        else:
            self.close()

    def _show(self) -> None:
        replacement = self._replacement
        ticked, total = replacement.matches.ticked_count(), len(replacement.matches.matches)
        for control in self._asking:
            control.setEnabled(replacement.state != "replacing")
        self.every.setEnabled(total > 0)
        states = Qt.CheckState
        self.every.setCheckState(
            states.Unchecked if not ticked else states.Checked if ticked == total else states.PartiallyChecked
        )
        self.apply.setEnabled(replacement.state == "found" and ticked > 0)
        self.apply.setText(
            self.tr("Replace texts: {count}").format(count=ticked) if ticked else self.tr("Replace")
        )
        self.close_button.setText(self.tr("Stop") if replacement.busy else self.tr("Close"))
        self.progress.setVisible(replacement.busy)
        self.progress.setRange(0, replacement.progress.total)
        self.progress.setValue(replacement.progress.done)
        self.state.setText(self._state_text())

    def _state_text(self) -> str:
        replacement, counts = self._replacement, self._replacement.counts
        if replacement.error is not None:
            return describe(replacement.error).body()
        numbers = {"texts": counts.texts, "pictures": counts.pictures}
        match replacement.state:
            case "idle":
                ask = self.tr("Type the text to find.")
                return self.tr("Press Enter to search.") if replacement.query.find else ask
            case "searching":
                head = self.tr("Searching… Found so far: {texts}.")
            case "found":
                head = self.tr("Found: {texts}, pictures: {pictures}.")
            case "replacing":
                head = self.tr("Replacing… Texts: {texts}, pictures: {pictures}.")
            case _:
                head = self.tr("Replaced texts: {texts}, pictures: {pictures}.")
        notes = (
            (counts.unreadable, self.tr("Gt files that cannot be read: {count}.")),
            (counts.left_out, self.tr("Skipped, changed meanwhile: {count}.")),
        )
        parts = [head.format(**numbers), *(text.format(count=count) for count, text in notes if count)]
        left = replacement.progress.seconds_left
        if replacement.busy and left is not None and left >= 1:
            parts.append(self.tr("{time} left").format(time=format_duration(left)))
        return " ".join(parts)
