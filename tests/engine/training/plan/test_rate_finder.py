"""The learning-rate range test: what a curve says, and a run of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from engine import cli
from engine.errors import InputError
from engine.training.config import TrainConfig
from engine.training.optimiser import Optimiser
from engine.training.plan import rate_finder
from engine.training.plan.rate_finder import (
    CYCLE,
    HIGHEST_RATE,
    LOWEST_RATE,
    STEPS,
    RateTried,
    find_rate,
    judge,
    means_of_cycles,
)
from tests.engine.training.helpers import small

RATES = np.geomspace(LOWEST_RATE, HIGHEST_RATE, STEPS)
BATCHES = np.random.default_rng(0).uniform(0.6, 1.4, CYCLE)
"""How much harder than the mean each of the batches is that come again and again."""


def valley(low: float, high: float) -> list[float]:
    """Losses that fall from 6 to 2 until the rate ``low``, stay and rise again from the rate ``high`` on."""
    decades = np.log10(RATES)
    fall = np.clip((np.log10(low) - decades) / (np.log10(low) - decades[0]), 0, 1)
    rise = np.clip(decades - np.log10(high), 0, None)
    losses = 2 + 4 * fall + 4 * rise
    return list(losses * np.resize(BATCHES / BATCHES.mean(), STEPS))


def tried(config: TrainConfig, **kwargs: object) -> list[RateTried]:
    events: list[RateTried] = []
    find_rate(config, events.append, **kwargs)  # type: ignore[arg-type]
    return events


# ---- the curve


def test_smoothing_takes_the_difference_between_batches_out() -> None:
    losses = list(3.0 * np.resize(BATCHES, STEPS))
    mean_rates, means = means_of_cycles(list(RATES), losses)
    assert len(means) == STEPS - CYCLE + 1
    assert np.allclose(means, 3.0 * BATCHES.mean())
    assert mean_rates[0] == pytest.approx(np.sqrt(RATES[0] * RATES[CYCLE - 1]))
    assert means_of_cycles(list(RATES[:5]), losses[:5])[1].size == 0


@pytest.mark.parametrize(("low", "high"), [(3e-4, 1e-2), (1e-4, 3e-3), (1e-3, 3e-2)])
def test_the_middle_of_the_valley_is_suggested(low: float, high: float) -> None:
    found = judge(list(RATES), valley(low, high), diverged=False)
    assert found.obstacle is None
    assert found.suggestion is not None
    assert found.suggestion == pytest.approx(np.sqrt(low * high), rel=0.5)
    assert len(found.rates) == len(found.losses) == STEPS


def test_a_rate_at_which_the_loss_breaks_loose_ends_the_valley() -> None:
    losses = valley(3e-4, 1.0)[:50]
    assert judge(list(RATES[:50]), losses, diverged=False).suggestion is None
    found = judge(list(RATES[:50]), losses, diverged=True)
    assert found.suggestion is not None
    assert 3e-4 < found.suggestion < RATES[49]


@pytest.mark.parametrize(
    "losses",
    [
        [4.0 * batch for batch in np.resize(BATCHES, STEPS)],
        list(np.geomspace(2, 9, STEPS)),
        [3.0] * (CYCLE - 1),
        [],
    ],
)
def test_without_a_fall_nothing_is_made_up(losses: Sequence[float]) -> None:
    found = judge(list(RATES[: len(losses)]), losses, diverged=True)
    assert found.suggestion is None
    assert "did not fall" in str(found.obstacle)


def test_a_loss_that_never_rises_tells_no_limit() -> None:
    found = judge(list(RATES), valley(1e-3, 1.0), diverged=False)
    assert found.suggestion is None
    assert "still fell at the highest learning rate tried, 0.2" in str(found.obstacle)
    told = json.loads(json.dumps(found.to_json()))
    assert told["suggestion"] is None
    assert told["obstacle"] == str(found.obstacle)


# ---- a run


@pytest.fixture
def config(tiny: Path, tmp_path: Path) -> TrainConfig:
    return small(tiny, tmp_path / "workdirs")


def test_a_run_tells_every_step_and_writes_nothing(
    config: TrainConfig, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_finder, "STEPS", 2 * CYCLE)
    before = sorted(tiny.rglob("*"))
    events: list[RateTried] = []
    found = find_rate(config, events.append)
    assert found is not None
    assert [event.step for event in events] == list(range(1, len(events) + 1))
    assert all(event.total_steps == 2 * CYCLE for event in events)
    assert events[0].rate == pytest.approx(LOWEST_RATE)
    if len(events) == 2 * CYCLE:
        assert events[-1].rate == pytest.approx(HIGHEST_RATE)
    assert events[CYCLE - 2].mean_loss is None
    assert events[CYCLE - 1].mean_loss == pytest.approx(np.mean([one.loss for one in events[:CYCLE]]))
    assert events[-1].seconds_left >= 0
    assert found.losses == tuple(event.loss for event in events)
    assert found.mean_losses == tuple(one.mean_loss for one in events if one.mean_loss is not None)
    assert min(found.mean_losses) < found.mean_losses[0]
    assert (found.suggestion is None) is (found.obstacle is not None)
    assert not config.out.exists()
    assert sorted(tiny.rglob("*")) == before


def test_every_step_is_taken_at_its_rate_with_batches_in_turn(
    config: TrainConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_finder, "STEPS", 2 * CYCLE)
    rates: list[float] = []
    pictures: list[float] = []

    def step(self: Optimiser, images: torch.Tensor, _targets: torch.Tensor) -> torch.Tensor:
        rates.append(self.rate)
        pictures.append(float(images.float().mean()))
        assert images.shape == (2, 3, 64, 64)
        return torch.full((4,), 5.0)

    monkeypatch.setattr(Optimiser, "step", step)
    events = tried(config)
    assert rates == pytest.approx([event.rate for event in events])
    assert pictures[:CYCLE] == pictures[CYCLE:]
    assert len(set(pictures)) == CYCLE


@pytest.mark.parametrize("end", [float("nan"), float("inf"), 1e6])
def test_a_loss_out_of_bounds_ends_it(
    config: TrainConfig, end: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    losses = iter([*valley(3e-4, 1.0)[:50], *[end] * STEPS])
    monkeypatch.setattr(Optimiser, "step", lambda *_: torch.full((4,), next(losses)))
    found = find_rate(config)
    assert found is not None
    assert len(found.losses) == 50 + (end == 1e6)  # a number is told, what is none is not
    assert found.suggestion is not None
    assert 3e-4 < found.suggestion < 3e-2


@pytest.mark.parametrize("asked", [1, CYCLE + 3])
def test_stopped_it_has_no_answer(config: TrainConfig, asked: int) -> None:
    times: list[None] = []

    def should_stop() -> bool:
        times.append(None)
        return len(times) >= asked

    assert len(tried(config, should_stop=should_stop)) <= max(asked - CYCLE, 0)
    assert len(times) == asked


def test_what_cannot_be_used_is_told(config: TrainConfig, tmp_path: Path) -> None:
    for bad in (
        replace(config, dataset=tmp_path / "nowhere"),
        replace(config, weights=str(tmp_path / "no.safetensors")),
        replace(config, device="quantum"),
        replace(config, size=100),
    ):
        with pytest.raises(InputError):
            find_rate(bad)


def test_the_command_line_prints_curve_and_suggestion(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    losses = iter([*valley(3e-4, 1e-2), *valley(3e-4, 1e-2), *[5.0] * STEPS])
    monkeypatch.setattr(Optimiser, "step", lambda *_: torch.full((4,), next(losses)))
    options = ["find-rate", str(tiny), "--device", "cpu", "--size", "64", "--batch-size", "1"]
    assert cli.main([*options, "--json"]) == cli.FINE
    told = json.loads(capsys.readouterr().out)
    assert len(told["rates"]) == len(told["losses"]) == STEPS
    assert told["obstacle"] is None
    assert cli.main([*options, "--freeze", "backbone", "--preset", "none", "--seed", "3"]) == cli.FINE
    assert capsys.readouterr().out == f"learning rate: {told['suggestion']:g}\n"
    assert cli.main([*options, "--weights", "none"]) == cli.NO
    assert "did not fall" in capsys.readouterr().out


def test_real_handwriting_leads_near_the_usual_rate(
    shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With half the steps, for time."""
    monkeypatch.setattr(rate_finder, "STEPS", STEPS // 2)
    config = TrainConfig(shared_data / "handwriting", size=128, batch_size=2, device="cpu", seed=1)
    found = find_rate(config)
    assert found is not None
    assert found.suggestion is not None
    assert 3e-4 <= found.suggestion <= 5e-3


def test_importing_brings_no_torch() -> None:
    code = "import sys, engine.training.plan.rate_finder; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
