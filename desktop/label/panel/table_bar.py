"""Above the table of labels: which of them it shows, in what order; find and replace."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.label.panel.label_view import ORDERS, SHOWN, LabelView
from desktop.settings.keys import key_text
from desktop.ui.layout import column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import IconButton, Translated, named


class _SearchField(QLineEdit):
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.text():
            self.clear()
        else:
            self.left.emit()


class TableBar(Translated, QWidget):
    """Drives a :class:`LabelView`. ``left``: the keyboard goes back to the canvas."""

    left = Signal()
    first_wanted = Signal()
    replace_requested = Signal()
    write_order_requested = Signal()

    def __init__(self, view: LabelView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self.search = named(_SearchField(), "label_table_search")
        self.search.setClearButtonEnabled(True)
        self.shown = named(QComboBox(), "label_table_filter")
        self.order = named(QComboBox(), "label_table_order")
        self.replace = IconButton("find-replace", name="label_replace")
        self.write_order = IconButton("sort-ascending", name="label_write_order")
        for box, values in ((self.shown, SHOWN), (self.order, ORDERS)):
            box.setMinimumContentsLength(6)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            for value in values:
                box.addItem("", value)
        find = row((self.search, 1), self.replace, spacing=UNIT // 2)
        show = row((self.shown, 1), (self.order, 1), self.write_order, spacing=UNIT // 2)
        self.setLayout(column(find, show))
        self.search.textChanged.connect(view.set_text)
        self.search.returnPressed.connect(self.first_wanted)
        self.search.left.connect(self.left)
        self.shown.currentIndexChanged.connect(lambda: view.set_shown(self.shown.currentData()))
        self.order.currentIndexChanged.connect(lambda: view.set_order(self.order.currentData()))
        self.replace.clicked.connect(self.replace_requested)
        self.write_order.clicked.connect(self.write_order_requested)
        self.retranslate()

    def retranslate(self) -> None:
        self.search.setPlaceholderText(self.tr("Search texts"))
        self.search.setAccessibleName(self.tr("Search texts"))
        self.search.setToolTip(self.tr("Show only labels whose text contains this (Enter: go to the first)"))
        for place, text in enumerate((self.tr("All labels"), self.tr("Without text"), self.tr("Ignored"))):
            self.shown.setItemText(place, text)
        for place, text in enumerate((self.tr("File order"), self.tr("Reading order"))):
            self.order.setItemText(place, text)
        self.shown.setAccessibleName(self.tr("Which labels the table shows"))
        self.shown.setToolTip(self.tr("Which labels the table shows"))
        self.order.setAccessibleName(self.tr("Order of the table"))
        self.order.setToolTip(
            self.tr("Order of the table only: the file and the numbers of the labels stay as they are")
        )
        self.replace.set_tip(self.tr("Find and replace in all pictures"), key_text("label.replace"))
        self.write_order.set_tip(
            self.tr("Write the gt file in reading order; unreadable lines keep their neighbours")
        )
