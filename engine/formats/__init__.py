"""Label formats of other programs: what can be read and written, one module a format.

Another package adds a format through an entry point of the group ``quadtune.formats`` that names a `Format`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import InputError, Message
from engine.plugins import with_plugins

if TYPE_CHECKING:
    from engine.formats.reading import LabelCollector
    from engine.formats.writing import Exporter, ExportPlan

GROUP = "quadtune.formats"
_ARCHIVES = {".zip", ".rar", ".7z", ".tar", ".gz", ".tgz"}


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


def _built_in(name: str, title: str, written: Message | None = None, copies_pictures: bool = True) -> Format:
    """The format in this package's module of that name.

    The command line only needs the names: the module, and with it OpenCV and shapely, is imported when one
    of its functions is first called.
    """

    def function(called: str) -> Callable[..., Any]:
        module = f"{__name__}.{name.replace('-', '_')}"
        return lambda *arguments: getattr(import_module(module), called)(*arguments)

    writer = None if written is None else Writer(written, function("write"), copies_pictures)
    return Format(name, title, function("recognises"), function("read"), writer)


_BUILT_IN = (
    _built_in("ppocrlabel", "PPOCRLabel", Message("PPOCRLabel, PaddleOCR: pictures with Label.txt")),
    _built_in("labelme", "labelme, X-AnyLabeling"),
    _built_in("coco", "COCO", Message("COCO: JSON files without pictures"), copies_pictures=False),
    _built_in("icdar", "ICDAR, CVAT, Datumaro", Message("ICDAR folder: pictures, labels and lists")),
    _built_in("yolo-obb", "YOLO-OBB"),
)


def formats() -> dict[str, Format]:
    """All formats by name, those of plug-ins last: the first that recognises a source reads it."""
    return with_plugins({one.name: one for one in _BUILT_IN}, Format, GROUP)


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
