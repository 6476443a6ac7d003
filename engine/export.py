"""Export to ONNX. Each kind of consumer has a profile, and no file appears before it was checked.

torch is loaded when an export starts, so that the window and the command line can ask about profiles and
sizes at once.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine import files
from engine.errors import QT_TRANSLATE_NOOP, InputError, QuadTuneError
from engine.models import ONNX_SUFFIX

PROFILES = ("end2end", "map")
"""Names of what can be exported; ``engine.export_graphs`` completes each."""

SIDE_MULTIPLE = 32
SMALLEST, LARGEST = 320, 1536
DEFAULT_SIZE = (800, 800)
TOLERANCE = 1e-3
LEAST_AGREEMENT = 0.9

Size = tuple[int, int]
Stage = Literal["loading", "tracing", "checking", "writing"]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """``size`` is (width, height); ``max_difference`` between torch and onnxruntime, in probability.

    ``agreement``: of the file's boxes with the program's own, see `engine.export_check`; None where the
    file makes none.
    """

    path: Path
    megabytes: float
    profile: str
    size: Size
    max_difference: float
    seconds: float
    opset: int
    agreement: float | None


def parse_size(text: str) -> Size:
    """``800`` or ``800x608`` as (width, height); InputError unless multiples of 32 within 320–1536."""
    match = re.fullmatch(r"\s*(\d{1,5})\s*(?:[x×X*]\s*(\d{1,5})\s*)?", text)
    if match is None:
        raise InputError(
            QT_TRANSLATE_NOOP("engine", "'{text}' is not a size."),
            remedy=QT_TRANSLATE_NOOP(
                "engine", "Give one number, like 800, or width and height, like 800x608."
            ),
            text=text,
        )
    width = int(match[1])
    return check_size((width, int(match[2]) if match[2] else width))


def check_size(size: Size) -> Size:
    """Return (width, height); InputError unless both are multiples of 32 within 320–1536."""
    for side in size:
        if side % SIDE_MULTIPLE or not SMALLEST <= side <= LARGEST:
            raise InputError(
                QT_TRANSLATE_NOOP(
                    "engine",
                    "The size {side} cannot be exported: sides are multiples of 32 from 320 to 1536.",
                ),
                remedy=QT_TRANSLATE_NOOP("engine", "The nearest size that can be is {nearest}."),
                side=side,
                nearest=nearest_side(side),
            )
    return size


def nearest_side(side: int) -> int:
    """The side nearest to ``side`` that can be exported."""
    return min(max(round(side / SIDE_MULTIPLE) * SIDE_MULTIPLE, SMALLEST), LARGEST)


def export_path(out: Path, size: Size) -> Path:
    """Where an export goes: ``out`` itself when it is an ``.onnx`` file, else ``model_WxH.onnx`` in it."""
    return out if out.suffix.lower() == ONNX_SUFFIX else out / f"model_{size[0]}x{size[1]}{ONNX_SUFFIX}"


def export_model(
    model: str | Path,
    path: Path,
    size: Size = DEFAULT_SIZE,
    *,
    profile: str = PROFILES[0],
    pictures: Sequence[Path] = (),
    stage: Callable[[Stage], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> ExportReport | None:
    """Write ``model`` as the ONNX file ``path``, made for (width, height) ``size`` but usable at any.

    The file is compared with torch on ``pictures`` (a rendered one when none is given) at ``size`` and at
    another size before it takes its place; what was at ``path`` stays until then. ``stage`` is told what
    comes next. None when ``should_stop`` said so: then nothing was written.

    InputError when the model, a picture or the size cannot be used, StorageError when ``path`` cannot be
    written, QuadTuneError when the exported network answers differently.
    """
    start = time.perf_counter()
    check_profile(profile)
    check_size(size)
    stage("loading")
    from engine.export_check import box_agreement, max_difference
    from engine.export_graphs import BOXES, complete, describe, load_graph, trace

    graph, info = load_graph(model)
    images = _images(pictures)
    if should_stop():
        return None
    stage("tracing")
    traced = trace(graph)
    completed = complete(traced, profile, info.settings)
    describe(completed, info, profile, size)
    if should_stop():
        return None
    stage("checking")
    difference = max_difference(traced.SerializeToString(), graph, images, size)
    _refuse_difference(difference, path)
    data = completed.SerializeToString()
    agreement = None
    if any(output.name == BOXES for output in completed.graph.output):
        agreement = box_agreement(data, graph, images, size, info.settings)
        _refuse_disagreement(agreement, path)
    if should_stop():
        return None
    stage("writing")
    files.write_bytes(path, data)
    return ExportReport(
        path=path,
        megabytes=len(data) / 1e6,
        profile=profile,
        size=size,
        max_difference=difference,
        seconds=time.perf_counter() - start,
        opset=completed.opset_import[0].version,
        agreement=agreement,
    )


def check_profile(profile: str) -> None:
    """InputError unless there is such a profile."""
    if profile not in PROFILES:
        raise InputError(
            QT_TRANSLATE_NOOP("engine", "There is no export profile '{profile}'."),
            remedy=QT_TRANSLATE_NOOP("engine", "Choose one of: {profiles}."),
            profile=profile,
            profiles=", ".join(PROFILES),
        )


def _images(pictures: Sequence[Path]) -> list[NDArray[np.uint8]]:
    from engine.pictures import read_picture
    from engine.sample import render

    if pictures:
        return [read_picture(picture) for picture in pictures]
    image, _ = render("test", 1, 0)
    return [image]


def _refuse_difference(difference: float, path: Path) -> None:
    # "not <=" and not ">": NaN must not pass.
    if not difference <= TOLERANCE:
        raise QuadTuneError(
            QT_TRANSLATE_NOOP(
                "engine",
                "The exported file answers differently from the model (by {difference}), so it was not kept.",
            ),
            remedy=QT_TRANSLATE_NOOP(
                "engine", "Export again; if this stays, report it with the versions of torch and onnxruntime."
            ),
            path=path,
            difference=f"{difference:.2g}",
        )


def _refuse_disagreement(agreement: float, path: Path) -> None:
    if not agreement >= LEAST_AGREEMENT:
        raise QuadTuneError(
            QT_TRANSLATE_NOOP(
                "engine",
                "The boxes of the exported file differ from the program's own (agreement {agreement}), "
                "so it was not kept.",
            ),
            remedy=QT_TRANSLATE_NOOP(
                "engine", "Export again; if this stays, report it with the versions of torch and onnxruntime."
            ),
            path=path,
            agreement=f"{agreement:.2f}",
        )
