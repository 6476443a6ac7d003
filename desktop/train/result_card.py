"""How a training ended: the gain, where the weights are and what to do with them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal

from desktop.train.charts.history import TrainingHistory
from desktop.ui.i18n import format_duration, format_number
from desktop.ui.layout import TOP, column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Card, IconButton, PathLabel, Translated, push_button, text_label
from engine.training.events import TrainingResult

NOTICEABLE = 0.0005
"""Hmean is shown with three places: what is less does not show and counts as equal."""


@dataclass(frozen=True, slots=True)
class Gain:
    """Hmean before and after on ``pictures`` pictures, of the test set or, without one, of validation."""

    before: float
    after: float
    pictures: int
    on_test: bool

    @property
    def better(self) -> bool:
        return self.after - self.before >= NOTICEABLE


def gain_of(result: TrainingResult, history: TrainingHistory) -> Gain | None:
    """What training gained, None when nothing was measured."""
    first, best = history.first, history.best
    if result.initial_hmean is not None and result.best_hmean is not None:
        pictures = history.started.test_pictures if history.started else 0
        return Gain(result.initial_hmean, result.best_hmean, pictures, on_test=True)
    if first is None or best is None:
        return None
    score = best.validation
    return Gain(first.validation.hmean, score.hmean, score.counts.images, on_test=False)


class TrainResultCard(Translated, Card):
    """Shows one ending: a result (`show_result`) or a training thrown away (`show_discarded`)."""

    detect_requested = Signal(str)
    export_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("train_result")
        self._result: TrainingResult | None = None
        self._gain: Gain | None = None
        self._epochs = 0
        self._saved = False
        self._discarded: tuple[Path | None] | None = None
        self._text = text_label("", name="train_result_text")
        self._path = PathLabel("train_result_path")
        self._detect = push_button("train_result_detect")
        self._export = push_button("train_result_export")
        self._close = IconButton("close", name="train_result_close", role="muted", clicked=self.clear)
        self._detect.clicked.connect(lambda: self.detect_requested.emit(self._model()))
        self._export.clicked.connect(lambda: self.export_requested.emit(self._model()))
        texts = column(self._text, self._path, spacing=UNIT // 2)
        buttons = ((button, 0, TOP) for button in (self._detect, self._export, self._close))
        self.add(row((texts, 1), *buttons))
        self.retranslate()
        self.hide()

    def show_result(self, result: TrainingResult, history: TrainingHistory) -> None:
        """Say what ``result`` gained; ``history`` is that of the same run."""
        self._result, self._gain = result, gain_of(result, history)
        self._epochs = history.started.config.epochs if history.started else result.epochs_done
        self._discarded = None
        self._saved = result.weights.is_file()
        self._path.set_path(result.weights if self._saved else None)
        self._refresh()

    def show_discarded(self, place: Path | None) -> None:
        """Say that the training was cancelled and that its folder is at ``place`` in the trash."""
        self._result, self._gain, self._discarded = None, None, (place,)
        self._path.set_path(place)
        self._refresh()

    def clear(self) -> None:
        self._result = self._gain = self._discarded = None
        self.hide()

    def text(self) -> str:
        return self._text.text()

    def retranslate(self) -> None:
        self._detect.setText(self.tr("Try it in Detect"))
        self._export.setText(self.tr("Export…"))
        self._close.set_tip(self.tr("Dismiss"))
        if self._result is not None or self._discarded is not None:
            self._refresh()

    def _refresh(self) -> None:
        kept = self._result is not None and self._saved
        self._detect.setVisible(kept)
        self._export.setVisible(kept)
        self._path.setVisible(self._path.path is not None)
        if self._result is not None:
            self.set_title(self._headline(self._result))
            self._text.setText(self._sentences(self._result))
        else:
            self.set_title(self.tr("Cancelled and discarded"))
            self._text.setText(self.tr("The experiment is in the trash and can be restored from there."))
        self.show()

    def _headline(self, result: TrainingResult) -> str:
        if result.stopped:
            text = self.tr("Stopped after {done} of {epochs} epochs")
            return text.format(done=result.epochs_done, epochs=self._epochs)
        return self.tr("Training finished in {time}").format(time=format_duration(result.seconds))

    def _sentences(self, result: TrainingResult) -> str:
        gain = self._gain
        if not self._saved:
            return self.tr("It ended before the model was first measured, so there are no weights to keep.")
        if gain is None:
            return self.tr("Nothing was measured. The weights are saved.")
        before, after = format_number(gain.before, 3), format_number(gain.after, 3)
        figures = self.tr("Hmean {before} → {after} on %n validation picture(s)", "", gain.pictures)
        if gain.on_test:
            figures = self.tr("Hmean {before} → {after} on %n test picture(s)", "", gain.pictures)
        figures = figures.format(before=before, after=after)
        if gain.better:
            text = self.tr("{figures}, with the weights of epoch {epoch}.")
            if not gain.on_test:
                text += " " + self.tr("There are no test pictures: on new pictures it may be lower.")
        elif result.best_epoch == 0:
            text = self.tr(
                "No better than the start: no epoch exceeded the Hmean of {before}, so the weights are the "
                "old ones."
            )
        else:
            text = self.tr("No better than the start: {figures}.")
        if not gain.better:
            text += " " + self.tr("More labelled pictures, more epochs or a lower learning rate may help.")
        return text.format(figures=figures, epoch=result.best_epoch, before=before)

    def _model(self) -> str:
        assert self._result is not None  # the buttons are hidden without a result
        return str(self._result.workdir)
