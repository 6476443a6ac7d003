"""Several processes that train as one: each computes its share of every batch, and all stay equal.

``torchrun`` starts the processes and tells each its place through the environment. The loss is taken over the
whole batch and batch-norm statistics too, so the curve is that of one process. The first process leads: only
it evaluates, writes and talks. PyTorch: DistributedDataParallel, gloo on the CPU and nccl on graphics cards.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar, cast

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed.nn.functional import all_reduce
from torch.nn.parallel import DistributedDataParallel

from engine.device.devices import choose_device
from engine.errors import InputError, Message
from engine.training.config import TrainConfig

T = TypeVar("T")

PATIENCE = timedelta(days=1)
"""How long the others wait for the leader, which evaluates meanwhile; if it dies they hear of it at once."""


@dataclass(frozen=True)
class World:
    """The processes of a training, ``size`` of them, ``neighbours`` on this machine; this one is ``rank``.

    ``words`` is the group through which they talk about anything but tensors on the device.
    """

    rank: int = 0
    size: int = 1
    neighbours: int = 1
    place: int = 0
    words: dist.ProcessGroup | None = None

    @property
    def leads(self) -> bool:
        return self.rank == 0

    def device(self, name: str) -> torch.device:
        """The device of this process: on graphics cards each process has its own. InputError as
        `choose_device`.
        """
        device = choose_device(name)
        if device.type == "cuda" and self.size > 1:
            device = choose_device(f"cuda:{self.place}")
            torch.cuda.set_device(device)
        return device

    def any(self, flag: bool) -> bool:
        """Whether ``flag`` is set in one of the processes at least."""
        if self.size == 1:
            return flag
        flags = torch.tensor([int(flag)])
        dist.all_reduce(flags, op=dist.ReduceOp.MAX, group=self.words)
        return bool(flags.item())

    def from_leader(self, value: T) -> T:
        """The leader's ``value``, in every process."""
        if self.size == 1:
            return value
        box: list[object] = [value]
        dist.broadcast_object_list(box, src=0, group=self.words)
        return cast(T, box[0])

    def all_of(self, values: list[T]) -> list[T]:
        """The values of all processes, those of the first one first."""
        if self.size == 1:
            return values
        boxes: list[Any] = [None] * self.size
        dist.all_gather_object(boxes, values, group=self.words)
        return [value for box in boxes for value in box]

    def whole_batch(self, share: Tensor) -> Tensor:
        """The batch (N, …) of which this process holds ``share`` (N / size, …), through which alone
        gradients flow.
        """
        if self.size == 1:
            return share
        shares = [torch.empty_like(share, memory_format=torch.contiguous_format) for _ in range(self.size)]
        dist.all_gather(shares, share.detach().contiguous())
        shares[self.rank] = share
        return torch.cat(shares)

    def parallel(self, network: nn.Module) -> nn.Module:
        """What computes like ``network`` and makes all processes' gradients equal, their mean."""
        if self.size == 1:
            return network
        share_batch_norm(network)
        return DistributedDataParallel(network)


def is_follower() -> bool:
    """Whether ``torchrun`` started this process to follow another, which does all the talking."""
    return int(os.environ.get("WORLD_SIZE", "1")) > 1 and os.environ.get("RANK") != "0"


ALONE = World()
"""A process that trains by itself."""


@contextmanager
def joined(config: TrainConfig) -> Iterator[World]:
    """The world that ``torchrun`` made this process a part of; otherwise this process alone.

    Raises `InputError` when the batch cannot be shared equally.
    """
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        yield ALONE
        return
    if config.batch_size % size or (config.crops_per_epoch or config.batch_size) < config.batch_size:
        raise InputError(
            Message(
                "A batch of {batch} cannot be shared equally by {size} processes.",
                batch=config.batch_size,
                size=size,
            ),
            remedy=Message("Choose a batch size that is a multiple of {size}.", size=size),
        )
    dist.init_process_group(
        "nccl" if choose_device(config.device).type == "cuda" else "gloo", timeout=PATIENCE
    )
    try:
        yield World(
            rank=dist.get_rank(),
            size=size,
            neighbours=int(os.environ.get("LOCAL_WORLD_SIZE", size)),
            place=int(os.environ.get("LOCAL_RANK", "0")),
            words=cast(dist.ProcessGroup, dist.new_group(backend="gloo", timeout=PATIENCE)),
        )
    finally:
        dist.destroy_process_group()


class SharedBatchNorm(nn.BatchNorm2d):
    """Batch-norm with the statistics of all processes' shares, which are of one size.

    PyTorch's ``SyncBatchNorm`` computes on graphics cards only.
    """

    @classmethod
    def of(cls, norm: nn.BatchNorm2d) -> SharedBatchNorm:
        """``norm`` with its own parameters and buffers, shared."""
        shared = cls(norm.num_features, norm.eps, norm.momentum).train(norm.training)
        shared.weight, shared.bias = norm.weight, norm.bias
        for name, buffer in norm.named_buffers():
            setattr(shared, name, buffer)
        return shared

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return super().forward(x)
        size = dist.get_world_size()
        full = x.float()  # of bfloat16's eight bits too little would be left in a variance
        mean = all_reduce(full.mean((0, 2, 3), keepdim=True)) / size
        variance = all_reduce((full - mean).square().mean((0, 2, 3), keepdim=True)) / size
        self._follow(mean, variance, x.numel() // x.shape[1] * size)
        scale = self.weight.view(1, -1, 1, 1) * torch.rsqrt(variance + self.eps)
        return ((full - mean) * scale + self.bias.view(1, -1, 1, 1)).to(x.dtype)

    @torch.no_grad()
    def _follow(self, mean: Tensor, variance: Tensor, count: int) -> None:
        assert self.running_mean is not None and self.running_var is not None  # noqa: PT018
        assert self.num_batches_tracked is not None and self.momentum is not None  # noqa: PT018
        self.num_batches_tracked += 1
        self.running_mean.lerp_(mean.flatten(), self.momentum)
        self.running_var.lerp_(variance.flatten() * (count / (count - 1)), self.momentum)


def share_batch_norm(network: nn.Module) -> None:
    """Replace every batch-norm in ``network`` by one whose statistics are those of the whole batch."""
    if next(network.parameters()).is_cuda:
        nn.SyncBatchNorm.convert_sync_batchnorm(network)
        return
    norms = {name: part for name, part in network.named_modules() if isinstance(part, nn.BatchNorm2d)}
    for name, norm in norms.items():
        network.set_submodule(name, SharedBatchNorm.of(norm))
