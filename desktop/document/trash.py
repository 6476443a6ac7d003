"""Deleting means moving to the system's trash."""

from __future__ import annotations

import contextlib
from pathlib import Path

from PySide6.QtCore import QFile, QStandardPaths

from engine.errors import Message, StorageError


def move_to_trash(path: Path) -> Path | None:
    """Move a file or folder to the trash; returns its place there, None where the system does not say.

    Raises `StorageError` when the system refuses (no trash on that disk, no permission); ``path`` then stays.
    """
    # Qt makes the trash folder, but not the one that holds it, which a fresh account does not have.
    data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    # Where that fails, so does the move, and Qt tells why.
    with contextlib.suppress(OSError):
        Path(data).mkdir(parents=True, exist_ok=True)
    file = QFile(str(path))
    if not file.moveToTrash():
        raise StorageError(
            Message(
                "It could not be moved to the trash, so it was kept: {reason}.",
                reason=file.errorString().rstrip("."),
            ),
            remedy=Message("Delete it in your file manager if you do not need it."),
            path=path,
        )
    place = file.fileName()
    return Path(place) if place else None
