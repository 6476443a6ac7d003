"""COCO: one JSON file with ``images``, ``annotations`` and ``categories``.

Polygons are ``segmentation``, upright boxes ``bbox`` (x, y, width, height; CVAT adds ``rotation``). The text
is in ``attributes`` (CVAT) or in the annotation itself, as ``transcription``, ``text``, ``caption`` or
``utf8_string`` (COCO-Text). Regions to ignore are ``iscrowd``, which evaluation and training leave out.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import files, geometry
from engine.data import pictures
from engine.data.gt import IGNORE, Label
from engine.errors import InputError, Message
from engine.formats import reading
from engine.formats.reading import LabelCollector, SourceFile
from engine.formats.writing import Exporter, ExportPlan, Part

_TEXT_KEYS = ("transcription", "text", "caption", "utf8_string")


def recognises(source: Path) -> bool:
    return reading.has_json(source, _is_ours)


def _is_ours(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(value.get(key), list) for key in ("images", "annotations")
    )


def read(collector: LabelCollector) -> None:
    for file in collector.each(reading.source_files(collector.source, ".json")):
        with file.refusing():
            _read_file(file)


def _read_file(file: SourceFile) -> None:
    value = reading.load_json(file.path)
    if not _is_ours(value):
        raise InputError(
            Message("The file holds no images and annotations as COCO has them."), remedy=reading.IMPORT_ALONE
        )
    categories = value.get("categories")
    ignored = {
        one.get("id")
        for one in (categories if isinstance(categories, list) else [])
        if isinstance(one, dict) and _is_id(one.get("id")) and reading.is_ignored_class(one.get("name"))
    }
    images = _images(value["images"], file)
    labels: dict[int | str, list[Label]] = {identity: [] for identity in images}
    for number, annotation in enumerate(value["annotations"], start=1):
        with file.refusing(number=number):
            identity = _image_of(annotation, images)
            labels[identity].append(_read_annotation(annotation, ignored, file))
    file.count(reading.EMPTY_PICTURES, sum(not one for one in labels.values()))
    for identity, image in images.items():
        size = reading.size_of(image.get("width"), image.get("height"))
        file.add((file.name(image["file_name"]),), labels[identity], size=size)


def _images(values: list[Any], file: SourceFile) -> dict[int | str, dict[str, Any]]:
    images = {}
    for number, image in enumerate(values, start=1):
        named = isinstance(image, dict) and isinstance(image.get("file_name"), str) and image["file_name"]
        if named and _is_id(image.get("id")):
            images[image["id"]] = image
            continue
        problem = Message("Picture {number} of the file has no name or no number.", number=0)
        file.refuse(InputError(problem, remedy=reading.WRITE_AGAIN), number=number)
    return images


def _is_id(value: object) -> bool:
    return isinstance(value, int | str)


def _image_of(annotation: Any, images: dict[int | str, dict[str, Any]]) -> int | str:
    if not isinstance(annotation, dict):
        raise reading.no_box()
    identity = annotation.get("image_id")
    if not isinstance(identity, int | str) or identity not in images:
        raise InputError(
            Message("Box {number} belongs to no picture of the file.", number=0), remedy=reading.WRITE_AGAIN
        )
    return identity


def _read_annotation(annotation: dict[str, Any], ignored: set[Any], file: SourceFile) -> Label:
    attributes = annotation.get("attributes")
    attributes = attributes if isinstance(attributes, dict) else {}
    quad = _quad(annotation, attributes, file)
    holders = (attributes, annotation)
    texts = [reading.text_of(holder.get(key)) for holder in holders for key in _TEXT_KEYS]
    text = next((one for one in texts if one), "")
    category = annotation.get("category_id")
    to_ignore = (
        text == IGNORE
        or reading.is_set(annotation.get("iscrowd"))
        or annotation.get("legibility") == "illegible"
        or any(reading.has_ignoring_flag(holder) for holder in holders)
        or (_is_id(category) and category in ignored)
    )
    return reading.label_of(quad, text, to_ignore, file)


def _quad(annotation: dict[str, Any], attributes: dict[str, Any], file: SourceFile) -> NDArray[np.float64]:
    outline = annotation.get("segmentation")
    if isinstance(outline, list) and outline:
        parts = outline if isinstance(outline[0], list) else [outline]
        values = [reading.numbers_of(part) for part in parts]
        if any(len(part) % 2 for part in values):
            raise reading.no_coordinates()
        points = np.concatenate(values).reshape(-1, 2)
        return reading.quad_of(points, file)
    box = reading.numbers_of(annotation.get("bbox"))
    if len(box) != 4:
        raise reading.no_coordinates()
    if outline:
        file.count(reading.MASKS)
    left, top, width, height = box.tolist()
    turn = attributes.get("rotation")
    if isinstance(turn, int | float) and abs(turn) <= 3600 and turn % 360:
        return geometry.turned_rectangle(left, top, width, height, turn)
    return reading.rectangle(left, top, left + width, top + height)


def write(plan: ExportPlan, folder: Path, exporter: Exporter) -> None:
    """``annotations/instances_train.json`` and its like; names of pictures begin at the data set's folder."""
    for part in plan.parts:
        content = _content(part, plan.root, exporter)
        files.write_json(folder / "annotations" / f"instances_{part.name}.json", content)


def _content(part: Part, root: Path, exporter: Exporter) -> dict[str, object]:
    images: list[dict[str, object]] = []
    annotations: list[dict[str, object]] = []
    for number, sample in enumerate(part.samples, start=1):
        width, height = pictures.picture_size(sample.picture)
        name = os.path.relpath(sample.picture, root).replace("\\", "/")
        images.append({"id": number, "file_name": name, "width": width, "height": height})
        for label in exporter.labels(sample):
            annotations.append({"id": len(annotations) + 1, "image_id": number, **_annotation(label)})
    categories = [{"id": 1, "name": "text", "supercategory": ""}]
    return {
        "info": {},
        "licenses": [],
        "images": images,
        "annotations": annotations,
        "categories": categories,
    }


def _annotation(label: Label) -> dict[str, object]:
    points = np.array(label.points).reshape(4, 2)
    (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return {
        "category_id": 1,
        "segmentation": [list(label.points)],
        "bbox": [left, top, round(right - left, 2), round(bottom - top, 2)],
        "area": round(geometry.area(points), 2),
        "iscrowd": int(label.ignore),
        "attributes": {"text": label.transcription},
    }
