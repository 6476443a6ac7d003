"""Importing labels of other programs into a data set: first read what there is, then write it.

Labels that are there are never lost: a gt file that is changed is copied to a dated folder beside it first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from engine import files
from engine.data import gt, pictures, project_file
from engine.data.dataset import dataset_pictures, dataset_root, gt_path_for, require_folder, shared_gt_error
from engine.data.gt import Label
from engine.errors import InputError, Message
from engine.formats import detect_format, format_named
from engine.formats.matching import PictureFinder
from engine.formats.reading import BACKUP_PREFIX, LabelCollector, PictureLabels, Progress

Existing = Literal["keep", "add", "replace"]
"""What happens to pictures that have labels: they stay as they are, get more, or get others."""
EXISTING: tuple[Existing, ...] = get_args(Existing)

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What a source holds for the data set ``root``.

    ``labels`` are those of each picture found, ``labelled`` the pictures among them that have a gt file now,
    ``checked`` the pictures marked as done. ``unmatched`` are labels whose picture is not here,
    ``problems`` what could not be understood, ``notes`` what was taken otherwise than written.
    """

    root: Path
    source: Path
    format: str
    labels: dict[Path, tuple[Label, ...]]
    labelled: frozenset[Path]
    checked: tuple[Path, ...]
    unmatched: tuple[InputError, ...]
    problems: tuple[InputError, ...]
    notes: tuple[InputError, ...]

    @property
    def boxes(self) -> int:
        """How many boxes there are for pictures of the data set."""
        return sum(len(labels) for labels in self.labels.values())


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: pictures whose gt file was written and how many boxes the source has for them,
    pictures kept as they were.

    ``backup`` is the folder with the gt files from before, None when no file was changed. The rest as in
    `ImportPlan`; ``checked`` are the pictures that got a check mark.
    """

    format: str
    pictures: tuple[Path, ...]
    boxes: int
    kept: tuple[Path, ...]
    backup: Path | None
    checked: tuple[Path, ...]
    unmatched: tuple[InputError, ...]
    problems: tuple[InputError, ...]
    notes: tuple[InputError, ...]


def plan_import(
    dataset: Path, source: Path, format_name: str = AUTO, progress: Progress | None = None
) -> ImportPlan:
    """Read ``source``, a file or a folder, and match it to the pictures of ``dataset``; writes nothing.

    InputError when either is missing, or the source holds nothing of the format.
    """
    root = dataset_root(dataset)
    require_folder(root)
    source = source.absolute()
    chosen = detect_format(source) if format_name == AUTO else format_named(format_name)
    known = dataset_pictures(root)
    finder = PictureFinder(root, known)
    collector = LabelCollector(source, finder, progress)
    chosen.read(collector)
    if not collector.pictures and not collector.problems:
        raise InputError(
            Message("There are no labels of the format {title} here.", title=chosen.title),
            remedy=Message("Choose another format, or let it be detected."),
            path=source,
        )
    matches = _Matches(known, finder)
    for found in collector.pictures:
        matches.add(found)
    return ImportPlan(
        root,
        source,
        chosen.name,
        {picture: tuple(labels) for picture, labels in matches.labels.items()},
        frozenset(picture for picture in matches.labels if gt_path_for(root, picture).is_file()),
        tuple(dict.fromkeys(_pictures_named(collector.checked, finder))),
        tuple(matches.unmatched),
        tuple(collector.problems),
        (*collector.notes(), *matches.notes),
    )


class _Matches:
    """The labels of a source, put to the pictures they belong to."""

    def __init__(self, known: list[Path], finder: PictureFinder) -> None:
        self.labels: dict[Path, list[Label]] = {}
        self.unmatched: list[InputError] = []
        self.notes: list[InputError] = []
        self._finder = finder
        self._owners: dict[Path, Path] = {}
        for picture in known:
            self._owners.setdefault(picture.with_suffix(""), picture)

    def add(self, found: PictureLabels) -> None:
        """Labels of a picture that came before are kept; boxes that are there already are not repeated."""
        try:
            picture = self._finder.find(found.names)
            owner = self._owners[picture.with_suffix("")]
            if owner != picture:
                raise shared_gt_error(owner, picture, Path(f"gt_{picture.stem}.txt"))
        except InputError as error:
            error.path, error.line = found.source, found.line
            self.unmatched.append(error)
            return
        labels = self.labels.setdefault(picture, [])
        present = set(labels)
        labels += [label for label in found.labels if label not in present]
        self._compare_sizes(found, picture)

    def _compare_sizes(self, found: PictureLabels, picture: Path) -> None:
        if found.size is None or not found.labels:
            return
        try:
            width, height = pictures.picture_size(picture)
        except InputError:
            return  # labels do not depend on it; opening the picture will show it
        if (width, height) != found.size:
            problem = Message(
                "The labels were drawn on a picture of {their_width} × {their_height} pixels,"
                " this one has {width} × {height}.",
                their_width=found.size[0],
                their_height=found.size[1],
                width=width,
                height=height,
            )
            remedy = Message("Look at the picture: the boxes may be out of place.")
            self.notes.append(InputError(problem, remedy=remedy, path=picture))


def _pictures_named(names: list[str], finder: PictureFinder) -> Iterator[Path]:
    for name in names:
        with suppress(InputError):  # its labels, if it has any, are reported as unmatched
            yield finder.find([name])


def run_import(
    plan: ImportPlan,
    existing: Existing = "keep",
    progress: Progress | None = None,
    written: Callable[[Path], object] | None = None,
) -> ImportReport:
    """Write the labels of ``plan``, a picture at a time, each in one step.

    ``existing`` says what happens to pictures that have a gt file. ``written`` is called with each picture
    whose gt file was written. Pictures marked as done get a check mark if they have a gt file now.
    StorageError ends the work and keeps what is written by then. InputError when the check marks cannot be
    read.
    """
    written_pictures: list[Path] = []
    kept: list[Path] = []
    problems: list[InputError] = []
    backup: Path | None = None
    boxes = 0
    for done, (picture, labels) in enumerate(plan.labels.items()):
        if progress is not None:
            progress(done, len(plan.labels))
        path = gt_path_for(plan.root, picture)
        try:
            before = files.read_bytes(path) if path.is_file() else None
            after = _new_content(path, labels, before, existing)
        except InputError as error:
            problems.append(error)
            after = None
        if after is None or after == before:
            kept.append(picture)
            continue
        if before is not None:
            backup = backup or files.new_dated_folder(plan.root, BACKUP_PREFIX)
            files.write_bytes(backup / path.relative_to(plan.root), before)
        files.write_bytes(path, after)
        boxes += len(labels)
        written_pictures.append(picture)
        if written is not None:
            written(picture)
    marked = [picture for picture in plan.checked if gt_path_for(plan.root, picture).is_file()]
    if marked:
        project_file.mark_checked(plan.root, marked)
    return ImportReport(
        plan.format,
        tuple(written_pictures),
        boxes,
        tuple(kept),
        backup,
        tuple(marked),
        plan.unmatched,
        (*plan.problems, *problems),
        plan.notes,
    )


def _new_content(
    path: Path, labels: tuple[Label, ...], before: bytes | None, existing: Existing
) -> bytes | None:
    """What the gt file ``path`` is to hold, None when it stays as it is."""
    if before is None or existing == "replace":
        return gt.format_gt(labels).encode("utf-8")
    if existing == "keep":
        return None
    there = gt.read_gt(path)
    present = set(there.labels)
    added = [label for label in labels if label not in present]
    return gt.format_gt([*there.entries, *added]).encode("utf-8") if added else None
