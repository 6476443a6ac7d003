"""Reading the text in boxes with the package ``rapidocr``: an extra, not needed to detect.

Only its recognition model is used, which is inside its wheel: nothing is ever downloaded.
"""

from __future__ import annotations

import importlib.util
import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError, Message
from engine.geometry import clockwise_from_top_left, crossed_and_empty, is_clockwise, rectify

PACKAGE = "rapidocr"
LEAST_SURE = 0.5
"""Readings less sure than this are noise: no text is better."""

AT_ONCE = 12
"""Crops read between two checks of ``should_stop``."""

TALL = 1.5
"""A crop this many times as high as wide is a line on its side: it is turned upright before it is read."""


def is_installed() -> bool:
    """Whether texts can be read; nothing is imported."""
    return importlib.util.find_spec(PACKAGE) is not None


class Recogniser:
    """Reads one line of text in each quad; `Recogniser.open` makes one. Safe to use from several threads."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._lock = threading.Lock()

    @classmethod
    def open(cls) -> Recogniser:
        """Load the model. Raises `InputError` when the package is not installed or has no model in it."""
        if not is_installed():
            raise not_installed()
        # Its logger gets a handler of its own, at level INFO, when it is imported.
        logging.getLogger("RapidOCR").disabled = True
        import rapidocr

        models = sorted((Path(rapidocr.__file__).parent / "models").glob("*_rec_*.onnx"))
        if not models:
            raise not_installed()
        parameters = {
            "Global.use_det": False,
            "Global.use_cls": False,
            "Global.log_level": "critical",
            "Rec.model_path": str(models[0]),
        }
        return cls(rapidocr.RapidOCR(params=parameters))

    def read(
        self,
        image: NDArray[np.uint8],
        quads: NDArray[np.floating],
        should_stop: Callable[[], bool] = lambda: False,
    ) -> list[str]:
        """The text in each of ``quads`` (N, 4, 2) of a BGR picture, empty where none can be made out.

        When ``should_stop`` says so, the rest is missing: the list is shorter than ``quads``.
        """
        texts: list[str] = []
        for start in range(0, len(quads), AT_ONCE):
            if should_stop():
                break
            texts += self._read([_upright(rectify(image, quad)) for quad in quads[start : start + AT_ONCE]])
        return texts

    def read_drawn(
        self,
        image: NDArray[np.uint8],
        quads: NDArray[np.floating],
        should_stop: Callable[[], bool] = lambda: False,
    ) -> list[str]:
        """As `read`, for ``quads`` as people draw them: either way round, from any corner, or impossible.

        The first point of a quad is taken for the top left of its text; where that gives no text, the top
        left point in the picture.
        """
        texts: list[str] = []
        for start in range(0, len(quads), AT_ONCE):
            if should_stop():
                break
            texts += self._read_drawn(image, np.asarray(quads[start : start + AT_ONCE], np.float32))
        return texts

    def _read_drawn(self, image: NDArray[np.uint8], quads: NDArray[np.float32]) -> list[str]:
        texts = [""] * len(quads)
        drawn = np.array([quad if is_clockwise(quad) else quad[[0, 3, 2, 1]] for quad in quads])
        seen = clockwise_from_top_left(drawn)
        possible = np.flatnonzero(_can_be_read(quads, image.shape[1], image.shape[0])).tolist()
        for tries in (drawn, seen):
            missing = [
                index
                for index in possible
                if not texts[index] and (tries is drawn or not np.array_equal(seen[index], drawn[index]))
            ]
            for index, text in zip(missing, self.read(image, tries[missing]), strict=True):
                texts[index] = text
        return texts

    def _read(self, crops: Sequence[NDArray[np.uint8]]) -> list[str]:
        with self._lock:
            found = self._engine.recognize_txt(list(crops))
        return [
            str(text).strip() if score >= LEAST_SURE else ""
            for text, score in zip(found.txts, found.scores, strict=True)
        ]


def not_installed() -> InputError:
    """The error that says how to get the package."""
    return InputError(
        Message("Reading texts needs the package rapidocr, which is not installed."),
        remedy=Message("Install it: pip install rapidocr"),
    )


def _can_be_read(quads: NDArray[np.float32], width: int, height: int) -> NDArray[np.bool_]:
    """Which of ``quads`` (N, 4, 2) have an inside, are partly in the picture and not far larger."""
    crossed, empty = crossed_and_empty(quads)
    low, high = quads.min(axis=1), quads.max(axis=1)
    size = np.array([width, height])
    inside = ((high > 0) & (low < size)).all(axis=1)
    return np.asarray(~crossed & ~empty & inside & (high - low <= 2 * size.max()).all(axis=1))


def _upright(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = crop.shape[:2]
    return np.ascontiguousarray(np.rot90(crop)) if height >= TALL * width else crop
