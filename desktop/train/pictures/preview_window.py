"""What the network will see: random crops as the chosen preset varies them, with their targets tinted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent, QImage
from PySide6.QtWidgets import QDialog, QWidget

from desktop.picture.picture_grid import PictureGrid
from desktop.picture.picture_view import to_qimage
from desktop.session import Session
from desktop.ui.errors import describe
from desktop.ui.layout import column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Translated, push_button, set_texts, text_label
from desktop.work.jobs import JobControl, JobSlot, Work
from engine.training.config import TrainConfig

COUNT, COLUMNS = 6, 3


def preview_work(config: TrainConfig, seed: int) -> Work:
    """The work of a job that makes `COUNT` crops as ``config`` says; other seeds show others."""

    def work(_control: JobControl) -> list[QImage]:
        from engine.data.dataset import load_dataset
        from engine.db.models import GENERAL, SCRATCH, read_info
        from engine.training.preview import draw_targets, preview

        long_side = read_info(GENERAL if config.weights == SCRATCH else config.weights).settings.long_side
        samples = load_dataset(config.dataset, seed=config.seed).train
        views = preview(samples, config.preset, size=config.size, long_side=long_side, count=COUNT, seed=seed)
        return [to_qimage(draw_targets(view)) for view in views]

    return work


class PreviewWindow(Translated, QDialog):
    """A grid of crops beside the work; "Again" shows others. ``make_config`` gives what is chosen now."""

    def __init__(
        self, session: Session, make_config: Callable[[], TrainConfig | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("train_preview_window")
        self._make_config = make_config
        self._seed = 0
        self._slot = JobSlot(
            session.jobs, self, result=self._take, failed=self._show_error, done=self._on_done
        )
        self._stale = False
        self.images: Sequence[QImage] = ()
        self._grid = PictureGrid("train_preview", COUNT, COLUMNS, QSize(UNIT * 16, UNIT * 16))
        self.cells = self._grid.cells
        self._text = text_label("", "small", muted=True, name="train_preview_text")
        self.again = push_button("train_preview_again", "refresh", clicked=self.show_others)
        self.setLayout(column((self._grid, 1), row((self._text, 1), self.again), margins=UNIT * 2))
        self.resize(UNIT * 100, UNIT * 78)
        self.retranslate()

    def open_beside(self) -> None:
        self.show()
        self.raise_()
        self.refresh()

    def show_others(self) -> None:
        self._seed += 1
        self.refresh()

    def refresh(self) -> None:
        """Show the same crops with the present choices; does nothing while hidden."""
        config = self._make_config()
        if not self.isVisible() or config is None:
            return
        self._stale = self._slot.busy
        if not self._stale:
            self._slot.start(self.tr("Preview"), preview_work(config, self._seed))

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("What the network will see"))
        set_texts(self.again, self.tr("Again"), self.tr("Show other crops"))
        self._explain()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._stale = False
        super().closeEvent(event)

    def _take(self, images: list[QImage]) -> None:
        self.images = images
        self._explain()
        self._grid.show_images(self.images)

    def _show_error(self, error: BaseException) -> None:
        self.images = ()
        self._grid.show_images(self.images)
        self._text.setText(describe(error).body())

    def _on_done(self) -> None:
        if self._stale:
            self.refresh()

    def _explain(self) -> None:
        self._text.setText(
            self.tr(
                "Outlined: your labels. Blue: what counts as text."
                " Orange stripes: ignored, nothing is learned there."
            )
        )
