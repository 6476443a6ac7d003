"""From samples to batches: random crops of cached pictures, targets, loader processes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler, default_collate

from engine.data.dataset import Sample
from engine.db.targets import Targets, make_targets
from engine.errors import InputError
from engine.training.cache import PictureCache
from engine.training.config import TrainConfig
from engine.training.crops import random_crop
from engine.training.distributed import ALONE, ProcessGroup
from engine.training.presets import find_preset

MAXIMUM_WORKERS = 8

T = TypeVar("T")


class Crop(NamedTuple):
    """One training example: a picture (3, S, S) uint8, its targets (4, S, S) uint8 as `encode_targets` makes
    them, and the errors of samples that were skipped for it.
    """

    image: Tensor
    targets: Tensor
    skipped: list[InputError]


class Batch(NamedTuple):
    """N crops: pictures (N, 3, S, S) uint8, targets (N, 4, S, S) uint8, to be decoded on the device by
    `decode_targets`, and the errors of samples that could not be read and were skipped, with their path.
    """

    images: Tensor
    targets: Tensor
    skipped: Sequence[InputError]


class Crops(Dataset[Crop]):
    """``length`` random crops: item ``i`` shows sample ``i mod N`` and depends on the seed and ``i`` alone.

    An epoch continues where the last one ended, so that pictures take turns.
    """

    def __init__(self, samples: Sequence[Sample], config: TrainConfig, long_side: int, length: int) -> None:
        self.cache = PictureCache(samples, long_side)
        self.size = config.size
        self.length = length
        self.seed = config.seed
        self.preset = find_preset(config.preset)

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: int) -> Crop:
        """Raises `InputError` when no sample can be read any more."""
        rng = np.random.default_rng((self.seed, index))
        whole, skipped = self.cache.filling(index % len(self.cache), self.size, rng)
        view = random_crop(whole, self.size, rng, self.preset)
        targets = encode_targets(make_targets(view.quads, view.ignored, self.size, self.size))
        image = torch.from_numpy(np.ascontiguousarray(view.image.transpose(2, 0, 1)))
        return Crop(image, torch.from_numpy(targets), skipped)


def encode_targets(targets: Targets) -> np.ndarray:
    """The four maps as bytes (4, H, W), 255 for 1: a quarter of the memory to be moved and pinned.

    Flags stay exact; thresholds are rounded by at most 0.002.
    """
    encoded = np.empty((4, *targets.shrink_map.shape), np.uint8)
    for target, flags in ((0, targets.shrink_map), (1, targets.shrink_mask), (3, targets.threshold_mask)):
        np.multiply(flags, 255, out=encoded[target])
    cv2.convertScaleAbs(targets.threshold_map, dst=encoded[2], alpha=255.0)
    return encoded


def decode_targets(targets: Tensor) -> Tensor:
    """Inverse of `encode_targets` for a batch (N, 4, H, W), on its device. Float targets need no decoding."""
    return targets.float().div_(255.0) if targets.dtype == torch.uint8 else targets


def collate(crops: Sequence[Crop]) -> Batch:
    """One batch of some crops, in shared memory when called in a worker."""
    return Batch(
        default_collate([crop.image for crop in crops]),
        default_collate([crop.targets for crop in crops]),
        [error for crop in crops for error in crop.skipped],
    )


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


class RankSampler(Sampler[int]):
    """The share of process ``group.rank`` in every whole batch of ``order``."""

    def __init__(self, order: EpochOrder, batch_size: int, group: ProcessGroup) -> None:
        self.order = order
        self.batch_size = batch_size
        self.share = batch_size // group.size
        self.first = group.rank * self.share

    def __len__(self) -> int:
        return len(self.order) // self.batch_size * self.share

    def __iter__(self) -> Iterator[int]:
        indices = list(self.order)
        for start in range(self.first, len(self) // self.share * self.batch_size, self.batch_size):
            yield from indices[start : start + self.share]


def make_loader(
    crops: Crops,
    order: EpochOrder,
    batch_size: int,
    workers: int,
    device: torch.device,
    group: ProcessGroup = ALONE,
) -> DataLoader[Crop]:
    """Batches of ``crops``, or this process's share of each; a last, smaller batch is dropped unless it is
    the only one.

    Worker processes live as long as the loader. They are spawned everywhere, as Windows does it: a forked
    copy of a process whose OpenMP threads have run hangs at its first parallel loop. Each of them caches
    pictures for itself, so they share the budget.
    """
    crops.cache.budget //= max(workers, 1) * group.local_size
    return DataLoader(
        crops,
        batch_size=batch_size // group.size,
        sampler=order if group.size == 1 else RankSampler(order, batch_size, group),
        collate_fn=collate,
        num_workers=workers,
        pin_memory=device.type == "cuda",
        drop_last=len(order) >= batch_size,
        multiprocessing_context="spawn" if workers else None,
        persistent_workers=workers > 0,
        worker_init_fn=_one_thread_each if workers else None,
    )


def default_workers(device: torch.device, group: ProcessGroup = ALONE) -> int:
    """Loader processes that speed training up: none on the CPU, where the network needs every core."""
    if device.type == "cpu":
        return 0
    return max(min((os.cpu_count() or 1) // group.local_size - 1, MAXIMUM_WORKERS), 0)


def _one_thread_each(_worker: int) -> None:
    cv2.setNumThreads(1)
    torch.set_num_threads(1)


class Clock:
    """The time of an epoch so far and how much of it went into waiting for the loader."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._waited = 0.0

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._started

    @property
    def waiting_share(self) -> float:
        """0 to 1."""
        return self._waited / self.seconds

    def waiting_for(self, batches: Iterable[T]) -> Iterator[T]:
        """``batches`` as they are; the time until each is there counts as waiting."""
        before = time.perf_counter()
        for batch in batches:
            self._waited += time.perf_counter() - before
            yield batch
            before = time.perf_counter()
