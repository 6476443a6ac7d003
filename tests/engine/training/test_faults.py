"""What a training does when something goes wrong; the faults are real ones."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from engine.data.pictures import read_picture, write_picture
from engine.db.weights import load_network, load_weights
from engine.errors import QuadTuneError
from engine.training import loop
from engine.training.batches import Crop, Crops, decode_targets
from engine.training.events import EpochDone, Event, LogLine, PictureChecked, Started, StepDone
from engine.training.optimiser import Optimiser
from engine.training.record.record import read_record
from tests.conftest import write_dataset
from tests.engine.training.helpers import json_file, json_lines, run, small

ROOT = Path(__file__).resolve().parents[3]

CAPPED = """
import gc, resource, sys
from engine.device.memory import return_freed_memory, share_one_arena

share_one_arena()

import torch
from pathlib import Path
from engine.training import loop
from engine.training.events import EpochDone, StepDone
from tests.engine.training.helpers import small

def cap_the_step(event):
    if isinstance(event, EpochDone) and event.epoch == 0:
        gc.collect()
        return_freed_memory()  # what the evaluation has freed would be there for the step, beyond the cap
        (used,) = (line.split()[1] for line in open("/proc/self/status") if line.startswith("VmData"))
        limit = int(used) * 1024 + int(sys.argv[3]) * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (limit, resource.RLIM_INFINITY))
    if isinstance(event, StepDone):
        resource.setrlimit(resource.RLIMIT_DATA, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

torch.set_num_threads(1)
torch.backends.mkldnn.enabled = False
many = {"epochs": 1, "size": 192, "batch_size": 32, "crops_per_epoch": 32, "freeze": "nothing"}
loop.train(small(Path(sys.argv[1]), Path(sys.argv[2]), **many), cap_the_step)
"""


def broken_crops(monkeypatch: pytest.MonkeyPatch, broken: Callable[[int], bool]) -> None:
    """Data with a fault: the crops whose index is ``broken`` have targets that are no numbers."""
    make = Crops.__getitem__

    def with_fault(self: Crops, index: int) -> Crop:
        crop = make(self, index)
        targets = decode_targets(crop.targets)
        return crop._replace(targets=targets * float("nan") if broken(index) else targets)

    monkeypatch.setattr(Crops, "__getitem__", with_fault)


def test_a_loss_that_is_no_number_rolls_back_and_goes_on(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_crops(monkeypatch, lambda index: index == 7)  # one crop of the second epoch
    trained = run(small(tiny, tmp_path, crops_per_epoch=6))
    assert trained.result.epochs_done == 2
    assert trained.result.rollbacks == 1
    (line,) = [event.text for event in trained.of(LogLine) if "not a finite number" in event.text]
    assert "back to the weights of step 3 with half the learning rate (1 of 3)" in line
    steps = [event.step for event in trained.of(StepDone)]
    assert steps[:3] == [1, 2, 3]
    assert 4 <= len(steps) <= 5  # the bad one is not told, nor what was computed with its weights
    assert all(np.isfinite(event.loss) for event in trained.of(StepDone))
    weights, _ = load_weights(trained.folder / "last.safetensors")
    assert all(bool(torch.isfinite(tensor).all()) for tensor in weights.values())
    assert all(np.isfinite(line["train_loss"]) for line in json_lines(trained.folder / "metrics.jsonl")[1:])


def test_losses_that_are_never_numbers_end_with_an_explanation(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_crops(monkeypatch, lambda _index: True)
    with pytest.raises(QuadTuneError, match="no longer a finite number") as caught:
        run(small(tiny, tmp_path, epochs=9))
    assert "Check the pictures and labels" in str(caught.value)
    (folder,) = tmp_path.glob("exp_*")
    assert folder.name in str(caught.value)
    result = json_file(folder / "result.json")
    assert result["rollbacks"] == 3
    assert result["stopped"] is True
    assert result["error"] == str(caught.value)
    assert read_record(folder).state == "failed"
    log = (folder / "log.txt").read_text(encoding="utf-8")
    assert log.count("with half the learning rate") == 3
    assert "[ERROR]" in log.splitlines()[-1]
    best, _ = load_weights(folder / "best.safetensors")
    assert all(bool(torch.isfinite(tensor).all()) for tensor in best.values())
    load_network(folder)


def test_gradients_that_are_no_numbers_do_not_reach_the_kept_weights(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loss of an epoch's last step is finite, but its gradients are not."""
    step, taken = Optimiser.step, 0

    def spoilt(self: Optimiser, images: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        nonlocal taken
        taken += 1
        weight: Any = self.network.get_parameter("probability_head.0.weight")
        hook = weight.register_hook(lambda g: g * float("inf"))
        losses = step(self, images, targets) if taken == 2 else None
        hook.remove()
        return step(self, images, targets) if losses is None else losses

    monkeypatch.setattr(Optimiser, "step", spoilt)
    trained = run(small(tiny, tmp_path, epochs=1))
    assert trained.result.rollbacks == 1
    weights, _ = load_weights(trained.folder / "last.safetensors")
    assert all(bool(torch.isfinite(tensor).all()) for tensor in weights.values())
    assert trained.of(EpochDone)[1].validation_loss == pytest.approx(trained.of(EpochDone)[0].validation_loss)


def test_out_of_memory_halves_what_is_computed_at_once(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An injected error as CUDA raises it: more than one crop at once does not fit."""
    compute = Optimiser._losses

    def with_little_memory(self: Optimiser, images: torch.Tensor, targets: torch.Tensor) -> object:
        if len(images) > 1:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return compute(self, images, targets)

    monkeypatch.setattr(Optimiser, "_losses", with_little_memory)
    trained = run(small(tiny, tmp_path, epochs=1, batch_size=4))
    assert trained.result.epochs_done == 1
    said = [event.text for event in trained.of(LogLine) if "Out of memory" in event.text]
    assert len(said) == 2  # 4 → 2 → 1, and never again
    assert "1 at once" in said[-1]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="caps on memory are Linux' RLIMIT_DATA")
def test_a_batch_beyond_a_real_cap_on_memory_is_computed_in_parts(tiny: Path, tmp_path: Path) -> None:
    """Far fewer megabytes than 32 crops need (some 1700), for the step of a process of its own.

    With torch's own convolutions, because oneDNN's do not survive every failed allocation.
    """
    child = subprocess.run(
        [sys.executable, "-c", CAPPED, tiny, tmp_path, "250"],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 0, child.stderr
    (folder,) = tmp_path.glob("exp_*")
    log = (folder / "log.txt").read_text(encoding="utf-8")
    assert "Out of memory with 32 crops at once: going on with 16 at once, still 32 a step" in log
    (step,) = json_lines(folder / "steps.jsonl")
    assert np.isfinite(step["loss"])
    assert json_file(folder / "result.json")["epochs_done"] == 1


def test_an_unreadable_picture_is_left_out_and_named(tmp_path: Path) -> None:
    dataset = write_dataset(tmp_path / "data", train=3, test=1, size=(160, 96))
    broken = dataset / "train_images" / "img_002.png"
    broken.write_bytes(broken.read_bytes()[:200])
    trained = run(small(dataset, tmp_path / "out", epochs=1))
    log = (trained.folder / "log.txt").read_text(encoding="utf-8")
    assert str(broken) in log
    assert "Unreadable pictures left out: 1" in log
    assert trained.of(Started)[0].train_pictures == trained.result.train_pictures == 2
    assert read_record(trained.folder).pictures == 2


def test_a_picture_that_vanishes_on_the_way_is_skipped_told_once_and_counted(tmp_path: Path) -> None:
    dataset = write_dataset(tmp_path / "data", train=3, test=1, size=(160, 96))
    gone = dataset / "train_images" / "img_002.png"
    events: list[Event] = []

    def emit(event: Event) -> None:
        events.append(event)
        if isinstance(event, EpochDone) and event.epoch == 0:
            gone.unlink()

    result = loop.train(small(dataset, tmp_path / "out"), emit)
    assert result.epochs_done == 2
    assert result.unreadable_pictures == 1
    log = (result.workdir / "log.txt").read_text(encoding="utf-8")
    assert log.count(f"[WARNING] Picture skipped: {gone}") == 1
    assert "Pictures that could not be read on the way: 1" in log
    # It is missing from the figures too, instead of counting as one without text found.
    assert [event.validation.counts.images for event in events if isinstance(event, EpochDone)] == [3, 2, 2]


def test_text_free_pictures_teach(tmp_path: Path) -> None:
    """Pictures of light writing on dark ground that nobody labelled: the network stops seeing text there."""
    dataset = write_dataset(tmp_path / "data", train=4, test=1, size=(160, 96))
    text_free = {"img_002.png", "img_004.png"}
    for name in text_free:
        picture = dataset / "train_images" / name
        write_picture(picture, 255 - read_picture(picture))
        (dataset / "train_gts" / f"gt_{picture.stem}.txt").write_text("", encoding="utf-8")
    config = small(
        dataset, tmp_path / "out", epochs=1, size=96, batch_size=1, crops_per_epoch=80, preset="none"
    )
    trained = run(config)

    def text_share(epoch: int, free: bool) -> float:
        """The part of the pictures that is taken for text."""
        maps = [
            event.probability
            for event in trained.of(PictureChecked)
            if event.epoch == epoch and (event.picture.name in text_free) == free
        ]
        assert len(maps) == 2
        return float(np.mean([(each > 127).mean() for each in maps]))

    assert text_share(0, free=True) > 0.05
    assert text_share(1, free=True) < 0.1 * text_share(0, free=True)
    assert text_share(1, free=False) > 5 * text_share(1, free=True)
