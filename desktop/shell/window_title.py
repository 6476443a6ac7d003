"""The window's title: the project, and before it how far the longest running job is."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.session import Session


class WindowTitle(QObject):
    """Keeps the title of ``window``; Qt adds the application's name. Seen in the task bar while minimised."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        session.project_changed.connect(self._show)
        session.jobs.changed.connect(self._show)
        session.jobs.progressed.connect(self._show)
        self._show()

    def _show(self) -> None:
        project = self._session.project
        name = "" if project is None else project.root.name
        shares = [job.share for job in self._session.jobs.running() if job.share is not None]
        percent = f"{int(100 * shares[0])} %" if shares else ""
        title = " · ".join(part for part in (percent, name) if part)
        if title != self._window.windowTitle():
            self._window.setWindowTitle(title)
