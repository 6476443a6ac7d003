"""What each part of the training recipe is worth: short trainings without it, one by one.

``python -m benchmarks.recipe DATASET… [--parts average …] [--crops 400] [--seed 0]`` trains one epoch of so
many crops for every part, all else as usual, and prints Hmean on all test pictures. Every training is a
process of its own; where the start was better, its weights are kept and its Hmean is printed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from engine.device.memory import share_one_arena
from engine.training import optimiser
from engine.training.config import TrainConfig
from engine.training.loop import train
from engine.training.optimiser import Optimiser

DROPOUT = 0.1


def _after_making(change: Callable[[nn.Module], None]) -> None:
    """Let ``change`` be made to the network of every `Optimiser`."""
    make = Optimiser.__init__

    def made(self: Optimiser, *args: Any, **options: Any) -> None:
        make(self, *args, **options)
        change(self.network)

    Optimiser.__init__ = made  # type: ignore[method-assign]


def _freeze_norms(network: nn.Module) -> None:
    for part in network.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.eval()


def _dropped(module: nn.Module, _inputs: object, output: Tensor) -> Tensor:
    return nn.functional.dropout2d(output, DROPOUT, training=module.training)


def _drop_in_heads(network: nn.Module) -> None:
    for head in network.children():
        if isinstance(head, nn.Sequential) and isinstance(head[-1], nn.ConvTranspose2d):
            head[2].register_forward_hook(_dropped)


def _set(name: str, value: float) -> Callable[[], None]:
    assert hasattr(optimiser, name)
    return lambda: setattr(optimiser, name, value)


PARTS: dict[str, tuple[str, Callable[[], None]]] = {
    "all": ("the recipe", lambda: None),
    "average": ("no moving average of the weights", _set("EMA_DECAY", 0.0)),
    "decay": ("no weight decay", _set("WEIGHT_DECAY", 0.0)),
    "clipping": ("no clipping of the gradient", _set("GRADIENT_NORM", float("inf"))),
    "warm-up": ("no warm-up", _set("WARM_UP_SHARE", 0.01)),
    "norms": ("batch-norm statistics as they were", lambda: _after_making(_freeze_norms)),
    "dropout": (f"dropout of {DROPOUT} in the heads", lambda: _after_making(_drop_in_heads)),
}


def run(part: str, config: TrainConfig) -> None:
    """Train as ``config`` says, but for ``part``, and print Hmean and seconds."""
    share_one_arena()
    PARTS[part][1]()
    result = train(config)
    print("\n" + json.dumps({"hmean": result.best_hmean, "seconds": result.seconds}), flush=True)


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("datasets", nargs="+", type=Path)
    parser.add_argument("--parts", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--crops", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)  # a process of one training
    args = parser.parse_args()
    if args.out is not None:
        config = TrainConfig(
            args.datasets[0], epochs=1, crops_per_epoch=args.crops, seed=args.seed, out=args.out
        )
        run(args.parts[0], config)
        return
    for dataset in args.datasets:
        for part in args.parts:
            with tempfile.TemporaryDirectory() as out:
                command = [sys.executable, "-m", "benchmarks.recipe", str(dataset), "--parts", part]
                command += ["--crops", str(args.crops), "--seed", str(args.seed), "--out", out]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
            answer = json.loads(done.stdout.splitlines()[-1])
            print(
                f"{dataset.name}: {PARTS[part][0]}: {answer['hmean']:.3f}, {answer['seconds']:.0f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()
