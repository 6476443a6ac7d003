"""Two processes under ``torchrun`` train as one does."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from engine.db.weights import starting_network
from engine.errors import InputError
from engine.training import optimiser as optimiser_module
from engine.training.batches import EpochOrder, RankSampler
from engine.training.config import TrainConfig
from engine.training.distributed import ProcessGroup, joined
from engine.training.optimiser import Optimiser
from tests.engine.training.helpers import json_lines, run, small

ROOT = Path(__file__).resolve().parents[3]
FIGURES = ("loss", "bce", "dice", "l1", "learning_rate")

IN_FLOAT32 = """
from engine.training import optimiser

optimiser.computes_in_bfloat16 = lambda device: False  # its rounding would differ too much to compare steps
"""

GRADIENTS = """
import sys
import torch
from engine.training.distributed import joined
from tests.engine.training.test_distributed import CONFIG, gradients

torch.set_num_threads(1)
with joined(CONFIG) as group:
    found = gradients(group, bfloat16=sys.argv[2] == "bfloat16")
    torch.save(found, f"{sys.argv[1]}/gradients_{group.rank}.pt")
"""

TRAIN = f"""{IN_FLOAT32}
import sys
from pathlib import Path
import torch
from engine.training.events import StepDone
from engine.training.loop import train
from tests.engine.training.test_distributed import bigger

torch.set_num_threads(1)
seen = []
config = bigger(Path(sys.argv[1]), Path(sys.argv[2]))
result = train(config, seen.append, lambda: any(isinstance(e, StepDone) and e.step == 6 for e in seen))
assert result.stopped and result.epochs_done == 1
"""

RESUME = f"""{IN_FLOAT32}
import sys
from engine import cli

sys.exit(cli.main(["train", "--resume", sys.argv[1]]))
"""

CONFIG = TrainConfig(Path(), batch_size=4)


def bigger(dataset: Path, out: Path) -> TrainConfig:
    """Two epochs of four steps of four crops; small steps, lest rounding grows from one to the next."""
    return small(dataset, out, batch_size=4, crops_per_epoch=16, learning_rate=1e-4)


def gradients(group: ProcessGroup, *, bfloat16: bool) -> dict[str, torch.Tensor]:
    """Of one step from fixed weights on this process's share of a fixed batch, before they are clipped."""
    network, info = starting_network("general", 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(optimiser_module, "computes_in_bfloat16", lambda _device: bfloat16)
        config = replace(CONFIG, learning_rate=1e-4)
        optimiser = Optimiser(network, info, torch.device("cpu"), config, 9, group=group)
    noise = torch.Generator().manual_seed(1)
    images = torch.randint(0, 256, (4, 3, 64, 64), dtype=torch.uint8, generator=noise)
    targets = (torch.rand(4, 4, 64, 64, generator=noise) < 0.2).float()
    share = slice(group.rank * 4 // group.size, (group.rank + 1) * 4 // group.size)
    learned: dict[str, torch.Tensor] = {}

    def keep(*_: object) -> None:
        named = network.named_parameters()
        learned.update((name, value.grad.clone()) for name, value in named if value.grad is not None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch.nn.utils, "clip_grad_norm_", keep)
        losses = optimiser.step(images[share], targets[share])
    buffers = {name: value for name, value in network.named_buffers() if value.is_floating_point()}
    return {"losses": losses, **buffers, **learned}


def torchrun(script: str, folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run ``script`` in two processes on a port that is free."""
    file = folder / "script.py"
    file.write_text(script, encoding="utf-8")
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    return subprocess.run(
        [*command, str(file), *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


# bfloat16 rounds by up to 2⁻⁸, elsewhere for batches of other sizes; float32 shows that the sums are right.
@pytest.mark.parametrize(
    ("numbers", "losses_apart", "apart"), [("float32", 1e-5, 0.01), ("bfloat16", 2**-8, 0.5)]
)
def test_gradients_and_statistics_are_those_of_the_whole_batch(
    numbers: str, losses_apart: float, apart: float, tmp_path: Path, one_thread: None
) -> None:
    """In bfloat16 one process's own gradients are off by as much."""
    del one_thread
    child = torchrun(GRADIENTS, tmp_path, tmp_path, numbers)
    assert child.returncode == 0, child.stderr
    expected = gradients(ProcessGroup(), bfloat16=numbers == "bfloat16")
    assert max(float(value.abs().max()) for value in expected.values()) > 0.1
    for rank in range(2):
        found = torch.load(tmp_path / f"gradients_{rank}.pt", weights_only=True)
        assert found.keys() == expected.keys()
        torch.testing.assert_close(found["losses"], expected["losses"], rtol=losses_apart, atol=0)
        for name, value in expected.items():
            assert float((found[name] - value).norm()) <= apart * float(value.norm()) + 1e-3, name


def test_two_processes_stop_and_go_on_and_give_what_one_gives(
    tiny: Path, tmp_path: Path, one_thread: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    del one_thread
    monkeypatch.setattr(optimiser_module, "computes_in_bfloat16", lambda _device: False)
    child = torchrun(TRAIN, tmp_path, tiny, tmp_path / "two")
    assert child.returncode == 0, child.stderr
    (folder,) = (tmp_path / "two").iterdir()
    child = torchrun(RESUME, tmp_path, folder)
    assert child.returncode == 0, child.stderr
    assert child.stdout.split() == [str(folder / "best.safetensors")]  # one of the two answers
    assert "[INFO] Device: 2 × CPU" in (folder / "log.txt").read_text(encoding="utf-8")
    alone = run(bigger(tiny, tmp_path / "one")).folder
    found, expected = (json_lines(each / "steps.jsonl") for each in (folder, alone))
    assert [line["step"] for line in found] == list(range(1, 9))
    for one, other in zip(found, expected, strict=True):
        assert {k: one[k] for k in FIGURES} == pytest.approx({k: other[k] for k in FIGURES}, rel=5e-3)
    found, expected = (json_lines(each / "metrics.jsonl") for each in (folder, alone))
    assert [line["validation"] for line in found] == [line["validation"] for line in expected]
    assert [line["test"] for line in found] == [line["test"] for line in expected]


def test_every_batch_is_shared_out_once() -> None:
    order = EpochOrder(11, seed=3)
    shares = [list(RankSampler(order, 4, ProcessGroup(rank, 2))) for rank in range(2)]
    assert [len(share) for share in shares] == [
        len(RankSampler(order, 4, ProcessGroup(rank, 2))) for rank in range(2)
    ]
    batches = [shares[0][i : i + 2] + shares[1][i : i + 2] for i in (0, 2)]
    assert [index for batch in batches for index in batch] == list(order)[:8]


def test_a_batch_that_cannot_be_shared_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "3")
    with pytest.raises(InputError, match="4 cannot be shared equally by 3"), joined(CONFIG):
        pass
