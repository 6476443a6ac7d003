"""Taking labels of other programs into a data set: first look what there is, then write it.

Labels that are there are never lost: a gt file that is changed is copied to a dated folder beside it first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from engine import files
from engine.data import gt, pictures, project_file
from engine.data.dataset import dataset_pictures, dataset_root, gt_path_for, shared_gt_error
from engine.data.gt import Label
from engine.errors import InputError, Message
from engine.formats import detect_format, format_named
from engine.formats.matching import PictureFinder
from engine.formats.reading import BACKUP_PREFIX, Progress, Reading, Record

Existing = Literal["keep", "add", "replace"]
"""What happens to pictures that have labels: they stay as they are, get more, or get others."""
EXISTING: tuple[Existing, ...] = get_args(Existing)

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What a source holds for the data set ``root``.

    ``labels`` are those of each picture found, ``labelled`` the pictures among them that have a gt file now,
    ``checked`` the pictures marked as done. ``unmatched`` tells of labels whose picture is not here,
    ``problems`` of what could not be understood, ``notes`` of what was taken otherwise than written.
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
    """Read ``source``, a file or a folder, and find the pictures of ``dataset`` it tells of; writes nothing.

    InputError when either is missing, or the source holds nothing of the format.
    """
    root = _existing_root(dataset)
    source = source.absolute()
    chosen = detect_format(source) if format_name == AUTO else format_named(format_name)
    known = dataset_pictures(root)
    finder = PictureFinder(root, known)
    reading = Reading(progress)
    chosen.read(source, finder, reading)
    if not reading.records and not reading.problems:
        raise InputError(
            Message("There are no labels of the format {title} here.", title=chosen.title),
            remedy=Message("Choose another format, or let it be detected."),
            path=source,
        )
    matched = _Matched(known, finder)
    for record in reading.records:
        matched.take(record)
    return ImportPlan(
        root,
        source,
        chosen.name,
        {picture: tuple(labels) for picture, labels in matched.labels.items()},
        frozenset(picture for picture in matched.labels if gt_path_for(root, picture).is_file()),
        tuple(matched.all_of(reading.checked)),
        tuple(matched.unmatched),
        tuple(reading.problems),
        (*reading.notes(), *matched.notes),
    )


def _existing_root(dataset: Path) -> Path:
    root = dataset_root(dataset)
    if root.is_dir():
        return root
    raise InputError(
        Message("There is no such folder."),
        remedy=Message("Check the path of the dataset folder."),
        path=root,
    )


class _Matched:
    """Records put to the pictures they mean."""

    def __init__(self, known: list[Path], finder: PictureFinder) -> None:
        self.labels: dict[Path, list[Label]] = {}
        self.unmatched: list[InputError] = []
        self.notes: list[InputError] = []
        self._finder = finder
        self._owners: dict[Path, Path] = {}
        for picture in known:
            self._owners.setdefault(picture.with_suffix(""), picture)

    def take(self, record: Record) -> None:
        """Several records of one picture are put together; boxes that are there already are not repeated."""
        try:
            picture = self._finder.find(record.names)
            owner = self._owners[picture.with_suffix("")]
            if owner != picture:
                raise shared_gt_error(owner, picture, Path(f"gt_{picture.stem}.txt"))
        except InputError as error:
            error.path, error.line = record.source, record.line
            self.unmatched.append(error)
            return
        labels = self.labels.get(picture)
        if labels is None:
            self.labels[picture] = list(record.labels)
        else:
            present = set(labels)
            labels += [label for label in record.labels if label not in present]
        self._compare_sizes(record, picture)

    def all_of(self, names: list[str]) -> list[Path]:
        """The pictures of ``names`` that are here."""
        found: dict[Path, None] = {}
        for name in names:
            try:
                found[self._finder.find([name])] = None
            except InputError:
                continue  # its labels, if it has any, are told of
        return list(found)

    def _compare_sizes(self, record: Record, picture: Path) -> None:
        if record.size is None or not record.labels:
            return
        try:
            width, height = pictures.picture_size(picture)
        except InputError:
            return  # labels do not depend on it; looking at the picture will tell
        if (width, height) != record.size:
            self.notes.append(
                InputError(
                    Message(
                        "The labels were drawn on a picture of {their_width} × {their_height} pixels,"
                        " this one has {width} × {height}.",
                        their_width=record.size[0],
                        their_height=record.size[1],
                        width=width,
                        height=height,
                    ),
                    remedy=Message("Look at the picture: the boxes may be out of place."),
                    path=picture,
                )
            )


def run_import(
    plan: ImportPlan,
    existing: Existing = "keep",
    progress: Progress | None = None,
    written: Callable[[Path], object] | None = None,
) -> ImportReport:
    """Write the labels of ``plan``, a picture at a time, each in one step.

    ``existing`` says what happens to pictures that have a gt file. ``written`` is told of each picture whose
    gt file was written. Pictures marked as done get a check mark if they have a gt file now. StorageError
    ends the work; what is written by then stays. InputError when the check marks cannot be read.
    """
    work = _Import(plan, existing)
    for done, (picture, labels) in enumerate(plan.labels.items()):
        if progress is not None:
            progress(done, len(plan.labels))
        if work.take(picture, labels) and written is not None:
            written(picture)
    marked = [picture for picture in plan.checked if gt_path_for(plan.root, picture).is_file()]
    if marked:
        project_file.mark_checked(plan.root, marked)
    return ImportReport(
        plan.format,
        tuple(work.written),
        work.boxes,
        tuple(work.kept),
        work.backup,
        tuple(marked),
        plan.unmatched,
        (*plan.problems, *work.problems),
        plan.notes,
    )


@dataclass(slots=True)
class _Import:
    """An import under way."""

    plan: ImportPlan
    existing: Existing
    backup: Path | None = None
    boxes: int = 0
    written: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    problems: list[InputError] = field(default_factory=list)

    def take(self, picture: Path, labels: tuple[Label, ...]) -> bool:
        """Write the labels of one picture, as things are now; whether its file changed."""
        path = gt_path_for(self.plan.root, picture)
        try:
            before = files.read_bytes(path) if path.is_file() else None
            entries = self._entries(path, labels, before)
        except InputError as error:
            self.problems.append(error)
            self.kept.append(picture)
            return False
        text = "" if entries is None else gt.format_gt(entries)
        if entries is None or text.encode("utf-8") == before:
            self.kept.append(picture)
            return False
        if before is not None:
            self._keep_copy(path, before)
        files.write_text(path, text)
        self.boxes += len(labels)
        self.written.append(picture)
        return True

    def _entries(
        self, path: Path, labels: tuple[Label, ...], before: bytes | None
    ) -> tuple[gt.Entry, ...] | None:
        """What the gt file is to hold; None when it stays as it is."""
        if before is None or self.existing == "replace":
            return labels
        if self.existing == "keep":
            return None
        there = gt.read_gt(path)
        present = set(there.labels)
        added = tuple(label for label in labels if label not in present)
        return (*there.entries, *added) if added else None

    def _keep_copy(self, path: Path, content: bytes) -> None:
        if self.backup is None:
            self.backup = files.new_dated_folder(self.plan.root, BACKUP_PREFIX)
        files.write_bytes(self.backup / path.relative_to(self.plan.root), content)
