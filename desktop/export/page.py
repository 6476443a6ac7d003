"""The Export page: three steps, one button, and what came of it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QProgressBar, QWidget

from desktop.export.form import ExportForm
from desktop.export.result_card import ExportResultCard
from desktop.export.run import Exported, ExportRun
from desktop.session import Session
from desktop.settings.keys import with_keys
from desktop.settings.shortcuts import PageShortcuts
from desktop.ui.errors import ErrorBanner
from desktop.ui.layout import STRETCH, column, row, scroll_area
from desktop.ui.theme import UNIT
from desktop.ui.widgets import PrimaryButton, Translated, named, push_button, set_texts, text_label
from engine.export.options import STAGES

COLUMN_WIDTH = UNIT * 110


class ExportPage(Translated, QWidget):
    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("export_page")
        self.session = session
        self.run = ExportRun(session, self)
        self.banner = ErrorBanner("export")
        self.form = ExportForm(session)
        self.target = text_label("", "small", muted=True, name="export_target")
        self.stage = named(QLabel(), "export_stage")
        self.progress = named(QProgressBar(), "export_progress")
        self.stop = push_button("export_stop", "stop", clicked=self.run.slot.stop)
        self.start = PrimaryButton(icon="export-variant", name="export_start", clicked=self._export)
        self.result = ExportResultCard()
        self._lay_out()
        self._connect()
        self.retranslate()

    def open_payload(self, payload: object) -> None:
        """Export a model from another page: an experiment folder or weights."""
        self.form.selector.choose(str(payload))
        self._form_changed()

    def _lay_out(self) -> None:
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(UNIT * 20)
        self.progress.setRange(0, len(STAGES))
        self.stop.setMinimumHeight(UNIT * 4)
        actions = row((self.target, 1), self.stage, self.progress, self.stop, self.start)
        content = QWidget()
        content.setMaximumWidth(COLUMN_WIDTH)
        steps = (self.banner, self.form, actions, self.result, STRETCH)
        content.setLayout(column(*steps, spacing=UNIT * 2, margins=UNIT * 2))
        self.area = scroll_area(row(STRETCH, (content, 100), STRETCH))
        self.setLayout(column(self.area))

    def _connect(self) -> None:
        self.form.changed.connect(self._form_changed)
        self.run.changed.connect(self._show_run)
        self.run.failed.connect(self._show_error)
        self.run.exported.connect(self._show_result)
        self.result.detect_requested.connect(lambda path: self.session.request_page("detect", path))
        PageShortcuts(self).add("work.run", self.start.click)

    def _export(self) -> None:
        self.banner.clear()
        self.result.show_result(None)
        self.run.start(self.form.request())

    def _form_changed(self) -> None:
        self._show_target()
        if self.banner.error is not None and not self.run.slot.busy:
            self.banner.clear()

    def _show_target(self) -> None:
        path = self.form.request().path
        result = self.run.result
        just_made = result is not None and result.report.path == path
        text = self.tr("{name} exists already; it is replaced once the new file has been verified.")
        self.target.setText(text.format(name=path.name) if path.exists() and not just_made else path.name)

    def _show_run(self) -> None:
        busy = self.run.slot.busy
        for widget in (self.stage, self.progress, self.stop):
            widget.setVisible(busy)
        self.start.setVisible(not busy)
        self.form.setEnabled(not busy)
        self.stop.setEnabled(busy and not self.run.slot.stopping)
        names = {
            "loading": self.tr("Loading the model…"),
            "converting": self.tr("Writing the network as ONNX…"),
            "calibrating": self.tr("Measuring the ranges of the integers on pictures…"),
            "checking": self.tr("Comparing with the model…"),
            "measuring": self.tr("Measuring Hmean before and after…"),
            "writing": self.tr("Saving the file…"),
        }
        stage = self.run.stage
        self.stage.setText(names[stage] if stage is not None else names["loading"])
        self.progress.setValue(STAGES.index(stage) if stage is not None else 0)
        self._show_target()

    def _show_error(self, error: BaseException) -> None:
        self.banner.show_error(error)
        self.area.ensureVisible(0, 0)

    def _show_result(self, result: Exported) -> None:
        self.result.show_result(result)
        # Only after the layout has made room for the card is there something to scroll to.
        QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(self.result))

    def retranslate(self) -> None:
        self.start.setText(self.tr("Export"))
        self.start.setToolTip(with_keys(self.tr("Write and verify the ONNX file"), "work.run"))
        set_texts(self.stop, self.tr("Stop"), self.tr("Stop; an earlier file stays as it is"))
        self.progress.setAccessibleName(self.tr("Progress"))
        self._show_run()
