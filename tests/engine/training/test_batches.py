"""Batches: their tensors, their order, worker processes, what was skipped on the way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.data.dataset import Sample, load_dataset
from engine.db.targets import Targets, make_targets
from engine.training.batches import Batch, Crops, EpochOrder, decode_targets, encode_targets, make_loader
from engine.training.config import TrainConfig
from engine.training.crops import random_crop
from engine.training.presets import BUILT_IN
from tests.conftest import DatasetFactory

SIZE, LONG_SIDE = 96, 160
CPU = torch.device("cpu")


@pytest.fixture
def samples(make_dataset: DatasetFactory) -> tuple[Sample, ...]:
    return load_dataset(make_dataset(train=5, test=1, size=(200, 150))).train


def crops(samples: tuple[Sample, ...], length: int = 12, preset: str = "document") -> Crops:
    return Crops(samples, TrainConfig(Path(), size=SIZE, seed=3, preset=preset), LONG_SIDE, length)


def batches(samples: tuple[Sample, ...], workers: int, epoch: int = 1) -> list[Batch]:
    order = EpochOrder(6, seed=3)
    order.epoch = epoch
    loader = make_loader(crops(samples), order, 2, workers, CPU)
    return list(loader)


def test_a_crop_is_a_picture_and_its_targets(samples: tuple[Sample, ...]) -> None:
    made = crops(samples)
    crop = made[6]
    assert crop.image.shape == (3, SIZE, SIZE)
    assert crop.image.dtype == crop.targets.dtype == torch.uint8
    rng = np.random.default_rng((3, 6))
    whole, _ = made.cache.filling(1, SIZE, rng)
    view = random_crop(whole, SIZE, rng, BUILT_IN["document"])
    expected = np.stack(make_targets(view.quads, view.ignored, SIZE, SIZE))
    assert np.array_equal(crop.image.permute(1, 2, 0).numpy(), view.image)
    assert np.abs(decode_targets(crop.targets).numpy() - expected).max() < 0.003


def test_encoding_keeps_flags_exactly_and_thresholds_nearly() -> None:
    ramp = np.linspace(0.3, 0.7, 12, dtype=np.float32).reshape(3, 4)
    flags = (np.arange(12).reshape(3, 4) % 2).astype(np.uint8)
    decoded = decode_targets(torch.from_numpy(encode_targets(Targets(flags, 1 - flags, ramp, flags)))).numpy()
    assert np.array_equal(decoded[0], flags)
    assert np.array_equal(decoded[1], 1 - flags)
    assert np.array_equal(decoded[3], flags)
    assert np.abs(decoded[2] - ramp).max() <= 0.5 / 255 + 1e-6
    floats = torch.full((1, 4, 2, 2), float("nan"))
    assert decode_targets(floats) is floats


def test_another_preset_gives_other_crops(samples: tuple[Sample, ...]) -> None:
    plain, varied = crops(samples, preset="none")[0], crops(samples, preset="dial")[0]
    assert not torch.equal(plain.image, varied.image)


def test_workers_make_the_same_batches(samples: tuple[Sample, ...]) -> None:
    alone, helped = batches(samples, 0), batches(samples, 2)
    assert len(alone) == len(helped) == 3
    for one, two in zip(alone, helped, strict=True):
        assert torch.equal(one.images, two.images)
        assert torch.equal(one.targets, two.targets)


def test_epochs_go_on_where_the_last_one_ended() -> None:
    order = EpochOrder(6, seed=3)
    first = sorted(order)
    order.epoch = 2
    assert first == list(range(6))
    assert sorted(order) == list(range(6, 12))


@pytest.mark.parametrize("workers", [0, 1])
def test_pictures_that_vanish_are_told_with_the_batch(samples: tuple[Sample, ...], workers: int) -> None:
    samples[0].picture.unlink()
    told = [error for batch in batches(samples, workers) for error in batch.skipped]
    assert {error.path for error in told} == {samples[0].picture}
    assert isinstance(told[0].path, Path)


def test_the_budget_is_divided_among_workers(samples: tuple[Sample, ...]) -> None:
    made = crops(samples)
    made.cache.budget = 900
    make_loader(made, EpochOrder(6, seed=3), 2, 2, CPU)
    assert made.cache.budget == 450
