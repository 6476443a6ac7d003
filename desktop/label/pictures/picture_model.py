"""The pictures of a project as a list model: name, status, thumbnail; and the filter on top of it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from desktop.document.project import CHECKED, UNLABELLED, Project
from desktop.label.context import LabelContext
from desktop.picture.thumbnails import Thumbnails
from desktop.ui import icons
from desktop.ui.theme import UNIT, colors, theme
from desktop.work.delay import Delay

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole

PATH_ROLE = int(_Role.UserRole)
STATUS_ROLE = PATH_ROLE + 1
DOT = 14
"""Size of the dot that shows the status, in pixels."""
PICTURE = QSize(UNIT * 9, UNIT * 6)
"""Room for a thumbnail in a row, the dot beside it included."""
FINE = 2
"""Device pixels to a pixel in dots and thumbnails."""


def status_dot(status: str) -> QIcon:
    """○ unlabelled, ◐ labelled, ● checked."""
    return _icon(QSize(DOT, DOT), lambda painter: _paint_dot(painter, status))


def _paint_dot(painter: QPainter, status: str) -> None:
    """In the DOT × DOT pixels at the painter's origin."""
    color = QColor({UNLABELLED: colors().muted, CHECKED: colors().success}.get(status, colors().accent))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 1.5))
    if status == CHECKED:
        painter.setBrush(color)
    painter.drawEllipse(2, 2, DOT - 4, DOT - 4)
    if status == CHECKED:
        painter.setPen(QPen(QColor(colors().surface), 1.5))
        painter.drawPolyline([QPointF(4.3, 7.2), QPointF(6.3, 9.2), QPointF(9.7, 5.2)])
    elif status != UNLABELLED:
        painter.setBrush(color)
        painter.drawPie(2, 2, DOT - 4, DOT - 4, 90 * 16, 180 * 16)


def _icon(size: QSize, paint: Callable[[QPainter], None]) -> QIcon:
    pixmap = QPixmap(size * FINE)
    pixmap.setDevicePixelRatio(FINE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint(painter)
    painter.end()
    icon = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # or Qt tints it when selected
        icon.addPixmap(pixmap, mode)
    return icon


class PictureModel(QAbstractListModel):
    """The pictures of the project. Status and thumbnail are looked up when a row is shown."""

    def __init__(self, context: LabelContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._dots: dict[str, QIcon] = {}
        self._thumbnails: Thumbnails | None = None
        theme().changed.connect(self._dots.clear)
        context.project_changed.connect(self._on_project_changed)

    @property
    def project(self) -> Project | None:
        return self._context.project

    def _on_project_changed(self) -> None:
        self.read_again()
        if self._thumbnails is not None:
            self._thumbnails.forget()
        if self.project is not None:
            self.project.picture_status_changed.connect(self._on_status_changed)

    def read_again(self) -> None:
        """The project has other pictures now."""
        self.beginResetModel()
        self.endResetModel()

    def show_thumbnails(self, thumbnails: Thumbnails | None) -> None:
        """Show the pictures small beside their names, or only the names."""
        if self._thumbnails is not None:
            self._thumbnails.ready.disconnect(self._on_thumbnail)
        self._thumbnails = thumbnails
        if thumbnails is not None:
            thumbnails.ready.connect(self._on_thumbnail)
        if self.rowCount():
            last = self.index(self.rowCount() - 1)
            self.dataChanged.emit(self.index(0), last, [_Role.DecorationRole, _Role.SizeHintRole])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self.project is None else len(self.project.pictures)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if self.project is None or index.row() >= len(self.project.pictures):
            return None
        picture = self.project.pictures[index.row()]
        match role:
            case _Role.DisplayRole:
                test = picture.parent.name == "test_images"
                return self.tr("{name} (test)").format(name=picture.name) if test else picture.name
            case _Role.SizeHintRole:
                return QSize(0, UNIT * 3 if self._thumbnails is None else PICTURE.height() + UNIT)
            case _Role.ToolTipRole:
                return str(picture)
            case _Role.DecorationRole:
                return self._decoration(picture, self.project.status(picture))
        if role == PATH_ROLE:
            return picture
        if role == STATUS_ROLE:
            return self.project.status(picture)
        return None

    def _decoration(self, picture: Path, status: str) -> QIcon:
        if self._thumbnails is None:
            if status not in self._dots:
                self._dots[status] = status_dot(status)
            return self._dots[status]

        def paint(painter: QPainter) -> None:
            room = QRect(DOT + 2, 0, PICTURE.width() - DOT - 2, PICTURE.height())
            self._paint_thumbnail(painter, room, picture)
            painter.translate(0, (PICTURE.height() - DOT) // 2)
            _paint_dot(painter, status)

        return _icon(PICTURE, paint)

    def _paint_thumbnail(self, painter: QPainter, room: QRect, picture: Path) -> None:
        thumbnail = self._thumbnails.get(picture) if self._thumbnails is not None else None
        if thumbnail is None or thumbnail.pixmap is None:
            sign = QRect(0, 0, UNIT * 3, UNIT * 3)
            sign.moveCenter(room.center())
            name = "image-outline" if thumbnail is None else "image-broken-variant"
            icons.icon(name, "muted").paint(painter, sign)
            return
        size = thumbnail.pixmap.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(room.topLeft(), size)
        target.moveCenter(room.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, thumbnail.pixmap)

    def _on_thumbnail(self, picture: Path) -> None:
        if self.project is not None and (row := self.project.index(picture)) is not None:
            self.dataChanged.emit(self.index(row), self.index(row), [_Role.DecorationRole])

    def _on_status_changed(self, row: int) -> None:
        self.dataChanged.emit(self.index(row), self.index(row))


class PictureFilter(QSortFilterProxyModel):
    """Pictures whose name contains a text and whose status is one of some; the current one always stays."""

    def __init__(self, model: PictureModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._text = ""
        self._statuses: Collection[str] | None = None
        self.current: Path | None = None
        self._later = Delay(self, 0, self.invalidate)
        self.setSourceModel(model)

    def set_text(self, text: str) -> None:
        self._text = text.strip().casefold()
        self.invalidate()

    def set_statuses(self, statuses: Collection[str] | None) -> None:
        """Show only pictures of these statuses; None shows all."""
        self._statuses = statuses
        self.invalidate()

    def set_current(self, picture: Path | None) -> None:
        """Keep ``picture`` whatever the filter says: it must not vanish while somebody works on it.

        The one kept before leaves once the event loop is reached: a list must not lose rows while it is
        still changing its current one.
        """
        self.current = picture
        if self.filters():
            self._later.start()

    def filters(self) -> bool:
        """Whether anything can be hidden."""
        return self._statuses is not None or bool(self._text)

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        del parent
        project = self._model.project
        if project is None or not self.filters():
            return True
        picture = project.pictures[row]
        if picture == self.current:
            return True
        of_status = self._statuses is None or project.status(picture) in self._statuses
        return of_status and self._text in picture.name.casefold()
