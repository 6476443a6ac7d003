"""Making the sample project from the window: where it goes, in a job, opened when it is ready."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.session import Session, documents_folder
from desktop.work.jobs import JobControl, JobSlot, Progress

FOLDER_NAME = "sample"


class SampleProject(QObject):
    """Emits ``progress(done, total)`` while the pictures are rendered, then ``ready`` or ``failed``.

    ``over`` comes in any case. The sample is made once; after that it is opened where it is.
    """

    progress = Signal(int, int)
    ready = Signal(Path)
    failed = Signal(object)
    over = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._slot = JobSlot(session.jobs, self, events=self._on_events)
        self._slot.result.connect(self.ready)
        self._slot.failed.connect(self.failed)
        self._slot.done.connect(self.over)
        self.counts: dict[str, int] = {}
        """``train`` and ``test`` pictures to render; empty leaves it to the engine."""

    @property
    def folder(self) -> Path:
        """Where the sample is or will be."""
        chosen = self._session.settings.values.sample_folder
        return Path(chosen) if chosen else documents_folder() / FOLDER_NAME

    def set_parent_folder(self, parent: Path) -> None:
        """Put the sample into ``parent``, which the person chose."""
        self._session.settings.update(sample_folder=str(parent / f"QuadTune {FOLDER_NAME}"))

    def open(self) -> None:
        """Emit ``ready`` with the sample's folder, making it first when there is none."""
        if self._slot.busy:
            return
        folder = self.folder
        if (folder / "train_images").is_dir():
            self.ready.emit(folder)
            self.over.emit()
            return
        counts = dict(self.counts)

        def work(control: JobControl) -> Path:
            from engine.sample import make_sample

            return make_sample(folder, progress=control.tell_progress, **counts).folder

        self.progress.emit(0, 0)
        self._slot.start(self.tr("Making the sample project"), work)

    def _on_events(self, events: list[object]) -> None:
        match events[-1]:
            case Progress(done=done, total=total):
                self.progress.emit(done, total)
