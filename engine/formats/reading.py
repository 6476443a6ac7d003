"""What the readers of label formats share: gathering labels, and making quads of shapes of all kinds."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import files, geometry
from engine.data import proposals
from engine.data.gt import IGNORE, LARGEST_COORDINATE, Label
from engine.errors import InputError, Message
from engine.formats.matching import PictureFinder

Progress = Callable[[int, int], object]
"""Called with how many of how many files or pictures are done; may raise to end the work."""

BACKUP_PREFIX = "labels_before_import_"
IGNORED_CLASSES = frozenset({IGNORE, "ignore", "ignored"})
"""Names of classes, flags and attributes that mark a region to leave out."""
IGNORING_FLAGS = IGNORED_CLASSES | {"difficult", "illegible", "unreadable"}

_OWN_FOLDERS = {"workdirs", "outputs", "models", proposals.FOLDER}

POLYGONS = Message(
    "Polygons that have more or fewer than four points: {count}. Their smallest rectangles are taken."
)
MASKS = Message("Boxes drawn as masks: {count}. The upright rectangles around them are taken.")
IGNORED_TEXTS = Message(
    "Boxes marked as difficult or to be ignored, with a text: {count}. They become ###, without the text."
)
CLASSES = Message("Boxes with a class: {count}. Classes are not kept.")
CLASS_NAMES = Message(
    "All {count} boxes carry the same name: it is taken for a class, and their texts stay empty."
)
EMPTY_PICTURES = Message("Pictures without a box: {count}. They are taken for pictures without text.")

REDRAW = Message("Redraw it, here or in the program the labels come from.")
WRITE_AGAIN = Message("Write the file again with the program it comes from.")
IMPORT_ALONE = Message("If it has labels, choose their format and import it alone.")


@dataclass(frozen=True, slots=True)
class PictureLabels:
    """The labels a source has for one picture.

    ``names`` are the picture's names as the source has them, the likeliest first, "/" between folders, with
    or without the suffix. ``size`` is the (width, height) the labels were drawn on, where the source has it.
    """

    names: tuple[str, ...]
    labels: tuple[Label, ...]
    source: Path
    line: int | None = None
    size: tuple[int, int] | None = None


class LabelCollector:
    """Gathers what a reader finds in ``source``, a file or a folder.

    ``problems`` are what could not be understood; `notes`, what was taken otherwise than written. ``checked``
    are names of pictures marked as done. ``finder`` knows the pictures of the data set, for formats whose
    coordinates depend on their sizes.
    """

    def __init__(self, source: Path, finder: PictureFinder, progress: Progress | None = None) -> None:
        self.source = source
        self.finder = finder
        self.pictures: list[PictureLabels] = []
        self.checked: list[str] = []
        self.problems: list[InputError] = []
        self.counts: Counter[tuple[Message, Path]] = Counter()
        self._progress = progress

    def each(self, paths: Sequence[Path]) -> Iterator[SourceFile]:
        """``paths`` one by one, reporting progress."""
        for done, path in enumerate(paths):
            if self._progress is not None:
                self._progress(done, len(paths))
            yield SourceFile(path, self)

    def notes(self) -> list[InputError]:
        """One note for each kind and file."""
        return [
            InputError(note.filled(count=count), path=path) for (note, path), count in self.counts.items()
        ]


class SourceFile:
    """One file of a source; what is found in it goes to ``collector``."""

    def __init__(self, path: Path, collector: LabelCollector) -> None:
        self.path = path
        self.collector = collector

    def text(self) -> str:
        return files.read_text(self.path)

    def name(self, name: str) -> str:
        """``name``, written in this file, with its folders from the source's own on."""
        root = source_root(self.collector.source)
        folder = self.path.parent.relative_to(root).as_posix()
        parts = (root.name, folder, name.replace("\\", "/"))
        return "/".join(part for part in parts if part not in ("", "."))

    def add(
        self,
        names: tuple[str, ...],
        labels: Iterable[Label],
        line: int | None = None,
        size: tuple[int, int] | None = None,
    ) -> None:
        """Keep the ``labels`` of one picture, as `PictureLabels`."""
        self.collector.pictures.append(PictureLabels(names, tuple(labels), self.path, line, size))

    def refuse(self, error: InputError, line: int | None = None, number: int = 0) -> None:
        """Keep ``error`` as a problem of this file; ``number`` says which of its boxes, from 1."""
        error.path, error.line = self.path, error.line if line is None else line
        if number:
            error.problem = error.problem.filled(number=number)
        self.collector.problems.append(error)

    @contextmanager
    def refusing(self, line: int | None = None, number: int = 0) -> Iterator[None]:
        """An InputError in this block becomes a problem, as by `refuse`."""
        try:
            yield
        except InputError as error:
            self.refuse(error, line, number)

    def count(self, note: Message, times: int = 1) -> None:
        """Count ``times`` more what ``note``, a message with a ``{count}``, says of this file."""
        if times:
            self.collector.counts[note, self.path] += times


def source_root(source: Path) -> Path:
    """The folder that names in a source are relative to."""
    return source if source.is_dir() else source.parent


def source_files(source: Path, suffix: str) -> list[Path]:
    """The files of ``source``, a file or a folder with all below it, that end in ``suffix``, sorted.

    Hidden files and the program's own are left out. InputError when there is no source.
    """
    if source.is_file():
        return [source]
    if not source.is_dir():
        raise InputError(
            Message("There is no such file or folder."),
            remedy=Message("Check the path of the labels to import."),
            path=source,
        )
    found: list[Path] = []
    for folder, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if not _is_ours(name))
        found += [
            Path(folder) / name
            for name in sorted(names)
            if name.lower().endswith(suffix) and not name.startswith(".")
        ]
    return found


def _is_ours(folder: str) -> bool:
    return folder.startswith((".", BACKUP_PREFIX)) or folder in _OWN_FOLDERS


def has_json(source: Path, is_ours: Callable[[Any], bool]) -> bool:
    """Whether one of the first JSON files of ``source`` has a value that ``is_ours``."""
    for path in source_files(source, ".json")[:5]:
        with suppress(InputError):
            if is_ours(load_json(path)):
                return True
    return False


def load_json(path: Path) -> Any:
    """The JSON value of ``path``; InputError with the line when it is none."""
    text = files.read_text(path)
    try:
        return parse_json(text)
    except ValueError as error:
        raise InputError(
            Message("The file is not JSON: {reason}.", reason=getattr(error, "msg", str(error))),
            remedy=Message("Write it again with the program it comes from."),
            path=path,
            line=getattr(error, "lineno", None),
        ) from error


def parse_json(text: str) -> Any:
    """The JSON value of ``text``, control characters in strings allowed; ValueError when it is none."""
    try:
        return json.loads(text, strict=False)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def is_set(value: object) -> bool:
    """Whether a flag is set, as the programs write that: true, 1, "true", "1"."""
    if isinstance(value, str):
        return value.strip().lower() in ("true", "1", "yes")
    return isinstance(value, bool | int | float) and bool(value)


def has_ignoring_flag(flags: object) -> bool:
    """Whether one of the flags, name → value, marks a region to leave out."""
    return isinstance(flags, dict) and any(
        isinstance(name, str) and name.strip().lower() in IGNORING_FLAGS and is_set(value)
        for name, value in flags.items()
    )


def is_ignored_class(name: object) -> bool:
    """Whether a class of that name marks regions to leave out."""
    return isinstance(name, str) and name.strip().lower() in IGNORED_CLASSES


def text_of(value: object) -> str:
    """A text, also one that was written as a number; empty for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def numbers_of(value: object) -> NDArray[np.float64]:
    """The numbers of a flat list; InputError when one is no coordinate."""
    if not isinstance(value, list | tuple) or not all(_is_coordinate(one) for one in value):
        raise no_coordinates()
    return np.array(value, np.float64)


def points_of(value: object) -> NDArray[np.float64]:
    """The points of ``[[x, y], …]``, (N, 2); InputError when that is not what it is."""
    if not isinstance(value, list | tuple) or not value:
        raise no_coordinates()
    points = [numbers_of(point) for point in value]
    if any(len(point) != 2 for point in points):
        raise no_coordinates()
    return np.array(points)


def _is_coordinate(value: object) -> bool:
    # An infinite number is too large, and NaN compares as False.
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < LARGEST_COORDINATE - 1


def rectangle(x1: float, y1: float, x2: float, y2: float) -> NDArray[np.float64]:
    """The upright rectangle with two opposite corners, (4, 2), clockwise from the top left."""
    left, right = sorted((x1, x2))
    top, bottom = sorted((y1, y2))
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


def quad_of(points: NDArray[np.float64], file: SourceFile) -> NDArray[np.float64]:
    """The quad (4, 2) of a polygon (N, 2): its own four points, or the smallest rectangle around others.

    InputError for fewer than three points.
    """
    if len(points) == 5 and (points[0] == points[4]).all():
        points = points[:4]  # the outline is closed by repeating its first point
    if len(points) == 4:
        return points
    if len(points) < 3:
        raise no_coordinates()
    file.count(POLYGONS)
    return geometry.smallest_rectangle(points)


def label_of(quad: NDArray[np.float64], text: str, ignored: bool, file: SourceFile) -> Label:
    """A label of ``quad``, ``###`` when ``ignored``, whatever its text. InputError far from any picture."""
    if ignored and text not in ("", IGNORE):
        file.count(IGNORED_TEXTS)
    try:
        return Label.from_quad(quad, IGNORE if ignored else text)
    except ValueError as error:
        raise no_coordinates() from error


def size_of(width: object, height: object) -> tuple[int, int] | None:
    """A picture's size as a file states it; None where it states none."""
    if type(width) is int and type(height) is int and width > 0 and height > 0:
        return width, height
    return None


def no_coordinates() -> InputError:
    """For a box of which nothing can be made; its number is added by `SourceFile.refuse`."""
    return InputError(Message("Box {number} has no coordinates that make a quad.", number=0), remedy=REDRAW)


def no_box() -> InputError:
    return InputError(Message("Entry {number} is not a box.", number=0), remedy=REDRAW)
