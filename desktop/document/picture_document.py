"""The labels of one picture while they are edited: model, undo history and autosave."""

from __future__ import annotations

import bisect
import dataclasses
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from desktop.document.trash import move_to_trash
from desktop.work.delay import Delay
from engine import files
from engine.data.gt import BadLine, Entry, Label, format_gt, parse_gt
from engine.errors import Message, QuadTuneError, StorageError

AUTOSAVE_MS = 300
"""How long changes are gathered; every one is on disk within a second."""
RETRY_MS = 3000
"""How long after a failure saving is retried."""

Content = list[Entry] | None
"""What a gt file holds; None means that there is none, an empty list that it is empty."""


class ChangedOnDiskError(StorageError):
    """Another program changed the gt file since we read or wrote it: writing would lose its changes."""


class PictureDocument(QObject):
    """Labels of one picture, in the order of their gt file, with an undo history.

    ``labels`` is the view of the entries that are labels; lines that could not be read stay in
    their places among ``entries`` and are written back as they were. A *row* is an index into
    ``labels``, a *position* one into ``entries``. Only undo commands change a document.

    A picture counts as labelled when its gt file exists. Removing its last label by hand leaves an
    empty gt file ("there is no text here"); undoing everything on a picture that had no gt file removes
    the file, so that a slip does not become a statement.

    A gt file that another program changed is never overwritten: with unsaved changes, saving fails with
    ChangedOnDiskError; otherwise ``changed_on_disk`` is emitted.
    """

    label_inserted = Signal(int)
    label_removed = Signal(int)
    label_changed = Signal(int)
    reset = Signal()
    touched = Signal()
    dirty_changed = Signal(bool)
    saved = Signal()
    save_failed = Signal(object)
    changed_on_disk = Signal()

    def __init__(self, picture: Path, gt_path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture = picture
        self.gt_path = gt_path
        self.load_error: QuadTuneError | None = None
        self.save_error: QuadTuneError | None = None
        self.undo_stack = QUndoStack(self)
        self._entries: list[Entry] = []
        self._view: tuple[list[int], list[Label]] | None = None
        self._text_before_ignore: dict[tuple[float, ...], str] = {}
        self._on_disk: bytes | None = None
        self.known: Content = None
        """What the gt file held when it was last read or written."""
        self._noticed: bytes | None = None  # what another program wrote and we have told of
        self._absent = True
        self.dirty = False  # True while something is not on disk
        self._timer = Delay(self, AUTOSAVE_MS, self.flush)
        self._retry = Delay(self, RETRY_MS, self._try_again)
        try:
            self._entries = list(self.read_from_disk() or ())
        except QuadTuneError as error:
            self.load_error = error
        self._noticed = self._on_disk
        self._absent = self._began_without_file = self._on_disk is None

    def set_autosave_ms(self, delay: int) -> None:
        """Write the file ``delay`` milliseconds after the last change."""
        self._timer.setInterval(delay)

    # ---- what is in it

    @property
    def labels(self) -> list[Label]:
        """The labels, in the order of the gt file. Not for changing."""
        return self._readable()[1]

    @property
    def entries(self) -> list[Entry]:
        """Labels and unreadable lines, in the order of the gt file."""
        return list(self._entries)

    @property
    def content(self) -> Content:
        """What the gt file should hold: the entries, or None when there should be no file."""
        nothing_said = self._began_without_file and self.undo_stack.index() == 0
        return None if self._absent or nothing_said else list(self._entries)

    @property
    def bad_lines(self) -> list[BadLine]:
        """Lines of the gt file that could not be read; kept as they are."""
        return [entry for entry in self._entries if isinstance(entry, BadLine)]

    @property
    def editable(self) -> bool:
        """False when the gt file could not be read at all: writing it would lose what is in it."""
        return self.load_error is None

    def refuse(self, error: QuadTuneError) -> None:
        """Show no labels and take no changes, because of ``error``. For a document just made."""
        self.load_error = error
        self._entries = []
        self._view = None

    def position(self, row: int) -> int:
        """Position among the entries of label ``row``; ``row == len(labels)`` means the end."""
        positions = self._readable()[0]
        return positions[row] if row < len(positions) else len(self._entries)

    def text_before_ignore(self, row: int) -> str:
        """The transcription that label ``row`` had before it was ignored, empty when unknown."""
        return self._text_before_ignore.get(self.labels[row].points, "")

    # ---- changes, called by undo commands

    def insert(self, position: int, label: Label) -> None:
        """Put ``label`` before the entry at ``position``."""
        self._entries.insert(position, label)
        self._absent = False
        self._view = None
        row = bisect.bisect_left(self._readable()[0], position)
        self._touch()
        self.label_inserted.emit(row)

    def remove(self, row: int) -> None:
        """Take label ``row`` out."""
        del self._entries[self.position(row)]
        self._view = None
        self._touch()
        self.label_removed.emit(row)

    def replace(self, row: int, label: Label) -> None:
        """Put ``label`` in the place of label ``row``."""
        old = self.labels[row]
        if label.ignore:
            text = self.text_before_ignore(row) if old.ignore else old.transcription
            # "##" is only "###" half typed.
            self._text_before_ignore[label.points] = text if text.strip("#") else ""
        self._entries[self.position(row)] = label
        self._view = None
        self._touch()
        self.label_changed.emit(row)

    def replace_all(self, content: Sequence[Entry] | None) -> None:
        """Put other entries in the place of all there are; None also takes the gt file away."""
        self._entries = list(content or ())
        self._absent = content is None
        self._view = None
        self._touch()
        self.reset.emit()

    # ---- disk

    def flush(self) -> bool:
        """Write what is not on disk yet, now. False, and ``save_failed``, when that was impossible."""
        self._timer.stop()
        if not self.dirty:
            return True
        error = self._try_to_save()
        if error is not None:
            self.save_failed.emit(error)
        return error is None

    def _try_again(self) -> None:
        """The error is shown already; a disk that comes back needs no click."""
        if self.dirty and not isinstance(self.save_error, ChangedOnDiskError):
            self._try_to_save()

    def _try_to_save(self) -> QuadTuneError | None:
        self._retry.stop()
        try:
            self._save()
        except QuadTuneError as error:
            self.save_error = error
            self._retry.start()
            return error
        self.save_error = None
        self._set_dirty(False)
        self.saved.emit()
        return None

    def check_disk(self) -> None:
        """Notice, once, that another program changed the gt file.

        Emits ``changed_on_disk``, or tries to save unsaved changes, which fails. A file that cannot be read
        is reported when saving.
        """
        if not self.editable:
            return
        try:
            disk = self._disk_bytes()
        except QuadTuneError:
            return
        if disk in (self._on_disk, self._noticed):
            return
        self._noticed = disk
        if self.dirty:
            self.flush()
        else:
            self.changed_on_disk.emit()

    def peek(self) -> Content:
        """What the gt file holds now. Raises InputError as ``read_gt``."""
        return self._parse(self._disk_bytes())

    def read_from_disk(self) -> Content:
        """What the gt file holds now, which becomes the known state. Raises InputError as ``read_gt``."""
        disk = self._disk_bytes()
        self.known = self._parse(disk)
        self._on_disk = self._noticed = disk
        return self.known

    def _parse(self, data: bytes | None) -> Content:
        if data is None:
            return None
        return list(parse_gt(files.decode_text(data, self.gt_path), self.gt_path).entries)

    def _save(self) -> None:
        content = self.content
        if content == self.known:
            return
        disk = self._disk_bytes()
        if disk != self._on_disk:
            raise ChangedOnDiskError(
                Message("The gt file was changed by another program."),
                remedy=Message(
                    "Press Compare to see both and choose; Undo after that brings your own labels back."
                ),
                path=self.gt_path,
            )
        if content is None:  # everything was undone on a picture that had no file
            if disk is not None:
                self._remove_file()
            self._on_disk = self._noticed = self.known = None
            return
        data = format_gt(content).encode("utf-8")
        if data != disk:
            files.write_bytes(self.gt_path, data)
        self._on_disk = self._noticed = data
        self._renumber_bad_lines()
        self.known = list(self._entries)

    def _remove_file(self) -> None:
        """Without a trash it is deleted: we wrote the file, and the undo history holds all of it."""
        try:
            move_to_trash(self.gt_path)
        except StorageError:
            try:
                self.gt_path.unlink()
            except OSError as error:
                raise files.storage_error(self.gt_path, error) from error

    def _disk_bytes(self) -> bytes | None:
        try:
            return self.gt_path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise files.reading_error(self.gt_path, error) from error

    def _renumber_bad_lines(self) -> None:
        """The file was rewritten, one entry a line: unreadable lines may have new numbers."""
        for position, entry in enumerate(self._entries):
            if isinstance(entry, BadLine) and entry.number != position + 1:
                entry.error.line = position + 1
                self._entries[position] = dataclasses.replace(entry, number=position + 1)

    def _readable(self) -> tuple[list[int], list[Label]]:
        """Positions of the labels among the entries, and the labels."""
        if self._view is None:
            labels = [(place, entry) for place, entry in enumerate(self._entries) if isinstance(entry, Label)]
            self._view = [place for place, _ in labels], [label for _, label in labels]
        return self._view

    def _touch(self) -> None:
        self._set_dirty(True)
        self.touched.emit()
        self._timer.start_once()

    def _set_dirty(self, dirty: bool) -> None:
        if dirty != self.dirty:
            self.dirty = dirty
            self.dirty_changed.emit(dirty)
