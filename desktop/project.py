"""A project: a dataset folder as the window works with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from desktop.document import PictureDocument
from engine.dataset import dataset_pictures, dataset_root, gt_path_for, shared_gt_error
from engine.errors import QT_TRANSLATE_NOOP, InputError

UNLABELLED = "unlabelled"
LABELLED = "labelled"


class Project(QObject):
    """The pictures of a dataset folder and the documents of those that were looked at.

    Raises InputError when the folder is not there. A picture is ``labelled`` when its gt file exists,
    be it empty (a picture without text), else ``unlabelled``.
    """

    picture_status_changed = Signal(int)
    saved_changed = Signal(bool)
    save_failed = Signal(object)

    def __init__(self, root: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        if not root.is_dir():
            raise InputError(
                QT_TRANSLATE_NOOP("engine", "There is no such folder."),
                remedy=QT_TRANSLATE_NOOP("engine", "Open a folder that holds your pictures."),
                path=root,
            )
        self.root = dataset_root(root)
        self.pictures: list[Path] = dataset_pictures(self.root)
        self._index = {picture: index for index, picture in enumerate(self.pictures)}
        self._owners: dict[Path, Path] = {}
        for picture in self.pictures:
            self._owners.setdefault(picture.with_suffix(""), picture)
        self._documents: dict[Path, PictureDocument] = {}
        self._unsaved: set[Path] = set()
        self._status: dict[Path, str] = {}
        application = QCoreApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._application_state_changed)

    @property
    def name(self) -> str:
        """Name of the folder."""
        return self.root.name or str(self.root)

    def index(self, picture: Path) -> int | None:
        """Place of ``picture`` in ``pictures``, None when it is not one of them."""
        return self._index.get(picture)

    def document(self, picture: Path) -> PictureDocument:
        """The document of ``picture``; read when first asked for, then the same one with its history."""
        document = self._documents.get(picture)
        if document is None:
            document = PictureDocument(picture, gt_path_for(self.root, picture), self)
            owner = self._owners[picture.with_suffix("")]
            if owner != picture:
                document.refuse(shared_gt_error(owner, picture, document.gt_path))
            document.dirty_changed.connect(lambda dirty: self._note_dirty(picture, dirty))
            document.saved.connect(lambda: self._refresh_status(picture))
            self.status(picture)  # what it is before any change
            document.save_failed.connect(self.save_failed)
            self._documents[picture] = document
        return document

    def status(self, picture: Path) -> str:
        """``unlabelled`` or ``labelled``."""
        status = self._status.get(picture)
        if status is None:
            status = self._status[picture] = self._look_up_status(picture)
        return status

    def counts(self) -> dict[str, int]:
        """How many ``pictures`` there are, how many of them ``labelled``, and in ``test_images``."""
        return {
            "pictures": len(self.pictures),
            "labelled": sum(self.status(picture) == LABELLED for picture in self.pictures),
            "test": sum(picture.parent.name == "test_images" for picture in self.pictures),
        }

    @property
    def all_saved(self) -> bool:
        """True when every change is on disk."""
        return not self._unsaved

    def unsaved_documents(self) -> list[PictureDocument]:
        """Documents with changes that are not on disk."""
        return [self._documents[picture] for picture in sorted(self._unsaved)]

    def flush(self) -> bool:
        """Write every change now. False (and ``save_failed`` told why) when one could not be written."""
        outcomes = [document.flush() for document in self.unsaved_documents()]
        return all(outcomes)

    def _look_up_status(self, picture: Path) -> str:
        return LABELLED if gt_path_for(self.root, picture).is_file() else UNLABELLED

    def _refresh_status(self, picture: Path) -> None:
        before, now = self._status.get(picture), self._look_up_status(picture)
        self._status[picture] = now
        if now != before:
            self.picture_status_changed.emit(self._index[picture])

    def _note_dirty(self, picture: Path, dirty: bool) -> None:
        before = self.all_saved
        if dirty:
            self._unsaved.add(picture)
        else:
            self._unsaved.discard(picture)
        if self.all_saved != before:
            self.saved_changed.emit(self.all_saved)

    def _application_state_changed(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            self.flush()
