"""One optimiser step: forward, loss, backward, Muon and AdamW, moving average. Knows memory, not epochs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import OneCycleLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from engine.db.loss import Loss, db_loss
from engine.db.models import ModelInfo
from engine.db.network import DBNet
from engine.device.devices import computes_in_bfloat16, memory_format
from engine.device.memory import return_freed_memory
from engine.training.batches import decode_targets
from engine.training.config import TrainConfig
from engine.training.distributed import ALONE, ProcessGroup
from engine.training.muon import MuonAdamW, suits_muon

WEIGHT_DECAY = 1e-2
EMA_DECAY = 0.98
GRADIENT_NORM = 5.0
WARM_UP_SHARE = 0.1


class Snapshot(NamedTuple):
    """All that `Optimiser.step` changes: tensors on the CPU, and plain numbers."""

    tensors: dict[str, Tensor]
    numbers: dict[str, Any]

    def is_finite(self) -> bool:
        return all(bool(torch.isfinite(tensor.sum())) for tensor in self.tensors.values())


class Optimiser:
    """Trains ``network`` in place; ``average`` is what is evaluated and kept.

    What ``config`` freezes keeps weights and batch-norm statistics and needs no backward pass: the early
    layers see edges and strokes, wherever the pictures come from. In a ``group`` of several processes each
    steps on its share of a batch; ``warn`` is called when memory runs out.
    """

    def __init__(
        self,
        network: DBNet,
        info: ModelInfo,
        device: torch.device,
        config: TrainConfig,
        total_steps: int,
        *,
        warn: Callable[[str], None] = lambda _text: None,
        group: ProcessGroup = ALONE,
    ) -> None:
        self.device = device
        self.network = network.to(device).to(memory_format=memory_format(device)).train()
        backbone = network.backbone
        parts = {"nothing": (), "early": (backbone.stem, backbone.layer1), "backbone": (backbone,)}
        for part in parts[config.frozen()]:
            part.eval().requires_grad_(False)
        # Batch-norm statistics are averaged too: the running ones of the last few crops are noisy.
        moving_average: Callable[[float], Any] = get_ema_multi_avg_fn  # torch has no types for it
        self.average = AveragedModel(
            self.network, multi_avg_fn=moving_average(EMA_DECAY), use_buffers=True
        ).eval()
        self._group = group
        self._computing = group.parallel(self.network)
        self._optimiser = MuonAdamW(_parameter_groups(network), lr=config.peak_rate())
        self._schedule = OneCycleLR(
            self._optimiser,
            max_lr=config.peak_rate(),
            total_steps=total_steps,
            # A warm-up of one step would be one from nowhere: torch divides by zero.
            pct_start=WARM_UP_SHARE if WARM_UP_SHARE * total_steps > 1 else 0.5 / total_steps,
            cycle_momentum=False,
        )
        shape = (1, 3, 1, 1)
        self._mean = torch.tensor(info.mean, device=device).view(shape)
        self._std = torch.tensor(info.std, device=device).view(shape)
        self._bfloat16 = computes_in_bfloat16(device)
        self._part_size: int | None = None
        self._slowed = 1.0
        self._warn = warn

    @property
    def rate(self) -> float:
        """The learning rate of the next step."""
        return float(self._optimiser.param_groups[0]["lr"])

    def memory_bytes(self) -> int | None:
        """The most memory of the graphics card held so far, None on the CPU."""
        return torch.cuda.max_memory_reserved(self.device) if self.device.type == "cuda" else None

    def set_rate(self, rate: float) -> None:
        """Take the next step at ``rate``; the one after it follows the schedule again."""
        self._multiply_rates(rate / self.rate)

    def slow_down(self, factor: float) -> None:
        """Multiply all rates from now on by ``factor``."""
        self._slowed *= factor
        self._multiply_rates(factor)

    def snapshot(self) -> Snapshot:
        """A copy of everything that a step changes."""
        tensors = {f"network.{name}": tensor for name, tensor in self.network.state_dict().items()}
        tensors |= {f"average.{name}": tensor for name, tensor in self.average.state_dict().items()}
        for name, parameter in self.network.named_parameters():
            for kind, moment in self._optimiser.state.get(parameter, {}).items():
                tensors[f"moment.{kind}.{name}"] = moment
        copies = {name: tensor.detach().to("cpu", copy=True).contiguous() for name, tensor in tensors.items()}
        numbers = {
            "step": self._schedule.last_epoch,
            "rates": [float(group["lr"]) for group in self._optimiser.param_groups],
            "slowed": self._slowed,
            "part_size": self._part_size,
        }
        return Snapshot(copies, numbers)

    def restore(self, snapshot: Snapshot) -> None:
        """Be what `snapshot` saw, in every respect."""
        self.restore_weights(snapshot)
        numbers = snapshot.numbers
        self._schedule.last_epoch = numbers["step"]
        self._slowed, self._part_size = numbers["slowed"], numbers["part_size"]
        for group, rate in zip(self._optimiser.param_groups, numbers["rates"], strict=True):
            group["lr"] = rate

    def restore_weights(self, snapshot: Snapshot) -> None:
        """Take back weights, average and moments; the place in the schedule stays."""
        self.network.load_state_dict(_below("network.", snapshot.tensors))
        self.average.load_state_dict(_below("average.", snapshot.tensors))
        self._optimiser.state.clear()
        parameters = dict(self.network.named_parameters())
        for key, moment in _below("moment.", snapshot.tensors).items():
            kind, _, name = key.partition(".")
            parameter = parameters[name]
            # As they are made: like their parameter, but for the count of steps, which stays on the CPU.
            of_parameter = moment.shape == parameter.shape
            value = torch.empty_like(parameter).copy_(moment) if of_parameter else moment.clone()
            self._optimiser.state[parameter][kind] = value.detach()

    def step(self, images: Tensor, targets: Tensor) -> Tensor:
        """Train on images (N, 3, S, S) uint8 and targets (N, 4, S, S), this process's share of the batch.

        Returns the (4,) losses of the whole batch on the device. Out of memory halves the part of the batch
        that is computed at once and tries again; the gradients add up to the same batch.
        """
        while True:
            part = self._part_size or len(images)
            if (losses := self._try_backward(images, targets, part)) is not None:
                break
            # Outside of the except clause: its traceback kept the tensors alive.
            if self.device.type == "cuda":
                torch.cuda.empty_cache()
            else:
                return_freed_memory()  # some of what did not fit is allocated in other ways: oneDNN's code
            self._part_size = (part + 1) // 2
            self._warn(
                f"[WARNING] Out of memory with {part} crops at once: going on with {self._part_size} at once,"
                f" still {len(images)} a step"
            )
        nn.utils.clip_grad_norm_(self.network.parameters(), GRADIENT_NORM)
        self._optimiser.step()
        self._schedule.step()
        self._multiply_rates(self._slowed)
        self.average.update_parameters(self.network)
        return losses

    def _multiply_rates(self, factor: float) -> None:
        for group in self._optimiser.param_groups:
            group["lr"] *= factor

    def _try_backward(self, images: Tensor, targets: Tensor, part: int) -> Tensor | None:
        self._optimiser.zero_grad(set_to_none=True)
        try:
            total = torch.zeros(4, device=self.device)
            for start in range(0, len(images), part):
                some = slice(start, start + part)
                share = len(images[some]) / len(images)
                # All crops have one size, so it pays that cuDNN tries its algorithms first.
                with torch.backends.cudnn.flags(enabled=True, benchmark=True):
                    losses = self._losses(images[some], targets[some])
                    # The mean of all processes' gradients is taken, and each holds a part of their sum.
                    torch.autograd.backward(losses.total * (share * self._group.size))
                total += torch.stack(losses).detach() * share
        except (torch.OutOfMemoryError, RuntimeError, MemoryError) as error:
            # Another process, which may have memory enough, would wait for this one for ever.
            if not _is_out_of_memory(error) or part == 1 or self._group.size > 1:
                raise
            return None
        return total

    def _losses(self, images: Tensor, targets: Tensor) -> Loss:
        x = images.to(self.device, non_blocking=True).float().div_(255).sub_(self._mean).div_(self._std)
        whole = self._group.whole_batch(targets.to(self.device, non_blocking=True))
        maps = decode_targets(whole).unbind(1)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self._bfloat16):
            logits = self._computing(x.contiguous(memory_format=memory_format(self.device)))
        shrink, threshold = (self._group.whole_batch(each) for each in logits)
        return db_loss(shrink, threshold, *maps)


def seed_torch(seed: int, step: int) -> None:
    """Make what is random in a step (dropout) depend on ``seed`` and ``step`` alone."""
    torch.manual_seed(int(np.random.SeedSequence((seed, step)).generate_state(1, np.uint64)[0] >> 1))


def _parameter_groups(network: nn.Module) -> list[dict[str, object]]:
    """Weight decay pulls on convolution weights only, not on batch-norm and biases."""
    learning = [parameter for parameter in network.parameters() if parameter.requires_grad]
    matrices = [parameter for parameter in learning if suits_muon(parameter)]
    weights = [parameter for parameter in learning if parameter.ndim > 1 and not suits_muon(parameter)]
    others = [parameter for parameter in learning if parameter.ndim <= 1]
    return [
        {"params": weights, "weight_decay": WEIGHT_DECAY, "muon": False},
        {"params": matrices, "weight_decay": WEIGHT_DECAY, "muon": True},
        {"params": others, "weight_decay": 0.0, "muon": False},
    ]


def _below(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def _is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    # On the CPU torch's allocator and oneDNN raise plain RuntimeErrors; oneDNN's gives no reason.
    return any(words in str(error) for words in ("allocate memory", "could not create a primitive"))
