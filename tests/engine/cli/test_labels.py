"""import-labels and export-labels as a script would call them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from engine import cli
from engine.cli import export_labels, import_labels
from engine.formats import formats, writable
from engine.formats.importing import EXISTING
from tests.conftest import DatasetFactory


def test_there_and_back(
    make_dataset: DatasetFactory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_dataset(train=3, test=1, unlabelled=1, lists=False, size=(64, 64))
    bare = make_dataset(name="bare", train=3, test=1, lists=False, size=(64, 64))
    for path in bare.rglob("gt_*.txt"):
        path.unlink()
    out = tmp_path / "out"
    assert cli.main(["export-labels", str(root), str(out), "--format", "coco", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["pictures"] == 4
    assert answer["unlabelled"] == 1
    assert cli.main(["import-labels", str(bare), str(out), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["format"] == "coco"
    assert answer["pictures"] == 4
    assert answer["kept"] == answer["problems"] == answer["unmatched"] == []
    for path in root.rglob("gt_*.txt"):
        assert (bare / path.relative_to(root)).read_bytes() == path.read_bytes()


def test_what_was_not_understood_is_told(
    make_dataset: DatasetFactory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_dataset(train=1, test=0, lists=False, size=(64, 64))
    source = tmp_path / "gt_img_001.txt"
    source.write_text("1,2,3,4,5,6,7,8,a\nnonsense\n", encoding="utf-8")
    assert cli.main(["import-labels", str(root), str(source), "--existing", "replace"]) == 0
    out, err = capsys.readouterr()
    assert f"{root}: pictures: 1, boxes: 1 (icdar), not understood: 1\n" in out
    assert "labels_before_import_" in out
    assert f"{source}:2:" in err


def test_a_full_target_is_refused(make_dataset: DatasetFactory, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_dataset(train=2, test=1, size=(64, 64))
    assert cli.main(["export-labels", str(root), str(root), "--format", "icdar"]) == 2
    assert "new or an empty folder" in capsys.readouterr().err


def test_the_choices_are_those_of_the_engine() -> None:
    imports, exports = argparse.ArgumentParser(), argparse.ArgumentParser()
    import_labels.add_arguments(imports)
    export_labels.add_arguments(exports)
    choices = {action.dest: tuple(action.choices or ()) for action in imports._actions}
    (written,) = (tuple(action.choices or ()) for action in exports._actions if action.dest == "format")
    assert sorted(choices["format"]) == sorted(("auto", *formats()))
    assert choices["existing"] == EXISTING
    assert sorted(written) == sorted(writable())
