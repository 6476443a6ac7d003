"""What pages share: the project, the models there are, where results go."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.session import ModelChoice, Session
from engine.errors import InputError
from tests.conftest import DatasetFactory


def make_experiment(workdirs: Path, name: str, weights: str, age: float) -> Path:
    folder = workdirs / name
    folder.mkdir(parents=True)
    (folder / weights).write_bytes(b"weights")
    os.utime(folder / weights, (1_000_000 - age, 1_000_000 - age))
    return folder


def test_models_are_the_general_one_experiments_newest_first_and_exports(
    session: Session, make_dataset: DatasetFactory
) -> None:
    root = make_dataset(train=2, test=0)
    session.open_project(root)
    assert session.models() == [ModelChoice("General model", "general")]
    old = make_experiment(root / "workdirs", "exp_20260101000000", "best.safetensors", age=500)
    new = make_experiment(root / "workdirs", "exp_20260201000000", "last.safetensors", age=10)
    make_experiment(root / "workdirs", "exp_20260301000000", "log.txt", age=1)  # ended before any weights
    (root / "models").mkdir()
    (root / "models" / "model_800x800.onnx").write_bytes(b"onnx")
    (root / "models" / "notes.txt").write_text("no model", encoding="utf-8")
    assert [choice.model for choice in session.models()] == [
        "general",
        str(new),
        str(old),
        str(root / "models" / "model_800x800.onnx"),
    ]


def test_an_experiment_is_listed_by_the_name_it_was_given(
    session: Session, make_dataset: DatasetFactory
) -> None:
    root = make_dataset(train=2, test=0)
    session.open_project(root)
    old = make_experiment(root / "workdirs", "exp_20260101000000", "best.safetensors", age=500)
    make_experiment(root / "workdirs", "exp_20260201000000", "best.safetensors", age=10)

    (old / "name.txt").write_text("小票\n", encoding="utf-8")

    assert [choice.label for choice in session.models()] == ["General model", "exp_20260201000000", "小票"]
    assert session.models()[2].model == str(old)


def test_opening_tells_pages_and_remembers_the_folder(
    qtbot: QtBot, session: Session, make_dataset: DatasetFactory
) -> None:
    root = make_dataset(train=2, test=0)
    with qtbot.waitSignals([session.project_changed, session.models_changed]):
        session.open_project(root / "train_images")
    assert session.project is not None
    assert session.project.root == root
    assert session.settings.values.recent[0] == str(root)
    with qtbot.waitSignals([session.project_changed, session.models_changed]):
        session.close_project()
    assert session.project is None


def test_a_folder_that_cannot_be_used_leaves_the_project_open(
    session: Session, make_dataset: DatasetFactory, tmp_path: Path
) -> None:
    root = make_dataset(train=2, test=0)
    session.open_project(root)
    with pytest.raises(InputError):
        session.open_project(tmp_path / "gone")
    assert session.project is not None
    assert session.project.root == root


def test_results_go_beside_the_pictures_or_among_the_documents(
    session: Session, make_dataset: DatasetFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = tmp_path / "documents"
    assert session.workdirs() == documents / "workdirs"
    root = make_dataset(train=2, test=0, name="receipts")
    session.open_project(root)
    assert session.workdirs() == root / "workdirs"
    assert session.exports_folder() == root / "models"
    assert session.outputs_folder() == root / "outputs"
    # A read-only folder; permissions do not hold for root, under which containers run tests.
    monkeypatch.setattr(
        "desktop.session.os.access", lambda path, mode: not (path == root and mode == os.W_OK)
    )
    assert session.workdirs() == documents / "receipts" / "workdirs"


def test_asking_for_a_page_carries_its_payload(qtbot: QtBot, session: Session) -> None:
    with qtbot.waitSignal(session.page_requested) as asked:
        session.request_page("detect", "general")
    assert asked.args == ["detect", "general"]
