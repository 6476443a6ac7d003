"""Experiments are read back as training left them, whole or broken."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from engine.db.models import METADATA_KEY
from engine.errors import InputError
from engine.training.experiment import LONGEST_NAME, experiment_name, rename_experiment
from engine.training.record.record import read_curves, read_json_lines, read_record, read_records


def score(hmean: float) -> dict[str, float]:
    return {"hmean": hmean, "precision": hmean + 0.01, "recall": hmean - 0.01, "images": 12}


def epoch_line(epoch: int, hmean: float, *, best: bool = True, test: bool = True) -> dict[str, Any]:
    return {
        "epoch": epoch,
        "train_loss": None if epoch == 0 else 4.0 / epoch,
        "validation_loss": 3.0 / (epoch + 1),
        "validation": score(hmean + 0.1),
        "test": score(hmean) if test else None,
        "best": best,
        "seconds": 20.0 * (epoch + 1),
    }


def step_line(step: int, per_epoch: int) -> dict[str, Any]:
    return {
        "step": step,
        "epoch": (step - 1) // per_epoch + 1,
        "loss": 5.0 / step,
        "bce": 0.1,
        "dice": 0.2,
        "l1": 0.03,
        "learning_rate": 0.001,
        "pictures_per_second": 9.5,
    }


def write_lines(path: Path, lines: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An experiment of three epochs of ten steps, killed before it could write its result."""
    folder = tmp_path / "workdirs" / "exp_20260105143022"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text('{"epochs": 5, "learning_rate": 0.001}', encoding="utf-8")
    (folder / "log.txt").write_text("2026-01-05 14:30 [INFO] Loading training set: 108 images\n", "utf-8")
    write_lines(folder / "metrics.jsonl", [epoch_line(e, 0.4 + 0.1 * e) for e in range(4)])
    write_lines(folder / "steps.jsonl", [step_line(s, 10) for s in range(1, 31)])
    return folder


def finish(folder: Path, **changes: Any) -> None:
    values = {
        "initial_hmean": 0.41,
        "best_hmean": 0.72,
        "best_epoch": 2,
        "epochs_done": 3,
        "seconds": 99.5,
        "stopped": False,
    }
    (folder / "result.json").write_text(json.dumps(values | changes), encoding="utf-8")


def test_a_killed_training_is_interrupted_and_has_the_figures_of_its_epochs(folder: Path) -> None:
    (folder / "resume.safetensors").write_bytes(b"no state")

    record = read_record(folder)

    assert record.state == "interrupted"
    assert record.resumable
    assert not record.has_weights
    assert record.pictures == 108
    assert record.config["epochs"] == 5
    assert [record.initial_hmean, record.best_hmean] == pytest.approx([0.4, 0.7])
    assert (record.best_epoch, record.epochs_done, record.seconds) == (3, 3, 80)
    assert record.on_test


def test_a_finished_training_has_the_figures_of_its_result(folder: Path) -> None:
    finish(folder)
    (folder / "best.safetensors").write_bytes(b"weights")

    record = read_record(folder)

    assert record.state == "finished"
    assert record.has_weights
    assert not record.resumable
    assert (record.initial_hmean, record.best_hmean, record.best_epoch) == (0.41, 0.72, 2)
    assert record.seconds == 99.5


@pytest.mark.parametrize(("error", "state"), [("The disk is full.", "failed"), (None, "stopped")])
def test_the_result_holds_the_error_and_the_pictures(folder: Path, error: str | None, state: str) -> None:
    finish(folder, stopped=True, error=error, train_pictures=54)
    with (folder / "log.txt").open("a", encoding="utf-8") as log:
        log.write("2026-01-05 14:40:00 [ERROR] an error that was not the end\n")

    record = read_record(folder)

    assert (record.state, record.pictures) == (state, 54)


@pytest.mark.parametrize(
    ("last", "state"),
    [
        ("[ERROR] The disk is full.", "failed"),
        ("[ERROR] The disk refused:\nsecond line", "failed"),
        ("[INFO] Stopped in epoch 2", "stopped"),
    ],
)
def test_in_older_folders_the_log_tells_a_stop_from_a_failure(folder: Path, last: str, state: str) -> None:
    finish(folder, stopped=True)
    with (folder / "log.txt").open("a", encoding="utf-8") as log:
        log.write("[ERROR] mended\n" + "x" * 5000 + f"\n2026-01-05 14:40 {last}\n")

    assert read_record(folder).state == state


def test_until_it_ends_a_training_has_the_pictures_of_its_state(folder: Path) -> None:
    state = {METADATA_KEY: json.dumps({"pictures": ["a.jpg", "b.jpg"]})}
    save_file({"step": np.zeros(1)}, folder / "resume.safetensors", metadata=state)

    assert read_record(folder).pictures == 2


def test_without_test_pictures_the_figures_are_those_of_validation(folder: Path) -> None:
    finish(folder, initial_hmean=None, best_hmean=None)
    write_lines(
        folder / "metrics.jsonl", [epoch_line(e, 0.4 + 0.1 * e, best=e < 2, test=False) for e in range(4)]
    )

    record = read_record(folder)

    assert not record.on_test
    assert [record.initial_hmean, record.best_hmean] == pytest.approx([0.5, 0.6])


def test_records_are_newest_first_and_other_folders_are_none(folder: Path) -> None:
    workdirs = folder.parent
    for number, age in (("1", 300), ("2", 100), ("3", 200)):
        other = workdirs / f"exp_{number}"
        other.mkdir()
        finish(other)
        os.utime(other / "result.json", (1_700_000_000 - age, 1_700_000_000 - age))
    (workdirs / "notes").mkdir()
    (workdirs / "a file").write_text("")

    assert [r.folder.name for r in read_records(workdirs)] == [folder.name, "exp_2", "exp_3", "exp_1"]
    assert read_records(workdirs / "missing") == []


def test_a_broken_result_is_told_and_hides_nothing(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    (folder / "result.json").write_text("{", encoding="utf-8")

    (record,) = read_records(folder.parent)

    assert record.state == "interrupted"
    assert str(folder / "result.json") in caplog.text


@pytest.mark.parametrize("text", ["[1, 2]", '{"best_hmean": "high", "seconds": NaN, "best_epoch": null}'])
def test_nonsense_in_a_result_is_no_figure(folder: Path, text: str) -> None:
    (folder / "result.json").write_text(text, encoding="utf-8")

    record = read_record(folder)

    assert record.best_hmean == pytest.approx(0.7)
    assert record.best_epoch == 3


def test_curves_lie_on_the_axis_of_epochs(folder: Path) -> None:
    curves = read_curves(folder)

    np.testing.assert_allclose(curves["loss"][0], np.arange(1, 31) / 10)
    np.testing.assert_allclose(curves["loss"][1], 5 / np.arange(1, 31))
    np.testing.assert_array_equal(curves["hmean"][0], [0, 1, 2, 3])
    np.testing.assert_array_equal(curves["epoch_loss"][0], [1, 2, 3])
    np.testing.assert_array_equal(curves["validation_loss"][0], [0, 1, 2, 3])
    np.testing.assert_allclose(curves["test_recall"][1], [0.39, 0.49, 0.59, 0.69])
    assert set(curves) == {
        *("loss", "bce", "dice", "l1", "lr", "speed", "epoch_loss", "validation_loss"),
        *("hmean", "precision", "recall", "test_hmean", "test_precision", "test_recall"),
    }


def test_a_line_cut_short_costs_only_itself(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("metrics.jsonl", "steps.jsonl"):
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(whole[:-20])

    curves = read_curves(folder)

    assert len(curves["loss"][0]) == 29
    assert len(curves["hmean"][0]) == 3
    assert "steps.jsonl:30" in caplog.text


def test_steps_told_again_after_resuming_count_once(folder: Path) -> None:
    again = [step_line(s, 10) | {"loss": 7.0} for s in range(15, 25)]
    with (folder / "steps.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in again)

    x, loss = read_curves(folder)["loss"]

    assert len(x) == 30
    assert np.all(np.diff(x) > 0)
    assert loss[14] == 7
    assert loss[29] == pytest.approx(5 / 30)


def test_steps_of_an_unfinished_first_epoch_have_no_place_yet(folder: Path) -> None:
    write_lines(folder / "metrics.jsonl", [epoch_line(0, 0.4)])
    write_lines(folder / "steps.jsonl", [step_line(s, 10) for s in range(1, 5)])

    assert "loss" not in read_curves(folder)


def test_an_old_experiment_without_steps_still_has_its_epochs(folder: Path) -> None:
    (folder / "steps.jsonl").unlink()
    curves = read_curves(folder)
    assert "loss" not in curves
    assert len(curves["hmean"][0]) == 4


def test_a_loss_that_is_no_number_is_a_gap(folder: Path) -> None:
    with (folder / "steps.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(step_line(31, 10) | {"loss": float("nan")}) + "\n")

    assert np.isnan(read_curves(folder)["loss"][1][-1])


def test_missing_and_foreign_files_have_no_lines(tmp_path: Path) -> None:
    assert read_json_lines(tmp_path / "missing.jsonl") == []
    (tmp_path / "binary").write_bytes(b"\xff\x00\n[1]\n{}\n")
    assert read_json_lines(tmp_path / "binary") == [{}]


def test_a_name_is_kept_beside_the_weights(folder: Path) -> None:
    assert experiment_name(folder) == "exp_20260105143022"

    assert rename_experiment(folder, "  收据,  wide crops ") == "收据, wide crops"

    assert experiment_name(folder) == read_record(folder).name == "收据, wide crops"
    assert (folder / "name.txt").read_text(encoding="utf-8") == "收据, wide crops\n"
    assert folder.is_dir()


@pytest.mark.parametrize("name", ["", "  \n", "x" * (LONGEST_NAME + 1)])
def test_names_of_no_use_are_refused(folder: Path, name: str) -> None:
    with pytest.raises(InputError, match="1 to 60 characters"):
        rename_experiment(folder, name)
    assert not (folder / "name.txt").exists()


def test_two_experiments_never_have_one_name(folder: Path) -> None:
    other = folder.parent / "exp_2"
    other.mkdir()
    finish(other)
    rename_experiment(other, "receipts")

    with pytest.raises(InputError, match="called “receipts” already"):
        rename_experiment(folder, "receipts")
    assert rename_experiment(other, "receipts") == "receipts"


def test_an_unreadable_name_falls_back_to_the_folder(folder: Path) -> None:
    (folder / "name.txt").write_bytes(b"\xff\xfe\xff")
    assert experiment_name(folder) == folder.name
