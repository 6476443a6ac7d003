"""Short real trainings: what is told, what is written, stopping, faults."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from engine.errors import InputError
from engine.training import loop
from engine.training.config import TrainConfig
from engine.training.events import (
    EpochDone,
    EvaluationProgress,
    Event,
    Finished,
    LogLine,
    Started,
    StepDone,
    TrainingResult,
)
from engine.training.optimiser import Optimiser
from engine.weights import load_network, load_weights
from tests.conftest import DatasetFactory


def small(dataset: Path, out: Path, **changes: object) -> TrainConfig:
    config = TrainConfig(
        dataset, epochs=2, batch_size=2, size=96, crops_per_epoch=4, out=out, device="cpu", workers=0
    )
    return replace(config, **changes)  # type: ignore[arg-type]


@pytest.fixture
def dataset(make_dataset: DatasetFactory) -> Path:
    return make_dataset(train=4, test=2, size=(160, 120))


def run(config: TrainConfig, **kwargs: object) -> tuple[TrainingResult, list[Event]]:
    events: list[Event] = []
    result = loop.train(config, events.append, **kwargs)  # type: ignore[arg-type]
    return result, events


def test_a_training_tells_and_writes_everything(dataset: Path, tmp_path: Path) -> None:
    result, events = run(small(dataset, tmp_path / "workdirs"))

    kinds = [type(event) for event in events if not isinstance(event, LogLine | EvaluationProgress)]
    epoch = [StepDone, StepDone, EpochDone]
    assert kinds == [Started, EpochDone, *epoch, *epoch, Finished]
    steps = [event for event in events if isinstance(event, StepDone)]
    assert [event.step for event in steps] == [1, 2, 3, 4]
    assert all(event.loss > 0 and event.pictures_per_second > 0 for event in steps)
    assert steps[-1].learning_rate < max(event.learning_rate for event in steps)

    folder = result.workdir
    assert folder.parent == tmp_path / "workdirs"
    assert folder.name.startswith("exp_20")
    assert {path.name for path in folder.iterdir()} == {
        "best.safetensors", "last.safetensors", "config.json", "log.txt", "metrics.jsonl", "result.json",
    }  # fmt: skip
    written = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert {"initial_hmean", "best_hmean", "best_epoch", "weights", "seconds"} <= written.keys()
    assert Path(written["weights"]) == result.weights
    log = (folder / "log.txt").read_text(encoding="utf-8")
    assert "[INFO] Loading training set: 4 images" in log
    assert "[INFO] Initialising the model from pretrained weights..." in log
    assert "[Epoch 1/2] Loss: " in log
    assert f"Training finished. Model saved in {folder}/" in log
    metrics = [json.loads(line) for line in (folder / "metrics.jsonl").read_text("utf-8").splitlines()]
    assert [line["epoch"] for line in metrics] == [0, 1, 2]
    assert {"precision", "recall", "hmean"} <= metrics[2]["test"].keys()


def test_training_changes_the_weights_and_keeps_their_description(dataset: Path, tmp_path: Path) -> None:
    result, _ = run(small(dataset, tmp_path))
    before, info = load_weights(Path("resources/weights/general.safetensors").resolve())
    after, trained = load_weights(result.workdir / "last.safetensors")
    assert any(not torch.equal(before[name], after[name]) for name in before if "conv" in name)
    assert trained.mean == info.mean
    assert result.workdir.name == trained.name


def test_the_same_seed_gives_the_same_figures(dataset: Path, tmp_path: Path) -> None:
    first, again = (
        [event.loss for event in run(small(dataset, tmp_path, epochs=1))[1] if isinstance(event, StepDone)]
        for _ in range(2)
    )
    assert first == again


def test_loader_processes_give_the_same_crops(dataset: Path, tmp_path: Path) -> None:
    losses = [
        [event.loss for event in run(small(dataset, tmp_path, epochs=1, workers=workers))[1]
         if isinstance(event, StepDone)]
        for workers in (0, 1)
    ]  # fmt: skip
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)


def test_stopping_keeps_the_best_weights(dataset: Path, tmp_path: Path) -> None:
    events: list[Event] = []

    def after_the_first_step() -> bool:
        return any(isinstance(event, StepDone) for event in events)

    result = loop.train(small(dataset, tmp_path, epochs=50), events.append, after_the_first_step)
    assert result.stopped
    assert result.epochs_done < 50
    assert result.best_epoch == 0
    load_network(result.weights)
    assert json.loads((result.workdir / "result.json").read_text(encoding="utf-8"))["stopped"] is True


def test_stopping_before_the_first_step_keeps_the_initial_weights(dataset: Path, tmp_path: Path) -> None:
    result = loop.train(small(dataset, tmp_path), should_stop=lambda: True)
    assert result.stopped
    load_network(result.weights)


def test_never_worse_than_the_start(dataset: Path, tmp_path: Path) -> None:
    """A rate that destroys the network: the initial weights stay the best ones."""
    result, events = run(small(dataset, tmp_path, learning_rate=1.0, epochs=1))
    assert result.best_epoch == 0
    assert result.best_hmean == result.initial_hmean
    best, _ = load_weights(result.weights)
    general, _ = load_weights(Path("resources/weights/general.safetensors").resolve())
    assert all(torch.allclose(best[name], general[name]) for name in general)
    assert any("initial weights are kept" in event.text for event in events if isinstance(event, LogLine))


def test_out_of_memory_halves_what_is_computed_at_once(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than one crop at once does not fit: the batch is computed in parts, and the log says so."""
    compute = Optimiser._losses

    def with_little_memory(self: Optimiser, images: torch.Tensor, targets: torch.Tensor) -> object:
        if len(images) > 1:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return compute(self, images, targets)

    monkeypatch.setattr(Optimiser, "_losses", with_little_memory)
    result, events = run(small(dataset, tmp_path, epochs=1, batch_size=4))
    assert result.epochs_done == 1
    said = [event.text for event in events if isinstance(event, LogLine) and "Out of memory" in event.text]
    assert len(said) == 2  # 4 → 2 → 1, and never again
    assert "1 at once" in said[-1]


def test_a_loss_that_is_no_number_stops_with_an_explanation(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = Optimiser.step
    monkeypatch.setattr(Optimiser, "step", lambda *args: step(*args) * float("nan"))
    with pytest.raises(Exception, match="no longer a finite number") as caught:
        run(small(dataset, tmp_path))
    (folder,) = tmp_path.glob("exp_*")
    assert folder.name in str(caught.value)
    load_network(folder)
    assert json.loads((folder / "result.json").read_text(encoding="utf-8"))["epochs_done"] == 0


def test_text_free_pictures_and_masked_ones_train(make_dataset: DatasetFactory, tmp_path: Path) -> None:
    root = make_dataset(train=3, test=1, size=(128, 96))
    (root / "train_gts" / "gt_img_002.txt").write_text("", encoding="utf-8")
    result, _ = run(small(root, tmp_path / "out", epochs=1))
    assert result.epochs_done == 1


def test_an_unreadable_picture_is_left_out_and_named(dataset: Path, tmp_path: Path) -> None:
    broken = dataset / "train_images" / "img_002.png"
    broken.write_bytes(broken.read_bytes()[:200])
    result, events = run(small(dataset, tmp_path / "out", epochs=1))
    assert result.epochs_done == 1
    log = (result.workdir / "log.txt").read_text(encoding="utf-8")
    assert str(broken) in log
    assert "Unreadable pictures left out: 1" in log
    assert next(event.train_pictures for event in events if isinstance(event, Started)) == 3


@pytest.mark.parametrize(
    "change",
    [{"epochs": 0}, {"batch_size": 0}, {"size": 100}, {"size": 32}, {"learning_rate": 5.0}],
    ids=str,
)
def test_values_out_of_range_are_refused_before_anything_is_written(
    dataset: Path, tmp_path: Path, change: dict[str, object]
) -> None:
    with pytest.raises(InputError):
        run(small(dataset, tmp_path / "out", **change))
    assert not (tmp_path / "out").exists()


def test_an_experiment_can_be_trained_on(dataset: Path, tmp_path: Path) -> None:
    first, _ = run(small(dataset, tmp_path, epochs=1))
    second, _ = run(small(dataset, tmp_path, epochs=1, weights=str(first.workdir)))
    assert second.workdir != first.workdir
