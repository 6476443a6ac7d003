"""Loading gt files that changed on disk into open documents, each step undoable."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop.document.commands import Reload, Restore
from desktop.document.picture_document import Content, PictureDocument
from desktop.document.project import Project
from engine.errors import QuadTuneError


def reload_document(document: PictureDocument) -> None:
    """Load what the gt file holds now. Raises InputError as ``read_gt``."""
    document.undo_stack.push(Reload(document, document.read_from_disk()))
    document.flush()


def reload_written(project: Project, pictures: Sequence[Path]) -> None:
    """Other code has written the gt files of ``pictures``: load them where they are open.

    Documents with unsaved changes are left alone: saving them finds the other file, and the person is asked.
    """
    for picture in pictures:
        document = project.opened(picture)
        if document is None or document.dirty or not document.editable:
            continue
        try:
            reload_document(document)
        except QuadTuneError:
            continue  # as when any other program damages the file: saving reports it
    project.refresh_status(pictures)


def resolve(document: PictureDocument, theirs: Content, content: Content) -> None:
    """End a conflict with ``content``. One Undo brings ``theirs`` (in the gt file), two one's own labels."""
    if document.content != theirs:
        document.undo_stack.push(Reload(document, theirs))
    if content != theirs:
        document.undo_stack.push(Restore(document, content))
    document.flush()
