"""``check`` as a script and as a person would call it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine import cli
from tests.conftest import DatasetFactory

ROOT = Path(__file__).resolve().parents[3]


def test_findings_for_people_are_grouped_with_file_line_and_remedy(
    make_dataset: DatasetFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_dataset(train=2, test=1)
    gt = root / "train_gts" / "gt_img_001.txt"
    gt.write_text("10,10,50,30,50,10,10,30,x\n" * 25 + "20,60,80,60,80,80,20,80,fine\n", "utf-8")
    assert cli.main(["check", str(root)]) == cli.FINE
    told = capsys.readouterr().out
    assert "pictures: 3, labelled: 3 (2 train, 1 test)" in told
    assert "[WARNING] Crossed quads: 25" in told
    assert f"  {gt}:1 (label 1): The sides of the quad cross" in told
    assert "… and 5 more" in told
    assert told.count("→ Put its four points in order") == 1


def test_json_has_everything_and_the_status_tells_what_blocks(
    make_dataset: DatasetFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_dataset(train=2, test=1)
    gt = root / "train_gts" / "gt_img_002.txt"
    gt.write_text("20,60,80,60,80,80,20,80,fine\nseven\n", "utf-8")
    assert cli.main(["check", str(root / "train_images"), "--json"]) == cli.NO
    told = json.loads(capsys.readouterr().out)
    assert told["success"] is False
    assert (told["pictures"], told["train"], told["labels"]) == (3, 2, 9)
    assert told["counts"] == {"unreadable_line": 1, "few": 1}
    finding = told["findings"][0]
    assert (finding["kind"], finding["severity"]) == ("unreadable_line", "error")
    assert (finding["file"], finding["line"]) == (str(gt), 2)
    assert finding["remedy"]


def test_what_is_no_dataset_cannot_be_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", str(tmp_path), "--json"]) == cli.UNUSABLE
    assert "no labelled pictures" in json.loads(capsys.readouterr().out)["error"]


def test_checking_loads_neither_torch_nor_qt(make_dataset: DatasetFactory) -> None:
    root = make_dataset(train=1, test=1, size=(64, 64))
    code = (
        "import sys; from engine import cli; cli.main(['check', sys.argv[1]]);"
        "assert not {'torch', 'PySide6'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, str(root)], cwd=ROOT, check=True, capture_output=True)
