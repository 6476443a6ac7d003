"""What a detection leaves on disk: drawn pictures, JSON records, gt files, a table, crops."""

from __future__ import annotations

import csv
import io
import os
import threading
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import cv2
import numpy as np
from numpy.typing import NDArray

from engine import files
from engine.data.gt import Label, write_gt
from engine.data.pictures import write_picture
from engine.detect.detector import Detection
from engine.detect.result_names import ENDING
from engine.errors import InputError, Message
from engine.geometry import rectify

FORMATS = ("picture", "json", "gt", "csv", "crops")
"""What `save_detection` can write."""
DEFAULT_FORMATS = ("picture", "json")

GTS, CROPS, TABLE = "gts", "crops", "results.csv"
COLUMNS = ("picture", "box", "x1", "y1", "x2", "y2", "x3", "y3", "x4", "y4", "score", "text")

_table_lock = threading.Lock()
"""Pictures may be saved in threads; the header of their table is written once."""

QUAD_COLOUR = (0, 94, 213)
"""Vermilion #D55E00 in BGR: told apart from every common background, and by colour-blind eyes."""


def new_output_folder(out: Path) -> Path:
    """``out/outputs_YYYYMMDDhhmmss``, freshly made. Raises `StorageError`."""
    return files.new_dated_folder(out, "outputs_")


def draw_quads(
    image: NDArray[np.uint8], quads: NDArray[np.floating], scores: NDArray[np.floating] | None = None
) -> NDArray[np.uint8]:
    """A copy of a BGR picture with quads (N, 4, 2) outlined, and their scores (N,) when given."""
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


def detection_json(picture: Path, detection: Detection, texts: Sequence[str] = ()) -> dict[str, Any]:
    """The JSON of the original product: one entry of ``texts``, ``boxes``, ``scores`` per quad.

    Texts are empty unless a recogniser read them.
    """
    quads = np.round(detection.quads).astype(int).reshape(-1, 8)
    return {
        "image_path": str(picture),
        "texts": [[text] for text in texts or [""] * len(quads)],
        "boxes": quads.tolist(),
        "scores": [round(float(score), 4) for score in detection.scores],
        "success": True,
        "inference_time": round(detection.seconds, 3),
    }


def failure_json(picture: Path, error: Exception) -> dict[str, Any]:
    """The same for a picture that could not be read."""
    return {
        "image_path": str(picture), "texts": [], "boxes": [], "scores": [],
        "success": False, "inference_time": 0.0, "error": str(error),
    }  # fmt: skip


def save_detection(
    folder: Path,
    picture: Path,
    image: NDArray[np.uint8],
    detection: Detection,
    formats: Collection[str] = DEFAULT_FORMATS,
    *,
    texts: Sequence[str] = (),
    stem: str | None = None,
) -> tuple[Path, ...]:
    """Write what was found in a BGR ``picture`` in each of ``formats``; returns the paths, the record last.

    - ``picture``: ``<stem>_result.png``, the quads drawn.
    - ``gt``: ``gts/gt_<stem>.txt`` as the Label page and trainings read it.
    - ``csv``: a line per box in ``results.csv``, which grows picture by picture.
    - ``crops``: ``crops/<stem>_<number of the box>.png``, each box as an upright picture.
    - ``json``: ``<stem>_result.json``. It is written last: where it is, the picture is done.

    ``texts``: what is written in each box, if known. ``stem``: the picture's own unless given; its own gets a
    number when it was used before in ``folder``. Raises `StorageError`; InputError for an unknown format.
    """
    check_formats(formats)
    stem = stem or _free_stem(folder, picture.stem)
    written: list[Path] = []
    if "picture" in formats:
        written.append(folder / f"{stem}{ENDING}.png")
        write_picture(written[-1], draw_quads(image, detection.quads, detection.scores))
    if "gt" in formats:
        written.append(folder / GTS / f"gt_{stem}.txt")
        write_gt(written[-1], labels_of(detection.quads, texts))
    if "crops" in formats:
        written += _write_crops(folder / CROPS, stem, image, detection.quads)
    if "csv" in formats:
        written.append(folder / TABLE)
        append_rows(written[-1], picture, detection, texts)
    if "json" in formats:
        written.append(folder / f"{stem}{ENDING}.json")
        files.write_json(written[-1], detection_json(picture, detection, texts))
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


def append_rows(table: Path, picture: Path, detection: Detection, texts: Sequence[str] = ()) -> None:
    """Add a line per box to a CSV file, in one write that reaches the disk. Raises `StorageError`.

    The file begins with a BOM, or Excel would take Chinese for something else.
    """
    rows = io.StringIO(newline="")
    writer = csv.writer(rows)
    quads = np.round(detection.quads).astype(int).reshape(-1, 8).tolist()
    known = texts or [""] * len(quads)
    for number, (quad, score, text) in enumerate(zip(quads, detection.scores, known, strict=True), start=1):
        writer.writerow([picture, number, *quad, f"{score:.4f}", text])
    try:
        table.parent.mkdir(parents=True, exist_ok=True)
        with _table_lock, table.open("ab+") as file:
            file.write(_start_of_rows(file) + rows.getvalue().encode("utf-8", "surrogateescape"))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise files.storage_error(table, error) from error


def _start_of_rows(file: BinaryIO) -> bytes:
    """What comes before new rows: the header in a new file, a line end where a line was cut short."""
    if file.seek(0, os.SEEK_END) == 0:
        return (",".join(COLUMNS) + "\r\n").encode("utf-8-sig")
    file.seek(-1, os.SEEK_END)
    return b"" if file.read(1) == b"\n" else b"\r\n"


def _write_crops(
    folder: Path, stem: str, image: NDArray[np.uint8], quads: NDArray[np.floating]
) -> list[Path]:
    paths = [folder / f"{stem}_{number}.png" for number in range(1, len(quads) + 1)]
    for path, quad in zip(paths, quads, strict=True):
        write_picture(path, rectify(image, quad))
    return paths


def _free_stem(folder: Path, wanted: str) -> str:
    """``wanted``, with a number when there are results of that name already."""
    stem, number = wanted, 1
    while any(path.exists() for path in _traces(folder, stem)):
        number += 1
        stem = f"{wanted}_{number}"
    return stem


def _traces(folder: Path, stem: str) -> tuple[Path, ...]:
    """Files of which one is there when a picture of that stem was saved, but for a table alone."""
    return (
        folder / f"{stem}{ENDING}.json",
        folder / f"{stem}{ENDING}.png",
        folder / GTS / f"gt_{stem}.txt",
        folder / CROPS / f"{stem}_1.png",
    )
