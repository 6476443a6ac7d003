"""Saving the results of the Detect page, in a new output folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.detect.work import (
    Boxes,
    Control,
    DetectorKeeper,
    Look,
    MapEntry,
    PictureDone,
    PictureFailed,
    Reader,
    Saved,
    Texts,
    find_boxes,
    make_map,
    texts_of,
)
from engine.data.pictures import read_picture
from engine.db.models import DetectSettings
from engine.detect.detector import Detection
from engine.detect.result_names import ENDING, ResultNames
from engine.detect.results import new_output_folder, save_detection
from engine.errors import InputError


@dataclass(frozen=True, slots=True, eq=False)
class SaveTask:
    """A picture to save: its ``boxes`` if they are up to date, else the map to make them from, if kept.

    ``texts``: what was read in it before.
    """

    picture: Path
    boxes: Boxes | None
    entry: MapEntry | None
    texts: Texts


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """How to save: found how, in which formats, where; with texts if there is a ``reader``."""

    settings: DetectSettings
    look: Look
    formats: tuple[str, ...]
    reader: Reader | None
    outputs: Path


def save_results(
    keeper: DetectorKeeper, model: str, tasks: Sequence[SaveTask], wanted: Wanted, control: Control
) -> Saved:
    """Write every task's results into a new folder under ``wanted.outputs``.

    What is not up to date is made so first. Raises StorageError when the folder cannot be written; a picture
    that cannot be read any more is told by :class:`PictureFailed`.
    """
    from desktop.work.jobs import Progress

    folder = new_output_folder(wanted.outputs)
    names = ResultNames()
    saved = failed = 0
    for done, task in enumerate(tasks):
        if control.should_stop():
            break
        control.emit(Progress(done, len(tasks)))
        try:
            found = _up_to_date(keeper, model, task, wanted, control)
            if control.should_stop():  # perhaps with half its texts: a file of those would look whole
                break
            stem = names.next(task.picture).removesuffix(ENDING)
            _write(folder, stem, task.picture, found, wanted)
            saved += 1
        except InputError as error:
            failed += 1
            control.emit(PictureFailed(task.picture, error))
    control.emit(Progress(len(tasks), len(tasks)))
    return Saved(folder, saved, failed)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    image: NDArray[np.uint8]
    boxes: Boxes
    texts: Texts


def _up_to_date(
    keeper: DetectorKeeper, model: str, task: SaveTask, wanted: Wanted, control: Control
) -> _Found:
    """Boxes and texts as the settings make them; what is new is told to the page, too."""
    image = read_picture(task.picture)
    boxes, entry, texts = task.boxes, task.entry, task.texts
    if boxes is None:
        entry = entry or make_map(keeper.get(model), image, wanted.look)
        boxes = find_boxes(entry, wanted.settings)
    if wanted.reader is not None:
        texts = wanted.reader.read(task.picture, image, boxes, task.texts, control.should_stop)
    if entry is not None and (boxes is not task.boxes or texts is not task.texts):
        control.emit(PictureDone(task.picture, boxes, entry, texts))
    return _Found(image, boxes, texts)


def _write(folder: Path, stem: str, picture: Path, found: _Found, wanted: Wanted) -> None:
    boxes = found.boxes
    nothing = np.zeros((0, 0), np.float32)  # the map is not part of what is written
    detection = Detection(boxes.quads, boxes.scores, nothing, boxes.seconds)
    texts = texts_of(boxes, found.texts) if wanted.reader is not None else []
    save_detection(folder, picture, found.image, detection, wanted.formats, texts=texts, stem=stem)
