"""Shown when an earlier session ended before it could save: its labels can be taken over or dropped."""

from __future__ import annotations

import logging

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton

from desktop.document.picture_document import PictureDocument
from desktop.document.recovery_journal import Interrupted, forget
from desktop.document.reload import resolve
from desktop.document.trash import move_to_trash
from desktop.label.context import LabelContext
from desktop.label.recovery.difference import DifferenceDialog
from desktop.ui.widgets import Translated, lay_out_banner, named, text_label
from engine.errors import StorageError

log = logging.getLogger(__name__)


class InterruptedBar(Translated, QFrame):
    """Restore, discard or look at what an interrupted session left; each is asked for once."""

    show_picture = Signal(object)

    def __init__(self, context: LabelContext) -> None:
        super().__init__()
        self.setObjectName("label_interrupted")
        self._context = context
        self._found: list[Interrupted] = []
        self._text = text_label("", name="label_interrupted_text")
        self.restore = named(QPushButton(), "label_interrupted_restore")
        self.discard = named(QPushButton(), "label_interrupted_discard")
        self.look = named(QPushButton(), "label_interrupted_show")
        lay_out_banner(self, "notice", self._text, self.look, self.discard, self.restore)
        self.restore.clicked.connect(self._restore_all)
        self.discard.clicked.connect(self._discard_all)
        self.look.clicked.connect(self._show_first)
        context.project_changed.connect(self._on_project_changed)
        self.retranslate()

    def _on_project_changed(self) -> None:
        project = self._context.project
        self._found = project.interrupted() if project is not None else []
        self.retranslate()

    def retranslate(self) -> None:
        names = ", ".join(left.picture.name for left in self._found[:3])
        if len(self._found) > 3:
            names += " …"
        told = self.tr("Labels of an interrupted session were found: {names}")
        self._text.setText(told.format(names=names))
        self.restore.setText(self.tr("Restore"))
        self.restore.setToolTip(self.tr("Take these labels over; Undo brings those of the gt file back"))
        self.discard.setText(self.tr("Discard"))
        self.discard.setToolTip(self.tr("Keep the labels of the gt files"))
        self.look.setText(self.tr("Show"))
        self.look.setToolTip(self.tr("Show the picture, and what differs"))
        self.setVisible(bool(self._found))

    def _document(self, left: Interrupted) -> PictureDocument:
        assert self._context.project is not None
        return self._context.project.document(left.picture)

    def _restore_all(self) -> None:
        for left in list(self._found):
            document = self._document(left)
            resolve(document, document.content, left.content)
            self._settle(left)

    def _discard_all(self) -> None:
        for left in list(self._found):
            try:
                move_to_trash(left.place)
            except StorageError as error:
                log.info("No trash for the journal: %s", error)
            self._settle(left)

    def _show_first(self) -> None:
        left = self._found[0]
        self.show_picture.emit(left.picture)
        document = self._document(left)
        dialog = DifferenceDialog(left.picture.name, self)
        dialog.show_versions(left.content, document.content, left.base)
        dialog.chosen.connect(lambda content: self._decide(dialog, left, content))
        dialog.show()

    def _decide(self, dialog: DifferenceDialog, left: Interrupted, content: object) -> None:
        dialog.close()
        document = self._document(left)
        assert content is None or isinstance(content, list)
        resolve(document, document.content, content)
        self._settle(left)

    def _settle(self, left: Interrupted) -> None:
        """``left`` is decided. As long as what was taken over cannot be saved the old journal stays, too."""
        if left in self._found:
            self._found.remove(left)
            if not self._document(left).dirty:
                forget(left)
        self.retranslate()
