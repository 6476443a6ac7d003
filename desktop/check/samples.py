"""The first training pictures with what the network is to learn from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.picture.picture_grid import PictureGrid
from desktop.picture.picture_view import to_qimage
from desktop.session import Session
from desktop.ui.errors import describe
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Translated, text_label
from desktop.work.jobs import Job, JobControl, Work
from engine.data.dataset import Sample
from engine.doctor.examination import DatasetReport
from engine.errors import InputError

COUNT, COLUMNS = 4, 2


@dataclass(frozen=True, slots=True)
class DrawnSample:
    """A sample's picture with its targets."""

    sample: Sample
    image: QImage


def samples_work(samples: Sequence[Sample], long_side: int) -> Work:
    """The function of a job that draws the first `COUNT` samples that can be read, one event each."""

    def work(control: JobControl) -> None:
        from engine.training.cache import load_view
        from engine.training.preview import draw_both_maps

        drawn = 0
        for sample in samples:
            control.raise_if_stopped()
            if drawn == COUNT:
                break
            try:
                view = load_view(sample, long_side)
            except InputError:
                continue  # it is a finding
            control.emit(DrawnSample(sample, to_qimage(draw_both_maps(view))))
            drawn += 1

    return work


class SamplesView(Translated, QWidget):
    """A grid of pictures; they are drawn when the view is seen, and again after a new report."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._report: DatasetReport | None = None
        self._job: Job | None = None
        self._stale = False
        self.drawn: list[DrawnSample] = []
        self._grid = PictureGrid("check_sample", COUNT, COLUMNS, QSize(UNIT * 12, UNIT * 8))
        self.cells = self._grid.cells
        self._text = text_label("", "small", muted=True, name="check_samples_text")
        column = QVBoxLayout(self)
        column.setContentsMargins(UNIT, UNIT, 0, 0)
        column.setSpacing(UNIT)
        column.addWidget(self._grid, 1)
        column.addWidget(self._text)
        self.retranslate()

    def show_report(self, report: DatasetReport | None) -> None:
        """Show samples of ``report``'s dataset."""
        self._report, self._stale = report, True
        if self._job is not None:
            self._job.request_stop()
        if report is None:
            self.drawn = []
            self._show_images()
        self._draw()

    def retranslate(self) -> None:
        self._text.setText(
            self.tr(
                "Outlined: your labels. Blue: what counts as text. Yellow: the border that is learned."
                " Orange stripes: ignored, nothing is learned there."
            )
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()

    def _draw(self) -> None:
        if not self._stale or self._report is None or self._job is not None or not self.isVisible():
            return
        self._stale = False
        self.drawn = []
        samples = self._report.dataset.train
        self._job = Job(self.tr("Drawing samples"), samples_work(samples, self._report.long_side))
        self._job.events.connect(self._on_events)
        self._job.failed.connect(self._on_failed)
        self._job.done.connect(self._on_done)
        self._session.jobs.start(self._job)

    def _on_events(self, events: list[object]) -> None:
        for event in events:
            match event:
                case DrawnSample() if not self._stale:
                    self.drawn.append(event)
        self._show_images()

    def _on_failed(self, error: BaseException) -> None:
        told = describe(error)
        self._text.setText("\n".join(part for part in (told.message, told.where, told.remedy) if part))

    def _on_done(self) -> None:
        self._job = None
        self._show_images()
        self._draw()

    def _show_images(self) -> None:
        self._grid.show_images([one.image for one in self.drawn])
        for number, cell in enumerate(self.cells):
            cell.setToolTip(self.drawn[number].sample.picture.name if number < len(self.drawn) else "")
