"""Label formats of other programs: what can be read and written, one module a format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.errors import InputError, Message
from engine.formats import coco, icdar, labelme, ppocrlabel, yolo_obb
from engine.formats.matching import PictureFinder
from engine.formats.reading import Reading
from engine.formats.writing import Exporter, ExportPlan

_ARCHIVES = {".zip", ".rar", ".7z", ".tar", ".gz", ".tgz"}


@dataclass(frozen=True, slots=True)
class Format:
    """A label format: ``name`` for the command line, ``title`` for people, and what can be done with it."""

    name: str
    title: str
    recognises: Callable[[Path], bool]
    read: Callable[[Path, PictureFinder, Reading], None]
    write: Callable[[ExportPlan, Path, Exporter], None] | None = None


FORMATS = (
    Format("ppocrlabel", "PPOCRLabel", ppocrlabel.recognises, ppocrlabel.read, ppocrlabel.write),
    Format("labelme", "labelme, X-AnyLabeling", labelme.recognises, labelme.read),
    Format("coco", "COCO", coco.recognises, coco.read, coco.write),
    Format("icdar", "ICDAR, CVAT, Datumaro", icdar.recognises, icdar.read, icdar.write),
    Format("yolo-obb", "YOLO-OBB", yolo_obb.recognises, yolo_obb.read),
)
"""All formats; where a source could be of several, the first one is taken."""

READABLE = tuple(one.name for one in FORMATS)
WRITABLE = tuple(one.name for one in FORMATS if one.write is not None)


def format_named(name: str) -> Format:
    """The format ``name``; InputError when there is none."""
    for one in FORMATS:
        if one.name == name:
            return one
    raise InputError(
        Message("There is no label format “{name}”.", name=name),
        remedy=Message("Choose one of: {names}.", names=", ".join(READABLE)),
    )


def detect_format(source: Path) -> Format:
    """The format of what lies at ``source``, a file or a folder; InputError when it is none we know."""
    if source.suffix.lower() in _ARCHIVES and source.is_file():
        raise InputError(
            Message("Labels cannot be read from an archive."),
            remedy=Message("Unpack it and import the folder."),
            path=source,
        )
    for one in FORMATS:
        if one.recognises(source):
            return one
    raise InputError(
        Message("No labels of a known format were found here."),
        remedy=Message(
            "Choose the folder or the file with the labels: Label.txt, .json, gt_*.txt, or YOLO's labels."
        ),
        path=source,
    )
