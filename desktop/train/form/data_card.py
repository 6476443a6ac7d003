"""What the open project offers for training, counted off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QToolButton

from desktop.session import Session
from desktop.settings.keys import with_keys
from desktop.ui import icons
from desktop.ui.errors import describe
from desktop.ui.layout import LEFT, column, row
from desktop.ui.theme import UNIT
from desktop.ui.widgets import Card, Translated, named, text_label
from desktop.work.delay import Delay
from desktop.work.jobs import JobSlot
from engine.data.dataset import dataset_pictures, gt_path_for, load_dataset
from engine.doctor.examination import find_problems
from engine.doctor.finding import Finding
from engine.doctor.whole_set import ADVISED_PICTURES
from engine.errors import QuadTuneError

REFRESH_MS = 400


@dataclass(frozen=True, slots=True)
class DataSummary:
    """Numbers of pictures, and what is in the way of training on them.

    ``test_was_split``: nobody chose the test pictures, the seed sets them aside. ``error``: why the dataset
    cannot be used, None when it can. ``blocked_by``: files and lines that training would refuse.
    """

    root: Path
    train: int = 0
    test: int = 0
    unlabelled: int = 0
    test_was_split: bool = False
    blocked_by: tuple[Finding, ...] = ()
    error: Exception | None = None

    @property
    def labelled(self) -> int:
        return self.train + self.test

    @property
    def usable(self) -> bool:
        return self.error is None and self.train > 0


def summarise(root: Path) -> DataSummary:
    """Count what training would use of ``root``; ``error`` says why a dataset is unusable."""
    try:
        dataset = load_dataset(root)
    except (QuadTuneError, OSError) as error:
        pictures = dataset_pictures(root) if root.is_dir() else []
        unlabelled = sum(not gt_path_for(root, picture).is_file() for picture in pictures)
        return DataSummary(root, unlabelled=unlabelled, error=error)
    blocked_by = tuple(finding for finding in find_problems(dataset) if finding.blocks)
    train, test, split = len(dataset.train), len(dataset.test), dataset.split_note is not None
    return DataSummary(root, train, test, dataset.unlabelled, split, blocked_by)


class DataCard(Translated, Card):
    """Counts of the session's project. Counts again when labels change, but only while it is visible."""

    summarised = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.summary: DataSummary | None = None
        self._slot = JobSlot(session.jobs, self, result=self._take, failed=session.report, done=self._wait)
        self._stale = True
        self._captions = {name: QLabel() for name in ("train", "test", "unlabelled")}
        self._numbers = {name: named(QLabel(), f"train_data_{name}") for name in self._captions}
        lines = (row((self._captions[name], 1), self._numbers[name]) for name in self._captions)
        self._note = text_label("", "small", muted=True, name="train_data_note")
        self._warning = text_label("", "small", name="train_data_warning")
        self._warning.setProperty("tone", "warning")
        self.check = named(QToolButton(), "train_data_check")
        self.check.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        icons.assign(self.check, "stethoscope")
        self.check.clicked.connect(lambda: session.request_page("check"))
        self.add(column(*lines, spacing=UNIT // 2), self._note, self._warning, (self.check, 0, LEFT))
        self._timer = Delay(self, REFRESH_MS, self.refresh)
        session.project_changed.connect(self._follow_project)
        self._follow_project()
        self.retranslate()

    def refresh(self) -> None:
        """Count now, in a job; the counts of a project that was left meanwhile are dropped."""
        project = self._session.project
        if project is not None and not self._slot.busy:
            self._stale = False
            root = project.root
            self._slot.start(self.tr("Counting pictures"), lambda _control: summarise(root))

    def retranslate(self) -> None:
        self.set_title(self.tr("Pictures"))
        self.check.setText(self.tr("Check the data"))
        self.check.setToolTip(with_keys(self.tr("Find what is wrong with the data"), "window.check"))
        self._captions["train"].setText(self.tr("Labelled, for training"))
        self._captions["test"].setText(self.tr("Labelled, for the test"))
        self._captions["unlabelled"].setText(self.tr("Unlabelled, left out"))
        self._show_summary()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()  # the files may also have been changed by another program

    def _follow_project(self) -> None:
        self.summary = None
        project = self._session.project
        if project is not None:
            project.picture_status_changed.connect(self._outdate)
            project.saved_changed.connect(self._outdate)
        self._show_summary()
        self._outdate()

    def _outdate(self) -> None:
        self._stale = True
        self._wait()

    def _wait(self) -> None:
        if self._stale and self.isVisible():
            self._timer.start()

    def _take(self, summary: DataSummary) -> None:
        project = self._session.project
        if project is None or project.root != summary.root:
            self._outdate()
            return
        self.summary = summary
        self._show_summary()
        self.summarised.emit(summary)

    def _show_summary(self) -> None:
        summary = self.summary
        for name, label in self._numbers.items():
            label.setText("–" if summary is None else str(getattr(summary, name)))
        for label, text in (
            (self._note, self._note_text(summary)),
            (self._warning, self._warning_text(summary)),
        ):
            label.setText(text)
            label.setVisible(bool(text))

    def _note_text(self, summary: DataSummary | None) -> str:
        if summary is None or not summary.test_was_split:
            return ""
        if summary.test:
            return self.tr("No test pictures were chosen: a fifth of the labelled ones is set aside.")
        return self.tr("A single labelled picture cannot be split: nothing is tested.")

    def _warning_text(self, summary: DataSummary | None) -> str:
        if summary is None:
            return ""
        error = summary.blocked_by[0].error if summary.blocked_by else summary.error
        if error is not None:
            return describe(error).body()
        if summary.labelled < ADVISED_PICTURES:
            return self.tr(
                "Fewer than {advised} labelled pictures. It works, but more pictures make a steadier model."
            ).format(advised=ADVISED_PICTURES)
        return ""
