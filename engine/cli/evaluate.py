"""``evaluate``: precision, recall and Hmean of a model on a dataset."""

from __future__ import annotations

import argparse
from pathlib import Path

NAME = "evaluate"
HELP = "precision, recall and Hmean of a model on a dataset, by the ICDAR2015 IoU protocol"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dataset", type=Path, metavar="DATASET", help="the dataset folder")
    models = "general, .safetensors, .onnx or experiment folder"
    parser.add_argument("--model", default="general", help=models)
    parser.add_argument("--split", choices=("train", "test"), default="test", help="(%(default)s)")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda (%(default)s)")


def run(args: argparse.Namespace) -> int:
    from engine.cli import FINE
    from engine.cli.output import progress, report, warn
    from engine.data.dataset import load_dataset
    from engine.detect.evaluation import Counts, Score, evaluate_sample
    from engine.detect.open import open_detector
    from engine.doctor.examination import find_problems

    dataset = load_dataset(args.dataset)
    samples = dataset.test if args.split == "test" else dataset.train
    for finding in find_problems(dataset):
        if not finding.blocks:  # what blocks is raised when it is read
            warn(f"warning: {finding.error}")
    if dataset.split_note:
        warn(dataset.split_note)
    detector = open_detector(args.model, args.device)
    counts = (evaluate_sample(detector, sample) for sample in samples)
    figures = Score.of(sum(progress(counts, len(samples), "evaluate"), Counts()))
    text = (
        f"precision {figures.precision:.4f}, recall {figures.recall:.4f}, Hmean {figures.hmean:.4f}"
        f" on {figures.counts.images} {args.split} pictures"
    )
    report(args, {**figures.to_json(), "split": args.split, "model": str(args.model)}, text)
    return FINE
