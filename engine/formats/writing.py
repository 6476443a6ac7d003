"""What the writers of label formats share: what is to be written, and how pictures and labels get there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine import files
from engine.data import gt
from engine.data.gt import Entry, Label
from engine.data.lists import Sample
from engine.errors import InputError
from engine.formats.reading import Progress


@dataclass(frozen=True, slots=True)
class Part:
    """``train`` or ``test`` and its labelled pictures."""

    name: str
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What an export of the data set ``root`` writes.

    ``labels`` counts the boxes, ``size`` the bytes of the pictures, ``unlabelled`` the pictures left out;
    ``split_drawn`` says that the test pictures were drawn, because the data set has none. ``checked`` are
    the pictures marked as checked, None when none are.
    """

    root: Path
    parts: tuple[Part, ...]
    labels: int
    size: int
    unlabelled: int
    split_drawn: bool
    checked: frozenset[Path] | None = None

    @property
    def pictures(self) -> int:
        """How many pictures are written; one that trains and tests counts twice."""
        return sum(len(part.samples) for part in self.parts)


def refuse_shared(
    plan: ExportPlan, key: Callable[[Path], str], error: Callable[[Path, Path], InputError]
) -> None:
    """Raise ``error(first, second)`` for two pictures of a part with the same ``key``, whatever its case."""
    for part in plan.parts:
        owners: dict[str, Path] = {}
        for sample in part.samples:
            owner = owners.setdefault(key(sample.picture).casefold(), sample.picture)
            if owner != sample.picture:
                raise error(owner, sample.picture)


class Exporter:
    """One export under way: reads labels, copies pictures, counts, reports progress.

    Everything is written to ``building``, which becomes ``target`` in the end.
    """

    def __init__(self, building: Path, target: Path, total: int, progress: Progress | None) -> None:
        self.labels_written = 0
        self.problems: list[InputError] = []
        self.notes: list[InputError] = []
        self._building, self._target = building, target
        self._total, self._done = total, 0
        self._progress = progress

    def entries(self, sample: Sample) -> tuple[Entry, ...]:
        """All lines of the gt file of ``sample``; those that are no labels are noted and kept."""
        entries, errors = self._read(sample)
        self.notes += errors
        return entries

    def labels(self, sample: Sample) -> list[Label]:
        """The labels of ``sample``; lines that are no labels are problems: they are not exported."""
        entries, errors = self._read(sample)
        self.problems += errors
        return [entry for entry in entries if isinstance(entry, Label)]

    def copy(self, picture: Path, to: Path) -> None:
        """Copy a picture, byte for byte and with its date; StorageError when that fails."""
        try:
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(picture, to)
        except OSError as error:
            if not picture.is_file():
                raise files.reading_error(picture, error) from error
            raise files.storage_error(self.place(to), error) from error

    def place(self, path: Path) -> Path:
        """Where a file that is being written will be in the end, absolute."""
        return (self._target / path.relative_to(self._building)).absolute()

    def _read(self, sample: Sample) -> tuple[tuple[Entry, ...], list[InputError]]:
        if self._progress is not None:
            self._progress(self._done, self._total)
        self._done += 1
        content = gt.GtFile() if sample.gt is None else gt.read_gt(sample.gt)
        self.labels_written += len(content.labels)
        return content.entries, [bad.error for bad in content.bad_lines]
