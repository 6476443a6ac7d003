"""The pictures of the Detect page as thumbnails with the boxes found in them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.detect.model import DetectModel
from desktop.detect.picture import Picture
from desktop.detect.picture_table import MARKS, PictureTable
from desktop.picture.box_layer import polygon_of
from desktop.picture.thumbnails import Thumbnail, Thumbnails
from desktop.ui import icons
from desktop.ui.theme import QUAD_PREDICTION, SMALL, UNIT, colors
from desktop.ui.widgets import named

CELL = QSize(UNIT * 12, UNIT * 15)
MARK, SIGN = 14, UNIT * 4


class ThumbnailPainter(QStyledItemDelegate):
    """Paints a cell: thumbnail, boxes, state, name."""

    def __init__(self, model: DetectModel, thumbnails: Thumbnails, parent: QListView) -> None:
        super().__init__(parent)
        self._model = model
        self._thumbnails = thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        del option, index
        return CELL

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        picture = self._model.pictures[index.row()]
        cell: QRect = option.rect.adjusted(2, 2, -2, -2)
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(cell, QColor(colors().selection))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(cell, QColor(colors().hover))
        room = cell.adjusted(4, 4, -4, -(SMALL + UNIT))
        thumbnail = self._thumbnails.get(picture.path)
        if thumbnail is None or thumbnail.pixmap is None:
            missing = "image-outline" if thumbnail is None else "image-broken-variant"
            sign = QRect(0, 0, SIGN, SIGN)
            sign.moveCenter(room.center())
            icons.icon(missing, "muted").paint(painter, sign)
        else:
            self._paint_picture(painter, room, thumbnail, picture)
        self._paint_line(painter, cell, picture)
        painter.restore()

    def _paint_picture(self, painter: QPainter, room: QRect, thumbnail: Thumbnail, picture: Picture) -> None:
        assert thumbnail.pixmap is not None
        size = thumbnail.pixmap.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(room.topLeft(), size)
        target.moveCenter(room.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, thumbnail.pixmap)
        if picture.detection is None:
            return
        scale = size.width() / max(thumbnail.size.width(), 1)
        painter.save()
        painter.translate(target.topLeft())
        painter.scale(scale, scale)
        pen = QPen(QUAD_PREDICTION, 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        for quad in picture.detection.quads:
            painter.drawPolygon(polygon_of(quad))
        painter.restore()

    def _paint_line(self, painter: QPainter, cell: QRect, picture: Picture) -> None:
        line = QRect(cell.left() + 2, cell.bottom() - SMALL - 4, cell.width() - 4, SMALL + 4)
        icons.icon(*MARKS[picture.state]).paint(painter, QRect(line.left(), line.top(), MARK, line.height()))
        font = painter.font()
        font.setPixelSize(SMALL)
        painter.setFont(font)
        painter.setPen(QColor(colors().text))
        words = line.adjusted(MARK + 3, 0, 0, 0)
        if picture.detection is not None:
            count = str(len(picture.detection.scores))
            painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
            words.adjust(0, 0, -painter.fontMetrics().horizontalAdvance(count) - 4, 0)
        name = painter.fontMetrics().elidedText(
            picture.path.stem, Qt.TextElideMode.ElideMiddle, words.width()
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)


class Gallery(QListView):
    """Another view of the picture table; the caller lets both share their selection."""

    def __init__(self, model: DetectModel, table: PictureTable) -> None:
        super().__init__()
        named(self, "detect_thumbnails")
        self.thumbnails = Thumbnails(self)
        self._model = model
        self.setModel(table)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setGridSize(CELL)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAcceptDrops(False)  # files are dropped on the page
        self.viewport().setAcceptDrops(False)
        self.setItemDelegate(ThumbnailPainter(model, self.thumbnails, self))
        self.thumbnails.ready.connect(self._show)

    def keyboardSearch(self, search: str) -> None:
        """No search by letters: they are commands of the page."""

    def _show(self, path: Path) -> None:
        row = self._model.row(path)
        if row is not None:
            self.update(self.model().index(row, 0))
