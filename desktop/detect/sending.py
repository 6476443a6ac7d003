"""Found boxes become proposals or labels of the project: undoable, and never over labels that are there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from desktop.detect.model import DetectModel, Picture
from desktop.document.commands import InsertLabels
from desktop.document.picture_document import PictureDocument
from desktop.document.project import Project
from engine.data.proposals import Proposal
from engine.detect.results import labels_of
from engine.errors import QuadTuneError
from engine.geometry import uncovered

State = Literal["idle", "preparing", "outside", "asking", "sending", "done"]
Send = Callable[[Project, PictureDocument, list[Proposal]], None]
SLICE_S = 0.012
"""The window stays quick: documents belong to its thread, so ten thousand are gone through in slices."""


@dataclass(slots=True)
class Tally:
    """What is to be sent, or was: so many ``boxes`` in so many ``pictures``.

    ``labelled``: boxes left out because a label is there already. ``outside``: pictures that are not in the
    project. ``refused``: pictures whose gt file cannot be changed. ``first``: a picture to show.
    """

    boxes: int = 0
    pictures: int = 0
    labelled: int = 0
    outside: list[Path] = field(default_factory=list)
    refused: int = 0
    first: Path | None = None


class _Members:
    """The pictures of a project by whatever path leads to them."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._real: dict[Path, Path] | None = None

    def find(self, path: Path) -> Path | None:
        """``path`` as the project has it, None when it is not in it."""
        if self._project.index(path) is not None:
            return path
        if self._real is None:
            self._real = {picture.resolve(): picture for picture in self._project.pictures}
        return self._real.get(path.resolve())


class Sender(QObject):
    """Counts, asks, then sends. ``changed`` tells of a new ``state`` or ``tally``."""

    changed = Signal()

    def __init__(self, model: DetectModel) -> None:
        super().__init__(model)
        self._model = model
        self.state: State = "idle"
        self.tally = Tally()
        self._members: _Members | None = None
        self._steps: Iterator[None] = iter(())
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)
        model.running_changed.connect(self._on_running)
        for signal in (model.settings_changed, model.model_changed, model.pictures_changed):
            signal.connect(self._on_other_results)
        model.session.project_changed.connect(self.cancel)

    def start(self) -> None:
        """Count what there is to send, after bringing it up to date; then ask."""
        if self._model.job is not None:
            return
        self._enter("preparing")
        if not self._model.refresh():
            self._count()

    def propose(self) -> None:
        """Let the boxes that were counted wait for a person's decision, in place of what waited there."""
        if self.state == "asking":
            self._run("sending", self._go_through(_propose))

    def add(self) -> None:
        """Make labels of the boxes that were counted."""
        if self.state == "asking":
            self._run("sending", self._go_through(_insert))

    def cancel(self) -> None:
        """Send nothing more; what was sent stays."""
        self._timer.stop()
        self._enter("idle")

    def open_folder(self) -> None:
        """Open the folder of the first picture as the project, then go on."""
        folder = self._sent()[0].path.parent
        try:
            self._model.session.open_project(folder)
        except QuadTuneError as error:
            self._model.failed.emit(error)
            return
        if self._sent():
            self.start()

    def _sent(self) -> list[Picture]:
        return [picture for picture in self._model.pictures if picture.boxes is not None]

    def _on_running(self) -> None:
        if self.state == "preparing" and self._model.job is None and not self._timer.isActive():
            if self._model.stale():
                self.cancel()  # bringing them up to date was stopped
            else:
                self._count()

    def _on_other_results(self) -> None:
        if self.state in ("asking", "outside", "done"):
            self.cancel()

    def _count(self) -> None:
        project = self._model.session.project
        self._members = _Members(project) if project is not None else None
        if self._members is None or all(self._members.find(p.path) is None for p in self._sent()):
            self.tally = Tally(outside=[p.path for p in self._sent()])
            self._enter("outside")
        else:
            self._run("preparing", self._go_through(_count_only))

    def _run(self, state: State, steps: Iterator[None]) -> None:
        self.tally = Tally()
        self._steps = steps
        self._enter(state)
        self._timer.start()

    def _go_on(self) -> None:
        end = time.monotonic() + SLICE_S
        for _ in self._steps:
            if time.monotonic() > end:
                self.changed.emit()
                return
        self._timer.stop()
        self._enter("asking" if self.state == "preparing" else "done")

    def _enter(self, state: State) -> None:
        self.state = state
        self.changed.emit()

    def _go_through(self, send: Send) -> Iterator[None]:
        """Picture by picture: count what is new there and ``send`` it."""
        project, members, tally = self._model.session.project, self._members, self.tally
        for picture in self._sent():
            own = members.find(picture.path) if members is not None else None
            if project is None or own is None:
                tally.outside.append(picture.path)
                continue
            document = project.document(own)
            if not document.editable:
                tally.refused += 1
                continue
            found = self._new_boxes(picture, document)
            assert picture.boxes is not None
            tally.labelled += len(picture.boxes.scores) - len(found)
            tally.boxes += len(found)
            if found:
                tally.pictures += 1
                tally.first = tally.first or own
                send(project, document, found)
            yield

    def _new_boxes(self, picture: Picture, document: PictureDocument) -> list[Proposal]:
        assert picture.boxes is not None
        texts = self._model.reader.texts(picture)
        there = np.array([label.quad for label in document.labels], np.float32).reshape(-1, 4, 2)
        free = uncovered(picture.boxes.quads, there)
        found = map(Proposal, labels_of(picture.boxes.quads, texts), picture.boxes.scores.tolist())
        return [box for box, wanted in zip(found, free.tolist(), strict=True) if wanted]


def _count_only(project: Project, document: PictureDocument, found: list[Proposal]) -> None:
    del project, document, found


def _propose(project: Project, document: PictureDocument, found: list[Proposal]) -> None:
    project.proposals.replace(document.picture, found)


def _insert(project: Project, document: PictureDocument, found: list[Proposal]) -> None:
    """One step of the picture's history, on disk at once; the project tells when that is impossible."""
    del project
    command = InsertLabels(document, [box.label for box in found])
    command.setText(QCoreApplication.translate("commands", "add found boxes"))
    document.undo_stack.push(command)
    document.flush()
