"""What a training will take, told beforehand."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine import cli
from engine.data.pictures import write_picture
from engine.device.graphics import Graphics, GraphicsCard
from engine.errors import InputError
from engine.training.config import MINIMUM_CROPS_PER_EPOCH, TrainConfig
from engine.training.events import EvaluationProgress
from engine.training.plan import preflight
from engine.training.plan import speed as speed_module
from engine.training.plan.preflight import Preflight, check, estimate
from engine.training.plan.speed import Speed, measure
from engine.training.plan.survey import survey
from tests.conftest import DatasetFactory
from tests.engine.training.helpers import run

SMALL = TrainConfig(dataset=Path(), size=64, epochs=2, batch_size=4, device="cpu", crops_per_epoch=8)
GIB = 2**30
SPEED = Speed(
    device="CPU, 1 thread",
    step_seconds=0.0,
    crop_seconds=0.5,
    loading_seconds=0.1,
    reading_seconds=0.2,
    detection_seconds_per_pixel=1e-6,
    fixed_bytes=GIB,
    crop_bytes=GIB,
    free_bytes=10 * GIB,
    workers=0,
    on_card=False,
)


@pytest.fixture(autouse=True)
def nothing_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed_module, "_measured", {})


@pytest.fixture
def config(make_dataset: DatasetFactory) -> TrainConfig:
    return replace(SMALL, dataset=make_dataset(train=4, test=2, size=(320, 240)))


def never() -> bool:
    return False


def checked(config: TrainConfig) -> Preflight:
    found = check(config)
    assert found is not None
    return found


# ---- the data


def test_pictures_are_counted_as_training_uses_them(make_dataset: DatasetFactory) -> None:
    found = survey(TrainConfig(dataset=make_dataset(train=30, test=3)))

    assert (found.train, found.validation, found.test) == (22, 8, 3)
    assert found.crops_per_epoch == MINIMUM_CROPS_PER_EPOCH
    # 240 goes to the nearest multiple of 32.
    assert (found.validation_pixels, found.test_pixels) == (8 * 320 * 256, 3 * 320 * 256)
    assert found.learning_bytes == 22 * 320 * 240 * 3
    assert not found.blocked


def test_few_pictures_are_a_finding_that_does_not_block(config: TrainConfig) -> None:
    (finding,) = survey(config).findings
    assert "6, fewer than 50" in str(finding.error)
    assert not finding.blocks


def test_a_line_that_is_no_label_blocks(config: TrainConfig) -> None:
    gt = config.dataset / "train_gts" / "gt_img_002.txt"
    gt.write_text("1,2,3\n", encoding="utf-8")
    found = survey(config)
    assert found.blocked
    assert any(one.path == gt and one.line == 1 for one in found.findings if one.blocks)


def test_pictures_without_text_block(config: TrainConfig) -> None:
    for gt in (config.dataset / "train_gts").iterdir():
        gt.write_text("10,10,50,10,50,30,10,30,###\n", encoding="utf-8")
    found = survey(config)
    assert found.blocked
    assert any("nothing to learn" in str(one.error) for one in found.findings)


def test_very_large_pictures_are_told(config: TrainConfig) -> None:
    write_picture(config.dataset / "train_images" / "img_001.png", np.zeros((60, 5200, 3), np.uint8))
    assert any("Small text may get lost" in str(one.error) for one in survey(config).findings)


def test_a_picture_that_is_none_is_a_finding_and_not_the_end(config: TrainConfig) -> None:
    (config.dataset / "train_images" / "img_001.png").write_bytes(b"no picture")
    found = survey(config)
    assert found.blocked
    assert all(sample.picture.name != "img_001.png" for sample in found.samples)


# ---- the reckoning


def test_time_is_that_of_steps_and_evaluations(make_dataset: DatasetFactory) -> None:
    config = TrainConfig(dataset=make_dataset(train=4, test=2), epochs=3, batch_size=8)
    data = survey(config)
    steps = 3 * (MINIMUM_CROPS_PER_EPOCH // 8)
    evaluation = 6 * 320 * 256 * 1e-6 + 6 * 0.2
    expected = (4 + 6) * 0.2 + steps * 8 * 0.6 + 4 * evaluation
    assert estimate(config, data, SPEED).seconds == pytest.approx(expected)

    # Loader processes hide the loading behind the computing, or the other way round.
    side_by_side = estimate(config, data, replace(SPEED, workers=2)).seconds
    assert side_by_side == pytest.approx(expected - steps * 8 * 0.1)
    slow_loading = replace(SPEED, workers=2, loading_seconds=2.0)
    assert estimate(config, data, slow_loading).seconds == pytest.approx(expected + steps * 8 * 0.4)


def test_evaluations_are_reckoned_as_the_loop_makes_them(
    config: TrainConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = replace(survey(config), validation=10, validation_pixels=10**7, test=100, test_pixels=10**8)
    config = replace(config, epochs=4)

    def evaluations(speed: Speed) -> float:
        none = replace(speed, detection_seconds_per_pixel=0.0, reading_seconds=0.0)
        reading = (data.train + data.validation + data.test) * speed.reading_seconds
        return estimate(config, data, speed).seconds - estimate(config, data, none).seconds - reading

    validation, test = 10 * 1.2, 100 * 1.2  # a second a picture, and 0.2 to read it
    on_cpu = 5 * validation + 4 * 0.16 * test + 2 * test  # sixteen after an epoch, all at start and end
    assert evaluations(SPEED) == pytest.approx(on_cpu)
    assert evaluations(replace(SPEED, on_card=True)) == pytest.approx(5 * (validation + test))

    monkeypatch.setattr("engine.training.plan.preflight.REPORTED_PICTURES", 100)
    assert evaluations(SPEED) == pytest.approx(5 * (validation + test))


def test_the_loop_evaluates_as_often_as_was_reckoned(
    config: TrainConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("plan.preflight", "evaluating"):
        monkeypatch.setattr(f"engine.training.{module}.REPORTED_PICTURES", 1)
    config = replace(config, out=tmp_path, epochs=1, workers=0)
    told = [one for one in run(config).events if isinstance(one, EvaluationProgress)]

    idle = replace(SPEED, crop_seconds=0.0, loading_seconds=0.0, reading_seconds=0.0)
    second_a_picture = replace(idle, detection_seconds_per_pixel=1 / (320 * 256))
    # Whether the last look at all test pictures was needed depends on what the training came to.
    best_is_new = sum(one.what == "test" for one in told) == 2 + 1 + 2
    expected = len(told) + (0 if best_is_new else 2)
    assert estimate(config, survey(config), second_a_picture).seconds == pytest.approx(expected)


@pytest.mark.parametrize(
    ("batch", "free", "fitting"),
    [(8, 20, 8), (8, 9, 4), (6, 9, 6), (6, 7, 4), (5, 6, 4), (64, 10, 8), (2, 2, 0), (1, 2, 0), (1, 3, 1)],
)
def test_the_largest_power_of_two_that_fits(config: TrainConfig, batch: int, free: int, fitting: int) -> None:
    found = estimate(replace(config, batch_size=batch), survey(config), replace(SPEED, free_bytes=free * GIB))
    assert found.fitting_batch == fitting
    assert found.fits is (fitting == batch)
    assert found.needed_bytes == (1 + batch) * GIB


def test_without_knowing_the_free_memory_everything_fits(config: TrainConfig) -> None:
    assert estimate(config, survey(config), replace(SPEED, free_bytes=None)).fits


# ---- the machine


def test_a_real_check(config: TrainConfig) -> None:
    found = check(config)

    assert found is not None
    assert found.device.startswith("CPU")
    assert 0 < found.seconds < 3600
    assert found.fits
    assert 100e6 < found.needed_bytes < 2e9
    assert found.free_bytes is not None
    values = json.loads(json.dumps(found.to_json()))
    assert values["train_pictures"] == 4
    assert values["findings"] == [{"text": str(found.survey.findings[0].error), "blocks": False}]
    assert len(found.lines()) == 4
    assert "batch 4 fits" in found.lines()[0]


def test_why_a_card_is_not_used_is_told_before(config: TrainConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    speed = replace(SPEED, on_card=True)
    monkeypatch.setattr(preflight, "measure", lambda *_: speed)
    machine = Graphics((GraphicsCard("RTX 4070", 12 * GIB, 2 * GIB),), "470.1", "13.2", False)
    monkeypatch.setattr(preflight, "probe", lambda: machine)
    assert checked(config).troubles == ()  # the CPU was asked for
    found = checked(replace(config, device="auto"))
    assert [one.kind for one in found.troubles] == ["old_driver"]
    assert "[WARNING] The driver of the graphics card (RTX 4070) is too old" in "\n".join(found.lines())
    assert found.to_json()["device_troubles"][0]["kind"] == "old_driver"
    machine = replace(machine, driver="580.1", usable=True)
    assert checked(replace(config, device="auto")).troubles == ()  # what is free is enough
    speed = replace(speed, free_bytes=2 * GIB)
    told = checked(replace(config, device="auto")).troubles
    assert [one.kind for one in told] == ["taken"]
    assert "2.0 of 12.0 GB" in str(told[0].error)


def test_the_machine_is_measured_once(config: TrainConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    first = check(config)

    def not_again(*_: object) -> None:
        raise AssertionError("measured twice")

    monkeypatch.setattr(speed_module, "_measure_network", not_again)
    second = check(replace(config, epochs=20, batch_size=8))
    assert first is not None
    assert second is not None
    assert second.seconds > first.seconds
    assert second.needed_bytes > first.needed_bytes
    with pytest.raises(AssertionError, match="measured twice"):
        check(replace(config, size=96))


def test_memory_grows_with_the_area_of_the_crops(config: TrainConfig) -> None:
    data = survey(config)
    small = measure(config, data, never)
    large = measure(replace(config, size=128), data, never)
    assert small is not None
    assert large is not None
    assert large.crop_bytes == pytest.approx(4 * small.crop_bytes)
    assert large.fixed_bytes == small.fixed_bytes


def test_a_measurement_that_is_stopped_leaves_nothing(config: TrainConfig) -> None:
    assert check(config, lambda: True) is None
    asked: list[bool] = []

    def after_the_survey() -> bool:
        asked.append(True)
        return len(asked) > 1

    assert check(config, after_the_survey) is None
    assert speed_module._measured == {}


def test_what_cannot_be_used_is_told(config: TrainConfig, tmp_path: Path) -> None:
    for bad in (
        replace(config, dataset=tmp_path / "nowhere"),
        replace(config, weights=str(tmp_path / "no.safetensors")),
        replace(config, device="quantum"),
        replace(config, size=100),
    ):
        with pytest.raises(InputError):
            check(bad)


def test_pictures_cut_off_in_the_middle_do_not_stop_the_measuring(config: TrainConfig) -> None:
    for picture in (config.dataset / "train_images").iterdir():
        picture.write_bytes(picture.read_bytes()[:2000])
    assert check(config) is not None


def test_the_command_line_tells_the_same(config: TrainConfig, capsys: pytest.CaptureFixture[str]) -> None:
    options = [
        "train",
        str(config.dataset),
        "--device",
        "cpu",
        "--dry-run",
        "--size",
        "64",
        "--batch-size",
        "8",
    ]
    assert cli.main([*options, "--json"]) == cli.FINE
    told = json.loads(capsys.readouterr().out)
    assert (told["train_pictures"], told["test_pictures"], told["batch_size"]) == (4, 2, 8)
    assert told["seconds"] > 0
    assert not (config.dataset / "workdirs").exists()

    (config.dataset / "train_gts" / "gt_img_002.txt").write_text("1,2,3\n", encoding="utf-8")
    assert cli.main(options) == cli.NO
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("about ")
    assert "batch 8 fits" in lines[0]
    assert any(line.startswith("[ERROR]") and "gt_img_002.txt:1" in line for line in lines)
    assert cli.main(["train", "--resume", "somewhere", "--dry-run"]) == cli.UNUSABLE


def test_importing_brings_no_torch() -> None:
    code = "import sys, engine.training.plan.preflight; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
