from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.cli import main


def test_lists_writes_both_lists_and_reports_counts(
    make_dataset: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_dataset(train=3, test=2, unlabelled=1, lists=False, size=(64, 64))
    assert main(["lists", str(root / "train_images")]) == 0
    out, err = capsys.readouterr()
    assert out == f"{root}: training pictures: 3, test pictures: 2, left out because they have no gt: 1\n"
    assert err == ""
    assert len((root / "train_list.txt").read_text().splitlines()) == 3
    assert (
        (root / "test_list.txt").read_text().startswith("test_images/img_001.png test_gts/gt_img_001.txt\n")
    )
    assert main(["lists", str(root), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer == {"success": True, "dataset": str(root), "train": 3, "test": 2, "unlabelled": 1}
