"""From samples to batches: pictures at detection size, random crops, targets, loader processes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from engine.crops import View, random_crop, stack
from engine.dataset import Sample, load_labels
from engine.detector import detection_scale, resize
from engine.pictures import read_picture
from engine.targets import make_targets

MAXIMUM_WORKERS = 8
MAXIMUM_STACK = 4
"""Low pictures stacked to fill one crop."""


class Crops(Dataset[tuple[Tensor, Tensor]]):
    """``length`` random crops: item ``i`` shows sample ``i mod N`` and depends on the seed and ``i`` alone.

    Items are the picture (3, S, S) uint8 and its targets (4, S, S) float32 in the order of
    `engine.targets.Targets`.
    """

    def __init__(
        self, samples: Sequence[Sample], *, size: int, long_side: int, length: int, seed: int
    ) -> None:
        self.samples = samples
        self.size = size
        self.long_side = long_side
        self.length = length
        self.seed = seed

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        rng = np.random.default_rng((self.seed, index))
        view = random_crop(self._filling_view(index % len(self.samples), rng), self.size, rng)
        targets = make_targets(view.quads, view.ignored, self.size, self.size)
        image = torch.from_numpy(np.ascontiguousarray(view.image.transpose(2, 0, 1)))
        return image, torch.from_numpy(np.stack(targets))

    def _filling_view(self, first: int, rng: np.random.Generator) -> View:
        """The picture of sample ``first``; below a low one others follow, so that no crop is mostly empty."""
        views = [load_view(self.samples[first], self.long_side)]
        while sum(len(view.image) for view in views) < self.size and len(views) < MAXIMUM_STACK:
            views.append(load_view(self.samples[int(rng.integers(len(self.samples)))], self.long_side))
        return stack(views)


def load_view(sample: Sample, long_side: int) -> View:
    """A sample's picture, scaled as detection would scale it, with its labels."""
    image = read_picture(sample.picture)
    labels = load_labels(sample)
    height, width = image.shape[:2]
    scale = detection_scale(width, height, long_side)
    quads = np.array([label.quad for label in labels], np.float64).reshape(-1, 4, 2) * scale
    ignored = np.array([label.ignore for label in labels], bool)
    return View(resize(image, round(width * scale), round(height * scale)), quads, ignored)


def make_loader(
    crops: Crops, batch_size: int, order: Sequence[int], workers: int, pin: bool
) -> DataLoader[Any]:
    """Batches of ``crops`` in the given order of indices; the last, smaller batch is dropped unless alone."""
    return DataLoader(
        crops,
        batch_size=batch_size,
        sampler=list(order),
        num_workers=workers,
        pin_memory=pin,
        drop_last=len(order) >= batch_size,
        worker_init_fn=_one_thread_each if workers else None,
    )


def default_workers(device: torch.device) -> int:
    """Loader processes that pay: on the CPU the network needs every core, so none."""
    if device.type == "cpu":
        return 0
    return max(min((os.cpu_count() or 1) - 1, MAXIMUM_WORKERS), 0)


def _one_thread_each(_worker: int) -> None:
    import cv2

    cv2.setNumThreads(1)
    torch.set_num_threads(1)
