"""Exporting a data set in the formats of other programs: first count what there is, then write it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine import files
from engine.data import gt
from engine.data.dataset import dataset_root, load_dataset
from engine.data.project_file import read_checked
from engine.errors import InputError, Message
from engine.formats import format_named, writable
from engine.formats.reading import Progress
from engine.formats.writing import Exporter, ExportPlan, Part


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export wrote into ``target``, and the lines of gt files that are no labels.

    ``notes`` are lines that were copied as they are, ``problems`` those the format cannot hold.
    """

    format: str
    target: Path
    pictures: int
    labels: int
    unlabelled: int
    split_drawn: bool
    problems: tuple[InputError, ...]
    notes: tuple[InputError, ...]


def plan_export(dataset: Path) -> ExportPlan:
    """What an export of ``dataset`` would write; writes nothing.

    The parts are those of a training: by the lists, else by the folders, else a fifth is drawn for the test.
    InputError as `engine.data.dataset.load_dataset`, for gt files that are not text, and for check marks that
    cannot be read.
    """
    root = dataset_root(dataset)
    data = load_dataset(root)
    parts = tuple(
        Part(name, samples) for name, samples in (("train", data.train), ("test", data.test)) if samples
    )
    labels = size = 0
    for part in parts:
        for sample in part.samples:
            labels += len(gt.read_gt(sample.gt).labels) if sample.gt is not None else 0
            size += _size(sample.picture)
    marks = read_checked(root)
    drawn = data.split_note is not None and bool(data.test)
    return ExportPlan(root, parts, labels, size, data.unlabelled, drawn, frozenset(marks) or None)


def _size(picture: Path) -> int:
    try:
        return picture.stat().st_size
    except OSError as error:
        raise files.reading_error(picture, error) from error


def run_export(
    plan: ExportPlan, target: Path, format_name: str, progress: Progress | None = None
) -> ExportReport:
    """Write ``plan`` into the new folder ``target``, which appears when it is complete, or not at all.

    InputError when ``target`` exists and is not empty, or the format is not written; StorageError when
    ``target`` cannot be written.
    """
    chosen = format_named(format_name)
    if chosen.writer is None:
        raise InputError(
            Message("The format {title} is only read.", title=chosen.title),
            remedy=Message("Choose one of: {names}.", names=", ".join(writable())),
        )
    refusal = Message("An export needs a new or an empty folder, and this one is neither.")
    with files.whole_folder(target, refusal) as building:
        exporter = Exporter(building, target, plan.pictures, progress)
        chosen.writer.write(plan, building, exporter)
    return ExportReport(
        chosen.name,
        target,
        plan.pictures,
        exporter.labels_written,
        plan.unlabelled,
        plan.split_drawn,
        tuple(exporter.problems),
        tuple(exporter.notes),
    )
