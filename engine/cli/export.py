"""``export``: write a model as an ONNX file, checked against the model itself."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from engine.export.options import PRECISIONS
from engine.export.profiles import DEFAULT_PROFILE, profiles

if TYPE_CHECKING:
    from engine.export.options import ExportReport

NAME = "export"
HELP = "write a model as an ONNX file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model", default="general", help="general, .safetensors or experiment folder (%(default)s)"
    )
    parser.add_argument(
        "--profile",
        default=DEFAULT_PROFILE,
        choices=profiles(),
        help="who the file is for: end2end, boxes and scores come out; map, the probability map; the others, "
        "what the program of that name expects (%(default)s)",
    )
    parser.add_argument(
        "--size",
        default="800",
        help="input size the file is made for, SIDE or WIDTHxHEIGHT, multiples of 32 (%(default)s)",
    )
    parser.add_argument("--fixed", action="store_true", help="take pictures of that size only")
    parser.add_argument(
        "--precision",
        default=PRECISIONS[0],
        choices=PRECISIONS,
        help="of the network's numbers; int8 needs --dataset (%(default)s)",
    )
    parser.add_argument(
        "--dataset", type=Path, help="pictures to calibrate int8 on, and to measure Hmean on before and after"
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
    from engine.export.options import ExportOptions, export_path, parse_size

    options = ExportOptions(
        size=parse_size(args.size),
        profile=args.profile,
        precision=args.precision,
        fixed=args.fixed,
        dataset=args.dataset,
        pictures=tuple(args.check),
    ).check()
    last = ""

    def tell(stage: str) -> None:
        nonlocal last
        if stage != last:
            warn(f"{stage} …")
        last = stage

    tell("loading")  # which begins with the libraries
    from engine.export.run import export_model

    done = export_model(args.model, export_path(args.out, options), options, stage=tell)
    assert done is not None  # nobody asks to stop here
    values = asdict(done)
    report(args, {"success": True, **values.pop("options"), **values}, _text(done))
    return FINE


def _text(done: ExportReport) -> str:
    options = done.options
    width, height = options.size
    facts = [
        f"{done.megabytes:.1f} MB",
        f"profile {options.profile}",
        f"{width}x{height}{' only' if options.takes_one_size else ''}",
        options.precision,
        f"opset {done.opset}",
        f"largest difference {done.max_difference:.1e}",
        f"box agreement {done.agreement:.3f}",
        f"{done.seconds:.1f} s",
    ]
    if done.hmean is not None:
        facts.insert(-1, f"Hmean {done.hmean_before:.4f} -> {done.hmean:.4f} on {done.measured_pictures}")
    return f"{done.path} ({', '.join(facts)})"
