"""What the post-processing inside an `end2end` file costs, and how closely it agrees with ours in OpenCV.

``python -m benchmarks.in_graph [MODEL DATASET…]`` runs on two threads of onnxruntime, without a network:

- pages of words drawn as a trained network draws them, against `engine.db.postprocess` turn by turn;
- maps made to be hard: milliseconds, and the most memory the process had so far;
- with a model and data sets: the maps of all test pictures, IoU of matched boxes and Hmean of both ways.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import load_dataset, load_labels
from engine.data.pictures import read_picture
from engine.db.models import DetectSettings
from engine.db.postprocess import boxes_from_map
from engine.db.targets import make_targets
from engine.detect.evaluation import Counts, compare, score
from engine.detect.open import open_detector
from engine.geometry import ious
from tests.engine.export.in_graph.masks import adversarial
from tests.engine.export.in_graph.sessions import boxes_session

PAGES = ((800, 100), (1280, 400))
TURNS = 15

Graph = Callable[[NDArray[np.float32], DetectSettings], list[NDArray[np.float32]]]


def page(side: int, count: int) -> NDArray[np.float32]:
    """The map of a page with ``count`` words in rows, turned a little, none on another."""
    random = np.random.default_rng(0)
    columns = round((count / 2.5) ** 0.5)
    rows = -(-count // columns)
    cell = np.array([side / columns, side / rows])
    quads = []
    for index in range(count):
        centre = (np.array([index % columns, index // columns]) + 0.5) * cell
        size = cell * random.uniform((0.6, 0.45), (0.85, 0.6))
        quads.append(cv2.boxPoints((centre.tolist(), size.tolist(), random.uniform(-8, 8))))
    targets = make_targets(np.array(quads, np.float64), np.zeros(count, bool), side, side)
    return cv2.GaussianBlur(targets.shrink_map.astype(np.float32), (0, 0), 1.0).astype(np.float32)


def milliseconds(call: Callable[..., object], *arguments: object) -> float:
    start = time.perf_counter()
    call(*arguments)
    return (time.perf_counter() - start) * 1000


def pages(graph: Graph) -> None:
    settings = DetectSettings(unclip_ratio=1.5)
    for side, count in PAGES:
        probability = page(side, count)
        turns = [
            (
                milliseconds(graph, probability, settings),
                milliseconds(boxes_from_map, probability, settings, side, side),
            )
            for _ in range(TURNS)
        ]
        inside, opencv = (median(column) for column in zip(*turns, strict=True))
        found = len(graph(probability, settings)[0])
        print(f"{side} × {side}, {found} words: in the graph {inside:.1f} ms, OpenCV {opencv:.1f} ms")


def hard_maps(graph: Graph) -> None:
    for side, _ in PAGES:
        for name, mask in adversarial(side).items():
            probability = np.where(mask, 0.9, 0.1).astype(np.float32)
            taken = min(milliseconds(graph, probability, DetectSettings()) for _ in range(3))
            megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{side} × {side}, {name}: {taken:.0f} ms, {megabytes:.0f} MB so far")


def agreement(graph: Graph, model: str, dataset: Path) -> None:
    """On the test pictures at the model's own settings, both ways from the same maps."""
    detector = open_detector(model)
    settings = detector.info.settings
    best: list[float] = []
    counts: tuple[list[Counts], list[Counts]] = ([], [])
    for sample in load_dataset(dataset).test:
        image = read_picture(sample.picture)
        height, width = image.shape[:2]
        probability = detector.probability_map(image)
        expected, _ = boxes_from_map(probability, settings, width, height)
        found, _ = graph(probability, settings)
        scale = np.array([width / probability.shape[1], height / probability.shape[0]], np.float32)
        found = found.reshape(-1, 4, 2) * scale
        labels = load_labels(sample)
        for kept, boxes in zip(counts, (expected, found), strict=True):
            kept.append(compare(boxes, labels))
        best.extend(ious(expected, found).max(axis=1, initial=0.0))
    matched = np.array(best) > 0.5
    opencv, inside = (score(each).hmean for each in counts)
    print(
        f"{dataset.name}: {len(best)} boxes, {matched.mean():.2%} matched with a mean IoU of "
        f"{np.array(best)[matched].mean():.4f}; Hmean {inside:.4f} in the graph, {opencv:.4f} by OpenCV"
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", nargs="?")
    parser.add_argument("datasets", nargs="*", type=Path)
    args = parser.parse_args()
    graph = boxes_session()
    pages(graph)
    hard_maps(graph)
    for dataset in args.datasets:
        agreement(graph, args.model, dataset)
    return 0


if __name__ == "__main__":
    sys.exit(main())
