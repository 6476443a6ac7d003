"""What a detection leaves on disk: the picture with its quads drawn, and the JSON beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine import files
from engine.detector import Detection
from engine.pictures import write_picture

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


def detection_json(picture: Path, detection: Detection) -> dict[str, Any]:
    """The JSON of the original product: one entry of ``texts``, ``boxes``, ``scores`` per quad.

    Texts are empty: this program detects and does not read.
    """
    quads = np.round(detection.quads).astype(int).reshape(-1, 8)
    return {
        "image_path": str(picture),
        "texts": [[""] for _ in quads],
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
    folder: Path, picture: Path, image: NDArray[np.uint8], detection: Detection
) -> tuple[Path, Path]:
    """Write ``<stem>_result.png`` and ``<stem>_result.json``; a stem used before gets a number.

    Returns both paths. Raises `StorageError`.
    """
    stem, number = f"{picture.stem}_result", 1
    while (folder / f"{stem}.json").exists():
        number += 1
        stem = f"{picture.stem}_{number}_result"
    drawn, record = folder / f"{stem}.png", folder / f"{stem}.json"
    write_picture(drawn, draw_quads(image, detection.quads, detection.scores))
    files.write_json(record, detection_json(picture, detection))
    return drawn, record
