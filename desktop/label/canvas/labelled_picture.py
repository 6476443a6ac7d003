"""The picture of a document with its labels on it, following both."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from desktop.document.picture_document import PictureDocument
from desktop.label.canvas.label_layer import Highlights, LabelLayer
from desktop.label.canvas.picking import Hit
from desktop.label.canvas.shown_quads import ShownQuads
from desktop.label.context import LabelContext, Selection
from desktop.picture.box_layer import BoxLayer
from desktop.picture.picture_view import PictureView
from desktop.work.delay import Delay


class LabelledPicture(PictureView):
    """Shows the document of ``context``; subclasses let a person change it.

    ``picture_shown`` tells that another picture is shown, or none.
    """

    picture_shown = Signal()

    def __init__(self, context: LabelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.active_vertex = -1
        self.hovered: Hit | None = None
        self.shown = ShownQuads()
        self.proposals = BoxLayer()
        self.layer = LabelLayer()
        self.scene().addItem(self.proposals)
        self.scene().addItem(self.layer)
        self._refresh_soon = Delay(self, 0, self.refresh_highlights)
        self._describe_soon = Delay(self, 0, self.describe)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.zoom_changed.connect(lambda _zoom: self.layer.set_pixel(self.pixel))
        context.document_changed.connect(lambda: self.show_picture(None))
        context.label_inserted.connect(self._on_inserted)
        context.label_removed.connect(self._on_removed)
        context.label_changed.connect(self._on_changed)
        context.labels_replaced.connect(self._rebuild)
        context.selection.changed.connect(self._on_selection_changed)
        for changed in (context.selection.changed, context.edited):
            changed.connect(self._describe_soon.start)

    @property
    def document(self) -> PictureDocument | None:
        return self.context.document

    @property
    def selection(self) -> Selection:
        return self.context.selection

    def show_picture(self, image: QImage | None) -> None:
        """Show ``image``, the picture of the document, with its labels; None shows neither."""
        self.cancel_gesture()
        self.set_image(image)
        self._rebuild()
        self.update_cursor()
        self.picture_shown.emit()

    def describe(self) -> None:
        """Tell screen readers what is shown."""
        self.setAccessibleName(self.tr("Picture with its labels"))
        document, parts = self.document, list[str]()
        if document is not None:
            parts = [document.picture.name, self.tr("Labels: {count}").format(count=len(document.labels))]
            row, label = self.selection.single(), self.context.selected_label()
            if row is not None and label is not None:
                selected = self.tr("Label {number} is selected: {text}")
                parts.append(selected.format(number=row + 1, text=label.transcription))
        self.setAccessibleDescription(". ".join(parts))

    @property
    def labels_hidden(self) -> bool:
        """Whether only the picture is shown."""
        return not self.layer.isVisible()

    def hide_labels(self, hidden: bool) -> None:
        """Show only the picture, or the labels again."""
        self.layer.setVisible(not hidden)
        self.proposals.setVisible(not hidden)
        self.redraw()

    def can_edit(self) -> bool:
        """Whether there is a picture whose labels may be changed."""
        return self.has_picture and self.document is not None and self.document.editable

    @property
    def pixel(self) -> float:
        """Picture pixels a screen pixel."""
        return 1 / self.zoom

    @property
    def view_rect(self) -> QRectF:
        """The part of the scene in view, in picture pixels."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    def paint_part(self, painter: QPainter, part: QRectF, pixel: float) -> None:
        """Draw ``part`` of the picture and its labels, ``pixel`` picture pixels to a screen pixel."""
        self.draw_picture(painter, part, 1 / pixel)
        if not self.labels_hidden:
            self.layer.draw_lines(painter, part, pixel)

    def redraw(self) -> None:
        """Paint again what lies over the labels."""
        self.viewport().update()

    def cancel_gesture(self) -> None:
        """Cancel what the mouse is doing, which something else disturbs; here it does nothing."""

    def refresh_highlights(self) -> None:
        """Show what is selected and hovered now."""
        selected = frozenset(self.selection.rows()) if len(self.shown) else frozenset()
        vertex = self.active_vertex if selected else -1
        hovered = self.hovered.row if self.hovered is not None else -1
        self.layer.set_highlights(Highlights(selected, hovered, vertex))
        self.redraw()

    def _rebuild(self) -> None:
        self.hovered = None
        self.cancel_gesture()
        labels = self.document.labels if self.document is not None and self.has_picture else []
        self.shown = ShownQuads(labels)
        self.layer.set_pixel(self.pixel)
        self.layer.show_quads(self.shown, self.picture_rect)
        self.refresh_highlights()

    def _on_inserted(self, row: int) -> None:
        if self.document is not None and self.has_picture:
            self.cancel_gesture()
            self._forget_rows()
            self.shown.insert(row, self.document.labels[row])
            self.layer.refresh(self.layer.rect_of(row))

    def _on_removed(self, row: int) -> None:
        if row < len(self.shown):
            self.cancel_gesture()
            self._forget_rows()
            where = self.layer.rect_of(row)
            self.shown.remove(row)
            self.layer.refresh(where)

    def _forget_rows(self) -> None:
        """Labels come or go: the selected and hovered rows are about to change."""
        self.hovered = None
        self.layer.set_highlights(Highlights())
        self._refresh_soon.start()

    def _on_changed(self, row: int) -> None:
        if self.document is not None and row < len(self.shown):
            self.cancel_gesture()
            label = self.document.labels[row]
            self.shown.set_text(row, label)
            self.layer.set_quad(row, label.quad)

    def _on_selection_changed(self) -> None:
        self.active_vertex = -1
        self._refresh_soon.start()
