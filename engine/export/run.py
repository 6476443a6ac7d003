"""An export to ONNX, step by step. A file takes its place only after it was checked."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
from numpy.typing import NDArray

from engine import files
from engine.data.dataset import Dataset, load_dataset, spread
from engine.data.pictures import read_picture
from engine.db.models import ModelInfo
from engine.db.network_onnx import network_graph
from engine.db.scaling import network_size, resize
from engine.db.weights import load_network
from engine.detect.onnx_detector import blob_of
from engine.errors import Message, QuadTuneError
from engine.export.graph import complete, describe
from engine.export.options import ExportOptions, ExportReport, Precision, Stage
from engine.export.profiles import find_profile
from engine.export.quantise import to_float16, to_int8
from engine.export.snippets import readme
from engine.export.verify import OTHER_SIZE, Verified, measure, verify
from engine.sample import render

CALIBRATION_PICTURES = 16
MEASURED_PICTURES = 32
CHECKED_PICTURES = 3

MOST_DIFFERENCE: dict[Precision, float] = {"float32": 1e-3, "float16": 0.1, "int8": 1.0}
"""Of probability. 8-bit integers may flip it at the edge of a word; there, Hmean is what counts."""

LEAST_AGREEMENT: dict[Precision, float] = {"float32": 0.9, "float16": 0.9, "int8": 0.5}

Tell = Callable[[Stage], None]


class Measured(NamedTuple):
    """Hmean of the model and of the exported network on so many test pictures; None if not measured."""

    before: float | None = None
    after: float | None = None
    pictures: int = 0


class ExportStoppedError(Exception):
    """Raised between two stages on request; nothing was written."""


def export_model(
    model: str | Path,
    path: Path,
    options: ExportOptions | None = None,
    *,
    stage: Tell = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> ExportReport | None:
    """Write ``model`` as the ONNX file ``path``, and a README beside it.

    The file is compared with torch before it takes its place; an older file at ``path`` stays until then.
    ``stage`` is called with each stage as it begins. Returns None, with nothing written, when ``should_stop``
    returned true before one.

    InputError when the model, a picture, the dataset or the options cannot be used, StorageError when
    ``path`` cannot be written, QuadTuneError when the exported network answers differently.
    """

    def tell(next_stage: Stage) -> None:
        if should_stop():
            raise ExportStoppedError
        stage(next_stage)

    try:
        return _export(model, path, (options or ExportOptions()).check(), tell)
    except ExportStoppedError:
        return None


def _export(model: str | Path, path: Path, options: ExportOptions, tell: Tell) -> ExportReport:
    start = time.perf_counter()
    tell("loading")
    network, info = load_network(model)
    network.eval()
    state = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    dataset = None if options.dataset is None else load_dataset(options.dataset)
    images = _images(options.pictures, dataset)
    tell("converting")
    full = network_graph(state, info.variant)
    graph = full
    if options.precision == "float16":
        graph = to_float16(full)
    elif options.precision == "int8":
        assert dataset is not None  # ExportOptions.check
        tell("calibrating")
        graph = to_int8(full, _calibration(dataset, options, info))
    tell("checking")
    profile = find_profile(options.profile)
    one_size = options.takes_one_size
    completed = complete(graph, profile, info, options.size if one_size else None)
    sizes = [options.size] if one_size else [options.size, OTHER_SIZE]
    verified = verify(completed, profile, network, info, images, sizes)
    _refuse_difference(verified, options.precision, path)
    measured = Measured()
    if dataset is not None and graph is not full:
        measured = _measure(full, graph, info, dataset, tell)
    describe(completed, info, profile, options.size, _notes(options, measured))
    data = completed.SerializeToString()
    tell("writing")
    note = path.with_name(f"{path.stem}_README.md")
    files.write_text(note, readme(path, options, info, measured.after))
    files.write_bytes(path, data)
    return ExportReport(
        path=path,
        readme=note,
        megabytes=len(data) / 1e6,
        options=options,
        max_difference=verified.max_difference,
        agreement=verified.agreement,
        hmean_before=measured.before,
        hmean=measured.after,
        measured_pictures=measured.pictures,
        seconds=time.perf_counter() - start,
        opset=completed.opset_import[0].version,
    )


def _images(pictures: Sequence[Path], dataset: Dataset | None) -> list[NDArray[np.uint8]]:
    """The pictures to compare on."""
    if not pictures and dataset is not None:
        pictures = [sample.picture for sample in spread(dataset.test or dataset.train, CHECKED_PICTURES)]
    if pictures:
        return [read_picture(picture) for picture in pictures]
    return [render("test", 1, 0)[0]]


def _calibration(dataset: Dataset, options: ExportOptions, info: ModelInfo) -> Iterator[NDArray[np.float32]]:
    for sample in spread(dataset.train, CALIBRATION_PICTURES):
        pixels = read_picture(sample.picture)
        height, width = pixels.shape[:2]
        own = network_size(width, height, max(options.size))
        size = options.size if options.takes_one_size else own
        yield blob_of(resize(pixels, *size), info.normalisation)


def _measure(
    full: onnx.ModelProto, graph: onnx.ModelProto, info: ModelInfo, dataset: Dataset, tell: Tell
) -> Measured:
    samples = spread(dataset.test, MEASURED_PICTURES)
    if not samples:
        return Measured()
    tell("measuring")
    before, after = (
        measure(each, info, samples, lambda _done: tell("measuring")).hmean for each in (full, graph)
    )
    return Measured(before, after, len(samples))


def _notes(options: ExportOptions, measured: Measured) -> dict[str, str]:
    """What the file's metadata say beyond the model it comes from."""
    notes = {"precision": options.precision, "fixed": json.dumps(options.takes_one_size)}
    if options.dataset is not None and measured.after is not None:
        notes["exported_hmean"] = f"{measured.after:.4f}"
        notes["exported_hmean_on"] = f"{options.dataset.resolve().name}, {measured.pictures} test pictures"
    return notes


def _refuse_difference(verified: Verified, precision: Precision, path: Path) -> None:
    # "not <=" instead of ">", because NaN must not pass.
    if not verified.max_difference <= MOST_DIFFERENCE[precision]:
        raise QuadTuneError(
            Message(
                "The exported file answers differently from the model (by {difference}), so it was not kept.",
                difference=f"{verified.max_difference:.2g}",
            ),
            remedy=Message(
                "Export again; if this stays, report it with the versions of torch and onnxruntime."
            ),
            path=path,
        )
    if not verified.agreement >= LEAST_AGREEMENT[precision]:
        raise QuadTuneError(
            Message(
                "The boxes of the exported file differ from the program's own (agreement {agreement}), "
                "so it was not kept.",
                agreement=f"{verified.agreement:.2f}",
            ),
            remedy=Message("Choose a higher precision, or other pictures to compare on."),
            path=path,
        )
