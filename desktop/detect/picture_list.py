"""The pictures to detect in, as a list or a gallery, with the buttons that add to it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from desktop.detect.gallery import Gallery
from desktop.detect.model import DetectModel
from desktop.detect.picture_table import PictureTable
from desktop.ui.file_dialog import ask_files, ask_folder
from desktop.ui.layout import column, row, stack
from desktop.ui.tables import set_up_rows
from desktop.ui.theme import UNIT
from desktop.ui.widgets import IconButton, Translated, named, push_button, set_texts, text_label
from engine.data.pictures import PICTURE_SUFFIXES


class PictureListPanel(Translated, QWidget):
    add_requested = Signal(list)

    def __init__(self, model: DetectModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.title = text_label("", "heading")
        self.add_pictures = push_button("detect_add_pictures", "image-plus-outline")
        self.add_folder = push_button("detect_add_folder", "folder-plus-outline", clicked=self._ask_folder)
        self.project_pictures = push_button("detect_project_pictures", "image-multiple-outline")
        self.clear = IconButton("playlist-remove", name="detect_clear", clicked=model.clear)
        self.gallery_button = IconButton("view-grid-outline", name="detect_gallery", checkable=True)
        self.table = PictureTable(model, self)
        self.view = named(QTableView(), "detect_pictures")
        self.gallery = Gallery(model, self.table)
        self.stack = stack(self.view, self.gallery)
        self._lay_out()
        self.add_pictures.clicked.connect(self._ask_pictures)
        self.view.selectionModel().currentRowChanged.connect(self._on_row)
        self.gallery_button.toggled.connect(self._show_gallery)
        model.current_changed.connect(self._show_current)
        model.pictures_changed.connect(self._refresh)
        model.session.project_changed.connect(self._refresh)
        self.retranslate()
        self._refresh()
        remembered = model.session.settings.remembered("detect", "gallery", False)
        self.gallery_button.setChecked(remembered is True)

    def _lay_out(self) -> None:
        view = self.view
        view.setModel(self.table)
        set_up_rows(view)
        view.setFrameShape(QTableView.Shape.NoFrame)
        view.verticalHeader().setDefaultSectionSize(UNIT * 7 // 2)
        view.horizontalHeader().hide()
        view.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        view.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        view.setColumnWidth(1, UNIT * 6)
        self.gallery.setSelectionModel(view.selectionModel())  # one current picture, however it is shown
        head = row((self.title, 1), self.gallery_button, self.clear)
        add = row((self.add_pictures, 1), (self.add_folder, 1))
        parts = (head, add, self.project_pictures, (self.stack, 1))
        self.setLayout(column(*parts, margins=(UNIT * 2, UNIT, UNIT, UNIT)))

    def retranslate(self) -> None:
        self.add_pictures.setText(self.tr("Pictures…"))
        self.add_pictures.setToolTip(self.tr("Add pictures; you can also drop them on this page"))
        set_texts(self.add_folder, self.tr("Folder…"), self.tr("Add all pictures of a folder"))
        self.project_pictures.setText(self.tr("This project's test pictures"))
        self.clear.set_tip(self.tr("Empty the list (files are kept)"))
        self.title.setToolTip(self.tr("Previous, next picture") + " (A, D)")
        self.gallery_button.set_tip(self.tr("Show thumbnails"))
        for view in (self.view, self.gallery):
            view.setAccessibleName(self.tr("Pictures"))
        self._refresh()

    def _refresh(self) -> None:
        count = len(self._model.pictures)
        self.title.setText(self.tr("Pictures: {count}").format(count=count) if count else self.tr("Pictures"))
        self.clear.setEnabled(count > 0)
        self.project_pictures.setEnabled(self._model.session.project is not None)
        if self._model.session.project is None:
            self.project_pictures.setToolTip(self.tr("Open a project folder first"))
        else:
            self.project_pictures.setToolTip(self.tr("Add the pictures that training does not learn from"))
        self._show_current()

    def _show_gallery(self, wanted: bool) -> None:
        self._model.session.settings.remember("detect", "gallery", wanted)
        self.stack.setCurrentIndex(int(wanted))
        for view in (self.view, self.gallery):
            view.scrollTo(self.view.currentIndex())

    def _show_current(self) -> None:
        current = self._model.current
        if current < 0:
            self.view.clearSelection()
        elif self.view.currentIndex().row() != current:
            self.view.selectRow(current)

    def _on_row(self, current: QModelIndex) -> None:
        if current.isValid():
            self._model.set_current(current.row())

    def _ask_pictures(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in PICTURE_SUFFIXES)
        ask_files(
            self,
            "detect_pictures_dialog",
            self.tr("Add pictures"),
            self._model.session.settings.values.last_folder,
            self.tr("Pictures ({patterns})").format(patterns=patterns),
            self.add_requested.emit,
        )

    def _ask_folder(self) -> None:
        ask_folder(
            self,
            "detect_folder_dialog",
            self.tr("Add a folder of pictures"),
            self._model.session.settings.values.last_folder,
            self.add_requested.emit,
        )
