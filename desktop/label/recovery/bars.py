"""Bars above the canvas about labels that are not in their gt file, and what to do about them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal

from desktop.document.picture_document import ChangedOnDiskError, Content, PictureDocument
from desktop.document.recovery_journal import Interrupted, forget
from desktop.document.reload import resolve
from desktop.document.trash import move_to_trash
from desktop.label.context import LabelContext
from desktop.label.recovery.difference import DifferenceDialog
from desktop.label.recovery.external_changes import ExternalChanges
from desktop.settings.keys import key_text
from desktop.ui.banner import Banner
from engine.errors import StorageError

log = logging.getLogger(__name__)


class UnsavedBar(Banner):
    """Names the pictures whose labels could not be saved. The window's error banner tells the reason."""

    reloaded = Signal()

    def __init__(self, context: LabelContext, external: ExternalChanges) -> None:
        super().__init__("label_unsaved", self._text, "error")
        self._context = context
        self._external = external
        self._compare = self.add_button(
            "label_compare",
            lambda: external.compare(self._changed_on_disk()[0]),
            lambda: self.tr("Compare…"),
            lambda: self.tr("Show what differs, and choose"),
        )
        self._reload = self.add_button(
            "label_reload",
            self._reload_changed,
            lambda: self.tr("Reload"),
            lambda: self.tr("Show what the gt file holds now; Undo brings your labels back"),
        )
        self.add_button(
            "label_save_retry",
            self._try_again,
            lambda: self.tr("Try again"),
            lambda: self.tr("Save now ({keys})").format(keys=key_text("save")),
        )
        context.project_changed.connect(self._on_project_changed)
        self.retranslate()

    def refresh(self) -> None:
        for button in (self._compare, self._reload):
            button.setVisible(bool(self._changed_on_disk()))
        super().refresh()

    def _text(self) -> str:
        names = _names([document.picture for document in self._failed()])
        return self.tr("Not saved: the labels of {names}").format(names=names) if names else ""

    def _on_project_changed(self) -> None:
        project = self._context.project
        if project is not None:
            project.save_failed.connect(self.refresh)
            project.saved_changed.connect(self.refresh)
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


class InterruptedBar(Banner):
    """Offers the labels of a session that ended before it could save: restore, discard or compare them."""

    picture_wanted = Signal(object)

    def __init__(self, context: LabelContext) -> None:
        super().__init__("label_interrupted", self._text)
        self._context = context
        self._found: list[Interrupted] = []
        self.add_button(
            "label_interrupted_show",
            self._show_first,
            lambda: self.tr("Show"),
            lambda: self.tr("Show the picture, and what differs"),
        )
        self.add_button(
            "label_interrupted_discard",
            self._discard_all,
            lambda: self.tr("Discard"),
            lambda: self.tr("Keep the labels of the gt files"),
        )
        self.add_button(
            "label_interrupted_restore",
            self._restore_all,
            lambda: self.tr("Restore"),
            lambda: self.tr("Use these labels; Undo brings those of the gt file back"),
        )
        context.project_changed.connect(self._on_project_changed)
        self.retranslate()

    def _text(self) -> str:
        names = _names([left.picture for left in self._found])
        found = self.tr("Labels of an interrupted session were found: {names}")
        return found.format(names=names) if names else ""

    def _on_project_changed(self) -> None:
        project = self._context.project
        self._found = project.interrupted() if project is not None else []
        self.refresh()

    def _document(self, left: Interrupted) -> PictureDocument:
        assert self._context.project is not None
        return self._context.project.document(left.picture)

    def _restore_all(self) -> None:
        for left in list(self._found):
            self._use(left, left.content)

    def _discard_all(self) -> None:
        for left in list(self._found):
            try:
                move_to_trash(left.place)
            except StorageError as error:
                log.info("No trash for the recovery journal: %s", error)
            self._settle(left)

    def _show_first(self) -> None:
        left = self._found[0]
        self.picture_wanted.emit(left.picture)
        dialog = DifferenceDialog(left.picture.name, self)
        dialog.show_versions(left.content, self._document(left).content, left.base)
        dialog.chosen.connect(dialog.close)
        dialog.chosen.connect(lambda content: self._use(left, content))
        dialog.show()

    def _use(self, left: Interrupted, content: Content) -> None:
        document = self._document(left)
        resolve(document, document.content, content)
        self._settle(left)

    def _settle(self, left: Interrupted) -> None:
        """``left`` is decided. While its labels cannot be saved, the old recovery journal stays, too."""
        if left in self._found:
            self._found.remove(left)
            if not self._document(left).dirty:
                forget(left)
        self.refresh()


def _names(pictures: Sequence[Path]) -> str:
    """The first few names."""
    return ", ".join(picture.name for picture in pictures[:3]) + (" …" if len(pictures) > 3 else "")
