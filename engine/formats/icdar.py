"""ICDAR: a text file a picture, ``gt_NAME.txt``, anywhere below the folder.

Besides the lines of `engine.data.gt` those of Datumaro and CVAT are read: ``x1 y1 x2 y2 "text"`` (ICDAR 2013,
a rectangle by two corners, with commas or with blanks) and polygons of any number of points, whose
coordinates all have a decimal point and whose text is in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.data import gt, lists
from engine.data.dataset import shared_gt_error
from engine.data.gt import BadLine, Label
from engine.data.lists import Sample
from engine.errors import InputError
from engine.formats import reading
from engine.formats.reading import LabelCollector, SourceFile
from engine.formats.writing import Exporter, ExportPlan, refuse_shared

_NUMBER = r"[+-]?[0-9]{1,7}(?:\.[0-9]{0,12})?"
_GAP = r"(?:\s*,\s*|\s+)"
_LINE_END = re.compile(r"\r\n|\r|\n")
_RECTANGLE = re.compile(rf'\s*(?P<numbers>{_NUMBER}(?:{_GAP}{_NUMBER}){{3}})\s*(?:,?\s*"(?P<text>.*)")?\s*')
_POLYGON = re.compile(
    r'(?P<numbers>-?[0-9]{1,7}\.[0-9]+(?:,-?[0-9]{1,7}\.[0-9]+){5,})(?:,"(?P<text>.*)")?\s*'
)


def recognises(source: Path) -> bool:
    """Whether ``source`` holds gt files, by name or by what is in them."""
    texts = reading.source_files(source, ".txt")
    return any(path.name.startswith("gt_") for path in texts) or any(map(_begins_alike, texts[:5]))


def _begins_alike(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8-sig") as file:
            return bool(gt.parse_gt(file.readline(4096)).labels)
    except (OSError, UnicodeDecodeError):
        return False


def read(collector: LabelCollector) -> None:
    texts = reading.source_files(collector.source, ".txt")
    named = [path for path in texts if path.name.startswith("gt_")]
    others = [path for path in texts if not path.name.endswith("_list.txt")]
    for file in collector.each(named or others):
        with file.refusing():
            file.add(_names(file), _labels(file.text(), file))


def _names(file: SourceFile) -> tuple[str, ...]:
    """``gt_a.txt`` and ``a.txt`` belong to ``a.jpg``, ``a.jpg.txt`` does as well."""
    stem = file.path.stem
    own = file.name(stem)
    return (file.name(stem.removeprefix("gt_")), own) if stem.startswith("gt_") else (own,)


def _labels(text: str, file: SourceFile) -> Iterator[Label]:
    lines = _LINE_END.split(text)
    content = gt.parse_gt(text, file.path)
    for number, entry in zip(content.numbers, content.entries, strict=True):
        try:
            other = _other_shape(lines[number - 1], file)
        except InputError as error:
            file.refuse(error, number, number)
            continue
        if other is not None:
            yield other
        elif isinstance(entry, BadLine):
            file.refuse(entry.error, number)
        else:
            yield entry


def _other_shape(line: str, file: SourceFile) -> Label | None:
    """The label of a line that is no quad but another shape; None for all other lines.

    InputError when its coordinates are far from any picture.
    """
    if match := _RECTANGLE.fullmatch(line):
        quad = reading.rectangle(*map(float, re.split(_GAP, match["numbers"])))
        return reading.label_of(quad, match["text"] or "", False, file)
    match = _POLYGON.fullmatch(line)
    values = [float(value) for value in match["numbers"].split(",")] if match else []
    if match is None or len(values) % 2 or len(values) == 8:
        return None
    quad = reading.quad_of(np.array(values).reshape(-1, 2), file)
    return reading.label_of(quad, match["text"] or "", False, file)


def write(plan: ExportPlan, folder: Path, exporter: Exporter) -> None:
    """The folder the trainings of several programs read: pictures, gt files and lists of both parts.

    Lines of gt files that are no labels are copied as they are. InputError when two pictures of a part would
    share a gt file.
    """
    refuse_shared(
        plan,
        lambda picture: picture.stem,
        lambda owner, other: shared_gt_error(owner, other, Path(f"gt_{owner.stem}.txt")),
    )
    for part in plan.parts:
        samples = [_write_sample(sample, part.name, folder, exporter) for sample in part.samples]
        lists.write_list(folder, folder / f"{part.name}_list.txt", samples)


def _write_sample(sample: Sample, part: str, folder: Path, exporter: Exporter) -> Sample:
    entries = exporter.entries(sample)
    picture = folder / f"{part}_images" / sample.picture.name
    gt_path = folder / f"{part}_gts" / f"gt_{sample.picture.stem}.txt"
    exporter.copy(sample.picture, picture)
    gt.write_gt(gt_path, entries)
    return Sample(picture, gt_path)
