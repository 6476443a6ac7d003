"""The Check page: what is wrong with the data, one finding at length, and the figures of the data."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabWidget, QWidget

from desktop.check.bar import CheckBar
from desktop.check.detail import FindingDetail
from desktop.check.examination import Examination
from desktop.check.figures import FiguresRow
from desktop.check.findings_tree import FindingsTree
from desktop.check.fixing import Fixing
from desktop.check.samples import SamplesView
from desktop.payloads import CropSize, LabelSpot
from desktop.session import Session
from desktop.settings.shortcuts import PageShortcuts
from desktop.ui.errors import ErrorBanner, describe
from desktop.ui.layout import column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import EmptyState, Translated, named
from desktop.work.delay import Delay
from engine.doctor.finding import Finding

REFRESH_MS = 400


class CheckPage(Translated, QWidget):
    """Checks the session's project whenever the page is shown and while its labels change."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("check_page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._session = session
        self.examination = Examination(session, self)
        self.fixing = Fixing(session, self)
        self.banner = ErrorBanner("check")
        self.bar = CheckBar()
        self.figures = FiguresRow()
        self.findings = FindingsTree()
        self.detail = FindingDetail()
        self.samples = SamplesView(session)
        self._fine = EmptyState("check-circle-outline")
        self._unusable = EmptyState("folder-alert-outline", button_name="check_to_label")
        self._first = EmptyState("stethoscope")
        self._fixed: list[Finding] = []
        self._soon = Delay(self, REFRESH_MS, self._check_if_seen)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._follow_project()

    def retranslate(self) -> None:
        self.tabs.setTabText(self.tabs.indexOf(self.detail), self.tr("Finding"))
        self.tabs.setTabText(self.tabs.indexOf(self.samples), self.tr("First samples"))
        self.tabs.tabBar().setAccessibleName(self.tr("Finding or samples"))
        self._fine.set_texts(
            self.tr("Nothing wrong found"), self.tr("The labels and the pictures are fit for training.")
        )
        self._first.set_texts(self.tr("Checking the data …"), "")
        self._tell_error()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.examination.run()  # the files may also have been changed by another program

    # ---- building

    def _lay_out(self) -> None:
        self.left = QStackedWidget()
        for widget in (self._first, self.findings, self._fine, self._unusable):
            self.left.addWidget(widget)
        self.tabs = named(QTabWidget(), "check_tabs")
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.detail, "")
        self.tabs.addTab(self.samples, "")
        splitter = named(QSplitter(Qt.Orientation.Horizontal), "check_splitter")
        splitter.setChildrenCollapsible(False)
        for place, (part, share) in enumerate(((self.left, 2), (self.tabs, 3))):
            splitter.addWidget(part)
            splitter.setStretchFactor(place, share)
        splitter.setSizes([UNIT * 48, UNIT * 80])
        margins = (UNIT * 2, UNIT, UNIT * 2, UNIT)
        self.setLayout(column(self.banner, self.bar, self.figures, (row(splitter), 1), margins=margins))

    def _connect(self) -> None:
        session, examination, fixing, bar = self._session, self.examination, self.fixing, self.bar
        session.project_changed.connect(self._follow_project)
        examination.reported.connect(self._show_report)
        examination.running_changed.connect(self._show_running)
        examination.progressed.connect(bar.show_progress)
        fixing.progressed.connect(bar.show_progress)
        fixing.finished.connect(self._on_fixed)
        fixing.undone.connect(bar.clear_notice)
        bar.check_requested.connect(examination.run)
        bar.stop_requested.connect(self._stop)
        bar.undo_requested.connect(self._undo)
        bar.train_requested.connect(self._train_larger)
        self.findings.chosen.connect(self._on_chosen)
        self.findings.opened.connect(self._show_on_label_page)
        self.detail.show_requested.connect(self._show_on_label_page)
        self.detail.fix_requested.connect(lambda finding: self._fix([finding]))
        self.detail.fix_all_requested.connect(
            lambda finding: self._fix(self.findings.model.of_kind(finding.kind))
        )
        self._unusable.clicked.connect(lambda: session.request_page("label"))
        keys = PageShortcuts(self)
        keys.add("edit.undo", self._undo)
        keys.add("check.again", examination.run)

    # ---- following the project and the check

    def _follow_project(self) -> None:
        project = self._session.project
        self.banner.clear()
        self.bar.clear_notice()
        self._show_running()
        self.detail.forget()
        if project is not None:
            project.saved_changed.connect(self._outdate)
            project.picture_status_changed.connect(self._outdate)
            self._outdate()

    def _outdate(self) -> None:
        if self.isVisible() and not self.fixing.running:
            self._soon.start()

    def _check_if_seen(self) -> None:
        if self.isVisible():
            self.examination.run()

    def _show_running(self) -> None:
        self.bar.show_running(self.examination.running or self.fixing.running)

    def _show_report(self) -> None:
        report, error = self.examination.report, self.examination.error
        findings = () if report is None else report.findings
        self.findings.set_findings(findings)
        self._show_finding(self.findings.current())
        self.figures.show_report(report)
        self.samples.show_report(report)
        self.bar.show_crop_size(None if report is None else report.crop_size)
        shown = self._unusable if error is not None else self._first if report is None else self._fine
        focused = self.findings.view.hasFocus()
        self.left.setCurrentWidget(self.findings if findings else shown)
        if focused and not findings:
            self.setFocus()
        if report is not None and not findings:
            self.tabs.setCurrentWidget(self.samples)
        self._tell_error()

    def _tell_error(self) -> None:
        error, project = self.examination.error, self._session.project
        if error is not None and project is not None and not project.counts()["labelled"]:
            self._unusable.set_texts(
                self.tr("Nothing to check yet"),
                self.tr("Draw boxes around the text of some pictures first; this page then checks them."),
                self.tr("Label pictures"),
            )
        elif error is not None:
            text = describe(error)
            self._unusable.set_texts(text.title, text.body(), self.tr("Go to the labels"))

    def _show_finding(self, finding: Finding | None) -> None:
        fixable = 0
        if finding is not None and finding.fix is not None:
            fixable = sum(one.fix is not None for one in self.findings.model.of_kind(finding.kind))
        self.detail.show_finding(self._session.project, finding, fixable)

    def _on_chosen(self, finding: Finding | None) -> None:
        self._show_finding(finding)
        self.tabs.setCurrentWidget(self.detail)

    # ---- what the buttons do

    def _show_on_label_page(self, finding: Finding) -> None:
        if finding.picture is not None:
            self._session.request_page("label", LabelSpot(finding.picture, finding.row))

    def _fix(self, findings: list[Finding]) -> None:
        if self.fixing.running:
            return
        self.bar.show_running(True)
        self._fixed = [finding for finding in findings if finding.fix is not None]
        self.fixing.start(self._fixed)

    def _on_fixed(self) -> None:
        self._show_running()
        self.bar.show_notice(self.fixing.labels, self.fixing.pictures)
        if self.fixing.pictures:
            self.findings.take_out(self._fixed)
            self._show_finding(self.findings.current())
        self._fixed = []
        self.findings.view.setFocus()  # the button that was pressed may be gone, and with it the page's keys
        self._outdate()

    def _undo(self) -> None:
        if not self.fixing.running and self.fixing.undo():
            self._outdate()

    def _stop(self) -> None:
        self.fixing.stop()
        self.examination.stop()

    def _train_larger(self) -> None:
        report = self.examination.report
        if report is not None and report.crop_size is not None:
            self._session.request_page("train", CropSize(report.crop_size))
