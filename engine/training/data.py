"""From samples to batches: pictures at detection size, random crops, targets, loader processes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler

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
    The next epoch goes on where the last one ended, so that pictures take turns.

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


class EpochOrder(Sampler[int]):
    """The indices of one epoch's crops in random order; set ``epoch`` (from 1) before each pass."""

    def __init__(self, crops_per_epoch: int, seed: int) -> None:
        self.crops_per_epoch = crops_per_epoch
        self.seed = seed
        self.epoch = 1

    def __len__(self) -> int:
        return self.crops_per_epoch

    def __iter__(self) -> Iterator[int]:
        first = (self.epoch - 1) * self.crops_per_epoch
        rng = np.random.default_rng((self.seed, self.epoch))
        return iter((first + rng.permutation(self.crops_per_epoch)).tolist())


def make_loader(
    crops: Crops, order: EpochOrder, batch_size: int, workers: int, device: torch.device
) -> DataLoader[Any]:
    """Batches of ``crops``; a last, smaller batch is dropped unless it is the only one.

    Worker processes live as long as the loader. They are spawned everywhere, as Windows does it: a forked
    copy of a process whose OpenMP threads have run hangs at its first parallel loop.
    """
    return DataLoader(
        crops,
        batch_size=batch_size,
        sampler=order,
        num_workers=workers,
        pin_memory=device.type == "cuda",
        drop_last=len(order) >= batch_size,
        multiprocessing_context="spawn" if workers else None,
        persistent_workers=workers > 0,
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
