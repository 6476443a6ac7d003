"""The window: rail, project bar, pages, status bar; opening folders and leaving."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar, runtime_checkable

from PySide6.QtCore import QByteArray, QMimeData, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from desktop.diagnostics.crash_bar import CrashBar
from desktop.help.help_pages import CHAPTER_OF_PAGE
from desktop.help.help_window import HelpWindow
from desktop.help.key_sheet import KeySheet
from desktop.help.welcome import WelcomePage
from desktop.session import Session
from desktop.settings.key_table import PAGES, PageName
from desktop.settings.shortcuts import IN_WINDOW, PageShortcuts
from desktop.settings_window.window import SettingsWindow
from desktop.shell.project_bar import ProjectBar
from desktop.shell.rail import Rail
from desktop.shell.resume_place import ResumePlace
from desktop.shell.sample_project import SampleProject
from desktop.shell.status_bar import StatusBar
from desktop.shell.window_title import WindowTitle
from desktop.ui import i18n
from desktop.ui.errors import ErrorBanner
from desktop.ui.file_dialog import ask_folder
from desktop.ui.layout import column, row
from desktop.ui.theme import UNIT, theme
from engine.errors import Message, QuadTuneError, StorageError

STOP_TIMEOUT_MS = 10_000
IMPORT_AFTER_MS = 50
IMPORTED_LATER = (
    "numpy",
    "engine.data.pictures",
    "desktop.label.page",
    "desktop.check.page",
    "pyqtgraph",
    *(f"desktop.{name}.page" for name in PAGES),
)
"""What the pages need, except the heaviest libraries, in the order in which a person needs it."""

Beside = TypeVar("Beside", bound=QWidget)

log = logging.getLogger(__name__)


@runtime_checkable
class TakesPayload(Protocol):
    """A page that can be opened on something, such as a model."""

    def open_payload(self, payload: object) -> None: ...


class MainWindow(QMainWindow):
    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setObjectName("main_window")
        self.setAcceptDrops(True)
        self.setMinimumSize(UNIT * 120, UNIT * 75)
        self.rail = Rail()
        self.project_bar = ProjectBar(session)
        self.banner = ErrorBanner("window")
        self.crash = CrashBar()
        self.welcome = WelcomePage(session.settings)
        self.sample = SampleProject(session, self)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.welcome)
        self._pages: dict[PageName, QWidget] = {}
        self._beside: dict[type[QWidget], QWidget] = {}
        self._leave_unsaved = False
        self._save_error: BaseException | None = None
        self._probed = False
        self.status = StatusBar(session)
        self.setStatusBar(self.status)
        self._lay_out()
        self._connect()
        geometry = QByteArray.fromHex(session.settings.values.geometry.encode("ascii", "ignore"))
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self.resize(UNIT * 160, UNIT * 100)
        self._follow_project()
        self._title = WindowTitle(session, self)
        self.resume_place = ResumePlace(self, self)

    # ---- pages

    def page(self, name: PageName) -> QWidget:
        """The page ``name``; made when it is first asked for."""
        if name not in self._pages:
            page = _make_page(name, self.session)
            self._pages[name] = page
            self.stack.addWidget(page)
            self.resume_place.restore_splitters(page)
        return self._pages[name]

    def show_page(self, name: PageName, payload: object = None) -> None:
        """Show page ``name`` and hand it ``payload`` (a model for detect and export) unless None."""
        if self.session.project is None:
            return
        page = self.page(name)
        self.stack.setCurrentWidget(page)
        self.rail.set_page(name)
        page.setFocus()  # so that the page's keys work at once
        if payload is not None:
            assert isinstance(page, TakesPayload), f"page {name} takes no payload"
            page.open_payload(payload)

    def current_page(self) -> PageName | None:
        """The page shown; None on the welcome page."""
        shown = self.stack.currentWidget()
        return next((name for name, page in self._pages.items() if page is shown), None)

    # ---- opening

    def open_folder(self, folder: Path) -> bool:
        """Open ``folder`` as the project; on failure show why on top of the window and return False."""
        try:
            self.session.open_project(folder)
        except QuadTuneError as error:
            self.banner.show_error(error)
            return False
        self.banner.clear()
        self.show_page("label")
        return True

    def open_path(self, path: Path) -> None:
        """Open a folder, or a picture in its folder; anything else is an error on top of the window."""
        if _is_picture(path):
            if self.open_folder(path.absolute().parent):
                self.show_page("label", path.absolute())
        else:
            self.open_folder(path)

    def close_project(self) -> None:
        try:
            self.session.close_project()
        except QuadTuneError as error:
            self.banner.show_error(error)

    def choose_folder(self) -> None:
        self._ask_folder(self.tr("Open a folder of pictures"), self.open_folder)

    def choose_sample_folder(self) -> None:
        """Ask for the folder that the sample project goes into, and make it there."""

        def chosen(folder: Path) -> None:
            self.sample.set_parent_folder(folder)
            self.sample.open()

        self._ask_folder(self.tr("Where should the sample project go?"), chosen)

    # ---- Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_folder(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        folder = _dropped_folder(event.mimeData())
        if folder is not None:
            event.acceptProposedAction()
            self.open_folder(folder)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._probed:
            self._probed = True
            QTimer.singleShot(0, self.session.device.start)
            QTimer.singleShot(IMPORT_AFTER_MS, self, _import_next)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save, stop the jobs, leave. Closing is only refused once, when labels cannot be saved."""
        project = self.session.project
        if project is not None and not project.flush() and not self._leave_unsaved:
            self._leave_unsaved = True
            self._tell_unsaved()
            event.ignore()
            return
        self.resume_place.save()
        self.session.closing.emit()
        if project is not None:
            project.close()
        self.session.settings.update(geometry=bytes(self.saveGeometry().toHex().data()).decode("ascii"))
        for window in self._beside.values():
            window.close()
        self.hide()
        self.session.device.stop()
        if not self.session.jobs.stop_all(STOP_TIMEOUT_MS):
            log.warning("Jobs still run after %d ms", STOP_TIMEOUT_MS)
        event.accept()

    # ---- inside

    def _lay_out(self) -> None:
        banners = (row(banner, margins=(UNIT, 0, UNIT, 0)) for banner in (self.banner, self.crash))
        right, middle = QWidget(), QWidget()
        right.setLayout(column(self.project_bar, *banners, (self.stack, 1), spacing=0))
        middle.setLayout(row(self.rail, (right, 1), spacing=0))
        self.setCentralWidget(middle)

    def _connect(self) -> None:
        session = self.session
        session.project_changed.connect(self._follow_project)
        session.page_requested.connect(self.show_page)
        session.error_raised.connect(self.banner.show_error)
        session.settings.save_failed.connect(self.banner.show_error)
        session.settings.changed.connect(self._apply_setting)
        self.rail.page_chosen.connect(self.show_page)
        self.rail.keys_requested.connect(self.show_keys)
        self.rail.help_requested.connect(self.show_help)
        self.project_bar.help_requested.connect(self.show_help)
        self.rail.settings_requested.connect(self.show_settings)
        for opener in (self.project_bar, self.welcome):
            opener.open_requested.connect(self.choose_folder)
            opener.folder_chosen.connect(self.open_folder)
            opener.sample_requested.connect(self.sample.open)
        self.project_bar.close_requested.connect(self.close_project)
        self.welcome.sample_folder_requested.connect(self.choose_sample_folder)
        self.sample.progress.connect(self.welcome.show_progress)
        self.sample.over.connect(self.welcome.hide_progress)
        self.sample.ready.connect(self.open_folder)
        self.sample.failed.connect(self.banner.show_error)
        self._add_keys()

    def _add_keys(self) -> None:
        # Shortcuts of the window and not of its buttons: a button forgets its own whenever its text is set.
        shortcuts = PageShortcuts(self, IN_WINDOW)
        shortcuts.add("window.open", self.choose_folder)
        shortcuts.add("window.keys", self.show_keys)
        shortcuts.add("window.help", self.show_help)
        shortcuts.add("window.settings", self.show_settings)
        for page in PAGES:
            shortcuts.add(f"window.{page}", partial(self.show_page, page))
        shortcuts.add("window.training", partial(self.show_page, "train"))
        # On the train page itself the key is the page's: it starts the training.
        self.stack.currentChanged.connect(
            lambda _: shortcuts.switch("window.training", self.current_page() != "train")
        )

    def _follow_project(self) -> None:
        project = self.session.project
        self.rail.set_pages_enabled(project is not None)
        if project is None:
            self.stack.setCurrentWidget(self.welcome)
            self.welcome.focus_first()
            return
        project.save_failed.connect(self._show_save_error)
        project.saved_changed.connect(self._forget_save_error)

    def _show_save_error(self, error: BaseException) -> None:
        self._save_error = error
        self.banner.show_error(error)

    def _forget_save_error(self, all_saved: bool) -> None:
        self._leave_unsaved = False
        if all_saved and self._save_error is not None and self.banner.error is self._save_error:
            self.banner.clear()
            self._save_error = None

    def _tell_unsaved(self) -> None:
        project = self.session.project
        assert project is not None
        unsaved = project.unsaved_documents()
        problem = Message("Pictures whose labels cannot be saved: {count}.", count=len(unsaved))
        remedy = Message(
            "They are saved automatically as soon as that is possible. Close the window again to "
            "leave anyway: they are offered again when the folder is opened on this computer."
        )
        self._show_save_error(StorageError(problem, remedy=remedy, path=unsaved[0].gt_path))

    def show_keys(self) -> None:
        self._show_beside(KeySheet, lambda: KeySheet(self))

    def show_help(self) -> None:
        """Show the help pages beside the work, opened at the chapter of the page shown."""
        page = self.current_page()
        pages = self._show_beside(HelpWindow, lambda: HelpWindow(self))
        pages.show_chapter("start" if page is None else CHAPTER_OF_PAGE[page])

    def show_settings(self) -> None:
        self._show_beside(SettingsWindow, lambda: SettingsWindow(self.session, self)).activateWindow()

    def _show_beside(self, kind: type[Beside], make: Callable[[], Beside]) -> Beside:
        window = self._beside.setdefault(kind, self._beside.get(kind) or make())
        assert isinstance(window, kind)
        window.show()
        window.raise_()
        return window

    def _apply_setting(self, name: str) -> None:
        if name == "language":
            i18n.set_language(self.session.settings.values.language)
        elif name == "theme":
            theme().set_mode(self.session.settings.values.theme)

    def _ask_folder(self, title: str, chosen: Callable[[Path], object]) -> None:
        last = self.session.settings.values.last_folder
        ask_folder(self, "folder_dialog", title, last, lambda paths: chosen(paths[0]))


def _import_next(names: Iterator[str] | None = None) -> None:
    """Import what the pages need once the window is visible, a part at a time: the person may be at work."""
    names = iter(IMPORTED_LATER) if names is None else names
    name = next(names, None)
    if name is not None:
        importlib.import_module(name)
        QTimer.singleShot(0, lambda: _import_next(names))


def _make_page(name: PageName, session: Session) -> QWidget:
    # Imported by name, and late: pages bring libraries that would delay the first window.
    page = getattr(importlib.import_module(f"desktop.{name}.page"), f"{name.capitalize()}Page")(session)
    assert isinstance(page, QWidget)
    return page


def _dropped_folder(data: QMimeData) -> Path | None:
    """The folder that is dropped, or the folder of the picture that is; None for anything else."""
    for path in (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()):
        if path.is_dir() or _is_picture(path):
            return path if path.is_dir() else path.parent
    return None


def _is_picture(path: Path) -> bool:
    from engine.data.pictures import is_picture  # numpy and OpenCV would delay the first window

    return path.is_file() and is_picture(path)
