"""Shown while labels are not on disk and cannot be written: what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton

from desktop.document.picture_document import ChangedOnDiskError, PictureDocument
from desktop.label.context import LabelContext
from desktop.label.recovery.external_changes import ExternalChanges
from desktop.settings.keys import key_text
from desktop.ui.widgets import Translated, lay_out_banner, text_label


class UnsavedBar(Translated, QFrame):
    """Names the pictures whose labels could not be saved. The reason is told by the window's banner.

    "Try again" writes; "Reload" takes over a gt file that another program changed, "Compare" shows what
    differs and asks which to go on with.
    """

    reloaded = Signal()

    def __init__(self, context: LabelContext, external: ExternalChanges) -> None:
        super().__init__()
        self.setObjectName("label_unsaved")
        self._context = context
        self._external = external
        self._text = text_label("")
        self._retry, self._reload, self._compare = QPushButton(), QPushButton(), QPushButton()
        self._compare.setObjectName("label_compare")
        self._retry.setObjectName("label_save_retry")
        self._reload.setObjectName("label_reload")
        lay_out_banner(self, "error", self._text, self._compare, self._reload, self._retry)
        self._retry.clicked.connect(self._try_again)
        self._reload.clicked.connect(self._reload_changed)
        self._compare.clicked.connect(lambda: external.compare(self._changed_on_disk()[0]))
        context.project_changed.connect(self._on_project_changed)
        self.retranslate()
        self.hide()

    def _on_project_changed(self) -> None:
        project = self._context.project
        if project is not None:
            project.save_failed.connect(self.refresh)
            project.saved_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show which pictures are not saved now."""
        failed = self._failed()
        names = ", ".join(document.picture.name for document in failed[:3])
        if len(failed) > 3:
            names += " …"
        self._text.setText(self.tr("Not saved: the labels of {names}").format(names=names))
        for button in (self._compare, self._reload):
            button.setVisible(bool(self._changed_on_disk()))
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
        if self._context.project is not None:
            self._context.project.flush()
        self.refresh()

    def _reload_changed(self) -> None:
        self._external.reload(self._changed_on_disk())
        self.refresh()
        self.reloaded.emit()

    def _failed(self) -> list[PictureDocument]:
        project = self._context.project
        unsaved = project.unsaved_documents() if project is not None else []
        return [document for document in unsaved if document.save_error is not None]

    def _changed_on_disk(self) -> list[PictureDocument]:
        return [doc for doc in self._failed() if isinstance(doc.save_error, ChangedOnDiskError)]
