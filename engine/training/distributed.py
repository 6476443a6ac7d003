"""Several processes that train as one: each computes its share of every batch, and all stay equal.

``torchrun`` starts the processes and gives each its rank through the environment. The loss is taken over the
whole batch and batch-norm statistics too, so the curve is that of one process. The first process leads: only
it evaluates, writes and reports. PyTorch: DistributedDataParallel, gloo on the CPU, nccl on graphics cards.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar, cast

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed.nn import functional
from torch.nn.parallel import DistributedDataParallel

from engine.device.devices import choose_device
from engine.errors import InputError, Message
from engine.training.config import TrainConfig
from engine.training.events import TrainingResult

T = TypeVar("T")

all_reduce: Callable[[Tensor], Tensor] = functional.all_reduce
"""The sum over all processes, with gradients."""

PATIENCE = timedelta(days=1)
"""How long the others wait for the leader while it evaluates; if it dies they hear of it at once."""


class Stopped(Exception):  # noqa: N818 - not an error: the person asked for it
    """Raised at the same step in every process when one of them should stop."""


@dataclass(frozen=True)
class ProcessGroup:
    """The ``size`` processes of a training, ``local_size`` of them on this machine, seen from ``rank``.

    ``control_group`` carries everything but tensors on the device.
    """

    rank: int = 0
    size: int = 1
    local_rank: int = 0
    local_size: int = 1
    control_group: dist.ProcessGroup | None = None

    @property
    def leads(self) -> bool:
        return self.rank == 0

    def device(self, name: str) -> torch.device:
        """The device of this process, on graphics cards one each. Raises `InputError` as `choose_device`."""
        device = choose_device(name)
        if device.type == "cuda" and self.size > 1:
            device = choose_device(f"cuda:{self.local_rank}")
            torch.cuda.set_device(device)
        return device

    def any(self, flag: bool) -> bool:
        """Whether ``flag`` is set in at least one process."""
        if self.size == 1:
            return flag
        flags = torch.tensor([int(flag)])
        dist.all_reduce(flags, op=dist.ReduceOp.MAX, group=self.control_group)
        return bool(flags.item())

    def from_leader(self, value: T) -> T:
        """The leader's ``value``, in every process."""
        if self.size == 1:
            return value
        box: list[object] = [value]
        dist.broadcast_object_list(box, src=0, group=self.control_group)
        return cast(T, box[0])

    def gathered(self, values: list[T]) -> list[T]:
        """The values of all processes in the order of their ranks."""
        if self.size == 1:
            return values
        boxes: list[Any] = [None] * self.size
        dist.all_gather_object(boxes, values, group=self.control_group)
        return [value for box in boxes for value in box]

    def whole_batch(self, share: Tensor) -> Tensor:
        """The batch (N, …) around this process's ``share`` (N / size, …), through which gradients flow."""
        if self.size == 1:
            return share
        shares = [torch.empty_like(share, memory_format=torch.contiguous_format) for _ in range(self.size)]
        dist.all_gather(shares, share.detach().contiguous())
        shares[self.rank] = share
        return torch.cat(shares)

    def parallel(self, network: nn.Module) -> nn.Module:
        """``network`` wrapped so that after a backward pass every process has the mean of all gradients.

        Its batch-norms get the statistics of the whole batch.
        """
        if self.size == 1:
            return network
        if next(network.parameters()).is_cuda:
            convert: Callable[[nn.Module], nn.Module] = nn.SyncBatchNorm.convert_sync_batchnorm
            convert(network)
        else:
            norms = {name: part for name, part in network.named_modules() if isinstance(part, nn.BatchNorm2d)}
            for name, norm in norms.items():
                network.set_submodule(name, SharedBatchNorm.of(norm))
        return DistributedDataParallel(network)


ALONE = ProcessGroup()
"""A process that trains by itself."""


def is_leader() -> bool:
    """Whether this process reports: it is alone, or the first of those that ``torchrun`` started."""
    return int(os.environ.get("WORLD_SIZE", "1")) == 1 or os.environ.get("RANK") == "0"


@contextmanager
def joined(config: TrainConfig) -> Iterator[ProcessGroup]:
    """The group in which ``torchrun`` started this process, or this process alone.

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
        yield ProcessGroup(
            rank=dist.get_rank(),
            size=size,
            local_rank=int(os.environ.get("LOCAL_RANK", "0")),
            local_size=int(os.environ.get("LOCAL_WORLD_SIZE", size)),
            control_group=cast(dist.ProcessGroup, dist.new_group(backend="gloo", timeout=PATIENCE)),
        )
    finally:
        dist.destroy_process_group()


def run_worker(group: ProcessGroup, train_epoch: Callable[[int], object]) -> TrainingResult:
    """What every process but the leader does: train the epochs it sends until it sends its result."""
    sent: int | TrainingResult = group.from_leader(0)
    while isinstance(sent, int):
        with suppress(Stopped):  # the leader stopped at the same step and has a result soon
            train_epoch(sent)
        sent = group.from_leader(sent)
    return sent


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
        full = x.float()  # bfloat16's eight bits are too few for a variance
        mean = all_reduce(full.mean((0, 2, 3), keepdim=True)) / size
        variance = all_reduce((full - mean).square().mean((0, 2, 3), keepdim=True)) / size
        count = x.numel() // x.shape[1] * size
        assert self.running_mean is not None and self.running_var is not None  # noqa: PT018
        assert self.num_batches_tracked is not None and self.momentum is not None  # noqa: PT018
        with torch.no_grad():
            self.num_batches_tracked += 1
            self.running_mean.lerp_(mean.flatten(), self.momentum)
            self.running_var.lerp_(variance.flatten() * (count / (count - 1)), self.momentum)
        scale = self.weight.view(1, -1, 1, 1) * torch.rsqrt(variance + self.eps)
        return ((full - mean) * scale + self.bias.view(1, -1, 1, 1)).to(x.dtype)
