"""Reading labels by the recogniser, off the GUI thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from desktop.document.project_texts import Labels, ProjectTexts
from desktop.work.jobs import JobControl, Progress
from desktop.work.recognition import RecogniserKeeper
from engine.data.gt import Label
from engine.data.pictures import read_picture
from engine.errors import QuadTuneError

Task = tuple[Path, Labels]
"""A picture and those of its labels that are to be read."""


@dataclass(frozen=True, slots=True)
class PictureRead:
    """What is written in labels of a picture; empty where nothing can be made out."""

    picture: Path
    texts: tuple[tuple[Label, str], ...]


@dataclass(frozen=True, slots=True)
class PictureNotRead:
    """This picture, or its gt file, cannot be used; the others go on."""

    picture: Path
    error: QuadTuneError


def without_text(labels: Labels) -> Labels:
    """The labels that nothing is written in, not even that they are ignored."""
    return tuple(label for label in labels if not label.transcription.strip())


def tasks_of_project(texts: ProjectTexts, control: JobControl) -> list[Task]:
    """The pictures of ``texts`` that have labels without text; those of no use are told."""
    tasks = []
    for picture, labels in texts.read():
        control.raise_if_stopped()
        if isinstance(labels, QuadTuneError):
            control.emit(PictureNotRead(picture, labels))
        elif wanted := without_text(labels):
            tasks.append((picture, wanted))
    return tasks


def read_labels(
    keeper: RecogniserKeeper, find_tasks: Callable[[JobControl], list[Task]], control: JobControl
) -> None:
    """Read what is written in labels, telling :class:`PictureRead`, :class:`PictureNotRead` and Progress.

    ``find_tasks`` is called first, in this thread. Each picture is loaded once. When asked to stop, what was
    read until then is told. Raises InputError when the recogniser cannot be used.
    """
    control.emit(Progress(0, 0))
    tasks = find_tasks(control)
    total, done = sum(len(labels) for _, labels in tasks), 0
    if not tasks:
        return
    keeper.get()
    control.emit(Progress(0, total))
    started = time.monotonic()
    for picture, labels in tasks:
        if control.should_stop():
            return
        try:
            quads = np.array([label.quad for label in labels])
            found = keeper.get().read_drawn(read_picture(picture), quads, control.should_stop)
            # A stop leaves some out.
            control.emit(PictureRead(picture, tuple(zip(labels, found, strict=False))))
        except QuadTuneError as error:
            control.emit(PictureNotRead(picture, error))
        done += len(labels)
        left = (time.monotonic() - started) / done * (total - done)
        control.emit(Progress(done, total, seconds_left=left))
