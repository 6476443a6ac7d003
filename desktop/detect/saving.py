"""Saving the results of the Detect page: drawn pictures and JSON files in a new output folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from desktop.detect.work import (
    Boxes,
    Control,
    DetectorKeeper,
    MapEntry,
    PictureDone,
    PictureFailed,
    Saved,
    find_boxes,
    make_map,
)
from engine.detector import Detection
from engine.errors import InputError
from engine.models import DetectSettings
from engine.pictures import read_picture
from engine.results import new_output_folder, save_detection


@dataclass(frozen=True, slots=True, eq=False)
class SaveTask:
    """A picture to save: its ``boxes`` if they are up to date, else the map to make them from, if kept."""

    picture: Path
    boxes: Boxes | None
    entry: MapEntry | None


def save_results(
    keeper: DetectorKeeper,
    model: str,
    tasks: Sequence[SaveTask],
    settings: DetectSettings,
    outputs: Path,
    control: Control,
) -> Saved:
    """Write every task's picture and JSON into a new folder under ``outputs``.

    What is not up to date is made so first. Raises StorageError when the folder cannot be written; a picture
    that cannot be read any more is told by :class:`PictureFailed`.
    """
    from desktop.jobs import Progress

    folder = new_output_folder(outputs)
    saved = failed = 0
    for done, task in enumerate(tasks):
        if control.should_stop():
            break
        control.emit(Progress(done, len(tasks)))
        try:
            _save(keeper, model, task, settings, folder, control)
            saved += 1
        except InputError as error:
            failed += 1
            control.emit(PictureFailed(task.picture, error))
    control.emit(Progress(len(tasks), len(tasks)))
    return Saved(folder, saved, failed)


def _save(
    keeper: DetectorKeeper,
    model: str,
    task: SaveTask,
    settings: DetectSettings,
    folder: Path,
    control: Control,
) -> None:
    image = read_picture(task.picture)
    boxes = task.boxes
    if boxes is None:
        entry = task.entry or make_map(keeper.get(model), image, settings.long_side)
        boxes = find_boxes(entry, settings)
        control.emit(PictureDone(task.picture, boxes, entry))
    nothing = np.zeros((0, 0), np.float32)  # the map is not part of what is written
    save_detection(folder, task.picture, image, Detection(boxes.quads, boxes.scores, nothing, boxes.seconds))
