"""A detection of many pictures in its folder on disk: broken off at any moment, it can be gone on with."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engine import files
from engine.data.pictures import list_pictures
from engine.db.models import GENERAL, DetectSettings
from engine.detect.recogniser import Recogniser, is_installed, not_installed
from engine.detect.result_names import ENDING, ResultNames
from engine.detect.results import (
    check_formats,
    detection_json,
    failure_json,
    new_output_folder,
    save_detection,
)
from engine.detect.streaming import Found, Unreadable
from engine.errors import InputError, Message

RUN_FILE = "run.json"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run was asked for. ``paths`` and ``model`` may be relative to ``working_folder``.

    ``tile_scale``: pictures are searched in tiles at this factor of their size; None: as a whole.
    ``formats``: see `engine.detect.results.FORMATS`; a record is always written. ``read_texts``: the text in
    the boxes is read as well.
    """

    paths: tuple[Path, ...]
    model: str
    settings: DetectSettings
    tile_scale: float | None
    device: str
    formats: tuple[str, ...]
    read_texts: bool
    working_folder: Path


class DetectRun:
    """Writes the results of a run: for each picture what was asked for, then the record that says it is done.

    A picture is known by its path, so two of one name in different folders are two.
    """

    def __init__(self, folder: Path, asked: Asked) -> None:
        self.folder = folder
        self.asked = asked
        self._done: set[str] = set()
        taken = []
        for path, record in _records(folder):
            self._done.add(self._key(record["image_path"]))
            taken.append(path.stem)
        self._names = ResultNames(taken)
        self._formats = {*asked.formats, "json"}
        self._recogniser = Recogniser.open() if asked.read_texts else None

    @classmethod
    def start(cls, out: Path, asked: Asked) -> DetectRun:
        """A run in a new folder under ``out``. Raises `StorageError`, and `InputError` for what cannot be."""
        check_formats(asked.formats)
        if asked.read_texts and not is_installed():
            raise not_installed()
        folder = new_output_folder(out)
        told = {
            **asdict(asked),
            "paths": [str(path) for path in asked.paths],
            "working_folder": str(asked.working_folder),
        }
        files.write_json(folder / RUN_FILE, told)
        return cls(folder, asked)

    @classmethod
    def resume(cls, folder: Path) -> DetectRun:
        """Go on with the run in ``folder``. Raises `InputError` when there is none."""
        return cls(folder, _read_asked(folder / RUN_FILE))

    def missing(self, pictures: Iterable[Path]) -> list[Path]:
        """Those of ``pictures`` that have no record yet."""
        return [picture for picture in pictures if self._key(str(picture)) not in self._done]

    def records(self) -> Iterator[dict[str, Any]]:
        """The records on disk, one after the other."""
        return (record for _, record in _records(self.folder))

    def named(self, found: Iterable[Found | Unreadable]) -> Iterator[tuple[str, Found | Unreadable]]:
        """Each with the name of its results; the rest, `save`, may be done in threads."""
        for each in found:
            yield "" if isinstance(each, Unreadable) else self._names.next(each.picture), each

    def save(self, named: tuple[str, Found | Unreadable]) -> dict[str, Any]:
        """Write one of `named` and return its record. Raises `StorageError`.

        A picture that could not be read leaves no record on disk: going on tries it again.
        """
        name, found = named
        if isinstance(found, Unreadable):
            return failure_json(found.picture, found.error)
        picture, image, detection = found.picture, found.image, found.detection
        texts = self._recogniser.read(image, detection.quads) if self._recogniser else ()
        stem = name.removesuffix(ENDING)
        save_detection(self.folder, picture, image, detection, self._formats, texts=texts, stem=stem)
        return detection_json(picture, detection, texts)

    def _key(self, picture: str) -> str:
        return os.path.normpath(self.asked.working_folder / picture)


def pictures_of(paths: Iterable[Path]) -> list[Path]:
    """The pictures named and those of the folders named; InputError for a folder without any."""
    return [picture for path in paths for picture in _pictures_of(path)]


def _pictures_of(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    inside = list_pictures(path)
    if not inside:
        raise InputError(
            Message("This folder holds no pictures."),
            remedy=Message("Choose a folder with JPG, PNG, BMP, TIFF or WebP files."),
            path=path,
        )
    return inside


def _records(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The records in ``folder`` by file; what is none is passed over."""
    for path in sorted(folder.glob(f"*{ENDING}.json")):
        try:
            record = json.loads(files.read_text(path))
            if isinstance(record["image_path"], str):
                yield path, record
        except (InputError, ValueError, TypeError, KeyError):
            continue


def _read_asked(path: Path) -> Asked:
    try:
        told = json.loads(files.read_text(path))
        before = Path(told["working_folder"])
        settings = DetectSettings(**told["settings"]).check()
        paths = tuple(Path(item) for item in told["paths"])
        model, scale = str(told["model"]), told["tile_scale"]
        device = str(told["device"])
        formats, read_texts = tuple(map(str, told["formats"])), bool(told["read_texts"])
        check_formats(formats)
        tile_scale = None if scale is None else float(scale)
    except (InputError, ValueError, TypeError, KeyError) as error:
        raise InputError(
            Message("This folder holds no detection that can be gone on with."),
            remedy=Message("Give the folder outputs_… that the detection named."),
            path=path,
        ) from error
    # Where the working folder is another one now, what was relative to the old one is found from there.
    if before != Path.cwd():
        paths = tuple(before / item for item in paths)
        model = model if model == GENERAL else str(before / Path(model).expanduser())
    return Asked(paths, model, settings, tile_scale, device, formats, read_texts, before)
