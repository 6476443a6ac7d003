"""Describing models and finding their files."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine.db.models import (
    DetectSettings,
    ModelInfo,
    check_weights_path,
    general_weights,
    read_info,
    resolve_model,
)
from engine.errors import InputError

INFO = ModelInfo(
    name="receipts",
    variant="resnet18",
    mean=(0.1, 0.2, 0.3),
    std=(1.0, 0.5, 0.25),
    settings=DetectSettings(long_side=736, thresh=0.2, box_thresh=0.45, unclip_ratio=1.5),
    source="workdirs/exp_20260101000000 – 收据",
    licence="Apache-2.0",
    dataset="收据 2026",
    hmean=0.875,
)


def test_metadata_hold_everything() -> None:
    metadata = INFO.to_metadata()
    assert all(isinstance(value, str) for value in metadata.values())
    assert ModelInfo.from_metadata(metadata) == INFO
    assert ModelInfo.from_metadata({**metadata, "size": "800x800"}) == INFO


def test_settings_of_a_later_version_are_ignored() -> None:
    metadata = {**INFO.to_metadata(), "settings": '{"thresh": 0.4, "novelty": 1}'}
    assert ModelInfo.from_metadata(metadata).settings == DetectSettings(thresh=0.4)


def test_foreign_metadata_are_refused() -> None:
    with pytest.raises(InputError, match="does not hold a model"):
        ModelInfo.from_metadata({"format": "pt"}, Path("a.safetensors"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("variant", "resnet50"),
        ("mean", "[1, 2]"),
        ("mean", "[1, 2, NaN]"),
        ("mean", "nonsense"),
        ("std", "[1, 0, 1]"),
        ("hmean", "1.5"),
        ("hmean", '"high"'),
        ("settings", "[]"),
        ("settings", '{"thresh": "x"}'),
        ("settings", '{"thresh": 1.5}'),
        ("settings", '{"long_side": 3}'),
        ("settings", '{"unclip_ratio": 0}'),
        ("settings", '{"box_thresh": -1}'),
    ],
)
def test_damaged_metadata_are_refused(key: str, value: str) -> None:
    with pytest.raises(InputError, match="damaged") as caught:
        ModelInfo.from_metadata({**INFO.to_metadata(), key: value}, Path("a.safetensors"))
    assert caught.value.path == Path("a.safetensors")


def test_missing_metadata_are_refused() -> None:
    metadata = INFO.to_metadata()
    del metadata["std"]
    with pytest.raises(InputError, match="std"):
        ModelInfo.from_metadata(metadata)


def test_settings_out_of_range_name_the_setting() -> None:
    with pytest.raises(InputError, match="thresh is 2"):
        replace(INFO.settings, thresh=2).check()


def test_general_comes_with_the_program() -> None:
    path = resolve_model("general")
    assert path == general_weights()
    info = read_info("general")
    assert (info.name, info.variant, info.licence) == ("general", "resnet18_vd", "Apache-2.0")
    assert info.mean == (0.485, 0.456, 0.406)
    assert info.std == (0.229, 0.224, 0.225)


def test_an_experiment_folder_means_its_best_weights(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"best\.safetensors"):
        resolve_model(tmp_path)
    (tmp_path / "last.safetensors").touch()
    assert resolve_model(tmp_path).name == "last.safetensors"
    (tmp_path / "best.safetensors").touch()
    assert resolve_model(str(tmp_path)).name == "best.safetensors"


def test_model_files_are_themselves(tmp_path: Path) -> None:
    for name in ("a.safetensors", "模型.onnx", "B.SAFETENSORS"):
        (tmp_path / name).touch()
        assert resolve_model(tmp_path / name) == tmp_path / name


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    for name, remedy in (("a.pt", "import-weights a.pt --out a.safetensors"), ("a.txt", "general")):
        (tmp_path / name).touch()
        with pytest.raises(InputError) as caught:
            resolve_model(tmp_path / name)
        assert remedy in str(caught.value)
        assert caught.value.path == tmp_path / name
    with pytest.raises(InputError, match="no such model"):
        resolve_model(tmp_path / "absent.safetensors")


def test_broken_files_have_no_description(tmp_path: Path) -> None:
    for name in ("a.safetensors", "a.onnx"):
        (tmp_path / name).write_bytes(b"\x08nothing of the kind")
        with pytest.raises(InputError) as caught:
            read_info(tmp_path / name)
        assert caught.value.path == tmp_path / name


def test_weights_are_written_to_safetensors_only() -> None:
    assert check_weights_path(Path("a.safetensors")) == Path("a.safetensors")
    with pytest.raises(InputError, match=r"Name the file a\.safetensors"):
        check_weights_path(Path("a.pt"))


def test_asking_about_models_does_not_load_torch() -> None:
    code = (
        "import sys, engine.db.models, engine.export.options; engine.db.models.read_info('general'); "
        "assert 'torch' not in sys.modules and 'onnxruntime' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3])
