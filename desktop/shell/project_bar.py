"""The bar on top: which folder is open, how far its labels are, opening another."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QMenu, QToolButton, QWidget

from desktop.exchange.labels_menu import LabelsMenu
from desktop.session import Session
from desktop.settings.keys import key_text
from desktop.ui import icons
from desktop.ui.layout import STRETCH, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import IconButton, Translated, named, text_label
from desktop.work.delay import Delay


class ProjectBar(Translated, QFrame):
    """Follows the session's project. Emits what the person wants opened."""

    open_requested = Signal()
    folder_chosen = Signal(Path)
    sample_requested = Signal()
    close_requested = Signal()
    help_requested = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("project_bar")
        self._session = session
        self._open = IconButton("folder-open-outline", name="project_open")
        self._open.clicked.connect(self.open_requested)
        self._menu = named(QMenu(self), "project_menu")
        self._menu.aboutToShow.connect(self._fill_menu)
        self._name = named(QToolButton(), "project_recent")
        self._name.setProperty("type", "heading")
        self._name.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._name.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow after the name
        self._name.setIconSize(QSize(UNIT * 2, UNIT * 2))
        icons.assign(self._name, "chevron-down")
        self._name.setMenu(self._menu)
        self._name.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._counts = text_label("", muted=True, name="project_counts", one_line=True)
        # An import changes the state of thousands of pictures at once.
        self._counts_soon = Delay(self, 0, self.refresh_counts)
        self._labels = LabelsMenu(session)
        self._sample = IconButton("flask-outline", name="project_sample")
        self._sample.clicked.connect(self.sample_requested)
        self._help = IconButton("help-circle-outline", name="page_help")
        self._help.clicked.connect(self.help_requested)
        left, right = (self._open, self._name, self._counts), (self._labels, self._sample, self._help)
        self.setLayout(row(*left, STRETCH, *right, margins=(UNIT, UNIT // 2, UNIT, UNIT // 2)))
        session.project_changed.connect(self._follow)
        self._follow()
        self.retranslate()

    def refresh_counts(self) -> None:
        """Show how many pictures there are, labelled and for the test."""
        project = self._session.project
        if project is None:
            self._counts.setText("")
            return
        counts = project.counts()
        parts = [
            self.tr("%n picture(s)", "", counts["pictures"]),
            self.tr("{n} labelled").format(n=counts["labelled"]),
        ]
        if counts.get("test"):
            parts.append(self.tr("{n} test").format(n=counts["test"]))
        self._counts.setText(" · ".join(parts))

    def retranslate(self) -> None:
        self._open.set_tip(self.tr("Open a folder of pictures"), key_text("window.open"))
        self._sample.set_tip(self.tr("Open the sample project"))
        self._help.set_tip(self.tr("Help on this page"), key_text("window.help"))
        project = self._session.project
        self._name.setText(project.root.name if project else self.tr("No folder open"))
        self._name.setToolTip(str(project.root) if project else self.tr("Recent folders"))
        self.refresh_counts()

    def _follow(self) -> None:
        project = self._session.project
        if project is not None:
            project.picture_status_changed.connect(lambda _: self._counts_soon.start())
        self.retranslate()

    def _fill_menu(self) -> None:
        menu = self._menu
        menu.clear()
        open_action = menu.addAction(icons.icon("folder-open-outline"), self.tr("Open a folder…"))
        open_action.triggered.connect(self.open_requested)
        sample = menu.addAction(icons.icon("flask-outline"), self.tr("Open the sample project"))
        sample.triggered.connect(self.sample_requested)
        menu.addSection(self.tr("Recent folders"))
        for text in self._session.settings.values.recent:
            action = menu.addAction(text)
            action.setEnabled(Path(text).is_dir())
            action.triggered.connect(lambda _=False, folder=text: self.folder_chosen.emit(Path(folder)))
        if self._session.project is not None:
            menu.addSeparator()
            close = named(menu.addAction(icons.icon("close"), self.tr("Close the project")), "project_close")
            close.triggered.connect(self.close_requested)
