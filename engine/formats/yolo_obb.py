"""YOLO-OBB: a text file a picture, ``labels/NAME.txt``, a line a box: class and eight numbers from 0 to 1.

The numbers are x1 y1 … x4 y4 as shares of the picture's width and height. Read as well: boxes of plain
detection (class, centre, width, height), outlines of segmentation (class and any number of points), and a
confidence at the end. There are no texts. Names of classes come from ``data.yaml`` or ``classes.txt``.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from engine.data import pictures
from engine.data.gt import Label
from engine.errors import InputError, Message
from engine.formats import reading
from engine.formats.reading import LabelCollector, SourceFile

_CLASS_FILES = ("classes.txt", "obj.names")
_NO_LABELS = {*_CLASS_FILES, "train.txt", "val.txt", "valid.txt", "test.txt", "autosplit_train.txt"}
_YAML_NAMES = re.compile(r"^names\s*:(?P<value>.*(?:\n(?:[ \t-].*)?)*)", re.MULTILINE)
_YAML_NUMBERED = re.compile(r"(?:^|[{,\n])\s*(\d{1,6})\s*:\s*(\"[^\"\n]*\"|'[^'\n]*'|[^,}\n#]+)")
_YAML_LISTED = re.compile(r"(?:[\[,]|\n\s*-)\s*(\"[^\"\n]*\"|'[^'\n]*'|[^,\]\n#]+)")


def recognises(source: Path) -> bool:
    """Whether one of the first text files of ``source`` begins with a class and shares."""
    return any(map(_begins_alike, _label_files(source)[:5]))


def _begins_alike(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8-sig") as file:
            fields = file.readline(4096).split()
        values = [float(field) for field in fields]
    except (OSError, ValueError):
        return False
    return len(values) >= 5 and values[0].is_integer() and all(-1 <= value <= 2 for value in values[1:])


def _label_files(source: Path) -> list[Path]:
    return [path for path in reading.source_files(source, ".txt") if path.name.lower() not in _NO_LABELS]


def read(collector: LabelCollector) -> None:
    ignored = _ignored_classes(collector)
    for file in collector.each(_label_files(collector.source)):
        names = (file.name(file.path.stem),)
        try:
            size = pictures.picture_size(collector.finder.find(names))
        except InputError as error:
            # Without a size nothing can be computed. Matching reports pictures that are missing.
            file.add(names, ())
            if error.path is not None:
                SourceFile(error.path, collector).refuse(error)
            continue
        with file.refusing():
            file.add(names, _labels(file.text().split("\n"), size, ignored, file))


def _labels(lines: list[str], size: tuple[int, int], ignored: set[int], file: SourceFile) -> list[Label]:
    labels = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            with file.refusing(number):
                labels.append(_read_line(line, size, ignored, file))
    return labels


def _read_line(line: str, size: tuple[int, int], ignored: set[int], file: SourceFile) -> Label:
    kind, values = _numbers(line)
    if len(values) in (4, 5):
        middle, extent = values[:2] * size, values[2:4] * size
        quad = reading.rectangle(*(middle - extent / 2).tolist(), *(middle + extent / 2).tolist())
    else:
        points = values[: len(values) // 2 * 2].reshape(-1, 2) * size
        quad = reading.quad_of(points, file)
    try:
        return reading.label_of(quad, "", kind in ignored, file)
    except InputError as error:
        raise _bad_line() from error


def _numbers(line: str) -> tuple[int, np.ndarray]:
    """Class and shares of a line; InputError when it is none."""
    try:
        kind, *values = (float(field) for field in line.split())
    except ValueError as error:
        raise _bad_line() from error
    usable = len(values) >= 4 and kind.is_integer() and all(abs(value) < 1000 for value in values)
    if not usable or (len(values) > 10 and len(values) % 2):
        raise _bad_line()
    return int(kind), np.array(values)


def _bad_line() -> InputError:
    return InputError(
        Message("The line is not a class and the points of a box."),
        remedy=Message("Write it as class x1 y1 x2 y2 x3 y3 x4 y4, all shares from 0 to 1."),
    )


def _ignored_classes(collector: LabelCollector) -> set[int]:
    """Numbers of the classes whose names mark regions to ignore; files that cannot be read are problems."""
    root = reading.source_root(collector.source)
    # The files with names lie with the labels, or above them where the "labels" folder itself was chosen.
    places = [root, root.parent] if root.name in ("labels", "train", "val") else [root]
    candidates = [path for place in places for path in (*place.glob("*.yaml"), *place.glob("*.yml"))]
    candidates += [place / name for place in places for name in _CLASS_FILES]
    names: dict[int, str] = {}
    for path in candidates:
        if path.is_file() and not names:
            file = SourceFile(path, collector)
            with file.refusing():
                text = file.text()
                names = dict(enumerate(text.splitlines())) if path.name in _CLASS_FILES else yaml_names(text)
    return {number for number, name in names.items() if reading.is_ignored_class(name)}


def yaml_names(text: str) -> dict[int, str]:
    """The class names of a ``data.yaml``: ``names: [a, b]``, a list of lines, or numbers with names."""
    match = _YAML_NAMES.search(text.replace("\r\n", "\n"))
    if match is None:
        return {}
    numbered = _YAML_NUMBERED.findall(match["value"])
    if numbered:
        return {int(number): _bare(name) for number, name in numbered}
    return {number: _bare(name) for number, name in enumerate(_YAML_LISTED.findall(match["value"]))}


def _bare(name: str) -> str:
    return name.strip().strip("\"'")
