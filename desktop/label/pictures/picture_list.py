"""The list of pictures: search, filter, thumbnails, progress; ten thousand names open at once."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QListView, QMenu, QWidget

from desktop.document.project import CHECKED, LABELLED, UNLABELLED
from desktop.label.context import LabelContext
from desktop.label.pictures.picture_model import DOT, PATH_ROLE, PICTURE, PictureFilter, PictureModel
from desktop.picture.thumbnails import Thumbnails
from desktop.settings.keys import key_text
from desktop.ui.layout import column, row
from desktop.ui.theme import UNIT, colors
from desktop.ui.widgets import IconButton, Translated, named, text_label

FILTERS: tuple[frozenset[str] | None, ...] = (
    None,
    frozenset({UNLABELLED}),
    frozenset({LABELLED, CHECKED}),
    frozenset({CHECKED}),
    frozenset({UNLABELLED, LABELLED}),
)
AHEAD, BEHIND = 3, 1
"""How many pictures are decoded ahead in the direction of travel, and behind."""


class _List(QListView):
    space_pressed = Signal()

    def keyboardSearch(self, search: str) -> None:
        """No jumping by letters: they are commands of the page."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            if not event.isAutoRepeat():
                self.space_pressed.emit()
            event.accept()
        else:
            super().keyPressEvent(event)


class ProgressLine(QWidget):
    """A thin bar: how many of the pictures are checked, labelled, and left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(UNIT // 2)
        self._checked = self._labelled = 0.0

    def set_shares(self, checked: float, labelled: float) -> None:
        """Both as shares of all pictures, 0 to 1; checked ones count as labelled too."""
        self._checked, self._labelled = checked, labelled
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colors().border))
        for share, color in ((self._labelled, colors().accent), (self._checked, colors().success)):
            painter.fillRect(0, 0, round(self.width() * share), self.height(), QColor(color))


class PictureList(Translated, QWidget):
    """``picture_chosen`` carries the new current picture, ``menu_requested`` its menu, to be filled."""

    picture_chosen = Signal(object)
    space_pressed = Signal()
    check_toggled = Signal()
    menu_requested = Signal(QMenu)

    def __init__(self, context: LabelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._search = named(QLineEdit(clearButtonEnabled=True), "label_search")
        self._filter = named(QComboBox(), "label_filter")
        self._filter.addItems([""] * len(FILTERS))
        self.thumbnails = IconButton("view-list-outline", name="label_thumbnails", checkable=True)
        self._thumbnails = Thumbnails(self)
        self._model = PictureModel(context, self)
        self._proxy = PictureFilter(self._model, self)
        self._travel = 1
        self.list = named(_List(uniformItemSizes=True), "label_pictures")
        self.list.setModel(self._proxy)
        self.list.setIconSize(QSize(DOT, DOT))
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.check = IconButton("check-circle-outline", name="label_checked", checkable=True)
        self._place = text_label("", "small", muted=True, name="label_place")
        self._progress = text_label("", "small", muted=True, name="label_progress_text")
        for label in (self._place, self._progress):
            label.setWordWrap(False)
        self._line = named(ProgressLine(), "label_progress")
        parts = (
            self._search,
            row((self._filter, 1), self.thumbnails, spacing=UNIT // 2),
            (self.list, 1),
            row((self._place, 1), self.check, spacing=UNIT // 2),
            self._line,
            self._progress,
        )
        self.setLayout(column(*parts, margins=UNIT))
        self._connect()
        self.retranslate()

    def _connect(self) -> None:
        self._search.textChanged.connect(self._proxy.set_text)
        self._search.returnPressed.connect(lambda: self.step(1))
        self._filter.currentIndexChanged.connect(lambda row: self._proxy.set_statuses(FILTERS[row]))
        self.thumbnails.toggled.connect(self._show_thumbnails)
        self.check.clicked.connect(self._show_status)  # what is on disk is shown, not what was clicked
        self.check.clicked.connect(self.check_toggled)
        self.list.space_pressed.connect(self.space_pressed)
        self.list.customContextMenuRequested.connect(self._on_menu_wanted)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self._context.project_changed.connect(self._on_project_changed)

    @property
    def current(self) -> Path | None:
        picture: Path | None = self.list.currentIndex().data(PATH_ROLE)
        return picture

    def choose(self, picture_row: int) -> None:
        """Make picture ``picture_row`` of the project the current one, even if the filter hides it."""
        source = self._model.index(picture_row)
        self._proxy.set_current(source.data(PATH_ROLE))
        if self._proxy.filters():
            self._proxy.invalidate()
        self.list.setCurrentIndex(self._proxy.mapFromSource(source))

    def step(self, by: int) -> bool:
        """Move ``by`` pictures in the filtered list; False at its end."""
        self._travel = 1 if by > 0 else -1
        index = self._proxy.index(self.list.currentIndex().row() + by, 0)
        if not index.isValid():
            return False
        self.list.setCurrentIndex(index)
        return True

    def go_to_next(self, statuses: Collection[str]) -> bool:
        """Go to the next picture of one of ``statuses`` in the filtered list, wrapping round at its end.

        False when there is no other such picture.
        """
        project, rows, here = self._context.project, self._proxy.rowCount(), self.list.currentIndex().row()
        for other in ((here + distance) % rows for distance in range(1, rows)):
            index = self._proxy.index(other, 0)
            if project is not None and project.status(index.data(PATH_ROLE)) in statuses:
                self._travel = 1
                self.list.setCurrentIndex(index)
                return True
        return False

    def neighbours(self) -> list[Path]:
        """The pictures likely to be shown next, likeliest first: some ahead, and the one behind."""
        row = self.list.currentIndex().row()
        places = [self._travel * place for place in (1, -BEHIND, *range(2, AHEAD + 1))]
        around = (self._proxy.index(row + place, 0) for place in places)
        return [index.data(PATH_ROLE) for index in around if index.isValid()]

    def retranslate(self) -> None:
        self._search.setPlaceholderText(self.tr("Search names"))
        self._search.setAccessibleName(self.tr("Search names"))
        self._filter.setAccessibleName(self.tr("Show"))
        texts = (
            self.tr("All pictures"),
            self.tr("Unlabelled"),
            self.tr("Labelled"),
            self.tr("Checked"),
            self.tr("Not checked"),
        )
        for place, text in enumerate(texts):
            self._filter.setItemText(place, text)
        self._place.setToolTip(
            self.tr("Previous, next picture") + " (A, D)\n" + self.tr("Rescan the folder") + " (F5)"
        )
        self._filter.setToolTip(
            self.tr("Which pictures the list shows")
            + "\n"
            + self.tr("Next unchecked, next unlabelled picture")
            + " (Ctrl+Shift+D, Shift+D)"
        )
        self.thumbnails.set_tip(self.tr("Show thumbnails"))
        self.check.set_tip(
            self.tr("Checked"),
            self.tr("{keys}: mark and go to the next picture").format(
                keys=", ".join(k for k in (self.tr("Space"), key_text("label.check")) if k)
            ),
        )
        self.list.setAccessibleName(self.tr("Pictures"))
        self._show_status()

    def _on_project_changed(self) -> None:
        project = self._context.project
        self._proxy.set_current(None)
        self._travel = 1
        if project is not None:
            project.picture_status_changed.connect(self._show_status)
            project.pictures_changed.connect(self._read_again)
        self._show_status()

    def _on_current_changed(self, index: QModelIndex) -> None:
        if index.isValid():
            picture = index.data(PATH_ROLE)
            self._proxy.set_current(picture)
            self.picture_chosen.emit(picture)
        self._show_status()

    def _read_again(self) -> None:
        """The pictures in the folder have changed; the current one stays if it is still there."""
        project, current = self._context.project, self._proxy.current
        place = self._proxy.mapToSource(self.list.currentIndex()).row()
        self._model.read_again()
        if project is None or not project.pictures:
            self._proxy.set_current(None)
        else:
            row = project.index(current) if current is not None else None
            self.choose(min(max(place, 0), len(project.pictures) - 1) if row is None else row)
        self._show_status()

    def _show_thumbnails(self, shown: bool) -> None:
        self.list.setIconSize(PICTURE if shown else QSize(DOT, DOT))
        self._model.show_thumbnails(self._thumbnails if shown else None)
        self.list.doItemsLayout()  # rows have another height now
        self.list.scrollTo(self.list.currentIndex())

    def _on_menu_wanted(self, at: QPoint) -> None:
        if self.list.indexAt(at).isValid():
            menu = named(QMenu(self), "label_picture_menu")
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.menu_requested.emit(menu)
            menu.popup(self.list.viewport().mapToGlobal(at))

    def _show_status(self) -> None:
        project, current = self._context.project, self.current
        total = self._model.rowCount()
        source = self._proxy.mapToSource(self.list.currentIndex())
        text = self.tr("{place} of {total}").format(place=source.row() + 1, total=total)
        self._place.setText(text if source.isValid() else "")
        self.check.setEnabled(current is not None)
        self.check.setChecked(
            project is not None and current is not None and project.status(current) == CHECKED
        )
        counts = project.counts() if project is not None else {"labelled": 0, "checked": 0}
        self._line.set_shares(counts["checked"] / max(total, 1), counts["labelled"] / max(total, 1))
        told = self.tr("{labelled} labelled · {checked} checked")
        self._progress.setText(told.format(**counts) if total else "")
        self._line.setAccessibleName(self._progress.text())
