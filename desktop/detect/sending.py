"""Turns boxes into proposals or labels of the project: undoable, and never over existing labels."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, Signal

from desktop.detect.model import DetectModel
from desktop.detect.picture import Picture
from desktop.document.commands import InsertLabels
from desktop.document.picture_document import PictureDocument
from desktop.document.project import Project
from desktop.work.slices import Slices
from engine.data.proposals import Proposal
from engine.detect.results import labels_of
from engine.errors import QuadTuneError
from engine.geometry import uncovered

SendState = Literal["idle", "preparing", "outside", "asking", "sending", "done"]
Send = Callable[[Project, PictureDocument, list[Proposal]], None]


@dataclass(slots=True)
class SendSummary:
    """What is to be sent, or was: so many ``boxes`` in so many ``pictures``.

    Left out are ``labelled`` boxes, which a label covers; the pictures ``outside`` the project; and
    ``refused`` pictures, whose gt files cannot be changed. ``first``: a picture to show.
    """

    boxes: int = 0
    pictures: int = 0
    labelled: int = 0
    outside: list[Path] = field(default_factory=list)
    refused: int = 0
    first: Path | None = None


def _members_of(project: Project) -> Callable[[Path], Path | None]:
    """A function that finds a picture in ``project`` by any path that leads to it."""
    real = functools.cache(lambda: {picture.resolve(): picture for picture in project.pictures})
    return lambda path: path if project.index(path) is not None else real().get(path.resolve())


class Sender(QObject):
    """Counts, asks, then sends. ``changed``: there is a new ``state`` or ``summary``."""

    changed = Signal()

    def __init__(self, model: DetectModel) -> None:
        super().__init__(model)
        self._model = model
        self.state: SendState = "idle"
        self.summary = SendSummary()
        self._member: Callable[[Path], Path | None] = lambda _path: None
        self._slices = Slices(self)  # documents belong to this thread, and there may be ten thousand
        self._slices.progressed.connect(self.changed)
        self._slices.finished.connect(self._on_finished)
        model.work.changed.connect(self._on_work_changed)
        for signal in (model.settings_changed, model.model_changed, model.pictures_changed):
            signal.connect(self._on_other_results)
        model.session.project_changed.connect(self.cancel)

    def start(self) -> None:
        """Count what there is to send, after bringing it up to date; then ask."""
        if self._model.work.busy:
            return
        self._enter("preparing")
        if not self._model.refresh():
            self._count()

    def propose(self) -> None:
        """Make proposals of the counted boxes, in place of earlier proposals for these pictures."""
        if self.state == "asking":
            self._run("sending", _propose)

    def add(self) -> None:
        """Make labels of the counted boxes."""
        if self.state == "asking":
            self._run("sending", _insert)

    def cancel(self) -> None:
        """Stop sending; what was sent stays."""
        self._slices.stop()
        self._enter("idle")

    def open_folder(self) -> None:
        """Open the folder of the first picture as the project, then start again."""
        folder = self._model.detected()[0].path.parent
        try:
            self._model.session.open_project(folder)
        except QuadTuneError as error:
            self._model.failed.emit(error)
            return
        if self._model.has_results():
            self.start()

    def _on_work_changed(self) -> None:
        if self.state == "preparing" and not self._model.work.busy and not self._slices.busy:
            if self._model.stale():
                self.cancel()  # bringing them up to date was stopped
            else:
                self._count()

    def _on_other_results(self) -> None:
        if self.state in ("asking", "outside", "done"):
            self.cancel()

    def _count(self) -> None:
        project = self._model.session.project
        self._member = _members_of(project) if project is not None else lambda _path: None
        paths = [picture.path for picture in self._model.detected()]
        if all(self._member(path) is None for path in paths):
            self.summary = SendSummary(outside=paths)
            self._enter("outside")
        else:
            self._run("preparing", None)

    def _run(self, state: SendState, send: Send | None) -> None:
        self.summary = SendSummary()
        self._enter(state)
        self._slices.start(self._go_through(send))

    def _on_finished(self) -> None:
        self._enter("asking" if self.state == "preparing" else "done")

    def _enter(self, state: SendState) -> None:
        self.state = state
        self.changed.emit()

    def _go_through(self, send: Send | None) -> Iterator[None]:
        """Picture by picture: count what is new there, and ``send`` it."""
        project, summary = self._model.session.project, self.summary
        for picture in self._model.detected():
            own = self._member(picture.path)
            if project is None or own is None:
                summary.outside.append(picture.path)
                continue
            document = project.document(own)
            if not document.editable:
                summary.refused += 1
                continue
            new, count = self._new_boxes(picture, document)
            summary.labelled += count - len(new)
            summary.boxes += len(new)
            if new:
                summary.pictures += 1
                summary.first = summary.first or own
                if send is not None:
                    send(project, document, new)
            yield

    def _new_boxes(self, picture: Picture, document: PictureDocument) -> tuple[list[Proposal], int]:
        """The boxes of ``picture`` that no label covers yet, and how many boxes it has in all."""
        detection = picture.detection
        if detection is None:
            return [], 0
        there = np.array([label.quad for label in document.labels], np.float32).reshape(-1, 4, 2)
        free = uncovered(detection.quads, there).tolist()
        labels = labels_of(detection.quads, self._model.reader.texts(picture))
        boxes = map(Proposal, labels, detection.scores.tolist())
        return [box for box, is_free in zip(boxes, free, strict=True) if is_free], len(free)


def _propose(project: Project, document: PictureDocument, new: list[Proposal]) -> None:
    project.proposals.replace(document.picture, new)


def _insert(project: Project, document: PictureDocument, new: list[Proposal]) -> None:
    """One step of the picture's history, on disk at once; the project reports when that is impossible."""
    del project
    command = InsertLabels(document, [box.label for box in new])
    command.setText(QCoreApplication.translate("commands", "add found boxes"))
    document.undo_stack.push(command)
    document.flush()
