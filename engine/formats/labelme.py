"""labelme and X-AnyLabeling: a JSON file a picture, with ``imagePath`` and a list of ``shapes``.

A rectangle is two opposite corners (labelme) or four points (X-AnyLabeling), a rotation is four points, a
polygon any number. labelme's users write what they read into ``label``, X-AnyLabeling keeps it in
``description`` and the class in ``label``: where any shape of a source has a description, descriptions are
the texts and labels are classes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.data.gt import IGNORE
from engine.errors import InputError, Message
from engine.formats import reading as found
from engine.formats.matching import PictureFinder
from engine.formats.reading import Reading, Record

_KINDS = ("rectangle", "polygon", "rotation", "quadrilateral", "oriented_rectangle")
"""Shapes that enclose a region by their points. A shape without a kind is a polygon: old files have none."""


@dataclass(frozen=True, slots=True)
class _Shape:
    quad: NDArray[np.float64]
    label: str
    description: str
    flagged: bool


def recognises(source: Path) -> bool:
    """Whether one of the first JSON files of ``source`` is of this format."""
    return any(_is_ours(value) for value in _first_values(source))


def _first_values(source: Path) -> list[Any]:
    values = []
    for path in found.source_files(source, [".json"])[:5]:
        try:
            values.append(found.load_json(path))
        except InputError:
            continue
    return values


def _is_ours(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("shapes"), list)


def read(source: Path, finder: PictureFinder, reading: Reading) -> None:
    """Read all JSON files of ``source``, a file or a folder, into ``reading``."""
    del finder
    read_files: list[tuple[Path, dict[str, Any], list[_Shape]]] = []
    for path in reading.each(found.source_files(source, [".json"])):
        try:
            value = found.load_json(path)
        except InputError as error:
            reading.refuse(error, path, error.line)
            continue
        if _is_ours(value):
            shapes = _read_shapes(value["shapes"], path, reading)
            read_files.append((path, {**value, "shapes": None, "imageData": None}, shapes))
        else:
            reading.refuse(_no_shapes(), path)
    naming = _text_rule([shape for _, _, shapes in read_files for shape in shapes], source, reading)
    for path, value, shapes in read_files:
        labels = (found.label_of(shape.quad, *naming(shape), reading=reading, path=path) for shape in shapes)
        names = _names(source, path, value)
        reading.records.append(
            Record(
                names,
                tuple(labels),
                path,
                size=found.size_of(value.get("imageWidth"), value.get("imageHeight")),
            )
        )


def _read_shapes(shapes: list[Any], path: Path, reading: Reading) -> list[_Shape]:
    read_shapes = []
    for number, shape in enumerate(shapes, start=1):
        try:
            read_shapes.append(_read_shape(shape, path, reading))
        except InputError as error:
            reading.refuse(error, path, number=number)
    return read_shapes


def _read_shape(shape: Any, path: Path, reading: Reading) -> _Shape:
    if not isinstance(shape, dict):
        raise found.no_box()
    kind = shape.get("shape_type") or "polygon"
    if kind not in _KINDS:
        raise InputError(
            Message("Box {number} is a “{kind}”, which is no quad.", number=0, kind=str(kind)[:40]),
            remedy=Message("Draw it anew, here or in the program the labels come from."),
        )
    points = found.points_of(shape.get("points"))
    if kind == "rectangle" and len(points) == 2:
        quad = found.rectangle(*points.reshape(4).tolist())
    else:
        quad = found.quad_of(points, reading, path)
    flagged = found.is_set(shape.get("difficult")) or found.has_ignoring_flag(shape.get("flags"))
    return _Shape(quad, found.text_of(shape.get("label")), found.text_of(shape.get("description")), flagged)


def _text_rule(shapes: list[_Shape], source: Path, reading: Reading) -> Callable[[_Shape], tuple[str, bool]]:
    """How to tell the text of a shape of this source, and whether it is to be ignored."""
    if any(shape.description for shape in shapes):
        return lambda shape: (
            shape.description,
            shape.flagged or shape.description == IGNORE or found.is_ignored_class(shape.label),
        )
    names = {shape.label for shape in shapes if shape.label and shape.label != IGNORE}
    named = [shape for shape in shapes if shape.label in names]
    if len(names) == 1 and len(named) > 1:
        reading.count(found.CLASS_NAMES, source, len(named))
        return lambda shape: ("", shape.flagged or found.is_ignored_class(shape.label))
    return lambda shape: (shape.label, shape.flagged or shape.label == IGNORE)


def _names(source: Path, path: Path, value: dict[str, Any]) -> tuple[str, ...]:
    """The picture is the one named; else, as in a folder whose pictures were renamed, the one beside it."""
    named = value.get("imagePath")
    own = found.name_in(source, path, path.stem)
    return (found.name_in(source, path, named), own) if isinstance(named, str) and named else (own,)


def _no_shapes() -> InputError:
    return InputError(
        Message("The file holds no shapes of labelme or X-AnyLabeling."),
        remedy=Message("If it has labels, choose their format and import it alone."),
    )
