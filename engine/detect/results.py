"""What detections leave on disk: drawn pictures, JSON records, gt files, a table, crops; and their names."""

from __future__ import annotations

import csv
import io
import os
import threading
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine import files
from engine.data.gt import Label, write_gt
from engine.data.pictures import write_picture
from engine.detect.pipeline import Failed, Found
from engine.errors import InputError, Message
from engine.geometry import rectify

FORMATS = ("picture", "json", "gt", "csv", "crops")
"""What `save_detection` can write."""
DEFAULT_FORMATS = ("picture", "json")

ENDING = "_result"
GTS, CROPS, TABLE = "gts", "crops", "results.csv"
COLUMNS = ("picture", "box", "x1", "y1", "x2", "y2", "x3", "y3", "x4", "y4", "score", "text")

_table_lock = threading.Lock()
"""Pictures may be saved in threads; the header of their table is written once."""

QUAD_COLOUR = (0, 94, 213)
"""Vermilion #D55E00 in BGR: stands out from common backgrounds, for colour-blind eyes too."""


def new_output_folder(out: Path) -> Path:
    """``out/outputs_YYYYMMDDhhmmss``, freshly made. Raises `StorageError`."""
    return files.new_dated_folder(out, "outputs_")


def draw_quads(
    image: NDArray[np.uint8], quads: NDArray[np.floating], scores: NDArray[np.floating] | None = None
) -> NDArray[np.uint8]:
    """A copy of a BGR picture with quads (N, 4, 2) outlined, and their scores (N,) if given."""
    drawn = image.copy()
    width = max(2, round(max(image.shape[:2]) / 600))
    cv2.polylines(drawn, list(np.round(quads).astype(np.int32)), True, QUAD_COLOUR, width, cv2.LINE_AA)
    if scores is not None:
        for quad, score in zip(quads, scores, strict=True):
            x, y = (int(value) for value in np.round(quad[0]))
            place = (x, max(y - width - 1, 10))
            cv2.putText(
                drawn, f"{score:.2f}", place, cv2.FONT_HERSHEY_SIMPLEX, 0.4, QUAD_COLOUR, 1, cv2.LINE_AA
            )
    return drawn


def detection_json(found: Found) -> dict[str, Any]:
    """The JSON of the original product: one entry of ``texts``, ``boxes`` and ``scores`` per quad."""
    detection = found.detection
    return {
        "image_path": str(found.picture),
        "texts": [[text] for text in found.text_of_each()],
        "boxes": _whole_pixels(detection.quads),
        "scores": [round(float(score), 4) for score in detection.scores],
        "success": True,
        "inference_time": round(detection.seconds, 3),
    }


def failure_json(failed: Failed) -> dict[str, Any]:
    """The same for a picture that could not be used."""
    return {
        "image_path": str(failed.picture), "texts": [], "boxes": [], "scores": [],
        "success": False, "inference_time": 0.0, "error": str(failed.error),
    }  # fmt: skip


class ResultNames:
    """Gives ``<stem>_result``; pictures of a stem used before get a number: ``<stem>_2_result``.

    In constant time each. ``taken``: names already in the folder. Names that are the same on some file
    systems count as the same.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {_folded(name) for name in taken}
        self._last: defaultdict[str, int] = defaultdict(int)

    def next(self, picture: Path) -> str:
        """The name of the results of ``picture``, without a suffix."""
        stem = _folded(picture.stem)
        while True:
            self._last[stem] += 1
            number = self._last[stem]
            name = f"{picture.stem}{ENDING}" if number == 1 else f"{picture.stem}_{number}{ENDING}"
            if _folded(name) not in self._taken:
                self._taken.add(_folded(name))
                return name


def _folded(name: str) -> str:
    """The name as macOS and Windows compare it: regardless of case and of how accents are encoded."""
    return unicodedata.normalize("NFC", name).casefold()


def save_detection(
    folder: Path, name: str, found: Found, formats: Collection[str] = DEFAULT_FORMATS
) -> tuple[Path, ...]:
    """Write what was found in a picture in each of ``formats``; returns the paths, the record last.

    ``name``: of `ResultNames`, ``<stem>_result``.

    - ``picture``: ``<stem>_result.png``, the quads drawn.
    - ``gt``: ``gts/gt_<stem>.txt`` as the Label page and trainings read it.
    - ``csv``: a line per box in ``results.csv``, which grows picture by picture.
    - ``crops``: ``crops/<stem>_<number of the box>.png``, each box as an upright picture.
    - ``json``: ``<stem>_result.json``. It is written last: where it is, the picture is done.

    Raises `StorageError`; InputError for an unknown format.
    """
    check_formats(formats)
    stem, detection = name.removesuffix(ENDING), found.detection
    written: list[Path] = []
    if "picture" in formats:
        written.append(folder / f"{name}.png")
        write_picture(written[-1], draw_quads(found.pixels(), detection.quads, detection.scores))
    if "gt" in formats:
        written.append(folder / GTS / f"gt_{stem}.txt")
        write_gt(written[-1], labels_of(detection.quads, found.text_of_each()))
    if "crops" in formats:
        image = found.pixels()
        for number, quad in enumerate(detection.quads, start=1):
            written.append(folder / CROPS / f"{stem}_{number}.png")
            write_picture(written[-1], rectify(image, quad))
    if "csv" in formats:
        written.append(folder / TABLE)
        append_rows(written[-1], found)
    if "json" in formats:
        written.append(folder / f"{name}.json")
        files.write_json(written[-1], detection_json(found))
    return tuple(written)


def check_formats(formats: Collection[str]) -> None:
    """InputError when there is no such format."""
    for name in formats:
        if name not in FORMATS:
            raise InputError(
                Message("There is no result format '{name}'.", name=name),
                remedy=Message("Choose among: {formats}.", formats=", ".join(FORMATS)),
            )


def labels_of(quads: NDArray[np.floating], texts: Sequence[str] = ()) -> list[Label]:
    """Quads (N, 4, 2) as labels of whole pixels, with their texts or none."""
    known = texts or [""] * len(quads)
    return [Label.from_quad(np.round(quad), text) for quad, text in zip(quads, known, strict=True)]


def append_rows(table: Path, found: Found) -> None:
    """Add a line per box to a CSV file, in one write that reaches the disk. Raises `StorageError`.

    The file begins with a BOM, or Excel would take Chinese for something else.
    """
    rows = io.StringIO(newline="")
    writer = csv.writer(rows)
    boxes = zip(
        _whole_pixels(found.detection.quads), found.detection.scores, found.text_of_each(), strict=True
    )
    for number, (quad, score, text) in enumerate(boxes, start=1):
        writer.writerow([found.picture, number, *quad, f"{score:.4f}", text])
    try:
        table.parent.mkdir(parents=True, exist_ok=True)
        with _table_lock, table.open("ab+") as file:
            if file.seek(0, os.SEEK_END) == 0:
                start = (",".join(COLUMNS) + "\r\n").encode("utf-8-sig")
            else:  # a line end where a line was cut short
                file.seek(-1, os.SEEK_END)
                start = b"" if file.read(1) == b"\n" else b"\r\n"
            file.write(start + rows.getvalue().encode("utf-8", "surrogateescape"))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise files.storage_error(table, error) from error


def _whole_pixels(quads: NDArray[np.floating]) -> list[list[int]]:
    """Eight whole numbers for each of (N, 4, 2)."""
    rounded: list[list[int]] = np.round(quads).astype(int).reshape(-1, 8).tolist()
    return rounded
