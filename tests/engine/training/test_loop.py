"""Short real trainings: what is told, what is written, when they end."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.data.dataset import load_dataset, load_labels
from engine.db.models import DetectSettings, read_info
from engine.db.weights import load_network, load_weights
from engine.detect.evaluation import evaluate_samples
from engine.detect.open import open_detector
from engine.errors import InputError
from engine.training import loop
from engine.training.events import (
    EpochDone,
    EvaluationProgress,
    Event,
    Finished,
    LogLine,
    PictureChecked,
    Started,
    StepDone,
)
from tests.conftest import write_dataset
from tests.engine.training.helpers import Trained, json_file, json_lines, run, small

GENERAL = Path("resources/weights/general.safetensors").resolve()


def test_events_come_in_order(trained: Trained) -> None:
    kinds = [type(event) for event in trained.events if not isinstance(event, LogLine | EvaluationProgress)]
    checked = [PictureChecked] * 3 + [EpochDone]
    epoch = [StepDone, StepDone, *checked]
    assert kinds == [Started, *checked, *epoch, *epoch, Finished]
    assert trained.of(Finished)[0].result == trained.result


def test_steps_tell_their_figures(trained: Trained) -> None:
    steps = trained.of(StepDone)
    assert [event.step for event in steps] == [1, 2, 3, 4]
    assert [event.epoch for event in steps] == [1, 1, 2, 2]
    assert all(event.loss > 0 and event.pictures_per_second > 0 for event in steps)
    assert steps[-1].learning_rate < max(event.learning_rate for event in steps)
    # Without loader processes all crops are cut while the steps wait.
    assert all(0 < event.waiting_share < 1 for event in steps)
    assert all(event.memory_bytes is None for event in steps)


def test_the_share_of_waiting_is_logged(trained: Trained) -> None:
    assert trained.said.count("waiting for data: ") == 2
    last = trained.of(StepDone)[-1].waiting_share
    line = next(line for line in trained.said.splitlines() if "[Epoch 2/2] waiting for data: " in line)
    assert float(line.rpartition(" ")[2].rstrip("%")) == pytest.approx(100 * last, abs=2)


def test_the_folder_holds_everything(trained: Trained) -> None:
    folder = trained.folder
    assert folder.name.startswith("exp_20")
    assert {path.name for path in folder.iterdir()} == {
        "best.safetensors", "last.safetensors", "config.json", "log.txt", "metrics.jsonl", "steps.jsonl",
        "result.json",
    }  # fmt: skip
    written = json_file(folder / "result.json")
    assert {"initial_hmean", "best_hmean", "best_epoch", "weights", "seconds"} <= written.keys()
    assert (written["error"], written["train_pictures"]) == (None, 3)
    assert Path(written["weights"]) == trained.result.weights
    log = (folder / "log.txt").read_text(encoding="utf-8")
    assert "[INFO] Loading training set: 3 images" in log
    assert "[INFO] Initialising the model from pretrained weights..." in log
    assert "[Epoch 1/2] Loss: " in log
    assert f"Training finished. Model saved in {folder}/" in log


def test_metrics_are_what_was_told(trained: Trained) -> None:
    lines, told = json_lines(trained.folder / "metrics.jsonl"), trained.of(EpochDone)
    assert [line["epoch"] for line in lines] == [0, 1, 2] == [event.epoch for event in told]
    for line, event in zip(lines, told, strict=True):
        assert line["validation_loss"] == event.validation_loss
        assert line["validation"] == event.validation.to_json()
        assert event.test is not None
        assert line["test"] == event.test.to_json()
        assert line["best"] == event.best
        assert event.settings == DetectSettings(**line["settings"])
        assert event.patience == trained.of(Started)[0].config.patience


def test_steps_are_written_one_a_line(trained: Trained) -> None:
    lines = json_lines(trained.folder / "steps.jsonl")
    names = ["step", "epoch", "loss", "bce", "dice", "l1", "learning_rate", "pictures_per_second"]
    assert [list(line) for line in lines] == [names] * 4
    assert [[line[name] for name in names] for line in lines] == [
        [getattr(event, name) for name in names] for event in trained.of(StepDone)
    ]


def test_validation_pictures_are_told_with_the_figures_of_their_epoch(trained: Trained, tiny: Path) -> None:
    """The told quads, counted picture by picture, add up to the epoch's precision and recall."""
    sizes = {tuple(event.probability.shape) for event in trained.of(PictureChecked)}
    assert sizes == {(96, 160)}
    labels = {sample.picture: load_labels(sample) for sample in load_dataset(tiny).train}
    for done in trained.of(EpochDone):
        pictures = [event for event in trained.of(PictureChecked) if event.epoch == done.epoch]
        counts = done.validation.counts
        assert sum(int(event.right.sum()) for event in pictures) == counts.matched
        assert sum(len(event.quads) for event in pictures) == counts.detected
        assert sum(int((~event.ignored).sum()) for event in pictures) == counts.labelled
        assert sum(int(event.missed.sum()) for event in pictures) == counts.labelled - counts.matched
        for event in pictures:
            assert event.probability.dtype == np.uint8
            assert len(event.scores) == len(event.right) == len(event.quads)
            assert [tuple(quad.ravel()) for quad in event.truth] == [
                label.points for label in labels[event.picture]
            ]
    assert trained.of(EpochDone)[0].validation.counts.matched > 0


def test_the_weights_learn_and_keep_their_description(trained: Trained) -> None:
    before, info = load_weights(GENERAL)
    after, described = load_weights(trained.folder / "last.safetensors")
    assert any(not torch.equal(before[name], after[name]) for name in before if "conv" in name)
    assert described.mean == info.mean
    assert trained.folder.name == described.name


def test_evaluating_the_best_weights_again_gives_the_reported_figure(trained: Trained, tiny: Path) -> None:
    detector = open_detector(trained.folder, "cpu")
    again = evaluate_samples(detector, load_dataset(tiny).test)
    assert again.hmean == trained.result.best_hmean
    last, done = read_info(trained.folder / "last.safetensors"), trained.of(EpochDone)[-1]
    assert done.test is not None
    assert (last.dataset, last.hmean) == (tiny.name, done.test.hmean)


def test_the_validation_loss_is_the_same_as_over_one_batch(tiny: Path) -> None:
    """One picture, by the code of the training step: the same pixels, targets and network."""
    from engine.data.pictures import read_picture
    from engine.db.loss import db_loss
    from engine.db.targets import make_targets
    from engine.detect.torch_detector import TorchDetector
    from engine.training.evaluating import BothHeadsOnCpu, map_and_loss

    sample = load_dataset(tiny).train[0]
    detector = TorchDetector.load(GENERAL, "cpu")
    image, labels = read_picture(sample.picture), load_labels(sample)
    long_side = detector.info.settings.long_side
    by_torch = map_and_loss(detector.both_logits, image, labels, long_side)
    both_heads = BothHeadsOnCpu(detector.network, detector.info)
    probability, loss = map_and_loss(both_heads, image, labels, long_side)
    assert loss == pytest.approx(by_torch[1], rel=1e-4)

    quads = np.array([label.quad for label in labels])
    targets = make_targets(quads, np.array([label.ignore for label in labels]), 96, 160)
    pixels = torch.from_numpy(image).permute(2, 0, 1)[None].float() / 255
    x = (pixels - torch.tensor(detector.info.mean).view(1, 3, 1, 1)) / torch.tensor(detector.info.std).view(
        1, 3, 1, 1
    )
    with torch.inference_mode():
        shrink, threshold = detector.network(x)
    expected = db_loss(shrink, threshold, *(torch.from_numpy(target)[None].float() for target in targets))
    assert loss == pytest.approx(float(expected.total), rel=1e-4)
    assert probability == pytest.approx(torch.sigmoid(shrink)[0, 0].numpy(), abs=1e-5)


def test_loader_processes_give_the_same_crops_and_end_with_the_training(
    trained: Trained, tiny: Path, tmp_path: Path
) -> None:
    with_worker = run(small(tiny, tmp_path, workers=1))
    losses = [[event.loss for event in each.of(StepDone)] for each in (trained, with_worker)]
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)
    assert multiprocessing.active_children() == []


def test_an_experiment_can_be_trained_on_and_stopped_with_its_best_weights_kept(
    trained: Trained, tiny: Path, tmp_path: Path
) -> None:
    events: list[Event] = []

    def after_the_first_step() -> bool:
        return any(isinstance(event, StepDone) for event in events)

    config = small(tiny, tmp_path, epochs=50, weights=str(trained.folder))
    result = loop.train(config, events.append, after_the_first_step)
    assert result.workdir != trained.folder
    assert result.stopped
    assert (result.epochs_done, result.best_epoch) == (0, 0)
    load_network(result.weights)
    assert json_file(result.workdir / "result.json")["stopped"] is True
    told = [event.step for event in events if isinstance(event, StepDone)]
    assert [line["step"] for line in json_lines(result.workdir / "steps.jsonl")] == told


def test_stopping_before_the_first_step_keeps_the_initial_weights(tiny: Path, tmp_path: Path) -> None:
    stopped = run(small(tiny, tmp_path), should_stop=lambda: True)
    assert stopped.result.stopped
    load_network(stopped.result.weights)


def test_never_worse_than_the_start_and_patience(tiny: Path, tmp_path: Path) -> None:
    """A rate that destroys the network: the initial weights stay the best ones, and patience ends it."""
    spoilt = run(small(tiny, tmp_path, learning_rate=1.0, epochs=9, patience=2))
    result = spoilt.result
    assert result.best_epoch == 0
    assert result.best_hmean == result.initial_hmean
    x = torch.randn(1, 3, 64, 64)
    with torch.no_grad():  # the weights are balanced, which changes nothing they compute
        best, general = (load_network(path)[0].eval()(x)[0] for path in (result.weights, GENERAL))
    assert (best - general).abs().max() < 1e-2
    assert "No epoch was better than the start: the initial weights are kept as best" in spoilt.said

    assert result.epochs_done == 2
    assert result.stopped_early
    assert not result.stopped
    assert [event.epochs_since_highest for event in spoilt.of(EpochDone)] == [0, 1, 2]
    assert "not better for 2 epochs: the training ends here" in spoilt.said
    assert not (spoilt.folder / "resume.safetensors").exists()


@pytest.mark.parametrize(
    "change",
    [{"epochs": 0}, {"batch_size": 0}, {"size": 100}, {"size": 32}, {"learning_rate": 5.0}, {"patience": -1}],
    ids=str,
)
def test_values_out_of_range_are_refused_before_anything_is_written(
    tiny: Path, tmp_path: Path, change: dict[str, object]
) -> None:
    with pytest.raises(InputError):
        run(small(tiny, tmp_path / "out", **change))
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("one_thread")
def test_of_a_large_test_set_an_epoch_sees_a_part_and_the_result_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.training.evaluating.REPORTED_PICTURES", 2)
    dataset = write_dataset(tmp_path / "data", train=2, test=5, size=(96, 64))
    large = run(small(dataset, tmp_path / "out", epochs=1))
    epochs = [event.test for event in large.of(EpochDone)]
    assert [score.counts.images for score in epochs if score is not None] == [2, 2]
    assert "Epochs are tested on 2 of 5 test pictures" in large.said
    whole = [line for line in large.said.splitlines() if "All 5 test pictures" in line]
    assert whole[0].endswith(f"Hmean {large.result.initial_hmean:.4f}")
    assert whole[-1].endswith(f"Hmean {large.result.best_hmean:.4f}")
    detector = open_detector(large.result.weights, "cpu")
    assert large.result.best_hmean == evaluate_samples(detector, load_dataset(dataset).test).hmean
    if large.result.best_epoch > 0:  # else the weights are the general ones, which know of no data set
        assert detector.info.hmean == large.result.best_hmean
