"""The first training pictures with what the network is to learn from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.picture.picture_grid import PictureGrid
from desktop.picture.picture_view import to_qimage
from desktop.session import Session
from desktop.ui.errors import describe
from desktop.ui.layout import column
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Translated, text_label
from desktop.work.jobs import JobControl, JobSlot
from engine.data.dataset import Sample
from engine.doctor.examination import DatasetReport
from engine.errors import InputError

COUNT, COLUMNS = 4, 2


@dataclass(frozen=True, slots=True)
class DrawnSample:
    """A sample's picture with its targets."""

    sample: Sample
    image: QImage


def draw_samples(samples: Sequence[Sample], long_side: int, control: JobControl) -> None:
    """Draw the first `COUNT` samples that can be read, one event each."""
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


class SamplesView(Translated, QWidget):
    """A grid of pictures; they are drawn when the view is seen, and again after a new report."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report: DatasetReport | None = None
        self._stale = False
        self.slot = JobSlot(
            session.jobs, self, events=self._on_events, failed=self._on_failed, done=self._on_done
        )
        self.drawn: list[DrawnSample] = []
        self._grid = PictureGrid("check_sample", COUNT, COLUMNS, QSize(UNIT * 12, UNIT * 8))
        self.cells = self._grid.cells
        self._text = text_label("", "small", muted=True, name="check_samples_text")
        self.setLayout(column((self._grid, 1), self._text, margins=(UNIT, UNIT, 0, 0)))
        self.retranslate()

    def show_report(self, report: DatasetReport | None) -> None:
        self._report, self._stale = report, True
        self.slot.stop()
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
        if not self._stale or self._report is None or self.slot.busy or not self.isVisible():
            return
        self._stale = False
        self.drawn = []
        samples, long_side = self._report.dataset.train, self._report.long_side
        self.slot.start(self.tr("Drawing samples"), lambda control: draw_samples(samples, long_side, control))

    def _on_events(self, events: list[object]) -> None:
        if not self._stale:
            self.drawn += [event for event in events if isinstance(event, DrawnSample)]
        self._show_images()

    def _on_failed(self, error: BaseException) -> None:
        self._text.setText(describe(error).body())

    def _on_done(self) -> None:
        self._show_images()
        self._draw()

    def _show_images(self) -> None:
        self._grid.show_images([one.image for one in self.drawn])
        for number, cell in enumerate(self.cells):
            cell.setToolTip(self.drawn[number].sample.picture.name if number < len(self.drawn) else "")
