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
from engine.formats import reading
from engine.formats.reading import LabelCollector, SourceFile

_KINDS = ("rectangle", "polygon", "rotation", "quadrilateral", "oriented_rectangle")
"""Shapes that enclose a region by their points. A shape without a kind is a polygon: old files have none."""


@dataclass(frozen=True, slots=True)
class _Shape:
    quad: NDArray[np.float64]
    label: str
    description: str
    flagged: bool


def recognises(source: Path) -> bool:
    return reading.has_json(source, _is_ours)


def _is_ours(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("shapes"), list)


def read(collector: LabelCollector) -> None:
    read_files: list[tuple[SourceFile, dict[str, Any], list[_Shape]]] = []
    for file in collector.each(reading.source_files(collector.source, ".json")):
        with file.refusing():
            value = reading.load_json(file.path)
            if not _is_ours(value):
                problem = Message("The file holds no shapes of labelme or X-AnyLabeling.")
                raise InputError(problem, remedy=reading.IMPORT_ALONE)
            shapes: list[_Shape] = []
            for number, shape in enumerate(value["shapes"], start=1):
                with file.refusing(number=number):
                    shapes.append(_read_shape(shape, file))
            read_files.append((file, {**value, "shapes": None, "imageData": None}, shapes))
    naming = _text_rule([shape for _, _, shapes in read_files for shape in shapes], collector)
    for file, value, shapes in read_files:
        labels = (reading.label_of(shape.quad, *naming(shape), file) for shape in shapes)
        size = reading.size_of(value.get("imageWidth"), value.get("imageHeight"))
        file.add(_names(file, value), labels, size=size)


def _read_shape(shape: Any, file: SourceFile) -> _Shape:
    if not isinstance(shape, dict):
        raise reading.no_box()
    kind = shape.get("shape_type") or "polygon"
    if kind not in _KINDS:
        raise InputError(
            Message("Box {number} is a “{kind}”, which is no quad.", number=0, kind=str(kind)[:40]),
            remedy=reading.REDRAW,
        )
    points = reading.points_of(shape.get("points"))
    if kind == "rectangle" and len(points) == 2:
        quad = reading.rectangle(*points.reshape(4).tolist())
    else:
        quad = reading.quad_of(points, file)
    label, description = reading.text_of(shape.get("label")), reading.text_of(shape.get("description"))
    flagged = reading.is_set(shape.get("difficult")) or reading.has_ignoring_flag(shape.get("flags"))
    return _Shape(quad, label, description, flagged)


def _text_rule(shapes: list[_Shape], collector: LabelCollector) -> Callable[[_Shape], tuple[str, bool]]:
    """How shapes of this source carry their text, and whether they are to be ignored."""
    if any(shape.description for shape in shapes):
        return lambda shape: (
            shape.description,
            shape.flagged or shape.description == IGNORE or reading.is_ignored_class(shape.label),
        )
    names = {shape.label for shape in shapes if shape.label and shape.label != IGNORE}
    named = [shape for shape in shapes if shape.label in names]
    if len(names) == 1 and len(named) > 1:
        SourceFile(collector.source, collector).count(reading.CLASS_NAMES, len(named))
        return lambda shape: ("", shape.flagged or reading.is_ignored_class(shape.label))
    return lambda shape: (shape.label, shape.flagged or shape.label == IGNORE)


def _names(file: SourceFile, value: dict[str, Any]) -> tuple[str, ...]:
    """The picture is the one named; else, as in a folder whose pictures were renamed, the one beside it."""
    named = value.get("imagePath")
    own = file.name(file.path.stem)
    return (file.name(named), own) if isinstance(named, str) and named else (own,)
