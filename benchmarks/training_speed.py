"""Pictures a second of our training against the plain loop, end to end, turn by turn in one run.

``python -m benchmarks.training_speed DATASET [--size 640] [--batch 8] [--steps 4] [--turns 2]``

Both train the same network from the same weights with the same loss, optimiser and augmentation on as many
crops. The plain loop is what one writes first: pictures are decoded for every crop, targets drawn the way
MhLiao/DB does (`benchmarks.targets`), every level of the pyramid is brought to 1/4 and put side by side
before the heads, every layer learns, and the C library manages memory as it likes. Each turn is a process of
its own; the first step of a turn, which fills caches, is not timed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, interpolate

from benchmarks.targets import reference_targets
from engine.data.dataset import load_dataset
from engine.db.loss import db_loss
from engine.db.network import DBNet
from engine.db.weights import load_network, starting_network
from engine.device.memory import freed_memory_kept, share_one_arena
from engine.training.batches import Crops, EpochOrder, make_loader
from engine.training.cache import load_view
from engine.training.config import DEFAULT_PRESET, TrainConfig
from engine.training.crops import random_crop
from engine.training.optimiser import Optimiser
from engine.training.presets import BUILT_IN

CPU = torch.device("cpu")


class Textbook(nn.Module):
    """`DBNet` computed as the paper's figure 3 draws it."""

    def __init__(self, network: DBNet) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        fpn = self.network.fpn
        merged, outputs = None, []
        for index, stage in reversed(list(enumerate(self.network.backbone(x)))):
            lateral = fpn.laterals[index](stage)
            merged = lateral if merged is None else lateral + interpolate(merged, scale_factor=2.0)
            output = fpn.outputs[index](merged)
            outputs.append(interpolate(output, scale_factor=2.0**index) if index else output)
        features = torch.cat(outputs, dim=1)
        probability, threshold = (
            head[1:](conv2d(features, head.get_parameter("0.weight"), padding=1))
            for head in (self.network.probability_head, self.network.threshold_head)
        )
        return probability, threshold


def plain(config: TrainConfig, steps: int) -> Iterator[None]:
    """One optimiser step of the plain loop an item."""
    samples = load_dataset(config.dataset).train
    loaded, info = load_network("general")
    network = Textbook(loaded).train()
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-4)
    mean, std = (torch.tensor(values).view(1, 3, 1, 1) for values in (info.mean, info.std))
    rng = np.random.default_rng(config.seed)
    for step in range(steps):
        images, maps = [], []
        for number in range(step * config.batch_size, (step + 1) * config.batch_size):
            view = load_view(samples[number % len(samples)], info.settings.long_side)
            crop = random_crop(view, config.size, rng, BUILT_IN[config.preset])
            images.append(crop.image.transpose(2, 0, 1))
            # Vertices are clipped one by one there; what has no area then is dropped.
            quads = np.clip(crop.quads, 0, config.size - 1)
            quads = quads[[cv2.contourArea(quad.astype(np.float32)) >= 1 for quad in quads]]
            maps.append(np.stack(reference_targets(quads, config.size)))
        x = (torch.from_numpy(np.stack(images)).float() / 255 - mean) / std
        targets = torch.from_numpy(np.stack(maps)).float()
        optimiser.zero_grad()
        db_loss(*network(x), *targets.unbind(1)).total.backward()
        optimiser.step()
        yield


def ours(config: TrainConfig, steps: int) -> Iterator[None]:
    """One optimiser step of the program's own training an item."""
    share_one_arena()
    samples = load_dataset(config.dataset).train
    network, info = starting_network("general", config.seed)
    optimiser = Optimiser(network, info, CPU, replace(config, learning_rate=1e-4), steps)
    crops = Crops(samples, config, info.settings.long_side, steps * config.batch_size)
    order = EpochOrder(len(crops), config.seed)
    with freed_memory_kept():
        for batch in make_loader(crops, order, config.batch_size, 0, CPU):
            optimiser.step(batch.images, batch.targets)
            yield


LOOPS = {"plain": plain, "ours": ours}


def measure(name: str, config: TrainConfig, steps: int) -> float:
    """Pictures a second of ``steps`` steps after a first one."""
    loop = LOOPS[name](config, steps + 1)
    next(loop)
    started = time.perf_counter()
    for _ in loop:
        pass
    return steps * config.batch_size / (time.perf_counter() - started)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--size", type=int, default=640)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--loop", choices=LOOPS, help="measure this one in this process and print JSON")
    args = parser.parse_args()
    config = TrainConfig(args.dataset, batch_size=args.batch, size=args.size, preset=DEFAULT_PRESET)
    if args.loop:
        print(json.dumps(measure(args.loop, config, args.steps)))
        return 0
    speeds: dict[str, list[float]] = {name: [] for name in LOOPS}
    for _ in range(args.turns):
        for name in LOOPS:
            command = [sys.executable, "-m", "benchmarks.training_speed", *sys.argv[1:], "--loop", name]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            speeds[name].append(json.loads(done.stdout.splitlines()[-1]))
            print(f"{name:6} {speeds[name][-1]:.2f} pictures a second", flush=True)
    ratios = [mine / other for mine, other in zip(speeds["ours"], speeds["plain"], strict=True)]
    print(f"ours is {np.mean(ratios):.2f} times as fast ({', '.join(f'{ratio:.2f}' for ratio in ratios)})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
