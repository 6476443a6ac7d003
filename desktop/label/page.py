"""The label page: pictures left, canvas in the middle, labels right."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer
from PySide6.QtGui import QImage, QUndoGroup
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.document import PictureDocument
from desktop.errors import ErrorBanner, describe
from desktop.label.canvas import Canvas
from desktop.label.commands import Reload
from desktop.label.edits import LabelEdits
from desktop.label.label_model import LabelModel
from desktop.label.label_panel import LabelPanel
from desktop.label.picture_list import PictureList
from desktop.label.selection import Selection
from desktop.label.shortcuts import PageShortcuts
from desktop.label.toolbar import CanvasToolbar
from desktop.label.unsaved_bar import UnsavedBar
from desktop.picture_loader import PictureLoader
from desktop.project import Project
from desktop.session import Session
from desktop.theme import UNIT
from desktop.widgets import EmptyState
from engine.errors import QuadTuneError

LOADING_MS = 400
"""A picture that takes longer than this to open is announced."""


class LabelPage(QWidget):
    """Draw quads on pictures. Every change is on disk within a second."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("label_page")
        self._session = session
        self._project: Project | None = None
        self._document: PictureDocument | None = None
        self._history = QUndoGroup(self)
        self.model = LabelModel(self)
        self.selection = Selection(self.model, self)
        self.canvas = Canvas(self.selection)
        self.edits = LabelEdits(self.canvas, self.selection)
        self.pictures = PictureList()
        self.panel = LabelPanel(self.model, self.selection)
        self.toolbar = CanvasToolbar(self.canvas, self._history)
        self.loader = PictureLoader(self)
        self.banner = ErrorBanner("label")
        self.unsaved = UnsavedBar()
        self._empty = EmptyState("image-multiple-outline")
        self._unreadable = EmptyState("image-broken-variant")
        self._unreadable.setObjectName("label_unreadable")
        self._loading = EmptyState("image-outline")
        self._loading_soon = QTimer(self, singleShot=True, interval=LOADING_MS)
        self._loading_soon.timeout.connect(lambda: self._show_in_the_middle(self._loading))
        self._middle = QStackedWidget()
        self._lay_out()
        self._connect()
        self._add_shortcuts()
        self.retranslate()
        self._on_project_changed()

    # ---- what other pages and tests ask for

    @property
    def document(self) -> PictureDocument | None:
        """The document on show."""
        return self._document

    def open_payload(self, payload: object) -> None:
        """Show a picture: a path, absolute or as ``Project.pictures`` has it."""
        index = self._project.index(Path(str(payload))) if self._project is not None else None
        if index is not None:
            self.pictures.choose(index)

    def save_now(self) -> None:
        """Write what is not on disk yet; the rest has been written all along."""
        if self._project is not None:
            self._project.flush()
        self.unsaved.refresh()

    def undo(self) -> None:
        """Take back the last change, while a quad is being drawn its last point."""
        if not self.canvas.remove_last_point():
            self.canvas.cancel_gesture()
            self._history.undo()

    def redo(self) -> None:
        """Do again what was undone."""
        if self.canvas.gesture is None:
            self._history.redo()

    # ---- building

    def _lay_out(self) -> None:
        for widget in (self.canvas, self._empty, self._unreadable, self._loading):
            widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # keys work whichever is shown
            self._middle.addWidget(widget)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._middle, 1)
        column.addWidget(self.toolbar)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        for part, stretch in ((self.pictures, 0), (centre, 1), (self.panel, 0)):
            splitter.addWidget(part)
            splitter.setStretchFactor(splitter.count() - 1, stretch)
        splitter.setSizes([UNIT * 26, UNIT * 90, UNIT * 34])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        banners = QVBoxLayout()
        banners.setContentsMargins(UNIT, 0, UNIT, 0)
        banners.setSpacing(0)
        banners.addWidget(self.banner)
        banners.addWidget(self.unsaved)
        outer.addLayout(banners)
        outer.addWidget(splitter, 1)

    def _connect(self) -> None:
        self._session.project_changed.connect(self._on_project_changed)
        self.pictures.picture_chosen.connect(self._show_picture)
        self.loader.loaded.connect(self._on_loaded)
        self.loader.failed.connect(self._on_failed)
        self.model.edited.connect(self._show_findings)
        self.canvas.edit_requested.connect(self.panel.text.edit)
        self.panel.left.connect(self.canvas.setFocus)
        self.toolbar.undo_requested.connect(self.undo)
        self.toolbar.redo_requested.connect(self.redo)
        self.unsaved.reload_requested.connect(self._reload)
        self.destroyed.connect(self.loader.close)

    def _add_shortcuts(self) -> None:
        keys, canvas, edits = PageShortcuts(self), self.canvas, self.edits
        keys.add("A", lambda: self.pictures.step(-1))
        keys.add("D", lambda: self.pictures.step(1))
        keys.add("Q", lambda: canvas.set_tool("quad"))
        keys.add("W R", lambda: canvas.set_tool("rect"))
        keys.add("Ctrl+J", lambda: canvas.set_tool("select"))
        keys.add("I", edits.toggle_ignore)
        keys.add("Del Backspace", edits.delete)
        keys.add("Ctrl+Z", self.undo)
        keys.add("Ctrl+Shift+Z Ctrl+Y", self.redo)
        keys.add("Ctrl+A", edits.select_all)
        keys.add("Ctrl+C", edits.copy)
        keys.add("Ctrl+V", edits.paste)
        keys.add("Ctrl+D", edits.duplicate)
        for vertex, key in enumerate("ZXCV"):
            keys.add(key, partial(canvas.pick_vertex, vertex))
        keys.add_always("F2 Ctrl+E", self.panel.text.edit)
        keys.add_always("Ctrl+S", self.save_now)
        keys.add_always("Ctrl++ Ctrl+=", canvas.zoom_in)
        keys.add_always("Ctrl+-", canvas.zoom_out)
        keys.add_always("Ctrl+0", lambda: canvas.set_zoom(1.0))
        keys.add_always("Ctrl+F", canvas.fit)
        keys.add_always("Ctrl+Shift+F", canvas.fit_width)
        keys.add_always("Ctrl+G", self._zoom_to_selection)
        keys.add_always("Ctrl+H", self.toolbar.hide_labels.toggle)

    def retranslate(self) -> None:
        self._empty.set_texts(
            self.tr("There are no pictures in this folder"),
            self.tr("Copy JPEG, PNG, BMP, TIFF or WebP pictures into it and open it again."),
        )
        self._loading.set_texts(self.tr("Opening the picture …"), "")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # ---- project and picture

    def _on_project_changed(self) -> None:
        self._project = self._session.project
        self._set_document(None, None)
        self.loader.forget()
        self.banner.clear()
        self.pictures.set_project(self._project)
        self.unsaved.set_project(self._project)
        has_pictures = self._project is not None and bool(self._project.pictures)
        self._show_in_the_middle(self.canvas if has_pictures else self._empty)
        if has_pictures:
            self.pictures.choose(0)

    def _show_picture(self, picture: Path) -> None:
        if self._project is None:
            return
        self._project.flush()
        document = self._project.document(picture)
        if document is self._document and self.canvas.has_picture:
            return
        self._set_document(document, None)
        self._loading_soon.start()
        self.loader.request(picture, self.pictures.neighbours())

    def _set_document(self, document: PictureDocument | None, image: QImage | None) -> None:
        """Show ``document``; its labels appear on the canvas together with the picture."""
        if self._document is not None:
            self._document.saved.disconnect(self._show_findings)
        self._document = document
        if document is not None:
            document.saved.connect(self._show_findings)  # lines have other numbers now
        if document is None:
            self._history.setActiveStack(None)  # type: ignore[arg-type]
        else:
            self._history.addStack(document.undo_stack)
            document.undo_stack.setActive(True)
        self.model.set_document(document)
        self.canvas.show_document(document, image)

    def _on_loaded(self, picture: Path, image: QImage) -> None:
        if self._document is not None and picture == self._document.picture:
            self._show_in_the_middle(self.canvas)
            self.canvas.show_document(self._document, image)

    def _show_in_the_middle(self, widget: QWidget) -> None:
        """Show canvas or message; the keyboard stays in the middle if that is where it was."""
        self._loading_soon.stop()
        shown = self._middle.currentWidget()
        focused = shown is not None and shown.hasFocus()
        self._middle.setCurrentWidget(widget)
        if focused:
            widget.setFocus()

    def _on_failed(self, picture: Path, error: BaseException) -> None:
        del picture
        text = describe(error)
        self._unreadable.set_texts(
            text.title, "\n".join(part for part in (text.message, text.where, text.remedy) if part)
        )
        self._show_in_the_middle(self._unreadable)

    def _show_findings(self) -> None:
        self.panel.show_findings(self._document)

    # ---- keys

    def _zoom_to_selection(self) -> None:
        quads = self.canvas.quads()[self.selection.rows()]
        if len(quads):
            left, top = quads.min(axis=(0, 1))
            right, bottom = quads.max(axis=(0, 1))
            self.canvas.show_rect(QRectF(left, top, right - left, bottom - top))

    def _reload(self, documents: list[PictureDocument]) -> None:
        for document in documents:
            try:
                entries = document.read_from_disk()
            except QuadTuneError as error:
                self.banner.show_error(error)
                continue
            document.undo_stack.push(Reload(document, entries))
            document.flush()
        self.unsaved.refresh()
        self.canvas.setFocus()  # so that Undo, which brings one's own labels back, is about labels
