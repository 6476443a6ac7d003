"""``detect``: find text in pictures and folders of pictures."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

NAME = "detect"
HELP = "find text in pictures; writes the drawn picture and a JSON file for each"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="a picture or a folder of pictures"
    )
    parser.add_argument(
        "--model", default="general", help="general, .safetensors, .onnx or experiment folder"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("outputs"), help="where the results go (%(default)s)"
    )
    parser.add_argument(
        "--thresh", type=float, help="probability from which a pixel is text (model's default)"
    )
    parser.add_argument("--box-thresh", type=float, help="score from which a quad is kept (model's default)")
    parser.add_argument("--unclip-ratio", type=float, help="how far regions are grown (model's default)")
    parser.add_argument("--long-side", type=int, help="pixels of the longer side (model's default)")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """Exit status 2 when any picture could not be read; the others are detected all the same."""
    from dataclasses import replace

    from engine.cli import FINE, UNUSABLE
    from engine.cli.output import progress, report, warn
    from engine.detector import Detector
    from engine.errors import InputError
    from engine.results import failure_json, new_output_folder

    pictures = _pictures(args.paths)
    detector = Detector.open(args.model, args.device)
    given = {
        name: value
        for name in ("thresh", "box_thresh", "unclip_ratio", "long_side")
        if (value := getattr(args, name)) is not None
    }
    settings = replace(detector.info.settings, **given).check()
    folder = new_output_folder(args.out)
    results: list[dict[str, Any]] = []
    for picture in progress(pictures, len(pictures), "detect"):
        try:
            results.append(_detect_one(detector, picture, settings, folder))
        except InputError as error:
            warn(f"error: {error}")
            results.append(failure_json(picture, error))
    failed = sum(not result["success"] for result in results)
    boxes = sum(len(result["boxes"]) for result in results)
    text = f"{len(results) - failed} pictures, {boxes} quads, {failed} failed. Results in {folder}"
    report(args, {"success": failed == 0, "out": str(folder), "results": results}, text)
    return UNUSABLE if failed else FINE


def _detect_one(detector: Any, picture: Path, settings: Any, folder: Path) -> dict[str, Any]:
    from engine.pictures import read_picture
    from engine.results import detection_json, save_detection

    image = read_picture(picture)
    detection = detector.detect(image, settings)
    save_detection(folder, picture, image, detection)
    return detection_json(picture, detection)


def _pictures(paths: list[Path]) -> list[Path]:
    """The pictures named, and those of the folders named."""
    from engine.errors import QT_TRANSLATE_NOOP, InputError
    from engine.pictures import list_pictures

    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = list_pictures(path)
        if not inside:
            raise InputError(
                QT_TRANSLATE_NOOP("engine", "This folder holds no pictures."),
                remedy=QT_TRANSLATE_NOOP("engine", "Choose a folder with JPG, PNG, BMP, TIFF or WebP files."),
                path=path,
            )
        found.extend(inside)
    return found
