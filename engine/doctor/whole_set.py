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
from engine.doctor.figures import LARGE_SIDE, TextFigures, is_large
from engine.doctor.finding import Finding, Kind
from engine.doctor.fixes import Reverse
from engine.doctor.inspection import Look
from engine.errors import InputError, Message

ADVISED_PICTURES = 50
FEWEST_TO_COMPARE = 10
"""With fewer texts there is no "rest of the data" that one could differ from."""
CLEAR_SHARE = 0.8
"""Share of long level texts that begin at their top left corner, from which the others look odd."""

Looks = Mapping[Sample, Look]


def in_both(dataset: Dataset) -> Iterator[Finding]:
    """Pictures that are in the training list and in the test list."""
    trained = {sample.picture for sample in dataset.train}
    for sample in dataset.test:
        if sample.picture in trained:
            error = _in_both(sample)
            yield Finding(Kind.IN_BOTH, error, sample.picture).at(
                sample.listed_in or sample.picture, sample.line
            )


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
            error = _same_content(twin)
            yield Finding(Kind.SAME_CONTENT, error, sample.picture).at(sample.picture)


def file_digest(path: Path) -> bytes | None:
    """What tells the content of a file from any other; None when it cannot be read."""
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
            yield Finding(Kind.UNLABELLED_UNREADABLE, error, picture)


def odd_orders(looks: Looks, figures: TextFigures) -> Iterator[Finding]:
    """Texts whose quads run the other way round, or begin at another corner, than those of most others."""
    total, clockwise = len(figures.clockwise), int(figures.clockwise.sum())
    if total >= FEWEST_TO_COMPARE:
        usual = 2 * clockwise >= total
        for sample, label, row, line in _texts_at(looks, figures.clockwise != usual):
            error = _reversed(max(clockwise, total - clockwise), total)
            yield Finding(Kind.REVERSED, error, sample.picture, row, Reverse.of(label)).at(sample.gt, line)
    level, forward = int(figures.level.sum()), int(figures.forward.sum())
    if level >= FEWEST_TO_COMPARE and forward >= CLEAR_SHARE * level:
        for sample, _, row, line in _texts_at(looks, figures.level & ~figures.forward & figures.clockwise):
            yield Finding(Kind.TURNED, _turned(), sample.picture, row).at(sample.gt, line)


def _texts_at(looks: Looks, chosen: NDArray[np.bool_]) -> Iterator[tuple[Sample, Label, int, int]]:
    """Sample, quad, row and line of the texts that are ``chosen``, flags over all texts."""
    start = 0
    for sample, look in looks.items():
        texts = look.texts
        for index in np.flatnonzero(chosen[start : start + len(texts.rows)]).tolist():
            yield sample, Label.from_quad(texts.quads[index]), int(texts.rows[index]), int(texts.lines[index])
        start += len(texts.rows)


def large(looks: Looks, crop_size: int) -> Iterator[Finding]:
    """Pictures that are larger than training likes, with the side of the crops to train on."""
    for sample, look in looks.items():
        if look.size is not None and is_large(look.size):
            yield Finding(Kind.LARGE, _large(look.size, crop_size), sample.picture).at(sample.picture)


def few(dataset: Dataset) -> Iterator[Finding]:
    """Fewer labelled pictures than a steady model takes."""
    labelled = len(dataset.train) + len(dataset.test)
    if labelled < ADVISED_PICTURES:
        yield Finding(Kind.FEW, _few(labelled)).at(dataset.root)


def nothing_to_learn(dataset: Dataset) -> Iterator[Finding]:
    """No training picture has any text. For a dataset whose gt files can all be read."""
    try:
        require_text(dataset.train, dataset.root)
    except InputError as error:
        yield Finding(Kind.NOTHING_TO_LEARN, error)


def _in_both(sample: Sample) -> InputError:
    return InputError(
        Message("{name} is used both for training and for the test.", name=sample.picture.name),
        remedy=Message("Remove it from one of the lists, or the test looks better than it is."),
    )


def _same_content(twin: Path) -> InputError:
    return InputError(
        Message("This test picture is the same as the training picture {name}.", name=twin.name),
        remedy=Message("Remove one of the two, or the test looks better than it is."),
    )


def _reversed(most: int, total: int) -> InputError:
    return InputError(
        Message(
            "The points of this quad run the other way round than in most others ({most} of {total}).",
            most=most,
            total=total,
        ),
        remedy=Message("Reverse them, or its text comes out mirrored when it is cut out."),
    )


def _turned() -> InputError:
    return InputError(
        Message("The first side of this quad does not run along its text to the right."),
        remedy=Message("If its text is upright, let it begin at the top left corner, as most others do."),
    )


def _large(size: tuple[int, int], crop_size: int) -> InputError:
    return InputError(
        Message(
            "The picture is large: {width} × {height}, more than {side} × {side} pixels.",
            width=size[0],
            height=size[1],
            side=LARGE_SIDE,
        ),
        remedy=Message("Train with crops of {size} pixels: they hold most texts whole.", size=crop_size),
    )


def _few(labelled: int) -> InputError:
    return InputError(
        Message(
            "Labelled pictures: {count}, fewer than {advised}.", count=labelled, advised=ADVISED_PICTURES
        ),
        remedy=Message("It works, but the model gets steadier with more."),
    )
