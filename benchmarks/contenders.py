"""Who is compared by `benchmarks.detection`, each in a process of its own.

A contender is made of the model's files and the pixels of the longer side, and turns a BGR picture (h, w, 3)
into a number of quads. ``python -m benchmarks.contenders NAME FILES LONG_SIDE`` is one such process: it reads
the path of a picture a line and answers each with the seconds and the quads, an empty line with its memory.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Detect = Callable[[NDArray[np.uint8]], int]
WEIGHTS = "model.txt"


def prepare(to: str, model: str) -> None:
    """Write into the folder ``to`` what the contenders read: our model in each one's export profile."""
    from engine.export.options import ExportOptions
    from engine.export.run import export_model

    folder = Path(to)
    (folder / WEIGHTS).write_text(model, encoding="utf-8")
    for profile in ("map", "rapidocr", "opencv"):
        export_model(model, folder / f"{profile}.onnx", ExportOptions(profile=profile))


def _ours(model: str | Path, long_side: int) -> Detect:
    from engine.detect.open import open_detector

    detector = open_detector(model, "cpu")
    settings = replace(detector.info.settings, long_side=long_side)
    return lambda image: len(detector.detect(image, settings).quads)


def quadtune(files: Path, long_side: int) -> Detect:
    """`open_detector` on the weights, as the program detects."""
    return _ours((files / WEIGHTS).read_text(encoding="utf-8"), long_side)


def quadtune_onnx(files: Path, long_side: int) -> Detect:
    """The same on the exported file."""
    return _ours(files / "map.onnx", long_side)


def rapidocr(files: Path, long_side: int) -> Detect:
    """RapidOCR's detector on the file for it, with the model's thresholds and its own defaults otherwise."""
    from omegaconf import OmegaConf
    from rapidocr import EngineType
    from rapidocr.ch_ppocr_det import TextDetector
    from rapidocr.main import DEFAULT_CFG_PATH

    settings = _settings()
    defaults = OmegaConf.load(DEFAULT_CFG_PATH)
    config = OmegaConf.merge(
        defaults.Det,
        {
            "engine_type": EngineType.ONNXRUNTIME, "model_path": str(files / "rapidocr.onnx"),
            "limit_type": "max", "limit_side_len": long_side,
            "thresh": settings.thresh, "box_thresh": settings.box_thresh,
            "unclip_ratio": settings.unclip_ratio, "use_dilation": False,
        },
    )  # fmt: skip
    config.engine_cfg = defaults.EngineConfig.onnxruntime
    detector = TextDetector(config)

    def detect(image: NDArray[np.uint8]) -> int:
        boxes = detector(image).boxes
        return 0 if boxes is None else len(boxes)

    return detect


def opencv(files: Path, long_side: int) -> Detect:
    """`cv2.dnn.TextDetectionModel_DB` on the file for it."""
    import cv2

    from engine.db.scaling import network_size

    settings = _settings()
    network: Any = cv2.dnn.TextDetectionModel_DB(str(files / "opencv.onnx"))
    network.setBinaryThreshold(settings.thresh).setPolygonThreshold(settings.box_thresh)
    network.setUnclipRatio(settings.unclip_ratio).setMaxCandidates(1000)

    def detect(image: NDArray[np.uint8]) -> int:
        size = network_size(image.shape[1], image.shape[0], long_side)
        network.setInputParams(1 / 255, size, (0, 0, 0))
        return len(network.detect(image)[0])

    return detect


CONTENDERS = {"QuadTune": quadtune, "QuadTune, ONNX": quadtune_onnx, "RapidOCR": rapidocr, "OpenCV": opencv}


def _settings() -> Any:
    from engine.db.models import GENERAL, read_info

    return read_info(GENERAL).settings


def main() -> int:
    name, files, long_side = sys.argv[1:]
    detect = CONTENDERS[name](Path(files), int(long_side))
    from engine.data.pictures import read_picture

    for line in sys.stdin:
        if not line.strip():
            break
        image = read_picture(Path(line.rstrip("\n")))
        start = time.perf_counter()
        quads = detect(image)
        print(json.dumps([time.perf_counter() - start, quads]), flush=True)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
