"""The list of pictures: name and state, searched and filtered; ten thousand names open at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QComboBox, QLineEdit, QListView, QVBoxLayout, QWidget

from desktop.project import LABELLED, UNLABELLED, Project
from desktop.theme import UNIT, colors, theme
from desktop.widgets import text_label

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole

PATH_ROLE = int(_Role.UserRole)
STATUS_ROLE = PATH_ROLE + 1
DOT = 14
"""Size of the dot that tells the state, in pixels."""


def status_dot(status: str) -> QIcon:
    """○ unlabelled, ◐ labelled."""
    color = QColor(colors().accent if status == LABELLED else colors().muted)
    pixmap = QPixmap(DOT * 2, DOT * 2)  # fine enough for screens of two device pixels a pixel
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 1.5))
    painter.drawEllipse(2, 2, DOT - 4, DOT - 4)
    if status == LABELLED:
        painter.setBrush(color)
        painter.drawPie(2, 2, DOT - 4, DOT - 4, 90 * 16, 180 * 16)
    painter.end()
    icon = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # or Qt tints it when selected
        icon.addPixmap(pixmap, mode)
    return icon


class PictureModel(QAbstractListModel):
    """The pictures of a project. States are looked up when a row is shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._dots: dict[str, QIcon] = {}
        theme().changed.connect(self._dots.clear)

    def set_project(self, project: Project | None) -> None:
        """Show the pictures of ``project``."""
        self.beginResetModel()
        self._project = project
        self.endResetModel()
        if project is not None:
            project.picture_status_changed.connect(self._on_status_changed)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self._project is None else len(self._project.pictures)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if self._project is None:
            return None
        picture = self._project.pictures[index.row()]
        match role:
            case _Role.DisplayRole:
                test = picture.parent.name == "test_images"
                return self.tr("{name} (test)").format(name=picture.name) if test else picture.name
            case _Role.SizeHintRole:
                return QSize(0, UNIT * 3)
            case _Role.ToolTipRole:
                return str(picture)
            case _Role.DecorationRole:
                status = self._project.status(picture)
                return self._dots.setdefault(status, status_dot(status))
        if role == PATH_ROLE:
            return picture
        if role == STATUS_ROLE:
            return self._project.status(picture)
        return None

    def _on_status_changed(self, row: int) -> None:
        self.dataChanged.emit(self.index(row), self.index(row))


class PictureFilter(QSortFilterProxyModel):
    """Pictures whose name holds a text and whose state is a given one; the current one always stays."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._status: str | None = None
        self._current: Path | None = None
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.invalidate)

    def set_text(self, text: str) -> None:
        self._text = text.strip().casefold()
        self.invalidate()

    def set_status(self, status: str | None) -> None:
        self._status = status
        self.invalidate()

    def set_current(self, picture: Path | None) -> None:
        """Keep ``picture`` whatever the filter says: it must not vanish under somebody's hands.

        The one kept before goes when the event loop is reached: a list must not lose rows while it
        is still changing its current one.
        """
        self._current = picture
        if self._status is not None or self._text:
            self._later.start()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        index = self.sourceModel().index(row, 0, parent)
        picture: Path = index.data(PATH_ROLE)
        if picture == self._current:
            return True
        if self._text and self._text not in picture.name.casefold():
            return False
        return self._status is None or index.data(STATUS_ROLE) == self._status


class _List(QListView):
    def keyboardSearch(self, search: str) -> None:
        """No jumping by letters: they are commands of the page."""


class PictureList(QWidget):
    """Search field, state filter and the list. ``picture_chosen`` tells of a new current picture."""

    picture_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._search = QLineEdit()
        self._search.setObjectName("label_search")
        self._search.setClearButtonEnabled(True)
        self._filter = QComboBox()
        self._filter.setObjectName("label_filter")
        for status in (None, UNLABELLED, LABELLED):
            self._filter.addItem("", status)
        self._model = PictureModel(self)
        self._proxy = PictureFilter(self)
        self._proxy.setSourceModel(self._model)
        self.list = _List()
        self.list.setObjectName("label_pictures")
        self.list.setModel(self._proxy)
        self.list.setUniformItemSizes(True)
        self.list.setIconSize(QSize(DOT, DOT))
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._place = text_label("", "small", muted=True, name="label_place")
        column = QVBoxLayout(self)
        column.setContentsMargins(UNIT, UNIT, UNIT, UNIT)
        column.setSpacing(UNIT)
        for widget in (self._search, self._filter, self.list, self._place):
            column.addWidget(widget, 1 if widget is self.list else 0)
        self._search.textChanged.connect(self._proxy.set_text)
        self._search.returnPressed.connect(lambda: self.step(1))
        self._filter.currentIndexChanged.connect(lambda: self._proxy.set_status(self._filter.currentData()))
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.retranslate()

    def set_project(self, project: Project | None) -> None:
        """List the pictures of ``project``; none is current then."""
        self._proxy.set_current(None)
        self._model.set_project(project)
        self._show_place()

    @property
    def current(self) -> Path | None:
        """The current picture."""
        return self.list.currentIndex().data(PATH_ROLE)

    def choose(self, picture_row: int) -> None:
        """Make picture ``picture_row`` of the project the current one, even if the filter hides it."""
        source = self._model.index(picture_row)
        self._proxy.set_current(source.data(PATH_ROLE))
        self._proxy.invalidate()
        self.list.setCurrentIndex(self._proxy.mapFromSource(source))

    def step(self, by: int) -> bool:
        """Go ``by`` pictures on in the list as filtered; False at its end."""
        index = self._proxy.index(self.list.currentIndex().row() + by, 0)
        if not index.isValid():
            return False
        self.list.setCurrentIndex(index)
        return True

    def neighbours(self) -> list[Path]:
        """The picture after the current one, and the one before."""
        row = self.list.currentIndex().row()
        around = (self._proxy.index(other, 0) for other in (row + 1, row - 1))
        return [index.data(PATH_ROLE) for index in around if index.isValid()]

    def retranslate(self) -> None:
        self._search.setPlaceholderText(self.tr("Search names"))
        self._search.setAccessibleName(self.tr("Search names"))
        self._filter.setAccessibleName(self.tr("Show"))
        texts = (self.tr("All pictures"), self.tr("Unlabelled"), self.tr("Labelled"))
        for row, text in enumerate(texts):
            self._filter.setItemText(row, text)
        self.list.setAccessibleName(self.tr("Pictures"))
        self._show_place()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _on_current_changed(self, index: QModelIndex) -> None:
        if index.isValid():
            picture = index.data(PATH_ROLE)
            self._proxy.set_current(picture)
            self.picture_chosen.emit(picture)
        self._show_place()

    def _show_place(self) -> None:
        total = self._model.rowCount()
        source = self._proxy.mapToSource(self.list.currentIndex())
        text = self.tr("{place} of {total}").format(place=source.row() + 1, total=total)
        self._place.setText(text if source.isValid() else "")
