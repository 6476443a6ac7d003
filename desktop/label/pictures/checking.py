"""Marking pictures as checked, and finding the ones that are left."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.document.commands import StateNoText
from desktop.document.picture_document import PictureDocument
from desktop.document.project import CHECKED, LABELLED, UNLABELLED, Project
from desktop.label.canvas.canvas import Canvas
from desktop.label.context import LabelContext
from desktop.label.pictures.picture_list import PictureList
from desktop.label.recovery.notice_bar import NoticeBar
from desktop.settings.keys import key_text
from desktop.ui.errors import ErrorBanner
from engine.errors import QuadTuneError


class Checking(QObject):
    """What Space, End and their like do. Only the picture on show can be marked.

    Marking a picture without a gt file says that there is no text on it: it gets an empty one, which Undo
    takes away again, and the mark with it. A mark stays when labels change later.
    """

    def __init__(
        self,
        context: LabelContext,
        canvas: Canvas,
        pictures: PictureList,
        banner: ErrorBanner,
        notice: NoticeBar,
    ) -> None:
        super().__init__(context)
        self._context = context
        self._canvas = canvas
        self._pictures = pictures
        self._banner = banner
        self._notice = notice
        canvas.space_tapped.connect(self.check_and_go_on)
        pictures.space_pressed.connect(self.check_and_go_on)
        pictures.check_toggled.connect(self.toggle)

    def check_and_go_on(self) -> None:
        """Mark the picture as checked and show the next one of the list."""
        project, document = self._context.project, self._context.document
        if project is None or document is None or not self._mark(project, document):
            return
        if not self._pictures.step(1):
            self._tell_end(project)

    def toggle(self) -> None:
        """Mark the picture as checked, or take the mark back; stay there."""
        project, document = self._context.project, self._context.document
        if project is None or document is None:
            return
        if project.status(document.picture) != CHECKED:
            self._mark(project, document)
            return
        try:
            project.unmark_checked(document.picture)
        except QuadTuneError as error:
            self._banner.show_error(error)

    def next_unchecked(self) -> None:
        if not self._pictures.go_to_next((UNLABELLED, LABELLED)):
            self._notice.tell(self.tr("Every other picture of the list is checked."))

    def next_unlabelled(self) -> None:
        if not self._pictures.go_to_next((UNLABELLED,)):
            self._notice.tell(self.tr("Every other picture of the list is labelled."))

    def _mark(self, project: Project, document: PictureDocument) -> bool:
        """Whether the picture is checked now; an error is shown."""
        if not self._canvas.can_edit() or self._canvas.gesture is not None:
            return False
        stated = document.content is None
        if stated:
            document.undo_stack.push(StateNoText(document))
        if not document.flush():
            return False
        try:
            if project.status(document.picture) != CHECKED:
                project.mark_checked(document.picture)
        except QuadTuneError as error:
            self._banner.show_error(error)
            if stated:
                document.undo_stack.undo()
            return False
        return True

    def _tell_end(self, project: Project) -> None:
        counts = project.counts()
        if counts["checked"] == counts["pictures"]:
            self._notice.tell(self.tr("All pictures are checked."))
        else:
            self._notice.tell(
                self.tr("This is the end of the list. {keys} goes to the next unchecked picture.").format(
                    keys=key_text("label.next_unchecked")
                )
            )
