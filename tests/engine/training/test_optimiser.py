"""One step, its memory of earlier ones, and going back."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from engine.db.weights import fresh_network
from engine.training.config import TrainConfig
from engine.training.optimiser import Optimiser

CPU = torch.device("cpu")


def make(seed: int, total_steps: int = 20) -> Optimiser:
    network, info = fresh_network(seed)
    return Optimiser(network, info, CPU, TrainConfig(Path(), freeze="nothing"), total_steps)


def batch(seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Two pictures of 64 × 64 with a block of text each."""
    generator = torch.Generator().manual_seed(seed)
    images = torch.randint(0, 256, (2, 3, 64, 64), generator=generator, dtype=torch.uint8)
    targets = torch.zeros(2, 4, 64, 64)
    targets[:, 0, 16:32, 8:48] = 1
    targets[:, 1] = 1
    targets[:, 2:, 10:38, 2:54] = 0.5
    return images, targets


def test_a_snapshot_brings_everything_back() -> None:
    one = make(seed=0)
    for step in range(2):
        one.step(*batch(step))
    snapshot = one.snapshot()
    expected = [(one.rate, one.step(*batch(step)).tolist()) for step in (2, 3)]
    after = one.snapshot()

    other = make(seed=1)
    other.restore(snapshot)
    assert [(other.rate, other.step(*batch(step)).tolist()) for step in (2, 3)] == expected
    again = other.snapshot()
    assert again.numbers == after.numbers
    assert again.tensors.keys() == after.tensors.keys()
    assert all(torch.equal(again.tensors[name], tensor) for name, tensor in after.tensors.items())


def test_going_back_to_weights_keeps_the_place_in_the_schedule_and_the_smaller_rate() -> None:
    one, other = make(seed=0), make(seed=0)
    snapshot = one.snapshot()
    rates = []
    for step in range(2):
        one.step(*batch(step))
        other.step(*batch(step))
    one.restore_weights(snapshot)
    one.slow_down(0.5)
    for step in range(3):
        rates.append((one.rate, other.rate))
        one.step(*batch(step))
        other.step(*batch(step))
    assert all(slow == pytest.approx(fast / 2) for slow, fast in rates)
    assert len({fast for _, fast in rates}) == 3


@pytest.mark.parametrize("steps", [1, 2, 9, 10, 11])
def test_the_schedule_fits_trainings_of_a_few_steps(steps: int) -> None:
    optimiser = make(seed=0, total_steps=steps)
    rates = []
    for step in range(steps):
        rates.append(optimiser.rate)
        optimiser.step(*batch(step))
    assert all(0 < rate <= 1e-3 for rate in rates)
    assert rates[-1] == pytest.approx(0, abs=1e-8)
    if steps > 2:
        assert max(rates) > 0.9e-3


def test_a_snapshot_tells_whether_its_numbers_are_finite() -> None:
    snapshot = make(seed=0).snapshot()
    assert snapshot.is_finite()
    snapshot.tensors["network.fpn.laterals.0.weight"][0, 0, 0, 0] = float("nan")
    assert not snapshot.is_finite()


@pytest.mark.parametrize(
    ("frozen", "kept"), [("nothing", ()), ("early", ("stem", "layer1")), ("backbone", ("stem", "layer4"))]
)
def test_what_is_frozen_keeps_weights_and_statistics(frozen: str, kept: tuple[str, ...]) -> None:
    network, info = fresh_network(0)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    optimiser = Optimiser(network, info, CPU, TrainConfig(Path(), freeze=frozen), 20)
    for seed in range(3):
        optimiser.step(*batch(seed))
    for trained in (optimiser.network, optimiser.average.module):
        changed = {name for name, tensor in trained.state_dict().items() if not tensor.equal(before[name])}
        for part in ("stem", "layer1", "layer2", "layer4"):
            touched = any(name.startswith(f"backbone.{part}.") for name in changed)
            assert touched == (part not in kept and frozen != "backbone"), part
        assert any(name.startswith("fpn") for name in changed)


def test_a_step_in_bfloat16_learns_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """On processors without it the same numbers are emulated, slowly."""
    exact = make(0).step(*batch(0))
    monkeypatch.setattr("engine.training.optimiser.computes_in_bfloat16", lambda _device: True)
    half = make(0)
    first = half.step(*batch(0))
    torch.testing.assert_close(first, exact, rtol=0.05, atol=0.01)
    assert all(parameter.dtype == torch.float32 for parameter in half.network.parameters())
    assert half.snapshot().is_finite()
