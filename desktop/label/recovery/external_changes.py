"""Gt files and pictures that other programs change while a project is open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.document.commands import Reload, Restore, reload
from desktop.document.picture_document import Content, PictureDocument
from desktop.document.project import Project
from desktop.label.recovery.difference import DifferenceDialog
from desktop.label.recovery.notice_bar import NoticeBar
from desktop.settings.keys import with_keys
from desktop.ui.errors import ErrorBanner
from desktop.work.background import LatestTask
from engine.data.dataset import dataset_pictures
from engine.errors import QuadTuneError

LOOK_MS = 200
"""How long changes of a folder are gathered: programs write a file in several steps."""


class OutsideChanges(QObject):
    """Takes over what others wrote, as a step that can be undone; where both sides changed, a person decides.

    The folders and the gt file of the picture in sight are watched; every picture is looked at again when it
    is shown, and all that were open when the window comes back to the front.
    """

    def __init__(self, page: QWidget, banner: ErrorBanner, notice: NoticeBar) -> None:
        super().__init__(page)
        self._page = page
        self._banner = banner
        self._notice = notice
        self._project: Project | None = None
        self._document: PictureDocument | None = None
        self._told: list[Path] = []
        self._changed: set[str] = set()
        self._pictures = LatestTask(self)
        self._pictures.done.connect(self._compare_pictures)
        self._watcher = QFileSystemWatcher(self)
        self._soon = QTimer(self, singleShot=True, interval=LOOK_MS)
        self._soon.timeout.connect(self.look)
        for changed in (self._watcher.directoryChanged, self._watcher.fileChanged):
            changed.connect(self._on_changed)

    def set_project(self, project: Project | None) -> None:
        """Watch the folders of ``project``."""
        self._project = project
        self._document = None
        self._pictures.cancel()
        watched = self._watcher.directories() + self._watcher.files()
        if watched:
            self._watcher.removePaths(watched)
        if project is not None:
            project.changed_outside.connect(self._take_over)
            self._told = project.pictures
        self._watch()

    def set_document(self, document: PictureDocument | None) -> None:
        """Watch the gt file of ``document``, the one in sight, after a look at it."""
        self._document = document
        if self._watcher.files():
            self._watcher.removePaths(self._watcher.files())
        self._watch()
        if document is not None:
            document.look_outside()

    def look(self) -> None:
        """Look at the gt file in sight, and at which pictures there are if their folders changed."""
        if self._document is not None:
            self._document.look_outside()
        self._watch()
        changed, self._changed = self._changed, set()
        project = self._project
        if project is not None:
            root = project.root
            folders = {str(picture.parent) for picture in project.pictures} or {str(root)}
            if changed & folders:
                self._pictures.submit(lambda: (root, dataset_pictures(root)))

    def reload_folder(self) -> None:
        """Take over which pictures and gt files are in the folder now."""
        if self._project is not None:
            self._project.reload_folder()
            self._told = self._project.pictures
            self._notice.hide()
            if self._project.checked_error is not None:
                self._banner.show_error(self._project.checked_error)

    def compare(self, document: PictureDocument) -> None:
        """Show how the gt file differs from the labels here, and ask which to go on with."""
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
        take(document, theirs, content)

    def _take_over(self, document: PictureDocument) -> None:
        try:
            reload(document)
        except QuadTuneError as error:
            self._banner.show_error(error)
            return
        if document is self._document:
            self._notice.tell(
                self.tr(
                    "Another program changed the labels of {name}; they are shown as they are now."
                ).format(name=document.picture.name)
            )

    def _watch(self) -> None:
        if self._project is None:
            return
        root = self._project.root
        inside = ("train_images", "test_images", "train_gts", "test_gts")
        wanted = [path for path in (root, *(root / name for name in inside)) if path.is_dir()]
        if self._document is not None and self._document.gt_path.is_file():
            wanted.append(self._document.gt_path)
        watched = {*self._watcher.directories(), *self._watcher.files()}
        missing = [str(path) for path in wanted if str(path) not in watched]
        if missing:
            self._watcher.addPaths(missing)

    def _on_changed(self, path: str) -> None:
        self._changed.add(path)
        self._soon.start()

    def _compare_pictures(self, found: tuple[Path, list[Path]]) -> None:
        root, now = found
        if self._project is None or root != self._project.root or now == self._told:
            return
        self._told = now
        before = set(self._project.pictures)
        new, gone = len(set(now) - before), len(before - set(now))
        if new or gone:
            self._notice.offer(
                self.tr("The folder has changed: {new} new pictures, {gone} gone.").format(
                    new=new, gone=gone
                ),
                with_keys(self.tr("Show them"), "label.reload"),
                self.reload_folder,
            )


def take(document: PictureDocument, theirs: Content, content: Content) -> None:
    """Go on with ``content``; ``theirs``, which the gt file holds, is one Undo away, one's own two."""
    if document.content != theirs:
        document.undo_stack.push(Reload(document, theirs))
    if content != theirs:
        document.undo_stack.push(Restore(document, content))
    document.flush()
