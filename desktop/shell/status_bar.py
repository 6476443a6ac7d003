"""The status bar: facts about saving, the device, memory, and the job that runs."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QWidget

from desktop.session import Session
from desktop.ui.errors import describe
from desktop.ui.i18n import card_text, format_bytes, format_duration
from desktop.ui.theme import UNIT
from desktop.ui.widgets import IconButton, Translated, named, text_label
from desktop.work.device import memory_in_use
from desktop.work.jobs import Job

MEMORY_MS = 2000
SHORT_JOB_S = 0.4  # jobs shorter than this (a detection while a slider moves) would only flicker


class StatusBar(Translated, QStatusBar):
    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._saved = _status_label("status_saved")
        self._device = _status_label("status_device")
        self._memory = _status_label("status_memory")
        self._job_text = _status_label("status_job")
        self._bar = named(QProgressBar(), "status_job_progress")
        self._bar.setFixedWidth(UNIT * 16)
        self._bar.setMaximumHeight(UNIT * 2)
        self._bar.setTextVisible(False)
        self._stop = IconButton("stop-circle-outline", name="status_job_stop")
        self._stop.clicked.connect(self._stop_job)
        self.setSizeGripEnabled(False)
        for label in (self._saved, self._device, self._memory):
            self.addWidget(label)
        for widget in (self._job_text, self._bar, self._stop):
            self.addPermanentWidget(widget)
        session.device.changed.connect(self._show_device)
        session.settings.changed.connect(lambda name: self._show_device() if name == "device" else None)
        self._memory_timer = QTimer(self, interval=MEMORY_MS)
        self._memory_timer.timeout.connect(self._show_memory)
        self._memory_timer.start()
        self._job_timer = QTimer(self, interval=250)
        self._job_timer.timeout.connect(self._show_job)
        session.project_changed.connect(self._follow_project)
        session.jobs.changed.connect(self._follow_jobs)
        self._follow_project()
        self._follow_jobs()
        self.retranslate()

    def retranslate(self) -> None:
        self._stop.set_tip(self.tr("Stop this job"))
        self._show_saved()
        self._show_device()
        self._show_memory()
        self._show_job()

    def _follow_project(self) -> None:
        project = self._session.project
        if project is not None:
            project.saved_changed.connect(self._show_saved)
            project.save_failed.connect(self._show_saved)
        self._show_saved()

    def _show_saved(self) -> None:
        project = self._session.project
        if project is None:
            self._saved.clear()  # not hidden: Qt shows and hides what stands where a passing message is
        elif project.all_saved:
            self._saved.setText(self.tr("All changes saved"))
        elif any(document.save_error for document in project.unsaved_documents()):
            self._saved.setText(self.tr("Not saved"))
        else:
            self._saved.setText(self.tr("Saving…"))

    def _show_device(self) -> None:
        """The device in use; the tooltip says in full what keeps a card from being used."""
        probe, chosen = self._session.device, self._session.settings.values.device
        found = probe.troubles()
        if not probe.graphics.cards:
            self._device.setText("CPU")
            tip = self.tr("Training and detection run on the processor.")
        elif chosen == "cpu":
            self._device.setText("CPU")
            tip = self.tr("Training and detection run on the processor, as chosen in the settings.")
        elif found and found[0].kind != "taken":
            card = card_text(probe.graphics.cards[0])
            self._device.setText(self.tr("CPU ({card} not used)").format(card=card))
            tip = describe(found[0].error).summary()
        else:
            number = int(chosen.rpartition(":")[2]) if chosen.startswith("cuda:") else 0
            cards = probe.graphics.cards
            self._device.setText(card_text(cards[min(number, len(cards) - 1)]))
            tip = self.tr("Training and detection run on the graphics card.")
            if found:
                tip = describe(found[0].error).summary()
        self._device.setProperty("tone", "warning" if found and chosen != "cpu" else "")
        self._device.style().polish(self._device)
        self._device.setToolTip(tip)

    def _show_memory(self) -> None:
        self._memory.setText(self.tr("memory {size}").format(size=format_bytes(memory_in_use())))

    def _follow_jobs(self) -> None:
        if self._session.jobs.running():
            self._job_timer.start()
        else:
            self._job_timer.stop()
            self._session.device.look_at_torch()
        self._show_job()

    def _shown_job(self) -> Job | None:
        """The longest running job, unless it is too young to be worth showing."""
        for job in self._session.jobs.running():
            if job.started_at and time.monotonic() - job.started_at >= SHORT_JOB_S:
                return job
        return None

    def _show_job(self) -> None:
        job = self._shown_job()
        for widget in (self._job_text, self._bar, self._stop):
            widget.setVisible(job is not None)
        if job is None:
            return
        self._job_text.setText(self._job_line(job))
        self._stop.setEnabled(not job.stop_requested)
        progress = job.progress
        if progress is None or progress.total <= 0:
            self._bar.setRange(0, 0)
        else:
            self._bar.setRange(0, progress.total)
            self._bar.setValue(min(progress.done, progress.total))

    def _job_line(self, job: Job) -> str:
        if job.stop_requested:
            return self.tr("{name}: stopping…").format(name=job.name)
        parts = [job.name]
        progress = job.progress
        if progress is not None:
            if progress.text:
                parts.append(progress.text)
            if progress.total > 0:
                parts.append(f"{progress.done}/{progress.total}")
            if progress.seconds_left is not None:
                parts.append(self.tr("{time} left").format(time=format_duration(progress.seconds_left)))
        return " · ".join(parts)

    def _stop_job(self) -> None:
        job = self._shown_job()
        if job is not None:
            job.request_stop()
            self._show_job()


def _status_label(name: str) -> QLabel:
    label = text_label("", "small", muted=True, name=name, one_line=True)
    label.setContentsMargins(UNIT, 0, UNIT, 0)
    return label
