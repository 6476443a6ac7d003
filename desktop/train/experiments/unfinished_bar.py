"""Shown on the Train page when a training of this project was cut off: it can be resumed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal

from desktop.settings.settings import Settings
from desktop.ui.banner import Banner
from engine.training.experiment import is_running
from engine.training.record.record import TrainingRecord

MOST_PUT_ASIDE = 100


class UnfinishedBar(Banner):
    """Offers the newest training that a crash, a kill or the closed window ended, until it is put aside.

    One that the person stopped can be resumed from the list.
    """

    resume_requested = Signal(Path)

    def __init__(self, settings: Settings) -> None:
        super().__init__("train_unfinished", self._offer, text_kind="small")
        self._settings = settings
        self._record: TrainingRecord | None = None
        self.later = self.add_button(
            "train_unfinished_later",
            self._put_aside,
            lambda: self.tr("Not now"),
            lambda: self.tr("Do not offer it again; it can be resumed from the list of experiments"),
        )
        self.resume = self.add_button(
            "train_unfinished_resume",
            self._resume,
            lambda: self.tr("Resume"),
            lambda: self.tr("Continue this training where it was interrupted"),
        )
        self.retranslate()

    def offer_from(self, records: list[TrainingRecord]) -> None:
        """Offer the first of ``records`` that was cut off; none hides the bar."""
        cut_off = self._settings.remembered("train", "cut_off", "")
        aside = self._aside()
        self._record = next(
            (
                record
                for record in records
                if record.resumable
                and (record.state == "interrupted" or str(record.folder) == cut_off)
                and str(record.folder) not in aside
                and not is_running(record.folder)
            ),
            None,
        )
        self.refresh()

    def note_cut_off(self, folder: Path) -> None:
        """The window is being closed while the training in ``folder`` runs."""
        self._settings.remember("train", "cut_off", str(folder))

    def _offer(self) -> str:
        record = self._record
        if record is None:
            return ""
        text = self.tr("The training “{name}” was interrupted after epoch {done} of {epochs}.")
        epochs = record.config.get("epochs", "?")
        return text.format(name=record.name, done=record.epochs_done, epochs=epochs)

    def _aside(self) -> list[str]:
        kept = self._settings.remembered("train", "put_aside", [])
        return [one for one in kept if isinstance(one, str)] if isinstance(kept, list) else []

    def _resume(self) -> None:
        if self._record is not None:
            self.resume_requested.emit(self._record.folder)

    def _put_aside(self) -> None:
        if self._record is not None:
            aside = [*self._aside(), str(self._record.folder)]
            self._settings.remember("train", "put_aside", aside[-MOST_PUT_ASIDE:])
            self.offer_from([])
