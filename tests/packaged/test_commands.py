"""The command line of the built program, on the sample project."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from engine import __version__
from engine.data.dataset import load_dataset
from engine.data.gt import read_labels
from engine.data.pictures import read_picture
from tests.packaged.built import Built

LEAST_RECALL = 0.5


def test_it_runs_where_there_is_no_python(built: Built) -> None:
    folders = built.environment()["PATH"].split(os.pathsep)
    if built.root is not None:
        folders = [str(built.root / folder.lstrip("/")) for folder in [*folders, "/usr/local/bin"]]
    for python in ("python", "python3"):
        assert shutil.which(python, path=os.pathsep.join(folders)) is None
    assert built.run("--version").strip() == f"QuadTune {__version__}"


def test_sample(project: Path) -> None:
    dataset = load_dataset(project)
    assert len(dataset.train) > len(dataset.test) > 0
    assert read_picture(dataset.test[0].picture).std() > 10
    gt = dataset.test[0].gt
    assert gt is not None
    assert read_labels(gt)


def test_check(built: Built, project: Path) -> None:
    assert built.answer("check", project)["success"]


def test_train_with_worker_processes(experiment: Path) -> None:
    result = json.loads((experiment / "result.json").read_text(encoding="utf-8"))
    assert not result["stopped"]
    assert (experiment / "best.safetensors").stat().st_size > 1_000_000


@pytest.mark.parametrize("profile", ["end2end", "map"])
def test_export_and_detect(built: Built, project: Path, experiment: Path, profile: str) -> None:
    models, outputs = built.home / f"models-{profile}", built.home / f"outputs-{profile}"
    built.answer("export", "--model", experiment, "--profile", profile, "--size", "640", "--out", models)
    (exported,) = models.rglob("*.onnx")
    answer = built.answer("detect", project / "test_images", "--model", exported, "--out", outputs)
    assert answer["success"]
    for result in answer["results"]:
        gt = project / "test_gts" / f"gt_{Path(result['image_path']).stem}.txt"
        assert len(result["boxes"]) >= LEAST_RECALL * sum(not label.ignore for label in read_labels(gt)), gt
    assert len(list(outputs.rglob("*_result.png"))) == len(answer["results"])


def test_detect_reads_texts(built: Built, project: Path) -> None:
    picture = min((project / "test_images").iterdir())
    answer = built.answer(
        "detect", picture, "--model", "general", "--read-texts", "--out", built.home / "outputs-texts"
    )
    texts = [text for (text,) in answer["results"][0]["texts"]]
    assert sum(map(bool, texts)) > len(texts) / 2


def test_a_mistake_is_told_and_not_a_crash(built: Built) -> None:
    process = built.start("detect", built.home / "nothing.jpg", "--model", "general", stderr=-1, stdout=-1)
    _, complaint = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "nothing.jpg" in complaint
    assert "Traceback" not in complaint
