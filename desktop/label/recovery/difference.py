"""Two versions of a picture's labels side by side, and the choice between them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.document.picture_document import Content
from desktop.ui.layout import STRETCH, column, row
from desktop.ui.tables import set_up_rows
from desktop.ui.theme import UNIT
from desktop.ui.widgets import named, text_label
from engine.data.gt import BadLine, Entry
from engine.data.gt_merge import differences, merged


class DifferenceDialog(QDialog):
    """``chosen`` carries the version to go on with. Not modal: the picture can be looked at meanwhile.

    ``theirs`` is what the gt file holds, ``mine`` what it would hold, ``base`` what both came from.
    """

    chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("label_difference")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._name = name
        self._mine: Content = None
        self.theirs: Content = None
        self._base: Content = None
        self._text = text_label("")
        self.table = named(QTableWidget(0, 3), "label_difference_table")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        set_up_rows(self.table)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.take_theirs = named(QPushButton(), "label_difference_theirs")
        self.take_mine = named(QPushButton(), "label_difference_mine")
        self.take_both = named(QPushButton(), "label_difference_both")
        self._later = named(QPushButton(), "label_difference_later")
        buttons = row(self._later, STRETCH, self.take_theirs, self.take_mine, self.take_both)
        self.setLayout(column(self._text, (self.table, 1), buttons, margins=UNIT * 2))
        self.take_theirs.clicked.connect(lambda: self.chosen.emit(self.theirs))
        self.take_mine.clicked.connect(lambda: self.chosen.emit(self._mine))
        self.take_both.clicked.connect(
            lambda: self.chosen.emit(merged(self._base or [], self._mine or [], self.theirs or []))
        )
        self._later.clicked.connect(self.close)
        self.resize(UNIT * 88, UNIT * 48)
        self.retranslate()

    def show_versions(self, mine: Content, theirs: Content, base: Content) -> None:
        """Show what ``mine`` and ``theirs`` differ in."""
        self._mine, self.theirs, self._base = mine, theirs, base
        found = differences(mine or [], theirs or [])
        self.table.setRowCount(len(found))
        for line, difference in enumerate(found):
            kind = self._kind(difference.mine, difference.theirs)
            for place, text in enumerate((kind, _line(difference.theirs), _line(difference.mine))):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(line, place, item)
        self.retranslate()

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Labels of {name}").format(name=self._name))
        if self.theirs is None:
            text = self.tr("The gt file was deleted. Which labels should {name} have?")
        else:
            text = self.tr("The gt file and your labels differ. Which labels should {name} have?")
        self._text.setText(text.format(name=self._name))
        self.table.setHorizontalHeaderLabels(
            [self.tr("Difference"), self.tr("In the file"), self.tr("Yours")]
        )
        self.take_theirs.setText(self.tr("Keep the file’s"))
        self.take_mine.setText(self.tr("Keep yours"))
        self.take_both.setText(self.tr("Keep both"))
        self.take_both.setToolTip(self.tr("Where a label has two different texts, yours is kept"))
        self._later.setText(self.tr("Decide later"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.show_versions(self._mine, self.theirs, self._base)
        super().changeEvent(event)

    def _kind(self, mine: Entry | None, theirs: Entry | None) -> str:
        if mine is None:
            return self.tr("only in the file")
        if theirs is None:
            return self.tr("only here")
        if isinstance(mine, BadLine) or isinstance(theirs, BadLine) or mine.points != theirs.points:
            return self.tr("different place")
        return self.tr("different text")


def _line(entry: Entry | None) -> str:
    if entry is None:
        return ""
    if isinstance(entry, BadLine):
        return entry.text
    left, top = (min(entry.points[axis::2]) for axis in (0, 1))
    return f"{entry.transcription or '–'}  ({left:g}, {top:g})"
