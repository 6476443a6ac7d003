"""Label formats of other programs: what can be read and written, one module a format.

Another package adds a format through an entry point of the group ``quadtune.formats`` that names a `Format`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.errors import InputError, Message
from engine.formats import coco, icdar, labelme, ppocrlabel, yolo_obb
from engine.formats.reading import LabelCollector
from engine.formats.writing import Exporter, ExportPlan
from engine.plugins import plugins

GROUP = "quadtune.formats"
_ARCHIVES = {".zip", ".rar", ".7z", ".tar", ".gz", ".tgz"}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Writer:
    """How a format is written: ``title`` says what comes of it.

    ``write`` puts a plan into a new folder, through an `Exporter`.
    """

    title: Message
    write: Callable[[ExportPlan, Path, Exporter], None]
    copies_pictures: bool = True


@dataclass(frozen=True, slots=True)
class Format:
    """A label format: ``name`` for the command line, ``title`` for people.

    ``recognises`` says whether a file or folder holds such labels, ``read`` puts those of a
    collector's source into it.
    ``writer`` is None for a format that is only read.
    """

    name: str
    title: str
    recognises: Callable[[Path], bool]
    read: Callable[[LabelCollector], None]
    writer: Writer | None = None


_BUILT_IN = (
    Format(
        "ppocrlabel",
        "PPOCRLabel",
        ppocrlabel.recognises,
        ppocrlabel.read,
        Writer(Message("PPOCRLabel, PaddleOCR: pictures with Label.txt"), ppocrlabel.write),
    ),
    Format("labelme", "labelme, X-AnyLabeling", labelme.recognises, labelme.read),
    Format(
        "coco",
        "COCO",
        coco.recognises,
        coco.read,
        Writer(Message("COCO: JSON files without pictures"), coco.write, copies_pictures=False),
    ),
    Format(
        "icdar",
        "ICDAR, CVAT, Datumaro",
        icdar.recognises,
        icdar.read,
        Writer(Message("ICDAR folder: pictures, labels and lists"), icdar.write),
    ),
    Format("yolo-obb", "YOLO-OBB", yolo_obb.recognises, yolo_obb.read),
)


def formats() -> dict[str, Format]:
    """All formats by name, those of plug-ins last: the first that recognises a source reads it."""
    found = {one.name: one for one in _BUILT_IN}
    for name, one in plugins(GROUP).items():
        if isinstance(one, Format):
            found.setdefault(one.name, one)
        else:
            log.warning("The plug-in %s of %s is no label format", name, GROUP)
    return found


def writable() -> dict[str, Writer]:
    """How each format that can be written is written, by name; the layout of QuadTune itself comes first."""
    writers = {name: one.writer for name, one in formats().items() if one.writer is not None}
    return {"icdar": writers.pop("icdar"), **writers}


def format_named(name: str) -> Format:
    """The format ``name``; InputError when there is none."""
    known = formats()
    if name not in known:
        raise InputError(
            Message("There is no label format “{name}”.", name=name),
            remedy=Message("Choose one of: {names}.", names=", ".join(known)),
        )
    return known[name]


def detect_format(source: Path) -> Format:
    """The format of the file or folder ``source``; InputError when no format recognises it."""
    if source.suffix.lower() in _ARCHIVES and source.is_file():
        raise InputError(
            Message("Labels cannot be read from an archive."),
            remedy=Message("Unpack it and import the folder."),
            path=source,
        )
    for one in formats().values():
        if one.recognises(source):
            return one
    raise InputError(
        Message("No labels of a known format were found here."),
        remedy=Message(
            "Choose the folder or the file with the labels: Label.txt, .json, gt_*.txt, or YOLO's labels."
        ),
        path=source,
    )
