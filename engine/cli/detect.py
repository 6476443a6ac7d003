"""``detect``: find text in pictures and folders of pictures."""

from __future__ import annotations

import argparse
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.interrupt import StopOnInterrupt
from engine.errors import InputError, Message

if TYPE_CHECKING:
    from engine.detect.detector import Detector
    from engine.detect.run import DetectRun

NAME = "detect"
HELP = "find text in pictures; writes the drawn picture and a JSON file for each"

AUTO = "auto"
SETTINGS = ("thresh", "box_thresh", "unclip_ratio", "long_side")
KEPT_BY_A_RUN = ("paths", "model", "out", *SETTINGS, "tiles", "tile_scale", "save", "read_texts")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="a picture or a folder of pictures"
    )
    parser.add_argument("--model", help="general, .safetensors, .onnx or experiment folder (general)")
    parser.add_argument("--out", type=Path, help="where the results go (outputs)")
    parser.add_argument(
        "--resume",
        type=Path,
        metavar="FOLDER",
        help="continue an interrupted detection in its folder outputs_…, as it began; instead of PATH",
    )
    parser.add_argument(
        "--thresh", type=float, help="probability from which a pixel is text (model's default)"
    )
    parser.add_argument("--box-thresh", type=float, help="score from which a quad is kept (model's default)")
    parser.add_argument("--unclip-ratio", type=float, help="how far regions are grown (model's default)")
    parser.add_argument(
        "--long-side", type=int, help="pixels of the longer side, of a tile with --tiles (model's default)"
    )
    parser.add_argument(
        "--tiles", action="store_true", help="do not scale large pictures down: search them in tiles"
    )
    parser.add_argument(
        "--tile-scale", type=float, metavar="FACTOR", help="the same, of pictures scaled by this first (1)"
    )
    parser.add_argument(
        "--device", help="auto, cpu, cuda, cuda:1 …; for .onnx also tensorrt, directml, coreml … (auto)"
    )
    parser.add_argument(
        "--save",
        nargs="+",
        metavar="FORMAT",
        help="what to write beside the JSON record of each picture: picture, gt, csv, crops (picture)",
    )
    parser.add_argument(
        "--read-texts", action="store_true", help="read what is in the boxes; needs the package rapidocr"
    )
    parser.add_argument(
        "--json-lines", action="store_true", help="print one JSON object a line as each picture is done"
    )


def run(args: argparse.Namespace) -> int:
    """Exit status 2 when any picture could not be read; the others are detected all the same."""
    from engine.cli import FINE, INTERRUPTED, UNUSABLE
    from engine.cli.detect_answers import answer_for
    from engine.cli.output import progress, warn

    answer = answer_for(args)
    run, detector, missing = _resumed(args) if args.resume else _started(args)
    if args.resume and args.json:
        for record in run.records():
            answer.add(record)
    how_to_resume = f"Results so far are in {run.folder}; detect --resume {run.folder} takes it up again"
    done = 0
    try:
        with StopOnInterrupt() as should_stop, closing(run.detect(detector, missing, should_stop)) as records:
            for record in progress(records, len(missing), "detect"):
                if not record["success"]:
                    warn(f"error: {record['error']}")
                answer.add(record)
                done += 1
    except BaseException:
        warn(how_to_resume)
        raise
    interrupted = done < len(missing)
    if interrupted:
        warn(f"Interrupted: {len(missing) - done} of {len(missing)} pictures are still to do.")
        warn(how_to_resume)
    answer.close(run.folder, interrupted)
    return INTERRUPTED if interrupted else UNUSABLE if answer.failed else FINE


def _started(args: argparse.Namespace) -> tuple[DetectRun, Detector, list[Path]]:
    from engine.db.models import GENERAL
    from engine.detect.open import open_detector
    from engine.detect.results import DEFAULT_FORMATS
    from engine.detect.run import DetectRequest, DetectRun, pictures_of

    if not args.paths:
        raise InputError(
            Message("No pictures are given."),
            remedy=Message("Give pictures or folders, or the folder of an interrupted run: --resume FOLDER"),
        )
    pictures = pictures_of(args.paths)
    model, device = args.model or GENERAL, args.device or AUTO
    detector = open_detector(model, device)
    given = {name: value for name in SETTINGS if (value := getattr(args, name)) is not None}
    request = DetectRequest(
        tuple(args.paths),
        model,
        replace(detector.info.settings, **given),
        1.0 if args.tiles and args.tile_scale is None else args.tile_scale,
        device,
        tuple(args.save or DEFAULT_FORMATS),
        args.read_texts,
        Path.cwd(),
    )
    return DetectRun.start(args.out or Path("outputs"), request), detector, pictures


def _resumed(args: argparse.Namespace) -> tuple[DetectRun, Detector, list[Path]]:
    from engine.detect.open import open_detector
    from engine.detect.run import DetectRun

    if any(getattr(args, name) not in (None, [], False) for name in KEPT_BY_A_RUN):
        raise InputError(
            Message("--resume uses the pictures and options that the run began with."),
            remedy=Message("Give no others, or start a new run without --resume."),
            path=args.resume,
        )
    run = DetectRun.resume(args.resume)
    return run, open_detector(run.request.model, args.device or run.request.device), run.missing()
