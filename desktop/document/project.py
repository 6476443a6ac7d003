"""A project: a dataset folder as the window works with it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from desktop.document.picture_document import AUTOSAVE_MS, PictureDocument
from desktop.document.proposals import Proposals
from desktop.document.recovery_journal import Interrupted, RecoveryJournal, forget
from desktop.work.delay import Delay
from engine import files
from engine.data import project_file
from engine.data.dataset import dataset_pictures, dataset_root, gt_path_for, shared_gt_error
from engine.data.lists import labelled_pictures
from engine.errors import InputError, Message, QuadTuneError

UNLABELLED = "unlabelled"
LABELLED = "labelled"
CHECKED = "checked"
JOURNAL_MS = 50
"""How long changes are gathered before they go into the recovery journal."""

log = logging.getLogger(__name__)


class Project(QObject):
    """The pictures of a dataset folder, and the documents of those opened so far.

    Raises InputError when the folder does not exist. A picture is ``labelled`` when its gt file exists, even
    an empty one (no text on it), ``checked`` when a person marked it as well, else ``unlabelled``.
    """

    picture_status_changed = Signal(int)
    pictures_changed = Signal()
    saved_changed = Signal(bool)
    save_failed = Signal(object)
    changed_on_disk = Signal(object)

    def __init__(self, root: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        if not root.is_dir():
            raise InputError(
                Message("There is no such folder."),
                remedy=Message("Open a folder that holds your pictures."),
                path=root,
            )
        self.root = dataset_root(root)
        self.pictures: list[Path] = []
        self.checked_error: QuadTuneError | None = None
        self._index: dict[Path, int] = {}
        self._owners: dict[Path, Path] = {}
        self._labelled: set[Path] = set()
        self._checked: set[Path] = set()
        self._documents: dict[Path, PictureDocument] = {}
        self._unsaved: set[Path] = set()
        self.proposals = Proposals(self.root, self)
        self.proposals.changed.connect(self._write_proposals)
        self.proposals.failed.connect(self.save_failed)
        self._autosave_ms = AUTOSAVE_MS
        self._journal = RecoveryJournal()
        self._to_journal: set[Path] = set()
        self._journal_soon = Delay(self, JOURNAL_MS, self._write_journal)
        self._scan()
        application = QCoreApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._application_state_changed)

    @property
    def name(self) -> str:
        return self.root.name or str(self.root)

    def index(self, picture: Path) -> int | None:
        """Index of ``picture`` in ``pictures``, None when it is not one of them."""
        return self._index.get(picture)

    def document(self, picture: Path) -> PictureDocument:
        """The document of ``picture``, read on the first call and kept with its history."""
        document = self._documents.get(picture)
        if document is None:
            document = PictureDocument(picture, gt_path_for(self.root, picture), self)
            document.set_autosave_ms(self._autosave_ms)
            owner = self._owners[picture.with_suffix("")]
            if owner != picture:
                document.refuse(shared_gt_error(owner, picture, document.gt_path))
            document.dirty_changed.connect(lambda dirty: self._note_dirty(picture, dirty))
            document.touched.connect(lambda: self._note_touched(picture))
            document.saved.connect(lambda: self._on_saved(picture))
            document.changed_on_disk.connect(lambda: self.changed_on_disk.emit(document))
            document.save_failed.connect(self.save_failed)
            self._documents[picture] = document
            self._refresh_status(picture)  # the file may have come or gone since the scan
        return document

    def set_autosave_ms(self, delay: int) -> None:
        """Write gt files ``delay`` milliseconds after the last change."""
        self._autosave_ms = delay
        for document in self.documents():
            document.set_autosave_ms(delay)

    def documents(self) -> list[PictureDocument]:
        """The documents opened so far."""
        return list(self._documents.values())

    # ---- states

    def status(self, picture: Path) -> str:
        """``unlabelled``, ``labelled`` or ``checked``."""
        if picture not in self._labelled:
            return UNLABELLED
        return CHECKED if picture in self._checked else LABELLED

    def opened(self, picture: Path) -> PictureDocument | None:
        """The document of ``picture`` if it has been opened."""
        return self._documents.get(picture)

    def refresh_status(self, pictures: Iterable[Path]) -> None:
        """Check again which of ``pictures`` are labelled: other code has written gt files."""
        for picture in pictures:
            if picture in self._index:
                self._refresh_status(picture)

    def counts(self) -> dict[str, int]:
        """How many ``pictures`` there are, and how many are ``labelled``, ``checked`` (labelled, too) and
        ``test`` pictures."""
        return {
            "pictures": len(self.pictures),
            "labelled": len(self._labelled),
            "checked": len(self._labelled & self._checked),
            "test": self._tests,
        }

    def mark_checked(self, picture: Path) -> None:
        """Mark ``picture``, which has a gt file, as checked by a person. Raises as the engine's function."""
        project_file.mark_checked(self.root, [picture])
        self._set_checked(self._checked | {picture}, picture)

    def refresh_checked(self) -> None:
        """Read the check marks again: other code has written some. Raises as the engine's function."""
        before, self._checked = self._checked, project_file.read_checked(self.root)
        for picture in (before ^ self._checked) & self._index.keys():
            self.picture_status_changed.emit(self._index[picture])

    def unmark_checked(self, picture: Path) -> None:
        """Remove the mark. Raises as the engine's function."""
        project_file.unmark_checked(self.root, [picture])
        self._set_checked(self._checked - {picture}, picture)

    def _set_checked(self, now: set[Path], picture: Path) -> None:
        self._checked = now
        self.checked_error = None
        if picture in self._index:
            self.picture_status_changed.emit(self._index[picture])

    # ---- files

    @property
    def all_saved(self) -> bool:
        return not self._unsaved

    def unsaved_documents(self) -> list[PictureDocument]:
        """Documents with changes that are not on disk."""
        return [self._documents[picture] for picture in sorted(self._unsaved)]

    def flush(self) -> bool:
        """Write every change now. False, and ``save_failed`` with the reason, when one cannot be written."""
        outcomes = [document.flush() for document in self.unsaved_documents()]
        return all(outcomes) and self.proposals.flush()

    def rescan(self) -> None:
        """Scan the folder again for pictures, gt files and check marks.

        Documents and their histories stay; those that could not be read are read again when next opened.
        """
        self.flush()
        for picture, document in list(self._documents.items()):
            if document.editable:
                document.check_disk()
            else:
                del self._documents[picture]
        self._scan()
        self.pictures_changed.emit()

    def interrupted(self) -> list[Interrupted]:
        """Labels that an interrupted session left and that are not in their gt files."""
        found = []
        for left in self._journal.interrupted(self.root):
            document = self.document(left.picture) if left.picture in self._index else None
            if document is None or not document.editable:
                continue
            if left.content in (document.content, None):
                forget(left)
            else:
                found.append(left)
        return found

    def close(self) -> None:
        """Leave the project; what could not be saved stays in the recovery journal."""
        self._write_journal()
        self._journal.close()

    def _scan(self) -> None:
        for folder in (self.root, self.root / "train_gts", self.root / "test_gts"):
            files.remove_strays(folder)
        self.pictures = dataset_pictures(self.root)
        self._index = {picture: index for index, picture in enumerate(self.pictures)}
        self._owners = {}
        for picture in self.pictures:
            self._owners.setdefault(picture.with_suffix(""), picture)
        self._tests = sum(picture.parent.name == "test_images" for picture in self.pictures)
        self._labelled = labelled_pictures(self.root, self.pictures)
        self.proposals.scan(self.pictures)
        self._checked = set()
        try:
            self._checked = project_file.read_checked(self.root)
            self.checked_error = None
        except QuadTuneError as error:
            self.checked_error = error

    def _on_saved(self, picture: Path) -> None:
        self.proposals.write(picture)
        self._refresh_status(picture)
        if picture in self._checked and picture not in self._labelled:
            # A check mark is about a gt file, which is gone.
            self._checked = self._checked - {picture}
            try:
                project_file.unmark_checked(self.root, [picture])
            except QuadTuneError as error:
                log.warning("The mark stays, without a meaning: %s", error)

    def _refresh_status(self, picture: Path) -> None:
        if picture not in self._index:
            return
        before, document = self.status(picture), self._documents.get(picture)
        if document is None or not document.editable:
            labelled = gt_path_for(self.root, picture).is_file()
        else:
            labelled = document.known is not None
        (self._labelled.add if labelled else self._labelled.discard)(picture)
        if self.status(picture) != before:
            self.picture_status_changed.emit(self._index[picture])

    def _write_proposals(self, picture: Path) -> None:
        """At once, unless an accepted box is not in the gt file yet."""
        if picture not in self._unsaved:
            self.proposals.write(picture)

    def _note_dirty(self, picture: Path, dirty: bool) -> None:
        before = self.all_saved
        if dirty:
            self._unsaved.add(picture)
        else:
            self._unsaved.discard(picture)
            self._to_journal.discard(picture)
            self._journal.remove(self._documents[picture].gt_path)
        if self.all_saved != before:
            self.saved_changed.emit(self.all_saved)

    def _note_touched(self, picture: Path) -> None:
        self._to_journal.add(picture)
        self._journal_soon.start_once()

    def _write_journal(self) -> None:
        self._journal_soon.stop()
        for picture in self._to_journal & self._unsaved:
            document = self._documents[picture]
            self._journal.write(picture, document.gt_path, document.content, document.known)
        self._to_journal.clear()

    def _application_state_changed(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            for document in self.documents():
                document.check_disk()
        else:
            self.flush()
