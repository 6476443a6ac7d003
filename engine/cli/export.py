"""``export``: write a model as an ONNX file, checked against the model itself."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.export import PROFILES

NAME = "export"
HELP = "write a model as an ONNX file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model", default="general", help="general, .safetensors or experiment folder (%(default)s)"
    )
    parser.add_argument(
        "--profile",
        default=PROFILES[0],
        choices=PROFILES,
        help="what the file computes: end2end, boxes and scores; map, the probability map (%(default)s)",
    )
    parser.add_argument(
        "--size",
        default="800",
        help="input size the file is made for, SIDE or WIDTHxHEIGHT, multiples of 32 (%(default)s)",
    )
    parser.add_argument(
        "--out", type=Path, default=Path("models"), help="a folder, or the .onnx file to write (%(default)s)"
    )
    parser.add_argument(
        "--check", nargs="+", type=Path, default=[], metavar="PICTURE", help="pictures to compare on"
    )


def run(args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from engine.cli import FINE
    from engine.cli.output import report, warn
    from engine.export import export_model, export_path, parse_size

    size = parse_size(args.size)
    done = export_model(
        args.model,
        export_path(args.out, size),
        size,
        profile=args.profile,
        pictures=args.check,
        stage=lambda stage: warn(f"{stage} …"),
    )
    assert done is not None  # nobody asks to stop here
    boxes = "" if done.agreement is None else f"box agreement {done.agreement:.3f}, "
    text = (
        f"{done.path} ({done.megabytes:.1f} MB, profile {done.profile}, {size[0]}x{size[1]}, "
        f"opset {done.opset}, largest difference {done.max_difference:.1e}, {boxes}{done.seconds:.1f} s)"
    )
    report(args, {"success": True, **asdict(done)}, text)
    return FINE
