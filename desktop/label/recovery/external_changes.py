"""Changes that other programs make to gt files and pictures while the project is open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject
from PySide6.QtWidgets import QWidget

from desktop.document.picture_document import Content, PictureDocument
from desktop.document.reload import reload_document, resolve
from desktop.label.context import LabelContext
from desktop.label.recovery.difference import DifferenceDialog
from desktop.label.recovery.notice_bar import NoticeBar
from desktop.settings.keys import with_keys
from desktop.ui.errors import ErrorBanner
from desktop.work.background import LatestTask
from desktop.work.delay import Delay
from engine.data.dataset import dataset_pictures
from engine.errors import QuadTuneError

GATHER_MS = 200
"""How long changes of a folder are gathered: programs write a file in several steps."""


class ExternalChanges(QObject):
    """Reloads gt files that other programs wrote, undoably; asks when there are unsaved labels here, too.

    The folders and the gt file on show are watched. Besides, the gt file of a picture is checked when the
    picture is shown, and those of all open documents when the window comes to the front.
    """

    def __init__(self, context: LabelContext, page: QWidget, banner: ErrorBanner, notice: NoticeBar) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._banner = banner
        self._notice = notice
        self._known: list[Path] = []
        self._changed: set[str] = set()
        self._pictures = LatestTask(self)
        self._pictures.done.connect(self._compare_pictures)
        self._watcher = QFileSystemWatcher(self)
        self._soon = Delay(self, GATHER_MS, self.check)
        for changed in (self._watcher.directoryChanged, self._watcher.fileChanged):
            changed.connect(self._on_changed)
        context.project_changed.connect(self._on_project_changed)
        context.document_changed.connect(self._on_document_changed)

    def rescan(self) -> None:
        """Read again which pictures, gt files and check marks are in the folder."""
        project = self._context.project
        if project is not None:
            project.rescan()
            self._known = project.pictures
            self._notice.clear()
            if project.checked_error is not None:
                self._banner.show_error(project.checked_error)

    def compare(self, document: PictureDocument) -> None:
        """Show how the gt file differs from the labels here, and ask which to keep."""
        try:
            theirs = document.peek()
        except QuadTuneError as error:
            self._banner.show_error(error)
            return
        for earlier in self._page.findChildren(DifferenceDialog):
            earlier.close()
        dialog = DifferenceDialog(document.picture.name, self._page)
        dialog.show_versions(document.content, theirs, document.known)
        dialog.chosen.connect(lambda content: self._decide(dialog, document, content))
        dialog.show()

    def _decide(self, dialog: DifferenceDialog, document: PictureDocument, content: Content) -> None:
        mine, base = document.content, document.known
        try:
            theirs = document.peek()
            if theirs == dialog.theirs:
                document.read_from_disk()
        except QuadTuneError as error:
            self._banner.show_error(error)
            return
        if theirs != dialog.theirs:  # changed once more, while it was shown
            dialog.show_versions(mine, theirs, base)
            return
        dialog.close()
        resolve(document, theirs, content)

    def reload(self, documents: list[PictureDocument]) -> None:
        """Show what the gt files of ``documents`` hold now; Undo brings the labels from before back."""
        for document in documents:
            try:
                theirs = document.read_from_disk()
            except QuadTuneError as error:
                self._banner.show_error(error)
                continue
            resolve(document, theirs, theirs)

    def check(self) -> None:
        """Compare the gt file on show, and the list of pictures if their folders changed."""
        project, document = self._context.project, self._context.document
        if document is not None:
            document.check_disk()
        self._watch()
        changed, self._changed = self._changed, set()
        if project is not None:
            root = project.root
            folders = {str(picture.parent) for picture in project.pictures} or {str(root)}
            if changed & folders:
                self._pictures.submit(lambda: (root, dataset_pictures(root)))

    def _on_project_changed(self) -> None:
        project = self._context.project
        self._pictures.cancel()
        watched = self._watcher.directories() + self._watcher.files()
        if watched:
            self._watcher.removePaths(watched)
        if project is not None:
            project.changed_on_disk.connect(self._reload_changed)
            self._known = project.pictures
        self._watch()

    def _on_document_changed(self) -> None:
        document = self._context.document
        if self._watcher.files():
            self._watcher.removePaths(self._watcher.files())
        self._watch()
        if document is not None:
            document.check_disk()

    def _reload_changed(self, document: PictureDocument) -> None:
        try:
            reload_document(document)
        except QuadTuneError as error:
            self._banner.show_error(error)
            return
        if document is self._context.document:
            text = self.tr("Another program changed the labels of {name}. The new ones are shown.")
            self._notice.tell(text.format(name=document.picture.name))

    def _watch(self) -> None:
        project, document = self._context.project, self._context.document
        if project is None:
            return
        root = project.root
        inside = ("train_images", "test_images", "train_gts", "test_gts")
        wanted = [path for path in (root, *(root / name for name in inside)) if path.is_dir()]
        if document is not None and document.gt_path.is_file():
            wanted.append(document.gt_path)
        watched = {*self._watcher.directories(), *self._watcher.files()}
        missing = [str(path) for path in wanted if str(path) not in watched]
        if missing:
            self._watcher.addPaths(missing)

    def _on_changed(self, path: str) -> None:
        self._changed.add(path)
        self._soon.start()

    def _compare_pictures(self, found: tuple[Path, list[Path]]) -> None:
        root, now = found
        project = self._context.project
        if project is None or root != project.root or now == self._known:
            return
        self._known = now
        before = set(project.pictures)
        new, gone = len(set(now) - before), len(before - set(now))
        if new or gone:
            self._notice.offer(
                self.tr("The folder has changed: {new} new pictures, {gone} gone.").format(
                    new=new, gone=gone
                ),
                with_keys(self.tr("Rescan"), "label.reload"),
                self.rescan,
            )
