"""How fast this machine trains and detects, and how much memory that takes, from a second of real work.

Importing this module does not import torch; measuring does.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import QuadTuneError
from engine.training.config import TrainConfig
from engine.training.plan.survey import Survey

if TYPE_CHECKING:
    import torch

    from engine.training.optimiser import Optimiser

WARM_UP_SIDE = 192
SLOW_SIDE = 320
SLOW_SECONDS = 2.0
"""Machines on which a step of one crop takes longer are measured with crops of `SLOW_SIDE`."""
ENOUGH_SECONDS = 0.5
COPIES_OF_WEIGHTS = 5
"""Weights, gradients, their average and the two moments of AdamW."""
COPIES_PUT_ASIDE = 4
"""Good weights to go back to, their average and the two moments: always in the computer's own memory."""
WORKING_SHARE = 1.5
"""All memory a step takes over what it keeps for the backward pass: measured 1.3 to 1.5 on the CPU."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds and bytes of a machine's work.

    A step of ``n`` crops takes ``step_seconds`` + ``n`` · ``crop_seconds`` on ``device`` and ``n`` ·
    ``loading_seconds`` of a loader; it needs ``fixed_bytes`` + ``n`` · ``crop_bytes``. ``free_bytes`` is
    what the device has left, None when unknown; ``workers`` how many loader processes there would be;
    ``on_card`` whether the device is a graphics card.
    """

    device: str
    step_seconds: float
    crop_seconds: float
    detection_seconds_per_pixel: float
    fixed_bytes: int
    crop_bytes: int
    on_card: bool
    loading_seconds: float = 0.0
    reading_seconds: float = 0.0
    free_bytes: int | None = None
    workers: int = 0

    def step_bytes(self, batch_size: int) -> int:
        """Memory for steps of ``batch_size`` crops."""
        return self.fixed_bytes + batch_size * self.crop_bytes


_measured: dict[tuple[str, int, int, str, str], Speed] = {}
_lock = threading.Lock()


def measure(config: TrainConfig, data: Survey, should_stop: Callable[[], bool]) -> Speed | None:
    """The speed of training as ``config`` says; None when stopped.

    Measured once for each device, crop size, number of threads, kind of network and its frozen part; what
    depends on the pictures is measured each time. Raises `InputError` for a device or weights that cannot be
    used.
    """
    import torch

    from engine.device.devices import choose_device
    from engine.device.memory import available_memory, freed_memory_kept
    from engine.training.batches import default_workers
    from engine.training.cache import default_budget

    device = choose_device(config.device)
    workers = default_workers(device) if config.workers is None else config.workers
    key = (str(device), config.size, torch.get_num_threads(), data.variant, config.frozen())
    with _lock, freed_memory_kept():  # as the training has it
        if key not in _measured:
            found = _measure_network(device, config, should_stop)
            if found is None:
                return None
            _measured[key] = found
        speed = _measured[key]
    loading, reading = _measure_pictures(config, data)
    pictures = min(data.learning_bytes, default_budget()) if device.type == "cpu" else 0
    if device.type == "cuda":
        torch.cuda.empty_cache()  # what this process holds but does not use is free for a training
        free: int | None = torch.cuda.mem_get_info(device)[0]
    else:
        free = available_memory()
    return replace(
        speed,
        fixed_bytes=speed.fixed_bytes + pictures,
        loading_seconds=loading,
        reading_seconds=reading,
        free_bytes=free,
        workers=workers,
    )


def _measure_network(
    device: torch.device, config: TrainConfig, should_stop: Callable[[], bool]
) -> Speed | None:
    from engine.db.weights import starting_network
    from engine.device.devices import describe_device
    from engine.training.evaluating import detector_of
    from engine.training.optimiser import Optimiser

    network, info = starting_network(config.weights, config.seed)
    weight_bytes = sum(p.numel() * p.element_size() for p in network.parameters())
    optimiser = Optimiser(network, info, device, config, total_steps=100)
    kept = _bytes_kept(optimiser)
    slow = _seconds(partial(_step, optimiser, *_random_batch(WARM_UP_SIDE, 1)))
    slow *= (config.size / WARM_UP_SIDE) ** 2
    side = min(config.size, SLOW_SIDE) if slow > SLOW_SECONDS else config.size
    steps = []
    for batch in (1, 4) if device.type == "cuda" else (1,):
        if should_stop():
            return None
        images, targets = _random_batch(side, batch)
        steps.append((batch, _fastest(partial(_step, optimiser, images, targets))))
    if should_stop():
        return None
    step_seconds, crop_seconds = _line(steps)
    detector = detector_of(optimiser.network.eval(), info, device)
    blank = np.zeros((side, side, 3), np.uint8)
    detection = _fastest(lambda: detector.probability_map(blank, side))
    return Speed(
        device=describe_device(device),
        step_seconds=step_seconds,
        crop_seconds=crop_seconds * (config.size / side) ** 2,
        detection_seconds_per_pixel=detection / side**2,
        fixed_bytes=(COPIES_OF_WEIGHTS + (COPIES_PUT_ASIDE if device.type == "cpu" else 0)) * weight_bytes,
        crop_bytes=round(WORKING_SHARE * kept * config.size**2),
        on_card=device.type == "cuda",
    )


def _bytes_kept(optimiser: Optimiser) -> float:
    """Bytes a pixel of a crop that a forward pass keeps for the backward pass; also the first, slow step.

    It keeps weights too, maybe as copies of another type, so what counts is what a larger crop adds.
    """
    import torch

    storages: dict[int, int] = {}

    def note(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        storages[storage.data_ptr()] = storage.nbytes()
        return tensor

    sides, kept = (WARM_UP_SIDE // 2, WARM_UP_SIDE), []
    for side in sides:
        with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
            optimiser.step(*_random_batch(side, 1))
        kept.append(sum(storages.values()))
        storages.clear()
    return (kept[1] - kept[0]) / (sides[1] ** 2 - sides[0] ** 2)


def _step(optimiser: Optimiser, images: torch.Tensor, targets: torch.Tensor) -> float:
    """Take a step and wait for its end."""
    return optimiser.step(images, targets).sum().item()


def _random_batch(size: int, batch: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Crops (N, 3, S, S) uint8 of noise with targets (N, 4, S, S) of which a tenth is text."""
    import torch

    noise = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (batch, 3, size, size), dtype=torch.uint8, generator=noise)
    targets = (torch.rand(batch, 4, size, size, generator=noise) < 0.1).float()
    targets[:, 1] = 1
    return images, targets


def _fastest(work: Callable[[], object]) -> float:
    """Seconds of the fastest of a few runs: others on the machine only ever make it slower."""
    times: list[float] = []
    while not times or (sum(times) < ENOUGH_SECONDS and len(times) < 10):
        times.append(_seconds(work))
    return min(times)


def _line(steps: Sequence[tuple[int, float]]) -> tuple[float, float]:
    """Seconds of a step without crops and seconds a crop, from (batch, seconds) of one or two batches."""
    (small, fast), (large, slow) = steps[0], steps[-1]
    if large == small:
        return 0.0, fast / small
    crop = max(slow - fast, 0.0) / (large - small)
    return max(fast - small * crop, 0.0), crop


def _measure_pictures(config: TrainConfig, data: Survey) -> tuple[float, float]:
    """Seconds to make one crop of a picture and to read one picture; 0 when there is none to try."""
    from engine.data.dataset import load_labels
    from engine.data.pictures import read_picture
    from engine.training.batches import Crops

    readable = []
    for sample in data.samples:
        with suppress(QuadTuneError):  # reported as a finding, or by the training itself
            read_picture(sample.picture)
            load_labels(sample)
            readable.append(sample)
    if not readable:
        return 0.0, 0.0
    crops = Crops(readable, config, data.long_side, len(readable))
    for at in range(len(readable)):
        crops[at]  # read once, as in a training whose pictures fit into its memory
    loading = [_seconds(partial(crops.__getitem__, at)) for at in range(len(readable))]
    reading = [_seconds(partial(read_picture, sample.picture)) for sample in readable]
    return float(np.mean(loading)), float(np.mean(reading))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
