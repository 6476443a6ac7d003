"""The label page: pictures left, canvas in the middle, labels right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QWidget

from desktop.document.picture_document import PictureDocument
from desktop.label.canvas.canvas import Canvas
from desktop.label.canvas.canvas_menu import CanvasMenu
from desktop.label.canvas.edits import LabelEdits
from desktop.label.canvas.toolbar import CanvasToolbar
from desktop.label.context import LabelContext
from desktop.label.panel.label_panel import LabelPanel
from desktop.label.panel.prefill import Prefill
from desktop.label.pictures.checking import Checking
from desktop.label.pictures.picture_list import PictureList
from desktop.label.recovery.bars import InterruptedBar, UnsavedBar
from desktop.label.recovery.external_changes import ExternalChanges
from desktop.label.recovery.notice_bar import NoticeBar
from desktop.label.review.review import Review
from desktop.label.review.review_bar import ReviewBar
from desktop.label.texts.text_tools import TextTools
from desktop.payloads import LabelSpot, PicturePlace, ViewPlace
from desktop.picture.picture_loader import PictureLoader
from desktop.session import Session
from desktop.settings.keys import with_keys
from desktop.settings.shortcuts import PageShortcuts
from desktop.ui.errors import ErrorBanner, describe
from desktop.ui.layout import column
from desktop.ui.theme import UNIT
from desktop.ui.widgets import EmptyState, Translated, named
from desktop.work.delay import Delay

LOADING_MS = 400
"""A picture that takes longer than this to open is announced."""


class LabelPage(Translated, QWidget):
    """Draw quads on pictures. Every change is on disk within a second."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("label_page")
        self.context = context = LabelContext(session, self)
        self._when_loaded: tuple[Path, Callable[[], object]] | None = None
        self.canvas = Canvas(context)
        self.edits = LabelEdits(self.canvas)
        self.pictures = PictureList(context)
        self.prefill = Prefill(context)
        self.panel = LabelPanel(context, self.prefill)
        self.review = Review(context, self.canvas, self.edits, self.pictures)
        self.review_bar = ReviewBar(self.review)
        self.texts = TextTools(context, self.panel, self)
        self.toolbar = CanvasToolbar(self.canvas)
        self.menu = CanvasMenu(self.canvas, self.edits)
        self.loader = PictureLoader(self)
        self.banner = ErrorBanner("label")
        self.notice = NoticeBar()
        self.external = ExternalChanges(context, self, self.banner, self.notice)
        self.unsaved = UnsavedBar(context, self.external)
        self.interrupted = InterruptedBar(context)
        self.checking = Checking(context, self.canvas, self.pictures, self.banner, self.notice)
        self._empty = EmptyState("image-multiple-outline", button_name="label_look_again")
        self._unreadable = named(EmptyState("image-broken-variant"), "label_unreadable")
        self._loading = EmptyState("image-outline")
        self._loading_soon = Delay(self, LOADING_MS, lambda: self._show_in_the_middle(self._loading))
        self._middle = QStackedWidget()
        self._lay_out()
        self._connect()
        self._add_shortcuts()
        self.retranslate()
        context.use_project()

    # ---- what other pages and tests ask for

    @property
    def document(self) -> PictureDocument | None:
        return self.context.document

    def open_payload(self, payload: object) -> None:
        """Show a picture: a path, absolute or as ``Project.pictures`` has it, a `LabelSpot` in one, or a
        `PicturePlace`."""
        spot = payload if isinstance(payload, LabelSpot | PicturePlace) else LabelSpot(Path(str(payload)))
        picture = spot.picture
        project = self.context.project
        index = project.index(picture) if project is not None else None
        if index is None:
            return
        self.pictures.choose(index)
        match spot:
            case LabelSpot(row=int(row)) if row < len(self.context.model.labels):
                self.context.selection.select([row])
                self._do_when_loaded(picture, self.canvas.zoom_to_selection)
            case PicturePlace(view=ViewPlace() as view):
                self._do_when_loaded(picture, partial(self.canvas.go_to, view))

    def place(self) -> PicturePlace | None:
        """The picture on show and the part of it in view."""
        if self.document is None:
            return None
        view = self.canvas.place() if self.canvas.has_picture else None
        return PicturePlace(self.document.picture, view)

    def save_now(self) -> None:
        """Write what the autosave has not written yet."""
        if self.context.project is not None:
            self.context.project.flush()
        self.unsaved.refresh()

    def undo(self) -> None:
        """Undo the last change; while a quad is being drawn, take back its last point."""
        if not self.canvas.remove_last_point():
            self.canvas.cancel_gesture()
            self.context.history.undo()

    def redo(self) -> None:
        if self.canvas.gesture is None:
            self.context.history.redo()

    # ---- building

    def _lay_out(self) -> None:
        for widget in (self.canvas, self._empty, self._unreadable, self._loading):
            widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # keys work whichever is shown
            self._middle.addWidget(widget)
        centre = QWidget()
        centre.setLayout(column((self._middle, 1), self.toolbar, spacing=0))
        splitter = named(QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False), "label_splitter")
        for part, stretch in ((self.pictures, 0), (centre, 1), (self.panel, 0)):
            splitter.addWidget(part)
            splitter.setStretchFactor(splitter.count() - 1, stretch)
        splitter.setSizes([UNIT * 26, UNIT * 90, UNIT * 34])
        bars = (self.banner, self.unsaved, self.interrupted, self.notice, self.review_bar)
        banners = column(*bars, spacing=0, margins=(UNIT, 0, UNIT, 0))
        self.setLayout(column(banners, (splitter, 1), spacing=0))

    def _connect(self) -> None:
        self.context.project_changed.connect(self._on_project_changed)
        self.pictures.picture_chosen.connect(self._show_picture)
        self.loader.loaded.connect(self._on_loaded)
        self.loader.failed.connect(self._on_failed)
        self.canvas.edit_requested.connect(self.panel.text.edit)
        self.panel.left.connect(self.canvas.setFocus)
        self.panel.rotate_requested.connect(self.edits.rotate_start)
        self.texts.picture_wanted.connect(self.open_payload)
        self.toolbar.undo.clicked.connect(self.undo)
        self.toolbar.redo.clicked.connect(self.redo)
        # Undo, which brings one's own labels back, is then about labels.
        self.unsaved.reloaded.connect(self.canvas.setFocus)
        self.interrupted.picture_wanted.connect(self.open_payload)
        self._empty.clicked.connect(self.external.rescan)
        self.pictures.menu_requested.connect(self._fill_picture_menu)

    def _add_shortcuts(self) -> None:
        keys, canvas, edits = PageShortcuts(self), self.canvas, self.edits
        keys.add("picture.previous", lambda: self.pictures.step(-1))
        keys.add("picture.next", lambda: self.pictures.step(1))
        keys.add("label.check", self.checking.check_and_go_on)
        keys.add("label.next_unchecked", self.checking.next_unchecked)
        keys.add("label.next_unlabelled", self.checking.next_unlabelled)
        keys.add("label.reload", self.external.rescan)
        keys.add("label.quad", lambda: canvas.set_tool("quad"))
        keys.add("label.rect", lambda: canvas.set_tool("rect"))
        keys.add("label.select", lambda: canvas.set_tool("select"))
        keys.add("label.ignore", edits.toggle_ignore)
        keys.add("label.delete", self.review.reject_or_delete)
        keys.add("edit.undo", self.undo)
        keys.add("edit.redo", self.redo)
        keys.add("label.select_all", edits.select_all)
        keys.add("label.copy", edits.copy)
        keys.add("label.paste", edits.paste)
        keys.add("label.duplicate", edits.duplicate)
        keys.add("label.select_next", partial(self.panel.select_next, 1))
        keys.add("label.select_previous", partial(self.panel.select_next, -1))
        keys.add("label.rotate_start", edits.rotate_start)
        keys.add("label.reverse", edits.reverse_order)
        keys.add("label.clip", edits.clip)
        keys.add("label.minimap", self.toolbar.minimap.toggle)
        keys.add("label.loupe", self.toolbar.loupe.toggle)
        keys.add("label.look", self.toolbar.open_tones)
        for vertex in range(4):
            keys.add(f"label.vertex_{vertex + 1}", partial(canvas.pick_vertex, vertex))
        keys.add("label.edit_text", self.panel.text.edit)
        self.texts.add_shortcuts(keys)
        keys.add("save", self.save_now)
        keys.add("view.zoom_in", canvas.zoom_in)
        keys.add("view.zoom_out", canvas.zoom_out)
        keys.add("view.actual", lambda: canvas.set_zoom(1.0))
        keys.add("view.fit", canvas.fit)
        keys.add("view.fit_width", canvas.fit_width)
        keys.add("label.zoom_to", canvas.zoom_to_selection)
        keys.add("label.hide", self.toolbar.hide_labels.toggle)
        keys.add("label.texts", self.toolbar.texts.toggle)

    def retranslate(self) -> None:
        self._empty.set_texts(
            self.tr("There are no pictures in this folder"),
            self.tr(
                "Copy JPEG, PNG, BMP, TIFF or WebP pictures into it and rescan it, or open another folder"
                " (Ctrl+O)."
            ),
            self.tr("Rescan (F5)"),
        )
        self._loading.set_texts(self.tr("Opening the picture …"), "")
        self.canvas.describe()

    # ---- project and picture

    def _on_project_changed(self) -> None:
        project = self.context.project
        self.loader.forget()
        self.banner.clear()
        self.notice.clear()
        if project is not None:
            project.pictures_changed.connect(self._on_pictures_changed)
            if project.checked_error is not None:
                self.banner.show_error(project.checked_error)
        has_pictures = project is not None and bool(project.pictures)
        self._show_in_the_middle(self.canvas if has_pictures else self._empty)
        if has_pictures:
            self.pictures.choose(0)

    def _on_pictures_changed(self) -> None:
        """The folder was scanned again; the list has chosen a picture if there is one."""
        if self.context.project is not None and not self.context.project.pictures:
            self.context.show(None)
            self._show_in_the_middle(self._empty)

    def _fill_picture_menu(self, menu: QMenu) -> None:
        check = menu.addAction(self.tr("Checked"))
        check.setObjectName("label_menu_checked")
        check.setCheckable(True)
        check.setChecked(self.pictures.check.isChecked())
        check.triggered.connect(self.checking.toggle)
        menu.addSeparator()
        again = menu.addAction(with_keys(self.tr("Rescan the folder"), "label.reload"))
        again.setObjectName("label_menu_reload")
        again.triggered.connect(self.external.rescan)

    def _show_picture(self, picture: Path) -> None:
        project = self.context.project
        if project is None:
            return
        project.flush()
        document = project.document(picture)
        if document is self.document and self.canvas.has_picture:
            return
        self.context.show(document)  # its labels appear on the canvas together with the picture
        self._loading_soon.start()
        self.loader.request(picture, self.pictures.neighbours())

    def _on_loaded(self, picture: Path, image: QImage) -> None:
        if self.document is not None and picture == self.document.picture:
            self._show_in_the_middle(self.canvas)
            self.canvas.show_picture(image)
            self._loaded(picture)

    def _do_when_loaded(self, picture: Path, action: Callable[[], object]) -> None:
        """Call ``action`` once ``picture`` is there: to zoom to a label that another page asked for, say."""
        self._when_loaded = picture, action
        if self.canvas.has_picture:
            self._loaded(picture)

    def _loaded(self, picture: Path) -> None:
        if self._when_loaded is not None and picture == self._when_loaded[0]:
            self._when_loaded[1]()
        self._when_loaded = None

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
        self._unreadable.set_texts(text.title, text.body())
        self._show_in_the_middle(self._unreadable)
