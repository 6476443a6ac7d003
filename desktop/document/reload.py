"""Documents that are open follow gt files that an import has written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop.document.commands import reload
from desktop.document.project import Project
from engine.errors import QuadTuneError


def take_over(project: Project, pictures: Sequence[Path]) -> None:
    """Load the gt files of ``pictures`` into their open documents; Undo brings the labels from before back.

    A document that was changed meanwhile is left alone: its saving will find the other file and ask.
    """
    for picture in pictures:
        document = project.opened(picture)
        if document is None or document.dirty or not document.editable:
            continue
        try:
            reload(document)
        except QuadTuneError:
            continue  # as with any other program that damages the file: saving will tell
    project.refresh_status(pictures)
