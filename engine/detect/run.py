"""Detection in many pictures with a folder of results. An interrupted run can be resumed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engine import files
from engine.data.pictures import list_pictures
from engine.db.models import GENERAL, DetectSettings
from engine.detect.detector import Detector
from engine.detect.maps import InputScale
from engine.detect.pipeline import Failed, Found, Pending, detect_pictures, map_ahead, read_texts
from engine.detect.recogniser import Recogniser, is_installed, not_installed
from engine.detect.results import (
    ENDING,
    ResultNames,
    check_formats,
    detection_json,
    failure_json,
    new_output_folder,
    save_detection,
)
from engine.errors import InputError, Message

RUN_FILE = "run.json"


@dataclass(frozen=True, slots=True)
class DetectRequest:
    """What to detect and how. ``paths`` and ``model`` may be relative to ``working_folder``.

    ``tile_scale``: see `InputScale`. ``formats``: see `engine.detect.results.FORMATS`; a record is always
    written. ``read_texts``: the text in the boxes is read as well.
    """

    paths: tuple[Path, ...]
    model: str
    settings: DetectSettings
    tile_scale: float | None
    device: str
    formats: tuple[str, ...]
    read_texts: bool
    working_folder: Path

    @property
    def scale(self) -> InputScale:
        return InputScale(self.settings.long_side, self.tile_scale)

    def check(self) -> DetectRequest:
        """Return self; InputError for a setting out of its range or an unknown format."""
        self.settings.check()
        self.scale.check()
        check_formats(self.formats)
        return self


class DetectRun:
    """Writes the results of a request: for each picture its files, then the record that says it is done.

    A picture is known by its path, so two of one name in different folders are two.
    """

    def __init__(self, folder: Path, request: DetectRequest) -> None:
        self.folder = folder
        self.request = request
        self._done: set[str] = set()
        taken = []
        for path, record in _records(folder):
            self._done.add(self._key(record["image_path"]))
            taken.append(path.stem)
        self._names = ResultNames(taken)
        self._recogniser = Recogniser.open() if request.read_texts else None

    @classmethod
    def start(cls, out: Path, request: DetectRequest) -> DetectRun:
        """A run in a new folder under ``out``. Raises `StorageError`, and `InputError` for a bad request."""
        request.check()
        if request.read_texts and not is_installed():
            raise not_installed()
        folder = new_output_folder(out)
        values = {
            **asdict(request),
            "paths": [str(path) for path in request.paths],
            "working_folder": str(request.working_folder),
        }
        files.write_json(folder / RUN_FILE, values)
        return cls(folder, request)

    @classmethod
    def resume(cls, folder: Path) -> DetectRun:
        """The run in ``folder``, to be continued. Raises `InputError` when there is none."""
        return cls(folder, _read_request(folder / RUN_FILE))

    def missing(self) -> list[Path]:
        """The pictures asked for that have no record yet. Raises `InputError`, see `pictures_of`."""
        pictures = pictures_of(self.request.paths)
        return [picture for picture in pictures if self._key(str(picture)) not in self._done]

    def records(self) -> Iterator[dict[str, Any]]:
        """The records on disk, one after the other."""
        return (record for _, record in _records(self.folder))

    def detect(
        self, detector: Detector, pictures: Iterable[Path], should_stop: Callable[[], bool]
    ) -> Generator[dict[str, Any], None, None]:
        """Detect in ``pictures`` and save; yields each one's record. Raises `StorageError`.

        A picture that could not be read leaves no record on disk: a resumed run tries it again.
        """
        request = self.request
        found = detect_pictures(
            lambda: detector, map(Pending, pictures), lambda: (request.settings, request.scale), should_stop
        )
        named = ((each, "" if isinstance(each, Failed) else self._names.next(each.picture)) for each in found)
        return map_ahead(self._save, named)

    def _save(self, named: tuple[Found | Failed, str]) -> dict[str, Any]:
        found, name = named
        if isinstance(found, Failed):
            return failure_json(found)
        recogniser = self._recogniser
        if recogniser is not None:
            found = read_texts(found, lambda: recogniser)
        save_detection(self.folder, name, found, {*self.request.formats, "json"})
        return detection_json(found)

    def _key(self, picture: str) -> str:
        return os.path.normpath(self.request.working_folder / picture)


def pictures_of(paths: Iterable[Path]) -> list[Path]:
    """The pictures named and those of the folders named; InputError for a folder without any."""
    pictures = []
    for path in paths:
        inside = list_pictures(path) if path.is_dir() else [path]
        if not inside:
            raise InputError(
                Message("This folder holds no pictures."),
                remedy=Message("Choose a folder with JPG, PNG, BMP, TIFF or WebP files."),
                path=path,
            )
        pictures += inside
    return pictures


def _records(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The records in ``folder`` by file; other files are passed over."""
    for path in sorted(folder.glob(f"*{ENDING}.json")):
        try:
            record = json.loads(files.read_text(path))
            if isinstance(record["image_path"], str):
                yield path, record
        except (InputError, ValueError, TypeError, KeyError):
            continue


def _read_request(path: Path) -> DetectRequest:
    try:
        values = json.loads(files.read_text(path))
        before = Path(values["working_folder"])
        paths = tuple(Path(item) for item in values["paths"])
        model, scale = str(values["model"]), values["tile_scale"]
        # Where the working folder is another one now, what was relative to the old one is found from there.
        if before != Path.cwd():
            paths = tuple(before / item for item in paths)
            model = model if model == GENERAL else str(before / Path(model).expanduser())
        return DetectRequest(
            paths,
            model,
            DetectSettings(**values["settings"]),
            None if scale is None else float(scale),
            str(values["device"]),
            tuple(map(str, values["formats"])),
            bool(values["read_texts"]),
            before,
        ).check()
    except (InputError, ValueError, TypeError, KeyError) as error:
        raise InputError(
            Message("This folder holds no detection that can be resumed."),
            remedy=Message("Give the folder outputs_… of the detection."),
            path=path,
        ) from error
