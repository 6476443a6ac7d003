"""``import-weights``: turn a checkpoint of another program into a model."""

from __future__ import annotations

import argparse
from pathlib import Path

NAME = "import-weights"
HELP = "convert a PaddleOCR, ModelScope or MhLiao/DB ResNet18 checkpoint into a model"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="PaddleOCR det.onnx, or a .pt / .pth checkpoint")
    parser.add_argument("--out", type=Path, required=True, help="the .safetensors file to write")


def run(args: argparse.Namespace) -> int:
    from engine.cli import FINE
    from engine.cli.output import report
    from engine.db.checkpoints import import_checkpoint
    from engine.db.models import check_weights_path
    from engine.db.weights import save_weights

    check_weights_path(args.out)
    imported = import_checkpoint(args.file)
    save_weights(args.out, imported.state, imported.info)
    lines = [f"{args.out}: {imported.info.variant}, {imported.matched} tensors taken over"]
    if imported.missing:
        lines.append(f"made anew, {len(imported.missing)}: {', '.join(imported.missing)}")
    if imported.unexpected:
        lines.append(f"left out, {len(imported.unexpected)}: {', '.join(imported.unexpected)}")
    answer = {
        "success": True,
        "path": str(args.out),
        "variant": imported.info.variant,
        "matched": imported.matched,
        "missing": imported.missing,
        "unexpected": imported.unexpected,
    }
    report(args, answer, "\n".join(lines))
    return FINE
