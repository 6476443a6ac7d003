"""Where the person was, for the next start: folder, page, picture, zoom, and how the panes are divided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol, get_args

from PySide6.QtCore import QByteArray, QObject, QTimer
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.payloads import FitMode, PicturePlace, ViewPlace
from desktop.session import Session
from desktop.settings.key_table import PAGES, PageName
from desktop.ui.errors import ErrorBanner
from engine.errors import InputError, Message

SAVE_MS = 20_000
"""A crash costs the place of this long; closing the window saves it at once."""

_PAGE = "session"
"""Under which name the settings keep it."""


class PageWindow(Protocol):
    """What is asked of the window whose place is resumed."""

    session: Session
    banner: ErrorBanner

    def page(self, name: PageName) -> QWidget: ...
    def show_page(self, name: PageName, payload: object = None) -> None: ...
    def current_page(self) -> PageName | None: ...
    def open_folder(self, folder: Path) -> bool: ...


class ResumePlace(QObject):
    """Keeps the place of ``window`` in the settings; ``root`` is its widget."""

    def __init__(self, window: PageWindow, root: QWidget) -> None:
        super().__init__(root)
        self._window = window
        self._root = root
        self._session = window.session
        self._settings = window.session.settings
        self._timer = QTimer(self, interval=SAVE_MS)
        self._timer.timeout.connect(self.save)
        self._session.project_changed.connect(self._follow_project)

    def save(self) -> None:
        if self._session.project is not None:
            self._settings.remember(_PAGE, "place", self._place())
        splitters = dict(_as_mapping(self._settings.remembered(_PAGE, "splitters")))
        for splitter in self._root.findChildren(QSplitter):
            if splitter.objectName() and splitter.isVisible():
                splitters[splitter.objectName()] = bytes(splitter.saveState().toHex().data()).decode("ascii")
        self._settings.remember(_PAGE, "splitters", splitters)

    def restore_splitters(self, page: QWidget) -> None:
        """Divide the panes of ``page`` as they were."""
        splitters = _as_mapping(self._settings.remembered(_PAGE, "splitters"))
        for splitter in page.findChildren(QSplitter):
            state = splitters.get(splitter.objectName())
            if isinstance(state, str):
                splitter.restoreState(QByteArray.fromHex(state.encode("ascii", "ignore")))

    def restore(self) -> None:
        """Open the last folder where it was left, if the settings say so; an error when it is gone."""
        folder = self._settings.remembered(_PAGE, "folder")
        place = _as_mapping(self._settings.remembered(_PAGE, "place"))
        if not self._settings.values.reopen or not isinstance(folder, str) or not folder:
            return
        root = Path(folder)
        if not root.is_dir():
            problem = Message("The last open folder is not there any more.")
            remedy = Message("Connect its disk and open it again, or open another folder.")
            self._window.banner.show_error(InputError(problem, remedy=remedy, path=root))
            return
        if self._window.open_folder(root) and place.get("folder") == folder:
            self._go_to(root, place)

    def _go_to(self, root: Path, place: Mapping[str, Any]) -> None:
        picture = place.get("picture")
        if isinstance(picture, str) and picture:
            self._window.show_page("label", PicturePlace(root / picture, _view(place.get("view"))))
        page = place.get("page")
        if page in PAGES and page != "label":
            self._window.show_page(page)

    def _place(self) -> dict[str, Any]:
        from desktop.label.page import LabelPage

        project = self._session.project
        assert project is not None
        page: PageName = self._window.current_page() or "label"
        place: dict[str, Any] = {"folder": str(project.root), "page": page}
        label = self._window.page("label")
        shown = label.place() if isinstance(label, LabelPage) else None
        if shown is not None:
            place["picture"] = str(shown.picture.relative_to(project.root))
            place["view"] = None if shown.view is None else asdict(shown.view)
        return place

    def _follow_project(self) -> None:
        project = self._session.project
        self._settings.remember(_PAGE, "folder", "" if project is None else str(project.root))
        (self._timer.stop if project is None else self._timer.start)()


def _as_mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _view(value: object) -> ViewPlace | None:
    """Out of the settings file, which may have been edited."""
    kept = _as_mapping(value)
    numbers = [float(n) for n in map(kept.get, ("zoom", "x", "y")) if isinstance(n, int | float)]
    if kept.get("mode") not in get_args(FitMode) or len(numbers) < 3:
        return None
    return ViewPlace(kept["mode"], *numbers)
