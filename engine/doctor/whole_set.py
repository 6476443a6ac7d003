"""What is wrong with a set of pictures that each alone may be fine."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.data import pictures
from engine.data.dataset import Dataset, Sample, dataset_pictures, require_text
from engine.data.gt import Label
from engine.doctor.finding import Finding, FindingKind
from engine.doctor.fixes import Reverse
from engine.doctor.inspection import SampleInspection
from engine.doctor.text_statistics import LARGE_SIDE, TextStatistics, is_large
from engine.errors import InputError

ADVISED_PICTURES = 50
FEWEST_TO_COMPARE = 10
"""With fewer texts there is no "rest of the data" that one could differ from."""
CLEAR_SHARE = 0.8
"""Share of long level texts that begin at their top left corner, from which the others look odd."""

Inspections = Mapping[Sample, SampleInspection]


def in_both(dataset: Dataset) -> Iterator[Finding]:
    """Pictures that are in the training list and in the test list."""
    trained = {sample.picture for sample in dataset.train}
    for sample in dataset.test:
        if sample.picture in trained:
            found = Finding.of(FindingKind.IN_BOTH, sample.picture, name=sample.picture.name)
            yield found.at(sample.listed_in or sample.picture, sample.line)


def same_content(dataset: Dataset, digest: Callable[[Path], bytes | None]) -> Iterator[Finding]:
    """Test pictures whose file is byte for byte that of a training picture of another path.

    Only files of equal size are read, by ``digest``, which gives None for a file that cannot be.
    """
    trained: dict[int, list[Path]] = defaultdict(list)
    for sample in dataset.train:
        trained[_file_size(sample.picture)].append(sample.picture)
    paths = {sample.picture for sample in dataset.train}
    digests: dict[bytes | None, Path] = {}
    for sample in dataset.test:
        for path in trained.pop(_file_size(sample.picture), ()):
            digests.setdefault(digest(path), path)
    digests.pop(None, None)
    sizes = {_file_size(path) for path in digests.values()}
    for sample in dataset.test:
        if sample.picture in paths or _file_size(sample.picture) not in sizes:
            continue
        twin = digests.get(digest(sample.picture))
        if twin is not None:
            yield Finding.of(FindingKind.SAME_CONTENT, sample.picture, name=twin.name).at(sample.picture)


def file_digest(path: Path) -> bytes | None:
    """A digest of the content of a file; None when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "blake2b").digest()
    except OSError:
        return None


def _file_size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def unlabelled_unreadable(dataset: Dataset) -> Iterator[Finding]:
    """Pictures of the folder that are not labelled, and could not be."""
    labelled = {sample.picture for sample in [*dataset.train, *dataset.test]}
    for picture in dataset_pictures(dataset.root):
        if picture in labelled:
            continue
        try:
            pictures.picture_size(picture)
        except InputError as error:
            yield Finding(FindingKind.UNLABELLED_UNREADABLE, error, picture)


def odd_orders(inspections: Inspections, texts: TextStatistics) -> Iterator[Finding]:
    """Texts whose quads run the other way round, or begin at another corner, than those of most others."""
    total, clockwise = len(texts.clockwise), int(texts.clockwise.sum())
    if total >= FEWEST_TO_COMPARE:
        usual, most = 2 * clockwise >= total, max(clockwise, total - clockwise)
        for sample, label, row, line in _texts_at(inspections, texts.clockwise != usual):
            fix = Reverse.of(label)
            found = Finding.of(FindingKind.REVERSED, sample.picture, row, fix, most=most, total=total)
            yield found.at(sample.gt, line)
    level, forward = int(texts.level.sum()), int(texts.forward.sum())
    if level >= FEWEST_TO_COMPARE and forward >= CLEAR_SHARE * level:
        for sample, _, row, line in _texts_at(inspections, texts.level & ~texts.forward & texts.clockwise):
            yield Finding.of(FindingKind.TURNED, sample.picture, row).at(sample.gt, line)


def _texts_at(
    inspections: Inspections, chosen: NDArray[np.bool_]
) -> Iterator[tuple[Sample, Label, int, int]]:
    """Sample, quad, row and line of the texts that are ``chosen``, flags over all texts."""
    start = 0
    for sample, inspection in inspections.items():
        texts = inspection.texts
        for index in np.flatnonzero(chosen[start : start + len(texts.rows)]).tolist():
            yield sample, Label.from_quad(texts.quads[index]), int(texts.rows[index]), int(texts.lines[index])
        start += len(texts.rows)


def large(inspections: Inspections, crop_size: int) -> Iterator[Finding]:
    """Pictures too large to train on whole, with the side of the crops to train on."""
    for sample, inspection in inspections.items():
        if inspection.size is not None and is_large(inspection.size):
            (width, height), side, picture = inspection.size, LARGE_SIDE, sample.picture
            found = Finding.of(
                FindingKind.LARGE, picture, width=width, height=height, side=side, size=crop_size
            )
            yield found.at(picture)


def few(dataset: Dataset) -> Iterator[Finding]:
    """Fewer labelled pictures than a steady model takes."""
    labelled = len(dataset.train) + len(dataset.test)
    if labelled < ADVISED_PICTURES:
        yield Finding.of(FindingKind.FEW, count=labelled, advised=ADVISED_PICTURES).at(dataset.root)


def nothing_to_learn(dataset: Dataset) -> Iterator[Finding]:
    """No training picture has any text. For a dataset whose gt files can all be read."""
    try:
        require_text(dataset.train, dataset.root)
    except InputError as error:
        yield Finding(FindingKind.NOTHING_TO_LEARN, error)
