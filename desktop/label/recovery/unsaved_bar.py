"""Shown while labels are not on disk and cannot be written: what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from desktop.document.picture_document import ChangedOutsideError, PictureDocument
from desktop.document.project import Project
from desktop.settings.keys import key_text
from desktop.ui.widgets import Translated, lay_out_banner, text_label


class UnsavedBar(Translated, QFrame):
    """Names the pictures whose labels could not be saved. The reason is told by the window's banner.

    "Try again" writes; "Reload" takes over a gt file that another program changed, "Compare" shows what
    differs and asks which to go on with.
    """

    reload_requested = Signal(list)
    compare_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("label_unsaved")
        self._project: Project | None = None
        self._text = text_label("")
        self._retry, self._reload, self._compare = QPushButton(), QPushButton(), QPushButton()
        self._compare.setObjectName("label_compare")
        self._retry.setObjectName("label_save_retry")
        self._reload.setObjectName("label_reload")
        lay_out_banner(self, "error", self._text, self._compare, self._reload, self._retry)
        self._retry.clicked.connect(self._try_again)
        self._reload.clicked.connect(lambda: self.reload_requested.emit(self._changed_outside()))
        self._compare.clicked.connect(lambda: self.compare_requested.emit(self._changed_outside()[0]))
        self.retranslate()
        self.hide()

    def set_project(self, project: Project | None) -> None:
        """Watch ``project``."""
        self._project = project
        if project is not None:
            project.save_failed.connect(self.refresh)
            project.saved_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is so now."""
        failed = self._failed()
        names = ", ".join(document.picture.name for document in failed[:3])
        if len(failed) > 3:
            names += " …"
        self._text.setText(self.tr("Not saved: the labels of {names}").format(names=names))
        for button in (self._compare, self._reload):
            button.setVisible(bool(self._changed_outside()))
        self.setVisible(bool(failed))

    def retranslate(self) -> None:
        self._retry.setText(self.tr("Try again"))
        self._retry.setToolTip(self.tr("Save now ({keys})").format(keys=key_text("save")))
        self._compare.setText(self.tr("Compare…"))
        self._compare.setToolTip(self.tr("Show what differs, and choose"))
        self._reload.setText(self.tr("Reload"))
        self._reload.setToolTip(self.tr("Show what the gt file holds now; Undo brings your labels back"))
        self.refresh()

    def _try_again(self) -> None:
        if self._project is not None:
            self._project.flush()
        self.refresh()

    def _failed(self) -> list[PictureDocument]:
        unsaved = self._project.unsaved_documents() if self._project is not None else []
        return [document for document in unsaved if document.save_error is not None]

    def _changed_outside(self) -> list[PictureDocument]:
        return [doc for doc in self._failed() if isinstance(doc.save_error, ChangedOutsideError)]
